"""manage.py demo"""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from feedback.models import Feedback, Tag
from projects.models import Project

pytestmark = pytest.mark.django_db


def demo(*arguments: str) -> str:
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def test_it_works(settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    said = demo("--requests", "600")
    project = Project.objects.get(slug="demo")
    assert project.name == "Demo"
    assert project.requests.count() == 600
    assert "Stored 600 requests" in said
    assert said.endswith("http://127.0.0.1:8000/p/demo/requests/\n")


def test_it_keeps_the_copies_of_the_votes_true():
    demo("--requests", "600")
    project = Project.objects.get(slug="demo")
    copies = dict(project.requests.exclude(rating=None).values_list("id", "rating"))
    votes = dict(project.feedback.values_list("request_id", "rating"))
    assert votes == copies
    commented = set(project.requests.filter(has_comment=True).values_list("id", flat=True))
    assert commented == set(project.feedback.exclude(comment="").values_list("request_id", flat=True))
    assert {(vote.request_id, name) for vote in Feedback.objects.all() for name in vote.tags} == set(
        Tag.objects.filter(project=project).values_list("request_id", "name")
    )


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
        (("--requests", "0"), "'0' is not a number from 1 to 1,000,000"),
        (("--requests", "many"), "'many' is not a number"),
        (("--days", "366"), "from 1 to 365"),
        (("--project", "Not A Slug"), "--project Not A Slug"),
    ],
)
def test_it_refuses_what_it_cannot_do(arguments: tuple[str, str], named: str):
    with pytest.raises(CommandError, match=named):
        demo(*arguments)
    assert not Project.objects.exclude(slug="default").exists()
