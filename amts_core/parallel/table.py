"""The pair table: one row per bead, with where it comes from, whether it is kept, and what its pieces are.

What was known of a text when its chapter was read (its protected spans, its markup) stays with the pair: a text alone
does not tell which format it is to be read in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from amts_core.book.markup import named_texts, to_html
from amts_core.book.model import Piece, PieceKind
from amts_core.book.segments import Granularity, Segment, plain_text, scan_segment
from amts_core.languages import language
from amts_core.parallel.chapters import ChapterAlignment

KEPT = "kept"
Row = Mapping[str, Any]  # of a pair table, where a table for each chapter would cost more than its rows
COLUMNS = [
    "source",  # Markdown on one line; empty where target sentences stand alone
    "target",
    "chapter",
    "block",  # id of the source block (of the target block where there is no source)
    "kind",  # kind of that block
    "granularity",
    "bead",  # shape, such as 2-1
    "paragraph",  # id of the first block of the bead of paragraphs that it is part of
    "paragraph_bead",  # shape of that bead
    "score",
    "gain",  # share of what the score lacks that each joined segment brings at least; 0 where nothing is joined
    "fit",  # cosine of the clause of joined segments that fits least; empty where nothing is joined or without encoder
    "coverage",  # share of its least explained clause that the words of the other side explain; empty if not judged
    "verdict",  # "kept", or the filter that dropped it
    "source_ids",  # segment ids, joined by blanks
    "target_ids",
    "origin",  # name of the source of parallel data
    "source_format",  # of the chapter, which says how its text is read
    "target_format",
    "source_plain",  # the text without protected spans and marks
    "target_plain",
    "source_field",  # the text as a field of a file of parallel data: inline HTML without ids
    "target_field",
    "source_spans",  # list of the protected spans that a translation has to have too
    "target_spans",
]

_ID = re.compile(r'(<[a-z]+(?: translate="no")?) id="\d+"')
_XML_FORBIDS = re.compile(r"[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORGIVEN = frozenset({PieceKind.ENTITY, PieceKind.ESCAPE, PieceKind.HARD_BREAK, PieceKind.COMMENT, PieceKind.STRAY})


def pair_table(
    alignments: Iterable[ChapterAlignment], granularity: Granularity, *, origin: str = "book"
) -> pd.DataFrame:
    """All beads of some chapters as a table with `COLUMNS`; every verdict is still "kept"."""
    rows = [row for alignment in alignments for row in _rows(alignment, granularity, origin)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(("score", "gain", "fit", "coverage"), float))


def combine_pairs(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One table of several, the preferred one first: where sources are equal, `filter_pairs` keeps its pair."""
    return pd.concat(tables, ignore_index=True) if tables else pair_table([], "sentence")


def _rows(alignment: ChapterAlignment, granularity: Granularity, origin: str) -> Iterable[dict[str, object]]:
    source, target, _ = alignment.at(granularity)
    paragraphs = _paragraphs(alignment)
    for bead in alignment.pairs(granularity):
        ours, theirs = [source[i] for i in bead.source], [target[j] for j in bead.target]
        first, side = (ours[0], 0) if ours else (theirs[0], 1)
        yield {
            "chapter": alignment.chapter,
            "block": first.block_id,
            "kind": str(first.kind),
            "granularity": granularity,
            "bead": bead.shape,
            **paragraphs[side, first.block_id],
            "score": bead.score,
            "gain": bead.gain,
            "fit": bead.fit,
            "coverage": None,
            "verdict": KEPT,
            "source_ids": " ".join(segment.id for segment in ours),
            "target_ids": " ".join(segment.id for segment in theirs),
            "origin": origin,
            **side_of("source", joined_pieces(ours, alignment.languages.source), first.format),
            **side_of("target", joined_pieces(theirs, alignment.languages.target), (theirs or ours)[0].format),
        }


def side_of(side: str, pieces: Sequence[Piece], format: str = "md") -> dict[str, object]:
    """The columns of one side ("source" or "target") of a pair."""
    return {
        side: "".join(piece.text for piece in pieces),
        f"{side}_format": format,
        f"{side}_plain": plain_text(pieces),
        f"{side}_field": on_one_line(_ID.sub(r"\1", to_html(pieces))),
        f"{side}_spans": [
            text
            for piece, text in named_texts(pieces)
            if piece.protected and piece.kind not in _FORGIVEN and not piece.breaks
        ],
    }


def with_sides(pairs: pd.DataFrame) -> pd.DataFrame:
    """A table of `source` and `target` texts of which no more is known, read as Markdown, with the columns of sides."""
    sides = [
        side_of("source", scan_segment(source)) | side_of("target", scan_segment(target))
        for source, target in zip(pairs["source"], pairs["target"], strict=True)
    ]
    names = list(side_of("source", ()) | side_of("target", ()))
    return pairs.assign(**pd.DataFrame(sides, columns=names, index=pairs.index).to_dict("series"))


def on_one_line(text: str) -> str:
    """A field without line ends, and without what no XML file can hold."""
    return " ".join(_XML_FORBIDS.sub(" ", text).split())


def joined_pieces(segments: Sequence[Segment], code: str) -> tuple[Piece, ...]:
    """The pieces of neighbouring segments as those of one text, see `joined`."""
    if len(segments) == 1:
        return segments[0].pieces
    gap = language(code).gap
    pieces: list[Piece] = []
    for segment in segments:
        if pieces and gap:
            pieces.append(Piece(PieceKind.TEXT, pieces[-1].end, pieces[-1].end + len(gap), gap))
        start = pieces[-1].end if pieces else 0
        pieces += [replace(piece, start=piece.start + start, end=piece.end + start) for piece in segment.pieces]
    return tuple(pieces)


def _paragraphs(alignment: ChapterAlignment) -> dict[tuple[int, str], dict[str, str]]:
    """What is said of the bead that a paragraph is part of, by side (0 source, 1 target) and block id."""
    ours, theirs = alignment.source_paragraphs, alignment.target_paragraphs
    found: dict[tuple[int, str], dict[str, str]] = {}
    for bead in alignment.pairs("paragraph"):
        members = [(0, ours[i].block_id) for i in bead.source] + [(1, theirs[j].block_id) for j in bead.target]
        found |= {place: {"paragraph": members[0][1], "paragraph_bead": bead.shape} for place in members}
    return found


def joined(segments: Sequence[Segment], code: str) -> str:
    """The text of neighbouring segments as one, written as the language writes."""
    return language(code).gap.join(segment.text for segment in segments)
