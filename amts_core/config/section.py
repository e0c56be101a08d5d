"""What every section of the settings is made of."""

from __future__ import annotations

from typing import Annotated

from croniter import croniter
from pydantic import AfterValidator, BaseModel, ConfigDict


def _cron(expression: str) -> str:
    if not croniter.is_valid(expression):
        raise ValueError(f"{expression!r} is no cron expression: write it as minute hour day month weekday")
    return expression


CronExpression = Annotated[str, AfterValidator(_cron)]
"""The type of a timetable: a wrong one is a validation error here, and would else hide every DAG from Airflow."""


class Section(BaseModel):
    """Base of every section: immutable, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
