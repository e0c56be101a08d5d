"""Only marks of the source changed: emphasis, links, code ticks around words."""

from __future__ import annotations

from amts_core.book.model import Piece, PieceKind
from amts_core.book.segments import scan_segment
from amts_core.parallel.tokens import Token, tokenize
from amts_core.sync.change import Change
from amts_core.sync.difference import is_content
from amts_core.sync.marks import Mark, carry_marks
from amts_core.sync.rules.case import Case, Outcome

LIKELY = 0.1  # chance from which a target word is the translation of a source word
MOST_OF = 0.6  # share of the words of a mark that the stretch must have

_ENDS = ".,;:!?…。，；：！？、"


def marks(case: Case) -> Outcome | None:
    """ "the loss" → "the **loss**": the translation's 损失 becomes **损失**.

    The place is clear where the words stand verbatim; else the lexicon finds it, and a flag shows the proposal.
    """
    if not case.is_whole or len(case.blocks) != 1:
        return None
    former, now = (" ".join(one.text for one in side) for side in (case.former, case.now))
    proposed: list[str] = []

    def place(mark: Mark, source: str, target: str) -> tuple[int, int] | None:
        found = stretch_of(mark, source, target, case)
        proposed.extend([f"{mark.opening}{target[slice(*found)]}{mark.closing}"] if found else [])
        return found

    text = carry_marks(scan_segment(former), scan_segment(now), scan_segment(case.text), place)
    if text is None:
        return None
    if text == case.text:
        return Outcome(Change.KEPT, quiet=True)
    flags = (f"proposed by the words: {', '.join(proposed)}",) if proposed else ()
    return Outcome(Change.CARRIED, text, flags)


def stretch_of(mark: Mark, source: str, target: str, case: Case) -> tuple[int, int] | None:
    """Where the words of a mark stand in a translation, by the lexicon; both are bare texts.

    All of a sentence is all of its translation. Else it is the shortest stretch with every word that rather translates
    one inside the mark than one outside, if it has most of the words of the mark, and none that belongs outside.
    """
    ours, theirs = _tokens(source, case.source_language), _tokens(target, case.target_language)
    inside = {t.key for t in ours if mark.start <= t.start < mark.end and _tells(t, case.source_language)}
    outside = {t.key for t in ours if not mark.start <= t.start < mark.end and _tells(t, case.source_language)}
    if not theirs or not inside:
        return None
    if not outside:
        start, end = theirs[0].start, theirs[-1].end
        return start, end if mark.text.rstrip()[-1:] in _ENDS else start + len(target[start:end].rstrip(_ENDS))
    lexicon = case.lexicon
    chances = [(lexicon.best(inside, token.key), lexicon.best(outside, token.key)) for token in theirs]
    places = [n for n, (own, other) in enumerate(chances) if own >= LIKELY and own > other]
    if not places:
        return None
    first, last = places[0], places[-1]
    has_strangers = any(other >= LIKELY and other > own for own, other in chances[first : last + 1])
    keys = [token.key for token in theirs[first : last + 1]]
    found = sum(lexicon.best_of(word, keys) >= LIKELY for word in inside)
    if has_strangers or found < MOST_OF * len(inside):
        return None
    return theirs[first].start, theirs[last].end


def _tokens(text: str, language: str) -> list[Token]:
    return tokenize([Piece(PieceKind.TEXT, 0, len(text), text)], language)


def _tells(token: Token, language: str) -> bool:
    """Whether a word has a translation that can be told from others."""
    return is_content(token, language)
