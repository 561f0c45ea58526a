"""One's projects, and making another."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.models import Membership, Project, Role
from tests.factories import NOW, create_entry
from tests.teams.conftest import signed_in


def test_it_lists_ones_projects_with_what_one_is_in_them(project, other_project, bob):
    create_entry(project)
    page = signed_in(bob).get("/projects/").content.decode()
    assert all(words in page for words in ("Support assistant", "Viewer", "2 members", "23 Nov 2026, 12:00 UTC"))
    assert "Other team" not in page
    assert "/p/support/settings/" not in page
    assert "/p/support/leave/" in page


def test_it_asks_a_fixed_number_of_questions(project, alice, as_alice, django_assert_max_num_queries):
    for number in range(5):
        made = Project.objects.create(slug=f"more-{number}", name="More")
        Membership.objects.create(project=made, user=alice, role=Role.OWNER)
    with django_assert_max_num_queries(8):
        page = as_alice.get("/projects/").content.decode()
    assert page.count("More") >= 5


def test_it_folds_archived_projects_below(project, as_alice):
    Project.objects.filter(pk=project.pk).update(archived_at=NOW)
    page = as_alice.get("/projects/").content.decode()
    assert page.index("You are in no project that is open") < page.index("Archived") < page.index("Support assistant")


def test_it_teaches_who_is_in_no_project(db, django_user_model):
    newcomer = django_user_model.objects.create_user("new", "new@example.org")
    page = signed_in(newcomer).get("/projects/").content.decode()
    assert "You are in no project yet" in page
    assert "new@example.org" in page
    assert "/projects/new/" not in page


def test_it_sends_the_anonymous_to_the_sign_in(db):
    assert Client().get("/projects/").status_code == 302


def test_it_makes_a_project_and_leads_to_how_to_connect_it(project, alice, as_alice):
    answer = as_alice.post("/projects/new/", {"name": "Search Übersicht", "slug": ""})
    made = Project.objects.get(name="Search Übersicht")
    assert (answer.status_code, answer.url, made.slug) == (302, "/p/search-ubersicht/connect/", "search-ubersicht")
    assert made.memberships.get().user == alice
    assert made.memberships.get().role == Role.OWNER
    assert [str(event) for event in made.audit_events.all()] == [
        "alice@example.org created the project search-ubersicht"
    ]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "slug": "x"}, "This field is required."),
        ({"name": "x" * 101, "slug": "x"}, "at most 100 characters"),
        ({"name": "Again", "slug": "support"}, "There is a project"),
        ({"name": "Again", "slug": "Not A Slug"}, "lower-case letters"),
        ({"name": "日本語", "slug": ""}, "lower-case letters"),
        ({"name": "Nul\0", "slug": "nul"}, "Null characters are not allowed."),
    ],
)
def test_it_refuses_what_is_wrong(project, as_alice, sent, said):
    answer = as_alice.post("/projects/new/", sent)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Project.objects.filter(slug__in=["x", "nul", "again"]).count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_nothing_for_who_owns_no_project(project, bob, method):
    assert getattr(signed_in(bob), method)("/projects/new/", {"name": "Mine"}).status_code == 404
    assert not Project.objects.filter(name="Mine").exists()


def test_it_lets_who_runs_the_server_make_the_first(db, django_user_model):
    staff = django_user_model.objects.create_user("staff", is_staff=True)
    assert signed_in(staff).post("/projects/new/", {"name": "First"}).status_code == 302
    assert Project.objects.get(slug="first").memberships.get().user == staff


def test_it_lets_one_leave(project, bob):
    client = signed_in(bob)
    assert "Leave Support assistant?" in client.get("/p/support/leave/").content.decode()
    answer = client.post("/p/support/leave/")
    assert (answer.status_code, answer.url) == (302, "/projects/")
    assert not project.memberships.filter(user=bob).exists()
    assert client.get("/p/support/requests/").status_code == 404
    assert project.audit_events.get(action="member.left").actor == bob


def test_it_keeps_the_last_owner(project, as_alice):
    answer = as_alice.post("/p/support/leave/")
    assert answer.status_code == 400
    assert "at least one owner" in answer.content.decode()
    assert project.memberships.filter(role=Role.OWNER).count() == 1
