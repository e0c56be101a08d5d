from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.table import COLUMNS, KEPT, combine_pairs
from amts_core.web.build import PROVENANCE, Built, build, read_web_pairs
from tests.web.conftest import Crawled
from tests.web.site import CC_BY


def kept_pages(built: Built) -> set[frozenset[str]]:
    kept = built.page_pairs[built.page_pairs["verdict"] == "kept"]
    return {frozenset(pair) for pair in zip(kept["source_url"], kept["target_url"], strict=True)}


def sentences(built: Built) -> set[tuple[str, ...]]:
    table = built.pairs[built.pairs["granularity"] == "sentence"]
    columns = ("source_language", "source", "target_language", "target")
    rows = zip(*(table[column] for column in columns), strict=True)
    return {row if row[0] < row[2] else (row[2], row[3], row[0], row[1]) for row in rows}


def test_the_right_pages_are_paired(crawled: Crawled, built: Built) -> None:
    found, truth = kept_pages(built), crawled.web.truth.pages
    assert len(found - truth) <= 1
    assert len(found & truth) >= 0.9 * len(truth)


def test_the_right_sentences_are_paired(crawled: Crawled, built: Built) -> None:
    found, truth = sentences(built), crawled.web.truth.sentences
    assert len(found & truth) >= 0.95 * len(found)
    assert len(found & truth) >= 0.9 * len(truth)


def test_pages_are_left_out_for_a_reason(crawled: Crawled, built: Built) -> None:
    reasons = built.left_out.set_index("url")["reason"]
    assert reasons[crawled.web.url(4, "/es/machine-0")] == "machine translated"
    assert reasons[crawled.web.url(5, "/garden/en/0")] == "off the subject"
    assert reasons[crawled.web.url(5, "/zz-print/en/0")] == f"duplicate of {crawled.web.url(5, '/twice/en/0')}"


def test_boilerplate_gives_nothing(built: Built) -> None:
    assert not built.pairs["source"].str.contains("cookies").any()


def test_pairs_say_where_they_come_from(crawled: Crawled, built: Built) -> None:
    table = built.pairs
    assert list(table.columns) == [*COLUMNS, *PROVENANCE]
    assert set(table["origin"]) == {"small"}
    assert table["fetched"].str.match(r"20\d\d-\d\d-\d\dT").all()
    licensed = table["source_url"].str.contains(crawled.web.host(1), regex=False)
    assert set(table[licensed]["licence"]) == {CC_BY}
    assert set(table[~licensed]["licence"]) == {""}


def test_a_refused_domain_loses_its_pairs(crawled: Crawled, built: Built) -> None:
    host = crawled.web.host(1)
    seeds = tuple(url for url in crawled.source.seeds if host not in url)
    changed = crawled.source.model_copy(update={"refused": (host,), "seeds": seeds, "sitemaps": ()})
    again = build(changed, crawled.state, name="small")
    assert not again.pairs["source_url"].str.contains(host, regex=False).any()
    assert built.pairs["source_url"].str.contains(host, regex=False).any()
    assert kept_pages(again) <= kept_pages(built)


def test_written_pairs_are_read_in_both_directions(built: Built, tmp_path: Path) -> None:
    built.write(tmp_path)
    lines = (tmp_path / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    there = read_web_pairs(lines, languages=LanguagePair("en", "es"))
    back = read_web_pairs(lines, languages=LanguagePair("es", "en"))
    assert len(there) == len(back) > 0
    assert list(there["source"]) == list(back["target"])
    assert list(there["source_url"]) == list(back["target_url"])
    assert list(there["source_ids"]) == list(back["target_ids"])
    assert [bead[::-1] for bead in there["bead"]] == list(back["bead"])
    assert read_web_pairs(lines, languages=LanguagePair("en", "zh")).empty
    whole = pd.concat(
        [read_web_pairs(lines, languages=LanguagePair(a, b)) for a, b in (("en", "es"), ("en", "de"), ("es", "de"))]
    )
    assert len(whole) == len(built.pairs)


def test_pairs_combine_with_those_of_a_book_which_is_preferred(built: Built) -> None:
    web = built.pairs[(built.pairs["target_language"] == "es") & (built.pairs["granularity"] == "sentence")][COLUMNS]
    book = web.head(1).assign(target="Otra traducción de la misma frase, más larga.", origin="book", score=0.9)
    table = filter_pairs(combine_pairs([book, web]), languages=LanguagePair("en", "es"))
    kept = table[table["verdict"] == KEPT]
    assert kept["origin"].value_counts()["book"] == 1
    assert (kept["source"] == book["source"].iloc[0]).sum() == 1


@pytest.mark.integration
def test_the_same_state_gives_the_same_tables(crawled: Crawled, built: Built, tmp_path: Path) -> None:
    shutil.copytree(crawled.state, tmp_path / "copy")
    again = build(crawled.source, tmp_path / "copy", name="small")
    pd.testing.assert_frame_equal(again.pairs, built.pairs)
    pd.testing.assert_frame_equal(again.page_pairs, built.page_pairs)


def test_without_a_crawl_there_is_an_error(crawled: Crawled, tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match="crawl the source first"):
        build(crawled.source, tmp_path, name="small")
