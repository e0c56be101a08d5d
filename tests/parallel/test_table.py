from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.table import COLUMNS, combine_pairs, pair_table


@pytest.fixture(scope="module")
def alignment(english, chinese):
    source = parse_chapter("# Weather\n\n" + " ".join(english[:4]) + "\n\n" + " ".join(english[4:]) + "\n", id="en")
    merged = chinese[0] + chinese[1][:-1] + "，" + chinese[2] + chinese[3]
    target = parse_chapter(f"# 天气\n\n{merged}\n\n{''.join(chinese[4:])}\n", id="chapter/weather")
    return align_chapters(source, target, source_language="en", target_language="zh")


def test_a_row_for_every_bead(alignment, english):
    table = pair_table([alignment], "sentence")
    assert list(table.columns) == COLUMNS
    assert len(table) == len(alignment.sentences)
    assert set(table["verdict"]) == {"kept"}
    assert set(table["chapter"]) == {"chapter/weather"}
    merged = table[table["bead"] == "2-1"].iloc[0]
    assert merged["source"] == f"{english[1]} {english[2]}"
    assert len(merged["source_ids"].split()) == 2
    assert merged["paragraph_bead"] == "1-1"
    assert table.iloc[0]["kind"] == "heading"


def test_paragraph_rows_hold_whole_blocks(alignment, chinese):
    table = pair_table([alignment], "paragraph")
    assert len(table) == 3
    assert table.iloc[2]["target"] == "".join(chinese[4:])


def test_no_alignments_give_an_empty_table():
    assert list(combine_pairs([]).columns) == COLUMNS
    assert len(pair_table([], "sentence")) == 0


def test_tables_of_several_origins_combine(alignment):
    both = combine_pairs([pair_table([alignment], "sentence", origin=name) for name in ("book", "web")])
    assert list(both["origin"].unique()) == ["book", "web"]
    assert both.index.is_unique
