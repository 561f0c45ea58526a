"""Requests by the million: made like others, and stored as the recorder and those who vote would have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import orjson
import pytest
from django.db import connection

from feedback.demo.fast.filling import fill_fast
from feedback.demo.fast.planning import BATCH, Plan, batches
from feedback.demo.fast.running import fill_by_several
from feedback.demo.team import team
from feedback.models import Feedback, Reason, Source, Tag
from feedback.services.copies import copied
from projects import services as projects
from projects.models import Project
from requestlog import services
from requestlog.calls import Call
from requestlog.ids import day_of
from requestlog.models import Payload, Request
from requestlog.ratings import Rating
from requestlog.rows import unpacked
from requestlog.search.filling import keep
from tests.factories import NOW

CALLS = 1_500


def plan(project: Project | None = None, *, requests: int = CALLS, days: int = 30) -> Plan:
    key = project.pk if project else 1
    return Plan(project_id=key, seed=1, now=NOW, days=days, requests=requests, rendered=400)


@pytest.mark.any_database
@pytest.mark.parametrize("requests", [1, 60_001, 3_000_000])
def test_it_plans_exactly_so_many_calls_in_time_order_and_in_bounded_batches(requests: int):
    planned = list(batches(plan(requests=requests)))
    assert sum(each.calls for batch in planned for each in batch) == requests
    assert max(sum(each.calls for each in batch) for batch in planned) <= BATCH
    edges = [edge for batch in planned for each in batch for edge in (each.start, each.end)]
    assert NOW - timedelta(days=30) <= edges[0]
    assert all(earlier <= later for earlier, later in pairwise(edges))
    assert edges[-1] <= NOW


@pytest.fixture
def filled(project: Project, db: None) -> Project:
    """A project with 1,500 requests, like 400 that were rendered."""
    assert sum(fill_fast([plan(project)])) == CALLS
    return project


def call_of(entry: Request, payload: Payload) -> Call:
    """The call as the gateway would have handed it to the recorder."""
    return Call(
        id=entry.id,
        project_id=entry.project_id,
        started_at=entry.created_at,
        endpoint=entry.endpoint,
        state=entry.state,
        status=entry.status,
        request=unpacked(payload.request),
        response=unpacked(payload.response),
        latency_ms=entry.latency_ms,
        time_to_first_token_ms=entry.time_to_first_token_ms,
        end_user=entry.end_user,
        session=entry.session,
        metadata=entry.metadata,
        upstream_request_id=entry.upstream_request_id,
    )


def stored(project: Project) -> list[dict[str, object]]:
    """All rows of requests, without what votes copy onto them."""
    of_votes = ("rating", "has_comment", "team_rating", "triage")
    columns = [field.attname for field in Request._meta.concrete_fields if field.name not in of_votes]
    return list(project.requests.order_by("id").values(*columns))


def test_it_stores_each_row_as_the_recorder_would_have(filled: Project):
    payloads = {payload.request_id: payload for payload in filled.payloads.all()}
    calls = [call_of(entry, payloads[entry.id]) for entry in filled.requests.all()]
    rows, ids = stored(filled), set(filled.known_ids.values_list("message_id", "request_id"))
    filled.known_ids.all().delete()
    assert services.record(calls=calls, now=NOW) == []
    assert stored(filled) == rows
    assert set(filled.known_ids.values_list("message_id", "request_id")) == ids


def test_it_tells_another_call_each_time(filled: Project):
    names = Counter(filled.requests.exclude(message_id="").values_list("message_id", flat=True))
    assert names.most_common(1)[0][1] == 1
    assert filled.requests.values("end_user").distinct().count() > 60
    people: dict[str, set[str]] = {}
    for session, user in filled.requests.exclude(session="").values_list("session", "end_user"):
        people.setdefault(session, set()).add(user)
    assert len(people) > 400
    assert all(len(users) == 1 for users in people.values())


def test_it_says_the_ids_and_the_user_of_the_row_in_the_bodies(filled: Project):
    for entry in filled.requests.exclude(message_id="")[:200]:
        payload = filled.payloads.get(request_id=entry.id)
        assert orjson.loads(unpacked(payload.response))["id"] == entry.message_id
        assert orjson.loads(unpacked(payload.request))["user"] == entry.end_user
        assert filled.known_ids.of(entry.message_id).get().request_id == entry.id


def test_it_stays_between_the_first_day_and_now(filled: Project):
    times = list(filled.requests.order_by("id").values_list("created_at", flat=True))
    assert NOW - timedelta(days=30) <= times[0]
    assert times == sorted(times)
    assert times[-1] <= NOW
    assert all(vote.created_at <= vote.updated_at <= NOW for vote in filled.feedback.all())
    assert all(review.updated_at <= NOW for review in filled.reviews.all())


def test_it_keeps_on_each_row_what_a_recount_of_the_votes_gives(filled: Project):
    votes: dict[UUID, list[Feedback]] = {}
    for vote in filled.feedback.order_by("-updated_at", "-id"):
        votes.setdefault(vote.request_id, []).append(vote)
    assert votes
    for entry in filled.requests.all():
        counted = copied(votes.get(entry.id, []))
        assert {name: getattr(entry, name) for name in counted if name != "triage"} == {
            name: value for name, value in counted.items() if name != "triage"
        }
        assert (entry.triage is not None) == any(vote.rating == Rating.NEGATIVE for vote in votes.get(entry.id, []))


def test_it_reviews_what_is_past_new(filled: Project):
    reviewed = set(filled.reviews.values_list("request_id", flat=True))
    assert reviewed
    assert set(filled.requests.filter(triage__gt=1).values_list("id", flat=True)) == reviewed


def test_it_keeps_tags_and_reasons_of_the_users_votes(filled: Project):
    votes = filled.feedback.filter(source=Source.USER)
    for words, name in ((Tag, "tags"), (Reason, "reasons")):
        said = {(vote.request_id, word) for vote in votes for word in getattr(vote, name)}
        assert said == set(words.objects.filter(project=filled).values_list("request_id", "name"))


def test_it_names_the_message_of_the_row_in_each_vote(filled: Project):
    names = dict(filled.requests.values_list("id", "message_id"))
    assert all(names[vote.request_id] == vote.message_id for vote in filled.feedback.all())
    assert filled.past_votes.exists()
    assert all(past.ended_at > past.given_at for past in filled.past_votes.all())


def test_it_tells_the_worker_of_every_day(filled: Project):
    days = {day_of(id) for id in filled.requests.values_list("id", flat=True)}
    assert set(filled.changed_days.values_list("day", flat=True)) == days


def test_it_keeps_no_bodies_where_the_project_wants_none(project: Project):
    projects.configure_project(project=project, log="metadata")
    assert sum(fill_fast([plan(project, requests=60)])) == 60
    assert not project.payloads.exclude(request=None, response=None).exists()
    assert not project.requests.exclude(prompt_preview="").exists()


def words(project: Project) -> dict[str, str]:
    with connection.cursor() as cursor:
        found = "SELECT request_id, CAST(document AS text) FROM requestlog_search WHERE project_id = %s"
        cursor.execute(found, [project.pk])
        return {str(id): document for id, document in cursor.fetchall()}


def test_it_is_found_by_the_words_that_the_worker_would_have_collected(filled: Project):
    made = words(filled)
    assert len(made) == CALLS
    assert not filled.unsearched.exists()
    keep({(filled.pk, id) for id in filled.requests.values_list("id", flat=True)})
    assert words(filled) == made


def test_it_leaves_the_words_away_when_told(project: Project):
    assert sum(fill_fast([replace(plan(project, requests=60), searched=False)])) == 60
    assert words(project) == {}
    assert not project.unsearched.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_it_is_made_by_several_processes(project: Project, monkeypatch: pytest.MonkeyPatch):
    at = connection.settings_dict
    user = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    monkeypatch.setenv("DATABASE_URL", f"postgres://{user}@{at['HOST']}:{at['PORT']}/{at['NAME']}")
    team(project)
    assert sum(fill_by_several([plan(project, requests=300)], 2)) == 300
    assert project.requests.count() == 300
