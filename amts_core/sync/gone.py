"""Units of the translation whose source is gone: they go, unless they may be more than its translation."""

from __future__ import annotations

from collections.abc import Sequence

from amts_core.book.chapter import BlockKind
from amts_core.sync.change import Change
from amts_core.sync.merge import alike
from amts_core.sync.parts import Story
from amts_core.sync.reuse import BY_LENGTH_ALONE
from amts_core.sync.scene import Findings, Scene, named
from amts_core.sync.units import Unit


def remove_gone(scene: Scene, found: Findings) -> None:
    """Find the units that go, with the story of their texts; one that stays gets a flag that says why."""
    there = {*found.gone, *found.present.values()}
    for t, sharers in scene.counterparts.sharers.items():
        if t in there or not scene.kept.isdisjoint(sharers):
            continue
        unit, olds = scene.current.units[t], [scene.old.units[b] for b in sharers]
        reason = _why_it_stays(unit, olds, scene)
        if reason and not _is_indented_code(unit):
            found.flags.append(f"{named(scene.current, unit)} stays although its source is gone: {reason}")
            continue
        found.gone.add(t)
        if unit.texts or not any(alike(unit.text, old.text) for old in olds):
            former = " ".join(one.text.strip() for old in olds for one in old.texts or (old,))
            image = " ".join(one.text.strip() for one in unit.texts or (unit,))
            flags = (BY_LENGTH_ALONE,) if _by_length_alone(olds, scene) else ()
            found.stories.append(Story(Change.DELETED, (), (), former, image, flags))


def _why_it_stays(unit: Unit, olds: Sequence[Unit], scene: Scene) -> str:
    if unit.texts:
        is_doubtful = any(group.doubtful for group in scene.groups(olds))
        return "it is not sure that it is its translation" if is_doubtful else ""
    same = any(alike(unit.text, old.text) or _keys(unit) & _keys(old) for old in olds)
    return "" if same else "the translation has its own version"


def _is_indented_code(unit: Unit) -> bool:
    """Whether a unit is code by its indent alone: it cannot stay, since other such code beside it would take it in."""
    return unit.kind is BlockKind.CODE and bool(unit.indent) and not unit.text.lstrip().startswith(("```", "~~~"))


def _by_length_alone(olds: Sequence[Unit], scene: Scene) -> bool:
    """Whether nothing but place and length says what was the translation of some units."""
    beads = [bead for group in scene.groups(olds) for bead in group.beads]
    return any(scene.counterparts.by_length_alone(bead) for bead in beads if bead.source and bead.target)


def _keys(unit: Unit) -> set[str]:
    return {block.key for block in unit.blocks if block.key}
