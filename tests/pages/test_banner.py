"""The banner above the log: only while calls fail to reach it, and never in the way of the page."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest

from requestlog.spool.schema import FILE, open_for_writing
from tests.factories import create_entry
from tests.pages.world import text_of

LOG = "/p/support/requests/"
STATUS = "/p/support/settings/status/"


@pytest.fixture(autouse=True)
def spool_dir(settings, tmp_path):
    settings.SPOOL_DIR, settings.SPOOL_BYTES = tmp_path, 8 * 1024**3
    return tmp_path


@pytest.fixture
def spool(spool_dir):
    """The spool of a gateway that has received nothing."""
    with open_for_writing(spool_dir) as connection:
        yield connection
    connection.close()


def wait(spool, seconds: float) -> None:
    """Lets a call wait to be recorded for that long."""
    values = (uuid4().bytes, 1, int((time.time() - seconds) * 1e6), "chat/completions", "w", "{}", 1)
    with spool:
        spool.execute(
            "INSERT INTO call (id, project_id, started_us, endpoint, worker, asked, done) VALUES (?,?,?,?,?,?,?)",
            values,
        )


def lose(spool, seconds_ago: float) -> None:
    with spool:
        spool.execute("INSERT INTO counter VALUES ('dropped', 3), ('last_loss', ?)", (int(time.time() - seconds_ago),))


def test_it_is_not_there_on_a_good_day(project, as_alice, spool):
    wait(spool, 5)
    answer = as_alice.get(LOG)
    assert answer.context["banner"] is None
    assert 'role="alert"' not in answer.content.decode()


def test_it_says_that_calls_are_late_and_leads_an_owner_to_the_status(project, as_alice, spool):
    create_entry(project)
    wait(spool, 300)
    answer = as_alice.get(LOG)
    assert "Calls are late: the oldest has waited 5 min" in text_of(answer)
    assert f'href="{STATUS}">What to do</a>' in answer.content.decode()


def test_it_leads_nobody_else_to_what_is_not_theirs(project, bob, client, spool):
    wait(spool, 300)
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(LOG)
    assert "An owner of this project can see what to do." in text_of(answer)
    assert STATUS not in answer.content.decode()


def test_it_says_that_the_spool_is_nearly_full(project, as_alice, spool, settings, spool_dir):
    settings.SPOOL_BYTES = (spool_dir / FILE).stat().st_size
    assert "full." in text_of(as_alice.get(LOG))


@pytest.mark.parametrize(("seconds_ago", "shown"), [(600, True), (4000, False)])
def test_it_tells_of_a_loss_for_an_hour(project, as_alice, spool, seconds_ago, shown):
    lose(spool, seconds_ago)
    assert ("Something of a call could not be kept 10 min" in text_of(as_alice.get(LOG))) is shown


def test_it_never_fails_the_page(project, as_alice, spool_dir):
    assert as_alice.get(LOG).context["banner"] is None
    (spool_dir / FILE).write_bytes(b"no database" * 1000)
    answer = as_alice.get(LOG)
    assert (answer.status_code, answer.context["banner"]) == (200, None)
