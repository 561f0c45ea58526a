"""When a key was used last: kept in memory, written apart, at most once a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error
from django.test import Client

from gptboost_site import key_uses
from projects import keys
from projects.key_use import Uses
from projects.models import ApiKey
from projects.services.key_use import record_uses
from tests.factories import NOW


@pytest.fixture
def uses(monkeypatch) -> Uses:
    clock = [0.0]
    made = Uses(lambda: clock[0])
    made.clock = clock
    for module in ("projects.api_keys", "gptboost_site.key_uses"):
        monkeypatch.setattr(f"{module}.uses", made)
    return made


def test_it_gives_each_key_once_a_minute(uses):
    uses.note("a")
    assert uses.take() == {"a"}
    uses.note("a")
    uses.note("b")
    assert uses.take() == {"b"}
    uses.clock[0] = 60.0
    assert uses.take() == {"a"}
    assert uses.take() == set()


def test_it_writes_what_the_api_and_votes_were_called_with(uses, secret_key, public_key, db):
    sent = {"message_id": "none", "rating": "positive"}
    headers = [{"Authorization": f"Bearer {key}"} for key in (secret_key, public_key)]
    Client().get("/v1/requests/", headers=headers[0])
    Client().post("/v1/feedback/", sent, content_type="application/json", headers=headers[1])
    assert not ApiKey.objects.exclude(last_used_at=None).exists()
    assert key_uses.write_uses() == 2
    assert ApiKey.objects.exclude(last_used_at=None).count() == 2


def test_it_notes_no_key_that_opens_nothing(uses, db):
    Client().get("/v1/requests/", headers={"Authorization": f"Bearer sk_{'x' * 40}"})
    assert uses.take() == set()


def test_it_keeps_what_cannot_be_written(uses, monkeypatch):
    def away(**_):
        raise Error("away")

    uses.note("a")
    monkeypatch.setattr(key_uses, "record_uses", away)
    assert key_uses.write_uses() == 0
    assert uses.take() == {"a"}


def test_it_never_goes_back_in_time(secret_key, settings):
    digest = keys.digest(secret_key, settings.KEY_PEPPER)
    assert record_uses(digests=[digest], now=NOW) == 1
    assert record_uses(digests=[digest], now=NOW - timedelta(minutes=1)) == 0
    assert ApiKey.objects.get().last_used_at == NOW
