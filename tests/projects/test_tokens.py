"""Vote tokens as plain values: what reads as one, and that nothing else does."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.tokens import ANYBODY, PREFIX, BadToken, VoteToken, mark_of, read, written

PEPPER, NOW = b"pepper of the tests", 1_800_000_000
ENTRY = UUID("019ab0f2-5c80-7d3e-9f0a-2b1c6d7e8f90")
TOKEN = VoteToken(7, ENTRY, NOW + 60)
TEXT = written(TOKEN, PEPPER)
project_ids = st.integers(0, 2**63 - 1)
expiries = st.integers(NOW, 2**32 - 1)


@given(project_ids, st.uuids(), expiries, st.none() | st.text())
def test_it_reads_what_it_wrote(project_id: int, entry: UUID, expires: int, submitter: str | None):
    token = VoteToken(project_id, entry, expires, ANYBODY if submitter is None else mark_of(submitter))
    text = written(token, PEPPER)
    assert read(text, PEPPER, NOW) == token
    assert len(text) == 74
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_it_is_good_until_its_last_second():
    assert read(TEXT, PEPPER, NOW + 60) == TOKEN
    with pytest.raises(BadToken, match="has expired"):
        read(TEXT, PEPPER, NOW + 60.1)


def test_it_refuses_the_token_of_another_pepper():
    with pytest.raises(BadToken, match="not made here"):
        read(TEXT, b"another pepper", NOW)


@pytest.mark.parametrize("at", range(53))
@pytest.mark.parametrize("mask", [1, 128, 255])
def test_it_refuses_a_token_with_one_byte_flipped(at: int, mask: int):
    raw = bytearray(urlsafe_b64decode(TEXT.removeprefix(PREFIX) + "="))
    raw[at] ^= mask
    with pytest.raises(BadToken):
        read(PREFIX + urlsafe_b64encode(raw).rstrip(b"=").decode(), PEPPER, NOW)


@given(st.integers(0, 73), st.characters())
def test_it_refuses_a_token_with_one_letter_changed(at: int, letter: str):
    changed = TEXT[:at] + letter + TEXT[at + 1 :]
    if changed != TEXT:
        with pytest.raises(BadToken):
            read(changed, PEPPER, NOW)


@given(st.integers(0, 74), st.text(min_size=1, max_size=4))
def test_it_refuses_a_token_with_letters_put_in(at: int, letters: str):
    with pytest.raises(BadToken):
        read(TEXT[:at] + letters + TEXT[at:], PEPPER, NOW)


@pytest.mark.parametrize("length", range(74))
def test_it_refuses_a_token_that_is_cut(length: int):
    with pytest.raises(BadToken, match="no vote token"):
        read(TEXT[:length], PEPPER, NOW)


@given(st.text() | st.text("AZaz09-_=+/", max_size=100).map(PREFIX.__add__))
def test_it_refuses_any_other_text(text: str):
    with pytest.raises(BadToken):
        read(text, PEPPER, NOW)


def test_it_speaks_for_anybody_or_for_one_submitter():
    assert TOKEN.speaks_for("")
    assert TOKEN.speaks_for("u-1")
    for own, other in [("u-1", "u-2"), ("u-1", ""), ("", "u-1")]:
        token = VoteToken(7, ENTRY, NOW, mark_of(own))
        assert token.speaks_for(own)
        assert not token.speaks_for(other)


@given(st.text())
def test_it_never_marks_a_submitter_as_anybody(submitter: str):
    assert mark_of(submitter) != ANYBODY
