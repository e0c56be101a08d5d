"""What a changed source means for its translation: which lines stay, change, move, come and go."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from amts_core.book.chapter import Block, BlockKind, Chapter
from amts_core.book.segments import Segment, segments
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.sync.backward import backward
from amts_core.sync.change import Change
from amts_core.sync.counterpart import Counterparts, find_counterparts
from amts_core.sync.doubles import DISPUTED, OWN_CELL, THERE, present_units
from amts_core.sync.group import Material, Source, usual_gap
from amts_core.sync.guide import Guide
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.matching import Match, match_units
from amts_core.sync.merge import alike, comments_of, merge
from amts_core.sync.order import Line, Order
from amts_core.sync.paragraph import Revised, revise, whole_block
from amts_core.sync.parts import Choice, Edit, Part, Slot, Story, with_line_ends
from amts_core.sync.policy import Policy
from amts_core.sync.reuse import BY_LENGTH_ALONE, Human
from amts_core.sync.rewrapped import rewrapped
from amts_core.sync.spans import words_of
from amts_core.sync.splits import split_units
from amts_core.sync.units import Unit, UnitList, cut_units, indented
from amts_core.sync.wrappers import unwrapped, wrapped


@dataclass(frozen=True)
class Layout:
    """The result, planned: its units in order, the edits inside those of the translation, the new blocks' sentences.

    `reused` has human text for segments of new blocks, by their ids, which may still have to be chosen; `wrapped` the
    text of new units in which human text stands although they are code or markup. `indents` has the depth of units of
    the translation whose source went into a list or a container, or came out of it; `backward` is for the source.
    """

    lines: tuple[Line, ...]
    edits: tuple[Edit, ...]
    new_blocks: tuple[int, ...]
    reused: Mapping[str, str | Choice]
    stories: tuple[Story, ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]
    wrapped: Mapping[int, str]
    gap: str
    indents: Mapping[int, str]
    backward: tuple[str, ...]


def plan_layout(
    after: Chapter,
    before: Chapter,
    translation: Chapter,
    *,
    alignment: ChapterAlignment,
    memory: Mapping[str, str],
    policy: Policy,
    lexicon: Callable[[], WordLexicon] | None,
) -> Layout:
    """The result of carrying the change from `before` to `after` into `translation`; the rest as in `plan_sync`.

    `alignment` is that of `before` and `translation`.
    """
    counterparts = find_counterparts(cut_units(before), cut_units(translation), alignment)
    source, human = _source(after, alignment.languages.source), Human.of(counterparts, memory)
    guide = Guide(counterparts.likeness, counterparts.words, policy, lexicon or counterparts.lexicon)
    return _Planner(cut_units(after), counterparts, source, human, guide).layout()


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
    human: Human
    guide: Guide
    edits: list[Edit] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wrapped: dict[int, str] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)  # units of the new source that are written anew
    gone: set[int] = field(default_factory=set)  # units of the translation that go
    reused: dict[str, str | Choice] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)  # units of the old source that have a version in the new one
    present: dict[int, int] = field(default_factory=dict)  # units that are new, but in the translation already

    def layout(self) -> Layout:
        matches = self._safe_moves(match_units(self.new.units, self.old.units))
        self.kept = {match.before for match in matches.values()}
        rests = split_units(self.new, self.source, self.counterparts, matches)
        self._revise_texts(matches, rests)
        for match in matches.values():
            self._revise_frame(match)
        indents = self._indents(matches)
        self.present, disputed = present_units(self.new, self.counterparts, matches)
        self._tell_present()
        self.present |= {
            n: t for n, b in rests.items() if n not in self.fresh for t in self.counterparts.images[b][-1:]
        }
        unwrapped = self._unwrap(matches)
        self._remove_gone()
        for n, t in disputed.items():
            self._beside([block.index for block in self.new.units[n].texts], DISPUTED)
            if self.new.units[n].kind is BlockKind.CODE:
                self.flags.append(f"{_named(self.current, self.current.units[t])} stays: {OWN_CELL}")
        known = matches.keys() | self.present.keys() | disputed.keys()
        self.fresh |= {unit.index for unit in self.new.units if unit.index not in known}
        self._wrap()
        lines = Order(self.new, self.counterparts, matches, self.fresh, self.gone, self.present).lines()
        for unit in self.new.units:
            if unit.index in self.fresh and unit.kind is BlockKind.CODE:
                self._tell_comments(comments_of(unit.text), f"the new {_named(self.new, unit)} of the source")
        new_blocks = [block.index for unit in self.new.units if unit.index in self.fresh for block in unit.texts]
        self._tell_new(new_blocks, unwrapped)
        order = {block.index: number for number, block in enumerate(self.new.chapter.blocks)}
        self.stories.sort(key=lambda story: order[story.source[0].block] if story.source else len(order))
        moved = _bare(*(part for story in self.stories if story.change is Change.MOVED for part in story.target))
        self.stories = [
            story
            for story in self.stories
            if story.change is not Change.DELETED or _bare(story.former_target) not in moved
        ]
        return Layout(
            tuple(lines),
            tuple(sorted(self.edits, key=lambda edit: edit.start)),
            tuple(new_blocks),
            self.reused,
            tuple(self.stories),
            tuple(dict.fromkeys(self.flags)),
            tuple(dict.fromkeys(self.notes)),
            self.wrapped,
            usual_gap(self.counterparts),
            indents,
            backward(self.counterparts, self._lines(), lambda: self.guide.lexicon),
        )

    def _lines(self) -> dict[str, int]:
        """The lines of the sentences of the new source, by their text."""
        sentences = (one for found in self.source.sentences.values() for one in found)
        return {one.text: self.source.chapter.line_of(one.start) for one in sentences}

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

    def _indents(self, matches: Mapping[int, Match]) -> dict[int, str]:
        """The new depth of units of the translation that stand as deep as their former source did."""
        found = {}
        for match in matches.values():
            new, old = self.new.units[match.after], self.old.units[match.before]
            for t in self.counterparts.images.get(match.before, ()) if new.indent != old.indent else ():
                image = self.current.units[t]
                if image.indent == old.indent:
                    found[t] = new.indent
                elif image.indent != new.indent:
                    self.flags.append(f"{_named(self.current, image)} stays as deep as it is, but its source does not")
        return found

    # text

    def _revise_texts(self, matches: Mapping[int, Match], rests: Mapping[int, int]) -> None:
        blocks = self._blocks_by_group(matches)
        for n, b in rests.items():
            number = self.counterparts.group_of_block[self.old.units[b].texts[0].index]
            blocks[number] = sorted([*blocks[number], self.new.units[n].texts[0].index])
        for number, group in enumerate(self.counterparts.groups):
            if number not in blocks or not group.source:
                continue
            if not group.target:
                self._tell_untranslated(blocks[number])
                continue
            revised = revise(Material(self.source, self.counterparts, group, blocks[number], self.human, self.guide))
            self._take(revised, number, blocks[number])

    def _take(self, revised: Revised, number: int, blocks: Sequence[int]) -> None:
        group = self.counterparts.groups[number]
        targets = {self.counterparts.alignment.target_paragraphs[j].block for j in group.target}
        emptied = targets if revised.replaced else revised.emptied
        unit_of_block = self.current.of_block()
        units = {unit_of_block[block] for block in emptied}
        gone = {t for t in units if all(block.index in emptied for block in self.current.units[t].texts)}
        if revised.replaced and (group.doubtful or gone != units):
            self._beside(blocks, "it is not sure which paragraph of the translation shows it")
            return
        self.edits += revised.edits
        self.stories += revised.stories
        self.flags += revised.flags
        self.gone |= gone
        if revised.replaced:
            new_units = self.new.of_block()
            self.fresh |= {new_units[block] for block in blocks}

    def _blocks_by_group(self, matches: Mapping[int, Match]) -> dict[int, list[int]]:
        """The blocks of the new source that are versions of a group's paragraphs."""
        blocks: dict[int, list[int]] = defaultdict(list)
        for match in matches.values():
            for ours, theirs in self.new.units[match.after].beside(self.old.units[match.before]) or ():
                number = self.counterparts.group_of_block.get(theirs.index)
                if number is not None and ours.translatable:
                    blocks[number].append(ours.index)
        return {number: sorted(members) for number, members in blocks.items()}

    def _tell_untranslated(self, blocks: Iterable[int]) -> None:
        """Paragraphs that the translation does not have: only a new version is worth a draft, and it stays beside."""
        known = [words_of(one) for one in self.counterparts.alignment.source_paragraphs]
        changed = [block for block in blocks if words_of(self.source.paragraphs[block]) not in known]
        self._beside(changed, "its former version has no translation")
        for block in blocks:
            if block not in changed:
                line = self.source.chapter.line_of(self.source.paragraphs[block].start)
                self.notes.append(
                    f"the translation lacks line {line} of the source: {self.source.paragraphs[block].excerpt}"
                )

    def _beside(self, blocks: Iterable[int], reason: str) -> None:
        for block in blocks:
            paragraph = self.source.paragraphs[block]
            self.stories.append(Story(Change.BESIDE, (paragraph,), (Slot(paragraph),), flags=(reason,)))

    def _unwrap(self, matches: Mapping[int, Match]) -> dict[str, str]:
        """Human text of paragraphs that stood in a wrapper which is no text for the parser, by their text.

        The wrapper goes: its lines in the translation stand beside those of the old source.
        """
        found: dict[str, str] = {}
        texts = [
            self.source.paragraphs[b.index].text for u in self.new.units for b in u.texts if u.index not in matches
        ]
        for old in self.old.units:
            images = self.counterparts.images.get(old.index, ())
            if old.index in self.kept or old.texts or len(images) != 1:
                continue
            inside = unwrapped(old.text, self.current.units[images[0]].text, texts)
            if inside:
                found |= inside
                self.gone.add(images[0])
        return found

    def _wrap(self) -> None:
        """Put human text into a wrapper that the source has put around its paragraph, and that is no text any more."""
        for unit in self.new.units:
            if unit.index not in self.fresh or unit.texts:
                continue
            text = unit.text
            for story in [one for one in self.stories if one.change is Change.DELETED]:
                filled = wrapped(text, story.former_source, story.former_target)
                if filled != text:
                    text = filled
                    self.stories.remove(story)
                    self.flags.append(f"human text moved into the {_named(self.new, unit)}: {story.former_target}")
            if text != unit.text:
                self.wrapped[unit.index] = text

    def _tell_new(self, blocks: Iterable[int], unwrapped: Mapping[str, str]) -> None:
        """New paragraphs: as a whole, or sentence by sentence where a sentence has a human translation already."""
        memory = {**unwrapped, **self.human.memory}
        for block in blocks:
            sentences = self.source.sentences.get(block, ())
            runs = [
                ([sentences[place] for place in places], found)
                for places, found in self.human.runs(sentences, self.source.chapter)
            ]
            rows = [(run, found if found and found.fits(run) else None) for run, found in runs]
            paragraph = self.source.paragraphs.get(block)
            if paragraph and paragraph.text in memory and any(found is None for _, found in rows):
                self.reused[paragraph.id] = memory[paragraph.text]
                self.stories.append(Story(Change.MOVED, (paragraph,), (memory[paragraph.text],)))
                continue
            if not any(found for _, found in rows):
                if paragraph:
                    self.stories.append(
                        self._rewrapped(paragraph) or Story(Change.NEW, (paragraph,), (Slot(paragraph),))
                    )
                continue
            for run, found in rows:
                if found is None:
                    self.stories += [Story(Change.NEW, (one,), (Slot(one),)) for one in run]
                    continue
                self.reused |= {one.id: "" for one in run} | {run[0].id: found.text}
                self.stories.append(Story(Change.MOVED, tuple(run), (found.text,), flags=found.flags))

    def _rewrapped(self, paragraph: Segment) -> Story | None:
        """What becomes of the human text of a paragraph that changed and stands in another form now."""
        units = self.old.of_block()
        story = rewrapped(
            paragraph, self.counterparts, lambda block: units[block] not in self.kept, self.gone, self.guide
        )
        part = story.target[0] if story else None
        human = part.human if isinstance(part, Choice) else story.former_target or part if story else None
        gone = [
            one
            for one in self.stories
            if one.change is Change.DELETED and human and _bare(one.former_target) == _bare(human)
        ]
        if story is None or not gone or not isinstance(part, str | Choice):
            return None
        self.stories.remove(gone[0])
        self.reused[paragraph.id] = part
        return story

    # everything else

    def _revise_frame(self, match: Match) -> None:
        """Carry changes of code, formulas, tables, images and markup into the translation's own version."""
        new, old = self.new.units[match.after], self.old.units[match.before]
        versions = new.beside(old)
        if versions is not None and all(
            one.text == other.text or (one.translatable and other.translatable) for one, other in versions
        ):
            return
        images = [self.current.units[t] for t in self.counterparts.images.get(match.before, ())]
        if not new.texts and not old.texts and len(images) == 1 and not images[0].texts:
            text = new.text  # merged as deep as the translation stands; `_indents` says where it goes
            if old.indent == images[0].indent:
                text = indented(text, new.indent, old.indent)
            self._merge(old.text, text, images[0].start, images[0].end, new.kind)
            return
        places = images[0].beside(old) if len(images) == 1 and versions is not None else None
        if versions is not None and places is not None and len(places) == len(versions):
            for (one, other), (image, _) in zip(versions, places, strict=True):
                if one.translatable != other.translatable:
                    self._turn(one, other, image)
                elif not one.translatable and image.start < image.end:
                    self._merge(other.text, one.text, image.start, image.end, one.kind)
            return
        turned = [one for one, other in versions or () if one.translatable and not other.translatable]
        self._beside([block.index for block in turned], "the translation has its place in another form")
        if all(alike(one.text, other.text) for one, other in zip(new.frame, old.frame, strict=False)):
            return
        if images or any(self.current.units[t].kind is new.kind for t in self.counterparts.lonely):
            self.flags.append(
                f"{_named(self.new, new)} changed, and the translation has it in another form: it stays as it is"
            )
        else:
            self.notes.append(f"the translation lacks what changed in the source: {_named(self.new, new)}")

    def _turn(self, new: Block, old: Block, image: Block) -> None:
        """A text became a number or a formula, or the other way round: so it does in the translation."""
        if new.translatable:
            if not alike(image.text, old.text):
                self._beside([new.index], f"the translation has {image.text!r} in its place")
                return
            paragraph = self.source.paragraphs[new.index]
            parts = whole_block(self.source, new, paragraph)
            self.edits.append(Edit(image.start, image.end, parts))
            self.stories.append(Story(Change.NEW, (paragraph,), (Slot(paragraph),)))
            return
        number = self.counterparts.group_of_block.get(old.index)
        group = self.counterparts.groups[number] if number is not None else None
        targets = group.target if group else ()
        blocks = [self.counterparts.alignment.target_paragraphs[j].block for j in targets]
        if alike(image.text, new.text):
            return
        if group is None or blocks != [image.index] or len(group.source) > 1 or group.doubtful:
            line = self.current.chapter.line_of(image.start)
            self.flags.append(f"{old.text!r} became {new.text!r}, but its place in line {line} is not sure: it stays")
            return
        self.edits.append(Edit(image.start, image.end, (new.text,)))
        self.stories.append(Story(Change.DELETED, (), (), old.text, image.text))

    def _merge(self, before: str, after: str, start: int, end: int, kind: BlockKind) -> None:
        text = self.current.chapter.text[start:end]
        merged = merge(before, after, text, is_code=kind is BlockKind.CODE)
        line = self.current.chapter.line_of(start)
        if merged.told:
            self.flags.append(f"{kind} in line {line} of the translation{merged.told}")
        self._tell_comments(merged.comments, f"{kind} in line {line} of the translation")
        if merged.text != text:
            newline = self.current.chapter.newline
            self.edits.append(Edit(start, end, (with_line_ends(merged.text, newline),)))

    def _tell_comments(self, comments: Iterable[str], place: str) -> None:
        self.notes += [f"{place} has a new comment that is not translated: {comment}" for comment in comments]

    def _remove_gone(self) -> None:
        """Units of the translation whose source is gone."""
        for t, sharers in self.counterparts.sharers.items():
            if t in self.gone or t in self.present.values() or any(b in self.kept for b in sharers):
                continue
            unit, olds = self.current.units[t], [self.old.units[b] for b in sharers]
            reason = self._why_it_stays(unit, olds)
            if reason:
                self.flags.append(f"{_named(self.current, unit)} stays although its source is gone: {reason}")
                continue
            self.gone.add(t)
            if unit.texts:
                former = " ".join(block.text for old in olds for block in old.texts)
                image = " ".join(block.text for block in unit.texts)
                flags = (BY_LENGTH_ALONE,) if self._by_length_alone(olds) else ()
                self.stories.append(Story(Change.DELETED, (), (), former, image, flags))

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

    def _by_length_alone(self, olds: Sequence[Unit]) -> bool:
        """Whether nothing but place and length says what was the translation of some units that are gone."""
        numbers = {self.counterparts.group_of_block.get(block.index) for old in olds for block in old.texts}
        beads = [bead for n in numbers if n is not None for bead in self.counterparts.groups[n].beads]
        return any(self.counterparts.by_length_alone(bead) for bead in beads if bead.source and bead.target)

    def _tell_present(self) -> None:
        for n, t in self.present.items():
            for block, image in self.new.units[n].beside(self.current.units[t]) or ():
                if block.translatable:
                    paragraph = self.source.paragraphs[block.index]
                    self.stories.append(Story(Change.KEPT, (paragraph,), (image.text,), flags=(THERE,)))


def _bare(*texts: Part) -> str:
    """Some texts without blanks and the marks of quotes."""
    return "".join(re.sub(r"[\s>]+", "", text) for text in texts if isinstance(text, str))


def _keys(unit: Unit) -> set[str]:
    return {block.key for block in unit.blocks if block.key}


def _named(units: UnitList, unit: Unit) -> str:
    text = " ".join(unit.text.split())
    return f"{unit.kind} {text[:40]!r} in line {units.chapter.line_of(unit.start)}"
