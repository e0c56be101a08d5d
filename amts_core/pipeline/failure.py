"""Why tasks of a run failed, kept where its page finds it: the log of a task is read by nobody who was not there."""

from __future__ import annotations

from datetime import UTC, datetime

from amts_core.aws.keys import safe_name
from amts_core.deliver.forms import Failure
from amts_core.pipeline.run import Run


def keep_failure(run: Run, task: str, reason: str, *, what: str = "") -> None:
    """Keep that a task failed for good, and why; `what` is what it was about, such as a chapter."""
    name = safe_name(f"{task}-{what}")
    run.own(f"failures/{name}.json", Failure).keep(Failure(task, what, datetime.now(UTC).isoformat(), reason))
