"""Which of the fetched pages take part in the pairing, and with which of their text.

A page is left out, by name of the reason, if it is off the subject, in none of the languages, marked as machine
translated, or a near-duplicate of another page; paragraphs in another language and those that stand on many pages of a
host (cookie notices, newsletters) are left out of the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.segments import Segment, segments
from amts_core.config import WebSource
from amts_core.languages import language as known_language
from amts_core.web.addresses import host_of
from amts_core.web.identify import divide
from amts_core.web.page import Page, Paragraph
from amts_core.web.store import Fetched
from amts_core.web.subject import Subject

SHINGLE = 5  # words (or characters, in languages without blanks) that are compared as one
SAME = 0.8  # share of common shingles from which two pages are the same
PERMUTATIONS = 64
REPEATED = 4  # pages of a host from which a paragraph is part of the site, not of the page
SHORTEST = 3  # paragraphs of a page below which it is no article


@dataclass(frozen=True)
class Reading:
    """A page as it takes part in the pairing: its language and the paragraphs that are its own."""

    page: Page
    language: str
    paragraphs: tuple[Paragraph, ...]
    fetched_at: str

    @property
    def url(self) -> str:
        """The page's address."""
        return self.page.url

    @cached_property
    def chapter(self) -> Chapter:
        """The page as a chapter; its id is the address."""
        return parse_chapter("\n\n".join(_block(paragraph) for paragraph in self.paragraphs) + "\n", id=self.url)

    @cached_property
    def sentences(self) -> list[Segment]:
        """The sentences of the chapter."""
        return segments(self.chapter, language=self.language, granularity="sentence")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A page that takes no part, and why."""

    url: str
    reason: str


def read(pages: Iterable[Fetched], source: WebSource) -> tuple[list[Reading], list[LeftOut]]:
    """The readings of the pages, by address, and those that are left out."""
    subject = Subject(source.keywords, hits=source.keyword_hits)
    readings: list[Reading] = []
    left_out: list[LeftOut] = []
    for fetched in pages:
        page = fetched.page
        code, paragraphs, _ = divide(page, source.languages)
        if code is None:
            left_out.append(LeftOut(page.url, "in none of the languages"))
        elif len(paragraphs) < SHORTEST:
            left_out.append(LeftOut(page.url, "too short"))
        elif page.machine_translated:
            left_out.append(LeftOut(page.url, "machine translated"))
        elif not subject.covers(page.plain, code):
            left_out.append(LeftOut(page.url, "off the subject"))
        else:
            readings.append(Reading(page, code, paragraphs, fetched.fetched_at))
    readings, doubles = without_duplicates(readings)
    readings, thin = without_repeated_paragraphs(readings)
    return readings, sorted([*left_out, *doubles, *thin], key=lambda one: one.url)


def without_duplicates(readings: Sequence[Reading]) -> tuple[list[Reading], list[LeftOut]]:
    """One page of each group of near-duplicates: its own canonical address, else the shortest address.

    MinHash with banding (Broder 1997) over shingles of the text.
    """
    ranked = sorted(readings, key=lambda one: (one.page.canonical not in (None, one.url), len(one.url), one.url))
    index = MinHashLSH(threshold=SAME, num_perm=PERMUTATIONS)
    kept, left_out = [], []
    for reading in ranked:
        signature = _signature(reading)
        found = sorted(index.query(signature))
        if found:
            left_out.append(LeftOut(reading.url, f"duplicate of {found[0]}"))
        else:
            index.insert(reading.url, signature)
            kept.append(reading)
    return sorted(kept, key=lambda one: one.url), left_out


def _signature(reading: Reading) -> MinHash:
    text = " ".join(paragraph.plain for paragraph in reading.paragraphs).casefold()
    units: Sequence[str] = text if known_language(reading.language).cjk else re.findall(r"\w+", text)
    joint = "" if isinstance(units, str) else " "
    shingles = {joint.join(units[start : start + SHINGLE]) for start in range(max(1, len(units) - SHINGLE + 1))}
    signature = MinHash(num_perm=PERMUTATIONS, seed=1)
    signature.update_batch([shingle.encode() for shingle in sorted(shingles)])
    return signature


def without_repeated_paragraphs(readings: Sequence[Reading]) -> tuple[list[Reading], list[LeftOut]]:
    """The pages without the paragraphs that stand on many pages of their host."""
    pages_with: Counter[tuple[str, str]] = Counter()
    for reading in readings:
        pages_with.update({(host_of(reading.url), paragraph.text) for paragraph in reading.paragraphs})
    kept, left_out = [], []
    for reading in readings:
        host = host_of(reading.url)
        own = tuple(paragraph for paragraph in reading.paragraphs if pages_with[host, paragraph.text] < REPEATED)
        if len(own) < SHORTEST:
            left_out.append(LeftOut(reading.url, "nothing but repeated text"))
        else:
            kept.append(replace(reading, paragraphs=own))
    return kept, left_out


def _block(paragraph: Paragraph) -> str:
    """The paragraph as a block of a Markdown chapter."""
    match paragraph.kind:
        case "heading":
            return f"{'#' * max(1, paragraph.level)} {paragraph.text}"
        case "item":
            return f"- {_guarded(paragraph.text)}"
        case "quote":
            return f"> {_guarded(paragraph.text)}"
        case "code":
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", paragraph.text)), default=0))
            return f"{fence}\n{paragraph.text}\n{fence}"
    return _guarded(paragraph.text)


def _guarded(text: str) -> str:
    """The text, with a backslash before what would begin another kind of block."""
    start = re.match(r"(\d{1,9})(?=[.)](\s|$))", text)
    if start:
        return f"{start[0]}\\{text[start.end() :]}"
    return f"\\{text}" if re.match(r"[-+>#:|=~%]|\*\s", text) else text
