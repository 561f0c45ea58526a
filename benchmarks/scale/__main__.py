"""GPTBoost's screens on a large log, beside raw queries: `make bench-scale`, with OPTIONS="--rows 1000000,10000000".

The log is that of `gptboost demo` in 20 projects, of which the first has 35 % of all rows. Each page is asked in one
process through Django's test client, warm, and its statements are run once more by themselves.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.scale.databases import SERVER, private, run
from benchmarks.scale.options import options
from benchmarks.scale.report import report
from tests import postgres


def main() -> int:
    chosen = options(sys.argv[1:])
    if chosen.short:
        chosen.databases, chosen.only, chosen.repeats = ["sqlite"], ["pages"], 1
    failed, runs = False, []
    for kind, rows, url in wanted(chosen):
        with private(kind) if url is None else nullcontext(url) as at:
            failed |= not measured(chosen, at, rows, runs)
    text = "\n".join([*head(chosen), *report(runs)])
    print(text, flush=True)
    if chosen.markdown:
        Path(chosen.markdown).write_text(text, "utf-8")
    return int(failed)


def wanted(chosen: Namespace) -> Iterator[tuple[str, int, str | None]]:
    """Each database: its kind, its number of rows, and its URL, None for a private one."""
    if chosen.url:
        for url, rows in zip_longest(chosen.url, chosen.rows[: len(chosen.url)], fillvalue=chosen.rows[-1]):
            yield url.partition(":")[0], int(rows), str(url)
        return
    for kind in chosen.databases:
        if kind == "postgresql" and not postgres.binaries():
            print("There is no PostgreSQL here: left out.")
            continue
        yield from ((kind, rows, None) for rows in chosen.rows)


def measured(chosen: Namespace, url: str, rows: int, runs: list[dict[str, Any]]) -> bool:
    """Fills the database and runs the parts that are chosen; the figures of the pages join `runs`."""
    print(f"\n{url.partition(':')[0]}, {rows:,} requests", flush=True)
    if run("filling", url, str(rows)):
        return False
    went = [pages(chosen, url, runs) if part == "pages" else run(part, url) == 0 for part in chosen.only]
    return all(went)


def pages(chosen: Namespace, url: str, runs: list[dict[str, Any]]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        went = run("measuring", url, str(out), str(chosen.repeats), chosen.pages) == 0
        runs += [json.loads(out.read_text())] if went else []
    return went


def head(chosen: Namespace) -> Iterator[str]:
    """What the figures are of."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"
    yield ""
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    yield f"{datetime.now(UTC):%d %B %Y}; {machine}, {load}. Medians of {chosen.repeats}, warm."
    if "postgresql" in chosen.databases and not chosen.url:
        yield "PostgreSQL with " + ", ".join(f"{name} = {value}" for name, value in SERVER.items()) + "."
    yield ""


if __name__ == "__main__":
    sys.exit(main())
