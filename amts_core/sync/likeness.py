"""How well a text translates another: by meaning, or, for languages that the encoder does not know, by what both share.

What two texts share literally (numbers, spans, names, loan words) says less, and nothing where they have none of it;
then at least neither may be much longer than the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amts_core.book.chapter import Piece
from amts_core.book.segments import Segment, plain_text
from amts_core.language_contraries import negations
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.parallel.encoder import shared_encoder
from amts_core.sync.spans import spans_of

BY_MEANING = "encoder"
ALREADY = 0.6  # likeness from which a text that stands in the right place is the translation of a new one
DOUBTFUL = 0.3  # likeness below which two longer texts are hardly translations of each other
SHORT = 25  # characters; the likeness of a shorter text says little
FOLLOWED = 0.08  # a translation that fits the new source so much better than the old one was made from it
APART = 0.15  # likeness by which a text fits its partner better than any other
NO_WORSE = -0.02  # a difference in likeness that says nothing
TOO_LONG = 2.0  # a text that is so many times longer than expected is hardly a translation
FEWEST = 3  # numbers, spans and names, of both texts together; fewer are no reason to doubt

_NAME = re.compile(r"\b(?:[A-Z]{2,}s?|[A-Za-z]*[a-z][A-Z][A-Za-z]*)\b")
_WORD = re.compile(r"\b[A-Za-z]{4,}\b")
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")


@dataclass(frozen=True)
class Text:
    """What is compared of a text: its words, and its spans and numbers in order."""

    plain: str
    spans: tuple[str, ...]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Text:
        """The text of these pieces."""
        return cls(plain_text(pieces), tuple(_SEPARATOR.sub("", span.text) for span in spans_of(pieces)))

    @classmethod
    def joined(cls, segments: Iterable[Segment]) -> Text:
        """Some segments as one text."""
        texts = [cls.of(one.pieces) for one in segments]
        return cls(" ".join(one.plain for one in texts), tuple(span for one in texts for span in one.spans))

    @property
    def telling(self) -> Counter[str]:
        """What its translation is expected to have too."""
        return Counter((*self.spans, *_NAME.findall(self.plain)))


@dataclass(frozen=True)
class Likeness:
    """How the texts of a chapter and its translation are compared; `ratio`: source characters per target character."""

    by_meaning: bool
    language: str
    ratio: float

    @classmethod
    def of(cls, alignment: ChapterAlignment) -> Likeness:
        """As the alignment compares them."""
        ours, theirs = (
            sum(len(one.plain) for one in side) for side in (alignment.source_sentences, alignment.target_sentences)
        )
        return cls(alignment.method == BY_MEANING, alignment.languages.source, (ours + 1) / (theirs + 1))

    def table(self, source: Sequence[Text], target: Sequence[Text]) -> NDArray[np.float64]:
        """How well each text translates each (to 1), shape (source, target); 0 if nothing can be said."""
        if not source or not target:
            return np.zeros((len(source), len(target)))
        if not self.by_meaning:
            return np.array([[self._shared(one, other) for other in target] for one in source])
        encoder = shared_encoder()
        vectors = (encoder.vectors([text.plain for text in side]) for side in (source, target))
        return np.asarray(next(vectors) @ next(vectors).T, np.float64)

    def doubtful(self, source: Text, target: Text, score: float) -> bool:
        """Whether two texts that were aligned with this score may be no translations of each other."""
        if len(source.plain) < SHORT:
            return False
        if self.by_meaning:
            return score < DOUBTFUL
        ours, theirs = source.telling, target.telling
        strangers = ours.total() + theirs.total() >= FEWEST and _overlap(ours, theirs) < DOUBTFUL
        return strangers or not self._as_long(source, target)

    def stranger(self, source: Text, target: Text) -> bool:
        """Whether a text that was put beside another has things of its own, and nothing of the other."""
        own = target.telling
        return not self.by_meaning and own.total() >= FEWEST and not source.telling & own

    def says_nothing(self, source: Text, target: Text) -> bool:
        """Whether nothing but their place and length speaks for two texts being translations of each other."""
        return not self.by_meaning and not self._shared(source, target)

    def has_followed(self, before: Text, after: Text, target: Text) -> bool:
        """Whether a translation has been made from the new version of its source, not from the old one.

        It has exactly the new spans, where these changed; or it fits the new version clearly better. Without a meaning
        only a span that came tells that: one that is missing may have been left out, a number written out. How much a
        word left out, negated or turned into its contrary gains was measured (985 sentences of a real book: 0.074 at
        most, negations 0.031), and so was what a human's own update gains (81 of 205 sentences more than FOLLOWED).
        """
        old, new = (float(self.table([text], [target])[0, 0]) for text in (before, after))
        counts = [negations(text.plain, self.language) for text in (before, after)]
        is_as_negative = counts[0] == counts[1] if None not in counts else before == after
        if Counter(before.spans) != Counter(after.spans):
            are_there = Counter(target.spans) == Counter(after.spans)
            gained = Counter(after.spans) - Counter(before.spans)
            if not self.by_meaning:
                return are_there and any(not span.isdecimal() for span in gained)
            return are_there and (is_as_negative or bool(gained)) and new - old >= NO_WORSE
        can_be_told = self.by_meaning and is_as_negative and before.spans == after.spans
        return can_be_told and new >= ALREADY and new - old >= FOLLOWED

    def says_no_more(self, target: Text, source: Text, more: Text) -> bool:
        """Whether a target that translates a source clearly has nothing of what stands beside that (`more`)."""
        length, expected = len(target.plain) * self.ratio, len(source.plain)
        if abs(length - expected) >= abs(length - expected - len(more.plain)):
            return False
        if not self.by_meaning:
            return True
        both = Text(f"{source.plain} {more.plain}", source.spans + more.spans)
        own, other, joint = self.table([source, more, both], [target])[:, 0]
        return bool(own >= ALREADY and own - other >= APART and own - joint >= NO_WORSE)

    def _shared(self, source: Text, target: Text) -> float:
        """The share of telling things that both have."""
        words = [Counter(word.lower() for word in _WORD.findall(text.plain)) for text in (source, target)]
        common = words[0] & words[1]
        return _overlap(source.telling + common, target.telling + common) if self._as_long(source, target) else 0.0

    def _as_long(self, source: Text, target: Text) -> bool:
        """Whether neither text is much longer than the other, for what a translation is in this chapter."""
        short, long = sorted((len(source.plain), len(target.plain) * self.ratio))
        return long < 2 * SHORT * TOO_LONG if short < SHORT else long <= TOO_LONG * short


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """The share of what two lists have in common (Dice 1945); 0 if both are empty."""
    return 2 * (one & other).total() / max((one + other).total(), 1)
