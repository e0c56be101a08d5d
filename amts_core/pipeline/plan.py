"""Step 1: find what changed since the last recorded sync."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Required, TypedDict, Unpack

from amts_core.book.chapter import Chapter
from amts_core.book.git import GitMissing, RepositoryUnreachable
from amts_core.book.renames import renamed_chapters, renamed_to
from amts_core.book.segments import segments
from amts_core.config import Variant
from amts_core.deliver.forms import Record
from amts_core.errors import AmtsError
from amts_core.pipeline.ahead import find_ahead
from amts_core.pipeline.align import chapters_to_align
from amts_core.pipeline.alignments import alignment_key
from amts_core.pipeline.budget import fit_to_budget
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.check_languages import refuse_other_languages
from amts_core.pipeline.desk import all_desks
from amts_core.pipeline.forms import PLAN, Plan, PlannedChapter, State
from amts_core.pipeline.origins import find_origins
from amts_core.pipeline.record import is_handed_over, is_text, read_records, read_sidecar, read_text, text_digest
from amts_core.pipeline.rejections import find_rejected
from amts_core.pipeline.run import Run
from amts_core.pipeline.settled import Settled, find_settled, keep_settled, made_of
from amts_core.pipeline.tries import find_given_up
from amts_core.pipeline.words import current_lexicon
from amts_core.progress import telling
from amts_core.sync.book import BookWork, ChapterWork, Told, plan_book, share_of_text
from amts_core.sync.former import sentence_keys

LOOKED_AT = 40  # chapters of each book whose language is looked at
MOST_BATCHES = 400  # of one kind in a run; Airflow maps a task over 1024 at most


def find_changed(run: Run, **options: Unpack[Options]) -> Plan:
    """Decide what this run does and keep it: see `make_plan`."""
    if run.store.exists(run.key(PLAN)):
        # a run that is planned anew has done nothing yet; but what it delivered before, a record may name
        run.store.delete(run.key(""), but=run.key("chapters/"))
    plan = replace(make_plan(run, **options), config=run.config)
    run.own(PLAN, Plan).keep(plan)
    return plan


class Options(TypedDict, total=False):
    """What is asked of a run.

    `chapters` restricts it to these ids (default: all that changed); `force` includes unchanged ones; `evaluate` scores
    the evaluation articles even if nothing changed; `again` delivers again what the translated book has not taken over.
    What a person rejected, or was sent in vain too often, is left alone while it is the same, unless it is named in
    `chapters`, or `force` or `ask_again` (a person starts the run, to be asked) is set; what has the translation of a
    later source, unless it is named or forced.
    The budget (US dollars) is the pair's unless it is given; `formality`, `profanity`: settings of Amazon Translate.
    """

    variants: Required[Sequence[Variant]]
    chapters: Sequence[str]
    force: bool
    evaluate: bool
    again: bool
    ask_again: bool
    budget_usd: float | None
    formality: str | None
    profanity: str | None


def make_plan(run: Run, **options: Unpack[Options]) -> Plan:
    """What a run would do.

    Raises AmtsError for a source without chapters, for a chapter that neither book has, if an implausible share of the
    translation would go, and for a book that is clearly in another language than was said.
    """
    run = run.at(run.source_book.revision, run.target_book.revision)
    variants, chapters, force = tuple(options["variants"]), options.get("chapters", ()), options.get("force", False)
    _check_names(run, chapters)
    scored_names, lexicon = _scored_names(run), current_lexicon(run)
    planned, unreadable = plan_chapters(run, again=options.get("again", False), lexicon=lexicon)
    states = set(State) - {State.DELETED} if force else {State.NEW, State.CHANGED, State.TOUCHED}
    wanted = [chapter for chapter in planned if not chapters or chapter.id in chapters]
    gone = [chapter for chapter in wanted if chapter.state is State.DELETED]
    todo = [chapter for chapter in wanted if chapter.state in states and run.source_book.has(chapter.id)]
    todo = todo if run.pair.purpose == "sync" else []
    is_named, is_asked = bool(chapters) or force, options.get("ask_again", False)
    held = {} if is_named or is_asked else {**find_given_up(run, todo), **find_rejected(run, [*todo, *gone])}
    ahead = {} if is_named else find_ahead(run, (one for one in todo if one.state is not State.NEW))
    held |= ahead
    remove = tuple(chapter.id for chapter in gone if chapter.id not in held)
    todo = [chapter for chapter in todo if chapter.id not in held]
    if todo:
        _look_at_languages(run, unreadable)
    is_scored = force or options.get("evaluate", False) or any(run_needed(chapter) for chapter in todo)
    budget = options.get("budget_usd")
    plan = Plan(
        pair=run.pair_name,
        run=run.id,
        source_revision=run.source_book.revision,
        target_revision=run.target_book.revision,
        variants=variants,
        delivered=run.pair.granularity if run.pair.granularity in variants else variants[-1],
        chapters=planned,
        deliver=tuple(chapter.id for chapter in todo),
        remove=remove,
        evaluate=(),
        force=force,
        budget_usd=run.config.budget(run.pair_name) if budget is None else budget,
        formality=options.get("formality"),
        profanity=options.get("profanity"),
        removed_share=share_of_text(remove, {name: run.target_book.size(name) for name in run.target_book.chapters}),
        scored_names=scored_names,
        lexicon=lexicon,
        unreadable=unreadable,
        held=held,
        ahead=tuple(ahead),
    )
    scored = tuple(c.id for c in planned if is_scored and plan.is_scored(c) and c.alignment and c.id not in remove)
    if scored:
        from amts_core.evaluate.metrics import measures  # loads sacrebleu, which only scoring needs

        measures(run.languages.target)  # what they need is there, before anything is paid
    plan = replace(plan, evaluate=scored, chapters=_counted(run, plan))
    plan = fit_to_budget(run, plan, must_score=force or options.get("evaluate", False))
    sizes = {chapter.id: chapter.size for chapter in planned}
    return replace(
        plan,
        align=in_batches(chapters_to_align(run, plan), sizes, run.pair.batch_bytes),
        batches=in_batches(plan.deliver, sizes, run.pair.batch_bytes),
    )


def in_batches(names: Iterable[str], sizes: Mapping[str, int], most: int) -> tuple[tuple[str, ...], ...]:
    """Names in lists of which the sizes are not above a limit; a longer one stands alone.

    For a book that would have too many lists for a scheduler the limit is higher.
    """
    wanted = list(names)
    most = max(most, sum(sizes.get(name, 0) for name in wanted) // MOST_BATCHES)
    batches: list[list[str]] = []
    held = 0
    for name in wanted:
        if not batches or held + sizes.get(name, 0) > most:
            batches.append([])
            held = 0
        batches[-1].append(name)
        held += sizes.get(name, 0)
    return tuple(tuple(batch) for batch in batches)


def batch_names(batches: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """The number and the name of each batch, for a scheduler: its first and last chapter, and how many it has."""
    return [{"number": number, "name": _range(batch)} for number, batch in enumerate(batches)]


def _range(batch: Sequence[str]) -> str:
    return batch[0] if len(batch) == 1 else f"{batch[0]} … {batch[-1]} ({len(batch)})"


def _counted(run: Run, plan: Plan) -> tuple[PlannedChapter, ...]:
    """The chapters with what of them is to be translated at most, counted where it is needed."""
    return tuple(
        replace(chapter, characters=_new_characters(run, plan, chapter.id)) if chapter.id in plan.deliver else chapter
        for chapter in telling(plan.chapters, "chapters counted")
    )


def _new_characters(run: Run, plan: Plan, name: str) -> int:
    texts = chapter_texts(run, plan, name)
    if texts.source is None:
        return 0
    language = run.languages.source
    known = sentence_keys(texts.origin, language) if texts.origin and texts.translation and not plan.force else set()
    sentences = segments(texts.source, language=language, granularity="sentence")
    return sum(len(one.text) + 1 for one in sentences if one.key not in known)  # with a blank beside it


def read_plan(run: Run) -> tuple[Run, Plan]:
    """The plan of this run, and the run with its settings and revisions; raises AmtsError if it has none."""
    found = find_plan(run)
    if found is None:
        raise AmtsError(f"run {run.id} of {run.pair_name} was not planned: its first step failed; start a new run")
    return found


def find_plan(run: Run) -> tuple[Run, Plan] | None:
    """The plan of this run, and the run with its settings and revisions; None for a run that was not planned.

    Raises AmtsError for a plan of an earlier version: its steps would not find what it did, and pay for it again.
    """
    plan = run.own(PLAN, Plan).find()
    if plan is None:
        return None
    if plan.config is None:
        raise AmtsError(
            f"run {run.id} of {run.pair_name} was planned by an earlier version of AMTS, which kept what it did in"
            " another form: start a new run, which finds what was translated from the same text"
        )
    run = replace(run, config=plan.config)
    return run.at(plan.source_revision or None, plan.target_revision or None), plan


def run_needed(chapter: PlannedChapter) -> bool:
    """Whether a chapter has something to translate."""
    return chapter.state in (State.NEW, State.CHANGED)


def no_chapters(run: Run, name: str) -> str:
    """What to say of a book in which nothing was found."""
    settings = run.config.books[name]
    return (
        f"{name}: no file of {settings.location} is a chapter: correct `folder` ({settings.folder or '.'}),"
        f" `chapters` ({', '.join(settings.chapters)}), `exclude` or `suffix`"
    )


def _check_names(run: Run, chapters: Collection[str]) -> None:
    if not run.source_book.chapter_ids():
        raise AmtsError(no_chapters(run, run.pair.source))
    known = sorted({*run.source_book.chapter_ids(), *run.target_book.chapter_ids()})
    missing = [name for name in chapters if name not in known]
    if missing:
        raise AmtsError(
            f"no such chapter: {', '.join(missing)}; {run.pair.source} has {len(known)} chapters,"
            f" such as {', '.join(known[:3])} (no file ending)"
        )


def _scored_names(run: Run) -> tuple[str, ...]:
    """The names of the evaluation articles, and those that they have now if their source was renamed."""
    known = {*run.source_book.chapter_ids(), *run.target_book.chapter_ids()}
    later = {name: renamed_to(run.source_book, name) for name in run.pair.evaluation if not run.source_book.has(name)}
    lost = [name for name in run.pair.evaluation if name not in known and not later.get(name)]
    if lost:
        raise AmtsError(
            f"evaluation articles of {run.pair_name} that no book has: {', '.join(lost)}; correct `evaluation`"
        )
    return tuple(dict.fromkeys((*run.pair.evaluation, *filter(None, later.values()))))


def plan_chapters(
    run: Run, *, again: bool = False, lexicon: str = ""
) -> tuple[tuple[PlannedChapter, ...], dict[str, str]]:
    """Every chapter of the two books, and those that cannot be read, and why.

    One whose translation goes along under another name is not told twice. A chapter whose source is, byte for byte, the
    origin that the translation keeps is in step: it is not even read. `again`: the records of deliveries do not count.
    """
    source, target = run.source_book, run.target_book
    names = [name for name in target.chapters if source.has(name)]
    if run.pair.purpose == "score":
        unreadable = _unreadable(run, {*source.chapters, *target.chapters} - set(names))
        return tuple(_scored_only(run, name, lexicon) for name in names if name not in unreadable), unreadable
    records, desks = read_records(run), {one.chapter: one.digest for one in all_desks(run)}
    in_step = {name for name in names if run.kept_origin_blob(name) == source.blob(name)}
    settled = {} if again else find_settled(run, source.chapters.keys() - in_step, records, desks)
    known = in_step | settled.keys()
    for book in (source, target):
        book.load(name for name in book.chapters if name not in known)
    unreadable = _unreadable(run, known)
    sources, translations = (
        _Chapters(frozenset(book.chapters) - unreadable.keys(), book.read) for book in (source, target)
    )
    origins = find_origins(run, [name for name in translations if name not in known], records)
    if sources.keys() - translations.keys() - known:  # what may have been split off a chapter that waits
        target.load(settled)
    before = _Chapters(
        frozenset(origins) | in_step | (settled.keys() & translations.keys()),
        lambda name: origins[name].chapter if name in origins else _settled_origin(run, name, settled),
    )
    work = plan_book(
        before,
        sources,
        translations,
        language=run.languages.source,
        told=Told(
            in_step | {name for name, one in settled.items() if one.is_in_step},
            settled.keys(),
            renamed_chapters(source, sources.keys() - translations.keys(), translations.keys() - sources.keys()),
            {name: target.size(name) for name in translations},
        ),
    )
    todo = {one.id: one for one in work.chapters}
    keys = {name: one.key for name, one in origins.items()} | {name: one.origin for name, one in settled.items()}
    planner = _Planner(run, keys, {} if again else records, work, todo, desks, lexicon)
    moved = {chapter.former_id for chapter in work.chapters if chapter.is_move}
    told = {*sources, *(translations.keys() - moved), *_left_on_the_branch(run, records)}
    chapters = tuple(planner.chapter(name) for name in telling(sorted(told), "chapters compared"))
    if not again:
        waiting = todo.keys() | {name for name, one in settled.items() if not one.is_in_step}
        quiet = (one for one in chapters if one.state is State.UNCHANGED and one.id not in in_step)
        keep_settled(
            run,
            {
                one.id: Settled(made_of(run, one.id, records, desks), one.origin, one.id not in waiting)
                for one in quiet
                if one.former_id is None and one.id in sources and (one.id in before or one.id not in translations)
            },
        )
    return chapters, unreadable


def _left_on_the_branch(run: Run, records: Mapping[str, Record]) -> list[str]:
    """Chapters that were put on the branch as drafts, and whose source went before anybody took them over."""
    there = (name for name, one in records.items() if one.is_draft and one.path and is_handed_over(run, one))
    return [name for name in there if run.branch and not _is_there(run, name)]


def _is_there(run: Run, name: str) -> bool:
    """Whether one of the books has a chapter."""
    return run.source_book.has(name) or run.target_book.has(name)


def _settled_origin(run: Run, name: str, settled: Mapping[str, Settled]) -> Chapter:
    """The source of a translation that is in step, or settled."""
    if name in settled and settled[name].origin:
        return read_text(run, settled[name].origin, name, run.target_book.read(name).format)
    return run.kept_origin(name) or run.source_book.read(name)


def _scored_only(run: Run, name: str, lexicon: str) -> PlannedChapter:
    """A chapter of a pair that is only scored: its translation is of the source as it is."""
    source, target = run.source_book.blob(name), run.target_book.blob(name)
    key = alignment_key(run, lexicon, source, target)
    return PlannedChapter(name, State.UNCHANGED, alignment=key, size=run.source_book.size(name))


def _unreadable(run: Run, in_step: Collection[str]) -> dict[str, str]:
    """The chapters that cannot be read on one side, or whose story cannot, and why; those in step are not looked at."""
    found: dict[str, str] = {}
    given = run.origins.given
    for name in telling(sorted({*run.source_book.chapters, *run.target_book.chapters} - set(in_step)), "chapters read"):
        try:
            run.source_book.find(name)
            if run.target_book.find(name):
                read_sidecar(run, name)
                if given:
                    given.find(name)
        except (GitMissing, RepositoryUnreachable, OSError):
            raise
        except AmtsError as error:
            found[name] = str(error)
    return found


def _look_at_languages(run: Run, unreadable: Collection[str]) -> None:
    """Refuse books that are clearly in other languages than was said: some chapters of each are looked at."""
    looked_at = []
    for book in (run.source_book, run.target_book):
        names = list(islice((name for name in book.chapters if name not in unreadable), LOOKED_AT))
        book.load(names)
        looked_at.append([book.read(name) for name in names])
    refuse_other_languages(run.languages, *looked_at)


@dataclass(frozen=True)
class _Chapters(Mapping[str, Chapter]):
    """Chapters by name, each read when it is asked for."""

    names: frozenset[str]
    read: Callable[[str], Chapter]

    def __getitem__(self, name: str) -> Chapter:
        if name not in self.names:
            raise KeyError(name)
        return self.read(name)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.names))

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class _Planner:
    run: Run
    origins: Mapping[str, str]  # keys of the sources of translations, "" for those that the book keeps
    records: Mapping[str, Record]
    work: BookWork
    todo: Mapping[str, ChapterWork]
    desks: Mapping[str, str]  # what people decided, by chapter
    lexicon: str  # key of the words that chapters are aligned with

    def chapter(self, name: str) -> PlannedChapter:
        """What happens with a chapter."""
        todo, source = self.todo.get(name), self.run.source_book
        former_id = todo.former_id if todo else None
        known = self.origins.get(former_id or name, "")
        is_split = todo is not None and former_id is not None and not todo.is_move
        return PlannedChapter(
            name,
            self._state(name, todo),
            former_id,
            todo.is_move if todo else False,
            known,
            None if is_split else self._alignment(former_id or name, known),
            size=next((book.size(name) for book in (source, self.run.target_book) if book.has(name)), 0),
        )

    def _state(self, name: str, todo: ChapterWork | None) -> State:
        known = self.records.get(name)
        record = known if is_handed_over(self.run, known) else None
        if name in self.work.deleted or not _is_there(self.run, name):
            return State.UNCHANGED if record and not record.source else State.DELETED
        is_decided = self.desks.get(name, "") not in ("", record.desk if record else "")
        if todo is None:
            return State.TOUCHED if is_decided and self.run.target_book.has(name) else State.UNCHANGED
        if record and is_text(record.source, todo.after) and not is_decided:
            return State.UNCHANGED
        if todo.before is None:
            return State.NEW
        texts = [text_digest(chapter, self.run.languages.source) for chapter in (todo.before, todo.after)]
        return State.TOUCHED if texts[0] == texts[1] else State.CHANGED

    def _alignment(self, name: str, origin: str) -> str | None:
        """Key of the aligned pairs, made from what both texts and the words that they are aligned with are known by;
        None for a chapter without translation or origin.
        """
        target = self.run.target_book
        source = origin or self.run.kept_origin_blob(name)
        if not source or not target.has(name):
            return None
        return alignment_key(self.run, self.lexicon, source, target.blob(name))
