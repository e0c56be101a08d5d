"""Paragraphs that the source cut in two where the translation says both parts in one sentence: it stays one there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amts_core.sync.matching import match_sentences, similarities
from amts_core.sync.scene import Scene
from amts_core.sync.units import Unit

SAME = 0.7  # share of words that the parts together must have in common with the paragraph


def split_units(scene: Scene) -> dict[int, int]:
    """The unit of the old source that a new unit is the rest of, for those that cannot be cut off in the translation.

    The rest matches none; it stands beside the unit that does.
    """
    found: dict[int, int] = {}
    for match in scene.matches.values():
        unit, old = scene.new.units[match.after], scene.old.units[match.before]
        if len(unit.texts) != 1 or len(old.texts) != 1 or match.moved:
            continue
        for step in (1, -1):
            for rest in _beside(unit, step, scene):
                parts = [unit, rest][::step]
                if rest.index not in found and _are(parts, old) and _cuts_a_bead(parts, old, scene):
                    found[rest.index] = old.index
    return found


def _beside(unit: Unit, step: int, scene: Scene) -> Iterator[Unit]:
    """The next unit with a text of one block that has no match, if there is one."""
    place = unit.index + step
    is_free = 0 <= place < len(scene.new.units) and place not in scene.matches
    if is_free and len(scene.new.units[place].texts) == 1 and scene.new.units[place].shape == unit.shape:
        yield scene.new.units[place]


def _are(parts: Sequence[Unit], old: Unit) -> bool:
    """Whether some units together say what an old one said, more than the longest of them alone."""
    texts = [part.texts[0].text for part in parts]
    alike = similarities([" ".join(texts), *texts], [old.texts[0].text])[:, 0]
    return bool(alike[0] >= SAME and alike[0] > max(alike[1:]))


def _cuts_a_bead(parts: Sequence[Unit], old: Unit, scene: Scene) -> bool:
    """Whether the translation has in one bead what stands in two of the parts now."""
    group = next(iter(scene.groups([old])), None)
    if group is None or len(group.source) != 1 or not group.target:
        return False
    before = [i for bead in group.beads for i in bead.source]
    after = [sentence for part in parts for sentence in scene.source.sentences.get(part.texts[0].index, ())]
    known = match_sentences(after, [scene.counterparts.alignment.source_sentences[i] for i in before])
    block = {before[b]: after[a].block for a, b in known.items()}
    return len(after) > len(before) or any(len({block.get(i) for i in bead.source}) > 1 for bead in group.beads)
