"""However a demo ends, nothing of what it started goes on; and it does not begin where another one works."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from examples.laptop import stack
from local_aws.claim import claim

PARENT_AND_CHILD = """
import os, signal, subprocess, sys
line = open(sys.argv[1], "w")  # open as long as the process lives
print(sys.argv[2], file=line, flush=True)
if sys.argv[2] == "parent":
    child = subprocess.Popen([sys.executable, "-c", os.environ["CODE"], sys.argv[1], "child"])
signal.pause()
"""
DEMO = """
import os, signal, sys
from pathlib import Path
from examples.laptop import demo, stack

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
start, command = stack.start, [sys.executable, "-c", os.environ["CODE"], os.environ["LINE"], "parent"]
stack.start = demo.start = lambda name, given, env, **options: start(name, command, env, **options)
if os.environ["MOMENT"] == "the DAG runs":
    stack.wait_for = lambda *given, **options: None
demo.migrate = demo.fetch_model = demo.prepare = lambda *given, **options: None
demo.main(Path("config/sample.yaml"), "", "none", "memory", False)
"""
COMMAND = """
import os, signal, sys
from examples.laptop import stack
signal.signal(signal.SIGHUP, signal.SIG_DFL)
stack.end_on_signals()
stack.run([sys.executable, "-c", os.environ["CODE"], os.environ["LINE"], "parent"], dict(os.environ))
"""
SECONDS = 30.0


@dataclass
class Line:
    """A named pipe that every started process writes a line to and holds open: its end is the end of them all."""

    path: Path
    reader: int = field(init=False)

    def __post_init__(self) -> None:
        os.mkfifo(self.path)
        self.reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)

    def read(self) -> bytes:
        """What comes next; nothing after the end."""
        assert select.select([self.reader], [], [], SECONDS)[0], "processes are left"
        return os.read(self.reader, 1000)

    def wait_for(self, processes: int) -> None:
        """Wait until so many have started."""
        heard = b""
        while heard.count(b"\n") < processes:
            heard += self.read()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    line = Line(tmp_path / "line")
    yield line
    os.close(line.reader)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize(
    ("code", "moment", "processes"),
    [(DEMO, "local AWS starts", 2), (DEMO, "the DAG runs", 4), (COMMAND, "a command runs", 2)],
    ids=["while local AWS starts", "while the DAG runs", "while a command runs"],
)
def test_a_signal_ends_all_that_was_started(
    line: Line, tmp_path: Path, code: str, moment: str, processes: int, number: signal.Signals
) -> None:
    variables = {"AMTS_STATE": str(tmp_path), "CODE": PARENT_AND_CHILD, "LINE": str(line.path), "MOMENT": moment}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=stack.ROOT, env={**os.environ, **variables}, stdout=subprocess.DEVNULL
    ) as process:
        line.wait_for(processes)
        process.send_signal(number)
        process.send_signal(number)  # an impatient one
        assert process.wait(SECONDS) == 128 + number
    assert line.read() == b""


def test_a_held_state_names_its_holder_and_the_ways_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "STATE", tmp_path)
    monkeypatch.setattr(stack, "start", lambda *given: pytest.fail("started where another one works"))
    (tmp_path / "aws").mkdir()
    held = claim(tmp_path / "aws")
    assert held
    with (
        held,
        pytest.raises(stack.StackError, match=rf"process {os.getpid()} works in .*make down.*kill.*AMTS_STATE"),
    ):
        stack.start_local_aws({}, 1, engine="memory")


def test_what_a_command_said_is_given() -> None:
    assert stack.run([sys.executable, "-c", "print('done')"], dict(os.environ)) == "done\n"
