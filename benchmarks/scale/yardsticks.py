"""How fast a database gives up the columns of an export when nothing is done with them: psql's `\\copy` of the same
rows to nowhere; on SQLite, Python's own csv writer over a plain query."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import time

from tests import postgres

OWN = (
    *("id", "message_id", "created_at", "endpoint", "model", "status", "state", "error_type", "streamed", "latency_ms"),
    *("time_to_first_token_ms", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "cost_usd"),
    *("end_user", "session", "metadata", "team_rating", "triage"),
)
COLUMNS = ", ".join(f"r.{name}" for name in OWN)
SAID = "v.rating, v.comment, v.tags, v.created_at, v.reasons, v.correction, v.submitter, v.n, u.username, w.note"
# Of several ways to write the latest vote and the number of votes, the quickest on both databases
VOTES = """
    LEFT JOIN (
        SELECT * FROM (
            SELECT *, count(*) OVER (PARTITION BY request_id) AS n, row_number() OVER (
                PARTITION BY request_id ORDER BY source, updated_at DESC, id DESC
            ) AS place FROM feedback_feedback WHERE project_id = {project}
        ) ranked WHERE place = 1
    ) v ON v.request_id = r.id
    LEFT JOIN feedback_review w ON w.project_id = {project} AND w.request_id = r.id
    LEFT JOIN auth_user u ON u.id = w.assignee_id
"""
BODIES = "LEFT JOIN requestlog_payload p ON p.project_id = r.project_id AND p.request_id = r.id"
WHERE = "WHERE r.project_id = {project} ORDER BY r.id DESC"
STATEMENTS = {
    "the row's own columns": f"SELECT {COLUMNS} FROM requestlog_request r {WHERE}",
    "the same columns": f"SELECT {COLUMNS}, {SAID} FROM requestlog_request r {VOTES} {WHERE}",
    "the same columns and bodies": (
        f"SELECT {COLUMNS}, {SAID}, p.request, p.response FROM requestlog_request r {VOTES} {BODIES} {WHERE}"
    ),
}


def seconds(name: str, project: int) -> float:
    """For all rows of a project."""
    statement = " ".join(STATEMENTS[name].format(project=project).split())
    url, began = os.environ["DATABASE_URL"], time.perf_counter()
    if url.startswith("sqlite"):
        write_all(url.removeprefix("sqlite:///"), statement)
    else:
        folder = postgres.binaries()
        assert folder is not None
        subprocess.run([folder / "psql", url, "-qc", rf"\copy ({statement}) TO '/dev/null'"], check=True)
    return time.perf_counter() - began


def write_all(path: str, statement: str) -> None:
    with sqlite3.connect(path) as connection, open(os.devnull, "w", encoding="utf-8") as nowhere:
        rows = connection.execute(statement)
        writer = csv.writer(nowhere, quoting=csv.QUOTE_ALL)
        writer.writerows([printable(value) for value in row] for row in rows)
    connection.close()


def printable(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value
