"""Bodies that unpack to far more than they are: they pass byte for byte, and their copy takes no memory to speak of."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
import zstandard

from tests.gateway.site import Site, running
from tests.upstream import Received, Upstream, Wire

UNPACKED_BYTES = 160 * 2**20
CAPTURED_BYTES = 2**20
MOST_GROWTH_BYTES = 64 * 2**20
BLOCK = b"0" * 2**20
START = b'{"model":"gpt-5-mini","messages":[{"role":"user","content":"'


def gzipped() -> bytes:
    return streamed(zlib.compressobj(9, zlib.DEFLATED, 31))


def deflated() -> bytes:
    return streamed(zlib.compressobj(9))


def streamed(packer: zlib._Compress) -> bytes:
    blocks = (packer.compress(BLOCK) for _ in range(UNPACKED_BYTES // len(BLOCK)))
    return b"".join([packer.compress(START), *blocks, packer.flush()])


def brotlied() -> bytes:
    packer = brotli.Compressor(quality=1)
    blocks = (packer.process(BLOCK) for _ in range(UNPACKED_BYTES // len(BLOCK)))
    return b"".join([packer.process(START), *blocks, packer.finish()])


def zstandarded() -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    blocks = (packer.compress(BLOCK) for _ in range(UNPACKED_BYTES // len(BLOCK)))
    return b"".join([packer.compress(START), *blocks, packer.flush()])


def nested() -> bytes:
    return gzip.compress(gzip.compress(gzipped()))


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": gzipped,
    "deflate": deflated,
    "br": brotlied,
    "zstd": zstandarded,
    "gzip, gzip, gzip": nested,
}


async def throw_back(request: Received, wire: Wire) -> None:
    """The question as the answer."""
    headers = [("Content-Type", "application/json"), ("Content-Encoding", request.header("content-encoding") or "")]
    await wire.answer(200, request.body, *headers)


@pytest.fixture(scope="module")
def bombed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A gateway that keeps a megabyte of each body."""
    captured = {"GPTBOOST_CAPTURE_BYTES": str(CAPTURED_BYTES)}
    folder = tmp_path_factory.mktemp("bombed")
    with Upstream(play=throw_back) as upstream, running(folder, upstream.url, **captured) as site:
        site.entry(site.chat().id)
        yield site


def most_memory(pid: int) -> int:
    """The most that a process has had so far, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.mark.parametrize("encoding", BOMBS)
def test_it_passes_a_bomb_and_does_not_unpack_it(bombed: Site, encoding: str):
    bomb = BOMBS[encoding]()
    processes = [*bombed.workers(), bombed.processes["recorder"].pid]
    before = [most_memory(pid) for pid in processes]
    reply = bombed.call("/chat/completions", bomb, Content_Encoding=encoding)
    assert (reply.status, reply.body) == (200, bomb)
    entry = bombed.entry(reply.id)
    assert [most_memory(pid) - had < MOST_GROWTH_BYTES for pid, had in zip(processes, before, strict=True)] == [
        True
    ] * 2
    assert json.dumps(entry["metadata"]).count("gptboost_truncated")
    asked, answered = bombed.payload(reply.id)
    assert asked == answered == (START + BLOCK)[:CAPTURED_BYTES]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, br", "unheard-of"])
def test_it_passes_what_is_not_what_it_says(bombed: Site, encoding: str):
    reply = bombed.call("/chat/completions", b"no such thing" * 100, Content_Encoding=encoding)
    assert (reply.status, reply.body) == (200, b"no such thing" * 100)
    assert bombed.entry(reply.id)["state"] == "complete"
