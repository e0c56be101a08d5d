"""The budget, right after the plan: what a run would cost at most, and what fits if that is too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatch

from amts_core.aws.cost import Estimate, estimate
from amts_core.book.versions import last_change
from amts_core.config import Variant
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.run import Run


def fit_to_budget(run: Run, plan: Plan, *, must_score: bool = False) -> Plan:
    """The plan with what it translates at most; where the pair says so, with the chapters that fit, the others waiting.

    What is scored comes first; if no chapter fits beside it, nothing is scored either, unless it must be.
    """
    plan = replace(plan, characters=_characters(run, plan))
    if run.pair.over_budget == "refuse" or plan_cost(run, plan).total <= plan.budget_usd:
        return plan
    chosen, spent = set[str](), _characters(run, replace(plan, deliver=()))
    for name in sorted(plan.deliver, key=lambda name: _order(run, plan, name)):
        trial = {**spent, plan.delivered: spent[plan.delivered] + plan.chapter(name).characters}
        if estimate(trial, run.config.prices).total <= plan.budget_usd:
            chosen.add(name)
            spent = trial
    fitting = replace(
        plan,
        deliver=tuple(name for name in plan.deliver if name in chosen),
        waiting=tuple(name for name in plan.deliver if name not in chosen),
        evaluate=plan.evaluate if chosen or must_score else (),
    )
    return replace(fitting, characters=_characters(run, fitting))


def plan_cost(run: Run, plan: Plan) -> Estimate:
    """What the run would cost at most."""
    return estimate(plan.characters, run.config.prices)


def check_budget(run: Run, plan: Plan) -> Estimate:
    """What the run would cost at most; raises BudgetExceeded, before anything is aligned or sent, if it is too much."""
    cost = plan_cost(run, plan)
    cost.check(plan.budget_usd)
    return cost


def _characters(run: Run, plan: Plan) -> Mapping[Variant, int]:
    scored = sum(run.target_book.origin_size(plan.chapter(name).former_id or name) for name in plan.evaluate)
    changed = sum(plan.chapter(name).characters for name in plan.deliver)
    return {variant: scored + (changed if variant == plan.delivered else 0) for variant in plan.variants}


def _order(run: Run, plan: Plan, name: str) -> tuple[int, str, str]:
    """Where a chapter stands in the order in which the budget is spent."""
    patterns = run.pair.order if run.pair.over_budget == "order" else ()
    place = next((number for number, pattern in enumerate(patterns) if fnmatch(name, pattern)), len(patterns))
    return place, last_change(run.source_book, name), name
