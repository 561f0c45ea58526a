"""The people of a project in Django's admin: what is changed there is noted in the project."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects import services
from projects.models import Membership, Role
from tests.teams.conftest import signed_in

LIST = "/admin/projects/membership/"


@pytest.fixture
def root(admin_user):
    return signed_in(admin_user)


@pytest.fixture
def bobs(project, bob) -> Membership:
    return project.memberships.get(user=bob)


def noted(project, admin_user) -> list[tuple]:
    events = project.audit_events.filter(actor=admin_user).order_by("pk")
    return [(event.action, event.subject, event.details) for event in events]


def in_table(project, *rows: dict) -> dict:
    """The form of a project with that table of people below."""
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": sum("id" in row for row in rows)}
    cells = {f"{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    names = ("slug", "name", "log", "vote_hold_minutes")
    sent = {name: getattr(project, name) for name in names} | {"keep_rated": "on", "reasons": '["bad"]'}
    return sent | {f"memberships-{name}": value for name, value in (counts | cells).items()}


def test_it_notes_who_is_added(project, charlie, root, admin_user):
    form = {"project": project.pk, "user": charlie.pk, "role": "member"}
    assert root.post(f"{LIST}add/", form).status_code == 302
    assert project.memberships.get(user=charlie).role == Role.MEMBER
    assert noted(project, admin_user) == [("member.role_changed", "charlie@example.org", {"role": [None, "member"]})]


def test_it_notes_another_role_and_nothing_where_it_is_the_same(project, bobs, root, admin_user):
    for _ in range(2):
        form = {"project": project.pk, "user": bobs.user_id, "role": "owner"}
        assert root.post(f"{LIST}{bobs.pk}/change/", form).status_code == 302
    bobs.refresh_from_db()
    assert bobs.role == Role.OWNER
    assert noted(project, admin_user) == [("member.role_changed", "bob@example.org", {"role": ["viewer", "owner"]})]


def test_it_makes_of_nobodys_membership_another_persons(project, other_project, bobs, charlie, root):
    form = {"project": other_project.pk, "user": charlie.pk, "role": "member"}
    assert root.post(f"{LIST}{bobs.pk}/change/", form).status_code == 302
    kept = Membership.objects.get(pk=bobs.pk)
    assert (kept.user, kept.project, kept.role) == (bobs.user, project, "member")


def test_it_notes_who_is_removed(project, bobs, root, admin_user):
    assert root.post(f"{LIST}{bobs.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(pk=bobs.pk).exists()
    assert noted(project, admin_user) == [("member.removed", "bob@example.org", {"role": "viewer"})]


def test_it_notes_each_of_many_who_are_removed(project, other_project, bobs, charlie, root, admin_user):
    chosen = [bobs.pk, other_project.memberships.get().pk]
    form = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    assert root.post(LIST, form).status_code == 302
    assert not Membership.objects.filter(pk__in=chosen).exists()
    assert noted(project, admin_user) == [("member.removed", "bob@example.org", {"role": "viewer"})]
    assert noted(other_project, admin_user) == [("member.removed", "charlie@example.org", {"role": "owner"})]


def test_it_notes_what_is_done_in_the_table_below_a_project(project, bobs, alice, charlie, root, admin_user):
    alices = project.memberships.get(user=alice)
    form = in_table(
        project,
        {"id": alices.pk, "project": project.pk, "user": alice.pk, "role": "member"},
        {"id": bobs.pk, "project": project.pk, "user": bobs.user_id, "role": "viewer", "DELETE": "on"},
        {"project": project.pk, "user": charlie.pk, "role": "owner"},
    )
    assert root.post(f"/admin/projects/project/{project.pk}/change/", form).status_code == 302
    assert set(project.memberships.values_list("user", "role")) == {(alice.pk, "member"), (charlie.pk, "owner")}
    notes = [note for note in noted(project, admin_user) if note[0].startswith("member.")]
    assert notes == [
        ("member.removed", "bob@example.org", {"role": "viewer"}),
        ("member.role_changed", "alice@example.org", {"role": ["owner", "member"]}),
        ("member.role_changed", "charlie@example.org", {"role": [None, "owner"]}),
    ]


@pytest.mark.parametrize("role", ["member", None])
def test_it_withdraws_what_an_owner_has_given_who_is_none_any_more(project, alice, root, role):
    now = timezone.now()
    services.invite(project=project, email="new@example.org", role=Role.OWNER, by=alice, now=now)
    path = f"{LIST}{project.memberships.get(user=alice).pk}"
    if role:
        root.post(f"{path}/change/", {"project": project.pk, "user": alice.pk, "role": role})
    else:
        root.post(f"{path}/delete/", {"post": "yes"})
    assert not project.invitations.open(now + timedelta(minutes=1)).exists()


def test_it_is_said_in_the_projects_own_words(project, charlie, alice, root):
    root.post(f"{LIST}add/", {"project": project.pk, "user": charlie.pk, "role": "member"})
    page = signed_in(alice).get("/p/support/settings/audit/").content.decode()
    assert all(words in page for words in ("charlie@example.org", "role: none → member"))
