"""What was made of a content is made once: in a process, and with a file for all."""

from __future__ import annotations

from pathlib import Path

from amts_core.book import remembered
from amts_core.book.remembered import Remembered


def made(known: Remembered, blob: str = "b1", kind: str = "words") -> tuple[object, int]:
    """What is known of a content, and how often it was made."""
    calls: list[int] = []
    value = known.get(kind, blob, lambda: calls.append(1) or {"of": blob, "kind": kind})  # type: ignore[func-returns-value]
    return value, len(calls)


def test_a_content_is_looked_at_once_for_each_kind() -> None:
    known = Remembered()
    value = {"of": "b1", "kind": "words"}
    assert [made(known), made(known)] == [(value, 1), (value, 0)]
    assert made(known, kind="sentences")[1] == 1
    assert made(known, blob="b2")[1] == 1


def test_without_an_id_nothing_is_remembered() -> None:
    known = Remembered()
    assert [made(known, blob="")[1], made(known, blob="")[1]] == [1, 1]


def test_another_process_finds_it_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "facts.sqlite"
    assert made(Remembered(file))[1] == 1
    assert made(Remembered(file)) == ({"of": "b1", "kind": "words"}, 0)
    assert made(Remembered(file), blob="b2")[1] == 1


def test_what_another_version_made_is_made_anew(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "facts.sqlite"
    made(Remembered(file))
    monkeypatch.setattr(remembered, "VERSION", remembered.VERSION + 1)
    assert made(Remembered(file))[1] == 1


def test_a_file_that_cannot_be_used_is_none(tmp_path: Path) -> None:
    (tmp_path / "facts.sqlite").write_text("this is no database, and longer than the head of one" * 10)
    (tmp_path / "file").write_text("")
    for file in (tmp_path / "facts.sqlite", tmp_path / "file" / "facts.sqlite"):
        known = Remembered(file)
        assert [made(known)[1], made(known)[1]] == [1, 0]


def test_a_value_that_is_damaged_in_the_file_is_made_anew(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "facts.sqlite"
    made(Remembered(file))
    with sqlite3.connect(file) as database:
        database.execute("UPDATE made SET value = x'00'")
    assert made(Remembered(file))[1] == 1


def test_memory_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(remembered, "IN_MEMORY", 2)
    known = Remembered()
    assert [made(known, blob=blob)[1] for blob in ("a", "b", "b", "c", "c", "a")] == [1, 1, 0, 1, 0, 1]
