"""Who loses a project while they read it, reads no further page of it."""

from __future__ import annotations

import pytest
from django.http import Http404

from projects.access import open_project, reopen
from projects.models import Role
from requestlog import exports
from tests.factories import create_entry
from tests.teams.conftest import signed_in

FILES = ("requests.jsonl", "requests.csv")


@pytest.fixture
def long_log(project, monkeypatch) -> None:
    monkeypatch.setattr(exports, "ROWS", 2)
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for _ in range(6):
        create_entry(project)


def removed(project, user) -> None:
    project.memberships.filter(user=user).delete()


def deactivated(project, user) -> None:
    type(user).objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("ends", [removed, deactivated])
def test_it_stops_an_export_at_its_next_page(long_log, project, bob, file, ends):
    parts = iter(signed_in(bob).get(f"/p/support/{file}").streaming_content)
    next(parts)
    ends(project, bob)
    with pytest.raises(Http404):
        list(parts)


def test_it_goes_on_for_who_may(long_log, project, bob):
    body = b"".join(signed_in(bob).get("/p/support/requests.jsonl").streaming_content)
    assert body.count(b"\n") == 6


def test_it_opens_again_for_who_may_and_for_nobody_else(project, bob, charlie):
    assert reopen(bob, "support").role == Role.VIEWER
    deactivated(project, bob)
    assert open_project(bob, "support").role == Role.VIEWER  # what the request knew when it began
    for user in (bob, charlie):
        with pytest.raises(Http404):
            reopen(user, "support")
