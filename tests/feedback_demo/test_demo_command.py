"""manage.py demo"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from feedback.management.commands import demo as command
from feedback.models import Reason, Tag
from projects import services
from projects.models import Project, Role
from requestlog.ratings import Rating
from requestlog.triage import Triage

pytestmark = pytest.mark.django_db


def demo(*arguments: str) -> str:
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def stopped(**_: object) -> Iterator[int]:
    yield 7
    raise KeyboardInterrupt


def test_it_works(settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    said = demo("--requests", "600")
    project = Project.objects.get(slug="demo")
    assert project.name == "Demo"
    assert project.requests.count() == 600
    assert "Stored 600 requests" in said
    assert said.endswith("http://127.0.0.1:8000/p/demo/requests/\n")


def test_it_keeps_the_copies_of_the_users_votes_true():
    demo("--requests", "600")
    project = Project.objects.get(slug="demo")
    votes = project.feedback.of_users()
    latest = dict(votes.order_by("updated_at", "id").values_list("request_id", "rating"))
    assert dict(project.requests.exclude(rating=None).values_list("id", "rating")) == latest
    commented = set(project.requests.filter(has_comment=True).values_list("id", flat=True))
    assert commented == set(votes.exclude(comment="").values_list("request_id", flat=True))
    for words, name in ((Tag, "tags"), (Reason, "reasons")):
        said = {(vote.request_id, word) for vote in votes for word in getattr(vote, name)}
        assert said == set(words.objects.filter(project=project).values_list("request_id", "name"))


def test_it_keeps_the_copies_of_the_teams_work_true():
    demo("--requests", "1500")
    project = Project.objects.get(slug="demo")
    team = dict(project.feedback.of_the_team().order_by("updated_at").values_list("request_id", "rating"))
    assert team
    assert dict(project.requests.exclude(team_rating=None).values_list("id", "team_rating")) == team
    disliked = set(project.feedback.filter(rating=Rating.NEGATIVE).values_list("request_id", flat=True))
    assert set(project.requests.exclude(triage=None).values_list("id", flat=True)) == disliked
    reviewed = set(project.reviews.values_list("request_id", flat=True))
    assert set(project.requests.filter(triage__gt=Triage.NEW).values_list("id", flat=True)) == reviewed


def test_it_has_a_team_that_reviews_and_cannot_sign_in():
    demo("--requests", "1500")
    project = Project.objects.get(slug="demo")
    members = project.memberships.select_related("user")
    assert {(each.user.username, each.role) for each in members} == {("mira", Role.MEMBER), ("jonas", Role.MEMBER)}
    assert not any(each.user.has_usable_password() for each in members)
    assert set(project.reviews.values_list("updated_by__username", flat=True)) == {"mira", "jonas"}
    assert set(project.feedback.of_the_team().values_list("author__username", flat=True)) <= {"mira", "jonas"}


def test_it_gives_only_reasons_that_the_project_keeps(project: Project):
    services.configure_project(project=project, reasons=["wrong", "slow"])
    demo("--requests", "1500", "--project", project.slug)
    assert {reason for vote in project.feedback.all() for reason in vote.reasons} == {"wrong"}


def test_it_knows_every_id_that_was_voted_on():
    demo("--requests", "300")
    project = Project.objects.get(slug="demo")
    for vote in project.feedback.all():
        assert project.known_ids.filter(message_id=vote.message_id, request_id=vote.request_id).exists()


def test_it_leaves_a_project_with_requests_alone():
    demo("--requests", "20")
    assert "--more adds to them" in demo("--requests", "20")
    assert Project.objects.get(slug="demo").requests.count() == 20


def test_it_adds_more_when_told():
    demo("--requests", "20")
    demo("--requests", "5", "--seed", "2", "--more")
    assert Project.objects.get(slug="demo").requests.count() == 25


def test_it_fills_the_project_that_is_named(project: Project):
    demo("--requests", "10", "--project", project.slug)
    assert project.requests.count() == 10
    assert not Project.objects.filter(slug="demo").exists()


def test_it_says_plain_lines_where_there_is_no_terminal():
    assert "2,500 of 3,000" in demo("--requests", "3000")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--requests", "0"), "'0' is not a number from 1 to 100,000,000"),
        (("--requests", "many"), "'many' is not a number"),
        (("--days", "366"), "from 1 to 365"),
        (("--project", "Not A Slug"), "--project Not A Slug"),
    ],
)
def test_it_refuses_what_it_cannot_do(arguments: tuple[str, str], named: str):
    with pytest.raises(CommandError, match=named):
        demo(*arguments)
    assert not Project.objects.exclude(slug="default").exists()


def test_it_keeps_what_changed_votes_said_before():
    demo("--requests", "1500")
    project = Project.objects.get(slug="demo")
    votes = {vote.request_id: vote for vote in project.feedback.filter(submitter="", author=None)}
    assert project.past_votes.exists()
    for past in project.past_votes.all():
        assert past.given_at == votes[past.request_id].created_at
        assert past.ended_at == votes[past.request_id].updated_at
        assert past.rating != votes[past.request_id].rating


@pytest.mark.django_db(transaction=True)
def test_it_makes_many_like_others_and_has_the_database_look_at_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command, "MANY", 100)
    said = demo("--requests", "150", "--processes", "1")
    assert Project.objects.get(slug="demo").requests.count() == 150
    assert "Stored 150 requests" in said
    assert "ANALYZE" in said


def test_it_says_what_is_stored_when_it_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command, "fill", stopped)
    with pytest.raises(CommandError, match="The project holds 0 requests, each whole; --more adds") as told:
        demo("--requests", "20")
    assert told.value.returncode == 130
