from __future__ import annotations

from amts_core.book.model import BlockKind
from amts_core.web.page import Page, Paragraph
from amts_core.web.readings import Reading, without_duplicates, without_repeated_paragraphs
from tests.web.content import Writer


def reading(url: str, *texts: str, canonical: str | None = None, language: str = "en") -> Reading:
    paragraphs = tuple(Paragraph("paragraph", text) for text in texts)
    return Reading(
        Page(url, paragraphs=paragraphs, canonical=canonical), language, paragraphs, "2026-01-01T00:00:00+00:00"
    )


def article(seed: int) -> list[str]:
    return [" ".join(sentence["en"] for sentence in part) for part in Writer(seed).article("data").paragraphs]


def test_near_duplicates_leave_one_page() -> None:
    text = article(1)
    pages = [
        reading("http://x.org/print/a", *text, "Printed today."),
        reading("http://x.org/a", *text),
        reading("http://x.org/b", *article(2)),
    ]
    kept, left_out = without_duplicates(pages)
    assert [one.url for one in kept] == ["http://x.org/a", "http://x.org/b"]
    assert [(one.url, one.reason) for one in left_out] == [("http://x.org/print/a", "duplicate of http://x.org/a")]


def test_the_page_that_names_itself_canonical_is_kept() -> None:
    text = article(1)
    long, short = "http://x.org/the/real/a", "http://x.org/a"
    kept, _ = without_duplicates([reading(short, *text, canonical=long), reading(long, *text, canonical=long)])
    assert [one.url for one in kept] == [long]


def test_paragraphs_of_the_site_are_removed() -> None:
    pages = [reading(f"http://x.org/{seed}", "We use cookies here.", *article(seed)) for seed in range(5)]
    elsewhere = reading("http://y.org/", "We use cookies here.", *article(9))
    kept, left_out = without_repeated_paragraphs([*pages, elsewhere])
    assert left_out == []
    assert all("cookies" not in one.chapter.text for one in kept[:5])
    assert "cookies" in kept[5].chapter.text


def test_pages_of_nothing_but_repeated_text_are_left_out() -> None:
    pages = [reading(f"http://x.org/{seed}", "One thing.", "Two things.", "Three things.") for seed in range(5)]
    kept, left_out = without_repeated_paragraphs(pages)
    assert kept == []
    assert {one.reason for one in left_out} == {"nothing but repeated text"}


def test_a_page_becomes_a_chapter_of_the_same_blocks() -> None:
    paragraphs = (
        Paragraph("heading", "Data", 2),
        Paragraph("paragraph", "# no heading"),
        Paragraph("paragraph", "1. no list"),
        Paragraph("item", "An item"),
        Paragraph("quote", "A quote"),
        Paragraph("code", "x = 1\n\n```"),
        Paragraph("cell", "A cell"),
    )
    chapter = Reading(Page("http://x.org/"), "en", paragraphs, "").chapter
    kinds = [block.kind for block in chapter.blocks if block.translatable]
    assert kinds == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.QUOTE,
        BlockKind.PARAGRAPH,
    ]
    assert [block.text for block in chapter.blocks if block.kind is BlockKind.CODE]
