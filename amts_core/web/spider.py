"""The crawl of one process: `python -m amts_core.web.spider STATE HOST...`, settings as a JSON line on standard input.

It runs in a process of its own, since Twisted's reactor can be started once and belongs to nobody else. Its counts go
to standard output, a JSON line each. It stops in good order when its standard input ends, so it never outlives its
parent; what was fetched until then is in the hosts' stores.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from amts_core.config import WebSource
from amts_core.web.addresses import canonical, circles, form, host_of
from amts_core.web.charset import decode
from amts_core.web.page import read_page
from amts_core.web.store import HostStore, State, Waiting
from amts_core.web.subject import Subject

REPORT_SECONDS = 0.5
LONGEST_DELAY = 60.0  # seconds between two requests, however often a host says that we ask too much
ALTERNATE, PROMISING, PLAIN = 20, 10, 0  # priorities of links
NO_PAGES = "text/html, application/xhtml+xml, application/xml;q=0.9"


class Politeness:
    """What robots.txt and the server's answers ask of the crawler beyond the rules that Scrapy obeys.

    RFC 9309: without a robots.txt (4xx) all is allowed; while it cannot be had (5xx, timeout) nothing is. A Crawl-delay
    is kept, and 429 or 503 doubles the delay of that host.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Politeness:
        """Connect to the crawler that it slows down."""
        self = cls(crawler)
        crawler.signals.connect(self.rules_read, signal=signals.robots_parsed)
        return self

    def process_response(self, request: Request, response: Response) -> Response:
        """Slow down when asked; give robots.txt its meaning by status."""
        if response.status in (429, 503):
            self._slow_down(request, lambda delay: max(0.5, delay) * 2)
        if request.meta.get("dont_obey_robotstxt") and response.status >= 400:
            rules = b"" if response.status < 500 else b"User-agent: *\nDisallow: /"
            return response.replace(status=200, body=rules)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """A robots.txt that cannot be reached forbids all."""
        if request.meta.get("dont_obey_robotstxt") and not isinstance(exception, IgnoreRequest):
            return Response(request.url, status=200, body=b"User-agent: *\nDisallow: /", request=request)
        return None

    def rules_read(self, robotparser: Any, request: Request) -> None:
        """Keep the Crawl-delay."""
        wanted = robotparser.rp.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"])
        if wanted:
            self._slow_down(request, lambda delay: max(delay, float(wanted)))

    def _slow_down(self, request: Request, change: Any) -> None:
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot") or host_of(request.url))
        if slot is not None:
            slot.delay = min(LONGEST_DELAY, change(slot.delay))


class WithinSource(OffsiteMiddleware):
    """Only what the source allows, for redirects too."""

    def should_follow(self, request: Request, spider: Any) -> bool:
        """Whether the source allows the address."""
        return bool(spider.source.allows(request.url))

    def request_scheduled(self, request: Request, spider: Any) -> None:
        """Nothing: a request that is dropped at this point fails without a word, later it is noted."""


class PageSpider(scrapy.Spider):
    """Asks for the waiting pages of its hosts, keeps what comes, follows the links."""

    name = "pages"
    handle_httpstatus_list = (304, 404, 410)

    def __init__(self, source: WebSource, stores: dict[str, HostStore], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.stores = stores
        self.subject = Subject(source.keywords, hits=source.keyword_hits)
        self.links = LinkExtractor()
        self.bytes: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.fruitless = _fruitless(stores.values())

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PageSpider:
        """As Scrapy makes it; pages whose reading fails are noted too."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.unreadable, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Everything that waits: seeds in a first round, known pages in a later one, the rest of a stopped one."""
        for store in self.stores.values():
            for waiting in store.waiting():
                yield self._request(waiting)

    def _request(self, waiting: Waiting) -> Request:
        headers = {"If-None-Match": waiting.etag, "If-Modified-Since": waiting.last_modified}
        return Request(
            waiting.url,
            callback=self.parse_sitemap if waiting.sitemap else self.parse,
            errback=self.failed,
            headers={name: value for name, value in headers.items() if value},
            priority=waiting.priority - waiting.depth,
            meta={"asked": waiting.url, "depth_from_seed": waiting.depth, "fetched": waiting.fetched},
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """An answer that is no failure."""
        asked = response.meta["asked"]
        self.done[host_of(asked)] += 1
        if response.status == 304:
            self._store(asked).unchanged(asked)
        elif response.status in (404, 410):
            self._store(asked).close_off(asked, State.GONE, f"HTTP {response.status}")
        elif canonical(response.url) != asked:
            yield from self._moved(asked, response)
        else:
            yield from self._page(asked, response)

    def _moved(self, asked: str, response: Response) -> Iterator[Request]:
        """A redirect: the page is read under its own address, unless it is known there."""
        target = canonical(response.url)
        self._store(asked).close_off(asked, State.MOVED, target)
        store = self.stores.get(host_of(target))
        if store is None:
            self._store(asked).pass_on(target, response.meta["depth_from_seed"])
        elif store.admit(target, depth=response.meta["depth_from_seed"]) is not None:
            yield from self._page(target, response)

    def _page(self, url: str, response: Response) -> Iterator[Request]:
        store = self._store(url)
        marks = _marks(response)
        if not isinstance(response, HtmlResponse):
            store.close_off(url, State.NO_PAGE, _header(response, "Content-Type") or "no HTML", **marks)
            return
        html = decode(response.body, http_content_type_encoding(_header(response, "Content-Type")))
        reserved = _header(response, "TDM-Reservation") == "1" or "noindex" in _robots_tag(response)
        page = read_page(url, html, reserved=reserved)
        promising = self.subject.covers(page.plain)
        if page.reserved:
            store.close_off(url, State.RESERVED, "the page asks not to be used", **marks)
        else:
            digest = hashlib.sha256(response.body).hexdigest()
            store.keep(page, html, digest=digest, promising=promising, **marks)
        self.fruitless[form(url)] = 0 if promising else self.fruitless[form(url)] + 1
        if "nofollow" in _robots_tag(response):
            return
        depth = response.meta["depth_from_seed"] + 1
        readable = response.replace(body=html.encode("utf-8", errors="replace"), encoding="utf-8")
        links = [canonical(link.url) for link in self.links.extract_links(readable) if not link.nofollow]
        wanted = dict.fromkeys(page.alternates, ALTERNATE) | (
            {page.canonical: ALTERNATE} if page.canonical and page.canonical != url else {}
        )
        for link in links:
            wanted.setdefault(link, PROMISING if promising else PLAIN)
        for link, priority in wanted.items():
            yield from self._follow(link, depth=depth, priority=priority, origin=store)

    def parse_sitemap(self, response: Response, **_: Any) -> Iterator[Request]:
        """A sitemap or an index of sitemaps; it is read anew in every round that it changed in."""
        asked = response.meta["asked"]
        store = self._store(asked)
        self.done[host_of(asked)] += 1
        if response.status == 304:
            store.unchanged(asked)
            return
        if response.status != 200:
            store.close_off(asked, State.GONE, f"HTTP {response.status}")
            return
        body = response.body
        sitemap = Sitemap(gunzip(body, max_size=self.source.limits.page_bytes) if gzip_magic_number(response) else body)
        is_index = sitemap.type == "sitemapindex"
        store.close_off(asked, State.NO_PAGE, "sitemap", **_marks(response))
        for entry in sitemap:
            address = canonical(response.urljoin(entry["loc"]))
            yield from self._follow(address, depth=1, priority=PROMISING, origin=store, sitemap=is_index)
            alternates = [canonical(response.urljoin(other)) for other in entry.get("alternate", [])]
            if host_of(address) in self.stores:
                self.stores[host_of(address)].claim(address, [other for other in alternates if other != address])
            for other in alternates:
                yield from self._follow(other, depth=1, priority=PROMISING, origin=store)

    def _follow(
        self, link: str, *, depth: int, priority: int, origin: HostStore, sitemap: bool = False
    ) -> Iterator[Request]:
        if depth > self.source.limits.depth or not self.source.allows(link) or circles(link):
            return
        if self.fruitless[form(link)] >= self.source.limits.fruitless:
            return
        store = self.stores.get(host_of(link))
        if store is None:
            origin.pass_on(link, depth)
            return
        waiting = store.admit(link, depth=depth, priority=priority, sitemap=sitemap)
        if waiting is not None:
            yield self._request(waiting)

    def failed(self, failure: Failure) -> None:
        """Nothing usable came back: note why."""
        request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        asked = request.meta["asked"]
        if isinstance(failure.value, OutOfBytes):
            return  # it goes on waiting, for the next run
        self.done[host_of(asked)] += 1
        self._store(asked).close_off(asked, *_outcome(failure))

    def unreadable(self, failure: Failure, response: Response) -> None:
        """Reading an answer raised an error: it is in the log, and the page does not wait for ever."""
        asked = response.meta["asked"]
        self._store(asked).close_off(asked, State.FAILED, f"cannot be read: {type(failure.value).__name__}")

    def _store(self, url: str) -> HostStore:
        return self.stores[host_of(url)]


class OutOfBytes(IgnoreRequest):
    """The host's share of bytes in this run is used up."""


class Budget:
    """Counts bytes; asks for nothing more when a host's are used up, and for no address of a form that was left."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        """Connect to the crawler whose spider counts the bytes."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises OutOfBytes, or IgnoreRequest for a form of address that proved fruitless."""
        spider = cast("PageSpider", self._crawler.spider)
        if "asked" not in request.meta:
            return
        if spider.bytes[host_of(request.url)] >= spider.source.limits.bytes:
            raise OutOfBytes
        if not request.meta["fetched"] and spider.fruitless[form(request.url)] >= spider.source.limits.fruitless:
            raise IgnoreRequest("pages with addresses of this form are not on the subject")

    def process_response(self, request: Request, response: Response) -> Response:
        """Count the answer's bytes."""
        cast("PageSpider", self._crawler.spider).bytes[host_of(request.url)] += len(response.body)
        return response


def _fruitless(stores: Iterable[HostStore]) -> Counter[str]:
    """How many pages were fetched of each form of address that never led to the subject."""
    pages = [(form(url), promising) for store in stores for url, promising in store.promising()]
    fruitful = {name for name, promising in pages if promising}
    return Counter(name for name, _ in pages if name not in fruitful)


def _outcome(failure: Failure) -> tuple[State, str]:
    """State and reason of an address that failed."""
    error = failure.value
    match error:
        case HttpError():
            return State.FAILED, f"HTTP {error.response.status}"
        case DownloadCancelledError():
            return State.FAILED, "too large"
        case DownloadTimeoutError():
            return State.FAILED, "too slow"
        case IgnoreRequest() if "redirections" in str(error):
            return State.FAILED, "redirects without end"
        case IgnoreRequest() if "not on the subject" in str(error):
            return State.NO_PAGE, str(error)
        case IgnoreRequest():
            return State.FORBIDDEN, str(error) or "refused"
    return State.FAILED, type(error).__name__


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _marks(response: Response) -> dict[str, str]:
    """What a conditional request will need."""
    return {"etag": _header(response, "ETag"), "last_modified": _header(response, "Last-Modified")}


def _robots_tag(response: Response) -> str:
    return b",".join(response.headers.getlist("X-Robots-Tag")).decode("latin-1").casefold()


def scrapy_settings(source: WebSource, hosts: int) -> dict[str, Any]:
    """Scrapy's settings for a source: obedient, one request at a time to a host, nothing kept in memory or cache."""
    limits = source.limits
    return {
        "USER_AGENT": source.user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": source.robots_token,
        "DEFAULT_REQUEST_HEADERS": {"Accept": NO_PAGES},
        "CONCURRENT_REQUESTS": hosts,  # what is under way is finished when a crawl stops: one page of each host
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 200_000,  # bytes that wait to be read before more is fetched
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 1 / limits.rate,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": limits.page_seconds,
        "DOWNLOAD_MAXSIZE": limits.page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "CLOSESPIDER_TIMEOUT": limits.seconds or 0,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 1,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the stores know what was asked for
        "DOWNLOADER_MIDDLEWARES": {
            OffsiteMiddleware: None,
            WithinSource: 50,
            Budget: 90,
            RobotsTxtMiddleware: 100,
            Politeness: 400,
        },
        "LOG_LEVEL": "WARNING",
    }


def _report(spider: PageSpider) -> None:
    """One line of counts by host."""
    hosts = {
        host: {"done": spider.done[host], "bytes": spider.bytes[host], "round": store.round, "states": store.counts()}
        for host, store in spider.stores.items()
    }
    sys.stdout.write(json.dumps(hosts) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Crawl the hosts that the command line names until nothing waits, time is up or standard input ends."""
    state, hosts = Path(sys.argv[1]), sys.argv[2:]
    source = WebSource.model_validate_json(sys.stdin.readline())
    stores = {host: HostStore(state / f"{host}.sqlite", limit=source.limits.pages) for host in hosts}
    for host, store in stores.items():
        store.begin()
        for urls, sitemap in ((source.seeds, False), (source.sitemaps, True)):
            for url in urls:
                if host_of(url) == host:
                    store.admit(canonical(url), depth=0, priority=PROMISING, sitemap=sitemap)
    process = CrawlerProcess(scrapy_settings(source, len(hosts)))
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    crawler = process.create_crawler(PageSpider)
    process.crawl(crawler, source=source, stores=stores)
    from twisted.internet import reactor as installed  # only now: Scrapy has chosen it

    reactor = cast("Any", installed)

    def report() -> None:
        _report(cast("PageSpider", crawler.spider))

    reactor.callWhenRunning(LoopingCall(report).start, REPORT_SECONDS, now=False)
    threading.Thread(target=_stop_at_the_end_of_input, args=(reactor, process, crawler), daemon=True).start()
    process.start(install_signal_handlers=False)
    report()
    for store in stores.values():
        store.close()


def _stop_at_the_end_of_input(reactor: Any, process: CrawlerProcess, crawler: Crawler) -> None:
    def stop() -> None:
        if crawler.engine is None or not crawler.engine.running:  # a crawl that has not begun cannot be stopped
            reactor.callLater(REPORT_SECONDS, stop)
        else:
            process.stop()

    while os.read(0, 4096):
        pass
    reactor.callFromThread(stop)


if __name__ == "__main__":
    main()
