"""What the database writes of a row is what Python would write, to the byte, whatever the row holds."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from feedback.services import give, vote_as_team
from feedback.services.reviewing import review
from requestlog import exports, stored_bodies
from requestlog.cells import COLUMNS, harmless
from requestlog.documents import documents, dumps, encoded
from requestlog.ratings import Rating
from requestlog.rows import unpacked
from requestlog.triage import Triage
from tests.factories import NOW, create_entry

TEXTS = [
    *(f"{trigger}1+1" for trigger in "=+-@\t\r\n＝＋－＠'"),
    *(
        'a"b',
        '""',
        '"',
        "\\",
        "\\\\n",
        "a\nb\r\nc",
        "\x01\x02\x1f\x7f\x80",
        "é😀\u2028",
        "null",
        "%s %%",
        "a,b;c",
        " ",
        "x",
    ),
]
MOMENTS = [datetime(2026, 1, 2, 3, 4, 5, micros, NOW.tzinfo) for micros in (0, 1, 500_000, 123_456, 999_999)]
COSTS = ["0", "0.00000001", "1", "100", "999999.99999999", "0.1", "12.30000000", None]
METADATA: list[Any] = [
    {},
    {"a": 1},
    {"b": [], "ä": 'x"y\\'},
    {"n": 2**70, "f": 1.5, "deep": {"a": [None, True]}},
    {"=": "=1"},
]
BODIES = [
    *(
        b"",
        b"{}",
        b"[1, 2]",
        b'{"a":\r\n 1}',
        b"=1+1",
        b"\xff\xfe\x00",
        b'"\\ud800"',
        b"1e999",
        b"[" * 600 + b"]" * 600,
    ),
    *(b'{"n": 123456789012345678901234567890}', '{"ü": "😀"}'.encode(), b'{"cut": "of', b'x"y', b"{}" + b" " * 40_000),
]


@pytest.fixture
def nasty(project, alice):
    """A row of each text, moment, cost, metadata and body; some with votes and reviews."""
    for number, text in enumerate(TEXTS):
        at, body = NOW - timedelta(minutes=number), BODIES[number % len(BODIES)]
        entry = create_entry(project, at=at, request=body, response=BODIES[-1 - number % len(BODIES)])
        project.requests.filter(id=entry.id).update(
            **dict.fromkeys(("message_id", "endpoint", "model", "end_user", "session"), text),
            **{"error_type": text if number % 2 else "", "state": "client_closed" if number % 4 else "complete"},
            **{"status": number % 3 * 200, "streamed": number % 2 == 0, "cost_usd": COSTS[number % len(COSTS)]},
            **{"latency_ms": number or None, "reasoning_tokens": number * 10**6, "metadata": METADATA[number % 5]},
            created_at=MOMENTS[number % len(MOMENTS)],
        )
        if number % 3 == 0:
            _vote(project, entry, alice, text)
    create_entry(project, at=NOW - timedelta(days=1), model="")
    return project


def _vote(project, entry, alice, text: str) -> None:
    for hours, submitter in enumerate(("", "ann")):
        said = {"comment": text, "tags": [text], "reasons": ["wrong"], "correction": text}
        now = NOW + timedelta(hours=hours, microseconds=hours)
        give(message_id=str(entry.id), rating=Rating.NEGATIVE, project=project, now=now, submitter=submitter, **said)
    vote_as_team(project=project, entry=entry, user=alice, rating=Rating.AMAZING, comment=text, now=NOW)
    review(project=project, request_id=entry.id, user=alice, now=NOW, status=Triage.LOOKING, note=text, correction=text)


def written(project, format: str, **options: Any) -> bytes:
    return b"".join(exports.stream(project.requests.all(), format, project=project, **options))


@pytest.mark.parametrize("bodies", [True, False])
def test_it_writes_the_documents_of_the_api(nasty, bodies):
    entries = list(nasty.requests.newest_first())
    expected = [dumps(document) for document in documents(nasty, entries, bodies=bodies)]
    assert written(nasty, "jsonl", bodies=bodies).split(b"\n") == [*expected, b""]
    assert written(nasty, "json", bodies=bodies) == b"[\n" + b",\n".join(expected) + b"\n]\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bodies", [True, False])
def test_it_writes_them_while_the_database_is_at_work_on_the_next(nasty, bodies, monkeypatch):
    """In a transaction, as in the other tests, PostgreSQL does not begin before it is asked."""
    for name, value in (("ROWS", 2), ("MOST_ROWS", 5), ("CHUNK_BYTES", 300)):
        monkeypatch.setattr(exports, name, value)
    monkeypatch.setattr(stored_bodies, "LARGE", 200)
    entries = list(nasty.requests.newest_first())
    expected = [dumps(document) for document in documents(nasty, entries, bodies=bodies)]
    assert written(nasty, "jsonl", bodies=bodies).split(b"\n") == [*expected, b""]


@pytest.mark.parametrize("bodies", [True, False])
def test_it_writes_the_cells_of_those_documents(nasty, bodies):
    text = written(nasty, "csv", bodies=bodies).decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == COLUMNS
    entries = list(nasty.requests.newest_first())
    for row, entry, document in zip(rows, entries, documents(nasty, entries, bodies=bodies), strict=True):
        read = json.loads(dumps(document), parse_float=str)
        assert dict(zip(header, row, strict=True)) == cells_of(read, entry, nasty, bodies)


def test_it_quotes_every_cell_and_ends_every_row_the_same_way(nasty):
    text = written(nasty, "csv").decode()
    sheet = io.StringIO(newline="")
    csv.writer(sheet, quoting=csv.QUOTE_ALL).writerows(csv.reader(io.StringIO(text, newline="")))
    assert sheet.getvalue() == text


def cells_of(document: dict[str, Any], entry: Any, project: Any, bodies: bool) -> dict[str, str]:
    """What a spreadsheet shows of a document."""
    plain = {name: document[name] for name in COLUMNS[:18] if name != "cost_usd"}
    payload = project.payloads.get(request_id=entry.id)
    cost = None if entry.cost_usd is None else f"{Decimal(entry.cost_usd).normalize():f}"
    vote, given = document["feedback"] or {}, document["review"] or {}
    cells = {
        **plain,
        "cost_usd": cost,
        "metadata": encoded(entry.metadata).decode(),
        **{name: body_of(getattr(payload, name)) if bodies else "" for name in ("request", "response")},
        **{f"feedback_{name}": vote.get(name) for name in ("rating", "emoji", "comment", "created_at", "correction")},
        **{f"feedback_{name}": lists(vote, name) for name in ("tags", "reasons")},
        "feedback_submitter": vote.get("submitter"),
        "votes": len(document["votes"]),
        "team_rating": "amazing" if vote else None,
        **{f"review_{name}": given.get(name) for name in ("status", "assignee", "note", "correction")},
        "labels": encoded(document["labels"]).decode() if document["labels"] else "",
    }
    return {name: harmless(shown(value)) for name, value in cells.items()}


def shown(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def lists(vote: dict[str, Any], name: str) -> str:
    return json.dumps(vote.get(name, []), separators=(",", ":"), ensure_ascii=False) if vote else ""


def body_of(stored: Any) -> str:
    return unpacked(stored).decode("utf-8", "replace")
