"""Settings of a web source: where to start, what to look for, and how much of it."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from amts_core.config.section import CronExpression, Section
from amts_core.languages import LanguageCode


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no web address: write it as https://host/path")
    return url


def _domain(name: str) -> str:
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", name):
        raise ValueError(f"{name!r} is no domain: write the bare name, such as example.org")
    return name.lower()


WebAddress = Annotated[str, AfterValidator(_web_address)]
Domain = Annotated[str, AfterValidator(_domain)]


class Limits(Section):
    """How much a crawl may take; the limits hold for each host, `seconds` for each run."""

    pages: int = Field(2000, ge=1, description="addresses of a host that are asked for")
    depth: int = Field(8, ge=0, description="links from a seed to a page")
    rate: float = Field(1.0, gt=0, description="requests a second to a host; robots.txt may ask for fewer")
    page_bytes: int = Field(2_000_000, ge=1000, description="a longer page is not read to its end, and not kept")
    bytes: int = Field(500_000_000, ge=1000, description="bytes that are read from a host in one run")
    page_seconds: float = Field(30.0, gt=0, description="a page that takes longer is given up")
    seconds: float | None = Field(None, gt=0, description="length of one run; the next run goes on from there")
    fruitless: int = Field(
        25, ge=1, description="pages with the same form of address, none on the subject, after which that form is left"
    )


class Judgement(Section):
    """When two pages count as translations of each other."""

    coverage: float = Field(0.5, ge=0, le=1, description="share of one page's text whose alignment must be sure")
    similarity: float = Field(0.45, ge=0, le=1, description="score from which a bead of sentences can be sure")
    segments: int = Field(3, ge=1, description="sure beads of sentences that a pair of pages must have")
    candidates: int = Field(4, ge=1, description="nearest pages by content that are tried for each page")


class WebSource(Section):
    """A source of parallel data: bilingual pages on one subject."""

    seeds: tuple[WebAddress, ...] = Field((), description="pages to start from")
    sitemaps: tuple[WebAddress, ...] = Field((), description="sitemaps (or sitemap indexes) to start from")
    languages: tuple[LanguageCode, ...] = Field(min_length=2, description="languages of the pages that are kept")
    keywords: dict[LanguageCode, tuple[str, ...]] = Field(
        default_factory=dict,
        description="words and phrases of the subject by language; none: every page is on the subject",
    )
    keyword_hits: int = Field(3, ge=1, description="times that keywords must occur on a page of the subject")
    domains: tuple[Domain, ...] = Field((), description="further domains that links may lead to, with their subdomains")
    refused: tuple[Domain, ...] = Field((), description="domains that are never fetched and whose pairs are removed")
    user_agent: str = Field(
        "amts (parallel data for translation; obeys robots.txt)",
        min_length=3,
        description="who asks; name a contact address here",
    )
    robots_token: str = Field("amts", min_length=2, description="the name that robots.txt knows the crawler by")
    schedule: CronExpression | None = Field("0 3 * * 0", description="cron expression in UTC; null: by hand only")
    limits: Limits = Field(default_factory=Limits, description="how much is fetched")
    judgement: Judgement = Field(default_factory=Judgement, description="which pages are a pair")

    @model_validator(mode="after")
    def _is_whole(self) -> WebSource:
        if not self.seeds and not self.sitemaps:
            raise ValueError("give at least one address under seeds or sitemaps")
        if stray := set(self.keywords) - set(self.languages):
            raise ValueError(f"keywords for {', '.join(sorted(stray))}, which is not among the languages")
        if self.keywords and (silent := [code for code in self.languages if not self.keywords.get(code)]):
            raise ValueError(f"no keywords for {', '.join(silent)}: give some for every language, or for none")
        for url in (*self.seeds, *self.sitemaps):
            if self.refuses(url):
                raise ValueError(f"{url} lies in a refused domain: remove it from the seeds or the refusal")
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts of the seeds and sitemaps, sorted: what a crawl is divided by."""
        return tuple(sorted({_host(url) for url in (*self.seeds, *self.sitemaps)}))

    def refuses(self, url: str) -> bool:
        """Whether the address lies in a refused domain."""
        return _within(_host(url), self.refused)

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: on a seed's host or in an allowed domain, and not refused."""
        host = _host(url)
        return (host in self.hosts or _within(host, self.domains)) and not self.refuses(url)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _within(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def web_pairs_key(name: str) -> str:
    """The key under which the pairs of a web source are stored."""
    return f"web/{name}/pairs.jsonl"
