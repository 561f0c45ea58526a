"""Calls as a gateway leaves them in its spool: questions of 1.5 kB, answers of 1.5 kB, half of them streamed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import orjson

from requestlog.ids import new_id
from requestlog.spool import Note, Start
from requestlog.spool.file import SpoolFile
from requestlog.spool.locks import Lock, worker_path
from requestlog.spool.writes import Write

WORDS = [
    *("please", "explain", "the", "invoice", "refund", "order", "late", "broken", "thanks", "login", "password"),
    *("plan", "price", "export", "team", "seat", "because", "customer", "wanted", "answer", "within", "a", "day"),
    *("and", "nobody", "knows", "why", "it", "was", "charged", "twice"),
]
MODELS = ("gpt-5", "gpt-5-mini", "gpt-4o")
WORDS_A_CHUNK = 4
IN_A_COMMIT = 500
SIDES = ("prompt_tokens", "completion_tokens")
USAGE = {
    "prompt_tokens": 250, "completion_tokens": 180, "total_tokens": 430,
    **{f"{side}_details": {"audio_tokens": 0} for side in SIDES},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spooled:
    """A call's beginning, the news of its answer, and its end."""

    begun: Start
    answered: Note
    ended: Note


def spooled(number: int, project_id: int, seed: int) -> Iterator[Spooled]:
    """That many calls, the same ones for the same seed but for their ids."""
    chance = random.Random(seed)
    for _ in range(number):
        yield _call(chance, project_id, streamed=chance.random() < 0.5)


def commit(folder: Path, writes: Sequence[Write]) -> None:
    """Puts `writes` into the spool, as a worker of a gateway that is no more."""
    file = SpoolFile(folder, Lock(worker_path(folder, "benchmark")))
    for start in range(0, len(writes), IN_A_COMMIT):
        file.commit(writes[start : start + IN_A_COMMIT], patient=True)
    file.close()


def _call(chance: random.Random, project_id: int, streamed: bool) -> Spooled:
    key, model = new_id().bytes, chance.choice(MODELS)
    named = "chatcmpl-" + "".join(chance.choices(ascii_letters + digits, k=29))
    asked = {"end_user": f"user-{chance.randint(1, 2_000)}", "session": "", "metadata": {}}
    answer: dict[str, Any] = {"status": 200, "upstream_request_id": f"req_{key.hex()}", "known_ids": [named]}
    answer["response_type"] = "text/event-stream" if streamed else "application/json"
    ended = answer | {"latency_ms": chance.randint(600, 9_000)} | ({"time_to_first_token_ms": 300} if streamed else {})
    body = (_stream if streamed else _body)(named, model, chance.choices(WORDS, k=180))
    return Spooled(
        Start(key, project_id, time.time_ns() // 1000, "chat/completions", "benchmark", orjson.dumps(asked),
              _question(chance, model, streamed)),
        Note(key, orjson.dumps(answer), (named,)),
        Note(key, orjson.dumps(ended), (), 0, body, "complete"),
    )  # fmt: skip


def _question(chance: random.Random, model: str, streamed: bool) -> bytes:
    said = [("system", 100), ("user", 60), ("assistant", 60), ("user", 30)]
    messages = [{"role": role, "content": " ".join(chance.choices(WORDS, k=size))} for role, size in said]
    return orjson.dumps({"model": model, "messages": messages} | ({"stream": True} if streamed else {}))


def _body(named: str, model: str, words: list[str]) -> bytes:
    message = {"role": "assistant", "content": " ".join(words), "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return orjson.dumps(
        {"id": named, "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": USAGE}
    )


def _stream(named: str, model: str, words: list[str]) -> bytes:
    base = {"id": named, "object": "chat.completion.chunk", "created": 1, "model": model}
    pieces = [" ".join(words[at : at + WORDS_A_CHUNK]) + " " for at in range(0, len(words), WORDS_A_CHUNK)]
    deltas = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces), {}]
    chunks = [{**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    chunks += [{**base, "choices": [], "usage": USAGE}]
    return b"".join(b"data: " + orjson.dumps(chunk) + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"
