"""The status page: every call of this host accounted for, what is wrong, and what to do; for owners."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from projects.models import Membership, Role
from requestlog.presenting.troubles import troubles_of
from requestlog.spool.looking import Standing
from tests.factories import create_entry
from tests.pages.world import text_of

STATUS = "/p/support/settings/status/"
NOW = 1_764_000_000.0
WELL = {"received": 10, "stored": 6, "in_flight": 1, "waiting": 1, "refused": 0, "dropped": 2, "bytes": 100}


@pytest.fixture(autouse=True)
def spool_dir(settings, tmp_path):
    settings.SPOOL_DIR, settings.SPOOL_BYTES = tmp_path, 1000
    return tmp_path


@pytest.fixture
def stats(monkeypatch) -> dict[str, int]:
    """What the spool says of itself, with a recorder at work."""
    said = dict(WELL)
    monkeypatch.setattr("requestlog.views.look", lambda folder: Standing(said, recorder=True))
    return said


def sentences(standing: Standing) -> list[str]:
    return [trouble.sentence for trouble in troubles_of(standing, 1000, NOW)]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_accounts_for_every_call(project, as_alice, stats):
    answer = as_alice.get(STATUS)
    assert [(line.name, line.number) for line in answer.context["account"]] == [
        ("Received", "10"), ("Stored", "6"), ("In flight", "1"), ("Waiting", "1"), ("Refused", "0"), ("Dropped", "2"),
    ]  # fmt: skip
    text = text_of(answer)
    assert "The lines below add up to it." in text
    assert "All is well." in text
    assert "100 bytes of 1000 bytes, 10%" in text.replace("\xa0", " ")


def test_it_says_when_the_account_does_not_hold(project, as_alice, stats):
    stats["stored"] = 5
    text = text_of(as_alice.get(STATUS))
    assert "The lines below do not add up to it." in text
    assert "The account of calls is off by 1." in text
    assert "All is well" not in text


def test_it_counts_what_was_kept_but_not_whole(project, as_alice, stats):
    stats |= {"cut": 3, "bodies_dropped": 1200}
    losses = as_alice.get(STATUS).context["losses"]
    assert [(line.name, line.number, line.tone) for line in losses] == [
        ("End not kept", "3", "warn"), ("Without bodies", "1,200", "warn"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"oldest_seconds": 61}, "Calls are late: the oldest has waited 1 min 1 s to be recorded."),
        ({"bytes": 930}, "The spool is 93% full."),
        ({"last_loss": NOW - 120}, "Something of a call could not be kept 2 min ago."),
        ({"refused": 1, "waiting": 0}, "Refused by the database: 1 call."),
        ({"stored": 7}, "The account of calls is off by 1."),
    ],
)
def test_it_names_what_is_wrong_and_what_to_do(changed, sentence):
    (trouble,) = troubles_of(Standing({**WELL, **changed}, recorder=True), 1000, NOW)
    assert trouble.sentence == sentence
    assert trouble.remedy


@pytest.mark.parametrize("changed", [{"oldest_seconds": 60}, {"bytes": 899}, {"last_loss": NOW - 3600}, {"cut": 5}])
def test_it_forgets_what_is_over(changed):
    assert sentences(Standing({**WELL, **changed}, recorder=True)) == []


def test_it_names_a_missing_recorder_first_and_a_spool_that_is_broken(project):
    assert sentences(Standing({**WELL, "oldest_seconds": 90}))[0] == "No recorder is at work on this host."
    assert sentences(Standing(WELL, recorder=True, broken=2)) == [
        "Set aside because it was broken: the spool, 2 times."
    ]
    assert sentences(Standing({}, problem="disk I/O error")) == ["The spool cannot be read: disk I/O error."]


def test_it_works_where_no_gateway_has_run(project, as_alice):
    text = text_of(as_alice.get(STATUS))
    assert "No gateway has received a call on this host yet." in text
    assert "Recorder not at work on this host" in text


def test_it_says_that_a_spool_cannot_be_read(project, as_alice, spool_dir):
    (spool_dir / "calls.sqlite3").write_bytes(b"no database" * 1000)
    answer = as_alice.get(STATUS)
    assert answer.status_code == 200
    assert "The spool cannot be read: file is not a database." in text_of(answer)


def test_it_says_how_the_projects_own_log_fills(project, other_project, as_alice, stats):
    now = timezone.now()
    for minutes in (2, 50, 70):
        create_entry(project, at=now - timedelta(minutes=minutes))
    create_entry(other_project, at=now)
    assert "Last hour 2 Last 24 hours 3 Newest call began 2 min" in text_of(as_alice.get(STATUS))


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_it_is_not_there_for_others_nor_linked(project, bob, role):
    Membership.objects.filter(user=bob).update(role=role)
    assert signed_in(bob).get(STATUS).status_code == 404
    assert STATUS not in signed_in(bob).get("/p/support/requests/").content.decode()


def test_it_is_linked_for_owners_and_superusers(project, as_alice, db):
    boss = User.objects.create_superuser("boss", "boss@example.org", "correct horse battery")
    for client in (as_alice, signed_in(boss)):
        assert 'href="/p/support/settings/"' in client.get("/p/support/requests/").content.decode()
        assert f'href="{STATUS}"' in client.get("/p/support/settings/votes/").content.decode()
        assert client.get(STATUS).status_code == 200


def test_it_is_linked_in_the_projects_that_one_owns_alone(project, other_project, alice, as_alice):
    Membership.objects.create(project=other_project, user=alice, role=Role.MEMBER)
    assert "/settings/" not in as_alice.get("/p/other/requests/").content.decode()
    assert as_alice.get("/p/other/settings/status/").status_code == 404


def test_it_gives_htmx_the_changing_part_alone(project, as_alice, stats):
    html = as_alice.get(STATUS, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert re.search(rf'hx-get="{STATUS}"\s+hx-trigger="every 5s"', html)


def test_it_asks_the_database_a_fixed_number_of_times(project, as_alice, stats, django_assert_num_queries):
    # Session, person; project, project menu; last hour, last day, newest
    with django_assert_num_queries(7):
        as_alice.get(STATUS)
