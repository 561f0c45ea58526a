"""What a caller's headers say of its program, of its traces, and of what may be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.callers import client_of, log_mode, retry_of, stricter, traceparent_of

TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
BROWSER = b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"
LIBRARY = {b"x-stainless-lang": b"js", b"x-stainless-package-version": b"6.1.0"}


@pytest.mark.parametrize(("named", "client"), [
    ({}, ""),
    ({b"user-agent": b"OpenAI/Python 3.54.0"}, "OpenAI/Python 3.54.0"),
    ({b"user-agent": b"OpenAI/Python 3.54.0", **LIBRARY}, "OpenAI/Python 3.54.0"),
    ({b"user-agent": BROWSER, **LIBRARY}, "js 6.1.0"),
    (LIBRARY, "js 6.1.0"),
    ({b"user-agent": BROWSER}, BROWSER.decode()),
    ({b"user-agent": b" a\x00b\t\xc2\xa0c\xe2\x80\xae \xff "}, "a b c \ufffd"),
    ({b"user-agent": b"x" * 500}, "x" * 100),
    ({b"user-agent": b"x" * 99 + b" y"}, "x" * 99),
])  # fmt: skip
def test_it_names_the_client(named, client):
    assert client_of(named) == client


@pytest.mark.parametrize(("sent", "retry"), [
    (b"2", "2"), (b" 12 ", "12"), (b"0", ""), (b"", ""), (b"-1", ""), (b"1e3", ""), (b"99999", ""), (b"\xb2", ""),
])  # fmt: skip
def test_it_counts_retries(sent, retry):
    assert retry_of({b"x-stainless-retry-count": sent}) == retry


def test_it_takes_a_call_that_counts_nothing_for_a_first_try():
    assert retry_of({}) == ""


@pytest.mark.parametrize("sent", [TRACE, b" " + TRACE, b"cc" + TRACE[2:], b"cc" + TRACE[2:] + b"-more"])
def test_it_takes_a_place_in_a_trace(sent):
    assert traceparent_of({b"traceparent": sent}) == (sent.strip()[:2] + TRACE[2:]).decode()


@pytest.mark.parametrize("sent", [
    b"", TRACE.upper(), TRACE[:-1], TRACE + b"-more", TRACE + b"0", b"ff" + TRACE[2:], b"cc" + TRACE[2:] + b"more",
    b"00-%s-00f067aa0ba902b7-01" % (b"0" * 32), b"00-4bf92f3577b34da6a3ce929d0e0e4736-%s-01" % (b"0" * 16),
    TRACE.replace(b"4bf", b"4bg"), b"\xff" * 55,
])  # fmt: skip
def test_it_takes_no_malformed_place_in_a_trace(sent):
    assert traceparent_of({b"traceparent": sent}) == ""


@pytest.mark.parametrize(("word", "log"), [
    (b"none", "none"), (b"Metadata", "metadata"), (b" FULL ", "full"),
])  # fmt: skip
def test_it_reads_what_a_call_wants_to_be_kept(word, log):
    assert log_mode({b"x-gptboost-log": word}) == log


def test_it_knows_a_call_that_says_nothing_of_that():
    assert log_mode({}) is None


@pytest.mark.parametrize("word", [b"", b"off", b"nothing", b"meta data", b"none,full", b"\xff"])
def test_it_refuses_other_words_and_names_those_that_there_are(word):
    with pytest.raises(ValueError, match="X-GPTBoost-Log must be full, metadata or none"):
        log_mode({b"x-gptboost-log": word})


@pytest.mark.parametrize(("project", "call", "kept"), [
    ("full", None, "full"), ("full", "full", "full"), ("full", "metadata", "metadata"), ("full", "none", "none"),
    ("metadata", None, "metadata"), ("metadata", "full", "metadata"), ("metadata", "none", "none"),
    ("metadata", "metadata", "metadata"), ("none", "full", "none"), ("none", None, "none"),
])  # fmt: skip
def test_it_keeps_less_for_a_call_that_says_so_and_never_more(project, call, kept):
    assert stricter(project, call) == kept


@given(st.dictionaries(st.sampled_from([b"user-agent", b"traceparent", *LIBRARY]), st.binary()))
def test_it_takes_anything(named):
    client = client_of(named)
    assert len(client) <= 100
    assert client.isprintable()
    assert traceparent_of(named).isascii()
