"""Invitations by link: to one address, for once, for three days."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from projects import services
from projects.models import Invitation, Membership, Project, Role
from tests.teams.conftest import signed_in

PAGE = "/p/support/settings/members/"
PASSWORD = "a long way to tipperary"


def invited(client: Client, email: str = "new@example.org", role: str = "member") -> str:
    """The path of the link that the answer shows."""
    answer = client.post(f"{PAGE}invite/", {"email": email, "role": role})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"http://[^/]+(/invitations/[\w-]+/)<", answer.content.decode())
    assert found
    return found[1]


@pytest.fixture
def link(project, as_alice) -> str:
    return invited(as_alice)


def gone(answer) -> bool:
    return answer.status_code == 404 and "This link opens nothing" in answer.content.decode()


def test_it_shows_the_link_once_and_keeps_no_token(project, link, as_alice):
    token, stored = link.split("/")[2], Invitation.objects.get()
    assert len(token) == 22  # 128 bits
    assert (stored.email, stored.role, stored.expires_at - stored.created_at) == (
        "new@example.org",
        "member",
        timedelta(hours=72),
    )
    assert token not in str(Invitation.objects.values().get())
    assert token not in as_alice.get(PAGE).content.decode()
    assert token not in str(list(project.audit_events.values()))


def test_it_keeps_tokens_by_a_pepper_of_their_own(link, settings):
    from projects import keys

    token = link.split("/")[2]
    assert Invitation.objects.get().digest == keys.digest(token, settings.INVITE_PEPPER)
    assert len({settings.INVITE_PEPPER, settings.KEY_PEPPER, settings.VOTE_TOKEN_PEPPER, settings.WEBHOOK_PEPPER}) == 4


def test_it_mails_the_link_where_mail_is_configured(project, as_alice, settings):
    settings.MAIL = {"EMAIL_HOST": "localhost"}
    link = invited(as_alice)
    assert mail.outbox[0].to == ["new@example.org"]
    assert link in mail.outbox[0].body
    assert "alice@example.org invites you to the project Support assistant" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"email": "nobody", "role": "member"}, "valid email"),
        ({"email": "new@example.org", "role": "king"}, "valid choice"),
        ({"email": "BOB@example.org", "role": "member"}, "a member already"),
    ],
)
def test_it_refuses_what_is_wrong(project, as_alice, sent, said):
    answer = as_alice.post(f"{PAGE}invite/", sent)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not Invitation.objects.exists()


def test_it_is_closed_to_all_but_owners(project, bob, mira):
    for user in (bob, mira):
        answer = signed_in(user).post(f"{PAGE}invite/", {"email": "new@example.org", "role": "viewer"})
        assert answer.status_code == 404
    assert not Invitation.objects.exists()


def test_it_writes_nothing_when_the_link_is_opened(link):
    page = Client().get(link).content.decode()
    assert "Join Support assistant" in page
    assert "Member: votes" in page
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_it_makes_an_account_and_joins(project, link):
    client = Client()
    answer = client.post(link, {"password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/p/support/requests/")
    user = User.objects.get(email="new@example.org")
    assert (user.username, user.check_password(PASSWORD)) == ("new@example.org", True)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert project.memberships.get(user=user).role == Role.MEMBER
    assert client.get(answer.url).status_code == 200
    assert project.audit_events.get(action="member.joined").actor == user


@pytest.mark.parametrize("password", ["", "short", "password1234", "new@example.org"])
def test_it_refuses_a_weak_password_and_stays_open(link, password):
    assert Client().post(link, {"password": password}).status_code == 400
    assert not User.objects.filter(email="new@example.org").exists()
    assert Invitation.objects.get().accepted_at is None


def test_it_makes_no_second_account_of_an_address(project, as_alice, charlie):
    link = invited(as_alice, "Charlie@Example.org")
    page = Client().get(link).content.decode()
    assert "has an account here" in page
    assert f"/accounts/login/?next={link.replace('/', '%2F')}" in page
    assert Client().post(link, {"password": PASSWORD}).status_code == 400
    assert User.objects.filter(email__iexact="charlie@example.org").count() == 1
    assert not project.memberships.filter(user=charlie).exists()


def test_it_lets_in_who_it_was_sent_to(project, as_alice, charlie):
    link = invited(as_alice, "Charlie@Example.org", "viewer")
    client = signed_in(charlie)
    assert "Join as charlie@example.org" in client.get(link).content.decode()
    assert client.post(link).status_code == 302
    assert project.memberships.get(user=charlie).role == Role.VIEWER


def test_it_says_to_others_that_it_is_not_theirs_and_nothing_else(project, link, charlie):
    client = signed_in(charlie)
    for answer, status in ((client.get(link), 200), (client.post(link, {"password": PASSWORD}), 400)):
        assert answer.status_code == status
        assert "another e-mail address" in answer.content.decode()
        assert "new@example.org" not in answer.content.decode()
    assert not project.memberships.filter(user=charlie).exists()


def test_it_lets_nobody_in_without_an_address(project, as_alice):
    nameless = User.objects.create_user("nameless")
    assert signed_in(nameless).post(invited(as_alice)).status_code == 400
    assert not project.memberships.filter(user=nameless).exists()


def test_it_never_takes_a_role_away(project, link, mira, as_alice, alice):
    Invitation.objects.update(email="mira@example.org", role=Role.VIEWER)
    signed_in(mira).post(link)
    assert Membership.objects.get(project=project, user=mira).role == Role.MEMBER


def test_it_has_one_page_for_every_link_that_opens_nothing(project, as_alice, settings):
    used, expired, withdrawn, replaced = (invited(as_alice, f"{name}@example.org") for name in "abcd")
    invited(as_alice, "d@example.org")
    Client().post(used, {"password": PASSWORD})
    Invitation.objects.filter(email="b@example.org").update(expires_at=timezone.now() - timedelta(seconds=1))
    as_alice.post(f"{PAGE}invitations/{Invitation.objects.get(email='c@example.org').pk}/withdraw/")
    links = [used, expired, withdrawn, replaced, "/invitations/none/", f"/invitations/{'é' * 300}/"]
    answers = [Client().get(link) for link in links] + [Client().post(link, {"password": PASSWORD}) for link in links]
    assert all(gone(answer) for answer in answers)
    assert len({answer.content for answer in answers[: len(links)]}) == 1
    assert User.objects.filter(email__in=["b@example.org", "c@example.org", "d@example.org"]).count() == 0


def test_it_never_withdraws_an_invitation_of_another_project(project, other_project, charlie, as_alice):
    now = timezone.now()
    theirs, _ = services.invite(project=other_project, email="x@example.org", role=Role.VIEWER, by=charlie, now=now)
    assert as_alice.post(f"{PAGE}invitations/{theirs.pk}/withdraw/").status_code == 404
    assert Invitation.objects.open(now).filter(pk=theirs.pk).exists()


def test_it_bounds_how_many_are_open(project, as_alice, monkeypatch):
    monkeypatch.setattr("projects.services.invitations.MOST_OPEN", 1)
    invited(as_alice)
    answer = as_alice.post(f"{PAGE}invite/", {"email": "other@example.org", "role": "viewer"})
    assert (answer.status_code, Invitation.objects.count()) == (400, 1)


def test_it_needs_the_forms_token(link):
    assert Client(enforce_csrf_checks=True).post(link, {"password": PASSWORD}).status_code == 403
    assert Project.objects.get(slug="support").memberships.count() == 2
