"""A paragraph of the translation, brought up to date sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from amts_core.book.chapter import Block, BlockKind
from amts_core.book.common import bare
from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.gaps import Gaps
from amts_core.sync.group import Item, Material
from amts_core.sync.marks import is_nested, lone_marks, read_marks
from amts_core.sync.parts import Edit, Part, Slot, Story, has_choice
from amts_core.sync.scene import Source
from amts_core.sync.sentences import Sentences

_STANDING = (None, Change.KEPT, Change.CARRIED, Change.REPAIRED, Change.MOVED, Change.BESIDE)


@dataclass(frozen=True)
class Revised:
    """What is to be done with the blocks of a group: `emptied` ones go; `replaced`: all give way to the source's."""

    edits: tuple[Edit, ...]
    stories: tuple[Story, ...]
    flags: tuple[str, ...] = ()
    emptied: frozenset[int] = frozenset()
    replaced: bool = False


def revise(material: Material) -> Revised:
    """The edits of the translation, and the story of every sentence."""
    found = Sentences(material).items()
    work = _Writing(material, Gaps(material))
    items = [item for item in found if item.change is not Change.DELETED]
    if items and not any(item.change in _STANDING or has_choice(item.parts) for item in items):
        return work.rewritten(found)
    by_block = work.by_block(items)
    edits = [work.edit(block, members) for block, members in by_block.items() if members]
    flags = tuple(flag for item in found if item.change is None for flag in item.flags)
    return Revised(
        tuple(edit for edit in edits if edit),
        tuple(work.story(item) for item in found if item.change),
        flags + work.told.get((), ()),
        frozenset(block for block, members in by_block.items() if not members),
    )


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

    def rewritten(self, items: Sequence[Item]) -> Revised:
        """All gives way: to the draft of the whole paragraph in a block that is alone, else to the source's blocks."""
        m = self.material
        former = m.texts(m.before, [j for bead in m.group.beads for j in bead.target])
        flags = tuple(dict.fromkeys(flag for item in items if item.change is not Change.DELETED for flag in item.flags))
        if not len(m.blocks) == len(m.group.target) == 1:
            return Revised((), (Story(Change.DELETED, (), (), *former, flags),), replaced=True)
        block, old = m.source.chapter.blocks[m.blocks[0]], m.translated(m.target_blocks[0])
        paragraph = m.source.paragraphs[block.index]
        return Revised(
            (Edit(old.start, old.end, whole_block(m.source, block, paragraph)),),
            (
                *(self.story(item) for item in items if item.change is Change.DELETED),
                Story(Change.CHANGED, (paragraph,), (Slot(paragraph),), *former, flags),
            ),
        )

    def by_block(self, items: Sequence[Item]) -> dict[int, list[Item]]:
        """What of these items stands in each block of the group."""
        by_block: dict[int, list[Item]] = {block: [] for block in self.material.target_blocks}
        block = self.material.target_blocks[0]
        for item in items:
            for number, part in enumerate(self._cut(item)):
                block = self.material.target[part.target[0]].block if part.target else block
                if item.change is Change.BESIDE and not part.target:
                    continue
                if number and item.change in (Change.CHANGED, Change.CARRIED):
                    continue  # the first block has it all
                by_block[block].append(part)
        return by_block

    def edit(self, block: int, items: Sequence[Item]) -> Edit | None:
        """The block with these items in it; None if it stays as it is."""
        old, parts = self.material.translated(block), self._block_parts(block, items)
        beside = next((item.after for item in items if item.after), ())
        self.told[beside] = (*self.told.get(beside, ()), *self.gaps.flags)
        self.gaps.flags.clear()
        return Edit(old.start, old.end, parts) if _shown(parts) != old.text else None

    def _cut(self, item: Item) -> list[Item]:
        """The item cut where its sentences stand in several blocks."""
        blocks = dict.fromkeys(self.material.target[j].block for j in item.target)
        return [
            replace(item, target=tuple(j for j in item.target if self.material.target[j].block == block))
            for block in blocks
        ] or [item]

    def _block_parts(self, block: int, items: Sequence[Item]) -> tuple[Part, ...]:
        """The block with the marks that the source has between these items, if none would be halved, or nested."""
        parts = self._with_gaps(block, items, self.gaps)
        pieces, old = self.material.target[0].scan(_shown(parts)), self.material.translated(block)
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

    def story(self, item: Item) -> Story:
        """What is told of an item that is not the translation's alone."""
        source = tuple(self.material.after[a] for a in item.after)
        former, human = self.material.texts(item.before, item.target)
        flags = item.flags + (self.told.get(item.after, ()) if item.after else ())
        is_quiet = item.quiet and flags == item.flags
        if item.change is None or item.change is Change.KEPT:
            is_told = flags and former != " ".join(one.text for one in source)
            return Story(Change.KEPT, source, (human,), former if is_told else "", "", flags, is_quiet)
        return Story(item.change, source, item.parts, former, human, flags, is_quiet)


def _shown(parts: Sequence[Part]) -> str:
    """The parts as text, with a sign in place of each that is not there yet."""
    return "".join(part if isinstance(part, str) else "\0" for part in parts)
