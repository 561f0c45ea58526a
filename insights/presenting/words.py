"""Numbers as text."""

from __future__ import annotations

from insights.statistics import Interval


def number(value: int) -> str:
    return f"{value:,}"


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def percents(interval: Interval) -> str:
    """An interval, as "86.1–88.4"."""
    return f"{100 * interval.low:.1f}–{100 * interval.high:.1f}"


def times(factor: float | None) -> str:
    """How many times as often; "only here" where there is nothing to compare with."""
    return "only here" if factor is None else f"{factor:.1f}×"


def dollars(amount: float) -> str:
    """An amount in dollars: cents from a dollar on, below it three digits that say something."""
    return f"${amount:,.2f}" if amount >= 1 or amount == 0 else f"${amount:.3g}"


def change(factor: float) -> str:
    """A change as "12%", without its direction."""
    return f"{100 * abs(factor):.0f}%"
