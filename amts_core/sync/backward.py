"""Faults of the source that its translation shows: a list for those who maintain the source.

Only what is evident: a number or a protected span that is another one in the translation, and a word that no dictionary
has where the translation says the one that was meant. What the translation says may be the fault: somebody has to look.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from rapidfuzz.fuzz import ratio

from amts_core.book.segments import Segment
from amts_core.language_contraries import number_values
from amts_core.parallel.tokens import keys_of, stem
from amts_core.sync.dictionary import MOST_OFTEN, meant
from amts_core.sync.scene import Scene

SURE = 0.5  # score of a bead, whose sides surely translate each other
LIKELY = 0.2  # chance from which the translation says a word
ALIKE = 60.0  # how alike two spans are of which one may be a slip of the other
_WORD = re.compile(r"(?<![\w'’.@/-])[a-z]{5,}(?![\w'’@/-])")
_FIGURES = re.compile(r"(?<![A-Za-z0-9_.,:/-])\d{2,}(?![A-Za-z0-9_:/-]|[.,]\d)")


def backward(scene: Scene) -> tuple[str, ...]:
    """What the maintainers of the source may want to look at, with its line.

    Only sentences that still stand there, in beads of one to one.
    """
    alignment, lines = scene.counterparts.alignment, scene.source.lines
    found: list[str] = []
    for bead in alignment.sentences:
        if bead.shape != "1-1" or bead.score < SURE or scene.counterparts.doubtful(bead):
            continue
        source, target = alignment.source_sentences[bead.source[0]], alignment.target_sentences[bead.target[0]]
        if source.text in lines:
            faults = (*_numbers(source, target, scene), *_spans(source, target), *_typing_errors(source, target, scene))
            found += [f"line {lines[source.text]}: {fault}" for fault in faults]
    return tuple(dict.fromkeys(found))


def _numbers(source: Segment, target: Segment, scene: Scene) -> Iterator[str]:
    """A number in figures in whose place the translation has another one, in figures and in words."""
    pair = _exchanged(_FIGURES.findall(source.plain), _FIGURES.findall(target.plain))
    if pair and len(pair[0]) == len(pair[1]):  # "800 million" is 8亿
        said = number_values(source.plain, scene.languages.source), number_values(target.plain, scene.languages.target)
        if int(pair[0]) not in said[1] and int(pair[1]) not in said[0]:
            yield f"{pair[0]}, where the translation has {pair[1]}: {source.excerpt}"


def _spans(source: Segment, target: Segment) -> Iterator[str]:
    """A formula, a link target or code in whose place the translation has nearly the same."""
    sides = [[" ".join(p.text.split()) for p in one.pieces if p.protected] for one in (source, target)]
    pair = _exchanged(*sides)
    if pair and pair[1].isascii() and ratio(*pair) >= ALIKE and _bare(pair[0]) != _bare(pair[1]):
        yield f"{pair[0]}, where the translation has {pair[1]}: {source.excerpt}"


def _exchanged(ours: Iterable[str], theirs: Iterable[str]) -> tuple[str, str] | None:
    """The only thing that one side has instead of the only one that the other has."""
    one, other = Counter(ours), Counter(theirs)
    gone, came = one - other, other - one
    return (next(iter(gone)), next(iter(came))) if gone.total() == came.total() == 1 else None


def _typing_errors(source: Segment, target: Segment, scene: Scene) -> Iterator[str]:
    """Words that are in no dictionary, beside a translation of the only known word that they may have been.

    A word that the book has often enough to have a translation is one of its terms, and another ending no fault.
    """
    ours, theirs = scene.languages
    for word in dict.fromkeys(_WORD.findall(source.plain)):
        right = meant(word, ours) if scene.guide.counts[word] <= MOST_OFTEN else None
        if not right or word[:-1] in (right, right[:-1]) or stem(word, ours) in scene.guide.lexicon.known:
            continue
        if scene.guide.lexicon.best_of(stem(right, ours), keys_of(target.plain, theirs)) >= LIKELY:
            yield f"{word!r} may be {right!r}, which the translation says: {source.excerpt}"


def _bare(text: str) -> str:
    return re.sub(r"[\s{}\\,;\]()]+", "", text).lower()
