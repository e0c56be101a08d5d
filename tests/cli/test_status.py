"""`amts status`."""

from __future__ import annotations

import json

import boto3

from tests.cli.conftest import Amts
from tests.pipeline.conftest import Shelf, service, shelf

__all__ = ["service", "shelf"]


def test_status_as_table_json_markdown_and_badge(amts: Amts, shelf: Shelf) -> None:
    shelf.write("en", "new", "# Foam\n\nFoam is white.\n")
    code, out, _ = amts("status", "-c", shelf.config, "--pair", "en-zh", "--badges", shelf.folder / "badges")
    assert code == 0
    assert "missing" in out
    assert "0 of 2" in out
    assert "en-zh" in (shelf.folder / "badges" / "en-zh.svg").read_text(encoding="utf-8")
    told = json.loads(amts("status", "-c", shelf.config, "--json")[1])
    assert next((one["chapter"], one["state"]) for one in told[0]["chapters"]) == ("new", "missing")
    assert "| new | missing | 0 | 0 | 0 | 0 | 2 |" in amts("status", "-c", shelf.config, "--markdown")[1]
    assert shelf.run().store.find("state/en-zh/status.json") is None
    amts("status", "-c", shelf.config, "--keep")
    assert shelf.run().store.find("state/en-zh/status.json") is not None


def test_an_unknown_pair_is_named(amts: Amts, shelf: Shelf) -> None:
    code, _, err = amts("status", "-c", shelf.config, "--pair", "en-xx")
    assert code == 2
    assert "no language pair 'en-xx'" in err


def test_without_the_store_it_tells_what_the_books_say_and_what_is_not_known(amts: Amts, shelf: Shelf) -> None:
    boto3.client("s3", region_name="us-east-1").delete_bucket(Bucket="shelf")
    code, out, err = amts("status", "-c", shelf.config)
    assert code == 0
    assert "100 %" in out
    assert "en-zh: deliveries that wait are not known, for the records: cannot read s3://shelf/" in err
    assert amts("status", "-c", shelf.config, "--keep")[0] == 2
