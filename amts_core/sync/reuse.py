"""Human text of a sentence, found again for one that is new where it stands: it moved, or is said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind, Piece
from amts_core.book.segments import Segment
from amts_core.languages import language
from amts_core.parallel.alignment import Bead
from amts_core.sync.counterpart import Counterparts
from amts_core.sync.spans import carry, replaced, span_texts, spans_of

BY_LENGTH_ALONE = "nothing but its place and length says that this was its translation"


@dataclass(frozen=True, slots=True)
class Reused:
    """Human text on one line, with the spans of the new sentence; `flags` say what to look at.

    `lines` is the same as it stands in the chapter, where that is a whole stretch of one paragraph.
    """

    text: str
    flags: tuple[str, ...] = ()
    lines: str = ""

    def fits(self, sentence: Segment) -> bool:
        """Whether it has the spans of the new sentence, not those of a freer translation."""
        return Counter(_protected(sentence.scan(self.text))) == Counter(_protected(sentence.pieces))


def human_beads(counterparts: Counterparts) -> dict[str, Bead]:
    """Beads with one source sentence, by its text and by its key; not those translated in several ways."""
    found: dict[str, Bead] = {}
    texts: dict[str, str] = {}
    alignment = counterparts.alignment
    for bead in alignment.sentences:
        if len(bead.source) != 1 or not bead.target or counterparts.doubtful(bead):
            continue
        sentence = alignment.source_sentences[bead.source[0]]
        target = " ".join(alignment.target_sentences[j].text for j in bead.target)
        for name in (sentence.text, sentence.key):
            if texts.setdefault(name, target) == target:
                found[name] = bead
            else:
                found.pop(name, None)
    return found


def reused(
    sentence: Segment, human: Mapping[str, Bead], counterparts: Counterparts, memory: Mapping[str, str]
) -> Reused | None:
    """The human translation of a sentence with this text, or with other spans; None if there is none that is clear.

    `human` has the beads of this chapter; where it has none, `memory` is asked: human text from elsewhere in the book.
    """
    bead = human.get(sentence.text) or human.get(sentence.key)
    if bead is None:
        return Reused(memory[sentence.text], ()) if sentence.text in memory else None
    alignment = counterparts.alignment
    former = alignment.source_sentences[bead.source[0]]
    targets = [alignment.target_sentences[j] for j in bead.target]
    spans = [spans_of(one.pieces) for one in targets]
    new = carry(span_texts(former), span_texts(sentence), [span.text for found in spans for span in found])
    if new is None:
        return None
    texts, flags, first = list[str](), list[str](), 0
    for one, found in zip(targets, spans, strict=True):
        here = {place - first: text for place, text in new.items() if first <= place < first + len(found)}
        text, remarks = replaced(one.text, found, here)
        texts.append(text)
        flags += remarks
        first += len(found)
    if counterparts.by_length_alone(bead):
        flags.append(BY_LENGTH_ALONE)
    chapter = counterparts.translation.chapter
    is_whole = not new and {(one.block, one.kind) for one in targets} == {(targets[0].block, BlockKind.PARAGRAPH)}
    return Reused(
        ("" if language(alignment.target_language).cjk else " ").join(texts),
        tuple(dict.fromkeys(flags)),
        chapter.text[targets[0].start : targets[-1].end] if is_whole else "",
    )


def _protected(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.protected]
