"""What many rows come to: asked once, of the newest ten thousand of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count as CountOf
from django.db.models import Max, Min, Q, Sum

from requestlog.querysets import COUNTED, FAILED, Count, RequestQuerySet
from requestlog.ratings import Rating

COLUMNS = ("id", "created_at", "status", "rating", "prompt_tokens", "completion_tokens", "cost_usd")


@dataclass(frozen=True, slots=True)
class Sums:
    """Of the rows that were counted: how many, from when to when, and how many users rated how.

    Tokens and dollars are None where none are known.
    """

    requests: Count
    first: datetime
    last: datetime
    failed: int
    prompt_tokens: int | None
    completion_tokens: int | None
    cost: Decimal | None
    ratings: dict[Rating, int]

    @property
    def rated(self) -> int:
        return sum(self.ratings.values())

    @property
    def liked(self) -> int:
        return self.rated - self.ratings[Rating.NEGATIVE]


def sums_of(entries: RequestQuerySet, most: int = COUNTED) -> Sums | None:
    """The sums of the newest rows, `most` and one; None where there are none."""
    counted = entries.newest_first().values(*COLUMNS)[: most + 1]
    ratings = {f"of_{rating.label}": CountOf("id", filter=Q(rating=rating)) for rating in Rating}
    found = counted.aggregate(
        number=CountOf("id"),
        first=Min("created_at"),
        last=Max("created_at"),
        failed=CountOf("id", filter=Q(status__gte=FAILED)),
        prompt_tokens=Sum("prompt_tokens"),
        completion_tokens=Sum("completion_tokens"),
        cost=Sum("cost_usd"),
        **ratings,
    )
    if not found["number"]:
        return None
    return Sums(
        requests=Count(min(found["number"], most), found["number"] > most),
        ratings={rating: found[f"of_{rating.label}"] for rating in Rating},
        **{name: found[name] for name in ("first", "last", "failed", "prompt_tokens", "completion_tokens", "cost")},
    )
