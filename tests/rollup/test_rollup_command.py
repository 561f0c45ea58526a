"""manage.py rollup"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from requestlog.models import ChangedDay
from requestlog.rollup.rolling import roll_up
from tests.factories import NOW, create_entry
from tests.pages.world import create_rated
from tests.rollup.world import recounted, rolled_up


def rollup(*arguments: str) -> str:
    said = StringIO()
    call_command("rollup", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def days(project):
    """Two days of calls, rolled up."""
    create_rated(project, "positive")
    create_entry(project, at=NOW - timedelta(days=40))
    roll_up(now=NOW)


def test_it_counts_what_has_changed(project):
    create_entry(project)
    assert rollup() == "Counted 1 days that had changed.\n"
    assert rolled_up(project) == recounted(project)


def test_it_finds_nothing_wrong(days):
    assert rollup("--check") == "Compared 2 days: 0 differ, 0 wait for the worker.\n"


def test_it_finds_what_nobody_told_of(project, days):
    project.requests.filter(rating=2).update(rating=1)
    project.requests.filter(rating=None).delete()
    said = StringIO()
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("rollup", "--check", stdout=said)
    assert said.getvalue().splitlines() == [
        "support 2026-10-14 gpt-5-mini 2xx requests: 1 in the roll-up, None in the log",
        "support 2026-11-23 gpt-5-mini 2xx negative: 0 in the roll-up, 1 in the log",
        "support 2026-11-23 gpt-5-mini 2xx positive: 1 in the roll-up, 0 in the log",
        "support 2026-11-23 endpoint chat/completions negative: 0 in the roll-up, 1 in the log",
        "support 2026-11-23 model gpt-5-mini negative: 0 in the roll-up, 1 in the log",
        "Compared 2 days: 2 differ, 0 wait for the worker.",
    ]


def test_it_does_not_complain_of_what_waits_for_the_worker(project, days):
    create_entry(project)
    assert "requests: 1 in the roll-up, 2 in the log (queued)" in (said := rollup("--check"))
    assert said.endswith("Compared 2 days: 0 differ, 1 wait for the worker.\n")


def test_it_counts_everything_anew(project, days):
    project.days.update(requests=99)
    project.days.filter(day=NOW.date()).delete()
    ChangedDay.objects.create(project=project, day=NOW.date())
    assert rollup("--rebuild") == "Counted 2 days anew.\n"
    assert rolled_up(project) == recounted(project)
    assert not ChangedDay.objects.exists()


def test_it_looks_at_one_project_and_time_alone(project, other_project, days):
    create_entry(other_project)
    assert "Compared 1 days" in rollup("--check", "--project", "other")
    assert "Compared 1 days" in rollup("--check", "--project", "support", "--since", "2026-11-01")


def test_it_refuses_an_unknown_project(db):
    with pytest.raises(CommandError, match="There is no project 'nowhere'"):
        rollup("--project", "nowhere")
