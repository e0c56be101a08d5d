"""Amounts as people read them."""

from __future__ import annotations

import pytest

from amts_core.money import usd


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "$0.00"),
        (0.01, "$0.01"),
        (1234.5, "$1,234.50"),
        (0.0042, "$0.0042"),
        (0.000015, "$0.000015"),
        (1e-7, "$0.0000001"),
    ],
)
def test_what_costs_less_than_a_cent_is_not_shown_as_nothing(amount: float, shown: str) -> None:
    assert usd(amount) == shown
