"""A paragraph of the translation, brought up to date sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from amts_core.book.chapter import Block, BlockKind
from amts_core.book.common import bare
from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.gaps import Gaps
from amts_core.sync.group import Item, Material, Source
from amts_core.sync.marks import is_nested, lone_marks, read_marks
from amts_core.sync.parts import Edit, Part, Slot, Story, has_choice
from amts_core.sync.sentences import Sentences

_HUMAN = (None, Change.KEPT, Change.CARRIED, Change.REPAIRED, Change.MOVED)


@dataclass
class Revised:
    """What is to be done with the blocks of a group. `replaced`: all of them give way to the blocks of the source."""

    edits: list[Edit] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    emptied: set[int] = field(default_factory=set)
    replaced: bool = False
    flags: list[str] = field(default_factory=list)


def revise(material: Material) -> Revised:
    """The edits of the translation, and the story of every sentence."""
    sentences = Sentences(material)
    items = sentences.items()
    done = Revised(stories=sentences.stories, flags=sentences.flags)
    work = _Writing(material, Gaps(material))
    rewritten = not any(item.change in _HUMAN or has_choice(item.parts) for item in items)
    flags = tuple(dict.fromkeys(flag for item in items for flag in item.flags))
    if rewritten and items and not any(item.change is Change.BESIDE for item in items):
        if len(material.blocks) == len(material.group.target) == 1:
            work.rewrite(done, flags)
        else:
            done.replaced = True
            done.stories = [Story(Change.DELETED, (), (), *work.former(), flags)]
        return done
    work.render(items, done)
    done.flags += work.told.pop((), ())
    done.stories += [story for item in items if (story := work.story(item)) is not None]
    return done


def whole_block(source: Source, block: Block, paragraph: Segment) -> tuple[Part, ...]:
    """A block of the new source as one draft, with what frames it there."""
    text = source.chapter.text
    slot = Slot(paragraph, starts=True, cell=block.kind is BlockKind.TABLE_CELL)
    return text[block.start : paragraph.start], slot, text[paragraph.end : block.end]


@dataclass(frozen=True)
class _Writing:
    material: Material
    gaps: Gaps
    told: dict[tuple[int, ...], tuple[str, ...]] = field(default_factory=dict)  # of gaps, by sentences of the source

    def rewrite(self, done: Revised, flags: tuple[str, ...]) -> None:
        """The only block of the group becomes the draft of the whole paragraph."""
        block = self.material.source.chapter.blocks[self.material.blocks[0]]
        paragraph = self.material.source.paragraphs[block.index]
        old = self.material.translated(self.material.target_blocks[0])
        done.edits.append(Edit(old.start, old.end, whole_block(self.material.source, block, paragraph)))
        done.stories.append(Story(Change.CHANGED, (paragraph,), (Slot(paragraph),), *self.former(), flags))

    def former(self) -> tuple[str, str]:
        """What the group says in the old source, and in the translation."""
        return self.material.texts(self.material.before, [j for j, _ in self.material.target_sentences])

    def render(self, items: Sequence[Item], done: Revised) -> None:
        """The blocks of the group with these items in them."""
        by_block: dict[int, list[Item]] = {block: [] for block in self.material.target_blocks}
        block = self.material.target_blocks[0]
        for item in items:
            for number, part in enumerate(self._by_block(item)):
                block = self.material.target[part.target[0]].block if part.target else block
                if item.change is Change.BESIDE and not part.target:
                    continue
                if number and item.change in (Change.CHANGED, Change.CARRIED):
                    continue  # the first block has it all
                by_block[block].append(part)
        for block, members in by_block.items():
            old = self.material.translated(block)
            if not members:
                done.emptied.add(block)
                continue
            parts = self._block_parts(block, members)
            beside = next((member.after for member in members if member.after), ())
            self.told[beside] = (*self.told.get(beside, ()), *self.gaps.flags)
            self.gaps.flags.clear()
            if "".join(part if isinstance(part, str) else "\0" for part in parts) != old.text:
                done.edits.append(Edit(old.start, old.end, parts))

    def _by_block(self, item: Item) -> list[Item]:
        """The item cut where its sentences stand in several blocks."""
        if not item.target:
            return [item]
        blocks = dict.fromkeys(self.material.target[j].block for j in item.target)
        return [
            replace(item, target=tuple(j for j in item.target if self.material.target[j].block == block))
            for block in blocks
        ]

    def _block_parts(self, block: int, items: Sequence[Item]) -> tuple[Part, ...]:
        """The block with the marks that the source has between these items, if none would be halved, or nested."""
        parts = self._with_gaps(block, items, self.gaps)
        text = "".join(part if isinstance(part, str) else "\0" for part in parts)
        pieces, old = self.material.target[0].scan(text), self.material.translated(block)
        halves = lone_marks(pieces)
        if len(halves) <= len(lone_marks(old.pieces)) and (is_nested(old.pieces) or not is_nested(pieces)):
            return parts
        signs = ", ".join(dict.fromkeys(piece.text for piece in halves)) or "one would stand in another"
        self.gaps.flags.append(f"marks of the source have no clear place in the translation: {signs}")
        return self._with_gaps(block, [self._as_marked(item) for item in items], replace(self.gaps, carries=False))

    def _as_marked(self, item: Item) -> Item:
        """An item of which only the marks changed with those that its translator set."""
        if not item.target or any(isinstance(part, Slot) for part in item.parts):
            return item
        own, scan = self.material.standing(item.target), self.material.target[0].scan
        texts = [bare(read_marks(scan(text)).text) for text in (own, "".join(map(str, item.parts)))]
        return replace(item, parts=(own,)) if texts[0] == texts[1] else item

    def _with_gaps(self, block: int, items: Sequence[Item], gaps: Gaps) -> tuple[Part, ...]:
        old = self.material.translated(block)
        parts: list[Part] = []
        for last, item in zip([None, *items], [*items, None], strict=True):
            parts.append(gaps.between(block, last, item))
            if item is None:
                break
            if item.parts and item.change is not Change.BESIDE:
                is_cell = old.kind is BlockKind.TABLE_CELL
                parts += [
                    replace(part, starts=not any(parts), cell=is_cell) if isinstance(part, Slot) else part
                    for part in item.parts
                ]
            else:
                parts.append(self.material.standing(item.target))
        return tuple(part for part in parts if part)

    def story(self, item: Item) -> Story | None:
        """What is told of an item, None for what only the translation has."""
        if item.change is None:
            return None
        source = tuple(self.material.after[a] for a in item.after)
        former, human = self.material.texts(item.before, item.target)
        flags = (*item.flags, *self.told.get(item.after, ()))
        is_quiet = item.quiet and flags == item.flags
        if item.change is Change.KEPT:
            is_told = flags and former != " ".join(one.text for one in source)
            return Story(item.change, source, (human,), former if is_told else "", "", flags, is_quiet)
        return Story(item.change, source, item.parts, former, human, flags, is_quiet)
