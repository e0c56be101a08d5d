from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from amts_core.aws.storage import S3Store, Store
from amts_core.config import Limits, WebSource, web_pairs_key
from amts_core.web.build import build
from amts_core.web.sync import crawl_stored, fetch_hosts, put_tables, stored_hosts
from tests.web.content import Writer
from tests.web.site import Web, alternates, index, render


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="books")
        yield S3Store(client, "books", "amts")


@pytest.mark.integration
def test_hosts_are_crawled_apart_and_built_together(web: Web, store: Store, tmp_path: Path) -> None:
    writer = Writer(5)
    urls = []
    for topic in ("data", "training"):
        article = writer.article(topic)
        versions = {"en": web.url(1, f"/{article.name}"), "es": web.url(2, f"/{article.name}")}
        for number, code in ((1, "en"), (2, "es")):
            web.page(number, f"/{article.name}", render(article, code, head=alternates(versions)))
        urls.append(versions["en"])
    web.page(1, "/", index(urls))
    source = WebSource(
        seeds=(web.url(1, "/"),), languages=("en", "es"), domains=(web.host(2),), limits=Limits(rate=2000)
    )

    assert stored_hosts(store, "ml", source) == [web.host(1)]
    end = crawl_stored(store, "ml", source, web.host(1), tmp_path / "1")
    assert end.finished
    fetch_hosts(store, "ml", source, tmp_path / "2")  # host 2 learns that it was linked to
    assert stored_hosts(store, "ml", source) == [web.host(1), web.host(2)]
    assert crawl_stored(store, "ml", source, web.host(2), tmp_path / "3").states["fetched"] == 2

    fetch_hosts(store, "ml", source, tmp_path / "4")
    built = build(source, tmp_path / "4", name="ml")
    built.write(tmp_path / "4")
    assert (built.page_pairs["verdict"] == "kept").sum() == 2
    assert put_tables(store, "ml", tmp_path / "4")
    assert not put_tables(store, "ml", tmp_path / "4")
    assert len(store.read(web_pairs_key("ml")).splitlines()) == len(built.pairs) > 0
