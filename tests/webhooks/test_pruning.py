"""What is over for long is forgotten."""

from __future__ import annotations

from datetime import timedelta

from feedback.models import Delivery
from feedback.webhooks import pruning
from feedback.webhooks.pruning import KEPT, prune_deliveries
from tests.factories import NOW
from tests.webhooks.world import create_delivery, create_webhook

OLD = NOW - KEPT - timedelta(seconds=1)


def test_it_forgets_what_is_over_and_old(project):
    webhook = create_webhook(project)
    create_delivery(webhook, OLD, state="delivered")
    create_delivery(webhook, OLD, state="failed")
    kept = {create_delivery(webhook, OLD), create_delivery(webhook, NOW, state="delivered")}
    assert prune_deliveries(now=NOW) == 2
    assert set(Delivery.objects.all()) == kept


def test_it_goes_in_steps(project, monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 2)
    webhook = create_webhook(project)
    for _ in range(3):
        create_delivery(webhook, OLD, state="failed")
    assert [prune_deliveries(now=NOW) for _ in range(3)] == [2, 1, 0]
