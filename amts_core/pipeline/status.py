"""How far the translation of a pair is, from its books, its records and its sidecars; kept for the board."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from amts_core.aws.cost import MILLION
from amts_core.aws.keys import digest
from amts_core.book.chapter import encode_chapter
from amts_core.book.versions import ChapterTexts
from amts_core.deliver.files import sidecar_of
from amts_core.deliver.forms import Outcome
from amts_core.deliver.history import History, read_history
from amts_core.deliver.status import (
    BookStatus,
    ChapterState,
    ChapterStatus,
    LastDelivery,
    chapter_status,
    read_status,
    write_status,
)
from amts_core.errors import AmtsError
from amts_core.pipeline.chapters import planned_texts
from amts_core.pipeline.compare import plan_chapters
from amts_core.pipeline.forms import PlannedChapter
from amts_core.pipeline.past import Past, read_past
from amts_core.pipeline.record import is_waiting, read_delivered, read_previous
from amts_core.pipeline.run import Run
from amts_core.pipeline.settled import made_of
from amts_core.progress import telling

STATUS = "status.json"
LOG = logging.getLogger(__name__)


def book_status(run: Run, planned: Iterable[PlannedChapter] | None = None, past: Past | None = None) -> BookStatus:
    """The status of a pair as its books are now; nothing is sent, and nothing is paid for.

    `planned` are the chapters, `past` what they were planned with, where that was just now. What is known of a chapter
    that is as it was stays.
    """
    run, former = run.at(run.source_book.revision, run.target_book.revision), read_kept(run)
    past = past or read_past(run)
    look = _Look(run, {one.chapter: one for one in former.chapters} if former else {}, past)
    chapters = tuple(plan_chapters(run, past)[0] if planned is None else planned)
    status = BookStatus(
        pair=run.pair_name,
        source=run.pair.source,
        target=run.pair.target,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        source_revision=run.source_book.revision,
        target_revision=run.target_book.revision,
        chapters=tuple(look.chapter(one) for one in telling(chapters, "status of chapters")),
    )
    return _priced(run, status).after(former)


def _priced(run: Run, status: BookStatus) -> BookStatus:
    price = run.config.prices.of(run.pair.default_variants[-1])
    return replace(status, usd=status.characters * price / MILLION)


def keep_status(run: Run, planned: Iterable[PlannedChapter] | None = None, past: Past | None = None) -> None:
    """Make the status and keep it for the board. What goes wrong is logged: no run fails for it."""
    try:
        write_kept(run, book_status(run, planned, past))
    except AmtsError as error:
        LOG.warning("the status of %s is not kept: %s", run.pair_name, error)


def keep_delivered(run: Run, outcome: Outcome) -> None:
    """Let the status that was kept when this run was planned tell of its delivery; no chapter is looked at for it."""
    kept = read_kept(run)
    if kept is None or (kept.source_revision, kept.target_revision) != (
        run.source_book.revision,
        run.target_book.revision,
    ):
        keep_status(run)
        return

    def waiting(one: ChapterStatus) -> ChapterStatus:
        state = ChapterState.DELIVERED
        return replace(one, state=state, characters=0, delivery=run.id, delivered=outcome.at, of="")

    chapters = tuple(waiting(one) if one.chapter in outcome.records else one for one in kept.chapters)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    write_kept(run, _priced(run, replace(kept, chapters=chapters, date=now)).after(kept))


def write_kept(run: Run, status: BookStatus) -> None:
    """Keep a status for the board."""
    run.store.write(run.shared_key("state", STATUS), write_status(status), content_type="application/json")


def read_kept(run: Run) -> BookStatus | None:
    """The status that was kept last, None if there is none, or it cannot be read any more."""
    key = run.shared_key("state", STATUS)
    text = run.store.find(key)
    try:
        return None if text is None else read_status(text, run.store.uri(key))
    except AmtsError as error:
        LOG.warning("the trend begins anew: %s", error)
        return None


@dataclass(frozen=True)
class _Look:
    """What the chapters of a pair are looked at with, and what is known of them."""

    run: Run
    known: Mapping[str, ChapterStatus]
    past: Past

    def chapter(self, planned: PlannedChapter) -> ChapterStatus:
        """The status of a planned chapter: as it is known, if nothing that it is made from is another."""
        names = (planned.id, planned.former_id or planned.id)
        made = (made_of(self.run, name, self.past) for name in names)
        of, known = digest(planned.state, planned.origin, *made), self.known.get(planned.id)
        return known if known is not None and known.of == of else replace(self._looked_at(planned), of=of)

    @cached_property
    def source(self) -> History:
        """The history of the source book."""
        return read_history(self.run.source_book)

    @cached_property
    def target(self) -> History:
        """The history of the translated book."""
        return read_history(self.run.target_book)

    def _looked_at(self, planned: PlannedChapter) -> ChapterStatus:
        run, texts = self.run, planned_texts(self.run, planned)
        record = self.past.records.get(planned.id)
        try:
            delivered = read_delivered(run, record.run, planned.id) if record else None
            known = None if planned.former_id else delivered
            sidecar = read_previous(run, planned.former_id or planned.id, self.past.records, known)
        except AmtsError as error:
            LOG.warning("%s is looked at without its sidecar: %s", planned.id, error)
            sidecar = delivered = None
        told = delivered or sidecar
        last = LastDelivery(
            record.run if record else "",
            told.date if told else "",
            sidecar,
            record is not None and is_waiting(run, record, texts.source, texts.translation),
        )
        status = chapter_status(texts, last, language=run.languages.source)
        gone = record is not None and not record.source and texts.source is None
        return replace(
            status,
            state=ChapterState.DELIVERED if gone else status.state,
            commits=self._commits(texts),
            human_change=self._human_change(planned),
        )

    def _commits(self, texts: ChapterTexts) -> int | None:
        if texts.source is None or texts.origin is None or texts.translation is None:
            return None
        return self.source.since(self.run.source_book.path(texts.id), encode_chapter(texts.origin))

    def _human_change(self, planned: PlannedChapter) -> str:
        name, book = planned.former_id or planned.id, self.run.target_book
        if name not in book.chapter_ids():
            return ""
        path = book.path(name)
        return self.target.last_human(path, sidecar_of(path))
