"""Paragraphs that the source cut in two where the translation says both parts in one sentence: it stays one there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from amts_core.sync.counterpart import Counterparts
from amts_core.sync.group import Source
from amts_core.sync.matching import Match, match_sentences, similarities
from amts_core.sync.units import Unit, UnitList

SAME = 0.7  # share of words that the parts together must have in common with the paragraph


def split_units(
    new: UnitList, source: Source, counterparts: Counterparts, matches: Mapping[int, Match]
) -> dict[int, int]:
    """The unit of the old source that a new unit is the rest of, for those that cannot be cut off in the translation.

    `matches` are by unit of the new source; the rest has none, and stands beside the unit that has.
    """
    found: dict[int, int] = {}
    for match in matches.values():
        unit, old = new.units[match.after], counterparts.before.units[match.before]
        if len(unit.texts) != 1 or len(old.texts) != 1 or match.moved:
            continue
        for step in (1, -1):
            rest = [one for one in _neighbours(unit, step, new, matches) if one.index not in found]
            parts = sorted([unit, *rest], key=lambda one: one.index)
            if rest and _are(parts, old) and _cuts_a_bead(parts, old, source, counterparts):
                found |= {one.index: old.index for one in rest}
    return found


def _neighbours(unit: Unit, step: int, new: UnitList, matches: Mapping[int, Match]) -> Iterator[Unit]:
    """The next unit with a text of one block that has no match, if there is one."""
    place = unit.index + step
    is_free = 0 <= place < len(new.units) and place not in matches
    if is_free and len(new.units[place].texts) == 1 and new.units[place].shape == unit.shape:
        yield new.units[place]


def _are(parts: list[Unit], old: Unit) -> bool:
    """Whether some units together say what an old one said, more than the longest of them alone."""
    together = " ".join(part.texts[0].text for part in parts)
    alike = similarities([together, *(part.texts[0].text for part in parts)], [old.texts[0].text])[:, 0]
    return bool(alike[0] >= SAME and alike[0] > max(alike[1:]))


def _cuts_a_bead(parts: list[Unit], old: Unit, source: Source, counterparts: Counterparts) -> bool:
    """Whether the translation has in one bead what stands in two of the parts now."""
    number = counterparts.group_of_block.get(old.texts[0].index)
    if number is None or len(counterparts.groups[number].source) != 1 or not counterparts.groups[number].target:
        return False
    beads = counterparts.groups[number].beads
    before = [i for bead in beads for i in bead.source]
    after = [sentence for part in parts for sentence in source.sentences.get(part.texts[0].index, ())]
    known = match_sentences(after, [counterparts.alignment.source_sentences[i] for i in before])
    block = {before[b]: after[a].block for a, b in known.items()}
    return len(after) > len(before) or any(len({block.get(i) for i in bead.source}) > 1 for bead in beads)
