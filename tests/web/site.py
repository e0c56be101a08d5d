"""A small web on loopback addresses: hosts with articles in several languages, every trap we know, and the truth."""

from __future__ import annotations

import gzip
import html
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from amts_core.config import Judgement, Limits, WebSource
from tests.web.content import TOPICS, Article, Writer

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MENU = {
    "en": ("Home", "About us", "Contact", "We use cookies to improve your visit.", "All rights reserved."),
    "es": ("Inicio", "Quiénes somos", "Contacto", "Usamos cookies para su visita.", "Todos los derechos reservados."),
    "de": ("Startseite", "Über uns", "Kontakt", "Wir verwenden Cookies für Ihren Besuch.", "Alle Rechte vorbehalten."),
}  # fmt: skip


@dataclass
class Answer:
    """What a server says at one address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    slow: bool = False  # never comes to its end


@dataclass
class Truth:
    """What is right: pairs of addresses, and of sentences by language pair; addresses that must never be asked for."""

    pages: set[frozenset[str]] = field(default_factory=set)
    sentences: set[tuple[str, str, str, str]] = field(default_factory=set)  # language, text, language, text
    forbidden: set[str] = field(default_factory=set)

    def add(self, article: Article, addresses: dict[str, str], left_out: frozenset[int] = frozenset()) -> None:
        codes = sorted(addresses)
        for index, first in enumerate(codes):
            for second in codes[index + 1 :]:
                self.pages.add(frozenset((addresses[first], addresses[second])))
                self.sentences |= {
                    (first, sentence[first], second, sentence[second])
                    for number, sentence in enumerate(article.sentences)
                    if number not in left_out
                }
                self.sentences.add((first, article.title[first], second, article.title[second]))


class Web:
    """Hosts on 127.0.x.y, one port; `asked` counts the requests by address."""

    def __init__(self, network: int = 11) -> None:
        self.network = network
        self.answers: dict[str, Answer | Callable[[str], Answer]] = {}
        self.truth = Truth()
        self.asked: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.port = 0
        self.over = threading.Event()
        self._lock = threading.Lock()

    def host(self, number: int) -> str:
        return f"127.0.{self.network}.{number}"

    def url(self, number: int, path: str) -> str:
        return f"http://{self.host(number)}:{self.port}{path}"

    def put(self, number: int, path: str, answer: Answer | Callable[[str], Answer]) -> str:
        self.answers[f"{self.host(number)}{path}"] = answer
        return self.url(number, path)

    def page(
        self, number: int, path: str, text: str, *, encoding: str = "utf-8", headers: dict[str, str] | None = None
    ) -> str:
        given = {"Content-Type": "text/html; charset=utf-8"} if headers is None else headers
        return self.put(number, path, Answer(text.encode(encoding), headers=given))

    def find(self, host: str, target: str) -> Answer:
        """The answer for a path with its query; a prefix that ends in * answers for everything under it."""
        found = self.answers.get(f"{host}{target}")
        if found is None:
            prefixes = [
                key[:-1] for key in self.answers if key.endswith("*") and f"{host}{target}".startswith(key[:-1])
            ]
            found = self.answers[f"{max(prefixes, key=len)}*"] if prefixes else Answer(b"not here", status=404)
        return found(target) if callable(found) else found

    @contextmanager
    def serve(self, hosts: int) -> Iterator[Web]:
        """Serve the first `hosts` hosts while the block runs."""
        servers = [_Server((self.host(1), 0), _handler(self))]
        self.port = servers[0].server_port
        servers += [_Server((self.host(number), self.port), _handler(self)) for number in range(2, hosts + 1)]
        threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in servers]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.over.set()
            for server in servers:
                server.shutdown()
                server.server_close()
            for thread in threads:
                thread.join()

    def note(self, host: str, target: str, status: int) -> None:
        with self._lock:
            self.asked[f"http://{host}:{self.port}{target}"] += 1
            self.statuses[status] += 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the tests."""


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = str(self.server.server_address[0])
            answer = web.find(host, self.path)
            mark = f'"{hash(answer.body)}"'
            same = answer.status == 200 and self.headers.get("If-None-Match") == mark
            status = 304 if same else answer.status
            web.note(host, self.path, status)
            self.send_response(status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status == 200:
                self.send_header("ETag", mark)
            self.send_header("Content-Length", "0" if same else str(len(answer.body) + 10 * answer.slow))
            self.end_headers()
            if not same:
                self.wfile.write(answer.body)
            if answer.slow:
                web.over.wait()

        def log_message(self, *_: object) -> None:
            return

    return Handler


def render(
    article: Article,
    code: str,
    *,
    head: str = "",
    links: str = "",
    texts: list[list[str]] | None = None,
    charset: str | None = "utf-8",
    soup: bool = False,
    licence: str = "",
) -> str:
    """An article as a page with menu, side column and footer."""
    paragraphs = texts or [[sentence[code] for sentence in paragraph] for paragraph in article.paragraphs]
    bodies = [html.escape(" ".join(paragraph)) for paragraph in paragraphs]
    home, about, contact, cookies, rights = MENU[code]
    if soup:
        body = "<br><br>".join(f"<font size=2>{text}" for text in bodies)
        inner = f"<table><tr><td><b><div><h1>{article.title[code]}</b></h1><center>{body}</table>"
    else:
        inner = f"<h1>{article.title[code]}</h1>" + "".join(f"<p>{text}</p>" for text in bodies)
    meta = f'<meta charset="{charset}">' if charset else ""
    grant = f'<a rel="license" href="{licence}">CC BY</a>' if licence else ""
    return (
        f'<!DOCTYPE html><html lang="{code}"><head>{meta}<title>{article.title[code]}</title>{head}</head><body>'
        f'<nav><ul><li><a href="/">{home}</a></li><li><a href="/about">{about}</a></li><li>{contact}</li></ul></nav>'
        f"<div class='cookie'>{cookies}</div><main><article>{inner}</article></main>"
        f"<aside>{links}</aside><footer>{rights} {grant}</footer></body></html>"
    )


def index(addresses: list[str], title: str = "Contents") -> str:
    items = "".join(
        f'<li><a href="{html.escape(address)}">{number}</a></li>' for number, address in enumerate(addresses)
    )
    return f"<html><head><title>{title}</title></head><body><ul>{items}</ul></body></html>"


def alternates(addresses: dict[str, str]) -> str:
    return "".join(f'<link rel="alternate" hreflang="{code}" href="{url}">' for code, url in addresses.items())


HOSTS = 7


def build(web: Web, *, seed: int = 1, scale: float = 1.0) -> WebSource:
    """Fill the web (it must be serving, for its port) and return the settings of a source that starts at its seeds."""
    writer, topics, truth = Writer(seed), list(TOPICS), web.truth
    some = lambda number: max(2, round(number * scale))  # noqa: E731

    # Host 1: /en/ and /es/, honest hreflang, licence; a sitemap that lists half of the pages.
    listed, first = [], []
    for number in range(some(40)):
        article = writer.article(topics[number % 4])
        urls = {code: web.url(1, f"/{code}/{article.name}.html") for code in ("en", "es")}
        for code in urls:
            web.page(1, f"/{code}/{article.name}.html", render(article, code, head=alternates(urls), licence=CC_BY))
        truth.add(article, urls)
        (first if number % 2 else listed).append(urls["en"])
    web.page(1, "/", index(first))
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in listed)
    site_map = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    web.put(
        1, "/sitemap.xml.gz", Answer(gzip.compress(site_map.encode()), headers={"Content-Type": "application/gzip"})
    )

    # Hosts 2 and 3: the same articles in English and Spanish, other paths; only some English pages link across.
    english, spanish = [], []
    for number in range(some(20)):
        article = writer.article(topics[number % 4])
        there = web.url(3, f"/articulos/{number * 7 + 3}.html")
        here = web.url(2, f"/posts/{article.name}")
        link = f'<a href="{there}">Español</a>' if number % 3 == 0 else ""
        web.page(2, f"/posts/{article.name}", render(article, "en", links=link))
        texts = [[sentence["es"] for sentence in paragraph] for paragraph in article.paragraphs]
        changed = set()
        if number % 2:  # the translator made one sentence of two, and dropped one
            *_, first_half, second_half = article.paragraphs[1]
            joined = f"{first_half['es'][:-1]}; {second_half['es'][0].lower()}{second_half['es'][1:]}"
            texts[1][-2:] = [joined]
            dropped = article.paragraphs[-1][0]
            del texts[-1][0]
            changed = {article.sentences.index(sentence) for sentence in (first_half, second_half, dropped)}
            truth.sentences.add(("en", f"{first_half['en']} {second_half['en']}", "es", joined))
        web.page(3, f"/articulos/{number * 7 + 3}.html", render(article, "es", texts=texts))
        truth.add(article, {"en": here, "es": there}, left_out=frozenset(changed))
        english.append(here)
        spanish.append(there)
    web.page(2, "/", index(english))
    web.page(3, "/", index(spanish[::-1]))

    # Host 4: hreflang that lies (the next article), ?lang= addresses, half-translated pages, machine translation.
    articles = [writer.article(topics[number % 4]) for number in range(some(15))]
    mixed = []
    for number, article in enumerate(articles):
        lie = articles[(number + 1) % len(articles)].name
        urls = {code: web.url(4, f"/read?id={article.name}&lang={code}") for code in ("en", "es")}
        for code, other in (("en", "es"), ("es", "en")):
            head = alternates({other: web.url(4, f"/read?id={lie}&lang={other}")})
            web.page(4, f"/read?id={article.name}&lang={code}", render(article, code, head=head))
            mixed.append(urls[code])
        truth.add(article, urls)
    for number in range(some(8)):
        article = writer.article(topics[number % 4], paragraphs=6)
        urls = {code: web.url(4, f"/{code}/half-{number}") for code in ("en", "es")}
        texts = [
            [sentence["es" if position < 4 else "en"] for sentence in paragraph]
            for position, paragraph in enumerate(article.paragraphs)
        ]
        done = sum(len(paragraph) for paragraph in article.paragraphs[:4])
        web.page(4, f"/en/half-{number}", render(article, "en", head=alternates(urls)))
        web.page(4, f"/es/half-{number}", render(article, "es", head=alternates(urls), texts=texts))
        truth.add(article, urls, left_out=frozenset(range(done, len(article.sentences))))
        mixed += urls.values()
    for number in range(some(6)):
        article = writer.article(topics[number % 4])
        urls = {code: web.url(4, f"/{code}/machine-{number}") for code in ("en", "es")}
        note = '<p class="note">Esta página es una traducción automática.</p>'
        web.page(4, f"/en/machine-{number}", render(article, "en", head=alternates(urls)))
        web.page(4, f"/es/machine-{number}", render(article, "es", head=alternates(urls), links=note))
        mixed += urls.values()
    for number in range(some(8)):  # same subject, no translation, but hreflang says so
        urls = {code: web.url(4, f"/{code}/other-{number}") for code in ("en", "es")}
        for code in urls:
            own = writer.article(topics[number % 4])
            web.page(4, f"/{code}/other-{number}", render(own, code, head=alternates(urls)))
        mixed += urls.values()
    web.page(4, "/", index(mixed))

    # Host 5: three languages, charsets, duplicates, markup soup, off the subject, and what a crawler must survive.
    start = []
    for number in range(some(10)):
        article = writer.article(topics[number % 4])
        urls = {code: web.url(5, f"/{article.name}.{code}.html") for code in ("en", "es", "de")}
        for code in urls:
            web.page(5, f"/{article.name}.{code}.html", render(article, code, soup=number % 3 == 0))
        truth.add(article, urls)
        start += urls.values()
    charsets = [
        ("latin-1", None, "text/html"),  # no declaration at all
        ("utf-8", "iso-8859-1", "text/html; charset=iso-8859-1"),  # declared wrong
        ("cp1252", "utf-8", "text/html; charset=utf-8"),  # declared wrong, the other way
        ("utf-16", None, "text/html; charset=utf-16"),
    ]
    for number, (encoding, declared, content_type) in enumerate(charsets):
        article = writer.article(topics[number])
        urls = {code: web.url(5, f"/charset/{code}/{number}") for code in ("en", "es")}
        for code in urls:
            text = render(article, code, charset=declared)
            web.page(5, f"/charset/{code}/{number}", text, encoding=encoding, headers={"Content-Type": content_type})
        truth.add(article, urls)
        start += urls.values()
    for number in range(some(5)):  # a print version of each page, and one more under a session's address
        article = writer.article(topics[number % 4])
        urls = {code: web.url(5, f"/twice/{code}/{number}") for code in ("en", "es")}
        for code in urls:
            text = render(article, code)
            web.page(5, f"/twice/{code}/{number}", text)
            web.page(5, f"/zz-print/{code}/{number}", text.replace("<nav>", "<nav><b>Print</b>"))
            start += [urls[code], web.url(5, f"/zz-print/{code}/{number}")]
        truth.add(article, urls)
    for number in range(some(10)):
        article = writer.article(None)
        urls = {code: web.url(5, f"/garden/{code}/{number}") for code in ("en", "es")}
        for code in urls:
            web.page(5, f"/garden/{code}/{number}", render(article, code, head=alternates(urls)))
        start += urls.values()
    start += _traps(web, writer)
    web.page(5, "/", index(start))
    web.page(6, "/", index([]))
    truth.forbidden |= {web.url(6, "/"), web.url(6, "/robots.txt"), web.url(7, "/")}
    web.put(7, "/robots.txt", Answer(status=503))
    return WebSource(
        seeds=tuple(web.url(number, "/") for number in (1, 2, 3, 4, 5, 7)),
        sitemaps=(web.url(1, "/sitemap.xml.gz"),),
        languages=("en", "es", "de"),
        keywords={
            "en": ("machine learning",),
            "es": ("aprendizaje automático",),
            "de": ("maschinelles Lernen",),
        },
        keyword_hits=2,
        domains=(web.host(6),),
        refused=(web.host(6),),
        limits=Limits(rate=2000, page_seconds=1.0, page_bytes=300_000, fruitless=15, pages=1000),
        judgement=Judgement(),
    )


def _traps(web: Web, writer: Writer) -> list[str]:
    """The things on host 5 that a crawler must survive; returns the addresses that lead to them."""
    private = writer.article("data")
    for code in ("en", "es"):
        web.page(5, f"/private/{code}", render(private, code))
        web.truth.forbidden.add(web.url(5, f"/private/{code}"))
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: amts\nDisallow: /private/\nCrawl-delay: 0.01\n"
    web.put(5, "/robots.txt", Answer(rules.encode(), headers={"Content-Type": "text/plain"}))
    web.put(5, "/loop/a", Answer(status=302, headers={"Location": "/loop/b"}))
    web.put(5, "/loop/b", Answer(status=302, headers={"Location": "/loop/a"}))
    web.put(5, "/tricky", Answer(status=301, headers={"Location": "/private/en"}))
    web.put(5, "/away", Answer(status=302, headers={"Location": web.url(6, "/")}))
    web.put(
        5, "/huge", Answer(b"<html><body>" + b"<p>machine learning</p>" * 40_000, headers={"Content-Type": "text/html"})
    )
    web.put(5, "/slow", Answer(b"<html><body>", headers={"Content-Type": "text/html"}, slow=True))
    web.put(5, "/download", Answer(bytes(range(256)), headers={"Content-Type": "application/octet-stream"}))
    web.put(5, "/broken", Answer(b"no", status=500))
    reserved = writer.article("data")
    for code in ("en", "es"):
        web.page(5, f"/reserved/{code}", render(reserved, code, head='<meta name="tdm-reservation" content="1">'))

    def calendar(target: str) -> Answer:
        day = int(urlsplit(target).path.rsplit("/", 1)[1])
        text = index([f"/calendar/{day + step}" for step in (1, 2, 30)], title=f"Day {day}")
        return Answer(text.encode(), headers={"Content-Type": "text/html"})

    web.put(5, "/calendar/*", calendar)
    paths = ["/private/en", "/private/es", "/loop/a", "/tricky", "/away", "/huge", "/slow", "/download", "/broken",
             "/reserved/en", "/reserved/es", "/calendar/1", "/missing", "/a/a/a/a/b"]  # fmt: skip
    return [web.url(5, path) for path in paths] + [web.url(6, "/")]
