"""Events become deliveries: each once, for each webhook that wants it."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import connection, connections, transaction

from feedback.models import Delivery, Kind, VoteEvent
from feedback.services import change, give
from feedback.webhooks import telling
from feedback.webhooks.telling import make_deliveries
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry
from tests.webhooks.world import create_event, create_webhook

on_a_server = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="writers do not wait for each other in a database in memory"
)


def test_it_makes_one_delivery_for_each_webhook_that_wants_the_event(project, entry):
    wanting = {create_webhook(project), create_webhook(project, ratings=["negative"], kinds=["vote.created"])}
    create_webhook(project, ratings=["positive"])
    create_webhook(project, enabled=False)
    event = create_event(entry)
    assert make_deliveries(now=NOW) == 1
    deliveries = list(Delivery.objects.all())
    assert {each.webhook for each in deliveries} == wanting
    assert {(each.event_id, each.project_id, each.kind) for each in deliveries} == {
        (event.pk, project.pk, Kind.CREATED)
    }
    assert {(each.state, each.attempts, each.next_at, each.created_at) for each in deliveries} == {
        ("waiting", 0, NOW, NOW)
    }


def test_it_tells_nothing_twice(project, entry):
    create_webhook(project)
    create_event(entry)
    assert [make_deliveries(now=NOW), make_deliveries(now=NOW)] == [1, 0]
    assert Delivery.objects.count() == 1
    assert not VoteEvent.objects.exists()


def test_it_forgets_events_that_nobody_wants(entry):
    create_event(entry)
    assert make_deliveries(now=NOW) == 1
    assert not Delivery.objects.exists()
    assert not VoteEvent.objects.exists()


def test_it_tells_who_wants_a_rating_of_a_vote_that_has_it_no_more(project, entry):
    create_webhook(project, ratings=["negative"])
    vote = give(message_id=entry.message_id, rating=Rating.NEGATIVE, comment="wrong", project=project, now=NOW).vote
    change(vote=vote, by="ann", now=NOW, rating=Rating.POSITIVE)
    change(vote=vote, by="ann", now=NOW, comment="no, right")
    assert make_deliveries(now=NOW) == 3
    sent = [json.loads(each.body) for each in Delivery.objects.order_by("-kind")]
    told = [(each["type"], each["data"]["rating"], each["data"].get("previous")) for each in sent]
    assert told == [
        ("vote.created", "negative", None),
        ("vote.changed", "positive", {"rating": "negative", "emoji": "👎"}),
    ]


def test_it_keeps_projects_apart(project, other_project, entry):
    theirs = create_webhook(other_project)
    create_event(create_entry(other_project))
    create_event(entry)
    assert make_deliveries(now=NOW) == 2
    assert [(each.project, each.webhook) for each in Delivery.objects.all()] == [(other_project, theirs)]


def test_it_tells_of_an_entry_that_is_no_more(project, entry):
    create_webhook(project)
    create_event(entry)
    project.requests.all().delete()
    assert make_deliveries(now=NOW) == 1
    assert json.loads(Delivery.objects.get().body)["data"]["prompt"] == ""


def test_it_leaves_the_event_where_the_delivery_fails(project, entry, monkeypatch):
    create_webhook(project)
    create_event(entry)
    monkeypatch.setattr(telling, "body_of", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_deliveries(now=NOW)
    assert VoteEvent.objects.count() == 1
    assert not Delivery.objects.exists()


def test_it_asks_the_same_few_times_for_many_events(project, entry, django_assert_num_queries):
    create_webhook(project)
    for _ in range(30):
        create_event(entry)
    # Whose turn it is; then of the project: itself, events, webhooks, entries, deliveries in, events out
    savepoints = 2
    with django_assert_num_queries(7 + savepoints):
        assert make_deliveries(now=NOW) == 30


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_tells_each_event_once_from_several_workers(project, entry):
    create_webhook(project)
    events = {create_event(entry).pk for _ in range(60)}
    telling_all = [threading.Thread(target=_tell_until_none) for _ in range(4)]
    for thread in telling_all:
        thread.start()
    for thread in telling_all:
        thread.join()
    told = list(Delivery.objects.values_list("event_id", flat=True))
    assert len(told) == 60
    assert set(told) == events
    assert not VoteEvent.objects.exists()


def _tell_until_none() -> None:
    while make_deliveries(now=NOW):
        pass
    connections.close_all()


@on_a_server
@pytest.mark.django_db(transaction=True)
def test_it_steps_over_what_another_worker_has_taken(project, entry):
    create_webhook(project)
    taken, free = create_event(entry), create_event(entry)
    holding, done = threading.Event(), threading.Event()
    other = threading.Thread(target=_hold, args=(taken.pk, holding, done))
    other.start()
    holding.wait(30)
    assert make_deliveries(now=NOW) == 1
    done.set()
    other.join()
    assert [each.event_id for each in Delivery.objects.all()] == [free.pk]
    assert list(VoteEvent.objects.all()) == [taken]


def _hold(pk, holding, done) -> None:
    with transaction.atomic():
        VoteEvent.objects.select_for_update().get(pk=pk)
        holding.set()
        done.wait(30)
    connections.close_all()
