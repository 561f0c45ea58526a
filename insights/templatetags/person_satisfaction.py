"""How satisfied one person is, as part of their page."""

from __future__ import annotations

from typing import Any

from django import template

from insights.statistics import wilson

register = template.Library()


@register.inclusion_tag("insights/_person_satisfaction.html")
def satisfaction(liked: int, rated: int) -> dict[str, Any]:
    """The share of `liked` answers among `rated` ones (> 0) in per cent, with its 95 % interval."""
    interval = wilson(liked, rated)
    shares = {"share": liked / rated, "low": interval.low, "high": interval.high}
    return {"liked": liked, "rated": rated, **{name: round(100 * value) for name, value in shares.items()}}
