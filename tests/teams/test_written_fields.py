"""No form writes a field that it does not show, whatever is posted beside what it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from projects import services
from projects.models import ApiKey, Invitation, Membership, Project, Role, UpstreamKey
from tests.teams.conftest import signed_in

MODELS: tuple[type[Model], ...] = (User, Project, Membership, ApiKey, UpstreamKey, Invitation)
# What is not told apart by any form: times are the server's own, and a form's own fields are given below
EVIL = {
    "id": "999999",
    "pk": "999999",
    "project": "999999",
    "project_id": "999999",
    "user": "999999",
    "user_id": "999999",
    "owner": "999999",
    "is_superuser": "on",
    "is_staff": "on",
    "is_active": "",
    "username": "evil",
    "first_name": "evil",
    "created_by": "999999",
    "invited_by": "999999",
    "digest": "evil",
    "prefix": "evil",
    "last_four": "evil",
    "archived_at": "2026-01-01",
    "revoked_at": "2026-01-01",
    "accepted_at": "2026-01-01",
    "withdrawn_at": "2026-01-01",
    "expires_at": "2999-01-01",
    "created_at": "2026-01-01",
    "last_used_at": "2026-01-01",
    "feedback_needs_key": "on",
    "vote_tokens": "on",
    "vote_hold_minutes": "1",
    "keep_bodies_days": "1",
    "keep_requests_days": "1",
    "keep_votes_days": "1",
    "keep_rated": "",
}
FORMS: dict[str, tuple[str, dict[str, str], set[str]]] = {
    "general": (
        "settings/project/",
        {"name": "Support", "log": "metadata", "slug": "evil", "upstream": ""},
        {"name", "log"},
    ),
    "role": ("settings/members/{member}/role/", {"role": "member", "name": "evil", "email": "evil@x.org"}, {"role"}),
    "invite": ("settings/members/invite/", {"email": "new@example.org", "role": "viewer", "name": "evil"}, set()),
    "withdraw": ("settings/members/invitations/{invitation}/withdraw/", {"role": "owner"}, {"withdrawn_at"}),
    "new key": ("settings/keys/new/", {"kind": "secret", "name": "n", "role": "owner"}, set()),
    "roll": ("settings/keys/{key}/roll/", {"overlap": "24", "kind": "secret", "name": "evil"}, {"revoked_at"}),
    "revoke": ("settings/keys/{key}/revoke/", {"kind": "secret", "name": "evil"}, {"revoked_at"}),
    "upstream": ("settings/keys/upstream/", {"key": "sk-new-12345678", "name": "n"}, set()),
    "restore": ("settings/project/restore/", {"slug": "evil", "name": "evil"}, set()),
}


def rows() -> dict[tuple[str, Any], dict[str, Any]]:
    """Every row of `MODELS`, by model and key."""
    return {(model.__name__, row["id"]): row for model in MODELS for row in model.objects.values()}


def changed(before: dict, after: dict) -> Iterator[str]:
    """The fields of the rows of before that are something else now."""
    for name, row in before.items():
        yield from (field for field, value in row.items() if after[name][field] != value)


@pytest.fixture
def world(project, other_project, alice, bob, mira) -> dict[str, int]:
    key, _ = services.create_key(project=project, kind="public", name="web")
    services.create_key(project=other_project, kind="secret")
    now = timezone.now()
    invitation, _ = services.invite(project=project, email="open@example.org", role=Role.VIEWER, by=alice, now=now)
    return {"member": project.memberships.get(user=bob).pk, "key": key.pk, "invitation": invitation.pk}


@pytest.mark.parametrize("form", FORMS)
def test_it_writes_the_fields_of_the_form_alone(world, as_alice, alice, form):
    path, sent, own = FORMS[form]
    before = rows()
    answer = as_alice.post(f"/p/support/{path.format(**world)}", {**EVIL, **sent})
    assert answer.status_code in (200, 302), answer.content
    after = rows()
    assert set(changed(before, after)) - {"last_login"} <= own
    made = [row for name, row in after.items() if name not in before]
    assert len(made) == (1 if form in ("invite", "new key", "roll", "upstream") else 0)
    assert not [row for row in made if "evil" in map(str, row.values()) or 999999 in row.values()]


def test_it_makes_a_project_with_nothing_but_its_name_and_slug(world, as_alice, alice):
    as_alice.post("/projects/new/", {**EVIL, "name": "New", "slug": "new", "log": "metadata", "role": "viewer"})
    made = Project.objects.get(slug="new")
    usual = Project(slug="new", name="New")
    same = [field.attname for field in Project._meta.concrete_fields if field.name not in ("id", "created_at")]
    assert {name: getattr(made, name) for name in same} == {name: getattr(usual, name) for name in same}
    assert [(each.user, each.role) for each in made.memberships.all()] == [(alice, Role.OWNER)]


def test_it_makes_an_account_with_nothing_but_the_invitations_address(project, alice):
    now = timezone.now()
    _, token = services.invite(project=project, email="new@example.org", role=Role.VIEWER, by=alice, now=now)
    sent = {**EVIL, "password": "a long way to tipperary", "email": "evil@example.org", "role": "owner"}
    assert Client().post(f"/invitations/{token}/", sent).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.username, user.first_name, user.is_staff, user.is_superuser) == ("new@example.org", "", False, False)
    assert project.memberships.get(user=user).role == Role.VIEWER


def test_it_never_lets_one_raise_oneself(project, bob, mira):
    for user in (bob, mira):
        own = project.memberships.get(user=user)
        for path in (f"settings/members/{own.pk}/role/", "leave/", "settings/project/"):
            client = signed_in(user)
            if path != "leave/":
                assert client.post(f"/p/support/{path}", {"role": "owner"}).status_code == 404
        assert project.memberships.get(user=user).role == own.role
