"""The people of a project: roles, removing, and the keys of who goes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from projects import services
from projects.models import ApiKey, Membership, Role
from tests.factories import NOW
from tests.teams.conftest import signed_in

PAGE = "/p/support/settings/members/"


def path_of(membership: Membership, verb: str) -> str:
    return f"{PAGE}{membership.pk}/{verb}/"


@pytest.fixture
def bobs(project, bob) -> Membership:
    return project.memberships.get(user=bob)


def test_it_lists_who_is_in_the_project(project, bob, mira, as_alice):
    page = as_alice.get(PAGE).content.decode()
    assert all(
        words in page for words in ("alice@example.org", "bob@example.org", "mira@example.org", "the only owner")
    )
    assert "charlie" not in page


def test_it_is_closed_to_all_but_owners(project, bobs, bob, mira):
    for user in (bob, mira):
        client = signed_in(user)
        assert client.get(PAGE).status_code == 404
        assert client.post(path_of(bobs, "role"), {"role": "owner"}).status_code == 404
        assert client.post(path_of(bobs, "remove")).status_code == 404
    bobs.refresh_from_db()
    assert bobs.role == Role.VIEWER


def test_it_gives_another_role(project, bobs, alice, as_alice):
    assert as_alice.post(path_of(bobs, "role"), {"role": "member"}).status_code == 302
    bobs.refresh_from_db()
    assert bobs.role == Role.MEMBER
    event = project.audit_events.get(action="member.role_changed")
    assert (event.actor, event.subject, event.details) == (alice, "bob@example.org", {"role": ["viewer", "member"]})


@pytest.mark.parametrize("role", ["", "superuser", "Owner"])
def test_it_refuses_a_role_that_there_is_not(bobs, as_alice, role):
    assert as_alice.post(path_of(bobs, "role"), {"role": role}).status_code == 400
    bobs.refresh_from_db()
    assert bobs.role == Role.VIEWER


def test_it_does_not_demote_the_last_owner(project, alice, as_alice):
    own = project.memberships.get(user=alice)
    answer = as_alice.post(path_of(own, "role"), {"role": "viewer"})
    assert (answer.status_code, "at least one owner" in answer.content.decode()) == (400, True)
    own.refresh_from_db()
    assert own.role == Role.OWNER


def test_it_counts_no_owner_who_cannot_sign_in(project, bobs, alice, as_alice):
    services.change_role(membership=bobs, role=Role.OWNER, by=alice, now=NOW)
    bobs.user.is_active = False
    bobs.user.save()
    assert as_alice.post("/p/support/leave/").status_code == 400


def test_it_does_not_give_by_who_may_not_any_more(project, bobs, mira):
    with pytest.raises(ValidationError, match="do not own"):
        services.change_role(membership=bobs, role=Role.OWNER, by=mira, now=NOW)
    with pytest.raises(ValidationError, match="do not own"):
        services.remove_member(membership=bobs, by=mira, now=NOW)
    bobs.refresh_from_db()
    assert bobs.role == Role.VIEWER


def test_it_never_reaches_people_of_another_project(other_project, charlie, project, as_alice):
    theirs = other_project.memberships.get(user=charlie)
    for verb in ("role", "remove"):
        assert as_alice.post(path_of(theirs, verb), {"role": "viewer"}).status_code == 404
    assert other_project.memberships.get(user=charlie).role == Role.OWNER


@pytest.mark.parametrize("id", ["0", "9" * 18, "9" * 40])
def test_it_knows_no_member_of_such_a_number(project, as_alice, id):
    assert as_alice.get(f"{PAGE}{id}/remove/").status_code == 404


def test_it_ends_access_at_once(project, bobs, bob, as_alice):
    client = signed_in(bob)
    assert client.get("/p/support/requests/").status_code == 200
    assert as_alice.post(path_of(bobs, "remove")).status_code == 302
    assert client.get("/p/support/requests/").status_code == 404
    assert project.audit_events.get(action="member.removed").subject == "bob@example.org"


def test_it_withdraws_the_invitations_of_who_goes(project, bobs, bob, alice, as_alice):
    services.change_role(membership=bobs, role=Role.OWNER, by=alice, now=NOW)
    services.invite(project=project, email="friend@example.org", role=Role.OWNER, by=bob, now=timezone.now())
    as_alice.post(path_of(bobs, "remove"))
    assert not project.invitations.open(timezone.now()).exists()


@pytest.fixture
def keys_of_bob(project, bob) -> dict[str, ApiKey]:
    return {
        name: services.create_key(project=project, kind="secret", name=name, by=bob)[0]
        for name in ("cron", "laptop", "worker")
    }


def test_it_asks_what_is_to_become_of_the_keys_that_they_made(bobs, keys_of_bob, secret_key, as_alice):
    page = as_alice.get(path_of(bobs, "remove")).content.decode()
    assert all(str(key) in page for key in keys_of_bob.values())
    assert secret_key[:11] not in page
    answer = as_alice.post(path_of(bobs, "remove"))
    assert (answer.status_code, "Say what is to become of this key." in answer.content.decode()) == (400, True)
    assert Membership.objects.filter(pk=bobs.pk).exists()


def test_it_rolls_and_revokes_as_is_said(bobs, keys_of_bob, as_alice):
    deeds = {"cron": "roll", "laptop": "revoke", "worker": "keep"}
    sent = {f"key_{key.pk}": deeds[name] for name, key in keys_of_bob.items()}
    answer = as_alice.post(path_of(bobs, "remove"), sent)
    made = ApiKey.objects.get(name="cron", revoked_at=None)
    assert answer.status_code == 200
    assert answer.content.decode().count(made.prefix) >= 1
    assert not Membership.objects.filter(pk=bobs.pk).exists()
    ends = {name: ApiKey.objects.get(pk=key.pk).revoked_at for name, key in keys_of_bob.items()}
    assert ends["worker"] is None
    assert ends["laptop"] <= timezone.now() < ends["cron"]
