"""Random edit scripts: what authors do to a source chapter. And the sync of three short texts."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable

from amts_core.book.chapter import BlockKind, Chapter, PieceKind, parse_chapter
from amts_core.book.segments import segments
from amts_core.languages import LanguagePair
from amts_core.sync.chapter import SyncedChapter, finish_sync, plan_sync
from amts_core.sync.units import cut_units
from amts_core.translate.document import Draft

_WORDS = [
    "the",
    "model",
    "forecast",
    "lamp",
    "river",
    "seven",
    "careful",
    "window",
    "quickly",
    "because",
    "under",
    "weight",
    "never",
    "series",
]
_SPANS = (PieceKind.MATH, PieceKind.CODE, PieceKind.ROLE)


def sync_texts(
    before: str, after: str, translation: str, *, pair: str = "en-zh", draft: str = "【{}】"
) -> SyncedChapter:
    """The sync of a chapter; drafts are the source in brackets."""
    source, target = pair.split("-")
    old, new, current = (parse_chapter(text, id="chapter_x/y") for text in (before, after, translation))
    plan = plan_sync(new, before=old, translation=current, languages=LanguagePair(source, target))
    return finish_sync(plan, {one.id: Draft(one.id, draft.format(one.text)) for one in plan.to_translate})


def changes_of(synced: SyncedChapter) -> list[str]:
    """What became of the segments of a chapter."""
    return [origin.change for origin in synced.provenance]


def flags_of(synced: SyncedChapter) -> list[str]:
    """All flags of a chapter."""
    return [*synced.flags, *(flag for origin in (*synced.provenance, *synced.removed) for flag in origin.flags)]


def edit_chapter(chapter: Chapter, seed: int, count: int = 4) -> tuple[Chapter, list[str]]:
    """The chapter after some random edits, and their names."""
    rng = random.Random(seed)
    names = []
    for _ in range(count):
        edit = rng.choice(EDITS)
        chapter = chapter.with_text(edit(chapter, rng))
        names.append(edit.__name__)
    return chapter, names


def new_sentence(rng: random.Random) -> str:
    """A sentence that no book has."""
    return " ".join(rng.choices(_WORDS, k=9)).capitalize() + f" {rng.randrange(10**6)}."


def edit_sentence(chapter: Chapter, rng: random.Random) -> str:
    """A word of a sentence becomes another."""
    sentence = _sentence(chapter, rng)
    piece = rng.choice([piece for piece in sentence.pieces if piece.kind is PieceKind.TEXT and piece.text.strip()])
    old = rng.choice(re.findall(r"[A-Za-z]+", piece.text) or ["x"])
    return _replaced(chapter, sentence, lambda text: text.replace(old, f"changed{rng.randrange(1000)}x", 1))


def insert_sentence(chapter: Chapter, rng: random.Random) -> str:
    """A sentence more in a paragraph."""
    sentence = _sentence(chapter, rng)
    return chapter.text[: sentence.end] + " " + new_sentence(rng) + chapter.text[sentence.end :]


def delete_sentence(chapter: Chapter, rng: random.Random) -> str:
    """A sentence less in a paragraph that has several."""
    found = segments(chapter, language="en", granularity="sentence")
    many = [(a, b) for a, b in itertools.pairwise(found) if a.block == b.block]
    if not many:
        return chapter.text
    one, following = rng.choice(many)
    if chapter.text[one.end : following.start].strip():
        return chapter.text
    return chapter.text[: one.start] + chapter.text[following.start :]


def insert_paragraph(chapter: Chapter, rng: random.Random) -> str:
    """A new paragraph before another one."""
    paragraphs = [unit for unit in _safe_units(chapter) if unit.kind is BlockKind.PARAGRAPH]
    place = rng.choice(paragraphs).start if paragraphs else len(chapter.text)
    return chapter.text[:place] + f"{new_sentence(rng)} {new_sentence(rng)}\n\n" + chapter.text[place:]


def delete_unit(chapter: Chapter, rng: random.Random) -> str:
    """A paragraph, item, or code cell less."""
    unit = rng.choice(_safe_units(chapter))
    return chapter.text[: unit.start] + chapter.text[unit.end + len(unit.blank) :]


def move_unit(chapter: Chapter, rng: random.Random) -> str:
    """A paragraph or code cell goes elsewhere."""
    units = _safe_units(chapter)
    one, other = rng.choice(units), rng.choice(units)
    if one.index == other.index or not one.blank:
        return chapter.text
    body = one.text + one.blank
    rest_before = chapter.text[: one.start]
    rest_after = chapter.text[one.start + len(body) :]
    if other.start < one.start:
        return rest_before[: other.start] + body + rest_before[other.start :] + rest_after
    place = other.start - one.start - len(body)
    return rest_before + rest_after[:place] + body + rest_after[place:]


def edit_span(chapter: Chapter, rng: random.Random) -> str:
    """A formula, citation, or code span of a sentence becomes another one."""
    pieces = [
        piece for block in chapter.blocks for piece in block.pieces if piece.kind in _SPANS and "\n" not in piece.text
    ]
    if not pieces:
        return chapter.text
    piece = rng.choice(pieces)
    inner = re.sub(r"([A-Za-z0-9_]+)(?!.*[A-Za-z0-9_])", rf"\g<1>{rng.randrange(10, 99)}", piece.text, count=1)
    return chapter.text[: piece.start] + inner + chapter.text[piece.end :]


def edit_code(chapter: Chapter, rng: random.Random) -> str:
    """A line more in a code cell."""
    cells = [block for block in chapter.blocks if block.kind is BlockKind.CODE and block.text.count("\n") > 2]
    if not cells:
        return chapter.text
    cell = rng.choice(cells)
    place = cell.start + cell.text.index("\n") + 1
    return chapter.text[:place] + f"added_{rng.randrange(1000)} = 1\n" + chapter.text[place:]


def insert_code(chapter: Chapter, rng: random.Random) -> str:
    """A new code cell before a paragraph."""
    paragraphs = [unit for unit in _safe_units(chapter) if unit.kind is BlockKind.PARAGRAPH]
    place = rng.choice(paragraphs).start if paragraphs else len(chapter.text)
    return chapter.text[:place] + f"```python\nfresh = {rng.randrange(10**6)}\n```\n\n" + chapter.text[place:]


EDITS: tuple[Callable[[Chapter, random.Random], str], ...] = (
    edit_sentence,
    edit_sentence,
    insert_sentence,
    delete_sentence,
    insert_paragraph,
    delete_unit,
    move_unit,
    edit_span,
    edit_code,
    insert_code,
)


def _sentence(chapter: Chapter, rng: random.Random):  # type: ignore[no-untyped-def]
    found = segments(chapter, language="en", granularity="sentence")
    wrapped = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    return rng.choice([one for one in found if chapter.blocks[one.block].kind in wrapped] or found)


def _safe_units(chapter: Chapter):  # type: ignore[no-untyped-def]
    """Units with a blank line on both sides, outside of tabs."""
    units = cut_units(chapter).units
    wanted = (BlockKind.PARAGRAPH, BlockKind.CODE)
    return [
        unit
        for last, unit in itertools.pairwise(units)
        if unit.kind in wanted and unit.blank and last.blank and not unit.blocks[0].tab
    ] or list(units[1:])


def _replaced(chapter: Chapter, sentence, change) -> str:  # type: ignore[no-untyped-def]
    text = chapter.text
    return text[: sentence.start] + change(text[sentence.start : sentence.end]) + text[sentence.end :]
