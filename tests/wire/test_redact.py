"""`requestlog.wire.redact`: what the caller authenticates with is not kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.redact import Scrubber
from tests.wire.strategies import CUTS, few, split

KEY = b"sk-proj-1234"
# Few letters, so that secrets overlap, contain and repeat each other.
LETTERS = st.text("ab", max_size=12).map(str.encode)


def scrubbed(secrets: list[bytes], chunks: list[bytes]) -> bytes:
    scrubber = Scrubber(secrets)
    return b"".join([*map(scrubber.feed, chunks), scrubber.flush()])


def test_it_replaces_a_secret():
    assert scrubbed([KEY], [b'{"key": "sk-proj-1234"}']) == b'{"key": "[redacted]"}'


def test_it_finds_a_secret_split_anywhere():
    text = b"a sk-proj-1234 sk-proj-sk-proj-1234 sk-proj-12"
    for cut in range(len(text) + 1):
        assert scrubbed([KEY], [text[:cut], text[cut:]]) == b"a [redacted] sk-proj-[redacted] sk-proj-12"


def test_it_holds_back_only_what_may_be_a_secret():
    scrubber = Scrubber([KEY])
    assert scrubber.feed(b"nothing here, sk") == b"nothing here, "
    assert scrubber.feed(b"ill") == b"skill"
    assert scrubber.flush() == b""


def test_it_takes_the_longer_of_two_secrets_that_start_alike():
    assert scrubbed([b"12345678", b"1234567890"], [b"12345678", b"90"]) == b"[redacted]"
    assert scrubbed([b"12345678", b"1234567890"], [b"12345678", b"x"]) == b"[redacted]x"


@pytest.mark.parametrize("secrets", [[], [b""], [b"short"]])
def test_it_passes_everything_on_where_there_is_no_secret(secrets: list[bytes]):
    scrubber = Scrubber(secrets)
    data = b"a short sk-proj-1234"
    assert scrubber.feed(data) is data
    assert scrubber.flush() == b""


@few
@given(
    st.lists(st.text("ab", min_size=8, max_size=12).map(str.encode), min_size=1, max_size=3), st.lists(LETTERS), CUTS
)
def test_it_does_not_mind_where_the_bytes_are_split(secrets: list[bytes], pieces: list[bytes], cuts: list[int]):
    data = b"".join(piece + secrets[len(piece) % len(secrets)] for piece in pieces)
    longest_first = sorted(secrets, key=len, reverse=True)
    expected = re.sub(b"|".join(longest_first), b"[redacted]", data)
    assert scrubbed(secrets, split(data, cuts)) == expected
