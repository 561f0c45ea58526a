"""The log at 100,000 requests on both databases, beside the raw floor: `python -m benchmarks.log`.

The floor of a page is one raw query for its rows; the floor of an export is one raw query a page of 500, its bodies
decompressed, written by `csv`. All of one run, in one process a database.
"""

from __future__ import annotations

import csv
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import postgres

ROOT = Path(__file__).parent.parent
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "100000"))
BATCH = 1_000
REPEATS = 15
QUERIES = [
    "",
    "rating=negative",
    "rating=rated&comment=yes",
    "model=gpt-5&status=error",
    "q=refund",
    "q=zzz",
    "since=7d",
]
WORDS = [
    *("please", "explain", "the", "invoice", "refund", "order", "late", "broken"),
    *("thanks", "login", "password", "plan", "price", "export", "team", "seat"),
]
FLOOR_PAGE = "SELECT * FROM requestlog_request WHERE project_id = %s ORDER BY id DESC LIMIT 51"
FLOOR_ROWS = """
    SELECT r.*, p.request, p.response FROM requestlog_request r
    JOIN requestlog_payload p ON p.project_id = r.project_id AND p.request_id = r.id
    WHERE r.project_id = %s AND r.id < %s ORDER BY r.id DESC LIMIT 500
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        databases = {"SQLite": f"sqlite:///{folder}/log.sqlite3"}
        if postgres.binaries():
            databases["PostgreSQL"] = f"{servers.enter_context(postgres.server(options=''))}/postgres"
        for kind, url in databases.items():
            environment = {**os.environ, "DATABASE_URL": url, "GPTBOOST_DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
            environment["DJANGO_SETTINGS_MODULE"] = "gptboost_site.settings"
            subprocess.run(
                [sys.executable, "-m", "gptboost_site", "migrate", "-v0"], env=environment, cwd=ROOT, check=True
            )
            print(f"{kind}, {REQUESTS:,} requests", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.log", "measure"], env=environment, cwd=ROOT, check=True)


def measure() -> None:
    """In a process of its own: fills the database, then measures pages and exports."""
    import django

    django.setup()
    project = fill()
    pages(project)
    exports(project)


def fill() -> Any:
    from django.contrib.auth.models import User
    from django.db import connection

    from projects.models import Project
    from requestlog import services

    project, at, chance = Project.objects.get(slug="default"), datetime.now(UTC), random.Random(1)
    User.objects.create_superuser("bench", "", None)
    began = time.perf_counter()
    for start in range(0, REQUESTS, BATCH):
        services.record(calls=[call(project, chance, at, start + n) for n in range(BATCH)], now=at)
        rate(project, chance)
    with connection.cursor() as cursor:  # as PostgreSQL does by itself, a minute later
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"  filled at                   {REQUESTS / (time.perf_counter() - began):8.0f} rows/s")
    return project


def call(project: Any, chance: random.Random, at: datetime, number: int) -> Any:
    """One believable call: the oldest first, one each half minute, bodies of about 1 kB together."""
    import orjson

    from requestlog.calls import Call
    from requestlog.ids import new_id

    began = at - timedelta(seconds=30 * (REQUESTS - number))
    model, status = chance.choice(["gpt-5", "gpt-5-mini", "gpt-5-nano"]), 429 if chance.random() < 0.02 else 200
    prompt, answer = (" ".join(chance.choices(WORDS, k=size)) for size in (60, 50))
    return Call(
        id=new_id(began), project_id=project.pk, started_at=began, endpoint="chat/completions", status=status,
        latency_ms=chance.randint(200, 9_000), end_user=f"user-{chance.randint(1, 2_000)}",
        request=orjson.dumps({"model": model, "messages": [{"role": "user", "content": prompt}]}),
        response=orjson.dumps({
            "id": f"chatcmpl-{number}", "object": "chat.completion", "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 60, "completion_tokens": 50, "total_tokens": 110},
        }),
    )  # fmt: skip


def rate(project: Any, chance: random.Random) -> None:
    """Votes on 11 % of the newest batch, half of them with a comment, as their transaction leaves them."""
    from feedback.models import Feedback, Tag

    entries = [entry for entry in project.requests.order_by("-id")[:BATCH] if chance.random() < 0.11]
    votes = []
    for entry in entries:
        comment = " ".join(chance.choices(WORDS, k=8)) if chance.random() < 0.5 else ""
        rating, tags = chance.choice([1, 2, 2, 2, 3]), chance.sample(["pricing", "tone", "links", "speed"], k=1)
        votes.append(Feedback(project=project, request=entry, message_id=entry.message_id, rating=rating,
                              comment=comment, tags=tags, created_at=entry.created_at,
                              updated_at=entry.created_at))  # fmt: skip
        entry.rating, entry.has_comment = rating, bool(comment)
    Feedback.objects.bulk_create(votes)
    Tag.objects.bulk_create([Tag(project=project, name=vote.tags[0], request_id=vote.request_id) for vote in votes])
    project.requests.bulk_update(entries, ["rating", "has_comment"])


def pages(project: Any) -> None:
    from django.db import connection

    from projects.services import create_key

    key = create_key(project=project, kind="secret")[1]
    get = client()
    floor = median_ms(lambda: rows_of(connection, FLOOR_PAGE, [project.pk]))
    print(f"  a page's rows, raw          {floor:8.2f} ms")
    for query in QUERIES:
        page = median_ms(lambda query=query: get(f"/p/default/requests/?{query}"))
        api = median_ms(lambda query=query: get(f"/v1/requests/?{query}", HTTP_AUTHORIZATION=f"Bearer {key}"))
        print(f"  log page / API ?{query:25} {page:8.1f} ms {api:8.1f} ms", flush=True)


def exports(project: Any) -> None:
    from django.db import connection

    seconds, _ = drained(floor_export(connection, project))
    print(f"  export, raw floor           {REQUESTS / seconds:8.0f} rows/s")
    get = client()
    for format in ("csv", "json", "jsonl"):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        taken, first = drained(iter(get(f"/p/default/requests.{format}")))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(
            f"  export {format:6}               {REQUESTS / taken:8.0f} rows/s   {seconds / taken:4.0%} of the floor   "
            f"first byte {first * 1000:5.1f} ms   memory +{grown:.0f} MB",
            flush=True,
        )


def client() -> Callable[..., Any]:
    """GET in this process, signed in, through all the middleware."""
    from django.contrib.auth.models import User
    from django.test import Client

    browser = Client()
    browser.force_login(User.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")

    def get(path: str, **headers: str) -> Any:
        answer = browser.get(path, headers={"host": "localhost"}, **headers)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    return get


def floor_export(connection: Any, project: Any) -> Iterator[bytes]:
    """The same rows by raw queries and `csv`, nothing else."""
    import zstandard

    unpack, last = zstandard.ZstdDecompressor().decompress, "ffffffffffffffffffffffffffffffff"
    while rows := rows_of(connection, FLOOR_ROWS, [project.pk, last]):
        sheet = io.StringIO()
        writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
        writer.writerows([*row[:-2], *(unpack(bytes(body)).decode() for body in row[-2:])] for row in rows)
        yield sheet.getvalue().encode()
        last = str(rows[-1][0])


def rows_of(connection: Any, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def median_ms(work: Callable[[], Any]) -> float:
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def drained(chunks: Iterator[bytes]) -> tuple[float, float]:
    """Seconds until the last and until the first of `chunks`."""
    began = time.perf_counter()
    next(chunks)
    first = time.perf_counter() - began
    for _ in chunks:
        pass
    return time.perf_counter() - began, first


if __name__ == "__main__":
    measure() if "measure" in sys.argv else main()
