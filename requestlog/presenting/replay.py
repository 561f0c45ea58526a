"""Code that sends a call again, through this server. Keys are left to the reader's environment."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from requestlog.nesting import deeper_than
from requestlog.presenting import replay_node, replay_python
from requestlog.presenting.replayed import Headers, Replayed
from requestlog.wire.jsons import loads

CLIENTS = {"curl": "cURL", "python": "Python", "node": "Node"}
ANTHROPIC = "messages"
LONGEST = 128 * 1024
LEVELS = 60


@dataclass(frozen=True, slots=True)
class Replay:
    """Code for one client; `from_file` where it reads the body, which is too large to stand in it."""

    code: str
    key: str
    from_file: bool


def replay(client: str, base_url: str, endpoint: str, body: bytes, *, with_key: bool) -> Replay:
    """The code for `client`, a name in `CLIENTS`; `with_key` where a project's own key is needed."""
    writers: dict[str, Callable[[Replayed], str]] = {
        "curl": _curl,
        "python": replay_python.code,
        "node": replay_node.code,
    }
    value, too_large = _read(body)
    call = Replayed(base_url, endpoint, _headers(endpoint, with_key=with_key), body, value, from_file=too_large)
    return Replay(writers[client](call), key_of(endpoint), too_large)


def key_of(endpoint: str) -> str:
    """The variable of the environment that holds the upstream's key."""
    return "ANTHROPIC_API_KEY" if endpoint == ANTHROPIC else "OPENAI_API_KEY"


def _read(body: bytes) -> tuple[Any, bool]:
    """The JSON value of `body`, None for none; and whether it is too large, or nested too deeply, to be written out."""
    if len(body) > LONGEST:
        return None, True
    value = loads(body)
    deep = deeper_than(value, LEVELS)
    return (None if deep else value), deep


def _headers(endpoint: str, *, with_key: bool) -> Headers:
    """Name, what stands before a variable of the environment, and the variable; or a mere value."""
    own: Headers = [("X-GPTBoost-Key", "", "GPTBOOST_KEY")] if with_key else []
    if endpoint == ANTHROPIC:
        return [("x-api-key", "", key_of(endpoint)), ("anthropic-version", "2023-06-01", ""), *own]
    return [("Authorization", "Bearer ", key_of(endpoint)), *own]


def _curl(call: Replayed) -> str:
    lines = [f"curl {shlex.quote(call.url)}"]
    lines += [f'-H "{name}: {value}{f"${variable}" if variable else ""}"' for name, value, variable in call.headers]
    if call.from_file:
        lines += ["-H 'Content-Type: application/json'", "--data-binary @request.json"]
    elif call.body:
        lines += ["-H 'Content-Type: application/json'", f"--data-raw {shlex.quote(_one_line(call))}"]
    return " \\\n  ".join(lines)


def _one_line(call: Replayed) -> str:
    """JSON in plain ASCII, so that no hidden character travels through a terminal."""
    return json.dumps(call.value) if call.value is not None else call.text
