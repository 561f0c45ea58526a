"""The gateway's benchmark in its shortest form: real processes, a few seconds of calls."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

SHORT = ["--rounds", "1", "--round", "0.2", "--seconds", "1", "--streams", "20", "--pause-ms", "20", "--megabytes", "4"]
PARTS = ["Chats", "First event", "1 s of whole chats", "20 streams opened", "4 MB in one answer", "Goals"]


def short_run() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.gateway", "--no-peers", *SHORT]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=170)


def test_it_prints_its_tables_and_finds_every_call_in_the_log():
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark has a database of its own; once is enough")
    run = short_run()
    assert run.returncode == 0, run.stdout + run.stderr
    for part in PARTS:
        assert re.search(rf"^### {part}.*\n\n\|.*\|\n\|[-|]+\|\n\|", run.stdout, re.MULTILINE), part
    for way in ("direct", "bare proxy", "GPTBoost"):
        assert len(re.findall(rf"^\| (?:whole|stream of 40), .*\| {way} ", run.stdout, re.MULTILINE)) == 4
    stored, sent = re.search(r"Stored: ([\d,]+) of ([\d,]+) calls", run.stdout).groups()
    assert stored == sent
    assert int(sent.replace(",", "")) > 100
