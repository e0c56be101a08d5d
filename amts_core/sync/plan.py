"""What a changed source means for its translation: which lines stay, change, move, come and go."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from amts_core.book.chapter import Block, BlockKind, Chapter, PieceKind
from amts_core.book.common import heaviest_path
from amts_core.book.segments import Segment, segments
from amts_core.parallel.alignment import Bead
from amts_core.parallel.table import joined
from amts_core.sync.counterpart import Counterparts, find_counterparts
from amts_core.sync.doubles import ALREADY, THERE, likenesses
from amts_core.sync.group import Material, Source, usual_gap
from amts_core.sync.matching import Match, match_units
from amts_core.sync.merge import alike, merge
from amts_core.sync.paragraph import Revised, revise
from amts_core.sync.parts import Change, Edit, Slot, Story
from amts_core.sync.sentences import letters
from amts_core.sync.spans import span_texts
from amts_core.sync.units import Unit, UnitList, cut_units


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the result: unit `number` of the translation, or of the new source. `after`: its place there, or -1."""

    is_new: bool
    number: int
    after: int = -1


@dataclass(frozen=True)
class Layout:
    """The result, planned: its units in order, the edits inside those of the translation, the new blocks' sentences.

    `reused` has human text for sentences of new blocks, by segment id.
    """

    after: UnitList
    translation: UnitList
    lines: tuple[Line, ...]
    edits: tuple[Edit, ...]
    new_blocks: tuple[int, ...]
    reused: Mapping[str, str]
    stories: tuple[Story, ...]
    flags: tuple[str, ...]
    gap: str


def plan_layout(
    after: Chapter, before: Chapter, translation: Chapter, *, source_language: str, target_language: str
) -> Layout:
    """The result of carrying the change from `before` to `after` into `translation`."""
    old, current = cut_units(before), cut_units(translation)
    counterparts = find_counterparts(old, current, source_language=source_language, target_language=target_language)
    new = cut_units(after)
    return _Planner(new, counterparts, _source(after, source_language)).layout()


def _source(after: Chapter, code: str) -> Source:
    sentences: dict[int, tuple[Segment, ...]] = defaultdict(tuple)
    for sentence in segments(after, language=code, granularity="sentence"):
        sentences[sentence.block] += (sentence,)
    paragraphs = segments(after, language=code, granularity="paragraph")
    return Source(after, {paragraph.block: paragraph for paragraph in paragraphs}, sentences)


@dataclass
class _Planner:
    new: UnitList
    counterparts: Counterparts
    source: Source
    edits: list[Edit] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    fresh: set[int] = field(default_factory=set)  # units of the new source that are written anew
    gone: set[int] = field(default_factory=set)  # units of the translation that go
    reused: dict[str, str] = field(default_factory=dict)
    present: dict[int, int] = field(default_factory=dict)  # units that are new, but in the translation already

    def layout(self) -> Layout:
        matches = self._safe_moves(match_units(self.new.units, self.old.units))
        self._revise_texts(matches)
        for match in matches.values():
            self._revise_frame(match)
        self._remove_gone(matches)
        self.present = self._find_present(matches)
        self.fresh |= {
            unit.index for unit in self.new.units if unit.index not in matches and unit.index not in self.present
        }
        lines = self._lines(matches)
        new_blocks = [block.index for unit in self.new.units if unit.index in self.fresh for block in unit.texts]
        self._tell_new(new_blocks)
        moved = {part for story in self.stories if story.change is Change.MOVED for part in story.target}
        self.stories = [
            story for story in self.stories if story.change is not Change.DELETED or story.former_target not in moved
        ]
        order = {block.index: number for number, block in enumerate(self.new.chapter.blocks)}
        self.stories.sort(key=lambda story: order[story.source[0].block] if story.source else len(order))
        return Layout(
            self.new,
            self.counterparts.translation,
            tuple(lines),
            tuple(sorted(self.edits, key=lambda edit: edit.start)),
            tuple(new_blocks),
            self.reused,
            tuple(self.stories),
            tuple(dict.fromkeys(self.flags)),
            usual_gap(self.counterparts),
        )

    @property
    def old(self) -> UnitList:
        return self.counterparts.before

    @property
    def current(self) -> UnitList:
        return self.counterparts.translation

    def _safe_moves(self, matches: Sequence[Match]) -> dict[int, Match]:
        """Matches by new unit. A moved unit whose translation also shows others is written anew from human text."""
        kept = {}
        for match in matches:
            images = self.counterparts.images.get(match.before, ())
            shared = any(len(self.counterparts.sharers[t]) > 1 for t in images)
            if not match.moved or not shared:
                kept[match.after] = match
        return kept

    # text

    def _revise_texts(self, matches: Mapping[int, Match]) -> None:
        blocks = self._blocks_by_group(matches)
        human = self._human_beads()
        for number, group in enumerate(self.counterparts.groups):
            if number not in blocks or not group.source:
                continue
            if not group.target:
                self._tell_untranslated(blocks[number])
                continue
            revised = revise(Material(self.source, self.counterparts, group, blocks[number], human))
            self._take(revised, number, blocks[number])

    def _take(self, revised: Revised, number: int, blocks: Sequence[int]) -> None:
        group = self.counterparts.groups[number]
        if revised.replaced and group.doubtful:
            self._beside(blocks, "it is not sure which paragraph of the translation shows it")
            return
        self.edits += revised.edits
        self.stories += revised.stories
        self.flags += revised.flags
        unit_of_block = self.current.of_block()
        targets = [self.counterparts.alignment.target_paragraphs[j].block for j in group.target]
        emptied = set(targets) if revised.replaced else revised.emptied
        for t in {unit_of_block[block] for block in emptied}:
            if all(block.index in emptied for block in self.current.units[t].texts):
                self.gone.add(t)
        if revised.replaced:
            units = self.new.of_block()
            self.fresh |= {units[block] for block in blocks}

    def _blocks_by_group(self, matches: Mapping[int, Match]) -> dict[int, list[int]]:
        """The blocks of the new source that are versions of a group's paragraphs."""
        blocks: dict[int, list[int]] = defaultdict(list)
        for match in matches.values():
            new, old = self.new.units[match.after].texts, self.old.units[match.before].texts
            for ours, theirs in zip(new, old, strict=False):
                number = self.counterparts.group_of_block.get(theirs.index)
                if number is not None:
                    blocks[number].append(ours.index)
        return {number: sorted(members) for number, members in blocks.items()}

    def _human_beads(self) -> dict[str, Bead]:
        """Beads with one source sentence, by its text and by its key; not those translated in several ways."""
        found: dict[str, Bead] = {}
        texts: dict[str, str] = {}
        alignment = self.counterparts.alignment
        for bead in alignment.sentences:
            if len(bead.source) != 1 or not bead.target or self.counterparts.doubtful(bead):
                continue
            sentence = alignment.source_sentences[bead.source[0]]
            target = joined([alignment.target_sentences[j] for j in bead.target], alignment.target_language)
            for name in (sentence.text, sentence.key):
                if texts.setdefault(name, target) == target:
                    found[name] = bead
                else:
                    found.pop(name, None)
        return found

    def _tell_untranslated(self, blocks: Iterable[int]) -> None:
        """Paragraphs that the translation does not have: only a new version is worth a draft, and it stays beside."""
        known = {letters(one) for one in self.counterparts.alignment.source_paragraphs}
        changed = [block for block in blocks if letters(self.source.paragraphs[block]) not in known]
        self._beside(changed, "its former version has no translation")

    def _beside(self, blocks: Iterable[int], reason: str) -> None:
        for block in blocks:
            paragraph = self.source.paragraphs[block]
            self.stories.append(Story(Change.BESIDE, (paragraph,), (Slot(paragraph),), flags=(reason,)))

    def _tell_new(self, blocks: Iterable[int]) -> None:
        """New paragraphs: as a whole, or sentence by sentence where a sentence has a human translation already."""
        human = self._human_beads()
        for block in blocks:
            sentences = self.source.sentences.get(block, ())
            known = {one.id: text for one in sentences if (text := self._known(one, human)) is not None}
            if not known:
                if block in self.source.paragraphs:
                    paragraph = self.source.paragraphs[block]
                    self.stories.append(Story(Change.NEW, (paragraph,), (Slot(paragraph),)))
                continue
            self.reused |= known
            for one in sentences:
                if one.id in known:
                    self.stories.append(Story(Change.MOVED, (one,), (known[one.id],)))
                else:
                    self.stories.append(Story(Change.NEW, (one,), (Slot(one),)))

    def _known(self, sentence: Segment, human: Mapping[str, Bead]) -> str | None:
        bead = human.get(sentence.text) or human.get(sentence.key)
        if bead is None:
            return None
        alignment = self.counterparts.alignment
        targets = [alignment.target_sentences[j] for j in bead.target]
        same = Counter(span_texts(sentence)) == Counter(span for one in targets for span in span_texts(one))
        return joined(targets, alignment.target_language) if same else None

    # everything else

    def _revise_frame(self, match: Match) -> None:
        """Carry changes of code, formulas, tables, images and markup into the translation's own version."""
        new, old = self.new.units[match.after], self.old.units[match.before]
        if [block.text for block in new.frame] == [block.text for block in old.frame]:
            return
        images = [self.current.units[t] for t in self.counterparts.images.get(match.before, ())]
        if not new.texts and not old.texts and len(images) == 1 and not images[0].texts:
            self._merge(old.text, new.text, images[0].start, images[0].end, new.kind)
            return
        if len(images) == 1 and len(new.frame) == len(old.frame) == len(images[0].frame):
            for one, other, image in zip(new.frame, old.frame, images[0].frame, strict=True):
                if image.start < image.end:
                    self._merge(other.text, one.text, image.start, image.end, one.kind)
            return
        if not all(alike(one.text, other.text) for one, other in zip(new.frame, old.frame, strict=False)):
            self.flags.append(
                f"{_named(self.new, new)} changed, and the translation has it in another form: it stays as it is"
            )

    def _merge(self, before: str, after: str, start: int, end: int, kind: BlockKind) -> None:
        text = self.current.chapter.text[start:end]
        merged = merge(before, after, text)
        line = self.current.chapter.text.count("\n", 0, start) + 1
        if merged.conflict:
            self.flags.append(f"{kind} in line {line} of the translation stays as it is: {merged.conflict}")
        if merged.remark:
            self.flags.append(f"{kind} in line {line} of the translation: {merged.remark}")
        if merged.text != text:
            self.edits.append(Edit(start, end, (merged.text,)))

    def _remove_gone(self, matches: Mapping[int, Match]) -> None:
        """Units of the translation whose source is gone."""
        kept = {match.before for match in matches.values()}
        for t, sharers in self.counterparts.sharers.items():
            if t in self.gone or any(b in kept for b in sharers):
                continue
            unit, olds = self.current.units[t], [self.old.units[b] for b in sharers]
            reason = self._why_it_stays(unit, olds)
            if reason:
                self.flags.append(f"{_named(self.current, unit)} stays although its source is gone: {reason}")
                continue
            self.gone.add(t)
            if unit.texts:
                former = " ".join(block.text for old in olds for block in old.texts)
                self.stories.append(Story(Change.DELETED, (), (), former, " ".join(block.text for block in unit.texts)))

    def _why_it_stays(self, unit: Unit, olds: Sequence[Unit]) -> str:
        groups = [
            self.counterparts.groups[number]
            for old in olds
            for block in old.texts
            if (number := self.counterparts.group_of_block.get(block.index)) is not None
        ]
        if unit.texts:
            return "it is not sure that it is its translation" if any(group.doubtful for group in groups) else ""
        same = any(alike(unit.text, old.text) or _keys(unit) & _keys(old) for old in olds)
        return "" if same else "the translation has its own version"

    # new in the source, but not in the translation

    def _find_present(self, matches: Mapping[int, Match]) -> dict[int, int]:
        """New units that a translator has added already: between the same neighbours, in no place of the old source."""
        present: dict[int, int] = {}
        standing = {
            n: self.counterparts.images.get(match.before, ()) for n, match in matches.items() if not match.moved
        }
        borders = [(-1, -1, -1), *((n, min(found), max(found)) for n, found in standing.items() if found)]
        borders.append((len(self.new.units), len(self.current.units), len(self.current.units)))
        for (n, _, last), (n_next, first, _) in itertools.pairwise(borders):
            new = [unit for unit in self.new.units[n + 1 : n_next] if unit.index not in matches]
            lonely = [unit for unit in self.current.units[last + 1 : first] if unit.index in self.counterparts.lonely]
            if new and lonely:
                present |= self._pairs(new, lonely)
        for n, t in present.items():
            for block, image in zip(self.new.units[n].texts, self.current.units[t].texts, strict=True):
                paragraph = self.source.paragraphs[block.index]
                self.stories.append(Story(Change.KEPT, (paragraph,), (image.text,), flags=(THERE,)))
        return present

    def _pairs(self, new: Sequence[Unit], lonely: Sequence[Unit]) -> dict[int, int]:
        """The units that translate each other, in order."""
        method = self.counterparts.alignment.method
        texts = [[" ".join(_plain(block) for block in unit.texts) for unit in units] for units in (new, lonely)]
        weights = likenesses(*texts, method)
        for row, unit in enumerate(new):
            for column, other in enumerate(lonely):
                if not _may_be_same(unit, other):
                    weights[row, column] = 0.0
                elif alike(unit.text, other.text):
                    weights[row, column] = 1.0
                elif weights[row, column] < ALREADY:
                    weights[row, column] = 0.0
        return {new[row].index: lonely[column].index for row, column in heaviest_path(weights)}

    # order

    def _lines(self, matches: Mapping[int, Match]) -> list[Line]:
        """The translation's order, with what is new or moved behind what it follows in the new source."""
        places = {t: match.after for match in matches.values() for t in self.counterparts.images.get(match.before, ())}
        places |= {t: n for n, t in self.present.items()}
        moved: dict[int, list[int]] = {}
        for match in matches.values():
            if match.moved:
                for t in self.counterparts.images.get(match.before, ()):
                    moved[t] = self._followers(t)
        elsewhere = {t for chain in moved.values() for t in chain}
        lines = [
            Line(False, unit.index, places.get(unit.index, -1))
            for unit in self.current.units
            if unit.index not in self.gone and unit.index not in elsewhere
        ]
        place = 0  # where the next new unit goes
        for unit in self.new.units:
            found = matches.get(unit.index)
            images = self.counterparts.images.get(found.before, ()) if found else ()
            images = tuple(t for t in images if t not in self.gone)
            if unit.index in self.present:
                images = (self.present[unit.index],)
            if unit.index in self.fresh:
                place = self._insert(lines, place, [Line(True, unit.index, unit.index)])
            elif found and found.moved:
                chain = [Line(False, t, places.get(t, -1)) for image in images for t in moved[image]]
                place = self._insert(lines, place, chain)
            elif images:
                standing = [n for n, line in enumerate(lines) if not line.is_new and line.number in images]
                place = max(place, max(standing, default=-1) + 1)
        return lines

    def _followers(self, t: int) -> list[int]:
        """A unit of the translation and those that only the translation has and that follow it."""
        chain = [t]
        while chain[-1] + 1 in self.counterparts.lonely:
            chain.append(chain[-1] + 1)
        return chain

    def _insert(self, lines: list[Line], place: int, added: Sequence[Line]) -> int:
        """Insert at `place`, behind what only the translation has there; gives the place behind it."""
        while 0 < place < len(lines) and not lines[place].is_new and lines[place].number in self.counterparts.lonely:
            place += 1
        lines[place:place] = added
        return place + len(added)


def _plain(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces if piece.kind is PieceKind.TEXT)


def _may_be_same(unit: Unit, other: Unit) -> bool:
    """Whether two units have the same form, stand in the same tab, and have the same spans."""
    return (unit.shape, _tabs(unit), _spans(unit)) == (other.shape, _tabs(other), _spans(other))


def _tabs(unit: Unit) -> set[str]:
    return {block.tab for block in unit.blocks}


def _spans(unit: Unit) -> Counter[str]:
    return Counter(" ".join(piece.text.split()) for block in unit.texts for piece in block.pieces if piece.protected)


def _keys(unit: Unit) -> set[str]:
    return {block.key for block in unit.blocks if block.key}


def _named(units: UnitList, unit: Unit) -> str:
    line = units.chapter.text.count("\n", 0, unit.start) + 1
    text = " ".join(unit.text.split())
    return f"{unit.kind} {text[:40]!r} in line {line}"
