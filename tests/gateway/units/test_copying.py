"""The copy of a body: decoded, without credentials, no longer than is kept."""

from __future__ import annotations

import gzip
import json

import pytest

from gateway.copying import Copy

SECRET = b"sk-a-secret-of-theirs"


def copied(
    body: bytes, content_type: str = "application/json", encoding: str = "", most: int = 1000, step: int = 7
) -> bytes:
    copy = Copy(content_type, encoding, [SECRET], most)
    pieces = [copy.scrubbed(copy.plain(body[at : at + step])) for at in range(0, len(body), step)]
    return b"".join(pieces) + copy.end()


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "text/plain", "application/problem+json", ""]
)
def test_it_keeps_text_as_it_is(content_type: str):
    assert copied(b'{"a": "\xff\xc3\xa9"}', content_type) == b'{"a": "\xff\xc3\xa9"}'


def test_it_keeps_text_without_its_encoding():
    assert copied(gzip.compress(b"hello " * 20), encoding="gzip") == b"hello " * 20


@pytest.mark.parametrize("step", range(1, 30))
def test_it_keeps_no_secret_however_it_is_split(step: int):
    assert copied(b'{"key": "' + SECRET + b'"}', step=step) == b'{"key": "[redacted]"}'


@pytest.mark.parametrize(("content_type", "encoding"), [("image/png", ""), ("multipart/form-data; boundary=x", ""),
                                                        ("application/json", "unheard-of")])  # fmt: skip
def test_it_keeps_type_and_size_of_what_it_cannot_read(content_type: str, encoding: str):
    kept = json.loads(copied(b"\x89PNG" * 10, content_type, encoding))
    assert kept == {"content_type": content_type.partition(";")[0], "bytes": 40}


def test_it_keeps_nothing_of_nothing():
    assert copied(b"") == copied(b"", "image/png") == b""


def test_it_cuts_at_the_limit():
    copy = Copy("text/plain", "", [], 10)
    assert copy.plain(b"123456") == b"123456"
    assert not copy.truncated
    assert (copy.plain(b"7890"), copy.truncated) == (b"7890", False)
    assert (copy.plain(b"x"), copy.truncated) == (b"", True)
    assert copy.plain(b"y") == b""


def test_it_does_not_unpack_a_bomb():
    copy = Copy("application/json", "gzip", [], 1000)
    assert len(copy.plain(gzip.compress(b"0" * 50_000_000))) == 1000
    assert copy.truncated
