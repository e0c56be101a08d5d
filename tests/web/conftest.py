"""One crawl of a small web, shared by the tests that only look at its result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from amts_core.config import WebSource
from amts_core.web.build import Built
from amts_core.web.build import build as build_pairs
from amts_core.web.crawl import HostProgress, crawl
from amts_core.web.store import HostStore
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
        with HostStore(self.state / f"{self.web.host(number)}.sqlite") as store:
            return {
                url.removeprefix(self.web.url(number, "")): (state, reason) for url, state, reason in store.outcomes()
            }


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
