"""Amounts of US dollars, as people read them."""

from __future__ import annotations

from decimal import Decimal


def usd(amount: float) -> str:
    """An amount as it is shown; what is less than a cent is no zero."""
    return f"${amount:,.2f}" if not 0 < amount < 0.01 else f"${Decimal(f'{amount:.4g}'):f}"
