from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from amts_core.config import Limits, WebSource
from amts_core.errors import AmtsError
from amts_core.web.crawl import CrawlerKilled, HostProgress, crawl, deliver_links
from amts_core.web.store import HostStore
from tests.web.conftest import Crawled, outcomes
from tests.web.content import Writer
from tests.web.site import Answer, Web, index, render


def source_of(web: Web, **limits: float) -> WebSource:
    return WebSource(seeds=(web.url(1, "/"),), languages=("en", "es"), limits=Limits(**{"rate": 2000, **limits}))


def fill(web: Web, pages: int) -> list[str]:
    """Host 1 with some articles that its first page links to; their addresses."""
    writer = Writer(1)
    urls = [web.page(1, f"/p{number}", render(writer.article("data"), "en")) for number in range(pages)]
    web.page(1, "/", index(urls))
    return urls


def test_nothing_forbidden_is_fetched(crawled: Crawled) -> None:
    assert sum(crawled.web.asked.values()) > 60
    assert [url for url in crawled.web.truth.forbidden if crawled.web.asked[url]] == []


def test_traps_are_noted_for_what_they_are(crawled: Crawled) -> None:
    found = crawled.outcomes(5)
    expected = {
        "/private/en": "forbidden",
        "/tricky": "forbidden",  # redirects into what is forbidden
        "/away": "forbidden",  # redirects to a refused domain
        "/reserved/en": "reserved",
        "/missing": "gone",
        "/download": "no page",
        "/loop/a": "failed",
        "/huge": "failed",
        "/slow": "failed",
        "/broken": "failed",
    }
    assert {path: found[path][0] for path in expected} == expected
    assert found["/loop/a"][1] == "redirects without end"
    assert found["/huge"][1] == "too large"
    assert found["/slow"][1] == "too slow"
    assert found["/broken"][1] == "HTTP 500"
    assert "/a/a/a/a/b" not in found


def test_an_endless_calendar_is_left(crawled: Crawled) -> None:
    days = [url for url in crawled.web.asked if "/calendar/" in url]
    limit = crawled.source.limits.fruitless
    assert limit <= len(days) <= limit + len(crawled.source.hosts)  # those under way


def test_a_host_whose_robots_txt_fails_is_left_alone(crawled: Crawled) -> None:
    assert crawled.outcomes(7) == {"/": ("forbidden", "Forbidden by robots.txt")}


def test_sitemaps_lead_to_pages(crawled: Crawled) -> None:
    found = crawled.outcomes(1)
    assert found["/sitemap.xml.gz"] == ("no page", "sitemap")
    assert found["/en/article-1.html"][0] == "fetched"


def test_every_host_is_finished(crawled: Crawled) -> None:
    assert [one.host for one in crawled.progress] == list(crawled.source.hosts)
    assert all(one.finished and one.round == 1 for one in crawled.progress)


def test_unchanged_pages_are_not_fetched_again_and_vanished_ones_are_marked(web: Web, tmp_path: Path) -> None:
    urls = fill(web, 6)
    source = source_of(web)
    crawl(source, tmp_path)
    web.asked.clear()
    web.statuses.clear()
    del web.answers[f"{web.host(1)}/p0"]
    web.page(1, "/p1", render(Writer(7).article("training"), "en"))
    (end,) = crawl(source, tmp_path)
    assert web.statuses[304] == 5  # the index and p2 to p5
    assert web.statuses[200] == 1  # p1
    assert web.asked[urls[0]] == 1
    assert end.round == 2
    assert outcomes(tmp_path / f"{web.host(1)}.sqlite")[urls[0]][0] == "gone"
    with HostStore(tmp_path / f"{web.host(1)}.sqlite") as store:
        (changed,) = [one.page for one in store.pages() if one.page.url == urls[1]]
        assert changed.title.startswith("Chapter 1: the")
    crawl(source, tmp_path)
    assert web.asked[urls[0]] == 1  # nobody links to it any more, in a page that has changed


@pytest.mark.integration
def test_what_proved_fruitless_is_not_tried_again_in_the_next_round(web: Web, tmp_path: Path) -> None:
    for number in range(40):
        web.page(1, f"/day/{number}", index([f"/day/{number + 1}"]))
    web.page(1, "/", index([f"/day/{number}" for number in range(40)]))
    source = source_of(web, fruitless=5).model_copy(
        update={"keywords": {"en": ("machine learning",), "es": ("aprendizaje",)}}
    )
    crawl(source, tmp_path)
    first = sum(web.asked.values())
    assert first < 12
    web.statuses.clear()
    crawl(source, tmp_path)
    assert web.statuses[200] == 0


class StopError(Exception):
    """Raised in the middle of a crawl."""


@pytest.mark.integration
def test_a_stopped_crawl_goes_on_where_it_stood(web: Web, tmp_path: Path) -> None:
    urls = fill(web, 30)
    source = source_of(web, rate=40)

    def stop(progress: Sequence[HostProgress]) -> None:
        if progress[0].done > 3:
            raise StopError

    with pytest.raises(StopError):
        crawl(source, tmp_path, on_progress=stop)
    asked = sum(web.asked[url] for url in urls)
    assert 3 <= asked < 30
    (end,) = crawl(source_of(web), tmp_path)
    assert end.finished
    assert end.round == 1
    assert [web.asked[url] for url in urls] == [1] * 30


@pytest.mark.integration
def test_a_killed_crawler_is_an_error_and_loses_nothing(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = fill(web, 20)
    started: list[subprocess.Popen[str]] = []
    original = subprocess.Popen.__init__

    def remember(self: subprocess.Popen[str], *args: object, **kwargs: object) -> None:
        original(self, *args, **kwargs)  # type: ignore[arg-type, call-overload]
        started.append(self)

    monkeypatch.setattr(subprocess.Popen, "__init__", remember)

    def kill(progress: Sequence[HostProgress]) -> None:
        if progress[0].done > 2:
            started[0].kill()

    with pytest.raises(CrawlerKilled, match="failed"):
        crawl(source_of(web, rate=30), tmp_path, on_progress=kill)
    (end,) = crawl(source_of(web), tmp_path)
    assert end.finished
    assert sum(web.asked[url] for url in urls) <= 21  # at most the page under way is asked for twice


@pytest.mark.integration
def test_a_run_ends_in_time_and_in_bytes(web: Web, tmp_path: Path) -> None:
    fill(web, 30)
    (end,) = crawl(source_of(web, bytes=8000), tmp_path / "bytes")
    assert not end.finished
    assert 8000 <= end.bytes < 12_000
    (end,) = crawl(source_of(web, rate=20, seconds=1), tmp_path / "time")
    assert not end.finished


@pytest.mark.integration
def test_limits_of_pages_and_depth(web: Web, tmp_path: Path) -> None:
    for number in range(9):
        web.page(1, f"/c{number}", index([f"/c{number + 1}"]))
    web.page(1, "/", index(["/c0"]))
    assert crawl(source_of(web, depth=3), tmp_path / "depth")[0].states == {"fetched": 4}
    assert crawl(source_of(web, pages=5), tmp_path / "pages")[0].states == {"fetched": 5}


@pytest.mark.integration
def test_links_to_a_host_of_another_run_are_delivered(web: Web, tmp_path: Path) -> None:
    article = Writer(3).article("data")
    there = web.page(2, "/there", render(article, "es"))
    web.page(1, "/", index([there, "http://outside.example/"]))
    source = source_of(web).model_copy(update={"domains": (web.host(2),)})
    crawl(source, tmp_path, hosts=[web.host(1)])
    assert web.asked[there] == 0
    assert deliver_links(source, tmp_path) == 1
    crawl(source, tmp_path)
    assert web.asked[there] == 1


@pytest.mark.integration
def test_crawl_delay_is_kept(web: Web, tmp_path: Path) -> None:
    fill(web, 30)
    web.put(1, "/robots.txt", Answer(b"User-agent: *\nCrawl-delay: 0.2\n"))
    (end,) = crawl(source_of(web, seconds=1.5), tmp_path)
    assert 2 <= end.done <= 9


@pytest.mark.integration
def test_the_crawler_stops_when_its_parent_is_gone(web: Web, tmp_path: Path) -> None:
    fill(web, 30)
    command = [sys.executable, "-m", "amts_core.web.spider", str(tmp_path), web.host(1)]
    line = source_of(web, rate=5).model_dump_json() + "\n"
    ended = subprocess.run(command, input=line, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0
    assert sum(web.asked.values()) < 20


def test_a_crawler_that_cannot_start_is_an_error(web: Web, tmp_path: Path) -> None:
    (tmp_path / f"{web.host(1)}.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 9)
    with pytest.raises(AmtsError, match="holds no crawl"):
        crawl(source_of(web), tmp_path)
