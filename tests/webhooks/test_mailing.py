"""Mails, and what is said where there are none."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from feedback.models import Channel, Delivery
from feedback.webhooks.delivering import deliver_due
from tests.factories import NOW
from tests.webhooks.world import create_delivery, create_webhook


@pytest.fixture
def webhook(project):
    return create_webhook(project, "ada@example.org, bob@example.org", channel=Channel.EMAIL)


def failing(monkeypatch, error: Exception) -> list[object]:
    tried = []

    def send_messages(self, messages):
        tried.extend(messages)
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return tried


def test_it_mails_to_everybody(webhook, settings):
    settings.DEFAULT_FROM_EMAIL = "GPTBoost <log@example.org>"
    create_delivery(webhook)
    assert deliver_due(now=NOW) == 1
    [sent] = mail.outbox
    assert (sent.to, sent.from_email) == (["ada@example.org", "bob@example.org"], "GPTBoost <log@example.org>")
    assert (sent.subject, sent.body) == ("A vote", "It was so.")
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert Delivery.objects.get().state == "delivered"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError("nobody there"), "The mail server of EMAIL_URL cannot be reached: nobody there."),
        (TimeoutError("timed out"), "The mail server of EMAIL_URL cannot be reached: timed out."),
        (smtplib.SMTPServerDisconnected("gone"), "The mail server of EMAIL_URL cannot be reached: gone."),
        (smtplib.SMTPAuthenticationError(535, b"no\nentry"), "The mail server answered 535: no entry"),
        (smtplib.SMTPRecipientsRefused({"x@y.z": (550, b"")}), "The mail server refuses x@y.z; check the addresses."),
    ],
)
def test_it_tries_again_and_says_why(webhook, monkeypatch, error, words):
    failing(monkeypatch, error)
    create_delivery(webhook)
    deliver_due(now=NOW)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("waiting", 1, words)
    assert delivery.next_at > NOW


def test_it_leaves_the_rest_unsent_while_the_server_is_away(webhook, monkeypatch):
    tried = failing(monkeypatch, ConnectionRefusedError())
    for _ in range(6):
        create_delivery(webhook)
    deliver_due(now=NOW)
    assert len(tried) == 4
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1, 1]
