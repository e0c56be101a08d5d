from __future__ import annotations

import re

import pandas as pd

from amts_core.evaluate.names import short_names
from amts_core.evaluate.publish import as_text
from amts_core.evaluate.report import Report
from amts_core.evaluate.scoring import evaluate
from amts_core.languages import LanguagePair
from tests.evaluate.conftest import FEWER


def report(frame: pd.DataFrame) -> Report:
    return evaluate(frame, languages=LanguagePair("en", "zh"), method=FEWER)


def rows(text: str, title: str) -> list[list[str]]:
    """The cells of the table with this title."""
    lines = text[text.index(title) :].splitlines()[1:]
    body = lines[next(n for n, line in enumerate(lines) if "───" in line) + 1 :]
    table = []
    for line in body:
        if line and not line.startswith(" "):
            break
        if line:
            table.append(line.split())
    return table


def test_chapters_are_rows_and_the_average_comes_after_them(frame: pd.DataFrame) -> None:
    made = report(frame)
    table = rows(as_text(made), "BLEU en-zh, 0 to 1")
    assert [row[0] for row in table] == ["first", "second", "average", "all"]
    assert table[0][1:] == [
        "40",
        *(f"{made.score(v, 'BLEU', 'chapter_a/first', 'chapter').value:.3f}" for v in made.variants),
    ]
    assert table[2][2:] == [f"{made.score(variant).value:.3f}" for variant in made.variants]


def test_one_chapter_has_no_average_beside_it(frame: pd.DataFrame) -> None:
    text = as_text(report(frame[frame["chapter"].eq("chapter_a/first")]))
    assert [row[0] for row in rows(f"{text}\n", "BLEU en-zh, 0 to 1")] == ["first"]
    assert "average" not in text


def test_both_forms_have_a_table_with_interval_p_and_verdict(frame: pd.DataFrame) -> None:
    text = as_text(report(frame))
    for title in ("BLEU, without ACT → ACT, sentence pairs", "BLEU, ACT, paragraph pairs → ACT, sentence pairs"):
        assert title in text
    (first, *_) = rows(text, "BLEU, without ACT → ACT, sentence pairs")
    assert re.search(r"chapter +none +sentence +difference +95 % interval +p +verdict", text)
    assert first[0] == "first"
    assert first[3].startswith("+0.")
    assert first[5] == "…"
    assert first[7:] == ["<0.001", "gain"] or first[8] == "gain"


def test_no_change_is_said_in_words(frame: pd.DataFrame) -> None:
    text = as_text(report(frame.drop(columns="paragraph").assign(sentence=frame["none"])))
    assert text.count("no change") == 4
    assert "1.000   no change" in text


def test_few_segments_are_starred_and_the_star_explained(frame: pd.DataFrame) -> None:
    text = as_text(report(frame))
    assert "gain *" in text
    assert "* fewer than 30 segments" in text


def test_every_number_has_its_signature(frame: pd.DataFrame) -> None:
    text = as_text(report(frame))
    assert "BLEU: nrefs:1|bs:200|seed:12345|case:mixed|eff:no|tok:zh|" in text
    assert "TER: nrefs:1" in text
    assert "52 segments scored, 0 left out" in text


def test_names_are_shortened_only_where_they_stay_apart() -> None:
    assert short_names(["a/x", "b/y"]) == {"a/x": "x", "b/y": "y"}
    assert short_names(["a/x", "b/x"]) == {"a/x": "a/x", "b/x": "b/x"}
    assert short_names(["part1/2", "part3/4"]) == {"part1/2": "part1/2", "part3/4": "part3/4"}
