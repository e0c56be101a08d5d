"""What the DAGs share: the configuration, AWS as it says, how a task calls a step, and how tasks are repeated."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from airflow.sdk import CronTriggerTimetable, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from amts_core.config import Config, Storage, load_usable

DEFAULTS = {
    "owner": "amts",
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
}
RUN_TYPES: Any = ("scheduled", "manual", "operator_triggered", "asset_triggered", "asset_materialization")
"""No backfill: it makes runs of one pair at once, and every run reads the books as they are now, whatever its day."""
CACHE = Path(
    os.environ.get("AMTS_CACHE", Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser() / "amts_cache")
)
LOG = logging.getLogger(__name__)
T = TypeVar("T")


def config_file() -> Path:
    """The file that `AMTS_CONFIG` names, else the sample configuration."""
    return Path(os.environ.get("AMTS_CONFIG", Path(__file__).resolve().parent.parent / "config" / "sample.yaml"))


def read_config() -> Config:
    """The configuration, as far as it can be read: a pair with a mistake is as it was read last.

    `amts_config.py` shows what is wrong with it.
    """
    config, mistakes = load_usable(config_file(), CACHE / "config.json")
    for mistake in mistakes:
        LOG.warning("%s", mistake)
    return config


def timetable(schedule: str | None) -> CronTriggerTimetable | None:
    """When a DAG runs by itself, in UTC. Its first run is one that is to come: switching a DAG on starts nothing.

    That holds for a DAG without a start date: with one in the past Airflow begins with the run that was due last.
    """
    return CronTriggerTimetable(schedule, timezone="UTC", run_immediately=timedelta(0)) if schedule else None


def aws_connection(storage: Storage) -> dict[str, str]:
    """What every operator of AWS is told."""
    return {"aws_conn_id": storage.connection, "region_name": storage.region}


def s3_client(storage: Storage) -> Any:
    """A client of S3 as the connection that the configuration names has it, with its endpoint and certificates."""
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

    hook: Any = AwsGenericHook(client_type="s3", aws_conn_id=storage.connection, region_name=storage.region)
    return hook.conn


def step(kind: Any = task, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A task that calls a step. What a repetition cannot mend fails at once; what did not answer is tried again."""

    def decorate(function: Callable[..., Any]) -> Any:
        @functools.wraps(function)
        def run_step(*args: Any, **kwargs: Any) -> Any:
            from amts_core.aws.errors import ServiceUnavailable
            from amts_core.errors import AmtsError

            try:
                return function(*args, **kwargs)
            except (ServiceUnavailable, OSError):
                raise
            except AmtsError as error:
                raise AirflowFailException(str(error)) from error
            except (TypeError, ValueError, LookupError, AssertionError) as error:
                raise AirflowFailException(f"{type(error).__name__}: {error}") from error

        return kind(doc_md=function.__doc__, **options)(run_step)

    return decorate


def open_new(pair: str, run_id: str = "") -> Any:
    """The run that this task begins, with the settings as they are now; `run_id` where there is no task."""
    from amts_core.pipeline.run import open_run

    config, run_id = read_config(), run_id or get_current_context()["run_id"]
    return open_run(config, pair, run_id, client=s3_client(config.storage), cache=CACHE)


def open_step(pair: str, run_id: str = "") -> Any:
    """The run that this task belongs to, as it was planned; where it was not, with the settings as they are now."""
    from amts_core.pipeline.plan import find_plan

    run = open_new(pair, run_id)
    planned = find_plan(run)
    return planned[0] if planned else run


def handed_over(form: type[T], value: Any) -> T:
    """What another task handed over as JSON, in its type."""
    from pydantic import TypeAdapter

    return TypeAdapter(form).validate_python(value)


def keeps_failures(pair: str) -> Callable[[Any], None]:
    """What is called when a task of a pair's DAG fails: it keeps why, for the page of the run."""

    def keep(context: Any) -> None:
        """Keep why a task failed. A failure of this itself is logged."""
        from amts_core.pipeline.failure import keep_failure

        task = context["ti"]
        reason = " ".join(str(context.get("exception") or "it ended without a reason: see its log").split())
        what = getattr(task, "rendered_map_index", None) or (str(task.map_index) if task.map_index >= 0 else "")
        try:
            keep_failure(open_step(pair, context["run_id"]), task.task_id, reason, what=what)
        except Exception:
            LOG.exception("the reason is not kept")

    return keep


def open_planned(pair: str) -> Any:
    """The run that this task belongs to, at the revisions of its plan, and the plan."""
    from amts_core.pipeline.plan import read_plan

    return read_plan(open_new(pair))
