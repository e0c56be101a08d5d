"""What a run costs, before it starts. Amazon Translate bills source characters, once for each target language.

https://aws.amazon.com/translate/pricing/: white space and markup inside the text count, tags do not.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TypeVar

from amts_core.config import Prices
from amts_core.errors import AmtsError
from amts_core.money import usd

MILLION = 1_000_000
Name = TypeVar("Name", bound=str)


class BudgetExceeded(AmtsError):
    """The run would cost more than its budget; nothing was started."""


@dataclass(frozen=True)
class Estimate:
    """Characters and US dollars of each variant of a run."""

    characters: Mapping[str, int]
    dollars: Mapping[str, float]

    @property
    def total(self) -> float:
        """US dollars of all variants together."""
        return sum(self.dollars.values())

    def told_beside(self, budget: float) -> str:
        """Characters and US dollars, beside the budget."""
        return f"{sum(self.characters.values()):,} characters, {usd(self.total)} of {usd(budget)}"

    def check(self, budget: float) -> None:
        """Raise BudgetExceeded if the total is over the budget (US dollars)."""
        if self.total > budget:
            variants = ", ".join(f"{name} {usd(amount)}" for name, amount in self.dollars.items())
            raise BudgetExceeded(
                f"this run would cost {usd(self.total)} ({variants}), the budget is {usd(budget)}: nothing was started;"
                " choose fewer chapters or variants, or raise budget_usd"
            )


def estimate(characters: Mapping[Name, int], prices: Prices, *, plain: Container[str] = ()) -> Estimate:
    """The cost of sending `characters` (by variant); variants in `plain` follow no parallel data, as `none` does."""
    named = {str(variant): count for variant, count in characters.items()}
    dollars = {name: count * prices.of("none" if name in plain else name) / MILLION for name, count in named.items()}
    return Estimate(named, dollars)
