"""The rules of the sync, a module each: from human sentences whose source changed to what becomes of them.

The first rule that answers decides. Where none does, the policy says whether the human text stays with a red mark or
gives way to a draft.
"""

from amts_core.sync.rules.case import Case, Outcome, Rule
from amts_core.sync.rules.equal import equal
from amts_core.sync.rules.followed import followed
from amts_core.sync.rules.marks import marks
from amts_core.sync.rules.neutral import neutral
from amts_core.sync.rules.spans import spans

RULES: tuple[Rule, ...] = (spans, marks, neutral, followed, equal)

__all__ = ["RULES", "Case", "Outcome", "Rule", "decide"]


def decide(case: Case, rules: tuple[Rule, ...] = RULES) -> Outcome | None:
    """The outcome of the first rule that answers."""
    return next((found for rule in rules if (found := rule(case)) is not None), None)
