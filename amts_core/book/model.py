"""What a chapter is made of. Only data: the scanners build it, every other room reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of a chapter is. The first eleven hold text; the others are raw and kept byte for byte."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE_CELL = "table cell"
    CAPTION = "caption"
    IMAGE = "image"
    FOOTNOTE = "footnote"
    STRING = "string"  # a text in quotes in a raw line: alt="…", title="…", text: "…"
    TITLE = "title"  # a text without quotes in a raw line: `::: tip Title`, `:caption: Text`
    FIELD = "field"  # a YAML or TOML value, quoted or not: `title: Text` of front matter, of a chunk

    BLANK = "blank"
    MARKUP = "markup"  # list markers, hashes, indents, table bars, line ends
    CODE = "code"
    FORMULA = "formula"
    DIRECTIVE = "directive"
    CONTAINER = "container"  # a line that opens or closes a stretch of blocks: `::: tip`, `{{< /tabs >}}`, `!!! note`
    UNKNOWN = "unknown"  # what looks like structure of no known dialect
    TAB = "tab"
    HTML = "html"
    COMMENT = "comment"
    TABLE_RULE = "table rule"
    FRONT_MATTER = "front matter"
    CELL = "cell"  # the border between two cells of a notebook


TEXT_BLOCKS = frozenset(
    {
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.QUOTE,
        BlockKind.TABLE_CELL,
        BlockKind.CAPTION,
        BlockKind.IMAGE,
        BlockKind.FOOTNOTE,
        BlockKind.STRING,
        BlockKind.TITLE,
        BlockKind.FIELD,
    }
)


WRAPPED = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})  # blocks of several lines


class PieceKind(StrEnum):
    """What a stretch of a text block is."""

    TEXT = "text"
    SOFT_BREAK = "soft break"
    # marks: they open or close a stretch of text that is translated
    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRIKE = "strike"
    SLIDE_MARK = "slide mark"
    LINK = "link"  # `[` or `![`; its end is the TARGET
    # protected: kept byte for byte
    TARGET = "target"  # `](destination)` of a link or an image
    TAG = "tag"
    CODE = "code"
    MATH = "math"
    ROLE = "role"
    URL = "url"
    ANCHOR = "anchor"
    EXPRESSION = "expression"
    SHORTCODE = "shortcode"  # `{{< x >}}`, `{% x %}`, `{{ x }}`: filled in before Markdown is read
    NAME = "name"  # of something elsewhere, free between blanks: @key, @user, :emoji:, #12
    QUOTE = "quote"  # the quotes of a field
    ENTITY = "entity"
    ESCAPE = "escape"
    COMMENT = "comment"
    HARD_BREAK = "hard break"
    STRAY = "stray"  # half of something (`$$` without end), or a character that HTML cannot carry


MARKS = frozenset({PieceKind.EMPHASIS, PieceKind.STRONG, PieceKind.STRIKE, PieceKind.SLIDE_MARK, PieceKind.LINK})


class Side(StrEnum):
    """Whether a piece opens or closes a pair."""

    NONE = ""
    OPEN = "open"
    CLOSE = "close"


BREAK_TAG = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text block: `text` stands at `start`..`end` of the text that was scanned."""

    kind: PieceKind
    start: int
    end: int
    text: str
    side: Side = Side.NONE

    @property
    def protected(self) -> bool:
        """Whether the text must come back unchanged (marks are not protected: they may travel as paired tags)."""
        return self.kind not in MARKS and self.kind not in (PieceKind.TEXT, PieceKind.SOFT_BREAK)

    @property
    def breaks(self) -> bool:
        """Whether a new line begins behind it: a hard break, `<br>`."""
        is_tag = self.kind is PieceKind.TAG and BREAK_TAG.fullmatch(self.text) is not None
        return is_tag or self.kind is PieceKind.HARD_BREAK


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a chapter; the texts of all blocks in order are the text of the chapter.

    `pieces` covers `text` without gaps (empty for raw blocks; offsets into the chapter). `level` is the level of a
    heading or the depth of a list item. `tab` names the tab group the block stands in. `key` identifies an anchor
    that two editions of a chapter share (code, formula, label, image, heading level ...); it is empty for plain text.
    """

    index: int
    kind: BlockKind
    start: int
    end: int
    text: str
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    tab: str = ""
    key: str = ""

    @property
    def translatable(self) -> bool:
        """Whether there is a letter outside protected spans; a measure alone in a cell (`3 m`) is no text."""
        if self.kind is BlockKind.TABLE_CELL and _MEASURE.match(self.text):
            return False
        return any(piece.kind is PieceKind.TEXT and has_letter(piece.text) for piece in self.pieces)


_MEASURE = re.compile(r"[\d.,\s±–~<>=-]*\d[ \t\u00a0]?[^\W\d_]{1,2}$")


def has_letter(text: str) -> bool:
    """Whether any character is a letter of any script."""
    return any(character.isalpha() for character in text)


def has_lines(blocks: Sequence[Block], block: Block) -> bool:
    """Whether sentences of a block of a chapter may stand on lines of their own: no tag stands on its first or last."""
    beside = blocks[max(block.index - 1, 0) : block.index + 2]
    tags = [one for one in beside if one.kind is BlockKind.HTML]
    return block.kind in WRAPPED and all(one.start < block.start and one.text.endswith(("\n", "\r")) for one in tags)
