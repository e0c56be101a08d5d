"""Step 5: what the batch jobs cost, whether the budget allows them, and how they are started."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amts_core.aws.cost import Estimate, estimate
from amts_core.pipeline.documents import Sending
from amts_core.pipeline.plan import Plan
from amts_core.pipeline.run import Run


@dataclass(frozen=True)
class Job:
    """A batch job to start: the members of a StartTextTranslationJob request."""

    variant: str
    request: dict[str, Any]


def estimate_cost(run: Run, plan: Plan, sendings: Iterable[Sending]) -> Estimate:
    """The cost of what is sent. Raises BudgetExceeded, before anything is started, if it is over the budget."""
    prices = run.config.prices
    characters = {sending.variant: sending.characters for sending in sendings}
    cost = estimate(characters, batch_price=prices.batch, active_custom_price=prices.active_custom)
    cost.check(plan.budget_usd)
    run.store.write_json(run.key("cost.json"), {"characters": dict(cost.characters), "dollars": dict(cost.dollars)})
    return cost


def parallel_data_name(run: Run, variant: str) -> str:
    """Name of the parallel data resource of a variant."""
    return f"amts-{run.pair_name}-{variant}"


def terminology_name(run: Run) -> str:
    """Name of the terminology resource of the pair."""
    return f"amts-{run.pair_name}"


def jobs(run: Run, sendings: Iterable[Sending]) -> list[Job]:
    """The jobs of this run: one for each variant that has something to send."""
    return [Job(sending.variant, _request(run, sending)) for sending in sendings if sending.sent]


def _request(run: Run, sending: Sending) -> dict[str, Any]:
    pair, settings = run.pair, {}
    if pair.formality:
        settings["Formality"] = pair.formality
    if pair.profanity:
        settings["Profanity"] = pair.profanity
    request: dict[str, Any] = {
        "JobName": f"{run.pair_name}-{sending.variant}-{run.id}"[:256],
        "InputDataConfig": {"S3Uri": sending.input, "ContentType": "text/html"},
        "OutputDataConfig": {"S3Uri": sending.output},
        "DataAccessRoleArn": run.config.storage.role_arn,
        "SourceLanguageCode": run.source_language,
        "TargetLanguageCodes": [run.target_language],
    }
    if sending.variant != "none":
        request["ParallelDataNames"] = [parallel_data_name(run, sending.variant)]
    if pair.terminology:
        request["TerminologyNames"] = [terminology_name(run)]
    if settings:
        request["Settings"] = settings
    return request
