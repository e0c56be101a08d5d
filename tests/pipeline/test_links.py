"""Links of the translated book before and after a delivery."""

from __future__ import annotations

import pytest

from amts_core.book.remembered import Remembered
from amts_core.deliver.files import ChapterFiles
from amts_core.deliver.review import delivered_chapter
from amts_core.deliver.sidecar import Provenance
from amts_core.pipeline import links
from amts_core.pipeline.links import link_notes
from tests.pipeline.conftest import Shelf


def change(text: str) -> ChapterFiles:
    delivered = delivered_chapter("one.md", text, Provenance("one", ()))
    return ChapterFiles("Sync one.md", {"one.md": text.encode()}, delivered=delivered)


def test_links_that_a_delivery_breaks_are_named_and_old_ones_counted(shelf: Shelf) -> None:
    shelf.write("zh", "two", "# 风\n\n[一](one.md#波浪) [无](none.md)\n")
    book, known = shelf.run().target_book, Remembered()
    head, *lines = link_notes(book, [change("# 海\n\n文。\n")], known)
    assert head == "2 links of the translated book lead nowhere, 1 of them are new (1 before)"
    [line] = lines
    assert line.startswith("two.md, line 3: one.md#波浪")
    assert link_notes(book, [], Remembered()) == [
        "1 links of the translated book lead nowhere, 0 of them are new (1 before)"
    ]


def test_a_chapter_is_read_for_its_links_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("zh", "two", "# 风\n\n[无](none.md)\n")
    file = shelf.folder / "facts.sqlite"
    told = link_notes(shelf.run().target_book, [], Remembered(file))
    read: list[str] = []
    links_of = links.links_of
    monkeypatch.setattr(links, "links_of", lambda chapter: read.append(chapter.id) or links_of(chapter))
    assert link_notes(shelf.run().target_book, [], Remembered(file)) == told
    assert read == []
    shelf.write("zh", "two", "# 风\n\n[无](none.md)\n\n[无](none.md)\n")
    assert link_notes(shelf.run().target_book, [], Remembered(file))[0].startswith("2 links")
    assert read == ["two"]


def test_a_book_without_dead_links_needs_no_word(shelf: Shelf) -> None:
    assert link_notes(shelf.run().target_book, [change("# 海\n\n文。\n")], Remembered()) == []
