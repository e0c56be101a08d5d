"""What is known of one host: an SQLite file that survives a killed crawl.

A *round* asks for every known page once. A page whose round lies behind the current one is waiting; so a crawl that was
stopped goes on where it stood, and a new round begins when nobody waits. Pages found to be gone are only asked for
again when a link leads to them.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from amts_core.errors import AmtsError
from amts_core.web.page import EXTRACTION, Page, Paragraph, read_page


class State(StrEnum):
    """What came of an address."""

    NEW = "new"  # never asked for
    FETCHED = "fetched"
    MOVED = "moved"  # redirects elsewhere
    GONE = "gone"  # was or is missing
    FORBIDDEN = "forbidden"  # robots.txt, or outside of the allowed domains
    RESERVED = "reserved"  # fetched, but the page reserves its text: only the fact is kept
    NO_PAGE = "no page"  # not HTML
    FAILED = "failed"  # too large, too slow, redirect loop, server error


@dataclass(frozen=True, slots=True)
class Waiting:
    """An address to ask for, and what a conditional request needs."""

    url: str
    depth: int
    priority: int
    sitemap: bool
    etag: str
    last_modified: str
    fetched: bool  # in an earlier round


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was fetched."""

    page: Page
    digest: str
    fetched_at: str  # ISO 8601, UTC


SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
  url TEXT PRIMARY KEY, depth INTEGER NOT NULL, priority INTEGER NOT NULL, sitemap INTEGER NOT NULL,
  round INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'new', reason TEXT NOT NULL DEFAULT '',
  etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '', fetched_at TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '', promising INTEGER NOT NULL DEFAULT 0, extraction INTEGER NOT NULL DEFAULT 0,
  html BLOB, page BLOB);
CREATE TABLE IF NOT EXISTS meta (round INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS claims (url TEXT NOT NULL, alternate TEXT NOT NULL, PRIMARY KEY (url, alternate));
CREATE TABLE IF NOT EXISTS elsewhere (url TEXT PRIMARY KEY, depth INTEGER NOT NULL);
"""


class HostStore:
    """The pages of one host. Use it as a context manager; every method commits."""

    def __init__(self, path: Path, *, limit: int = 10**9) -> None:
        self.path = path
        self.limit = limit
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise AmtsError(f"{path} holds no crawl ({error}): remove it to crawl this host afresh") from None
        if self._db.execute("SELECT count(*) FROM meta").fetchone()[0] == 0:
            self._db.execute("INSERT INTO meta VALUES (0)")
        self._known = int(self._db.execute("SELECT count(*) FROM pages").fetchone()[0])

    def __enter__(self) -> HostStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing of it is left in side files."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.close()

    @property
    def round(self) -> int:
        """Number of the current round; 0 before the first."""
        return int(self._db.execute("SELECT round FROM meta").fetchone()[0])

    def begin(self) -> int:
        """Begin a new round, unless one is under way; returns the number of the round."""
        if not any(True for _ in self.waiting()):
            self._db.execute("UPDATE meta SET round = round + 1")
        return self.round

    def waiting(self) -> list[Waiting]:
        """The addresses that this round still has to ask for, the most promising first."""
        rows = self._db.execute(
            "SELECT url, depth, priority, sitemap, etag, last_modified, state = ? FROM pages"
            " WHERE round < (SELECT round FROM meta) AND state != ? ORDER BY priority DESC, depth, url",
            (State.FETCHED, State.GONE),
        )
        return [Waiting(*row) for row in rows]

    def admit(self, url: str, *, depth: int, priority: int = 0, sitemap: bool = False) -> Waiting | None:
        """Note an address; returns it if it must be asked for in this round and nobody has asked for it to wait yet."""
        found = self._db.execute("SELECT state, round FROM pages WHERE url = ?", (url,)).fetchone()
        if found is None:
            if self._known >= self.limit:
                return None
            self._known += 1
            self._db.execute(
                "INSERT INTO pages (url, depth, priority, sitemap) VALUES (?, ?, ?, ?)", (url, depth, priority, sitemap)
            )
            return Waiting(url, depth, priority, sitemap, "", "", False)
        state, last_round = found
        if state == State.GONE and last_round < self.round:
            self._db.execute("UPDATE pages SET state = ? WHERE url = ?", (State.NEW, url))
            return Waiting(url, depth, priority, sitemap, "", "", False)
        return None

    def keep(self, page: Page, html: str, *, digest: str, promising: bool, etag: str, last_modified: str) -> None:
        """A page was fetched; `promising` says whether it is on the subject."""
        self._settle(
            page.url,
            state=State.FETCHED,
            reason="",
            etag=etag,
            last_modified=last_modified,
            fetched_at=_now(),
            digest=digest,
            promising=promising,
            extraction=EXTRACTION,
            html=zlib.compress(html.encode("utf-8", errors="replace")),
            page=_pack(page),
        )

    def promising(self) -> list[tuple[str, bool]]:
        """The addresses of the pages that were fetched, and whether they were on the subject."""
        rows = self._db.execute("SELECT url, promising FROM pages WHERE state = ? ORDER BY url", (State.FETCHED,))
        return [(str(url), bool(promising)) for url, promising in rows]

    def unchanged(self, url: str) -> None:
        """The server said that the page is as it was."""
        self._settle(url)

    def close_off(self, url: str, state: State, reason: str, *, etag: str = "", last_modified: str = "") -> None:
        """Nothing is kept of this address, for this reason. A passing failure leaves what an earlier round fetched."""
        if state == State.FAILED and self._db.execute("SELECT page FROM pages WHERE url = ?", (url,)).fetchone()[0]:
            self._settle(url, reason=reason)
            return
        self._settle(
            url, state=state, reason=reason, etag=etag, last_modified=last_modified, html=None, page=None, digest=""
        )

    def _settle(self, url: str, **values: object) -> None:
        assignments = "".join(f", {name} = ?" for name in values)
        self._db.execute(
            f"UPDATE pages SET round = (SELECT round FROM meta){assignments} WHERE url = ?", (*values.values(), url)
        )

    def claim(self, url: str, alternates: list[str]) -> None:
        """A sitemap says that these addresses are versions of the page in other languages."""
        self._db.executemany("INSERT OR IGNORE INTO claims VALUES (?, ?)", [(url, other) for other in alternates])

    def pass_on(self, url: str, depth: int) -> None:
        """Note a link to another host, for that host's next round."""
        self._db.execute("INSERT OR IGNORE INTO elsewhere VALUES (?, ?)", (url, depth))

    def take_passed_on(self) -> list[tuple[str, int]]:
        """The links to other hosts with their depth; they are forgotten here."""
        rows = self._db.execute("SELECT url, depth FROM elsewhere ORDER BY url").fetchall()
        self._db.execute("DELETE FROM elsewhere")
        return [(str(url), int(depth)) for url, depth in rows]

    def pages(self) -> Iterator[Fetched]:
        """All pages that were fetched and are not gone, by address; read again if the extraction has changed since."""
        claims: dict[str, tuple[str, ...]] = {}
        for url, other in self._db.execute("SELECT url, alternate FROM claims ORDER BY url, alternate"):
            claims[url] = (*claims.get(url, ()), other)
        rows = self._db.execute(
            "SELECT url, html, page, extraction, digest, fetched_at FROM pages WHERE state = ? ORDER BY url",
            (State.FETCHED,),
        )
        for url, html, packed, extraction, digest, fetched_at in rows:
            page = (
                _unpack(packed) if extraction == EXTRACTION else read_page(url, zlib.decompress(html).decode("utf-8"))
            )
            yield Fetched(_with_alternates(page, claims.get(url, ())), digest, fetched_at)

    def counts(self) -> dict[str, int]:
        """How many addresses came to which state; those of a round under way that still wait count as `waiting`."""
        rows = self._db.execute(
            "SELECT CASE WHEN state = 'new' OR (round < (SELECT round FROM meta) AND state != 'gone') THEN 'waiting'"
            " ELSE state END AS name, count(*) FROM pages GROUP BY name ORDER BY name"
        )
        return {str(name): int(count) for name, count in rows}


def _with_alternates(page: Page, claimed: tuple[str, ...]) -> Page:
    return replace(page, alternates=tuple(dict.fromkeys((*page.alternates, *claimed))))


def _pack(page: Page) -> bytes:
    return zlib.compress(json.dumps(asdict(page), ensure_ascii=False).encode("utf-8", errors="replace"))


def _unpack(packed: bytes) -> Page:
    fields = json.loads(zlib.decompress(packed))
    paragraphs = tuple(Paragraph(**paragraph) for paragraph in fields.pop("paragraphs"))
    return Page(**{**fields, "paragraphs": paragraphs, "alternates": tuple(fields.pop("alternates"))})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
