"""The source that each translation was made from: kept by the book, recorded, or found in the source's history."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from amts_core.aws.keys import digest
from amts_core.aws.stored import Stored, add
from amts_core.book.chapter import Chapter
from amts_core.book.versions import Version, chapter_versions, last_change
from amts_core.deliver.forms import Record
from amts_core.deliver.presence import is_taken_over
from amts_core.deliver.sidecar import content_digest
from amts_core.pipeline.record import keep_text, read_origin, read_sidecar, read_text
from amts_core.pipeline.run import Run
from amts_core.sync.origin import Facts, find_origin


@dataclass(frozen=True)
class Origin:
    """The source of a translation. `key` is where its text is stored, "" if it is the one that the book keeps."""

    chapter: Chapter
    key: str = ""


@dataclass(frozen=True)
class _Found:
    """What an earlier run found: `of` is the digest of the translation and of the origin beside it."""

    of: str
    key: str


PAUSE = 10  # seconds after which what was found is kept, and progress is told

LOG = logging.getLogger(__name__)


def find_origins(run: Run, names: Sequence[str], records: Mapping[str, Record]) -> dict[str, Origin]:
    """The origin of each of these translated chapters that has one, by chapter id.

    The origin that the book keeps is taken, unless the source has changed and another version in its history fits the
    translation clearly better. A book that keeps none has its recorded deliveries, else what the history of the source
    says (of versions that fit equally well the oldest, and the log says how many there are); without a history a
    translation is taken to be in step when it is first seen. What was found is kept while the translation does not
    change; a search that is interrupted goes on where it was.
    """
    search = _Search(run, records, _found(run).find() or {}, Facts(run.cache / "facts.sqlite"))
    origins = {}
    for number, name in enumerate(names, 1):
        origin = search.origin(name)
        if origin:
            origins[name] = origin
        if time.monotonic() - search.written > PAUSE:
            search.keep()
            LOG.info("origins: %d of %d chapters looked at, %d searched for", number, len(names), search.searched)
    search.keep()
    return origins


@dataclass
class _Search:
    run: Run
    records: Mapping[str, Record]
    found: dict[str, _Found]
    facts: Facts
    searched: int = 0
    unkept: dict[str, _Found] = field(default_factory=dict)  # what of `found` is not kept yet
    written: float = field(default_factory=time.monotonic)

    def keep(self) -> None:
        """Keep what was found so far."""
        if self.unkept:
            add(_found(self.run), self.unkept)
        self.written, self.unkept = time.monotonic(), {}

    def origin(self, name: str) -> Origin | None:
        """The origin of one chapter, None if nothing is known of it."""
        target, source = self.run.target_book, self.run.source_book.find(name)
        translation, kept = target.read(name), self.run.kept_origin(name)
        if kept is not None and (source is None or source.text == kept.text):
            return Origin(kept)
        is_beside = bool(target.origin_blob(name))
        if source is not None and not is_beside and self._has(name, translation, source):
            return Origin(source, keep_text(self.run, source))
        if kept is not None and not self.run.origins.search:
            return Origin(kept)
        if kept is None and (recorded := self._recorded(name, translation)):
            return recorded
        of = digest(translation.text, kept.text if kept else "")
        known = self.found.get(name)
        if known is None or known.of != of:
            key = self._look(name, translation, kept)
            self.searched += 1
            if key is None:
                return None
            known = self.found[name] = self.unkept[name] = _Found(of, key)
        if kept is not None and not known.key:
            return Origin(kept)
        return Origin(read_text(self.run, known.key, name, translation.format), known.key)

    def _has(self, name: str, translation: Chapter, source: Chapter) -> bool:
        """Whether the book's own story of this translation says that it has taken over a delivery of this source."""
        known = read_sidecar(self.run, name)
        return known is not None and known.source_digest == content_digest(source) and is_taken_over(known, translation)

    def _recorded(self, name: str, translation: Chapter) -> Origin | None:
        record = self.records.get(name)
        found = read_origin(self.run, record, translation) if record else None
        return Origin(found, keep_text(self.run, found)) if found else None

    def _look(self, name: str, translation: Chapter, kept: Chapter | None) -> str | None:
        """The key of what the history says, "" for the origin that the book keeps, None for nothing at all.

        Without a history: of the source that was found before and the present one, the one that fits better.
        """
        book = self.run.origins.history or self.run.source_book
        until = last_change(self.run.target_book, name)
        versions = list(chapter_versions(book, name, until=until)) if self.run.origins.search else []
        before, present = kept, self.run.source_book.find(name)
        if not versions and kept is None:
            known = self.found.get(name)
            before = read_text(self.run, known.key, name, translation.format) if known else None
            versions = [Version.of(present)] if present and self.run.origins.first_sight else []
        best = find_origin(
            translation,
            before,
            versions,
            languages=self.run.languages,
            facts=self.facts,
        )
        if best is None:
            return None
        if not best.is_kept and best.ties > 1:
            LOG.warning("%s fits %d versions of its source equally well: the oldest is taken", name, best.ties)
        if not best.is_kept and best.revision:
            why = "fits better than the one that is kept" if kept else "was found in the history"
            LOG.info("%s: the source of %s %s", name, best.revision[:12], why)
        return "" if best.source is kept else keep_text(self.run, best.source)


def _found(run: Run) -> Stored[dict[str, _Found]]:
    return run.shared("state", "origins.json", dict[str, _Found])
