"""What a command pays for: the cost before it starts."""

from __future__ import annotations

from amts_core.aws.cost import Estimate, estimate
from amts_core.config import Config, Prices


def cost_of(characters: int, config: Config | None = None, *, is_custom: bool = False) -> Estimate:
    """The cost of sending characters, with parallel data if `is_custom`; default prices without configuration."""
    return estimate({"sentence" if is_custom else "none": characters}, config.prices if config else Prices())
