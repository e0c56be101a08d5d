"""Step 1: find what changed since the last recorded sync."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from amts_core.aws.keys import digest
from amts_core.book.chapter import Chapter
from amts_core.book.git import GitMissing, RepositoryUnreachable
from amts_core.book.repository import Book
from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.pipeline.check_languages import refuse_other_languages
from amts_core.pipeline.desk import all_desks
from amts_core.pipeline.forms import PLAN, Plan, PlannedChapter, Record, State
from amts_core.pipeline.origins import Origin, find_origins
from amts_core.pipeline.record import read_records, read_sidecar, read_text, text_digest, text_key
from amts_core.pipeline.run import Run
from amts_core.pipeline.stored import find_stored
from amts_core.pipeline.words import current_lexicon
from amts_core.sync.book import BookWork, ChapterWork, plan_book, share_of_text

ALIGNMENT_VERSION = 4  # part of the key of aligned pairs: raise it when the alignment changes


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
    again: bool = False,
    budget_usd: float | None = None,
    formality: str | None = None,
    profanity: str | None = None,
) -> Plan:
    """Decide what this run does and keep it.

    `chapters` restricts the run to these ids (default: all that changed); `force` includes unchanged ones;
    `evaluate` scores the evaluation articles even if nothing changed; `again` delivers again what the translated book
    has not taken over. The budget (US dollars) is the pair's unless it is given; `formality` and `profanity` are Amazon
    Translate's settings. Raises AmtsError for a chapter that neither book has, if an implausible share of the
    translation would go, and for a book that is clearly in another language than was said.
    """
    run = run.at(run.source_book.revision, run.target_book.revision)
    _check_names(run, chapters)
    sources, translations, unreadable = _read_books(run)
    lexicon = current_lexicon(run)
    planned = plan_chapters(run, sources, translations, again=again, lexicon=lexicon)
    states = set(State) - {State.DELETED} if force else {State.NEW, State.CHANGED, State.TOUCHED}
    wanted = [chapter for chapter in planned if not chapters or chapter.id in chapters]
    remove = tuple(chapter.id for chapter in wanted if chapter.state is State.DELETED)
    deliver = tuple(chapter.id for chapter in wanted if chapter.state in states and chapter.id in sources)
    if deliver:
        refuse_other_languages(run.languages, sources.values(), translations.values())
    is_scored = force or evaluate or any(run_needed(chapter) for chapter in wanted if chapter.state in states)
    plan = Plan(
        pair=run.pair_name,
        run=run.id,
        source_revision=run.source_book.revision,
        target_revision=run.target_book.revision,
        variants=tuple(variants),
        delivered=run.pair.granularity if run.pair.granularity in variants else variants[-1],
        chapters=planned,
        deliver=deliver,
        remove=remove,
        evaluate=tuple(
            c.id for c in planned if is_scored and c.is_scored(run.pair) and c.alignment and c.id not in remove
        ),
        force=force,
        budget_usd=run.config.budget(run.pair_name) if budget_usd is None else budget_usd,
        formality=formality,
        profanity=profanity,
        removed_share=share_of_text(remove, translations),
        lexicon=lexicon,
        unreadable=unreadable,
    )
    run.store.write(run.key(PLAN), _ADAPTER.dump_json(plan, indent=1).decode(), content_type="application/json")
    return plan


def read_plan(run: Run) -> tuple[Run, Plan]:
    """The plan of this run, and the run with its books at the plan's revisions; raises AmtsError if it has none."""
    found = find_plan(run)
    if found is None:
        raise AmtsError(f"run {run.id} of {run.pair_name} was not planned: its first step failed; start a new run")
    return found


def find_plan(run: Run) -> tuple[Run, Plan] | None:
    """The plan of this run, and the run with its books at the plan's revisions; None for a run that was not planned."""
    plan = find_stored(run.store, run.key(PLAN), _ADAPTER)
    if plan is None:
        return None
    return run.at(plan.source_revision or None, plan.target_revision or None), plan


def chapter_texts(run: Run, plan: Plan, chapter_id: str) -> ChapterTexts:
    """The texts of a planned chapter; a renamed or split one has the translation of its former chapter."""
    return planned_texts(run, plan.chapter(chapter_id))


def planned_texts(run: Run, planned: PlannedChapter) -> ChapterTexts:
    """The texts of a chapter as it is planned."""
    name = planned.former_id or planned.id
    translation = run.target_book.find(name)
    if planned.origin and translation is not None:
        origin: Chapter | None = read_text(run, planned.origin, name, translation.format)
    else:
        origin = run.kept_origin(name)
    return ChapterTexts(planned.id, run.source_book.find(planned.id), origin, translation)


def run_needed(chapter: PlannedChapter) -> bool:
    """Whether a chapter has something to translate."""
    return chapter.state in (State.NEW, State.CHANGED)


def _check_names(run: Run, chapters: Collection[str]) -> None:
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


def _read_books(run: Run) -> tuple[dict[str, Chapter], dict[str, Chapter], dict[str, str]]:
    """The chapters of both books, without those that cannot be read on one side or whose story cannot: why not."""
    unreadable: dict[str, str] = {}

    def read(book: Book) -> dict[str, Chapter]:
        chapters = {}
        for name in book.chapter_ids():
            try:
                chapters[name] = book.read(name)
                if book is run.target_book:
                    read_sidecar(run, name)
                    if run.origins.given:
                        run.origins.given.find(name)
            except (GitMissing, RepositoryUnreachable, OSError):
                raise
            except AmtsError as error:
                unreadable[name] = str(error)
        return chapters

    sources, translations = read(run.source_book), read(run.target_book)
    for name in unreadable:
        sources.pop(name, None)
        translations.pop(name, None)
    return sources, translations, unreadable


def plan_chapters(
    run: Run,
    sources: Mapping[str, Chapter],
    translations: Mapping[str, Chapter],
    *,
    again: bool = False,
    lexicon: str = "",
) -> tuple[PlannedChapter, ...]:
    """Every chapter of the two books; one whose translation goes along under another name is not told twice."""
    records = read_records(run)
    origins = find_origins(run, sources, translations, records)
    before = {name: origin.chapter for name, origin in origins.items()}
    work = plan_book(before, sources, translations, language=run.source_language)
    desks = {one.chapter: one.digest for one in all_desks(run)}
    planner = _Planner(run, origins, translations, {} if again else records, work, desks, lexicon)
    moved = {chapter.former_id for chapter in work.chapters if chapter.is_move}
    return tuple(planner.chapter(name) for name in sorted(sources.keys() | translations.keys() - moved))


@dataclass(frozen=True)
class _Planner:
    run: Run
    origins: Mapping[str, Origin]
    translations: Mapping[str, Chapter]
    records: Mapping[str, Record]
    work: BookWork
    desks: Mapping[str, str]  # what people decided, by chapter
    lexicon: str  # key of the words that chapters are aligned with

    def chapter(self, name: str) -> PlannedChapter:
        """What happens with a chapter."""
        todo = next((chapter for chapter in self.work.chapters if chapter.id == name), None)
        former_id = todo.former_id if todo else None
        known = self.origins.get(former_id or name)
        is_split = todo is not None and former_id is not None and not todo.is_move
        return PlannedChapter(
            name,
            self._state(name, todo),
            former_id,
            todo.is_move if todo else False,
            known.key if known else "",
            None if is_split or known is None else self._alignment(former_id or name, known),
        )

    def _state(self, name: str, todo: ChapterWork | None) -> State:
        record = self.records.get(name)
        if name in self.work.deleted:
            return State.UNCHANGED if record and not record.source else State.DELETED
        is_decided = self.desks.get(name, "") not in ("", record.desk if record else "")
        if todo is None:
            return State.TOUCHED if is_decided and name in self.translations else State.UNCHANGED
        if record and record.source == text_key(self.run, todo.after) and not is_decided:
            return State.UNCHANGED
        if todo.before is None:
            return State.NEW
        texts = [text_digest(chapter, self.run.source_language) for chapter in (todo.before, todo.after)]
        return State.TOUCHED if texts[0] == texts[1] else State.CHANGED

    def _alignment(self, name: str, origin: Origin) -> str:
        """Key of the aligned pairs, made from both texts and the words that they are aligned with."""
        version = digest(str(ALIGNMENT_VERSION), self.lexicon, origin.chapter.text, self.translations[name].text)
        return self.run.shared_key("alignments", f"{version}.jsonl")
