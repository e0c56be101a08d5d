"""Beads without their texts, laid over the same texts again."""

from __future__ import annotations

from pydantic import TypeAdapter

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.beads import ChapterBeads, alignment_of, beads_of
from amts_core.parallel.chapters import align_chapters

ENGLISH = "# Waves\n\nA wave carries energy. The water stays.\n\nThe height $h$ depends on the wind.\n"
CHINESE = "# 波浪\n\n波浪带走能量。水留在原处。\n\n高度$h$取决于风。\n"
LANGUAGES = {"languages": LanguagePair("en", "zh")}


def kept() -> ChapterBeads:
    alignment = align_chapters(parse_chapter(ENGLISH), parse_chapter(CHINESE), **LANGUAGES)
    stored = TypeAdapter(ChapterBeads).dump_json(beads_of(alignment))
    return TypeAdapter(ChapterBeads).validate_json(stored)


def test_beads_that_were_stored_give_the_same_alignment() -> None:
    source, target = parse_chapter(ENGLISH), parse_chapter(CHINESE)
    assert alignment_of(kept(), source, target, **LANGUAGES) == align_chapters(source, target, **LANGUAGES)


def test_beads_are_not_laid_over_texts_that_are_cut_otherwise() -> None:
    source, target = parse_chapter(ENGLISH), parse_chapter(CHINESE)
    for one, other in ((source.with_text(ENGLISH.replace(". The", " and the")), target), (source, source)):
        assert alignment_of(kept(), one, other, **LANGUAGES) is None


def test_a_text_of_another_dialect_is_cut_otherwise() -> None:
    source = parse_chapter(ENGLISH + "\n::: tip\nMind the wind.\n:::\n", format="mkdocs")
    assert alignment_of(kept(), source, parse_chapter(CHINESE), **LANGUAGES) is None
