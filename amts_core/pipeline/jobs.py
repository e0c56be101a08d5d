"""Step 5: what the batch jobs cost, whether the budget allows them, and how they are started."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from amts_core.aws.cost import BudgetExceeded, Estimate, estimate
from amts_core.aws.stored import Stored
from amts_core.pipeline.documents import Sending
from amts_core.pipeline.forms import COST, Plan
from amts_core.pipeline.run import Run


def estimate_cost(run: Run, plan: Plan, sendings: Sequence[Sending]) -> Estimate:
    """The cost of what is sent. Raises BudgetExceeded, before anything is started, if it is over the budget.

    Then what an earlier try of the step allowed holds no longer.
    """
    characters = {one.variant: one.characters for one in sendings}
    plain = [one.variant for one in sendings if not one.parallel_data]
    cost, kept = estimate(characters, run.config.prices, plain=plain), _cost(run)
    try:
        cost.check(plan.budget_usd)
    except BudgetExceeded:
        kept.keep(None)
        raise
    kept.keep(cost)
    return cost


def allowed_cost(run: Run) -> Estimate | None:
    """The cost of what this run sent, once it was allowed."""
    return _cost(run).find()


def _cost(run: Run) -> Stored[Estimate | None]:
    return run.own(COST, Estimate | None)  # type: ignore[arg-type]


def terminology_name(run: Run) -> str:
    """Name of the terminology resource of the pair."""
    return run.config.storage.resource_name(run.pair_name)


def job_requests(run: Run, plan: Plan, sendings: Iterable[Sending]) -> list[dict[str, Any]]:
    """The jobs of this run, one for each variant that has something to send: what the start operator is told of it."""
    return [_request(run, plan, sending) for sending in sendings if sending.sent and not is_by_text(run, sending)]


def is_by_text(run: Run, sending: Sending) -> bool:
    """Whether a variant is translated by TranslateText calls instead of a batch job."""
    return sending.variant == "none" and run.pair.without_parallel_data == "text"


def _request(run: Run, plan: Plan, sending: Sending) -> dict[str, Any]:
    file = sending.parallel_data
    return {
        "job_name": f"{run.pair_name}-{sending.variant}",
        "client_request_token": sending.token,
        "input_data_config": {"S3Uri": sending.input, "ContentType": "text/html"},
        "output_data_config": {"S3Uri": sending.output},
        "parallel_data_names": [file.name] if file else [],
        "parallel_data_uri": file.uri if file else None,
        "terminology_names": [terminology_name(run)] if run.pair.terminology else [],
        "settings": plan.settings,
    }
