"""Servers on free ports of loopback, each with a log of its own, ended by their process ids."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 180
STOP_SECONDS = 30


class Server:
    """A running process; listening on `port` of loopback if it has one."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str], port: int) -> None:
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=output, env={**os.environ, **environment}, cwd=ROOT
            )
        self.pid, self.port, self._log = self.process.pid, port, log

    def wait(self, path: str = "/") -> None:
        """Until it answers at `path`, whatever it says but a server's error."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers(f"http://127.0.0.1:{self.port}{path}"):
                return
            time.sleep(0.1)
        raise SystemExit(f"{self._log.stem} does not answer:\n{self._log.read_text()[-2000:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def server(command: Sequence[str], log: Path, environment: Mapping[str, str], *, port: int = 0) -> Iterator[Server]:
    running = Server(command, log, environment, port)
    try:
        yield running
    finally:
        running.stop()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
