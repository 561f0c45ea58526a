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


def points(value: float) -> str:
    """A difference of shares, as "+3.1"."""
    return f"{100 * value:+.1f}".replace("-", "−")


def times(factor: float | None) -> str:
    """How many times as often; "only here" where there is nothing to compare with."""
    return "only here" if factor is None else f"{factor:.1f}×"


def dollars(amount: float) -> str:
    """An amount in dollars: cents from a dollar on, below it three digits that say something."""
    return f"${amount:,.2f}" if amount >= 1 or amount == 0 else f"${amount:.3g}"


def seconds(milliseconds: float) -> str:
    """ "840 ms" below a second, "1.2 s" from there on."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def change(factor: float) -> str:
    """A change as "12%", without its direction."""
    return f"{100 * abs(factor):.0f}%"
