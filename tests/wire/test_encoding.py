"""`requestlog.wire.encoding`: the copy that is kept is plain, and never larger than allowed."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from requestlog.wire.encoding import decoder
from tests.wire.strategies import CUTS, few, split

PLAIN = b'{"id": "chatcmpl-1", "text": "hello"}' * 200
PLENTY = 10**6


def raw_deflate(data: bytes) -> bytes:
    body = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return body.compress(data) + body.flush()


ENCODED = {
    "": PLAIN,
    "identity": PLAIN,
    "gzip": gzip.compress(PLAIN),
    "X-GZip": gzip.compress(PLAIN[:100]) + gzip.compress(PLAIN[100:]) + b"\0\0",
    "deflate": zlib.compress(PLAIN),
    " Deflate ": raw_deflate(PLAIN),
    "br": brotli.compress(PLAIN),
    "zstd": zstandard.compress(PLAIN),
    "gzip, br": brotli.compress(gzip.compress(PLAIN)),
}


def decoded(encoding: str, chunks: list[bytes], most: int = PLENTY) -> bytes:
    decoding = decoder(encoding, most)
    assert decoding
    plain = b"".join([*map(decoding.feed, chunks), decoding.flush()])
    assert not decoding.failed
    return plain


@pytest.mark.parametrize("encoding", ENCODED)
@few
@given(CUTS, st.sampled_from([0, 1, 100, len(PLAIN) - 1, len(PLAIN), PLENTY]))
def test_it_works_for_any_splitting_and_limit(encoding: str, cuts: list[int], most: int):
    assert decoded(encoding, split(ENCODED[encoding], cuts), most) == PLAIN[:most]


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("zstd", zstandard.compress)],
)
def test_it_stops_a_bomb_at_the_limit(encoding: str, encode):
    bomb = encode(b"\0" * 50_000_000)
    assert len(decoded(encoding, [bomb], 1000)) == 1000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_it_ends_at_broken_bytes(encoding: str):
    decoding = decoder(encoding, PLENTY)
    assert decoding
    decoding.feed(ENCODED[encoding][:10])
    decoding.feed(b"\xfe broken " * 50)
    assert decoding.failed
    assert decoding.feed(ENCODED[encoding]) == b""


def test_it_keeps_what_came_of_a_cut_body():
    assert PLAIN.startswith(decoded("gzip", [gzip.compress(PLAIN, 0)[:1000]]) or b"-")


@pytest.mark.parametrize("encoding", ["compress", "gzip, unknown", ", ".join(["gzip"] * 5)])
def test_it_refuses_what_it_does_not_know(encoding: str):
    assert decoder(encoding, PLENTY) is None
