"""Step 9: what was synced, kept between runs: the memory that makes a night without changes cost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from amts_core.aws.keys import digest
from amts_core.aws.stored import Stored, add
from amts_core.book.chapter import Chapter, encode_chapter, parse_chapter
from amts_core.book.segments import segments
from amts_core.deliver.files import sidecar_of
from amts_core.deliver.forms import FOLDER, Outcome, Record
from amts_core.deliver.kept import Kept, dump_kept, dump_texts, find_text, kept_key, kept_of
from amts_core.deliver.presence import is_taken_over
from amts_core.deliver.sidecar import Provenance, content_digest, load_provenance
from amts_core.errors import AmtsError
from amts_core.pipeline.run import Run


def text_digest(chapter: Chapter, language: str) -> str:
    """Digest of what a chapter has to translate: equal digests mean nothing to translate again."""
    return digest(*(segment.key for segment in segments(chapter, language=language, granularity="sentence")))


def read_records(run: Run) -> dict[str, Record]:
    """The last delivery of each chapter of the pair, by chapter id."""
    return _records(run).find() or {}


def _records(run: Run) -> Stored[dict[str, Record]]:
    return run.shared("state", "records.json", dict[str, Record])


def make_record(run: Run, chapter_id: str, *, source: str, origin: str, translation: Chapter | None) -> Record:
    """The record of a delivery; `source` and `origin` are keys of texts, "" for none."""
    return Record(
        chapter=chapter_id,
        run=run.id,
        source_revision=run.source_book.revision,
        source=source,
        origin=origin,
        translation=digest(translation.text) if translation else "",
        place=run.branch or FOLDER,
    )


def is_handed_over(run: Run, record: Record | None) -> bool:
    """Whether a record is of a delivery to where the pair delivers now: a branch lacks what went to a folder."""
    return record is not None and (not run.branch or record.place in ("", run.branch))


def record_delivery(run: Run, outcome: Outcome | None) -> int:
    """Remember what was handed over, as it was when it was put together; gives the number of chapters.

    Raises AmtsError if the outcome is gone: a delivery that is not recorded would be made again.
    """
    if outcome is None:
        raise AmtsError(f"the outcome of run {run.id} is gone: clear `deliver` to hand over again and record it")
    if outcome.records:
        add(_records(run), outcome.records)
    return len(outcome.records)


def read_origin(run: Run, record: Record, chapter: Chapter) -> Chapter | None:
    """The source that the book's translation of a recorded chapter was made from, for books that keep no origins."""
    key = record.source if _is_taken_over(run, record, chapter) else record.origin
    return read_text(run, key, record.chapter, chapter.format) if key else None


def is_waiting(run: Run, record: Record, source: Chapter | None, translation: Chapter | None) -> bool:
    """Whether the delivery of a record brings a chapter to this source, and the book has not taken it over."""
    if source is None or not is_text(record.source, source):
        return False
    return translation is None or not _is_taken_over(run, record, translation)


def _is_taken_over(run: Run, record: Record, chapter: Chapter) -> bool:
    if digest(chapter.text) == record.translation:
        return False
    delivered = read_delivered(run, record.run, record.chapter)
    if delivered is None:
        return not record.source or _is_told_by_the_book(run, record, chapter)
    sidecar = run.target_book.content(sidecar_of(run.target_book.path(record.chapter)))
    return is_taken_over(delivered, chapter, sidecar)


def _is_told_by_the_book(run: Run, record: Record, chapter: Chapter) -> bool:
    """Whether the story that stands beside a chapter is of the source of this record, whose own story is gone.

    Where nothing tells, the delivery was not taken over: what is carried twice is seen, what is missed is lost.
    """
    known = read_sidecar(run, record.chapter)
    source = read_text(run, record.source, record.chapter, chapter.format)
    return known is not None and known.source_digest == content_digest(source) and is_taken_over(known, chapter)


def read_delivered(run: Run, run_id: str, chapter_id: str) -> Provenance | None:
    """The story of a chapter that an earlier run delivered, None if it is gone."""
    kept = read_kept(run, run_id, chapter_id)
    return kept.story if kept else None


def read_kept(run: Run, run_id: str, chapter_id: str) -> Kept | None:
    """A chapter as a run put it together, None if it is gone."""
    return kept_of(run.store.find, run.pair_name, run_id, chapter_id)


def write_kept(run: Run, chapter_id: str, chapter: Chapter, story: Provenance) -> str:
    """Keep a chapter that this run put together; gives its address."""
    content = dump_kept(Kept(encode_chapter(chapter).decode("utf-8"), story))
    return run.store.write(kept_key(run.pair_name, run.id, chapter_id), content, content_type="application/json")


def read_previous(
    run: Run, chapter_id: str, records: Mapping[str, Record], delivered: Provenance | None = None
) -> Provenance | None:
    """The story of a chapter as the book has it, where reviewers may have noted something, else as it was `delivered`,
    which is read if it is not given.
    """
    if chapter_id not in run.target_book.chapter_ids():
        return None
    known = read_sidecar(run, chapter_id) or delivered
    if known is not None:
        return known
    record = records.get(chapter_id)
    return read_delivered(run, record.run, chapter_id) if record else None


def read_sidecar(run: Run, chapter_id: str) -> Provenance | None:
    """The story of a translated chapter that stands beside it; raises AmtsError if that cannot be read."""
    sidecar = sidecar_of(run.target_book.path(chapter_id))
    content = run.target_book.content(sidecar)
    return None if content is None else load_provenance(content, sidecar)


def keep_text(run: Run, chapter: Chapter) -> str:
    """Keep the text of a chapter; gives its key, the same for the same text."""
    key = run.shared_key("state", f"texts/{digest(chapter.text)}")
    if not run.store.exists(key):
        run.store.write(key, chapter.text)
    return key


def keep_texts(run: Run, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Keep the texts of some chapters in one object; gives the key of each, by its text."""
    texts = {digest(chapter.text): chapter.text for chapter in chapters}
    if not texts:
        return {}
    key = run.shared_key("state", f"texts/{digest(*sorted(texts))}.json.gz")
    run.store.write_bytes(key, dump_texts(texts), content_type="application/gzip")
    return {text: f"{key}#{name}" for name, text in texts.items()}


def is_text(key: str, chapter: Chapter) -> bool:
    """Whether a key is that of the text of a chapter."""
    return bool(key) and key.endswith(digest(chapter.text))


def read_text(run: Run, key: str, chapter_id: str, format: str) -> Chapter:
    """The chapter whose text is kept under a key; raises AmtsError if it is gone."""
    text = find_text(run.store.find_bytes, key)
    if text is None:
        raise AmtsError(f"the text of {chapter_id} is gone, nothing is stored at {run.store.uri(key)}: bring it back")
    return parse_chapter(text, id=chapter_id, format=format)
