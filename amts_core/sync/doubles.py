"""What is new in the source, but already in the translation: a translator was faster than the sync."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from amts_core.book.common import heaviest_path
from amts_core.book.model import BlockKind
from amts_core.languages import LanguagePair
from amts_core.sync.change import Change
from amts_core.sync.contradiction import contradicts
from amts_core.sync.counterpart import Counterparts
from amts_core.sync.group import Item, Material
from amts_core.sync.likeness import ALREADY, Text
from amts_core.sync.merge import alike
from amts_core.sync.scene import Scene
from amts_core.sync.spans import span_texts
from amts_core.sync.units import Unit

SAME_CELL = 0.7  # share of its characters, from which a code cell is a version of another
THERE = "the translation had it already"
OWN_CELL = "it is the translation's own version of one that is new in the source: compare them"
DISPUTED = "the translation has a text of its own in its place, which may say something else: compare them"


def present_units(scene: Scene) -> tuple[dict[int, int], dict[int, int]]:
    """New units that a translator has added already: the unit of the translation by that of the new source.

    The second are those whose text there, the translator's own, may say something else: by a negation, a contrary,
    another number or name; and code cells of which the translation has a version of its own.

    They stand between the same neighbours, in the same form and tab, with the same spans, and in no place of the old
    source, or in that of a unit that is gone, if they fit the new one clearly better.
    """
    present: dict[int, int] = {}
    counterparts, new, current = scene.counterparts, scene.new.units, scene.current.units
    standing = {n: counterparts.images.get(match.before) for n, match in scene.matches.items() if not match.moved}
    borders = [(-1, -1, -1), *((n, min(found), max(found)) for n, found in standing.items() if found)]
    for (n, _, last), (n_next, first, _) in pairwise([*borders, (len(new), len(current), len(current))]):
        added = [unit for unit in new[n + 1 : n_next] if unit.index not in scene.matches]
        between = current[last + 1 : first]
        free = [unit for unit in between if scene.kept.isdisjoint(counterparts.sharers.get(unit.index, ()))]
        if added and free:
            present |= _pairs(added, free, counterparts)
    wrong = {n for n, t in present.items() if _is_disputed(new[n], current[t], scene.languages)}
    disputed = {n: t for n, t in present.items() if n in wrong and t in counterparts.lonely}
    return {n: t for n, t in present.items() if n not in wrong}, disputed


def _is_disputed(unit: Unit, other: Unit, languages: LanguagePair) -> bool:
    if unit.kind is BlockKind.CODE:
        return not alike(unit.text, other.text)
    return contradicts(_text([unit]).plain, _text([other]).plain, languages=languages)


def _pairs(added: Sequence[Unit], free: Sequence[Unit], counterparts: Counterparts) -> dict[int, int]:
    """The units that translate each other, in order."""
    likeness = counterparts.likeness
    former = [[counterparts.before.units[b] for b in counterparts.sharers.get(unit.index, ())] for unit in free]
    ours, theirs = ([_text([unit]) for unit in side] for side in (added, free))
    forms, olds = [_form(unit) for unit in free], [_text(units) for units in former]
    weights = likeness.table(ours, theirs)
    for row, unit in enumerate(added):
        form = _form(unit)
        for column, other in enumerate(free):
            if form != forms[column]:
                weights[row, column] = 0.0
            elif alike(unit.text, other.text) or _is_version(unit, other):
                weights[row, column] = 1.0
            elif not unit.texts or (
                former[column] and not likeness.has_followed(olds[column], ours[row], theirs[column])
            ):
                weights[row, column] = 0.0
    return {
        added[row].index: free[column].index for row, column in heaviest_path(np.where(weights < ALREADY, 0, weights))
    }


def _is_version(unit: Unit, other: Unit) -> bool:
    """Whether two code cells are versions of each other, by what stands between their fences."""
    if not unit.kind is other.kind is BlockKind.CODE:
        return False
    body, other_body = ("\n".join(one.text.strip().splitlines()[1:-1]) for one in (unit, other))
    return SequenceMatcher(None, body, other_body, autojunk=False).ratio() >= SAME_CELL


def without_doubles(items: Sequence[Item], material: Material) -> list[Item]:
    """The items; a new sentence that the translation has beside its place is kept as it stands there.

    That is a sentence that only the translation has, or the first or last of a bead that fits the new sentence better
    than what it is aligned with.
    """
    result = list(items)
    for item in [one for one in items if one.change is Change.NEW]:
        at = next(number for number, one in enumerate(result) if one is item)
        place = _double(item, at, result, material)
        if place is None:
            continue
        other = result[place]
        source = Text.joined(material.after[a] for a in item.after)
        target = Text.joined(material.target[j] for j in other.target)
        if contradicts(source.plain, target.plain, languages=material.languages):
            result[at] = replace(item, change=Change.BESIDE, flags=(*item.flags, DISPUTED))
        else:
            after = tuple(sorted(other.after + item.after))
            result[place] = replace(other, change=Change.KEPT, after=after, flags=(*other.flags, THERE))
            del result[at]
    return result


def _double(item: Item, at: int, items: Sequence[Item], material: Material) -> int | None:
    """The place of the item beside a new one that has its translation."""
    candidates = [
        (place, j)
        for place in _beside(items, at)
        for j in dict.fromkeys((items[place].target[0], items[place].target[-1]))
        if items[place].change is None or len(items[place].target) > 1
    ]
    likeness = material.counterparts.likeness
    targets = [Text.of(material.target[j].pieces) for _, j in candidates]
    new = likeness.table([Text.joined(material.after[a] for a in item.after)], targets)
    spans = Counter(span for a in item.after for span in span_texts(material.after[a]))
    for number, (place, j) in enumerate(candidates):
        if Counter(span_texts(material.target[j])) != spans:
            continue
        former = [Text.joined(material.former[i] for i in items[place].before)] if items[place].before else []
        own = likeness.table(former, [targets[number]]).max(initial=0.0)
        if new[0, number] >= max(ALREADY, own):
            return place
    return None


def _beside(items: Sequence[Item], at: int) -> list[int]:
    """The nearest kept items, and those that only the translation has before them, on both sides."""
    found = []
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(items) and items[place].change in (Change.NEW, None):
            if items[place].change is None:
                found.append(place)
            place += step
        if 0 <= place < len(items) and items[place].change is Change.KEPT:
            found.append(place)
    return found


def _text(units: Sequence[Unit]) -> Text:
    return Text.of([piece for unit in units for block in unit.texts for piece in block.pieces])


def _form(unit: Unit) -> tuple[tuple[BlockKind, ...], set[str], Counter[str]]:
    """The kinds of its blocks, the tabs that they stand in, and the spans of its text."""
    spans = (" ".join(piece.text.split()) for block in unit.texts for piece in block.pieces if piece.protected)
    return unit.shape, {block.tab for block in unit.blocks}, Counter(spans)
