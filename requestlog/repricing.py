"""Costs anew, from the tokens that are stored and the prices that are installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from projects.models import Project
from requestlog.changes import days_changed
from requestlog.facts import GIVEN_PRICE
from requestlog.ids import day_of
from requestlog.models import Request
from requestlog.querysets import RequestQuerySet
from requestlog.wire.pricing import Cost, cost_of
from requestlog.wire.tokens import TOKENS, Usage

BATCH = 500
COUNTED = Q(prompt_tokens__isnull=False) | Q(completion_tokens__isnull=False)


@dataclass(frozen=True, slots=True)
class Repriced:
    """A batch: how many calls were looked at, and how many have another cost now."""

    seen: int
    changed: int


def reprice(
    *, project: Project, since: datetime | None = None, until: datetime | None = None, missing: bool = False
) -> Iterator[Repriced]:
    """Stores what the calls of `project` in that span cost by the prices of their moment; only costs that differ.

    Each batch is a transaction of its own. Costs that came with the call stay; `missing` leaves all known ones alone.
    """
    entries = project.requests.between(since, until).filter(COUNTED).exclude(price=GIVEN_PRICE).order_by("id")
    entries = entries.filter(cost_usd__isnull=True) if missing else entries
    batch = _first(entries)
    while batch:
        yield Repriced(len(batch), _repriced(project, batch))
        batch = _first(entries.filter(id__gt=batch[-1].id))


def _first(entries: RequestQuerySet) -> list[Request]:
    return list(entries.only("project_id", "created_at", "model", *TOKENS, "cost_usd", "price")[:BATCH])


@transaction.atomic
def _repriced(project: Project, entries: Sequence[Request]) -> int:
    changed = [entry for entry in entries if _takes(entry, _cost_of(entry))]
    project.requests.bulk_update(changed, ["cost_usd", "price"])
    days_changed((project.pk, day_of(entry.id)) for entry in changed)
    return len(changed)


def _cost_of(entry: Request) -> Cost:
    return cost_of(entry.model, Usage(**{name: getattr(entry, name) for name in TOKENS}), entry.created_at)


def _takes(entry: Request, cost: Cost) -> bool:
    """Whether `entry` has another cost now, or its first price: a new package may well have the old cost."""
    if entry.cost_usd == cost.usd and bool(entry.price) == bool(cost.price):
        return False
    entry.cost_usd, entry.price = cost.usd, cost.price
    return True
