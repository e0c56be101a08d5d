from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from local_aws.engines.adaptive.cache import CachedModel
from local_aws.engines.adaptive.prompts import Completion, Prompt
from local_aws.engines.base import Example
from tests.local_aws.engines.scripted import ScriptedModel

PROMPT = Prompt("en", "zh", (), "The gate")


def test_an_equal_prompt_is_answered_from_the_folder_after_a_restart(tmp_path: Path) -> None:
    CachedModel(ScriptedModel(lambda prompt: "门"), tmp_path).complete(PROMPT, max_tokens=9)
    again = CachedModel(ScriptedModel(lambda prompt: "other"), tmp_path)
    assert again.complete(PROMPT, max_tokens=9) == Completion("门")
    assert again.hits == 1


def test_another_prompt_limit_or_model_is_asked_anew(tmp_path: Path) -> None:
    model = ScriptedModel(lambda prompt: "门")
    cached = CachedModel(model, tmp_path)
    cached.complete(PROMPT, max_tokens=9)
    cached.complete(PROMPT, max_tokens=10)
    cached.complete(replace(PROMPT, examples=(Example("a", "b"),)), max_tokens=9)
    assert len(model.prompts) == 3
    other = ScriptedModel(lambda prompt: "闸")
    other.fingerprint = "other"
    assert CachedModel(other, tmp_path).complete(PROMPT, max_tokens=9).text == "闸"


def test_a_failed_answer_is_not_kept(tmp_path: Path) -> None:
    answers = iter([Completion("", whole=False), Completion("门")])
    cached = CachedModel(ScriptedModel(lambda prompt: next(answers)), tmp_path)
    assert cached.complete(PROMPT, max_tokens=9) == Completion("", whole=False)
    assert cached.complete(PROMPT, max_tokens=9) == Completion("门")


def test_a_cut_answer_is_kept_as_cut(tmp_path: Path) -> None:
    cached = CachedModel(ScriptedModel(lambda prompt: Completion("门门", whole=False)), tmp_path)
    assert [cached.complete(PROMPT, max_tokens=9).whole for _ in range(2)] == [False, False]


def damaged(folder: Path) -> None:
    folder.mkdir()
    (folder / "completions.sqlite").write_bytes(b"no database" * 100)


def a_file(folder: Path) -> None:
    folder.write_bytes(b"")


@pytest.mark.parametrize("spoil", [damaged, a_file])
def test_where_nothing_can_be_kept_the_model_answers_all_the_same(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(tmp_path / "cache")
    cached = CachedModel(ScriptedModel(lambda prompt: "门"), tmp_path / "cache")
    assert cached.complete(PROMPT, max_tokens=9) == Completion("门")
    assert cached.complete(PROMPT, max_tokens=9) == Completion("门")
    assert cached.hits == 0


@pytest.mark.parametrize("reason", ["database or disk is full", "attempt to write a readonly database"])
def test_a_disk_that_becomes_full_stops_no_job(
    tmp_path: Path, reason: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full:
        def execute(self, statement: str, *_: object) -> sqlite3.Cursor:
            if statement.startswith("INSERT"):
                raise sqlite3.OperationalError(reason)
            return sqlite3.connect(":memory:").execute("SELECT 1 WHERE 0")

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    cached = CachedModel(ScriptedModel(lambda prompt: "门"), tmp_path)
    monkeypatch.setattr(cached, "_database", Full())
    assert [cached.complete(PROMPT, max_tokens=limit).text for limit in (9, 10)] == ["门", "门"]
    assert caplog.text.count(reason) == 1
