"""What webhooks were told of a person goes; what they were told of others stays."""

from __future__ import annotations

import pytest

from feedback.models import Channel, Delivery, VoteEvent
from feedback.retention import tellings
from feedback.retention.erasing import erase
from feedback.retention.tellings import ids_in
from feedback.services import withdraw
from feedback.webhooks.telling import make_deliveries
from requestlog.ids import new_id
from tests.erasing.world import LATER, PERSON, call_of, vote
from tests.factories import NOW, create_entry
from tests.webhooks.world import create_delivery, create_event, create_webhook


@pytest.fixture
def webhooks(project) -> None:
    for channel in Channel.values:
        create_webhook(project, channel=channel, target="ops@example.org")


def tell() -> None:
    """Makes deliveries of all events."""
    while make_deliveries(now=NOW):
        pass


def erased(project) -> int:
    return sum(batch["deliveries"] for batch in erase(project=project, user=PERSON, now=LATER))


@pytest.mark.parametrize("told", [True, False])
def test_it_forgets_what_was_told_of_anybody_on_the_persons_calls(project, webhooks, told):
    vote(call_of(project), submitter="ben")
    if told:
        tell()
    assert erased(project) == (3 if told else 1)
    assert not Delivery.objects.exists()
    assert not VoteEvent.objects.exists()


@pytest.mark.parametrize("told", [True, False])
def test_it_forgets_the_persons_own_votes_on_calls_of_others(project, webhooks, told):
    vote(create_entry(project))
    if told:
        tell()
    assert erased(project) == (3 if told else 1)
    assert not Delivery.objects.exists()


def test_it_keeps_what_was_told_of_others(project, other_project, webhooks):
    vote(create_entry(project), submitter="ben")
    create_webhook(other_project)
    vote(call_of(other_project))
    tell()
    vote(call_of(project), submitter="carl")
    assert erased(project) == 1
    assert Delivery.objects.count() == 4


def test_it_keeps_another_vote_beside_the_persons_where_the_body_says_whose_it_is(project):
    create_webhook(project)
    entry = create_entry(project)
    vote(entry)
    vote(entry, submitter="ben")
    tell()
    assert erased(project) == 1
    assert '"submitter":"ben"' in Delivery.objects.get().body


def test_it_knows_a_vote_that_was_withdrawn(project, webhooks):
    withdraw(vote=vote(create_entry(project)), by="key", now=LATER)
    tell()
    assert erased(project) == 6
    assert not Delivery.objects.exists()


def test_it_looks_through_all_deliveries(project, monkeypatch):
    monkeypatch.setattr(tellings, "BATCH", 2)
    webhook, theirs, other = create_webhook(project), call_of(project), create_entry(project)
    for entry in (other, theirs, other, other, theirs):
        create_delivery(webhook, body=f'{{"request_id":"{entry.id}"}}')
    assert erased(project) == 2
    assert Delivery.objects.count() == 3


def test_it_forgets_what_comes_while_it_is_at_work(project):
    """A vote of this moment is told between the first look and the end of the call that it is about."""
    webhook, entry = create_webhook(project), call_of(project)
    batches = tellings.forget_tellings(project=project, user=PERSON)
    create_event(entry)
    create_delivery(webhook, at=LATER, body=f'{{"url":"https://log/{entry.id}/"}}')
    kept = create_delivery(webhook, at=LATER, body=f'{{"url":"https://log/{new_id()}/"}}')
    gone = tellings.forget_tellings_of_entries(project=project, ids=[entry.id], since=LATER)
    assert (batches, gone) == (0, 2)
    assert [*Delivery.objects.all()] == [kept]


def test_it_reads_no_more_ids_than_a_body_begins_with():
    ids = [new_id() for _ in range(20)]
    assert ids_in(" ".join(map(str, ids))) == set(ids[:12])
