"""What people change of webhooks."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError

from feedback.models import Delivery, Webhook
from feedback.webhooks import services
from feedback.webhooks.services import Terms
from tests.factories import NOW
from tests.webhooks.world import create_delivery, create_webhook

TERMS = Terms(name="Ops", target="https://hooks.example.org/", kinds=["vote.created"], ratings=["negative"], tags=["a"])


def test_it_makes_a_webhook(project, alice):
    made = services.create_webhook(project=project, channel="webhook", terms=TERMS, by=alice, now=NOW)
    stored = Webhook.objects.get()
    assert (stored.pk, stored.project, stored.created_by, stored.created_at) == (made.pk, project, alice, NOW)
    assert (stored.name, stored.target, stored.enabled) == ("Ops", "https://hooks.example.org/", True)
    assert (stored.kinds, stored.ratings, stored.tags) == (["vote.created"], ["negative"], ["a"])
    assert len(stored.salt) == 32


@pytest.mark.parametrize(
    ("channel", "changes", "field"),
    [
        ("pigeon", {}, "channel"),
        ("webhook", {"target": "http://127.0.0.1/"}, "target"),
        ("webhook", {"kinds": ["vote.eaten"]}, "kinds"),
        ("webhook", {"ratings": ["👎"]}, "ratings"),
        ("webhook", {"tags": ["x" * 101]}, "tags"),
        ("webhook", {"name": ""}, "name"),
        ("webhook", {"name": "x" * 101}, "name"),
    ],
)
def test_it_refuses_what_is_wrong_by_its_field(project, channel, changes, field):
    terms = Terms(**{"name": "Ops", "target": "https://hooks.example.org/", **changes})
    with pytest.raises(ValidationError) as refused:
        services.create_webhook(project=project, channel=channel, terms=terms, by=None, now=NOW)
    assert set(refused.value.message_dict) == {field}
    assert not Webhook.objects.exists()


def test_it_bounds_how_many_there_are(project, monkeypatch):
    monkeypatch.setattr(services, "MOST_WEBHOOKS", 1)
    create_webhook(project)
    with pytest.raises(ValidationError, match="at most 1 webhooks"):
        services.create_webhook(project=project, channel="webhook", terms=TERMS, by=None, now=NOW)


def test_it_changes_everything_but_the_channel(project):
    webhook = create_webhook(project, enabled=False, disabled_because="gone")
    services.change_webhook(webhook=webhook, terms=TERMS, enabled=True)
    stored = Webhook.objects.get()
    assert (stored.enabled, stored.disabled_because, stored.ratings) == (True, "", ["negative"])
    assert (stored.channel, stored.salt) == ("webhook", webhook.salt)


def test_it_keeps_the_reason_while_it_stays_off(project):
    webhook = create_webhook(project, enabled=False, disabled_because="gone")
    services.change_webhook(webhook=webhook, terms=TERMS, enabled=False)
    assert Webhook.objects.get().disabled_because == "gone"


def test_it_deletes_a_webhook_with_its_deliveries_and_no_others(project):
    webhook, other = create_webhook(project), create_webhook(project)
    create_delivery(webhook)
    kept = create_delivery(other)
    services.delete_webhook(webhook=webhook)
    assert list(Webhook.objects.all()) == [other]
    assert list(Delivery.objects.all()) == [kept]


def test_it_gives_another_secret(project):
    webhook = create_webhook(project)
    before = webhook.salt
    services.rotate_secret(webhook=webhook)
    assert Webhook.objects.get().salt not in ("", before)


def test_it_sends_a_test_past_all_filters(project, entry):
    webhook = create_webhook(project, ratings=["amazing"], kinds=["vote.withdrawn"])
    services.send_test(webhook=webhook, now=NOW)
    delivery = Delivery.objects.get()
    said = json.loads(delivery.body)["data"]
    assert (delivery.webhook, delivery.state, delivery.next_at) == (webhook, "waiting", NOW)
    assert (said["test"], said["request_id"], said["tags"]) == (True, str(entry.id), ["test"])
    assert not entry.votes.exists()


def test_it_sends_a_test_in_an_empty_project(project):
    services.send_test(webhook=create_webhook(project), now=NOW)
    assert json.loads(Delivery.objects.get().body)["data"]["message_id"] == "chatcmpl-test"


def test_it_sends_the_same_event_again(project):
    first = create_delivery(create_webhook(project), state="failed", attempts=12, last_error="Answered 500.")
    again = services.redeliver(delivery=first, now=NOW)
    assert Delivery.objects.count() == 2
    assert (again.event_id, again.body, again.kind, again.webhook) == (
        first.event_id,
        first.body,
        first.kind,
        first.webhook,
    )
    assert (again.state, again.attempts, again.next_at, again.last_error) == ("waiting", 0, NOW, "")
