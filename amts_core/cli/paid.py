"""What a command pays for: the cost before it starts."""

from __future__ import annotations

from amts_core.aws.cost import Estimate, estimate
from amts_core.config import Config, Prices


def cost_of(characters: int, config: Config | None = None, *, is_custom: bool = False) -> Estimate:
    """The cost of sending characters, with parallel data if `is_custom`; default prices without configuration."""
    prices = config.prices if config else Prices()
    return estimate(
        {"sentence" if is_custom else "none": characters},
        batch_price=prices.batch,
        active_custom_price=prices.active_custom,
    )
