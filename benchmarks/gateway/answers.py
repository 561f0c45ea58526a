"""What the upstream answers, in the pieces in which it is sent.

The model says how a stream comes: `bench` 40 events back to back, `bench-10x500` ten with 500 ms between them,
`bench-huge-5` five megabytes of events. A path that ends with /megabytes/5 gets a binary of that size.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Iterator

MOST_EVENTS = 40
MEGABYTE = 1024 * 1024
ASKED = re.compile(rb'"model":\s?"bench(?:-(\d+)x(\d+)|-huge-(\d+))?"')
STREAM = re.compile(rb'"stream":\s?true')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nx-request-id: req_%d\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
TEXT = "The write-ahead log says what will be done before it is done, so that a crash can be told from an end. " * 4
NUMBER = b"0000000000"  # stands for the answer's number
STAMP = b"1111111111111111111"  # stands for the monotonic clock's nanoseconds when the event was sent
USAGE = {"prompt_tokens": 42, "completion_tokens": 80, "total_tokens": 122}


def completion() -> bytes:
    message = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    common = {"id": f"chatcmpl-bench-{NUMBER.decode()}", "object": "chat.completion", "created": 1795406554}
    return json.dumps(common | {"model": "bench", "choices": [choice], "usage": USAGE}).encode()


def event(content: str, **delta: str) -> bytes:
    """One event of a stream, as a chunk of the body."""
    common = {"id": f"chatcmpl-bench-{NUMBER.decode()}", "object": "chat.completion.chunk", "created": 1795406554}
    choice = {"index": 0, "delta": {**delta, "content": content}, "logprobs": None, "finish_reason": None}
    return chunk(b"data: " + json.dumps(common | {"model": "bench", "choices": [choice]}).encode() + b"\n\n")


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


COMPLETION = completion()
FIRST = event(f"sent@{STAMP.decode()}@ ", role="assistant")
EVENTS = [event(f"word{word} ") for word in range(1, MOST_EVENTS)]
LAST = chunk(b"data: [DONE]\n\n")
BLOCK = event("x" * 1000).split(b"\r\n")[1] * 50
END = b"0\r\n\r\n"


def whole(number: int) -> bytes:
    answer = COMPLETION.replace(NUMBER, b"%010d" % number)
    return HEAD % (b"application/json", number) + b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer)


def stream(number: int, events: int) -> Iterator[bytes]:
    shown = b"%010d" % number
    head = HEAD % (b"text/event-stream", number) + CHUNKED
    yield head + FIRST.replace(NUMBER, shown).replace(STAMP, b"%019d" % time.monotonic_ns())
    for piece in EVENTS[: events - 1]:
        yield piece.replace(NUMBER, shown)
    yield LAST + END


def huge_stream(number: int, megabytes: int) -> Iterator[bytes]:
    yield HEAD % (b"text/event-stream", number) + CHUNKED
    block = chunk(BLOCK.replace(NUMBER, b"%010d" % number))
    yield from itertools.repeat(block, megabytes * MEGABYTE // len(BLOCK) + 1)
    yield LAST + END


def huge_binary(number: int, megabytes: int) -> Iterator[bytes]:
    yield HEAD % (b"application/octet-stream", number) + b"Content-Length: %d\r\n\r\n" % (megabytes * MEGABYTE)
    yield from itertools.repeat(bytes(range(256)) * 256, megabytes * MEGABYTE // 65536)


def answer(target: bytes, body: bytes, number: int) -> tuple[Iterator[bytes], float]:
    """The pieces of the answer, each to be sent by itself, and the seconds between two of them."""
    if b"/megabytes/" in target:
        return huge_binary(number, int(target.rpartition(b"/")[2])), 0.0
    asked = ASKED.search(body)
    if asked is None or not STREAM.search(body):
        return iter([whole(number)]), 0.0
    if asked[3]:
        return huge_stream(number, int(asked[3])), 0.0
    return stream(number, int(asked[1] or MOST_EVENTS)), int(asked[2] or 0) / 1000
