"""`make down` after a reboot: the numbers that `make up` kept may be somebody else's by now. And commands that fail."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from examples.laptop import stack, up
from examples.laptop.stack import StackError, run, with_openmp

Start = Callable[[dict[str, str]], subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a process group that waits for its input, and keep its number as `make up` does."""
    monkeypatch.setattr(up, "PROCESSES", tmp_path / "up.json")
    started: list[subprocess.Popen[bytes]] = []

    def run(variables: dict[str, str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", "input()"],
            stdin=subprocess.PIPE,
            env={**os.environ, **variables},
            start_new_session=True,
        )
        started.append(process)
        up.PROCESSES.write_text(json.dumps([process.pid]), encoding="ascii")
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_what_was_started_for_this_checkout_is_stopped(start: Start) -> None:
    ours = start({"AIRFLOW_HOME": str(up.AIRFLOW_HOME)})
    assert up.running() == [ours.pid]
    assert up.down() == 1
    assert ours.poll() is not None
    assert up.running() == []


def test_what_has_only_the_same_number_is_left_alone(start: Start) -> None:
    other = start({"AIRFLOW_HOME": "/somewhere/else"})
    assert up.running() == []
    assert up.down() == 0
    assert other.poll() is None
    assert not up.PROCESSES.exists()


def test_a_command_that_fails_is_shown_with_what_it_said() -> None:
    with pytest.raises(StackError, match=r"(?s)-c .* failed:.*there is no room"):
        run([sys.executable, "-c", "import sys; sys.exit('there is no room')"], dict(os.environ))


def test_a_model_finds_openmp_on_a_system_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_missing(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(stack, "STATE", tmp_path)
    monkeypatch.setattr(stack.ctypes, "CDLL", is_missing)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/elsewhere")
    for _ in range(2):  # the second time the link is there
        assert with_openmp() == {"LD_LIBRARY_PATH": f"{tmp_path / 'lib'}:/elsewhere"}
    copy = (tmp_path / "lib" / "libgomp.so.1").resolve(strict=True)
    assert copy.name.startswith("libgomp-")
    monkeypatch.undo()
    assert ctypes.CDLL(str(copy)).omp_get_max_threads() > 0
