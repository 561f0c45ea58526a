"""The recorder on a backlog in its spool: `python -m benchmarks.scale.recording 20000`.

Half of the calls of one run were shown in the log while they were under way; beside another one the worker collects
the words for search. The floor is what the recorder wrote, written once more as it is: by COPY, on SQLite by
executemany.
"""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CALLS = 20_000
BATCH = 1_000
SEARCH = "search"


def main() -> int:
    """On `DATABASE_URL`, or, where that is not set, on private databases of both kinds."""
    from benchmarks.scale.databases import private, run

    calls = str(next((int(word) for word in sys.argv[1:] if word.isdigit()), CALLS))
    if "DATABASE_URL" in os.environ:
        return measure(int(calls))
    for kind in ("postgresql", "sqlite"):
        print(kind, flush=True)
        with private(kind) as url:
            if status := run("recording", url, calls):
                return status
    return 0


def measure(calls: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from gateway.management.commands.record import make_room
    from projects.models import Project

    call_command("migrate", verbosity=0)
    project, _ = Project.objects.get_or_create(slug="recorded", defaults={"name": "Recorded"})
    recorded(project, 1_000)  # the first of all read the price list
    make_room()
    rate, cpu = recorded(project, calls)
    floor = written_again(project)
    say("recorded", rate, f"{rate / floor:4.0%} of the floor, {cpu}")
    say("the floor: the same rows as they are", floor)
    say("recorded, half of them shown before", *recorded(project, calls, shown=0.5))
    with collecting() as collected:
        beside = recorded(project, calls)
        found = collected()
    say("recorded, search filled beside it", *beside)
    say("  search filled", found)
    forget(project)
    return 0


def say(what: str, rate: float, more: str = "") -> None:
    print(f"  {what:38} {rate:8,.0f}/s  {more}".rstrip(), flush=True)


def recorded(project: Any, number: int, shown: float = 0) -> tuple[float, str]:
    """How many calls a second the recorder takes out of a spool that holds so many, some `shown` in the log before;
    and what of the processor's time each takes it."""
    from benchmarks.scale.spooled import commit, spooled
    from gateway.recorder import Recorder
    from requestlog.spool import Spool

    with TemporaryDirectory(prefix="gptboost-spool-") as folder:
        calls = list(spooled(number, project.pk, seed=number))
        commit(Path(folder), [write for call in calls for write in (call.begun, call.answered)])
        spool = Spool(Path(folder))
        show(spool, round(number * shown))
        random.Random(1).shuffle(calls)
        commit(Path(folder), [call.ended for call in calls])
        began, busy = time.perf_counter(), time.process_time()
        assert Recorder(spool, now=lambda: datetime.now(UTC)).drain() == number
        taken, busy = time.perf_counter() - began, time.process_time() - busy
        spool.close()
    return number / taken, f"{busy / number * 1e6:.0f} µs of the processor a call"


def show(spool: Any, number: int) -> None:
    """Has that many calls in the log as begun, as the recorder does with those that take long."""
    from requestlog.services import record

    while number > 0:
        calls = spool.in_flight(before=datetime.now(UTC) + timedelta(seconds=1), limit=min(number, BATCH))
        record(calls=calls, now=datetime.now(UTC))
        spool.announced(call.id for call in calls)
        number -= len(calls)


def written_again(project: Any) -> float:
    """How many calls a second their rows are, in order, where nothing is done but to write them."""
    from django.db import connection, transaction

    from requestlog.storing.tables import CHANGED_DAY, KNOWN_ID, PAYLOAD, REQUEST, UNSEARCHED

    tables = (REQUEST, PAYLOAD, KNOWN_ID, CHANGED_DAY, UNSEARCHED)
    with connection.cursor() as cursor:
        rows = {table: rows_of(cursor, table, project) for table in tables}
    forget(project)
    calls, began = len(rows[REQUEST]), time.perf_counter()
    for start in range(0, calls, BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, found in rows.items():
                first, last = (len(found) * at // calls for at in (start, min(start + BATCH, calls)))
                write(cursor, table, found[first:last])
    return calls / (time.perf_counter() - began)


def rows_of(cursor: Any, table: Any, project: Any) -> list[Any]:
    """The project's rows, as the database gives them to copies of itself."""
    query = f"SELECT {table.listed} FROM {table.name} WHERE project_id = {project.pk}"
    if cursor.db.vendor == "sqlite":
        return list(cursor.execute(query))
    with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        return [bytes(row) for row in copy]


def write(cursor: Any, table: Any, rows: list[Any]) -> None:
    if cursor.db.vendor == "sqlite":
        places = ", ".join(["%s"] * len(table.columns))
        cursor.executemany(f"INSERT INTO {table.name} ({table.listed}) VALUES ({places})", rows)
        return
    with cursor.copy(f"COPY {table.name} ({table.listed}) FROM STDIN") as copy:
        copy.write(b"".join(rows))


def forget(project: Any) -> None:
    from requestlog.models import ChangedDay, KnownId, Payload, Request, Unsearched

    for model in (KnownId, Payload, ChangedDay, Unsearched, Request):
        model._default_manager.filter(project=project)._raw_delete("default")


@contextmanager
def collecting() -> Iterator[Callable[[], float]]:
    """A worker in a process of its own collects words; gives what ends it, and tells how many a second it did."""
    command = [sys.executable, "-m", "benchmarks.scale.recording", SEARCH]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        told, says = worker.stdin, worker.stdout
        assert told is not None
        assert says is not None
        says.readline()

        def ended() -> float:
            told.close()
            return float(says.readline())

        yield ended


def collect() -> int:
    """The worker: what waits already is done before it says that it is there."""
    import django

    django.setup()
    from requestlog.search.filling import fill_search

    while fill_search(now=datetime.now(UTC)):
        pass
    print("there", flush=True)
    done, began = 0, 0.0
    while not select.select([sys.stdin], [], [], 0)[0]:
        found = fill_search(now=datetime.now(UTC))
        began = began or (time.perf_counter() if found else 0)
        done += found
        time.sleep(0 if found else 0.01)
    print(done / (time.perf_counter() - began) if done else 0, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(collect() if SEARCH in sys.argv else main())
