"""One crawl of a small web, shared by the tests that only look at its result."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from amts_core.config import WebSource
from amts_core.web.build import Built
from amts_core.web.build import build as build_pairs
from amts_core.web.crawl import HostProgress, crawl
from tests.web import site
from tests.web.site import Web


@dataclass
class Crawled:
    """A web, the source that starts in it, and the state after one round."""

    web: Web
    source: WebSource
    state: Path
    progress: list[HostProgress]

    def outcomes(self, number: int) -> dict[str, tuple[str, str]]:
        """State and reason by path, for a host."""
        host = self.web.url(number, "")
        found = outcomes(self.state / f"{self.web.host(number)}.sqlite")
        return {url.removeprefix(host): outcome for url, outcome in found.items()}


def outcomes(store: Path) -> dict[str, tuple[str, str]]:
    """State and reason by address, for a host."""
    with closing(sqlite3.connect(store)) as database:
        return {url: (state, reason) for url, state, reason in database.execute("SELECT url, state, reason FROM pages")}


@pytest.fixture
def web() -> Iterator[Web]:
    """An empty web of two hosts."""
    with Web(network=31).serve(2) as served:
        yield served


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The test web with all its traps, in small, after one crawl."""
    web, state = Web(network=30), tmp_path_factory.mktemp("web")
    with web.serve(site.HOSTS):
        source = site.build(web, scale=0.05)
        return Crawled(web, source, state, crawl(source, state))


@pytest.fixture(scope="session")
def built(crawled: Crawled) -> Built:
    """What the small web gives."""
    return build_pairs(crawled.source, crawled.state, name="small")
