"""A paragraph of the translation, brought up to date sentence by sentence.

Beads stand or fall as wholes: a bead whose source sentences are unchanged keeps its bytes, together with the line ends
around it; every other bead gives its place to the drafts of what its sentences became.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from amts_core.book.chapter import BlockKind, Chapter
from amts_core.book.segments import Segment
from amts_core.languages import language
from amts_core.parallel.alignment import Bead
from amts_core.parallel.table import joined
from amts_core.sync.counterpart import Counterparts, Group
from amts_core.sync.matching import match_sentences
from amts_core.sync.parts import Change, Edit, Part, Slot, Story
from amts_core.sync.spans import carry, span_texts, target_spans, wording

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Source:
    """The new source by blocks: its paragraphs and sentences."""

    chapter: Chapter
    paragraphs: Mapping[int, Segment]
    sentences: Mapping[int, tuple[Segment, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the new paragraph: what it is in the new source, the old source and the translation.

    The numbers are positions in the sentence lists of the work at hand and of the alignment.
    """

    change: Change | None  # None: only the translation has it
    after: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    target: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass
class Revised:
    """What is to be done with the blocks of a group. `replaced`: all of them give way to the blocks of the source."""

    edits: list[Edit] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    emptied: set[int] = field(default_factory=set)
    replaced: bool = False
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Revision:
    """The work on one group: `blocks` are the blocks of the new source that are versions of its paragraphs."""

    source: Source
    counterparts: Counterparts
    group: Group
    blocks: Sequence[int]
    human: Mapping[str, Bead]  # beads of this chapter by text and key of their only source sentence

    def revise(self) -> Revised:
        """The edits of the translation, and the story of every sentence."""
        done = Revised()
        items = self._items(done)
        rewritten = not any(item.change in (None, Change.KEPT, Change.CARRIED, Change.MOVED) for item in items)
        if rewritten and items and not any(item.change is Change.BESIDE for item in items):
            if len(self.blocks) == len(self.group.target) == 1:
                self._rewrite(done)
            else:
                done.replaced = True
            return done
        self._render(items, done)
        done.stories += [story for item in items if (story := self._story(item)) is not None]
        return done

    # what becomes of each sentence

    def _items(self, done: Revised) -> list[Item]:
        known = match_sentences(self.after, [self.former[i] for i in self.before])
        partner = {self.before[b]: a for a, b in known.items()}
        items: list[Item] = []
        place = 0
        for bead in _whole_beads(self.group.beads):
            versions = sorted(partner[i] for i in bead.source if i in partner)
            if not bead.source:
                items.append(Item(None, target=bead.target))
                continue
            if not versions:
                items += self._gone(bead, done)
                continue
            items += [self._inserted(a) for a in range(place, versions[0])]
            run = tuple(range(versions[0], versions[-1] + 1))
            place = versions[-1] + 1
            items += self._revised(bead, run, versions)
        items += [self._inserted(a) for a in range(place, len(self.after))]
        return self._joined(items, done)

    def _gone(self, bead: Bead, done: Revised) -> list[Item]:
        if not bead.target:
            return []
        if self.counterparts.doubtful(bead):
            done.flags.append(
                f"its source is gone, but it is not sure that {self._shown(bead.target)} was its translation: it stays"
            )
            return [Item(None, target=bead.target)]
        return [Item(Change.DELETED, before=bead.source, target=bead.target)]

    def _inserted(self, a: int) -> Item:
        bead = self.human.get(self.after[a].text) or self.human.get(self.after[a].key)
        if bead is not None:
            text = self._carried(bead, (a,))
            if text is not None:
                return Item(Change.MOVED, (a,), parts=(text,))
        return Item(Change.NEW, (a,), parts=(Slot(self.after[a]),))

    def _revised(self, bead: Bead, run: tuple[int, ...], versions: Sequence[int]) -> list[Item]:
        sentences = [self.after[a] for a in run]
        former = [self.former[i] for i in bead.source]
        is_whole = len(run) == len(bead.source) == len(versions)
        if is_whole and all(
            one.key == other.key and span_texts(one) == span_texts(other)
            for one, other in zip(sentences, former, strict=True)
        ):
            return [Item(Change.KEPT, run, bead.source, bead.target)] if bead.target else []
        parts = self._drafts(run)
        if not bead.target:
            return [
                Item(Change.BESIDE, run, bead.source, parts=parts, flags=("its former version has no translation",))
            ]
        if is_whole and all(wording(one) == wording(other) for one, other in zip(sentences, former, strict=True)):
            text = self._carried(bead, run)
            if text is not None and [*map(span_texts, sentences)] == [*map(span_texts, former)]:
                return [Item(Change.KEPT, run, bead.source, bead.target)]
            if text is not None:
                return [Item(Change.CARRIED, run, bead.source, bead.target, (text,))]
            flag = (
                f"spans or numbers changed without a clear place in the translation: {_span_changes(former, sentences)}"
            )
            return [Item(Change.KEPT, run, bead.source, bead.target, flags=(flag,))]
        if is_whole and all(letters(one) == letters(other) for one, other in zip(sentences, former, strict=True)):
            flag = "only marks, spans or punctuation changed"
            return [Item(Change.KEPT, run, bead.source, bead.target, flags=(flag,))]
        if self.counterparts.doubtful(bead):
            flag = "it is not sure that this was the translation of its former version"
            return [Item(Change.BESIDE, run, bead.source, bead.target, parts, (flag,))]
        return [Item(Change.CHANGED, run, bead.source, bead.target, parts)]

    def _joined(self, items: list[Item], done: Revised) -> list[Item]:
        """New sentences beside deleted ones take their place; what is only deleted gets its story."""
        rows: list[Item] = []
        for item in items:
            last = rows[-1] if rows else None
            pair = (last, item) if last else ()
            changes = {one.change for one in pair}
            if last and changes in ({Change.NEW, Change.DELETED}, {Change.CHANGED, Change.NEW}):
                run = last.after + item.after
                rows[-1] = Item(
                    Change.CHANGED, run, last.before + item.before, last.target + item.target, self._drafts(run)
                )
            else:
                rows.append(item)
        for item in rows:
            if item.change is Change.DELETED:
                done.stories.append(Story(Change.DELETED, (), (), self._former(item), self._shown(item.target)))
        return [item for item in rows if item.change is not Change.DELETED]

    def _carried(self, bead: Bead, run: tuple[int, ...]) -> str | None:
        """The human text of a bead with the spans of its source's new version."""
        former = [span for i in bead.source for span in span_texts(self.former[i])]
        now = [span for a in run for span in span_texts(self.after[a])]
        start, end = self.target[bead.target[0]].start, self.target[bead.target[-1]].end
        blocks = self.counterparts.translation.chapter.blocks
        indices = {self.target[j].block for j in bead.target}
        replacements = carry(former, now, target_spans((blocks[index] for index in sorted(indices)), start, end))
        if replacements is None:
            return None
        parts, done = [], start
        for left, right, new in replacements:
            parts += [self.text[done:left], new]
            done = right
        return "".join([*parts, self.text[done:end]])

    def _drafts(self, run: Sequence[int]) -> tuple[Part, ...]:
        parts: list[Part] = []
        for number, a in enumerate(run):
            if number:
                parts.append(_with_blanks(self._after_gap(run[number - 1], a) or "", self.habit))
            parts.append(Slot(self.after[a]))
        return tuple(parts)

    # writing

    def _rewrite(self, done: Revised) -> None:
        """The only block of the group becomes the draft of the whole paragraph."""
        block = self.source.chapter.blocks[self.blocks[0]]
        paragraph = self.source.paragraphs[block.index]
        text = self.source.chapter.text
        old = self.counterparts.translation.chapter.blocks[self._target_blocks[0]]
        slot = Slot(paragraph, starts=True, cell=block.kind is BlockKind.TABLE_CELL)
        parts = (text[block.start : paragraph.start], slot, text[paragraph.end : block.end])
        done.edits.append(Edit(old.start, old.end, parts))
        before = joined([self.former[i] for i in self.before], self.counterparts.alignment.source_language)
        targets = [j for bead in self.group.beads for j in bead.target]
        done.stories.append(Story(Change.CHANGED, (paragraph,), (slot,), before, self._shown(targets)))

    def _render(self, items: Sequence[Item], done: Revised) -> None:
        by_block: dict[int, list[Item]] = {block: [] for block in self._target_blocks}
        block = self._target_blocks[0]
        for item in items:
            for number, part in enumerate(self._by_block(item)):
                block = self.target[part.target[0]].block if part.target else block
                if item.change is Change.BESIDE and not part.target:
                    continue
                if number and item.change in (Change.CHANGED, Change.CARRIED):
                    continue  # the first block has it all
                by_block[block].append(part)
        for block, members in by_block.items():
            old = self.counterparts.translation.chapter.blocks[block]
            if not members:
                done.emptied.add(block)
                continue
            parts = self._block_parts(block, members, done)
            if "".join(part if isinstance(part, str) else "\0" for part in parts) != old.text:
                done.edits.append(Edit(old.start, old.end, parts))

    def _by_block(self, item: Item) -> list[Item]:
        """The item cut where its sentences stand in several blocks."""
        if not item.target:
            return [item]
        blocks = dict.fromkeys(self.target[j].block for j in item.target)
        return [
            replace(item, target=tuple(j for j in item.target if self.target[j].block == block)) for block in blocks
        ]

    def _block_parts(self, block: int, items: Sequence[Item], done: Revised) -> tuple[Part, ...]:
        old = self.counterparts.translation.chapter.blocks[block]
        parts: list[Part] = []
        for last, item in zip([None, *items], [*items, None], strict=True):
            parts.append(self._gap(block, last, item, done))
            if item is None:
                break
            if item.parts and item.change is not Change.BESIDE:
                is_cell = old.kind is BlockKind.TABLE_CELL
                parts += [
                    replace(part, starts=not any(parts), cell=is_cell) if isinstance(part, Slot) else part
                    for part in item.parts
                ]
            else:
                parts.append(self.text[self.target[item.target[0]].start : self.target[item.target[-1]].end])
        return tuple(part for part in parts if part)

    def _gap(self, block: int, last: Item | None, item: Item | None, done: Revised) -> str:
        """What stands between two items (or an item and the border of the block) in the new translation."""
        old = self.counterparts.translation.chapter.blocks[block]
        here = [j for j, sentence in self._target_sentences if sentence.block == block]
        left = last.target[-1] if last and last.target else None
        right = item.target[0] if item and item.target else None
        source_gap = self._after_gap(_last(last), _first(item), at_start=last is None, at_end=item is None)
        if last is None or item is None:
            touches = right == here[0] if last is None else left == here[-1]
        else:
            touches = left is not None and right is not None and right == left + 1
        start = old.start if last is None else self.target[left].end if left is not None else None
        end = old.end if item is None else self.target[right].start if right is not None else None
        if touches and start is not None and end is not None:
            former_gap = self._before_gap(last, item)
            return self._merged_gap(self.text[start:end], former_gap, source_gap, done)
        if last is None or item is None:
            return _marks(source_gap or "")
        return _with_blanks(source_gap or "", self._blanks_beside(here, left, right))

    def _merged_gap(self, gap: str, former: str | None, source: str | None, done: Revised) -> str:
        if former is None or source is None or _marks(former) == _marks(source) or _marks(gap) == _marks(source):
            return gap
        if _marks(gap) == _marks(former):
            found = _BLANKS.search(gap)
            return _with_blanks(source, found.group() if found else "")
        done.flags.append(
            f"the source changed {_marks(former)!r} to {_marks(source)!r} between sentences,"
            f" where the translation has {_marks(gap)!r}"
        )
        return gap

    def _blanks_beside(self, here: Sequence[int], left: int | None, right: int | None) -> str:
        """The blanks that stand after `left` or before `right` in the translation, else the habit."""
        places = []
        if left is not None and left != here[-1]:
            places.append((self.target[left].end, self.target[left + 1].start))
        if right is not None and right != here[0]:
            places.append((self.target[right - 1].end, self.target[right].start))
        for start, end in places:
            found = _BLANKS.search(self.text[start:end])
            return found.group() if found else ""
        return self.habit

    def _after_gap(
        self, left: int | None, right: int | None, *, at_start: bool = False, at_end: bool = False
    ) -> str | None:
        """What stands between two sentences of the new source, if they are neighbours in a block."""
        return _gap_between(self.source.chapter, self.after, left, right, at_start, at_end)

    def _before_gap(self, last: Item | None, item: Item | None) -> str | None:
        left = last.before[-1] if last and last.before else None
        right = item.before[0] if item and item.before else None
        chapter = self.counterparts.before.chapter
        return _gap_between(chapter, self.former, left, right, last is None, item is None)

    def _story(self, item: Item) -> Story | None:
        if item.change is None:
            return None
        source = tuple(self.after[a] for a in item.after)
        human = self._shown(item.target)
        former = self._former(item)
        match item.change:
            case Change.KEPT:
                return Story(item.change, source, (human,), "", "", item.flags)
            case Change.BESIDE:
                return Story(item.change, source, item.parts, former, human, item.flags)
            case _:
                return Story(item.change, source, item.parts, former, human, item.flags)

    def _former(self, item: Item) -> str:
        return joined([self.former[i] for i in item.before], self.counterparts.alignment.source_language)

    def _shown(self, target: Sequence[int]) -> str:
        return joined([self.target[j] for j in target], self.counterparts.alignment.target_language)

    # the lists

    @cached_property
    def after(self) -> tuple[Segment, ...]:
        """The sentences of the new source that this is about."""
        return tuple(sentence for block in self.blocks for sentence in self.source.sentences.get(block, ()))

    @property
    def former(self) -> tuple[Segment, ...]:
        """All sentences of the old source."""
        return self.counterparts.alignment.source_sentences

    @property
    def target(self) -> tuple[Segment, ...]:
        """All sentences of the translation."""
        return self.counterparts.alignment.target_sentences

    @property
    def text(self) -> str:
        """The text of the translation."""
        return self.counterparts.translation.chapter.text

    @cached_property
    def before(self) -> list[int]:
        """The old sentences of the group."""
        return [i for bead in self.group.beads for i in bead.source]

    @cached_property
    def _target_blocks(self) -> list[int]:
        return [self.counterparts.alignment.target_paragraphs[j].block for j in self.group.target]

    @cached_property
    def _target_sentences(self) -> list[tuple[int, Segment]]:
        return [(j, self.target[j]) for bead in self.group.beads for j in bead.target]

    @cached_property
    def habit(self) -> str:
        """What the translation writes between two sentences."""
        return usual_gap(self.counterparts)


def _whole_beads(beads: Sequence[Bead]) -> list[Bead]:
    """The beads; sentences without a partner that stand beside each other on both sides are one (of score 0)."""
    whole: list[Bead] = []
    for bead in beads:
        last = whole[-1] if whole else bead
        are_lonely = last.score == bead.score == 0
        if whole and are_lonely and not (last.source and bead.source) and not (last.target and bead.target):
            whole[-1] = replace(last, source=last.source + bead.source, target=last.target + bead.target)
        else:
            whole.append(bead)
    return whole


def usual_gap(counterparts: Counterparts) -> str:
    """A line end if most sentences of the translation stand on lines of their own, else what its language asks for."""
    chapter, sentences = counterparts.translation.chapter, counterparts.alignment.target_sentences
    gaps = [
        chapter.text[one.end : other.start] for one, other in itertools.pairwise(sentences) if one.block == other.block
    ]
    if sum("\n" in gap for gap in gaps) * 2 > len(gaps):
        return chapter.newline
    return "" if language(counterparts.alignment.target_language).cjk else " "


def _gap_between(
    chapter: Chapter,
    sentences: Sequence[Segment],
    left: int | None,
    right: int | None,
    at_start: bool,
    at_end: bool,
) -> str | None:
    if at_start or at_end:
        at, step = (right, -1) if at_start else (left, 1)
        if at is None:
            return None
        block = chapter.blocks[sentences[at].block]
        beside = at + step
        if 0 <= beside < len(sentences) and sentences[beside].block == block.index:
            return None
        return (
            chapter.text[block.start : sentences[at].start] if at_start else chapter.text[sentences[at].end : block.end]
        )
    if left is None or right is None or right != left + 1 or sentences[left].block != sentences[right].block:
        return None
    return chapter.text[sentences[left].end : sentences[right].start]


def _first(item: Item | None) -> int | None:
    return item.after[0] if item and item.after else None


def _last(item: Item | None) -> int | None:
    return item.after[-1] if item and item.after else None


def _marks(gap: str) -> str:
    return "".join(gap.split())


def _with_blanks(gap: str, blanks: str) -> str:
    """The marks of a gap with other blanks between them."""
    found = _BLANKS.search(gap)
    if not _marks(gap):
        return blanks
    return gap[: found.start()] + blanks + gap[found.end() :] if found else gap


def letters(segment: Segment) -> str:
    """The letters and digits of a segment: equal ones differ in marks, spans and punctuation at most."""
    return "".join(character for character in segment.plain.casefold() if character.isalnum())


def _span_changes(former: Sequence[Segment], now: Sequence[Segment]) -> str:
    pairs = zip(
        (span for one in former for span in span_texts(one)),
        (span for one in now for span in span_texts(one)),
        strict=False,
    )
    return ", ".join(dict.fromkeys(f"{old} → {new}" for old, new in pairs if old != new))
