"""Units: whole lines of a chapter that stand, move and go together (a heading, paragraph, code cell, table row)."""

from __future__ import annotations

from dataclasses import dataclass

from amts_core.book.chapter import Block, BlockKind, Chapter


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines `start`..`end` of a chapter (line end included), and the blank lines that follow them."""

    index: int
    start: int
    end: int
    text: str
    blank: str
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> tuple[Block, ...]:
        """The blocks that are translated."""
        return tuple(block for block in self.blocks if block.translatable)

    @property
    def shape(self) -> tuple[BlockKind, ...]:
        """The kinds of its blocks."""
        return tuple(block.kind for block in self.blocks)

    def beside(self, other: Unit) -> list[tuple[Block, Block]] | None:
        """The blocks of this unit with those of another version of it, by their place; None if it has another form.

        Lines may end and be indented otherwise.
        """
        ours, theirs = self.blocks, other.blocks
        if self.shape != other.shape:
            ours, theirs = (tuple(one for one in blocks if not _is_blank(one)) for blocks in (ours, theirs))
        is_alike = [one.kind for one in ours] == [one.kind for one in theirs]
        return list(zip(ours, theirs, strict=True)) if is_alike else None

    @property
    def indent(self) -> str:
        """The blanks before its first line: how deep it stands in lists and containers."""
        return indent_of(self.text)

    @property
    def kind(self) -> BlockKind:
        """What it is: the kind of its first block that is more than markup."""
        kinds = [block.kind for block in self.blocks if block.kind is not BlockKind.MARKUP]
        return kinds[0] if kinds else BlockKind.MARKUP


def indent_of(text: str) -> str:
    """The blanks that a text starts with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def indented(text: str, former: str, indent: str) -> str:
    """The lines of a unit that stood at the depth `former`, at another one; its first line may stand there already."""
    first, *more = text.split("\n")
    moved = [indent + line.removeprefix(former) if line.strip() else line for line in more]
    return "\n".join([indent + first[len(indent_of(first)) :], *moved])


def _is_blank(block: Block) -> bool:
    return block.kind is BlockKind.MARKUP and not block.text.strip()


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units of a chapter; `head` is the blank lines before the first. Their texts and blanks are the chapter."""

    chapter: Chapter
    head: str
    units: tuple[Unit, ...]

    def of_block(self) -> dict[int, int]:
        """Index of the unit that holds a block, by block index."""
        return {block.index: unit.index for unit in self.units for block in unit.blocks}


def cut_units(chapter: Chapter) -> UnitList:
    """The units of a chapter, in order."""
    head, lines, blank, units = "", list[Block](), "", list[Unit]()

    def finish() -> None:
        start, end = lines[0].start, lines[-1].end
        units.append(Unit(len(units), start, end, chapter.text[start:end], blank, tuple(lines)))

    whole = True  # whether the lines so far end with a line end
    for block in chapter.blocks:
        if block.kind is BlockKind.BLANK and whole:
            if lines:
                blank += block.text
            else:
                head += block.text
            continue
        if lines and whole:
            finish()
            lines, blank = [], ""
        lines.append(block)
        whole = block.text.endswith(("\n", "\r"))
    if lines:
        finish()
    return UnitList(chapter, head, tuple(units))
