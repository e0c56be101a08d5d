"""Look at the languages of both books before anything is sent: a wrong pair is paid for, and useless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amts_core.book.chapter import Chapter, PieceKind
from amts_core.book.identify import SAMPLE, other_language
from amts_core.errors import AmtsError
from amts_core.languages import LANGUAGES, LanguagePair, language

BLOCKS = 20  # of a chapter that are looked at: each chapter counts


def refuse_other_languages(
    languages: LanguagePair,
    sources: Iterable[Chapter],
    translations: Iterable[Chapter],
    *,
    way_out: str = "correct the pair or the languages of the books",
) -> None:
    """Raise AmtsError, with what was seen, if one side is clearly written in another language than the pair says.

    A translation may still be in the source language where nobody has translated it yet.
    """
    for side, code, chapters in (
        ("source", languages.source, sources),
        ("translation", languages.target, translations),
    ):
        seen = other_language(_prose(chapters), code)
        if seen is None or (side == "translation" and seen in languages.source_facts.alike):
            continue
        name = LANGUAGES[seen].name if seen in LANGUAGES else seen
        raise AmtsError(
            f"{languages} says that the {side} is {language(code).name}, but its text looks like {name} ({seen}):"
            f" nothing was sent; {way_out}"
        )


def _prose(chapters: Iterable[Chapter]) -> Iterator[str]:
    """The prose of some blocks of each chapter, as many of each chapter as make a sample together."""
    chapters = list(chapters)
    each = max(2, min(BLOCKS, SAMPLE // max(len(chapters), 1)))
    for chapter in chapters:
        texts = (
            "".join(piece.text for piece in block.pieces if piece.kind is PieceKind.TEXT) for block in chapter.blocks
        )
        yield from sorted((text.strip() for text in texts), key=len, reverse=True)[:each]
