"""Human text of a sentence, found again for one that is new where it stands: it moved, or is said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind, Chapter
from amts_core.book.markup import pair_marks
from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead, alignment_method
from amts_core.sync.counterpart import Counterparts
from amts_core.sync.likeness import BY_MEANING, SHORT, Likeness, Text
from amts_core.sync.spans import carry, replaced, span_texts, spans_of

SURE = 0.5  # score of a bead whose text can be put elsewhere without a look
NOT_SURE = "it moved with its source, and may not be its translation"
BY_LENGTH_ALONE = "nothing but its place and length says that this was its translation"


@dataclass(frozen=True, slots=True)
class Reused:
    """Human text on one line, with the spans of the new sentence; `flags` say what to look at.

    `lines` is the same as it stands in the chapter, where that is a whole stretch of one paragraph.
    """

    text: str
    flags: tuple[str, ...] = ()
    lines: str = ""

    def fits(self, sentences: Sequence[Segment]) -> bool:
        """Whether it can stand for the new sentences: display math on lines of its own is found by its text."""
        wanted = [piece.text for sentence in sentences for piece in sentence.pieces if piece.protected]
        found = [piece.text for piece in sentences[0].scan(self.text) if piece.protected]
        return Counter(found) == Counter(wanted) or not any(span.startswith("$$") for span in found + wanted)


@dataclass(frozen=True, slots=True)
class Human:
    """Human translations of this chapter, and of other chapters of the book (`memory`: by sentence or paragraph).

    `beads` has those of this chapter by the text and by the key of their source sentences, `longest` the most sentences
    that one has.
    """

    counterparts: Counterparts
    memory: Mapping[str, str]
    beads: Mapping[tuple[str, ...], Bead]
    longest: int

    @classmethod
    def of(cls, counterparts: Counterparts, memory: Mapping[str, str]) -> Human:
        """What humans have translated, in one way only."""
        found: dict[tuple[str, ...], Bead] = {}
        texts: dict[tuple[str, ...], str] = {}
        alignment = counterparts.alignment
        for bead in alignment.sentences:
            if not bead.source or not bead.target or counterparts.doubtful(bead):
                continue
            sentences = [alignment.source_sentences[i] for i in bead.source]
            target = " ".join(alignment.target_sentences[j].text for j in bead.target)
            for name in _names(sentences):
                if texts.setdefault(name, target) == target:
                    found[name] = bead
                else:
                    found.pop(name, None)
        return cls(counterparts, memory, found, max(map(len, found), default=1))

    def runs(self, sentences: Sequence[Segment], chapter: Chapter) -> Iterator[tuple[range, Reused | None]]:
        """The places of sentences of `chapter` that a human has translated together, and how; all others one by one."""
        place = 0
        while place < len(sentences):
            most, end = 1, min(len(sentences), place + self.longest)
            while place + most < end and _runs_on(sentences[place + most - 1], sentences[place + most], chapter):
                most += 1
            tries = ((size, self.of_sentences(sentences[place : place + size])) for size in range(most, 0, -1))
            size, found = next(((size, found) for size, found in tries if found is not None), (1, None))
            yield range(place, place + size), found
            place += size

    def of_sentences(self, sentences: Sequence[Segment]) -> Reused | None:
        """The human translation of sentences with these texts, or with other spans; None if there is no clear one.

        Where this chapter has none, the memory is asked.
        """
        bead = next((self.beads[name] for name in _names(sentences) if name in self.beads), None)
        if bead is None:
            text = self.memory.get(sentences[0].text) if len(sentences) == 1 else None
            languages = self.counterparts.alignment.languages
            return Reused(text, doubts(sentences[0], text, languages)) if text is not None else None
        alignment, chapter = self.counterparts.alignment, self.counterparts.translation.chapter
        former = [span for i in bead.source for span in span_texts(alignment.source_sentences[i])]
        now = [span for sentence in sentences for span in span_texts(sentence)]
        targets = [alignment.target_sentences[j] for j in bead.target]
        spans = [spans_of(one.pieces) for one in targets]
        new = carry(former, now, [span.text for found in spans for span in found])
        if new is None or not _holds_pairs(targets, chapter):
            return None
        texts, flags, first = list[str](), list[str](), 0
        for one, found in zip(targets, spans, strict=True):
            here = {place - first: text for place, text in new.items() if first <= place < first + len(found)}
            text, remarks = replaced(one.text, found, here)
            texts.append(text)
            flags += remarks
            first += len(found)
        is_long = sum(len(one.plain) for one in sentences) >= SHORT
        if self.counterparts.by_length_alone(bead):
            flags.append(BY_LENGTH_ALONE)
        elif self.counterparts.likeness.by_meaning and is_long and bead.score < SURE:
            flags.append(NOT_SURE)
        is_whole = not new and {(one.block, one.kind) for one in targets} == {(targets[0].block, BlockKind.PARAGRAPH)}
        return Reused(
            alignment.languages.target_facts.gap.join(texts),
            tuple(dict.fromkeys(flags)),
            chapter.text[targets[0].start : targets[-1].end] if is_whole else "",
        )


def doubts(source: Segment, human: str, languages: LanguagePair) -> tuple[str, ...]:
    """What to look at where a human text of another chapter stands for a source: that chapter may not be in step."""
    likeness = Likeness(alignment_method(languages) == BY_MEANING, languages.source, 1.0)
    ours, theirs = Text.of(source.pieces), Text.of(source.scan(human))
    is_sure = not likeness.by_meaning or len(ours.plain) < SHORT or likeness.table([ours], [theirs])[0, 0] >= SURE
    return () if is_sure else (NOT_SURE,)


def _names(sentences: Sequence[Segment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What sentences are known by: their texts, or what they have beside spans."""
    return tuple(one.text for one in sentences), tuple(one.key for one in sentences)


def _holds_pairs(sentences: Sequence[Segment], chapter: Chapter) -> bool:
    """Whether no mark of some sentences has its other half outside of them."""
    for pieces in (chapter.blocks[index].pieces for index in {one.block for one in sentences}):
        inside = [any(one.start <= piece.start < one.end for one in sentences) for piece in pieces]
        if any(inside[opened] is not inside[closed] for opened, closed in pair_marks(pieces).items()):
            return False
    return True


def _runs_on(one: Segment, other: Segment, chapter: Chapter) -> bool:
    """Whether two sentences are neighbours in a block, with nothing but blanks between them."""
    return one.block == other.block and not chapter.text[one.end : other.start].strip(" \t\r\n>")
