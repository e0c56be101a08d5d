"""Look at the languages of both books before anything is sent: a wrong pair is paid for, and useless."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from amts_core.book.chapter import Chapter, PieceKind
from amts_core.book.identify import SAMPLE, other_language
from amts_core.errors import AmtsError
from amts_core.languages import LANGUAGES, LanguagePair, language
from amts_core.pipeline.run import Run

LOOKED_AT = 40  # chapters of each book
BLOCKS = 20  # of a chapter that are looked at: each chapter counts


def look_at_languages(run: Run, unreadable: Collection[str]) -> None:
    """Refuse books that are clearly in other languages than was said: some chapters of each are looked at.

    They are remembered: books are not looked at again until as many of these chapters are others as are not.
    """
    samples = {
        book: list(islice((name for name in book.chapters if name not in unreadable), LOOKED_AT))
        for book in (run.source_book, run.target_book)
    }
    place = run.shared("state", "languages.json", list[str])
    contents = [{f"{run.languages} {book.blob(name)}" for name in names} for book, names in samples.items()]
    seen = set(place.find() or ())
    if all(2 * len(some & seen) > len(some) for some in contents):
        return
    for book, names in samples.items():
        book.load(names)
    refuse_other_languages(run.languages, *([book.read(name) for name in names] for book, names in samples.items()))
    place.keep(sorted(set().union(*contents)))


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
