"""Calls and votes of some days ago, and what must hold of a database after anything was deleted from it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.apps import apps

from feedback import services
from feedback.models import Feedback
from feedback.retention.pruning import prune
from feedback.services.copies import copied
from projects.models import Project
from requestlog.models import Request, Unsearched
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry

# Where the worker reads what is gone, so that it forgets their words
QUEUES = {Unsearched}


def ago(days):
    return NOW - timedelta(days=days)


def call(project, days, **overrides):
    """A call of so many days ago."""
    return create_entry(project, at=ago(days), **overrides)


def vote(entry, days, rating=Rating.NEGATIVE, **said):
    """A vote that was given so many days ago."""
    project = Project.objects.get(pk=entry.project_id)
    said = {"comment": "Too long", "tags": ["billing"], "reasons": ["too long"], **said}
    return services.give(message_id=str(entry.id), project=project, rating=rating, now=ago(days), **said).vote


def pruned(project, *, dry_run=False, **limits):
    """How many rows of each part go by these limits, by field without `keep_`."""
    for name, value in {"bodies_days": None, "requests_days": None, "votes_days": None, **limits}.items():
        setattr(project, f"keep_{name}", value)
    project.save()
    return sum(prune(project=project, now=NOW, dry_run=dry_run), Counter())


def ids(rows):
    return set(rows.values_list("id", flat=True))


def bodies(project):
    return set(project.payloads.values_list("request_id", flat=True))


def contents():
    """Every row of the log and of votes, by model."""
    models = [model for app in ("requestlog", "feedback") for model in apps.get_app_config(app).get_models()]
    return {model: sorted(map(str, model._base_manager.values_list())) for model in models}


def assert_nothing_hangs_in_the_air():
    """No row of any table is of a request that is gone, and what requests say of their votes is true."""
    known = set(Request.objects.values_list("id", flat=True))
    for app in ("requestlog", "feedback"):
        for model in apps.get_app_config(app).get_models():
            names = {field.attname for field in model._meta.concrete_fields} & {"request_id"}
            if names and model not in QUEUES:
                named = set(model._base_manager.values_list("request_id", flat=True))
                assert all(isinstance(id, UUID) for id in named)
                assert named <= known, model
    assert_copies_are_right()


def assert_copies_are_right():
    for entry in Request.objects.all():
        votes = list(Feedback.objects.filter(project=entry.project_id, request=entry).latest_first())
        expected = copied(votes)
        shown = {name: getattr(entry, name) for name in ("rating", "has_comment", "team_rating")}
        assert shown == {name: expected[name] for name in shown}
        project = Project.objects.get(pk=entry.project_id)
        for words, said in ((project.feedback_tags, "tags"), (project.feedback_reasons, "reasons")):
            stored = set(words.filter(request_id=entry.id).values_list("name", flat=True))
            assert stored == {name for vote in votes for name in getattr(vote, said)}
