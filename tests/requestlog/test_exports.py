"""`/p/<slug>/requests.csv`, `.json`, `.jsonl`: the log as a download."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from feedback.services import give, vote_as_team
from feedback.services.reviewing import review
from projects.models import Membership
from requestlog import exports
from requestlog.cells import COLUMNS
from requestlog.ratings import Rating
from requestlog.triage import Triage
from requestlog.votes import Summary, summaries_of, summary_rows
from tests.factories import NOW, create_entry
from tests.requestlog.conftest import create_row
from tests.sqlwatch import watching

FORMATS = sorted(exports.FORMATS)


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(exports, "ROWS", 4)
    monkeypatch.setattr(exports, "MOST_ROWS", 4)


@pytest.mark.parametrize("format", FORMATS)
def test_it_downloads_under_a_name_that_says_what_it_is(project, log, as_alice, time_machine, format):
    time_machine.move_to(NOW)
    answer = as_alice.get(f"/p/support/requests.{format}?rating=negative&comment=yes&after=")
    name = f"support-requests-rated-negative-with-a-comment-2026-11-23.{format}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"] == exports.FORMATS[format].content_type
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.streaming


def test_it_writes_csv_byte_for_byte(project, as_alice):
    entry = create_entry(project, known_ids=("m-1",), request=b'{"a": "x,\\"y\\""}', response=b"oops\nline", model="")
    project.requests.update(
        model="gpt-5", cost_usd="0.00000120", prompt_tokens=3, completion_tokens=None, end_user="=1"
    )
    text = as_alice.get("/p/support/requests.csv").getvalue().decode()
    header = ",".join(f'"{name}"' for name in COLUMNS)
    row = (
        f'"{entry.id}","m-1","support","2026-11-23T12:00:00Z","chat/completions","gpt-5","200","","false","1200","","3","",'
        f'"","","0.0000012","\'=1","","{{}}","{{""a"": ""x,\\""y\\""""}}","oops\nline",'
        '"","","","","","","","","0","","","","","",""'
    )
    assert text == f"{header}\r\n{row}\r\n"


def test_it_writes_the_vote_into_columns_of_its_own(project, as_alice):
    create_row(project, rating="amazing", comment='So "good"', tags=["a", "b"])
    (row,) = csv.DictReader(io.StringIO(as_alice.get("/p/support/requests.csv").getvalue().decode(), newline=""))
    vote = {name: value for name, value in row.items() if name.startswith("feedback_")}
    assert vote == {
        "feedback_rating": "amazing",
        "feedback_emoji": "❤️",
        "feedback_comment": 'So "good"',
        "feedback_tags": '["a","b"]',
        "feedback_created_at": "2026-11-23T12:00:00Z",
        "feedback_reasons": "[]",
        "feedback_correction": "",
        "feedback_submitter": "",
    }


def test_it_writes_all_that_was_said_in_short(project, alice, as_alice):
    entry = create_row(project, rating="positive", tags=["a"])
    latest = {"submitter": "=ann", "reasons": ["wrong"], "correction": "+1"}
    later = NOW + timedelta(hours=1)
    give(message_id=str(entry.id), rating=Rating.NEGATIVE, project=project, now=later, **latest)
    vote_as_team(project=project, entry=entry, user=alice, rating=Rating.AMAZING, comment="mine", now=later)
    done = {"assignee": alice, "note": "@home", "correction": "-x"}
    review(project=project, request_id=entry.id, user=alice, now=later, status=Triage.LOOKING, **done)
    (row,) = csv.DictReader(io.StringIO(as_alice.get("/p/support/requests.csv").getvalue().decode(), newline=""))
    assert {name: row[name] for name in COLUMNS[-15:]} == {
        "feedback_rating": "negative", "feedback_emoji": "👎", "feedback_comment": "", "feedback_tags": "[]",
        "feedback_created_at": "2026-11-23T13:00:00Z", "feedback_reasons": '["wrong"]', "feedback_correction": "'+1",
        "feedback_submitter": "'=ann", "votes": "3", "team_rating": "amazing", "review_status": "looking",
        "review_assignee": "alice", "review_note": "'@home", "review_correction": "'-x",
        "labels": "",
    }  # fmt: skip


def test_it_reads_for_a_table_one_vote_of_each_row(project, alice):
    entry = create_row(project, rating="positive", comment="first")
    for number in range(5):
        name, when = f"user {number}", NOW + timedelta(hours=number + 1)
        give(message_id=str(entry.id), rating=Rating.NEGATIVE, submitter=name, project=project, now=when)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        summaries = summaries_of(summary_rows(project.feedback.all()))
    assert (len(asked), summaries[str(entry.id)].count, summaries[str(entry.id)].latest["submitter"]) == (
        1,
        6,
        "user 4",
    )
    assert "ROW_NUMBER()" in asked[0]["sql"]


def test_it_has_no_feedback_where_only_the_team_voted(project, alice):
    entry = create_entry(project)
    vote_as_team(project=project, entry=entry, user=alice, rating=Rating.POSITIVE, now=NOW)
    assert summaries_of(summary_rows(project.feedback.all()))[str(entry.id)] == Summary(None, 1)


def test_it_writes_an_empty_log_in_each_format(project, as_alice):
    empty = {format: as_alice.get(f"/p/support/requests.{format}").getvalue() for format in FORMATS}
    assert (empty["json"], empty["jsonl"]) == (b"[\n]\n", b"")
    assert empty["csv"].count(b"\r\n") == 1


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("rows", [1, 3, 4, 5, 8, 9])
def test_it_writes_every_row_once_over_any_number_of_pages(project, as_alice, small_pages, format, rows):
    ids = [str(create_entry(project, at=NOW - timedelta(seconds=n)).id) for n in range(rows)]
    text = as_alice.get(f"/p/support/requests.{format}").getvalue().decode()
    read = {
        "csv": lambda: list(csv.DictReader(io.StringIO(text, newline=""))),
        "json": lambda: json.loads(text),
        "jsonl": lambda: [json.loads(line) for line in text.splitlines()],
    }[format]()
    assert [row["id"] for row in read] == ids


def test_it_begins_before_it_has_asked_for_a_row(project, log, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert next(exports.stream(project.requests.all(), "json", project=project)) == b"["
        assert next(exports.stream(project.requests.all(), "csv", project=project)).startswith(b'"id","message_id"')


def test_it_asks_five_times_a_page_and_is_never_more_than_a_page_ahead(project, log, small_pages):
    chunks = exports.stream(project.requests.all(), "jsonl", project=project)
    # With the first page, what the second is made of is read as far as its rows and what people say of them
    for rows, questions in ((4, 9), (4, 5), (1, 1)):
        with CaptureQueriesContext(connection) as asked, watching():
            assert next(chunks).count(b"\n") == rows
        assert len([query for query in asked if "SELECT" in query["sql"]]) == questions
    with CaptureQueriesContext(connection) as asked:
        assert list(chunks) == []
    assert len(asked) == 0


@pytest.mark.parametrize("format", FORMATS)
def test_it_ends_hard_when_the_database_fails_on_the_way(project, log, small_pages, as_alice, format):
    chunks = iter(as_alice.get(f"/p/support/requests.{format}"))
    written = [next(chunks), next(chunks)]

    def away(*arguments):
        raise ConnectionError("the database is away")

    with connection.execute_wrapper(away), pytest.raises(ConnectionError):
        written += list(chunks)
    assert b"away" not in b"".join(written)


def test_it_gives_no_further_page_to_who_lost_the_project(project, log, small_pages, as_alice):
    chunks = iter(as_alice.get("/p/support/requests.jsonl"))
    next(chunks)
    Membership.objects.all().delete()
    with pytest.raises(Http404):
        next(chunks)


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_closed_to_strangers_and_the_anonymous(project, log, client, charlie, format):
    url = f"/p/support/requests.{format}"
    assert client.get(url).headers["Location"] == f"/accounts/login/?next={url}"
    client.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url).status_code == client.get(f"/p/nowhere/requests.{format}").status_code == 404


def test_it_is_open_to_viewers_and_holds_no_other_projects_rows(project, other_project, log, client, bob):
    stranger = create_row(other_project, rating="positive")
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get("/p/support/requests.jsonl").getvalue()
    assert text.count(b"\n") == 9
    assert str(stranger.id).encode() not in text


def test_it_only_reads(project, as_alice):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(as_alice, method)("/p/support/requests.csv").status_code == 405
    assert as_alice.get("/p/support/requests.xlsx").status_code == 404
