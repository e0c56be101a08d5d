"""The runs of a language pair as Airflow's database knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from airflow.utils.state import TaskInstanceState
from sqlalchemy import select
from sqlalchemy.orm import Session

from amts_core.aws.keys import safe_name
from amts_ui.access import dag_id

SHOWN = 1000
AWAITING = TaskInstanceState.AWAITING_INPUT.value
"""A run of which a task waits for the answer of a person; until then the other runs of its pair are queued."""


@dataclass(frozen=True)
class AirflowRun:
    """A DAG run. `name` is what the pipeline calls it, in keys and in its report; `state` may be AWAITING, too."""

    id: str
    name: str
    state: str
    due: datetime
    started: datetime | None
    ended: datetime | None

    @property
    def date(self) -> datetime:
        """When it began, or is to."""
        return self.started or self.due

    @property
    def duration(self) -> timedelta | None:
        """How long it took, None while it runs."""
        return self.ended - self.started if self.started and self.ended else None


def latest_runs(pair: str, session: Session, limit: int = SHOWN) -> list[AirflowRun]:
    """The last runs of the pair's DAG, the newest first."""
    query = (
        select(DagRun.run_id, DagRun.state, DagRun.run_after, DagRun.start_date, DagRun.end_date)
        .where(DagRun.dag_id == dag_id(pair))
        .order_by(DagRun.run_after.desc())
        .limit(limit)
    )
    awaited = select(TaskInstance.run_id).where(TaskInstance.dag_id == dag_id(pair), TaskInstance.state == AWAITING)
    awaiting = frozenset(session.scalars(awaited))
    return [
        AirflowRun(
            run_id,
            safe_name(run_id),
            AWAITING if run_id in awaiting else str(getattr(state, "value", state)),
            due,
            started,
            ended,
        )
        for run_id, state, due, started, ended in session.execute(query)
    ]
