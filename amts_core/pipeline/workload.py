"""The workload meter in the report: the work that deliveries have cost, and that of this one, expected."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from amts_core.errors import AmtsError
from amts_core.evaluate.facts import Section
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.outcome import Rows, TakenOver, outcomes
from amts_core.pipeline.planned import Sent
from amts_core.pipeline.record import read_text
from amts_core.pipeline.run import Run
from amts_core.workload.meter import expect_workload, measure_workload, with_frames
from amts_core.workload.report import Basis, charges_section, workload_section
from amts_core.workload.segment_table import COLUMNS, planned_table, segment_table

DELIVERED = "delivered"  # the drafts of a delivery, whatever variant they are


def workload_sections(run: Run, plan: Plan, rates: Mapping[str, float]) -> Iterator[Section]:
    """The work with what humans have taken over, and with the delivery of this run; neither if there is none.

    `rates` is the TER of each variant where it was scored.
    """
    price = run.config.prices.active_custom
    done = pd.DataFrame(outcomes(run, "workload", lambda one: _measured(run, one)), columns=COLUMNS)
    if (done["human"] != "").any():
        workload = measure_workload({DELIVERED: done}, target_language=run.languages.target)
        yield workload_section(workload, basis=Basis.POST_EDIT, usd_per_million=price)
        yield charges_section(workload)
    planned = _planned(run, plan)
    if len(planned):
        yield workload_section(
            expect_workload(planned, rates),
            basis=Basis.EXPECTED,
            key="expected-work",
            title="Edit work of this delivery",
            usd_per_million=price,
        )


def _measured(run: Run, one: TakenOver) -> Rows:
    """The segments of a delivery beside what the human made of them."""
    name, record = f"{one.record.run} {one.record.chapter}", one.record
    before, after = (
        read_text(run, key, record.chapter, one.now.format) if key else None for key in (record.origin, record.source)
    )
    if after is None:
        return []
    try:
        table = segment_table(
            one.delivered.segments,
            before=before,
            after=after,
            human=one.now,
            languages=run.languages,
            update=name,
            group=record.run,
        )
    except AmtsError:
        return []  # what stands there now is no translation of it any more
    segments = {name for told in one.delivered.segments for name in told.segments}
    table = with_frames(table, one.delivered.flags, segments)
    rows: Rows = json.loads(table.to_json(orient="records"))
    return rows


def _planned(run: Run, plan: Plan) -> pd.DataFrame:
    """The segments of this run's delivery. A chapter that could not be sent is left out."""
    tables, sent = [], Sent(run, plan)
    for chapter in plan.deliver:
        texts, wanted = chapter_texts(run, plan, chapter), sent.of(chapter, "delivery")
        if not wanted.refused and texts.source is not None:
            before = None if plan.force else texts.origin if texts.translation else None
            table = planned_table(
                wanted.segments,
                before=before,
                after=texts.source,
                source_language=run.languages.source,
                update=chapter,
                group=run.id,
            )
            tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
