"""`POST /v1/feedback/`: how fast one address may vote."""

from __future__ import annotations

import pytest

from tests.factories import create_entry
from tests.feedback.conftest import MESSAGE, posted

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
    keyed = {"Authorization": f"Bearer {public_key}"}
    assert voted().status_code == 200
    assert is_too_many(voted())
    assert [voted(**keyed).status_code for _ in range(3)] == [208, 208, 208]
    assert is_too_many(voted(**keyed))


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
