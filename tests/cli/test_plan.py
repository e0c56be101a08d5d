"""What `amts plan` and `amts config check` tell of a run before it is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from amts_core.cli.main import app
from amts_core.cli.plan import tell_held
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A book with a changed chapter, and a new one that is held."""
    shelf = Shelf(tmp_path)
    shelf.write("zh", "one_origin", ENGLISH["one"])
    shelf.write("zh", "one", CHINESE["one"])
    shelf.configure(evaluation=[])
    shelf.write("en", "one", ENGLISH["one"].replace("the wind.", "the wind and the depth."))
    shelf.write("en", "new", "# New\n\nText.\n")
    monkeypatch.setattr("amts_core.pipeline.plan.find_given_up", lambda run, chapters: {"new": "sent in vain"})
    return shelf


def test_what_would_be_held_is_counted_and_told_with_its_reason(held: Shelf, tmp_path: Path) -> None:
    for command in (["plan", "-c"], ["config", "check", "-p", "en-zh", "-c"]):
        told = CliRunner().invoke(app, [*command, str(held.config), "--cache", str(tmp_path / "cache"), "--json"])
        assert told.exit_code == 0, told.output
        assert json.loads(told.stdout)[0]["held"] == 1
        assert "en-zh: new is held: sent in vain" in told.stderr


def test_chapters_that_are_held_for_the_same_reason_are_told_together(capsys: pytest.CaptureFixture[str]) -> None:
    tell_held("en-zh", {f"c{number}": f"of a later source (ab12{number} of 2021-09-0{number})" for number in range(5)})
    tell_held("en-zh", {"x": "rejected by ann"})
    assert capsys.readouterr().err.splitlines() == [
        "en-zh: 5 chapters are held (c0, c1, c2 …): of a later source (ab120 of 2021-09-00)",
        "en-zh: x is held: rejected by ann",
    ]
