"""Step 8: the drafts of the evaluation articles are scored and the report is written."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import pandas as pd

from amts_core.aws.cost import MILLION, Estimate
from amts_core.aws.engine import endpoint, engine_name
from amts_core.aws.errors import ServiceUnavailable
from amts_core.book.segments import scan_segment
from amts_core.book.survey import is_unknown_remark, survey
from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.evaluate.facts import Cost, Flag, Integrity, PairSource, ParallelDataFacts, Revision, RunFacts, Section
from amts_core.evaluate.publish import as_text, publish
from amts_core.evaluate.report import Level, Report
from amts_core.evaluate.scoring import Beside, evaluate
from amts_core.evaluate.segments import scored_segments
from amts_core.parallel.table import KEPT
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.corrections import read_corrections
from amts_core.pipeline.documents import read_sent
from amts_core.pipeline.drafts import Drafts, read_fetched
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import allowed_cost
from amts_core.pipeline.parallel_data import read_pair_table
from amts_core.pipeline.run import Run
from amts_core.pipeline.terminology import read_terminology
from amts_core.pipeline.workload import workload_sections
from amts_core.translate.document import Draft
from amts_core.workload.effort import effort_section, post_edit_effort

LOG = logging.getLogger(__name__)
HISTORY = 20
Found = Mapping[str, Draft]


@dataclass(frozen=True)
class Made:
    """The report of a run: where it is, the average BLEU of each variant (0 to 1), and its table as text."""

    uri: str
    path: str
    bleu: Mapping[str, float]
    table: str


def make_report(run: Run, plan: Plan) -> Made:
    """Score what this run translated. What was lost is left out, by name: an evaluation article, or a whole variant.

    Raises AmtsError if nothing is left to score.
    """
    frames, left_out = [], []
    drafts_of, flags = _evaluation_drafts(run, plan)
    plan = replace(plan, variants=tuple(variant for variant in plan.variants if drafts_of[variant]))
    translated: dict[str, Mapping[Variant, Found]] = {}
    for chapter in plan.evaluate:
        drafts = {variant: drafts_of[variant][chapter] for variant in plan.variants if chapter in drafts_of[variant]}
        if not drafts or len(drafts) < len(plan.variants):
            continue
        texts = chapter_texts(run, plan, chapter)
        if texts.origin is None or texts.translation is None:
            raise AmtsError(f"{chapter} has lost its translation since the run was planned: start a new run")
        frame, missing = scored_segments(
            chapter,
            texts.origin,
            texts.translation,
            {variant: {name: draft.text for name, draft in found.items()} for variant, found in drafts.items()},
            languages=run.languages,
        )
        frames.append(frame)
        left_out.append(missing)
        translated[chapter] = drafts
    if not frames:
        raise AmtsError(f"nothing was scored: {'; '.join(flag.text for flag in flags)}")
    tables: dict[str, pd.DataFrame] = {variant: read_pair_table(run, variant) for variant in plan.adapted}
    frame = pd.concat(frames, ignore_index=True)
    report = evaluate(
        frame,
        run.languages,
        Beside(pd.concat(left_out, ignore_index=True), tables, _terms(run)),
        about=_facts(run, plan, tables, flags, translated, frame),
        history=_history(run),
    )
    rates = {variant: report.score(variant, "TER", level=Level.POOLED).value for variant in report.variants}
    return _write(run, replace(report, sections=(*workload_sections(run, plan, rates), *_effort(run))))


def _evaluation_drafts(run: Run, plan: Plan) -> tuple[dict[Variant, dict[str, Found]], list[Flag]]:
    """The drafts of the evaluation articles by variant, and what is lost."""
    found: dict[Variant, dict[str, Found]] = {variant: {} for variant in plan.variants}
    flags = []
    for variant in plan.variants:
        drafts = Drafts(run, plan, variant, "evaluation", plan.evaluate)
        for chapter in plan.evaluate:
            try:
                found[variant][chapter] = drafts.of(chapter)
            except ServiceUnavailable:
                raise
            except AmtsError as error:
                flags.append(Flag(text=str(error), chapter=chapter))
    return found, flags


def _terms(run: Run) -> dict[str, str]:
    """The terms of the book, {} for a pair without terminology."""
    path = run.pair.terminology
    return read_terminology(path, languages=run.languages) if path else {}


def _effort(run: Run) -> Iterator[Section]:
    """What humans made of the drafts of earlier runs, once there is something to tell."""
    corrections = read_corrections(run)
    if corrections:
        table = pd.DataFrame([asdict(correction) for correction in corrections])
        yield effort_section(post_edit_effort(table, target_language=run.languages.target))


def _facts(
    run: Run,
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    flags: list[Flag],
    translated: Mapping[str, Mapping[Variant, Found]],
    frame: pd.DataFrame,
) -> RunFacts:
    cost = allowed_cost(run) or Estimate({}, {})
    return RunFacts(
        run=run.id,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        book=run.pair.target,
        engine=engine_name(),
        endpoint=endpoint() or f"Amazon Translate, {run.config.storage.region}",
        revisions=(
            Revision(name=run.pair.source, revision=plan.source_revision),
            Revision(name=run.pair.target, revision=plan.target_revision),
        ),
        parallel_data=tuple(_parallel_data(run, variant, tables[variant]) for variant in plan.adapted),
        integrity=tuple(
            _integrity(variant, [found[variant] for found in translated.values()], frame) for variant in plan.variants
        ),
        cost=tuple(_cost(run, variant, cost) for variant in plan.variants),
        flags=(*flags, *_strange(run, plan)),
    )


def _strange(run: Run, plan: Plan) -> Iterator[Flag]:
    """What is not understood in the chapters of this run."""
    names = [name for name in dict.fromkeys((*plan.deliver, *plan.evaluate)) if run.source_book.has(name)]
    for path, remarks in survey(run.source_book, names).remarks.items():
        strange = list(filter(is_unknown_remark, remarks))
        if strange:
            more = f", and {len(strange) - 1} more" if len(strange) > 1 else ""
            yield Flag(text=f"structure that is not known is left as it is: {strange[0]}{more}", chapter=path)


def _integrity(variant: str, chapters: list[Found], frame: pd.DataFrame) -> Integrity:
    """What became of the segments of the evaluation articles; a lost span would have lost its chapter."""
    drafts = [draft for chapter in chapters for draft in chapter.values()]
    spans = [sum(piece.protected for piece in scan_segment(draft.text)) for draft in drafts]
    return Integrity(
        variant=variant,
        segments=len(drafts),
        spans=sum(spans),
        spans_repaired=sum("span" in flag for draft in drafts for flag in draft.flags),
        untranslated=int((frame[variant] == frame["source"]).sum()),
    )


def _cost(run: Run, variant: Variant, cost: Estimate) -> Cost:
    fetched = read_fetched(run, variant)
    billed = fetched.billed if fetched else None
    price = run.config.prices.of(variant if read_sent(run, variant).parallel_data else "none")
    return Cost(
        variant=variant,
        estimated_characters=cost.characters.get(variant),
        estimated_usd=cost.dollars.get(variant),
        billed_characters=billed,
        billed_usd=None if billed is None else billed * price / MILLION,
    )


def _parallel_data(run: Run, variant: Variant, table: pd.DataFrame) -> ParallelDataFacts:
    file = read_sent(run, variant).parallel_data
    counts = table.groupby(["origin", "verdict"]).size().unstack(fill_value=0)
    return ParallelDataFacts(
        variant=variant,
        name=file.name if file else "",
        pairs=file.pairs if file else 0,
        sources=tuple(
            PairSource(
                source=str(source),
                pairs=int(verdicts.get(KEPT, 0)),
                in_evaluation=int(verdicts.get("evaluation article", 0)),
            )
            for source, verdicts in counts.iterrows()
        ),
    )


def _history(run: Run) -> list[Report]:
    """The reports of earlier runs of the pair, oldest first; one that cannot be read any more is left out, by name."""
    reports = []
    for key in run.store.keys(run.shared_key("reports", "")):
        if key.endswith("/report.json") and f"/{run.id}/" not in key:
            try:
                reports.append(Report.from_json(run.store.read(key)))
            except AmtsError as error:
                LOG.warning("%s is not part of the trend: %s", run.store.uri(key), error)
    return sorted(reports, key=lambda report: report.about.date)[-HISTORY:]


def _write(run: Run, report: Report) -> Made:
    for name, path in publish(report, run.output).items():
        run.store.write(run.shared_key("reports", f"{run.id}/{name}"), path.read_text(encoding="utf-8"))
    bleu = {variant: report.score(variant).value for variant in report.variants}
    uri = run.store.uri(run.shared_key("reports", f"{run.id}/report.html"))
    return Made(uri, str(run.output / "report.html"), bleu, as_text(report))
