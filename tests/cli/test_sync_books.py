"""What `amts sync` is told, as books and a configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amts_core.aws.storage import FolderStore
from amts_core.cli.sync_books import Order, Sides, open_sync, state_folder
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair

PAIR = LanguagePair("pt-PT", "en")


@pytest.fixture
def files(tmp_path: Path) -> Sides:
    """Three files of one chapter with three names, and a sidecar of its translation."""
    for name in ("old.md", "new.md", "chapter.md"):
        (tmp_path / name).write_text(f"# {name}\n", "utf-8")
    (tmp_path / ".amts").mkdir()
    (tmp_path / ".amts" / "chapter.json").write_text("{}", "utf-8")
    return Sides(tmp_path / "old.md", tmp_path / "new.md", tmp_path / "chapter.md")


def order(tmp_path: Path) -> Order:
    return Order(PAIR, tmp_path / "out", tmp_path / "state")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"pull_request": "owner/book"}, "a pull request needs --branch"),
        ({"adapt": True, "parallel_data": "terms"}, "give one"),
        ({"adapt": True}, "give --config"),
        ({"parallel_data": "terms"}, "give --config"),
    ],
)
def test_what_does_not_go_together_is_refused(asked: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match=told):
        Order(PAIR, tmp_path / "out", tmp_path / "state", **asked)


def test_three_files_are_one_chapter_with_the_name_of_the_translation(files: Sides, tmp_path: Path) -> None:
    run = open_sync(files.staged(tmp_path / "staged"), order(tmp_path))
    assert run.source_book.chapter_ids() == run.target_book.chapter_ids() == ["chapter"]
    assert run.source_book.read("chapter").text == "# new.md\n"
    assert run.target_book.content(".amts/chapter.json") == b"{}"
    kept = run.kept_origin("chapter")
    assert kept is not None
    assert kept.text == "# old.md\n"


def test_without_a_former_source_there_is_none(files: Sides, tmp_path: Path) -> None:
    sides = Sides(files.after, files.after, files.translation)
    run = open_sync(sides.staged(tmp_path / "staged"), order(tmp_path))
    assert run.kept_origin("chapter") is None
    assert not run.origins.search


def test_a_stage_holds_nothing_of_the_last_sync(files: Sides, tmp_path: Path) -> None:
    (tmp_path / "staged" / "after").mkdir(parents=True)
    (tmp_path / "staged" / "after" / "other.md").write_text("# Other\n", "utf-8")
    run = open_sync(files.staged(tmp_path / "staged"), order(tmp_path))
    assert run.source_book.chapter_ids() == ["chapter"]


def test_the_chapters_go_where_they_are_asked_for_and_the_rest_into_the_state(files: Sides, tmp_path: Path) -> None:
    run = open_sync(files.staged(tmp_path / "staged"), order(tmp_path))
    assert run.chapters_folder == tmp_path / "out"
    assert run.store == FolderStore(tmp_path / "state")
    assert (run.languages, run.pair_name) == (PAIR, "pt-PT-en")


def test_each_translation_pair_and_engine_has_a_state_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("AWS_ENDPOINT_URL_TRANSLATE", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    places = {state_folder(tmp_path / "a", PAIR), state_folder(tmp_path / "b", PAIR)}
    places |= {state_folder(tmp_path / "a", PAIR.turned)}
    monkeypatch.setenv("AWS_ENDPOINT_URL_TRANSLATE", "http://127.0.0.1:5005")
    places |= {state_folder(tmp_path / "a", PAIR)}
    assert len(places) == 4
    assert all(place.is_relative_to(tmp_path / "amts" / "sync") for place in places)
