"""An upstream that costs as little as it can: `python -m benchmarks.fake_upstream PORT`.

Answers a chat completion of some 700 bytes, or a stream of 40 events where the question asks for one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys

NUMBERS = itertools.count()
EVENTS = 40
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nx-request-id: req_%d\r\n"
TEXT = "The write-ahead log says what will be done before it is done, so that a crash can be told from an end. " * 4


def completion(number: int) -> bytes:
    message = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = {"prompt_tokens": 42, "completion_tokens": 80, "total_tokens": 122}
    common = {"id": f"chatcmpl-bench-{number}", "object": "chat.completion", "created": 1795406554, "model": "bench"}
    return json.dumps(common | {"choices": [choice], "usage": usage}).encode()


def event(number: int, word: int) -> bytes:
    common = {"id": f"chatcmpl-bench-{number}", "object": "chat.completion.chunk", "created": 1795406554}
    choice = {"index": 0, "delta": {"content": f"word{word} "}, "logprobs": None, "finish_reason": None}
    return b"data: " + json.dumps(common | {"model": "bench", "choices": [choice]}).encode() + b"\n\n"


class Connection(asyncio.Protocol):
    """Answers one request after the other on its connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().find(b"\r\ncontent-length:")
        length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(rest) >= length:
            self.buffer = rest[length:]
            self.answer(rest[:length])

    def answer(self, body: bytes) -> None:
        number = next(NUMBERS)
        if b'"stream": true' in body:
            self.streaming = asyncio.ensure_future(self.stream(number))
            return
        answer = completion(number)
        head = HEAD % (b"application/json", number) + b"Content-Length: %d\r\n\r\n" % len(answer)
        self.transport.write(head + answer)

    async def stream(self, number: int) -> None:
        """Each event in a write of its own, and the loop's turn in between."""
        self.transport.write(HEAD % (b"text/event-stream", number) + b"Transfer-Encoding: chunked\r\n\r\n")
        for piece in [*(event(number, word) for word in range(EVENTS)), b"data: [DONE]\n\n"]:
            self.transport.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await asyncio.sleep(0)
        self.transport.write(b"0\r\n\r\n")


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
