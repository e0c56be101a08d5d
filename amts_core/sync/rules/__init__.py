"""The rules of the sync, a module each: from human sentences whose source changed to what becomes of them.

The first rule that answers decides; the last one, the policy, always does.
"""

from amts_core.sync.rules.case import Case, Outcome, Rule
from amts_core.sync.rules.equal import equal
from amts_core.sync.rules.followed import followed
from amts_core.sync.rules.marks import marks
from amts_core.sync.rules.neutral import neutral
from amts_core.sync.rules.policy import policy
from amts_core.sync.rules.spans import spans

RULES: tuple[Rule, ...] = (spans, marks, neutral, followed, equal)

__all__ = ["RULES", "Case", "Outcome", "Rule", "decide", "ruled"]


def ruled(case: Case) -> Outcome | None:
    """The outcome of the first rule that keeps human text; None if that is up to the policy."""
    return next((found for rule in RULES if (found := rule(case)) is not None), None)


def decide(case: Case) -> Outcome:
    """The outcome of the first rule that answers, else of the policy."""
    return ruled(case) or policy(case)
