"""The worker's share: bit by bit, with rests, and beside people who vote and calls that come."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from feedback.retention import pruning
from feedback.retention.pruning import prune_due
from feedback.services.giving import NoSuchMessage
from requestlog.ids import day_of
from requestlog.models import ChangedDay, KnownId
from requestlog.ratings import Rating
from requestlog.rollup.checking import check, days_of
from requestlog.rollup.rolling import roll_up
from tests.factories import NOW, create_entry
from tests.retention.world import assert_nothing_hangs_in_the_air, call, ids, vote


@pytest.fixture(autouse=True)
def fresh_rounds(monkeypatch):
    monkeypatch.setattr(pruning, "rounds", pruning.Rounds())
    monkeypatch.setattr(pruning, "LONGEST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("feedback.retention.rows.BATCH", 2)


def keep(project, **days):
    for name, value in days.items():
        setattr(project, f"keep_{name}_days", value)
    project.save()


def work(now=NOW):
    """How many batches there were until there was nothing more to do."""
    done = 0
    while prune_due(now=now):
        done += 1
    return done


@pytest.mark.django_db
def test_it_does_nothing_where_everything_is_kept(project, django_assert_num_queries):
    call(project, 1000)
    with django_assert_num_queries(1):
        assert prune_due(now=NOW) == 0


@pytest.mark.django_db
def test_it_takes_a_batch_at_a_time(project):
    for _ in range(5):
        call(project, 31)
    keep(project, requests=30)
    prune_due(now=NOW)
    assert project.requests.count() == 3
    work()
    assert project.requests.count() == 0
    assert_nothing_hangs_in_the_air()


@pytest.mark.django_db
def test_it_rests_for_an_hour_unless_the_limits_change(project):
    keep(project, requests=30)
    work()
    call(project, 31), call(project, 8)
    assert prune_due(now=NOW + timedelta(minutes=59)) == 0
    assert project.requests.count() == 2
    work(NOW + timedelta(minutes=60))
    assert project.requests.count() == 1
    keep(project, requests=7)
    work(NOW + timedelta(minutes=61))
    assert project.requests.count() == 0


@pytest.mark.django_db
def test_it_forgets_ids_that_stood_in_no_column(project):
    call(project, 31, known_ids=("passed-by",))
    keep(project, requests=30)
    work()
    assert not KnownId.objects.exists()


@pytest.mark.django_db
def test_it_begins_anew_after_a_failure(project, monkeypatch):
    call(project, 31)
    keep(project, requests=30)
    with monkeypatch.context() as broken:
        broken.setattr("feedback.retention.rows.changed", failing)
        with pytest.raises(OSError, match="broken"):
            prune_due(now=NOW)
    assert project.requests.count() == 1
    work()
    assert project.requests.count() == 0


def failing(**_):
    raise OSError("broken")


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_it_leaves_right_counts_beside_voters_and_a_recorder(project):
    """Votes on calls that are just pruned keep them, or find no message; nothing hangs in the air."""
    calls = [call(project, 31 + number / 100) for number in range(40)]
    keep(project, requests=30)
    refused, said, errors = [], [], []

    def people():
        try:
            for number, entry in enumerate(reversed(calls)):
                try:
                    said.append(vote(entry, 0, Rating(1 + number % 3), submitter=f"u-{number}").request_id)
                except NoSuchMessage:
                    refused.append(entry.id)
                create_entry(project, at=NOW)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=people)
    thread.start()
    while thread.is_alive():
        rounds_of_now()
    thread.join()
    rounds_of_now()
    assert errors == []
    assert len(said) + len(refused) == len(calls)
    assert ids(project.requests.between(None, NOW - timedelta(days=30))) == set(said)
    assert_nothing_hangs_in_the_air()
    assert_days_are_right(project)


def rounds_of_now():
    pruning.rounds = pruning.Rounds()
    work()


def assert_days_are_right(project):
    while roll_up(now=NOW + timedelta(days=1)):
        pass
    assert not ChangedDay.objects.exists()
    assert sum(day.requests for day in project.days.all()) == project.requests.count()
    assert {day.day for day in project.days.all()} == {day_of(id) for id in ids(project.requests)}
    assert [each for day in days_of(project, None) for each in check(project, day).differences] == []
