"""Parallel data of a book and a web source, and resources that are used as they are."""

from __future__ import annotations

import json

import pytest
import yaml

from amts_core.config import web_pairs_key
from amts_core.pipeline.parallel_data import AS_IT_IS, ParallelDataFile, read_pair_table
from amts_core.pipeline.report import make_report
from tests.pipeline.conftest import ENGLISH, Driven, Shelf, drive

SEEN_BEFORE = ("Twice a day the water rises and falls.", "水每天涨落两次。")
OWN = ("A storm far away makes long waves.", "远方的风暴会掀起长浪。")


@pytest.fixture
def done(shelf: Shelf) -> Driven:
    """A run whose web source cites a scored chapter."""
    shelf.configure(parallel_data_sources=["book", "sea"])
    settings = yaml.safe_load(shelf.config.read_text(encoding="utf-8"))
    settings["web"] = {"sea": {"seeds": ["https://sea.example/"], "languages": ["en", "zh"]}}
    shelf.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    rows = [web_pair(*SEEN_BEFORE), web_pair(*OWN)]
    shelf.run().store.write(web_pairs_key("sea"), "\n".join(json.dumps(row) for row in rows))
    shelf.write("en", "one", ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays"))
    return drive(shelf.run())


def web_pair(source: str, target: str) -> dict[str, object]:
    places = {"chapter": "https://sea.example/a", "block": "b1", "source_ids": "b1.s1", "target_ids": "b1.s1"}
    shape = {"kind": "paragraph", "granularity": "sentence", "bead": "1-1", "paragraph_bead": "1-1", "score": 0.9}
    languages = {"source_language": "en", "target_language": "zh"}
    return {"source": source, "target": target, "gain": 0.0, "origin": "sea"} | places | shape | languages


def test_what_the_web_has_of_an_evaluation_article_is_dropped_and_the_rest_is_parallel_data(done: Driven) -> None:
    table = read_pair_table(done.run, "sentence")
    from_web = table[table["origin"] == "sea"]
    assert dict(zip(from_web["source"], from_web["verdict"], strict=True)) == {
        SEEN_BEFORE[0]: "evaluation article",
        OWN[0]: "kept",
    }


def test_the_report_counts_by_source_what_was_dropped(done: Driven) -> None:
    make_report(done.run, done.plan)
    report = json.loads((done.run.output / "report.json").read_text(encoding="utf-8"))
    sources = {row["source"]: row for row in report["about"]["parallelData"][0]["sources"]}
    assert (sources["sea"]["pairs"], sources["sea"]["inEvaluation"]) == (1, 1)
    assert sum(row["inEvaluation"] for row in sources.values()) == 1
    page = (done.run.output / "report.html").read_text(encoding="utf-8")
    assert "sea: 1 pairs; 1 dropped, which have a sentence of an evaluation article" in page


def test_a_resource_that_is_used_as_it_is_is_not_made_from_a_file_of_ours() -> None:
    addresses = [f"{AS_IT_IS}theirs@2026-01-01", "s3://shelf/amts/parallel-data/en-zh/sentence/0.tmx"]
    assert [ParallelDataFile("sentence", "a", uri, "", 0).is_ours for uri in addresses] == [False, True]
