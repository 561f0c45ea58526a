"""However bytes arrive: the same events, and no credential left in what is kept."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.redact import REDACTED, Scrubber
from requestlog.wire.sse import Event, Parser, events_of
from tests.wire.strategies import CUTS, few, split

CANARY = b"sk-canary-7f3a9b"
TEXT = b'{"a": "' + CANARY + b'"}' + CANARY[:9] + CANARY + CANARY
CLEAN = TEXT.replace(CANARY, REDACTED)
STREAM_BYTES = st.binary(max_size=60) | st.text("daht:e \r\n\0é", max_size=60).map(str.encode)


def parsed(pieces: list[bytes]) -> list[Event]:
    parser = Parser()
    return [event for piece in pieces for event in parser.feed(piece)] + parser.flush()


def scrubbed(pieces: list[bytes]) -> bytes:
    scrubber = Scrubber([CANARY])
    return b"".join([*map(scrubber.feed, pieces), scrubber.flush()])


@few
@given(STREAM_BYTES, CUTS)
def test_it_gives_the_same_events_for_any_bytes(stream: bytes, cuts: list[int]):
    assert parsed(split(stream, cuts)) == events_of(stream)


@few
@given(STREAM_BYTES)
def test_it_gives_the_same_events_byte_by_byte(stream: bytes):
    assert parsed([stream[at : at + 1] for at in range(len(stream))]) == events_of(stream)


@pytest.mark.parametrize("pieces", [2, 3])
def test_it_leaves_nothing_of_a_credential_split_at_every_offset(pieces: int):
    for cuts in combinations(range(len(TEXT) + 1), pieces - 1):
        assert scrubbed(split(TEXT, list(cuts))) == CLEAN


@pytest.mark.parametrize("step", range(1, 9))
def test_it_leaves_nothing_of_a_credential_in_ten_pieces(step: int):
    for start in range(len(TEXT)):
        cuts = [(start + step * number) % (len(TEXT) + 1) for number in range(9)]
        assert scrubbed(split(TEXT, cuts)) == CLEAN


@few
@given(st.binary(max_size=30), st.binary(max_size=30), CUTS)
def test_it_leaves_nothing_of_a_credential_between_any_bytes(before: bytes, after: bytes, cuts: list[int]):
    kept = scrubbed(split(before + CANARY + after, cuts))
    assert CANARY not in kept
    assert kept == (before + CANARY + after).replace(CANARY, REDACTED)
