"""The scripted history of the sample book: each update has four texts and ends where the book stands."""

from __future__ import annotations

import json

import pytest

from tests.examples.sample import HISTORY, cells, keys, read, without_code

UPDATES = json.loads((HISTORY / "index.json").read_text())
NAMES = [update["update"] for update in UPDATES]


def version(update: str, which: str) -> str:
    return (HISTORY / "updates" / update / f"{which}.md").read_bytes().decode("utf-8")


def test_the_index_lists_every_update() -> None:
    assert sorted(path.name for path in (HISTORY / "updates").iterdir()) == NAMES


@pytest.mark.parametrize("update", UPDATES, ids=NAMES)
def test_an_update_ends_where_the_book_stands(update: dict[str, str]) -> None:
    chapter = update["chapter"].removesuffix(".md")
    assert version(update["update"], "source_after") == read("zh", f"{chapter}_origin")
    assert version(update["update"], "translation_after") == read("zh", chapter)


@pytest.mark.parametrize("name", NAMES)
def test_an_update_changes_source_and_translation_but_not_their_labels(name: str) -> None:
    for side in ("source", "translation"):
        before, after = version(name, f"{side}_before"), version(name, f"{side}_after")
        assert before != after
        assert keys(before, "label", "eqlabel") == keys(after, "label", "eqlabel")


def test_the_update_of_code_changes_no_word() -> None:
    name = "05-baselines-only-code"
    for side in ("source", "translation"):
        before, after = version(name, f"{side}_before"), version(name, f"{side}_after")
        assert without_code(before).split() == without_code(after).split()
        assert cells(before) != cells(after)


def test_the_moved_section_keeps_its_lines() -> None:
    name = "04-autoregression-section-moved"
    before, after = (version(name, f"source_{when}").splitlines() for when in ("before", "after"))
    assert before != after
    assert sorted(before) == sorted(after)
