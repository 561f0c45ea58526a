"""Deliveries that are long over are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from feedback.models import Delivery
from requestlog.ids import first_id

KEPT = timedelta(days=30)
BATCH = 500


def prune_deliveries(*, now: datetime) -> int:
    """Removes the oldest deliveries that began more than `KEPT` ago and are over; returns how many."""
    old = Delivery.objects.finished().filter(id__lt=first_id(now - KEPT)).order_by("id")
    deleted, _ = Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])).delete()
    return deleted
