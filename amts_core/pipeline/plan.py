"""Step 1: find what changed since the last recorded sync."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from amts_core.book.chapter import Chapter
from amts_core.book.segments import segments
from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.pipeline.record import Record, read_origin, read_records, text_digest
from amts_core.pipeline.run import Run, digest

PLAN = "plan.json"
ALIGNMENT_VERSION = 1  # part of the key of aligned pairs: raise it when the alignment changes
RENAME_LIKENESS = 0.5


class State(StrEnum):
    """What a chapter of the source book needs."""

    NEW = "new"  # has no translation yet
    CHANGED = "changed"  # its text to translate differs from what was translated
    TOUCHED = "touched"  # only code, white space, formulas or markup differ: nothing to translate
    UNCHANGED = "unchanged"
    DELETED = "deleted"  # the source is gone, the translation still there


@dataclass(frozen=True)
class PlannedChapter:
    """A chapter and what happens with it. `alignment` is the key of its aligned pairs, None without translation."""

    id: str
    state: State
    renamed_from: str | None = None
    alignment: str | None = None


@dataclass(frozen=True)
class Plan:
    """What a run does, decided once, so that every step works on the same."""

    pair: str
    run: str
    source_revision: str
    target_revision: str
    variants: tuple[Variant, ...]
    delivered: Variant
    chapters: tuple[PlannedChapter, ...]
    deliver: tuple[str, ...]
    evaluate: tuple[str, ...]
    force: bool
    budget_usd: float
    formality: str | None
    profanity: str | None

    def chapter(self, chapter_id: str) -> PlannedChapter:
        """The planned chapter with this id."""
        for chapter in self.chapters:
            if chapter.id == chapter_id:
                return chapter
        raise AmtsError(f"{chapter_id} is not in the plan of run {self.run}: start a new run")

    @property
    def counts(self) -> dict[str, int]:
        """Number of chapters in each state, for the log."""
        return {state.value: sum(chapter.state == state for chapter in self.chapters) for state in State}


_ADAPTER = TypeAdapter(Plan)


@dataclass(frozen=True)
class ChapterTexts:
    """A chapter in both books: its source now, its translation, and the source that the translation was made from."""

    id: str
    source: Chapter | None
    origin: Chapter | None
    translation: Chapter | None


def find_changed(
    run: Run,
    *,
    variants: Sequence[Variant],
    chapters: Sequence[str] = (),
    force: bool = False,
    evaluate: bool = False,
    budget_usd: float | None = None,
    formality: str | None = None,
    profanity: str | None = None,
) -> Plan:
    """Decide what this run does and keep it.

    `chapters` restricts the run to these ids (default: all that changed); `force` includes unchanged ones;
    `evaluate` scores the evaluation articles even if nothing changed. The budget
    (US dollars) and the settings of the engine are the pair's unless they are given.
    Raises AmtsError for a chapter that neither book has.
    """
    run = run.at(run.source_book.revision, run.target_book.revision)
    records, renames = read_records(run), _find_renames(run)
    names = [name for name in _known_chapters(run, chapters) if name not in renames.values()]
    planned = tuple(_plan_chapter(run, name, renames.get(name), records.get(name)) for name in names)
    states = set(State) - {State.DELETED} if force else {State.NEW, State.CHANGED, State.TOUCHED}
    deliver = tuple(c.id for c in planned if c.state in states and (not chapters or c.id in chapters))
    is_scored = force or evaluate or any(run_needed(c) for c in planned if c.id in deliver)
    plan = Plan(
        pair=run.pair_name,
        run=run.id,
        source_revision=run.source_book.revision,
        target_revision=run.target_book.revision,
        variants=tuple(variants),
        delivered=run.pair.granularity if run.pair.granularity in variants else variants[-1],
        chapters=planned,
        deliver=deliver,
        evaluate=tuple(c.id for c in planned if is_scored and c.id in run.pair.evaluation and c.alignment),
        force=force,
        budget_usd=run.config.budget(run.pair_name) if budget_usd is None else budget_usd,
        formality=formality or run.pair.formality,
        profanity=profanity or run.pair.profanity,
    )
    run.store.write(run.key(PLAN), _ADAPTER.dump_json(plan, indent=1).decode(), content_type="application/json")
    return plan


def read_plan(run: Run) -> tuple[Run, Plan]:
    """The plan of this run, and the run with its books at the plan's revisions."""
    plan = _ADAPTER.validate_json(run.store.read(run.key(PLAN)))
    return run.at(plan.source_revision or None, plan.target_revision or None), plan


def read_texts(
    run: Run, chapter_id: str, *, former_id: str | None = None, record: Record | None = None
) -> ChapterTexts:
    """A chapter in both books; a renamed chapter's translation stands under its former id.

    Where the translated book keeps no origins, the recorded source stands in, and without a record the source itself.
    """
    name = former_id or chapter_id
    source = run.source_book.find(chapter_id)
    translation = run.target_book.find(name)
    origin = run.target_book.find_origin(name)
    if origin is None and translation is not None:
        origin = (record and read_origin(run, record, translation)) or source
    return ChapterTexts(chapter_id, source, origin, translation)


def run_needed(chapter: PlannedChapter) -> bool:
    """Whether a chapter has something to translate."""
    return chapter.state in (State.NEW, State.CHANGED)


def _known_chapters(run: Run, chapters: Sequence[str]) -> list[str]:
    known = sorted({*run.source_book.chapter_ids(), *run.target_book.chapter_ids()})
    missing = [name for name in chapters if name not in known]
    if missing:
        raise AmtsError(
            f"no such chapter: {', '.join(missing)}; {run.pair.source} has {len(known)} chapters,"
            f" such as {', '.join(known[:3])} (no file ending)"
        )
    lost = [name for name in run.pair.evaluation if name not in known]
    if lost:
        raise AmtsError(
            f"evaluation articles of {run.pair_name} that no book has: {', '.join(lost)}; correct `evaluation`"
        )
    return known


def _plan_chapter(run: Run, chapter_id: str, former_id: str | None, record: Record | None) -> PlannedChapter:
    texts = read_texts(run, chapter_id, former_id=former_id, record=record)
    return PlannedChapter(chapter_id, _state(run, texts, record), former_id, alignment_key(run, texts))


def alignment_key(run: Run, texts: ChapterTexts) -> str | None:
    """Key of a chapter's aligned pairs, made from both texts; None for a chapter without translation."""
    if texts.origin is None or texts.translation is None:
        return None
    name = digest(str(ALIGNMENT_VERSION), texts.origin.text, texts.translation.text)
    return run.shared_key("alignments", f"{name}.jsonl")


def _state(run: Run, texts: ChapterTexts, record: Record | None) -> State:
    if texts.source is None:
        return State.DELETED
    now = text_digest(texts.source, run.source_language)
    if record is not None and record.text == now:
        return State.UNCHANGED
    if texts.translation is None or texts.origin is None:
        return State.NEW
    if texts.source.text == texts.origin.text:
        return State.UNCHANGED
    return State.TOUCHED if text_digest(texts.origin, run.source_language) == now else State.CHANGED


def _find_renames(run: Run) -> dict[str, str]:
    """Chapters of the source book whose translation stands under a former id: {id: former id}.

    A chapter without translation is paired with a translation without chapter when they share most of their segments.
    """
    sources, translations = set(run.source_book.chapter_ids()), set(run.target_book.chapter_ids())
    orphans = {name: origin for name in sorted(translations - sources) if (origin := run.target_book.find_origin(name))}
    renames: dict[str, str] = {}
    for name in sorted(sources - translations):
        source = run.source_book.find(name)
        likeness = {orphan: _likeness(run, source, text) for orphan, text in orphans.items()} if source else {}
        best = max(likeness, key=lambda orphan: likeness[orphan], default=None)
        if best is not None and likeness[best] >= RENAME_LIKENESS:
            renames[name] = best
            del orphans[best]
    return renames


def _likeness(run: Run, one: Chapter, other: Chapter) -> float:
    """Share of segments that two chapters have in common, 0 to 1."""
    keys = [
        {segment.key for segment in segments(chapter, language=run.source_language, granularity="sentence")}
        for chapter in (one, other)
    ]
    return len(keys[0] & keys[1]) / max(len(keys[0] | keys[1]), 1)
