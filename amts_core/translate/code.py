"""Code cells of an existing translation: translators translate comments in them, so they are never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from amts_core.book.chapter import Block, BlockKind, Chapter


@dataclass(frozen=True)
class KeptCode:
    """Text for the code blocks of the source, by block index, and what a reviewer should know."""

    texts: Mapping[int, str]
    flags: tuple[str, ...]


def keep_code(source: Chapter, existing: Chapter) -> KeptCode:
    """The code cells of `existing` in the places of the source's.

    Cells pair by their code without comments and strings. Where the same number of cells stands between two pairs,
    they pair in order and the translation's stays (flagged: the code differs). A cell that only the translation has
    follows the cell it follows there.
    """
    ours, theirs = _cells(source), _cells(existing)
    texts: dict[int, str] = {}
    flags: list[str] = []
    matcher = SequenceMatcher(None, [cell.key for cell in ours], [cell.key for cell in theirs], autojunk=False)
    for verdict, start, end, their_start, their_end in matcher.get_opcodes():
        if end - start == their_end - their_start:
            for cell, kept in zip(ours[start:end], theirs[their_start:their_end], strict=True):
                texts[cell.index] = _with_end(kept.text, cell.text)
                if verdict == "replace":
                    flags.append(f"code cell {_excerpt(kept)} of the translation differs from its source and is kept")
        elif verdict in ("insert", "replace") and start > 0:
            before = ours[start - 1]
            added = theirs[their_start:their_end]
            kept_text = texts.get(before.index, before.text)
            ending = "" if kept_text.endswith(("\n", "\r")) else source.newline
            texts[before.index] = kept_text + ending + "".join(source.newline + cell.text for cell in added)
            flags += [f"code cell {_excerpt(cell)} stands only in the translation and is kept" for cell in added]
    return KeptCode({index: text for index, text in texts.items() if text != source.blocks[index].text}, tuple(flags))


def _cells(chapter: Chapter) -> Sequence[Block]:
    return [block for block in chapter.blocks if block.kind is BlockKind.CODE]


def _with_end(text: str, like: str) -> str:
    """The text with the line end of another: a last cell may have none."""
    return text.rstrip("\r\n") + like[len(like.rstrip("\r\n")) :]


def _excerpt(cell: Block) -> str:
    lines = [line for line in cell.text.splitlines() if line.strip() and not line.startswith(("`", "~", "#", "%"))]
    return repr((lines or [cell.text])[0].strip()[:40])
