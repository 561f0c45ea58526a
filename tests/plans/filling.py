"""A log of realistic skew, by one statement a table: plans depend on what the tables hold (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from requestlog.models import Request

SHARE = 35  # per cent of all calls are of the first project
OTHERS = 19

CALLS = """
INSERT INTO requestlog_request (
    id, project_id, created_at, endpoint, model, status, state, streamed, latency_ms, prompt_tokens, completion_tokens,
    cost_usd, end_user, session, metadata, prompt_preview, answer_preview, message_id, upstream_request_id,
    external_id, error_type, rating, has_comment, team_rating, triage
)
SELECT
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n %% 4096), 3, '0') || '8'
        || substr(md5(n::text), 1, 15))::uuid,
    CASE WHEN p < %(share)s THEN %(first)s ELSE %(next)s + n %% %(others)s END,
    at, 'chat/completions',
    CASE WHEN m < 45 THEN 'gpt-5-mini' WHEN m < 70 THEN 'gpt-5' WHEN m < 82 THEN 'claude' WHEN m < 90 THEN 'llama'
        WHEN m < 95 THEN 'qwen' WHEN m < 98 THEN 'mistral' WHEN m < 99.5 THEN 'gemma' WHEN m < 99.9 THEN 'phi'
        WHEN m < 99.98 THEN 'olmo' ELSE 'smollm' END,
    CASE WHEN s < 0.05 THEN 0 WHEN s < 0.1 THEN 429 WHEN s < 1.3 THEN 500 WHEN s < 2.05 THEN 400 ELSE 200 END,
    CASE WHEN s < 0.05 THEN 'started' WHEN s < 0.5 THEN 'upstream_error' WHEN s > 99.2 THEN 'client_closed'
        WHEN s > 99 THEN 'interrupted' ELSE 'complete' END,
    m > 50, 300 + m * 40, 100 + s * 20, 50 + m * 9, 0.0001 * m,
    CASE WHEN u < 0.05 THEN '' ELSE 'user-' || (200000 * u ^ 3)::int END,
    CASE WHEN u < 0.6 THEN '' ELSE 'session-' || n / 6 END,
    '{}', repeat(md5(n::text) || ' ', 3), repeat(md5(m::text) || ' ', 4), 'chatcmpl-' || md5(n::text), '', '', '',
    rating, rating IS NOT NULL AND u > 0.6, CASE WHEN s > 99.7 THEN 2 END,
    CASE WHEN rating = 1 THEN CASE WHEN u < 0.7 THEN 1 WHEN u < 0.75 THEN 2 WHEN u < 0.95 THEN 3 ELSE 4 END END
FROM (
    SELECT n, %(until)s::timestamptz - (%(rows)s - n) * interval '400 days' / %(rows)s AS at,
        random() * 100 AS p, random() * 100 AS m, random() * 100 AS s, random() AS u,
        CASE WHEN r < 2.8 THEN 1 WHEN r < 6.4 THEN 2 WHEN r < 8 THEN 3 END AS rating
    FROM (SELECT n, random() * 100 AS r FROM generate_series(1, %(rows)s) n OFFSET 0) drawn OFFSET 0
) calls
"""
VOTES = """
INSERT INTO feedback_feedback (
    id, project_id, request_id, rating, comment, tags, reasons, correction, source, submitter, message_id,
    created_at, updated_at
)
SELECT gen_random_uuid(), project_id, id, rating, CASE WHEN has_comment THEN prompt_preview ELSE '' END, '[]', '[]',
    CASE WHEN random() < 0.02 THEN 'Better' ELSE '' END, 1, end_user, message_id, created_at, created_at
FROM requestlog_request WHERE rating IS NOT NULL
"""
WORDS = """
INSERT INTO {table} (project_id, name, request_id)
SELECT project_id, CASE WHEN t < 50 THEN 'tone' WHEN t < 80 THEN 'price' WHEN t < 99 THEN 'length' ELSE 'rare' END, id
FROM (SELECT *, random() * 100 AS t FROM requestlog_request WHERE rating = ANY(%s) AND latency_ms %% 2 = 0) rated
"""
# In all calls, in one of a hundred, in one of two thousand
SAID = """
INSERT INTO requestlog_search (project_id, request_id, document)
SELECT project_id, id, array_to_tsvector(array_remove(ARRAY[
    'the', CASE WHEN latency_ms %% 100 = 0 THEN 'seldom' END, CASE WHEN latency_ms %% 2000 = 7 THEN 'rare' END
], NULL)) FROM requestlog_request WHERE project_id = %s
"""
REVIEWS = """
INSERT INTO feedback_review (project_id, request_id, note, correction, updated_at, assignee_id)
SELECT project_id, id, '', CASE WHEN random() < 0.1 THEN 'Better' ELSE '' END, created_at,
    CASE WHEN random() < 0.5 THEN %s END
FROM requestlog_request WHERE triage > 1
"""
TABLES = (
    *("requestlog_request", "feedback_feedback", "feedback_review"),
    *("feedback_tag", "feedback_reason", "feedback_label", "requestlog_search"),
)


def fill(*, rows: int, first: int, next: int, member: int, until: datetime) -> None:
    """Calls of 400 days up to `until`, of the project `first`, with words, and of the 19 from `next` on, with votes and
    reviews.

    `member` looks after half of what the team has looked at.
    """
    chances = {"share": SHARE, "others": OTHERS, "first": first, "next": next, "rows": rows, "until": until}
    with connection.cursor() as cursor:
        with transaction.atomic(), indexes_made_afterwards(cursor):
            cursor.execute("SELECT setseed(0.5)")
            cursor.execute(CALLS, chances)
        cursor.execute(VOTES)
        cursor.execute(WORDS.format(table="feedback_tag"), [[1, 2, 3]])
        cursor.execute(WORDS.format(table="feedback_reason"), [[1]])
        cursor.execute(WORDS.format(table="feedback_label"), [[1]])
        cursor.execute(REVIEWS, [member])
        cursor.execute(SAID, [first])
        # What an index holds is read from it alone where pages are known to be visible to all
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")


@contextmanager
def indexes_made_afterwards(cursor: Any) -> Iterator[None]:
    """Which takes a third of the time."""
    names = [index.name for index in Request._meta.indexes]
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [names])
    definitions = [definition for (definition,) in cursor.fetchall()]
    cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; DROP INDEX {', '.join(names)}")
    yield
    for definition in definitions:
        cursor.execute(definition)
