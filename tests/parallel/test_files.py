from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from amts_core.book.segments import scan_segment
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.files import refusal, write_pairs
from amts_core.parallel.table import on_one_line, side_of, with_sides
from local_aws.translate.tabular import read_table

EN_ZH = {"languages": LanguagePair("en", "zh")}


def table(pairs, verdicts=None):
    frame = pd.DataFrame(pairs, columns=["source", "target"], dtype=str)
    return with_sides(frame).assign(verdict=verdicts or ["kept"] * len(pairs), chapter="c")


def written(text, *, markup=True):
    return side_of("source", scan_segment(text))["source_field"] if markup else on_one_line(text)


def imported(file):
    """The languages and the pairs of a file, as the service imports them."""
    found = read_table(file.read_bytes(), file.suffix[1:].upper())
    return (found.source, *found.targets), [tuple(row.texts.values()) for row in found.rows]


PAIRS = [
    ("Use `x < 1`, please", '使用`x < 1`和"引号"'),
    ("A *new* [link](https://a.org/b?c=1&d=2)", "一个*新*的[链接](https://a.org/b?c=1&d=2)"),
    ("Tab\tand & sign", "制表符"),
    ("See :eqref:`eq_a` and $a < b$", "见 :eqref:`eq_a`和$a < b$"),
]


@pytest.mark.parametrize("format", ["csv", "tsv", "tmx"])
@pytest.mark.parametrize("markup", [True, False])
def test_the_service_imports_what_was_written(tmp_path, format, markup):
    file = tmp_path / f"pairs.{format}"
    assert write_pairs(table(PAIRS), file, format, markup=markup, **EN_ZH) == 4
    expected = [tuple(written(field, markup=markup) for field in pair) for pair in PAIRS]
    assert imported(file) == (("en", "zh"), expected)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


fields = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(
    lambda text: not refusal(written(text, markup=False), "csv")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much], deadline=None)
@given(st.lists(st.tuples(fields, fields), max_size=6), st.sampled_from(["csv", "tsv", "tmx"]), st.booleans())
def test_any_text_survives_a_file_on_one_line(tmp_path, pairs, format, markup):
    pairs = [pair for pair in pairs if not any(refusal(written(field, markup=markup), format) for field in pair)]
    file = tmp_path / f"pairs.{format}"
    write_pairs(table(pairs), file, format, markup=markup, **EN_ZH)
    expected = [tuple(written(field, markup=markup) for field in pair) for pair in pairs]
    assert not pairs or imported(file)[1] == expected
    if format != "tmx":
        lines = file.read_text(encoding="utf-8").split("\n")
        assert len(lines) == len(pairs) + 2
        for row in csv.reader(lines[1:-1], delimiter="," if format == "csv" else "\t"):
            assert len(row) == 2
            assert not any(field.startswith(("+", "-", "=", "@")) for field in row)


def test_protected_spans_are_marked_and_carry_no_ids():
    assert written("Take $x$ **now**") == 'Take <span translate="no">$x$</span> <strong>now</strong>'
    assert written('literal <b id="1"> text', markup=False) == 'literal <b id="1"> text'


def test_only_kept_pairs_are_written(tmp_path):
    file = tmp_path / "a.csv"
    write_pairs(table([("a", "甲"), ("*b*", "乙")], ["duplicate", "kept"]), file, "csv", **EN_ZH)
    assert file.read_text(encoding="utf-8") == "en,zh\n<em>b</em>,乙\n"


@pytest.mark.parametrize("pair", [("=1+1", "甲"), ("a", ""), ("a", "字" * 334)])
def test_what_amazon_translate_refuses_is_never_written(tmp_path, pair):
    file = tmp_path / "a.csv"
    with pytest.raises(AmtsError, match="chapter c"):
        write_pairs(table([("fine", "好"), pair]), file, "csv", **EN_ZH)
    assert not list(tmp_path.iterdir())


def test_tmx_is_well_formed_and_names_its_languages(tmp_path):
    file = tmp_path / "a.tmx"
    write_pairs(table(PAIRS), file, "tmx", **EN_ZH)
    root = etree.parse(file).getroot()
    assert root.get("version") == "1.4"
    assert root.find("header").get("srclang") == "en"
    name = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [variant.get(name) for variant in root.find("body/tu")] == ["en", "zh"]
