"""What a caller's headers say of its program, of its traces, and of what may be kept. No I/O."""

from __future__ import annotations

import re

from gateway.policy import Log

Named = dict[bytes, bytes]

MOST_CHARACTERS = 100
RETRIES = re.compile(r"[1-9][0-9]{0,3}")
# https://www.w3.org/TR/trace-context/: no version ff, no id of zeros alone; later versions may add fields.
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
STRICTNESS: dict[str, int] = {"full": 0, "metadata": 1, "none": 2}
LOGS: dict[str, Log] = {"full": "full", "metadata": "metadata", "none": "none"}


def client_of(named: Named) -> str:
    """The client and its version, such as "OpenAI/Python 3.54.0"; "" where it does not say. At most 100 characters.

    In a browser, whose name says nothing, the language and version of the library that runs there.
    """
    agent = _said(named, b"user-agent")
    library = f"{_said(named, b'x-stainless-lang')} {_said(named, b'x-stainless-package-version')}".strip()
    tells = agent and not agent.startswith("Mozilla/")
    return (agent if tells else library or agent)[:MOST_CHARACTERS].strip()


def retry_of(named: Named) -> str:
    """How often the client has tried this call before; "" for a first try."""
    count = _said(named, b"x-stainless-retry-count")
    return count if RETRIES.fullmatch(count) else ""


def traceparent_of(named: Named) -> str:
    """The caller's place in its trace, in the W3C's format; "" where there is none, or a malformed one."""
    given = _said(named, b"traceparent")
    found = TRACEPARENT.match(given)
    if found is None:
        return ""
    rest = given[found.end() :]
    is_whole = not rest or (rest.startswith("-") and not given.startswith("00"))
    return found.group() if is_whole else ""


def log_mode(named: Named) -> Log | None:
    """What the call itself wants to be kept of it; None where it says nothing. Raises `ValueError` for other words."""
    if b"x-gptboost-log" not in named:
        return None
    word = _said(named, b"x-gptboost-log").lower()
    if word not in LOGS:
        raise ValueError("X-GPTBoost-Log must be full, metadata or none.")
    return LOGS[word]


def stricter(project: Log, call: Log | None) -> Log:
    """What is kept: a call may ask for less than its project keeps, never for more."""
    return project if call is None or STRICTNESS[call] < STRICTNESS[project] else call


def _said(named: Named, name: bytes) -> str:
    """A header as one line of clean text."""
    if name not in named:
        return ""
    text = named[name].decode("utf-8", "replace")
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())
