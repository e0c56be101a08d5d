"""Step 1: find what changed since the last recorded sync."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Required, TypedDict, Unpack

from amts_core.book.renames import renamed_to
from amts_core.book.segments import segments
from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.pipeline.ahead import find_ahead
from amts_core.pipeline.align import chapters_to_align
from amts_core.pipeline.batches import in_batches
from amts_core.pipeline.budget import fit_to_budget
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.check_languages import look_at_languages
from amts_core.pipeline.compare import plan_chapters
from amts_core.pipeline.forms import NAME_IT, PLAN, Plan, PlannedChapter, State
from amts_core.pipeline.past import Past, read_past
from amts_core.pipeline.rejections import find_rejected
from amts_core.pipeline.run import Run
from amts_core.pipeline.tries import find_given_up
from amts_core.pipeline.words import current_lexicon
from amts_core.progress import telling
from amts_core.sync.book import sentence_keys, share_of_text


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
    later source, unless it is named or forced. `past` is what is known from before, where that was read already.
    The budget (US dollars) is the pair's unless it is given; `formality`, `profanity`: settings of Amazon Translate.
    """

    variants: Required[Sequence[Variant]]
    past: Past | None
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
    _check_names(run, options.get("chapters", ()))
    variants, lexicon, scored_names = tuple(options["variants"]), current_lexicon(run), _scored_names(run)
    past = options.get("past") or read_past(run)
    chapters, unreadable = plan_chapters(run, past, again=options.get("again", False), lexicon=lexicon)
    work = _chosen(run, chapters, options)
    if work.deliver:
        look_at_languages(run, unreadable)
    budget = options.get("budget_usd")
    plan = Plan(
        pair=run.pair_name,
        run=run.id,
        source_revision=run.source_book.revision,
        target_revision=run.target_book.revision,
        variants=variants,
        delivered=run.pair.granularity if run.pair.granularity in variants else variants[-1],
        chapters=chapters,
        deliver=tuple(chapter.id for chapter in work.deliver),
        remove=work.remove,
        evaluate=(),
        force=options.get("force", False),
        budget_usd=run.config.budget(run.pair_name) if budget is None else budget,
        formality=options.get("formality"),
        profanity=options.get("profanity"),
        removed_share=share_of_text(
            work.remove, {name: run.target_book.size(name) for name in run.target_book.chapters}
        ),
        scored_names=scored_names,
        lexicon=lexicon,
        unreadable=unreadable,
        held=work.held,
        ahead=work.ahead,
    )
    must_score = plan.force or options.get("evaluate", False)
    if must_score or any(run_needed(chapter) for chapter in work.deliver):
        plan = replace(plan, evaluate=_scored(run, plan))
    plan = fit_to_budget(run, replace(plan, chapters=_counted(run, plan)), must_score=must_score)
    sizes = {chapter.id: chapter.size for chapter in chapters}
    return replace(
        plan,
        align=in_batches(chapters_to_align(run, plan), sizes, run.pair.batch_bytes),
        batches=in_batches(plan.deliver, sizes, run.pair.batch_bytes) or ((),),  # a run that only scores goes on, too
    )


@dataclass(frozen=True)
class _Work:
    """The chapters that a run delivers and removes, those that are held and why, and those held for a later source."""

    deliver: tuple[PlannedChapter, ...]
    remove: tuple[str, ...]
    held: Mapping[str, str]
    ahead: tuple[str, ...]


def _chosen(run: Run, chapters: Iterable[PlannedChapter], options: Options) -> _Work:
    """What of all chapters a run is asked for, and may do."""
    names, force = options.get("chapters", ()), options.get("force", False)
    wanted = [chapter for chapter in chapters if not names or chapter.id in names]
    gone = [chapter for chapter in wanted if chapter.state is State.DELETED]
    states = set(State) - {State.DELETED} if force else {State.NEW, State.CHANGED, State.TOUCHED}
    todo = [chapter for chapter in wanted if chapter.state in states and run.source_book.has(chapter.id)]
    if run.pair.purpose != "sync":
        todo = []
    is_named = bool(names) or force
    held: dict[str, str] = {}
    if not is_named and not options.get("ask_again", False):
        held = find_given_up(run, todo) | find_rejected(run, [*todo, *gone])
        held |= _out_of_sight(run, todo, gone)
    ahead = {} if is_named else find_ahead(run, (one for one in todo if one.state is not State.NEW))
    held |= ahead
    return _Work(
        tuple(chapter for chapter in todo if chapter.id not in held),
        tuple(chapter.id for chapter in gone if chapter.id not in held),
        held,
        tuple(ahead),
    )


def _out_of_sight(run: Run, todo: Iterable[PlannedChapter], gone: Collection[PlannedChapter]) -> dict[str, str]:
    """The chapters whose translation has their name in other capitals, or whose source is not checked out."""
    alone = {name.casefold(): name for name in run.target_book.chapter_ids() if not run.source_book.has(name)}
    new = {one.id: alone[one.id.casefold()] for one in todo if one.state is State.NEW and one.id.casefold() in alone}
    hidden = run.source_book.not_checked_out() if gone else frozenset[str]()
    named = {name: f"its translation has the name {other}: rename it, or {NAME_IT}" for name, other in new.items()}
    needed = {one.id: "its source has this name in other capitals" for one in gone if one.id in new.values()}
    return named | needed | {one.id: "its source is not checked out" for one in gone if one.id in hidden}


def _scored(run: Run, plan: Plan) -> tuple[str, ...]:
    """The evaluation articles that can be scored; what scoring needs is there before anything is paid."""
    scored = tuple(c.id for c in plan.chapters if plan.is_scored(c) and c.alignment and c.id not in plan.remove)
    if scored:
        from amts_core.evaluate.metrics import measures  # loads sacrebleu, which only scoring needs

        measures(run.languages.target)
    return scored


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
