from __future__ import annotations

import pytest

from amts_core.aws.cost import BudgetExceeded, estimate
from amts_core.config import Prices


def test_parallel_data_costs_the_active_custom_price() -> None:
    cost = estimate({"none": 1_000_000, "sentence": 500_000}, Prices(batch=15, active_custom=60))
    assert cost.dollars == {"none": 15.0, "sentence": 30.0}
    assert cost.total == 45.0
    assert cost.told_beside(50) == "1,500,000 characters, $45.00 of $50.00"


def test_budget_is_a_ceiling_that_may_be_reached() -> None:
    cost = estimate({"sentence": 1_000_000}, Prices(batch=15, active_custom=60))
    cost.check(60)
    with pytest.raises(BudgetExceeded, match=r"would cost \$60\.00 \(sentence \$60\.00\), the budget is \$59\.99"):
        cost.check(59.99)


def test_nothing_to_send_costs_nothing_even_without_budget() -> None:
    estimate({}, Prices(batch=15, active_custom=60)).check(0)
