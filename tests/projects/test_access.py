"""The one door."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404

from projects.access import open_project
from projects.models import Role


def test_it_opens_for_members(project, alice, bob):
    assert open_project(alice, "support") == project
    assert open_project(bob, "support") == project


@pytest.mark.parametrize("slug", ["support", "nothing", ""])
def test_it_does_not_exist_for_strangers(project, charlie, slug):
    with pytest.raises(Http404, match="No such project"):
        open_project(charlie, slug)


def test_it_does_not_exist_for_the_anonymous(project):
    with pytest.raises(Http404):
        open_project(AnonymousUser(), "support")


def test_it_asks_for_the_role(project, alice, bob):
    assert open_project(alice, "support", at_least=Role.OWNER) == project
    with pytest.raises(Http404):
        open_project(bob, "support", at_least=Role.MEMBER)


def test_it_says_the_role_of_the_reader_in_that_project(project, other_project, alice, bob):
    other_project.memberships.create(user=alice, role=Role.MEMBER)
    assert [open_project(alice, slug).role for slug in ("support", "other")] == [Role.OWNER, Role.MEMBER]
    assert open_project(bob, "support").role == Role.VIEWER
    assert open_project(User.objects.create_superuser("root"), "support").role == Role.OWNER


def test_it_opens_everywhere_for_a_superuser(project, other_project):
    root = User.objects.create_superuser("root")
    assert open_project(root, "support", at_least=Role.OWNER) == project
    assert open_project(root, "other", at_least=Role.OWNER) == other_project


def test_it_closes_when_the_membership_ends(project, bob):
    project.memberships.filter(user=bob).delete()
    with pytest.raises(Http404):
        open_project(bob, "support")
