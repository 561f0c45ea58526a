"""Clients that put a bounded load on the gateway, and remember of each call what they got."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from tests.faults.ledger import Heard, Ledger

PATIENCE_SECONDS = 90
PATH = "/v1/chat/completions"
REST_SECONDS = 0.02
REFUSED_REST_SECONDS = 0.1


@dataclass(frozen=True)
class Plan:
    """What a client asks for. `leave_after`: it hangs up once it has had so many bytes; 0: before the answer."""

    stream: bool = False
    words: int = 1
    pause: float = 0.0
    pad: int = 0
    prompt: str = "Count"
    leave_after: int | None = None
    rest: float = REST_SECONDS
    patience: float = PATIENCE_SECONDS

    def body(self, name: str) -> bytes:
        message = {"role": "user", "content": self.prompt}
        size = {"words": self.words, "pause": self.pause, "pad": self.pad}
        asked = {"model": "gpt-5-mini", "user": name, "stream": self.stream, "messages": [message], **size}
        return json.dumps(asked).encode()


def ask(ledger: Ledger, plan: Plan, *, at_first: Callable[[Heard], None] = lambda heard: None) -> Heard:
    """One call, entered in the ledger, whatever becomes of it; `at_first` is called at the answer's first bytes."""
    heard = ledger.entered()
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", ledger.site.port, timeout=plan.patience)) as connection:
        try:
            heard.ended = _exchange(connection, heard, plan, at_first)
        except ConnectionRefusedError:
            heard.ended = "refused"
        except TimeoutError:
            heard.ended = "left"
        except (OSError, http.client.HTTPException):
            heard.ended = "broken"
    heard.seconds = time.monotonic() - began
    return heard


def _exchange(
    connection: http.client.HTTPConnection, heard: Heard, plan: Plan, at_first: Callable[[Heard], None]
) -> str:
    connection.request("POST", PATH, plan.body(heard.name), {"Content-Type": "application/json"})
    if plan.leave_after != 0:
        answer = connection.getresponse()
        heard.status, heard.id = answer.status, answer.headers.get("x-gptboost-request-id", "")
        for piece in iter(lambda: answer.read1(65536), b""):
            at_first(heard) if not heard.body else None
            heard.body += piece
            if plan.leave_after and len(heard.body) >= plan.leave_after:
                break
        else:
            return "whole" if answer.status != 200 or heard.is_whole(stream=plan.stream) else "broken"
    heard.left_at = time.monotonic()
    return "left"


def ask_all(ledger: Ledger, plans: Sequence[Plan], *, at_once: int = 1) -> list[Heard]:
    """One call for each plan, so many at once."""
    with ThreadPoolExecutor(at_once) as people:
        return list(people.map(lambda plan: ask(ledger, plan), plans))


@dataclass
class Clients:
    """Threads that ask again and again, until `stop`."""

    ledger: Ledger
    stopping: threading.Event = field(default_factory=threading.Event)
    heard: list[Heard] = field(default_factory=list)

    def run(self, plan: Plan) -> None:
        while not self.stopping.is_set():
            heard = ask(self.ledger, plan)
            self.heard.append(heard)
            self.stopping.wait(plan.rest if heard.status else REFUSED_REST_SECONDS)


@contextmanager
def clients(ledger: Ledger, *plans: Plan, each: int = 1) -> Iterator[Clients]:
    """So many clients of each plan; at the end of the block they finish what they have begun."""
    running = Clients(ledger)
    threads = [threading.Thread(target=running.run, args=(plan,)) for plan in itertools.chain(*[plans] * each)]
    for thread in threads:
        thread.start()
    try:
        yield running
    finally:
        running.stopping.set()
        for thread in threads:
            thread.join()
