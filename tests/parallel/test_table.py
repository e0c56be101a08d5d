from __future__ import annotations

import json

import pandas as pd
import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import scan_segment
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.files import write_pairs
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import COLUMNS, combine_pairs, pair_table, side_of, with_sides

EN_ES = {"languages": LanguagePair("en", "es")}


@pytest.fixture(scope="module")
def alignment(english, chinese):
    source = parse_chapter("# Weather\n\n" + " ".join(english[:4]) + "\n\n" + " ".join(english[4:]) + "\n", id="en")
    merged = chinese[0] + chinese[1][:-1] + "，" + chinese[2] + chinese[3]
    target = parse_chapter(f"# 天气\n\n{merged}\n\n{''.join(chinese[4:])}\n", id="chapter/weather")
    return align_chapters(source, target, languages=LanguagePair("en", "zh"))


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
    empty = pair_table([], "sentence")
    assert len(empty) == 0
    assert list(empty.select_dtypes(float)) == ["score", "gain", "fit", "coverage"]


def test_tables_of_several_origins_combine(alignment):
    both = combine_pairs([pair_table([alignment], "sentence", origin=name) for name in ("book", "web")])
    assert list(both["origin"].unique()) == ["book", "web"]
    assert both.index.is_unique


MDX = "You have {props.count} messages in the box.\n"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Tienes {props.count} mensajes en el buzón.\n", "kept"),
        ("Tienes {props.total} mensajes en el buzón.\n", "protected spans"),
    ],
)
def test_a_pair_is_read_as_its_chapter_is(target, expected, tmp_path):
    source, other = (parse_chapter(text, id="one", format="mdx") for text in (MDX, target))
    table = pair_table([align_chapters(source, other, **EN_ES)], "sentence")
    assert table["source_format"][0] == "mdx"
    assert table["source_spans"][0] == ["{props.count}"]
    assert '<span translate="no">{props.count}</span>' in table["source_field"][0]
    filtered = filter_pairs(table, **EN_ES)
    assert filtered["verdict"][0] == expected
    write_pairs(filtered.assign(verdict="kept"), tmp_path / "pairs.csv", "csv", **EN_ES)
    assert '<span translate=""no"">{props.count}</span>' in (tmp_path / "pairs.csv").read_text(encoding="utf-8")


def test_joined_sentences_carry_the_pieces_of_both(alignment):
    table = pair_table([alignment], "sentence")
    merged = table[table["bead"] == "2-1"].iloc[0]
    assert merged["source_plain"] == merged["source"]
    assert merged["source_field"] == merged["source"]


def test_texts_alone_are_read_as_markdown():
    table = with_sides(pd.DataFrame({"source": ["Use `x < 1` & *go*"], "target": [""]}))
    assert table["source_field"][0] == 'Use <span translate="no">`x &lt; 1`</span> &amp; <em>go</em>'
    assert table["source_plain"][0] == "Use & go"
    assert table["source_spans"][0] == ["`x < 1`"]
    assert table["target_spans"][0] == []


def test_pieces_survive_the_store(alignment):
    table = pair_table([alignment], "sentence")
    lines = table.to_json(orient="records", lines=True, force_ascii=False)
    rows = [json.loads(line) for line in lines.split("\n") if line]
    assert pd.DataFrame(rows, columns=COLUMNS)["source_spans"].tolist() == table["source_spans"].tolist()


def test_a_pair_knows_its_paragraph(english, chinese):
    source = f"{english[0]} {english[1]}\n\n{english[2]} {english[3]} {english[4]}\n"
    target = f"{chinese[0]}{chinese[1]}\n\n{chinese[2]}{chinese[3][:-1]}，{chinese[4]}\n"
    chapters = (parse_chapter(text, id="c") for text in (source, target))
    table = pair_table([align_chapters(*chapters, languages=LanguagePair("en", "zh"))], "sentence")
    assert list(table["bead"]) == ["1-1", "1-1", "1-1", "2-1"]
    assert table["paragraph"].nunique() == 2
    assert list(table["paragraph"]) == list(table["block"])


def test_a_link_that_is_its_key_is_that_of_a_translation_that_names_the_key() -> None:
    source, key, named = (
        parse_chapter(f"{text} here.\n\n[kettle]: u\n").blocks[0].pieces
        for text in ("See [kettle]", "See [kettle][]", "Siehe [Kessel][kettle]")
    )
    spans = [side_of("source", pieces)["source_spans"] for pieces in (source, key, named)]
    assert spans == [["][kettle]"]] * 3


@pytest.mark.parametrize("text", ["Open it.  \nClose it", "Open it<br>close it", "Open it<br/>\nclose `it`"])
def test_what_breaks_a_line_is_no_span_that_the_other_side_must_have(text: str) -> None:
    assert side_of("source", scan_segment(text))["source_spans"] == ["`it`"] * text.count("`it`")
