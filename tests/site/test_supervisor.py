"""The supervisor of `gptboost serve`, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys
from gptboost_site.supervisor import Child, Supervisor, environment
web = [sys.executable, "-c", {web!r}]
other = [sys.executable, "-c", {other!r}]
children = [Child("web", web, environment(), vital=True), Child("other", other, environment())]
sys.exit(Supervisor(children).run(when_started=lambda: print("started", flush=True)))
"""
SLEEPS = "import time; time.sleep(60)"
COUNTS = "open({path!r}, 'a').write('x'); raise SystemExit(1)"
SAYS_GOODBYE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (open({path!r}, 'a').write('bye'), sys.exit(0)))
open({path!r}, 'a').write('up ')
time.sleep(60)
"""


def supervise(web: str, other: str) -> subprocess.Popen[str]:
    program = PROGRAM.format(web=web, other=other)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def wait_until_written(path: Path, length: int) -> None:
    deadline = time.monotonic() + 20
    while not path.exists() or len(path.read_text()) < length:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_ends_with_the_code_of_the_web():
    assert supervise("raise SystemExit(3)", SLEEPS).wait(timeout=20) == 3


def test_it_starts_a_helper_that_ended_again(tmp_path):
    process = supervise(SLEEPS, COUNTS.format(path=str(tmp_path / "runs")))
    wait_until_written(tmp_path / "runs", 2)
    process.terminate()
    assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_its_children_in_order_when_it_is_told_to(tmp_path, number):
    said = tmp_path / "said"
    process = supervise(SLEEPS, SAYS_GOODBYE.format(path=str(said)))
    wait_until_written(said, len("up "))
    os.kill(process.pid, number)
    assert process.wait(timeout=20) == 0
    assert said.read_text() == "up bye"
