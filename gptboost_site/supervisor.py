"""Keeps a few child processes running until the first of them that matters ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

TICK_SECONDS = 0.2
RESTART_SECONDS = 1.0


@dataclass
class Child:
    """A process to keep: a `vital` one takes the others down with it, any other is started again."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    vital: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        # In a group of its own, so that Ctrl-C reaches the supervisor alone and the end is an orderly one
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True)  # noqa: S603
        self.started = time.monotonic()

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


@dataclass
class Supervisor:
    """Runs its children, in order, and ends them in that order too: the web first, then what drains behind it."""

    children: list[Child] = field(default_factory=list)
    stopping: int = 0

    def run(self, when_started: Callable[[], None]) -> int:
        """Blocks until a signal or the end of a vital child; returns its exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # a terminal that is closed hangs up
            signal.signal(number, self.stop)
        for child in self.children:
            child.start()
        when_started()
        while not self.stopping and not any(child.vital and child.ended() for child in self.children):
            self.restart_ended()
            time.sleep(TICK_SECONDS)
        return self.end()

    def stop(self, number: int, frame: FrameType | None) -> None:
        """The first signal ends in order; a second one does not wait for open streams."""
        self.stopping += 1
        if self.stopping == 1:
            print("Stopping: open streams may finish. Ctrl-C again ends them now.", flush=True)
        else:
            for child in self.children:
                child.signal(signal.SIGINT)

    def restart_ended(self) -> None:
        for child in self.children:
            if child.ended() and time.monotonic() - child.started > RESTART_SECONDS:
                child.start()

    def end(self) -> int:
        code = 0
        for child in self.children:
            child.signal(signal.SIGTERM)
            if child.process is not None:
                result = child.process.wait()
                code = result if child.vital and result > 0 else code
        return code


def environment(**changes: str) -> dict[str, str]:
    """This process's environment with some variables changed."""
    return {**os.environ, **changes}
