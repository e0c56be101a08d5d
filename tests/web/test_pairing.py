from __future__ import annotations

import pytest

from amts_core.config import Judgement
from amts_core.parallel.encoder import shared_encoder
from amts_core.web.page import Page, Paragraph
from amts_core.web.pairing import PagePair, pair_pages
from amts_core.web.readings import Reading
from tests.web.content import Article, Writer


def reading(url: str, article: Article, code: str, *, alternates: tuple[str, ...] = (), title: bool = True) -> Reading:
    texts = [" ".join(sentence[code] for sentence in part) for part in article.paragraphs]
    paragraphs = tuple(Paragraph("paragraph", text) for text in texts)
    if title:
        paragraphs = (Paragraph("heading", article.title[code], 1), *paragraphs)
    return Reading(Page(url, paragraphs=paragraphs, alternates=alternates), code, paragraphs, "")


def pairs(source: list[Reading], target: list[Reading], **judgement: float) -> list[PagePair]:
    return pair_pages(source, target, Judgement(**judgement), encoder=shared_encoder())


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    writer = Writer(4)
    return [writer.article(topic, paragraphs=3) for topic in ("data", "data", "vision")]


def test_content_finds_pairs_that_nothing_points_to(articles: list[Article]) -> None:
    source = [reading(f"http://a.org/{7 * n}", article, "en") for n, article in enumerate(articles)]
    target = [reading(f"http://b.org/{5 * n + 1}", article, "es") for n, article in enumerate(reversed(articles))]
    found = {(pair.source.url, pair.target.url) for pair in pairs(source, target) if pair.verdict == "kept"}
    assert found == {(source[n].url, target[2 - n].url) for n in range(3)}


def test_links_that_lie_are_not_believed(articles: list[Article]) -> None:
    source = [reading("http://a.org/1", articles[0], "en", alternates=("http://a.org/es/2",))]
    target = [reading("http://a.org/es/2", articles[1], "es"), reading("http://a.org/es/3", articles[0], "es")]
    kept = {pair.target.url: pair.evidence for pair in pairs(source, target) if pair.verdict == "kept"}
    assert list(kept) == ["http://a.org/es/3"]
    assert kept["http://a.org/es/3"] == ("content",)


def test_pages_on_one_subject_are_no_pair(articles: list[Article]) -> None:
    source = [reading("http://a.org/en/1", articles[0], "en", alternates=("http://a.org/es/1",))]
    target = [reading("http://a.org/es/1", articles[1], "es")]
    (only,) = pairs(source, target)
    assert only.verdict != "kept"
    assert only.alignment is None
    assert set(only.evidence) == {"link", "address", "content"}


def test_a_page_translated_in_part_is_a_pair(articles: list[Article]) -> None:
    whole = articles[0]
    half = Article(whole.name, whole.title, whole.paragraphs[:1])
    source = [reading("http://a.org/en/1", whole, "en")]
    (only,) = pairs(source, [reading("http://a.org/es/1", half, "es")])
    assert only.verdict == "kept"
    assert only.coverage > 0.9
    assert len(only.beads) <= len(half.sentences) + 1


def test_a_bead_never_joins_a_heading_with_its_paragraph(articles: list[Article]) -> None:
    source = [reading("http://a.org/en/1", articles[2], "en")]
    (only,) = pairs(source, [reading("http://a.org/es/1", articles[2], "es", title=False)])
    assert only.alignment is not None
    heading = next(n for n, one in enumerate(only.alignment.source_sentences) if one.kind == "heading")
    assert all(heading not in bead.source for bead in only.beads)


def test_no_pages_no_pairs(articles: list[Article]) -> None:
    assert pairs([], [reading("http://a.org/es/1", articles[0], "es")]) == []


def test_the_number_of_sure_sentences_counts(articles: list[Article]) -> None:
    source, target = (reading(f"http://a.org/{code}/1", articles[0], code) for code in ("en", "es"))
    (only,) = pairs([source], [target], segments=99)
    assert only.verdict == "too few sentences"
