from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from amts_core.evaluate.publish import as_page
from amts_core.evaluate.report import Report
from amts_core.evaluate.scoring import Beside, evaluate
from amts_core.languages import LanguagePair
from tests.evaluate.conftest import FEWER
from tests.evaluate.test_report import FACTS, WORKLOAD, earlier


@pytest.fixture(scope="module")
def report(frame: pd.DataFrame, pairs: pd.DataFrame) -> Report:
    options = {"languages": LanguagePair("en", "zh"), "about": FACTS, "method": FEWER}
    first = evaluate(frame, **options)
    left_out = pd.DataFrame(
        {"chapter": ["chapter_a/first"] * 2, "segment": ["b98", "b99"], "reason": ["no reference"] * 2}
    )
    report = evaluate(
        frame,
        beside=Beside(left_out, {"paragraph": pairs, "sentence": pairs}),
        history=[earlier(first, "nightly-0", -0.01)],
        **options,
    )
    return replace(report, sections=(WORKLOAD,))


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return as_page(report)


@pytest.fixture(scope="module")
def page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def visible(page: html.HtmlElement, place: str = "//body") -> str:
    return " ".join(" ".join(text for part in page.xpath(place) for text in part.itertext()).split())


def test_the_page_needs_nothing_from_elsewhere_and_runs_no_script(page: html.HtmlElement, text: str) -> None:
    assert page.xpath("//script | //link | //img | //iframe | //*[@onclick or @onload]") == []
    assert [link for link in page.xpath("//@href") if not link.startswith("#")] == []
    assert page.xpath("//@src") == []
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []


def test_ids_are_unique_and_links_lead_to_them(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//nav//@href")} <= set(ids)


def test_pictures_are_inline_for_wide_and_narrow_screens_and_described(page: html.HtmlElement) -> None:
    figures = page.xpath("//figure")
    assert len(figures) == 5  # BLEU, similarity, edits, trend, the section's own
    for figure in figures:
        assert len(figure.xpath(".//svg")) == 2
        assert all(label.strip() for label in figure.xpath("./div[@role='img']/@aria-label"))
        assert figure.xpath("string(figcaption)").strip()


def test_without_a_renderer_the_page_says_how_to_have_charts(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amts_core.evaluate.charts.CAN_DRAW", False)
    bare = html.document_fromstring(as_page(report))
    assert bare.xpath("//figure | //svg") == []
    assert "pip install 'amts[charts]'" in visible(bare, "//section[@id='scores']")
    assert len(bare.xpath("//table")) > 3


def test_colours_of_pictures_follow_the_page_in_dark_and_light(page: html.HtmlElement, text: str) -> None:
    assert "prefers-color-scheme: dark" in text
    used = {name for value in page.xpath("//svg//@fill | //svg//@stroke") for name in re.findall(r"--[\w-]+", value)}
    assert used >= {"--variant-none", "--variant-sentence", "--ink-soft", "--band-0"}
    light, dark = text.split("prefers-color-scheme: dark")
    assert all(f"{name}:" in light and f"{name}:" in dark for name in used)


def test_tables_have_headers_with_scope(page: html.HtmlElement) -> None:
    for table in page.xpath("//table"):
        assert table.xpath(".//thead//th[@scope]")
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath(".//tbody/tr"))


def test_the_languages_of_the_texts_are_named(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en"
    assert set(page.xpath("//dd/@lang")) == {"en", "zh"}


def test_scores_and_differences_are_those_of_the_report(page: html.HtmlElement, report: Report) -> None:
    cells = visible(page, "//section[@id='scores']//tr[th='average']")
    for variant in report.variants:
        assert f"{report.score(variant).value:.3f}" in cells
    difference = report.difference("none", "sentence")
    assert f"{difference.value:+.3f}" in visible(page, "//section[@id='differences']//tr[th='average']")


def test_the_head_says_in_a_sentence_what_each_comparison_gave(page: html.HtmlElement, report: Report) -> None:
    before, after = (report.score(name).value for name in ("none", "sentence"))
    assert f"ACT, sentence pairs: average BLEU {after:.3f} against {before:.3f} without ACT" in visible(
        page, "//header"
    )


def test_what_the_report_rests_on_is_stated(page: html.HtmlElement) -> None:
    basis = visible(page, "//section[@id='basis']")
    for fact in (
        "No evaluation article is in the parallel data",
        "amts-en-zh-sentence 812",
        "chapter_c/third: 12 pairs",
        "52 scored, 2 left out",
        "2: no reference",
        "5 000 $0.30 4 990 $0.30",
        "book-en: 1a2b3c4",
        "chapter_a/first, b3, sentence: protected span put back",
        "tok:zh",
    ):
        assert fact in basis, fact
    assert "memory 1 at http://127.0.0.1:5005" in visible(page, "//header")


def test_segments_stand_side_by_side_with_marks_and_the_pair_behind(page: html.HtmlElement, report: Report) -> None:
    shown = page.xpath("//article[@class='example']")
    assert len(shown) == len(report.examples)
    first = shown[0]
    assert first.xpath(".//dt/text()")[:2] == ["source", "reference"]
    assert first.xpath(".//mark[@class='hit'] | .//mark[@class='miss']")
    assert "nearest in the parallel data, chapter_c/third" in visible(first, ".")


def test_the_section_of_another_room_has_its_place(page: html.HtmlElement) -> None:
    assert "whole chapters 5 000" in visible(page, "//section[@id='workload']")
    assert page.xpath("//nav/a[@href='#workload']")


def test_text_of_segments_cannot_become_markup(frame: pd.DataFrame) -> None:
    wild = frame.assign(
        source=frame["source"] + " <script>alert(1)</script> & <b>",
        reference=frame["reference"] + "<img src=x onerror=alert(1)>",
        none=frame["none"] + "</article></body>",
    )
    page = html.document_fromstring(as_page(evaluate(wild, languages=LanguagePair("en", "zh"), method=FEWER)))
    assert page.xpath("//script | //img") == []
    assert len(page.xpath("//footer")) == 1
    assert "<script>alert(1)</script>" in page.xpath("string(//section[@id='examples'])")


def test_one_variant_alone_makes_a_page_without_comparisons(frame: pd.DataFrame) -> None:
    report = evaluate(frame.drop(columns=["none", "paragraph"]), languages=LanguagePair("en", "zh"), method=FEWER)
    page = html.document_fromstring(as_page(report))
    assert page.xpath("//section/@id") == ["scores", "edits", "basis"]
    assert "None was used." in visible(page)


def test_equal_drafts_are_said_to_be_no_change(frame: pd.DataFrame) -> None:
    table = frame.drop(columns="paragraph").assign(sentence=frame["none"])
    page = html.document_fromstring(as_page(evaluate(table, languages=LanguagePair("en", "zh"), method=FEWER)))
    assert "the drafts are the same as without ACT, no change" in visible(page, "//header")


def test_a_difference_that_may_be_chance_is_said_to_be_so(report: Report) -> None:
    unsure = as_page(
        replace(report, differences=tuple(replace(row, verdict="not significant") for row in report.differences))
    )
    assert unsure.count("this may be chance") == 3
