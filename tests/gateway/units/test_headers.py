"""What headers say, and which of them pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.headers import (
    HOP_BY_HOP,
    by_name,
    context,
    credentials,
    doubled,
    key_in,
    passed_back,
    secrets,
    sent_on,
)

OWN_KEY = b"sk_" + b"a1B2" * 10
tokens = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20).map(str.encode)


def test_it_takes_gptboosts_names_before_heliconess():
    named = by_name([(b"helicone-user-id", b"h"), (b"x-gptboost-user", b"g"), (b"helicone-session-id", b"s")])
    assert (context(named).end_user, context(named).session) == ("g", "s")


def test_it_names_properties_without_their_start():
    headers = [
        (b"helicone-property-plan", b"free"),
        (b"x-gptboost-property-plan", b"pro"),
        (b"x-gptboost-property-", b"x"),
    ]
    assert context(by_name(headers)).metadata == {"plan": "pro"}


@pytest.mark.parametrize(("value", "text"), [(b"bl\xc3\xa5", "blå"), (b"bl\xe5", "blå")])
def test_it_reads_utf_8_and_latin_1(value: bytes, text: str):
    assert context({b"x-gptboost-user": value}).end_user == text


def test_it_finds_keys_in_the_order_in_which_they_count():
    named = {b"api-key": b"azure", b"x-api-key": b"anthropic", b"authorization": b"bearer  openai"}
    assert credentials(named) == ["openai", "anthropic", "azure"]


def test_it_calls_every_credential_a_secret():
    headers = [
        (b"authorization", b"Basic dXNlcg=="),
        (b"cookie", b"a=b"),
        (b"x-gptboost-key", OWN_KEY),
        (b"accept", b"*/*"),
    ]
    assert secrets(headers, b"model=x&api_key=q%2B1") == [b"dXNlcg==", b"a=b", OWN_KEY, b"q%2B1", b"q+1"]


@given(st.lists(tokens, max_size=5))
def test_it_sends_on_nothing_that_belongs_to_the_connection(named: list[bytes]):
    headers = [(b"connection", b", ".join(named)), *((name, b"1") for name in named), (b"x-kept-0", b"2")]
    assert sent_on(headers) == ([("x-kept-0", "2")] if b"x-kept-0" not in named else [])


@pytest.mark.parametrize(
    "name", sorted(HOP_BY_HOP | {b"host", b"cookie", b"expect", b"x-gptboost-user", b"helicone-auth"})
)
def test_it_sends_on_nothing_that_is_not_the_upstreams(name: bytes):
    assert sent_on([(name, b"x")]) == []


@pytest.mark.parametrize("name", [b"authorization", b"x-api-key", b"api-key"])
def test_it_sends_on_no_key_of_its_own(name: bytes):
    scheme = b"Bearer " if name == b"authorization" else b""
    assert sent_on([(name, scheme + OWN_KEY)]) == []
    assert len(sent_on([(name, scheme + b"sk-upstream")])) == 1


def test_it_passes_back_order_and_repetition():
    headers = [(b"via", b"a"), (b"set-cookie", b"x"), (b"via", b"b"), (b"connection", b"x-hop"), (b"x-hop", b"1")]
    assert passed_back(headers) == [(b"via", b"a"), (b"via", b"b")]


def test_it_passes_back_no_length_of_a_body_that_it_shortens():
    headers = [(b"content-type", b"text/event-stream"), (b"content-length", b"9")]
    assert passed_back(headers, shortened=True) == headers[:1]
    assert passed_back(headers) == headers


@pytest.mark.parametrize("name", [b"strict-transport-security", b"alt-svc", b"clear-site-data", b"set-cookie", b"nel"])
def test_it_lets_no_upstream_speak_for_this_site(name: bytes):
    assert passed_back([(name, b"x")]) == []


@pytest.mark.parametrize("name", [b"x-gptboost-request-id", b"x-gptboost-feedback-token"])
def test_it_passes_back_nothing_under_its_own_names(name: bytes):
    assert passed_back([(name, b"vt_forged"), (b"x-request-id", b"1")]) == [(b"x-request-id", b"1")]


@pytest.mark.parametrize("name", [b"authorization", b"x-api-key", b"api-key", b"x-gptboost-key"])
def test_it_notices_a_key_that_comes_twice(name: bytes):
    once, twice = [(b"via", b"a"), (b"via", b"b"), (name, b"a")], [(name, b"a"), (name, b"a")]
    assert doubled(once, by_name(once)) == ""
    assert doubled(twice, by_name(twice)) == name.decode()


def test_it_notices_a_key_in_the_query():
    assert key_in(b"limit=2&API_KEY=x") == "API_KEY"
    assert key_in(b"key_id=2&after=key") == ""
    assert key_in(b"") == ""


@pytest.mark.parametrize(
    "name", [b"authorization", b"x-api-key", b"api-key", b"cookie", b"set-cookie", b"x-gptboost-key"]
)
def test_it_knows_headers_that_carry_credentials(name: bytes):
    assert secrets([(name, b"a-credential")], b"") == [b"a-credential"]


@pytest.mark.parametrize(
    "name", [b"openai-organization", b"x-ratelimit-limit-tokens", b"x-request-id", b"prompt_tokens"]
)
def test_it_keeps_other_headers(name: bytes):
    assert secrets([(name, b"no-credential")], b"") == []
