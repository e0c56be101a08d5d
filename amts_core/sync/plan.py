"""What a changed source means for its translation: which lines stay, change, move, come and go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind, Chapter
from amts_core.book.segments import Segment
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.sync.arrivals import put_in, take_out, tell_new
from amts_core.sync.backward import backward
from amts_core.sync.change import Change
from amts_core.sync.counterpart import Group, find_counterparts
from amts_core.sync.doubles import DISPUTED, OWN_CELL, THERE, present_units
from amts_core.sync.frame import new_depths, revise_frame
from amts_core.sync.gone import remove_gone
from amts_core.sync.group import Material
from amts_core.sync.guide import Known
from amts_core.sync.merge import comments_of
from amts_core.sync.paragraph import Revised, revise
from amts_core.sync.parts import Choice, Edit, Story, slots
from amts_core.sync.scene import Findings, Scene, bare, named
from amts_core.sync.spans import words_of
from amts_core.sync.splits import split_units
from amts_core.sync.units import cut_units


@dataclass(frozen=True)
class Layout:
    """The result, planned: its units in order, and the edits inside those of the translation.

    `reused` has human text for segments of new blocks, by their ids, which may still have to be chosen; `wrapped` the
    text of new units in which human text stands although they are code or markup. `indents` has the depth of units of
    the translation whose source went into a list or a container, or came out of it; `backward` is for the source.
    """

    lines: tuple[Line, ...]
    edits: tuple[Edit, ...]
    reused: Mapping[str, str | Choice]
    stories: tuple[Story, ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]
    wrapped: Mapping[int, str]
    gap: str
    indents: Mapping[int, str]
    backward: tuple[str, ...]

    @property
    def wanted(self) -> tuple[Segment, ...]:
        """The segments that are to be translated."""
        return tuple(dict.fromkeys(slot.segment for story in self.stories for slot in slots(story.target)))


def plan_layout(
    after: Chapter, before: Chapter, translation: Chapter, alignment: ChapterAlignment, known: Known
) -> Layout:
    """The result of carrying the change from `before` to `after` into `translation`; `known` as in `plan_sync`.

    `alignment` is that of `before` and `translation`.
    """
    scene = Scene.of(after, find_counterparts(cut_units(before), cut_units(translation), alignment), known)
    found = Findings()
    rests = split_units(scene)
    _revise_texts(rests, scene, found)
    for match in scene.matches.values():
        revise_frame(match, scene, found)
    indents = new_depths(scene, found)
    found.present, disputed = present_units(scene)
    _tell_present(scene, found)
    found.present |= {n: t for n, b in rests.items() if n not in found.fresh for t in scene.counterparts.images[b][-1:]}
    unwrapped = take_out(scene, found)
    remove_gone(scene, found)
    _tell_disputed(disputed, scene, found)
    placed = scene.matches.keys() | found.present.keys() | disputed.keys()
    found.fresh |= {unit.index for unit in scene.new.units} - placed
    put_in(scene, found)
    fresh = [unit for unit in scene.new.units if unit.index in found.fresh]
    for unit in fresh:
        if unit.kind is BlockKind.CODE:
            found.comments(comments_of(unit.text), f"the new {named(scene.new, unit)} of the source")
    tell_new([block.index for unit in fresh for block in unit.texts], unwrapped, scene, found)
    return Layout(
        tuple(Order(scene, found).lines()),
        tuple(sorted(found.edits, key=lambda edit: edit.start)),
        found.reused,
        _in_order(found.stories, scene.new.chapter),
        tuple(dict.fromkeys(found.flags)),
        tuple(dict.fromkeys(found.notes)),
        found.wrapped,
        scene.counterparts.usual_gap,
        indents,
        backward(scene),
    )


def _in_order(stories: Iterable[Story], after: Chapter) -> tuple[Story, ...]:
    """The stories in the order of the new source, without those of human text that went and stands elsewhere now.

    Text that went more often than it stands elsewhere stays on record.
    """
    order = {block.index: number for number, block in enumerate(after.blocks)}
    rows = sorted(stories, key=lambda story: order[story.source[0].block] if story.source else len(order))
    moved = bare(*(part for story in rows if story.change is Change.MOVED for part in story.target))
    went, kept = Counter[str](), list[Story]()
    for row in rows:
        text = bare(row.former_target) if row.change is Change.DELETED else ""
        went[text] += 1
        if not text or went[text] > moved.count(text):
            kept.append(row)
    return tuple(kept)


def _revise_texts(rests: Mapping[int, int], scene: Scene, found: Findings) -> None:
    """What becomes of the paragraphs of each group; `rests` are units that the source has cut off (`split_units`)."""
    group_of = scene.counterparts.group_of_block
    blocks: dict[Group | None, list[int]] = defaultdict(list)  # of the new source: versions of a group's paragraphs
    for match in scene.matches.values():
        for ours, theirs in scene.new.units[match.after].beside(scene.old.units[match.before]) or ():
            if ours.translatable:
                blocks[group_of.get(theirs.index)].append(ours.index)
    for n, b in rests.items():
        blocks[group_of[scene.old.units[b].texts[0].index]].append(scene.new.units[n].texts[0].index)
    known = {tuple(words_of(one)) for one in scene.counterparts.alignment.source_paragraphs}
    for group in scene.counterparts.groups:
        if group.target and blocks[group]:
            material = Material(scene, group, sorted(blocks[group]))
            _take(revise(material), material, scene, found)
        else:
            _tell_untranslated(sorted(blocks[group]), known, scene, found)


def _take(revised: Revised, material: Material, scene: Scene, found: Findings) -> None:
    """Take over what becomes of a group, unless another unit of the translation would be lost with it."""
    emptied = set(material.target_blocks) if revised.replaced else revised.emptied
    units_of, new_units = scene.current.of_block(), scene.new.of_block()
    units = {units_of[block] for block in emptied}
    gone = {t for t in units if all(block.index in emptied for block in scene.current.units[t].texts)}
    if revised.replaced and (material.group.doubtful or gone != units):
        found.beside(scene.source, material.blocks, "it is not sure which paragraph of the translation shows it")
        return
    found.edits += revised.edits
    found.stories += revised.stories
    found.flags += revised.flags
    found.gone |= gone
    if revised.replaced:
        found.fresh |= {new_units[block] for block in material.blocks}


def _tell_untranslated(blocks: Sequence[int], known: Set[tuple[str, ...]], scene: Scene, found: Findings) -> None:
    """Paragraphs that the translation does not have: only a new version is worth a draft, and it stays beside.

    `known` are the words of each paragraph of the former source.
    """
    changed = [block for block in blocks if tuple(words_of(scene.source.paragraphs[block])) not in known]
    found.beside(scene.source, changed, "its former version has no translation")
    for paragraph in (scene.source.paragraphs[block] for block in blocks if block not in changed):
        line = scene.source.chapter.line_of(paragraph.start)
        found.notes.append(f"the translation lacks line {line} of the source: {paragraph.excerpt}")


def _tell_present(scene: Scene, found: Findings) -> None:
    for n, t in found.present.items():
        for block, image in scene.new.units[n].beside(scene.current.units[t]) or ():
            if block.translatable:
                paragraph = scene.source.paragraphs[block.index]
                found.stories.append(Story(Change.KEPT, (paragraph,), (image.text,), flags=(THERE,)))


def _tell_disputed(disputed: Mapping[int, int], scene: Scene, found: Findings) -> None:
    for n, t in disputed.items():
        found.beside(scene.source, [block.index for block in scene.new.units[n].texts], DISPUTED)
        if scene.new.units[n].kind is BlockKind.CODE:
            found.flags.append(f"{named(scene.current, scene.current.units[t])} stays: {OWN_CELL}")


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the result: unit `number` of the translation, or of the new source. `after`: its place there, or -1."""

    is_new: bool
    number: int
    after: int = -1


@dataclass(frozen=True)
class Order:
    """The order of the units of a scene, when it is known which are written anew, which go, and which are present."""

    scene: Scene
    found: Findings

    def lines(self) -> list[Line]:
        """The translation's order, with what is new or moved behind what it follows in the new source."""
        images, matches, found = self.scene.counterparts.images, self.scene.matches, self.found
        places = {t: match.after for match in matches.values() for t in images.get(match.before, ())}
        places |= {t: n for n, t in found.present.items()}
        moved = {t: self._chain(t) for one in matches.values() if one.moved for t in images.get(one.before, ())}
        elsewhere = found.gone.union(*moved.values())
        lines = [
            Line(False, unit.index, places.get(unit.index, -1))
            for unit in self.scene.current.units
            if unit.index not in elsewhere
        ]
        place = 0  # where the next new unit goes
        for unit in self.scene.new.units:
            match = matches.get(unit.index)
            shown = images.get(match.before, ()) if match else ()
            if unit.index in found.present:
                shown = (found.present[unit.index],)
            if unit.index in found.fresh:
                place = self._insert(lines, place, [Line(True, unit.index, unit.index)])
            elif match and match.moved:
                chain = [Line(False, t, places.get(t, -1)) for image in shown for t in moved[image]]
                place = self._insert(lines, place, [line for line in chain if line.number not in found.gone])
            else:
                standing = [n for n, line in enumerate(lines) if not line.is_new and line.number in shown]
                place = max(place, max(standing, default=-1) + 1)
        return lines

    def _chain(self, t: int) -> list[int]:
        """A unit of the translation and those that only the translation has and that follow it."""
        chain = [t]
        while self._belongs_to_last(chain[-1] + 1):
            chain.append(chain[-1] + 1)
        return chain

    def _belongs_to_last(self, t: int) -> bool:
        """Whether only the translation has a unit, and not as the start of something."""
        is_own = t in self.scene.counterparts.lonely and t not in self.found.present.values()
        return is_own and self.scene.current.units[t].kind is not BlockKind.HEADING

    def _insert(self, lines: list[Line], place: int, added: Sequence[Line]) -> int:
        """Insert at `place`, behind what only the translation has there; gives the place behind it."""
        while 0 < place < len(lines) and not lines[place].is_new and self._belongs_to_last(lines[place].number):
            place += 1
        lines[place:place] = added
        return place + len(added)
