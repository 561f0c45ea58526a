"""`POST /v1/feedback/`: how fast one address may vote."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import create_entry
from tests.feedback.conftest import MESSAGE, posted, readable
from tests.feedback.credentials import keyed, token_for, with_token

pytestmark = pytest.mark.usefixtures("fresh_limits")


def voted(message_id=MESSAGE, address="192.0.2.1", **headers):
    body = {"message_id": message_id, "rating": "positive"}
    return posted(body, REMOTE_ADDR=address, headers=headers)


def is_too_many(answer):
    return answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 60 and "detail" in answer.json()


def test_it_sets_no_limit_unless_told(entry):
    assert {voted().status_code for _ in range(40)} == {200, 208}
    assert {voted("unknown").status_code for _ in range(40)} == {404}


def test_it_limits_the_votes_of_an_address(entry, settings):
    settings.VOTE_RATE = "3/minute"
    assert [voted().status_code for _ in range(3)] == [200, 208, 208]
    assert is_too_many(voted())
    assert voted(address="192.0.2.2").status_code == 208


def test_it_gives_keys_a_limit_of_their_own(entry, settings, public_key):
    settings.VOTE_RATE, settings.KEYED_VOTE_RATE = "1/minute", "3/minute"
    assert voted().status_code == 200
    assert is_too_many(voted())
    assert [voted(**keyed(public_key)).status_code for _ in range(3)] == [208, 208, 208]
    assert is_too_many(voted(**keyed(public_key)))


def test_it_hears_an_address_that_guesses_no_more(entry, settings):
    settings.MISSED_VOTE_RATE = "3/minute"
    assert [voted(f"guess-{number}").status_code for number in range(3)] == [404, 404, 404]
    assert is_too_many(voted("guess-4"))
    assert is_too_many(voted())
    assert voted(address="192.0.2.2").status_code == 200


def test_it_counts_no_misses_of_votes_that_are_found(project, settings):
    settings.MISSED_VOTE_RATE = "1/minute"
    for number in range(5):
        create_entry(project, message_id=f"id-{number}")
        assert voted(f"id-{number}").status_code == 200


@pytest.mark.usefixtures("nothing_waits")
def test_it_counts_no_misses_of_a_key(entry, settings, secret_key):
    settings.MISSED_VOTE_RATE = "1/minute"
    assert {voted("guess", Authorization=f"Bearer {secret_key}").status_code for _ in range(4)} == {404}


def test_it_counts_votes_that_wait_as_misses_of_a_public_key(project, settings, public_key, secret_key):
    settings.MISSED_VOTE_RATE = "2/minute"
    public, secret = ({"Authorization": f"Bearer {key}"} for key in (public_key, secret_key))
    assert [voted(f"guess-{number}", **public).status_code for number in range(2)] == [202, 202]
    assert is_too_many(voted("guess-2", **public))
    assert voted("guess-2", **secret).status_code == 202


def test_it_does_not_believe_a_forwarded_address_without_a_proxy(entry, settings):
    settings.VOTE_RATE = "1/minute"
    voted(**{"X-Forwarded-For": "198.51.100.1"})
    assert is_too_many(voted(**{"X-Forwarded-For": "198.51.100.2"}))


def test_it_believes_as_many_proxies_as_it_was_told(entry, settings):
    settings.VOTE_RATE = "1/minute"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert voted(**{"X-Forwarded-For": "spoofed, 198.51.100.1"}).status_code == 200
    assert is_too_many(voted(**{"X-Forwarded-For": "another, 198.51.100.1"}))
    assert voted(**{"X-Forwarded-For": "spoofed, 198.51.100.2"}).status_code == 208


METHODS = ["GET", "PUT", "PATCH", "DELETE"]


def asked(method, message_id=MESSAGE, address="192.0.2.1", **headers):
    """The answer to another method on a vote."""
    path = f"/v1/feedback/{message_id}/"
    body = {"content_type": "application/json", "data": '{"rating": "positive"}'}
    return readable(Client().generic(method, path, **body, headers=headers, REMOTE_ADDR=address))


@pytest.mark.parametrize("method", METHODS)
def test_it_limits_every_method_by_address(entry, settings, method):
    settings.VOTE_RATE = "2/minute"
    token = with_token(token_for(entry.project_id, entry.id))
    assert asked(method).status_code == 401
    assert asked(method, **token).status_code in (200, 201, 404)
    assert is_too_many(asked(method, **token))
    assert is_too_many(voted(**token))
    assert asked(method, address="192.0.2.2").status_code == 401


@pytest.mark.parametrize("method", METHODS)
def test_it_limits_every_method_by_key(entry, settings, method, secret_key):
    settings.VOTE_RATE, settings.KEYED_VOTE_RATE = "1/minute", "2/minute"
    assert {asked(method, **keyed(secret_key)).status_code for _ in range(2)} <= {200, 201, 404}
    assert is_too_many(asked(method, **keyed(secret_key)))
    assert asked(method).status_code == 401


@pytest.mark.parametrize("method", METHODS)
def test_it_counts_what_a_token_asks_for_in_vain(entry, settings, method):
    settings.MISSED_VOTE_RATE = "2/minute"
    token = with_token(token_for(entry.project_id, entry.id))
    assert [asked(method, f"guess-{number}", **token).status_code for number in range(2)] == [404, 404]
    assert is_too_many(asked(method, **token))
    assert is_too_many(voted())


@pytest.mark.parametrize("method", ["POST", *METHODS])
def test_it_hears_an_address_that_guesses_tokens_no_more(entry, settings, method, secret_key):
    settings.MISSED_VOTE_RATE = "2/minute"

    def guessed(number):
        headers = with_token(f"vt_guess-{number}")
        return voted(**headers) if method == "POST" else asked(method, **headers)

    assert [guessed(number).status_code for number in range(2)] == [401, 401]
    assert is_too_many(guessed(3))
    assert is_too_many(voted())
    assert voted(**keyed(secret_key)).status_code == 200


def test_it_takes_the_addresses_of_one_network_for_one(entry, settings):
    settings.VOTE_RATE = "1/minute"
    assert voted(address="2001:db8:1:2::1").status_code == 200
    assert is_too_many(voted(address="2001:db8:1:2:ffff::9"))
    assert voted(address="2001:db8:1:3::1").status_code == 208
    assert voted(address="not:an:address").status_code == 208
