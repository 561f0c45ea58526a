"""People who vote while something is broken, and what each of them was told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.gateway.site import Reply, Site, call

REST_SECONDS = 0.1


@dataclass
class Vote:
    reply: Reply
    seconds: float

    @property
    def asks_to_come_again(self) -> bool:
        """Whether the answer is a 503 that says when to vote again."""
        return self.reply.status == 503 and self.reply.header("retry-after").isdigit()


@dataclass
class Voter:
    site: Site
    message_id: str
    stopping: threading.Event = field(default_factory=threading.Event)
    votes: list[Vote] = field(default_factory=list)

    def run(self) -> None:
        while not self.stopping.is_set():
            self.votes.append(vote(self.site, self.message_id))
            self.stopping.wait(REST_SECONDS)


def vote(site: Site, message_id: str) -> Vote:
    """One vote; of status 0 where nobody answered it."""
    began = time.monotonic()
    try:
        reply = call(site.url, "/feedback/", {"message_id": message_id, "rating": "positive"})
    except OSError:
        reply = Reply(0, [], b"")
    return Vote(reply, time.monotonic() - began)


@contextmanager
def voting(site: Site, message_id: str) -> Iterator[list[Vote]]:
    """Votes on one message again and again until the end of the block."""
    voter = Voter(site, message_id)
    thread = threading.Thread(target=voter.run)
    thread.start()
    try:
        yield voter.votes
    finally:
        voter.stopping.set()
        thread.join()
