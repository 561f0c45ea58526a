"""Deliveries on their way, against a real receiver."""

from __future__ import annotations

import hmac
import threading
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from django.db import connection, connections

from feedback.models import Channel, Delivery
from feedback.webhooks import delivering
from feedback.webhooks.delivering import LEASE, deliver_due
from feedback.webhooks.signing import secret_of
from tests.factories import NOW
from tests.webhooks.receiver import Receiver
from tests.webhooks.world import create_delivery, create_webhook


@pytest.fixture
def webhook(project, receiver):
    return create_webhook(project, receiver.url)


def test_it_delivers_what_is_due(webhook, receiver):
    delivery = create_delivery(webhook, body='{"type":"vote.created","data":{"comment":"ü"}}')
    assert deliver_due(now=NOW) == 1
    [got] = receiver.got
    assert (got.path, got.body.decode()) == ("/hook", delivery.body)
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["User-Agent"] == "GPTBoost-Webhooks"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("delivered", 1, 204)
    assert (delivery.next_at, delivery.done_at, delivery.last_error) == (None, NOW, "")


def test_it_signs_so_that_a_receiver_can_verify(webhook, receiver, settings):
    delivery = create_delivery(webhook)
    deliver_due(now=NOW)
    [got] = receiver.got
    secret = secret_of(webhook.pk, webhook.salt, settings.WEBHOOK_PEPPER)
    id, seconds = got.headers["webhook-id"], got.headers["webhook-timestamp"]
    signed = hmac.new(b64decode(secret[6:]), f"{id}.{seconds}.".encode() + got.body, "sha256").digest()
    assert got.headers["webhook-signature"] == "v1," + b64encode(signed).decode()
    assert (id, int(seconds)) == (str(delivery.event_id), NOW.timestamp())


def test_it_does_not_sign_what_goes_to_a_chat(project, receiver):
    create_delivery(create_webhook(project, receiver.url, channel=Channel.SLACK))
    deliver_due(now=NOW)
    assert not [name for name in receiver.got[0].headers if name.lower().startswith("webhook-")]


def test_it_leaves_what_is_not_due(webhook, receiver):
    create_delivery(webhook, next_at=NOW + timedelta(seconds=1))
    create_delivery(webhook, state="delivered", next_at=NOW)
    assert deliver_due(now=NOW) == 0
    assert receiver.got == []


def test_it_tries_again_after_a_failure(webhook, receiver):
    receiver.answers = [500, 200]
    delivery = create_delivery(webhook)
    deliver_due(now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("waiting", 1, 500)
    assert delivery.last_error == "Answered 500. The receiver failed; see its log."
    assert NOW + timedelta(seconds=5) <= delivery.next_at <= NOW + timedelta(seconds=6)
    assert deliver_due(now=NOW + timedelta(seconds=4)) == 0
    assert deliver_due(now=delivery.next_at) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("delivered", 2, "")
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len({got.headers["webhook-signature"] for got in receiver.got}) == 2


def test_it_gives_up_after_a_day(webhook, receiver):
    receiver.answers = [500]
    delivery = create_delivery(webhook)
    while delivery.state == "waiting":
        at = delivery.next_at
        assert deliver_due(now=at) == 1
        delivery.refresh_from_db()
    assert at == NOW + timedelta(hours=24)
    assert (delivery.state, delivery.next_at, delivery.done_at) == ("failed", None, at)
    assert delivery.attempts == len(receiver.got) >= 10
    assert deliver_due(now=at + timedelta(days=1)) == 0


@pytest.mark.parametrize(("header", "seconds"), [("90", 90), ("999999", 300)])
def test_it_leaves_a_receiver_alone_for_as_long_as_it_asks_within_bounds(webhook, receiver, header, seconds):
    receiver.answers, receiver.headers = [503], {"Retry-After": header}
    delivery = create_delivery(webhook)
    deliver_due(now=NOW)
    delivery.refresh_from_db()
    assert delivery.next_at == NOW + timedelta(seconds=seconds)
    create_delivery(webhook, NOW + timedelta(seconds=1))
    assert deliver_due(now=NOW + timedelta(seconds=seconds - 1)) == 0
    assert deliver_due(now=NOW + timedelta(seconds=seconds)) == 2


def test_it_turns_a_webhook_off_that_is_gone(webhook, receiver):
    receiver.answers = [410]
    delivery = create_delivery(webhook)
    deliver_due(now=NOW)
    delivery.refresh_from_db()
    webhook.refresh_from_db()
    assert (webhook.enabled, webhook.disabled_because) == (False, "The receiver answered 410 Gone.")
    assert (delivery.state, delivery.last_status) == ("failed", 410)


def test_it_sends_nothing_for_a_webhook_that_is_off(webhook, receiver):
    webhook.enabled = False
    webhook.save()
    delivery = create_delivery(webhook)
    deliver_due(now=NOW)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", 0)
    assert "Turn it on, then send this again" in delivery.last_error
    assert receiver.got == []


def test_it_sends_again_what_a_dead_worker_had_taken(webhook, receiver, monkeypatch):
    delivery = create_delivery(webhook)
    monkeypatch.setattr(delivering, "settle", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliver_due(now=NOW)
    monkeypatch.undo()
    assert deliver_due(now=NOW + timedelta(seconds=59)) == 0
    assert deliver_due(now=NOW + LEASE) == 1
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert len(receiver.got) == 2


def test_it_does_not_let_a_receiver_that_hangs_hold_the_others(project, receiver, webhook, monkeypatch):
    monkeypatch.setattr("feedback.webhooks.sending.SECONDS", 1.5)
    settled = []
    settle = delivering.settle
    monkeypatch.setattr(delivering, "settle", lambda **lot: (settled.append(lot["webhook"]), settle(**lot)))
    ending = threading.Event()
    with Receiver(before=lambda: ending.wait(30)) as hanging:
        slow = create_webhook(project, hanging.url)
        late = [create_delivery(slow) for _ in range(6)]
        delivery = create_delivery(webhook)
        deliver_due(now=NOW)
        assert settled == [webhook, slow]
        ending.set()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert len(hanging.got) == 4
    for each in late:
        each.refresh_from_db()
    assert sorted(each.attempts for each in late) == [0, 0, 1, 1, 1, 1]
    assert sum("No answer within" in each.last_error for each in late) == 4
    # It rests: neither the others nor a new one are tried while it does
    create_delivery(slow, NOW + timedelta(seconds=1))
    assert deliver_due(now=NOW + timedelta(seconds=4)) == 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="writers do not wait for each other in a database in memory")
@pytest.mark.django_db(transaction=True)
def test_it_delivers_each_once_from_several_workers(project, receiver):
    webhooks = [create_webhook(project, f"{receiver.url}/{number}") for number in range(3)]
    ids = {str(create_delivery(webhook).event_id) for webhook in webhooks for _ in range(20)}
    workers = [threading.Thread(target=_deliver_all) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got.headers["webhook-id"] for got in receiver.got) == sorted(ids)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("delivered", 1)}


def _deliver_all() -> None:
    while deliver_due(now=NOW):
        pass
    connections.close_all()


def test_it_serves_many_receivers_with_few_questions(project, receiver, django_assert_max_num_queries):
    for number in range(12):
        create_delivery(create_webhook(project, f"{receiver.url}/{number}"))
    with django_assert_max_num_queries(1 + 8 * 9):
        assert deliver_due(now=NOW) == 8
    assert deliver_due(now=NOW) == 4
    assert len(receiver.got) == 12
