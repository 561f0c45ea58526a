"""Simultaneous votes on real servers of their own: exactly one of them is stored."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.db import connection, transaction

from feedback import services
from feedback.models import Feedback
from feedback.retention.rows import delete_entries
from requestlog.ratings import Rating
from requestlog.triage import Triage
from tests.factories import NOW
from tests.feedback.conftest import MESSAGE
from tests.live import ROOT, own_database
from tests.postgres import free_port

# 500 and 32 for the whole proof
MESSAGES, VOTERS = int(os.environ.get("VOTE_MESSAGES", "20")), int(os.environ.get("VOTE_VOTERS", "16"))
PEOPLE, ANSWERS = 6, 12
RATINGS = ["positive", "negative", "amazing"]
FILL = f"""
from projects.models import Project
from tests.factories import create_entry
project = Project.objects.get(slug="default")
for kind, number in (("id", {MESSAGES}), ("shared", {ANSWERS})):
    for place in range(number):
        create_entry(project, message_id=f"{{kind}}-{{place}}")
"""
VOTES = """
from feedback.models import Feedback, Tag
from requestlog.models import Request
votes = Feedback.objects.filter(message_id__startswith="id-")
for vote in votes.select_related("request"):
    assert (vote.request.rating, vote.request.has_comment) == (vote.rating, True)
    assert [tag.name for tag in Tag.objects.filter(request_id=vote.request_id)] == vote.tags == [vote.comment]
print(votes.count())
"""
SHARED = """
from feedback.models import Feedback, PastVote, Tag
from requestlog.models import Request
from requestlog.triage import Triage
votes = Feedback.objects.filter(message_id__startswith="shared-")
for entry in Request.objects.filter(message_id__startswith="shared-"):
    said = list(votes.filter(request=entry).latest_first())
    assert entry.rating == said[0].rating
    assert entry.has_comment == any(vote.comment for vote in said)
    assert entry.triage == (Triage.NEW if any(vote.rating == 1 for vote in said) else None)
    tags = Tag.objects.filter(project=entry.project_id, request_id=entry.id)
    assert {tag.name for tag in tags} == {tag for vote in said for tag in vote.tags}
print(votes.count(), PastVote.objects.count())
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A database of its own with messages to vote on."""
    folder = tmp_path_factory.mktemp("races")
    environment = {**os.environ, "GPTBOOST_DATA_DIR": str(folder), "DATABASE_URL": own_database(folder)}
    environment["DJANGO_SETTINGS_MODULE"] = "gptboost_site.settings"
    managed(environment, "migrate", "--verbosity", "0")
    managed(environment, "shell", "--no-imports", "-c", FILL)
    return environment


def managed(environment, *arguments):
    """What a management command prints."""
    command = [sys.executable, "-m", "gptboost_site", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="module")
def hosts(environment):
    """The URLs of two servers of two processes each."""
    ports = [free_port(), free_port()]
    command = [sys.executable, "-m", "gunicorn", "gptboost_site.wsgi", "-k", "gthread", "-w", "2", "--threads", "4"]
    servers = [
        subprocess.Popen([*command, "--no-control-socket", "-b", f"127.0.0.1:{port}"], env=environment, cwd=ROOT)
        for port in ports
    ]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for url, server in zip(urls, servers, strict=True):
            wait_for(url, server)
        yield urls
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def wait_for(url, server):
    while server.poll() is None:
        try:
            return requests.get(f"{url}/healthz", timeout=5)
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_it_stores_exactly_one_of_simultaneous_votes(hosts, environment):
    def vote(voter):
        answers = []
        with requests.Session() as session:
            for number in range(MESSAGES):
                words = f"voter {voter}"
                body = {"message_id": f"id-{number}", "rating": RATINGS[voter % 3], "comment": words, "tags": [words]}
                answers.append(session.post(f"{hosts[voter % 2]}/v1/feedback/", json=body, timeout=60))
        return answers

    with ThreadPoolExecutor(VOTERS) as pool:
        rounds = list(zip(*pool.map(vote, range(VOTERS)), strict=True))
    for answers in rounds:
        assert Counter(answer.status_code for answer in answers) == {200: 1, 208: VOTERS - 1}
        assert len({answer.text for answer in answers}) == 1
    assert managed(environment, "shell", "--no-imports", "-c", VOTES).strip() == str(MESSAGES)


def test_it_keeps_right_copies_of_simultaneous_votes_changes_and_withdrawals(hosts, environment):
    def live(person):
        """The statuses of the votes of one person, who changes every third and withdraws the next."""
        statuses = Counter()
        with requests.Session() as session:
            for number in range(ANSWERS):
                name, url = f"person {person}", f"{hosts[person % 2]}/v1/feedback"
                body = {"rating": RATINGS[(person + number) % 3], "comment": name if person % 2 else "", "tags": [name]}
                who = {"message_id": f"shared-{number}", "submitter": name}
                given = session.post(f"{url}/", json={**who, **body}, timeout=60)
                own = {"X-GPTBoost-Feedback-Token": given.headers["X-GPTBoost-Feedback-Token"]}
                item = f"{url}/shared-{number}/?submitter={name}"
                statuses["voted", given.status_code] += 1
                if (person + number) % 3 == 0:
                    change = {"rating": "negative", "comment": "", "tags": ["changed"]}
                    statuses["changed", session.patch(item, json=change, headers=own, timeout=60).status_code] += 1
                elif (person + number) % 3 == 1:
                    statuses["withdrawn", session.delete(item, headers=own, timeout=60).status_code] += 1
        return statuses

    with ThreadPoolExecutor(PEOPLE) as pool:
        statuses = sum(pool.map(live, range(PEOPLE)), Counter())
    votes = PEOPLE * ANSWERS
    third = votes // 3
    assert statuses == {("voted", 200): votes, ("changed", 200): third, ("withdrawn", 200): third}
    assert managed(environment, "shell", "--no-imports", "-c", SHARED).split() == [str(votes - third), str(2 * third)]


def is_waiting():
    """Whether a session of this database waits for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
        return cursor.fetchone() is not None


def voted(name, rating, seconds):
    at = NOW + timedelta(seconds=seconds)
    try:
        return services.give(message_id=MESSAGE, submitter=name, rating=rating, project=None, now=at).created
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_it_shows_the_latest_of_two_votes_of_which_one_waited_for_the_other(entry):
    """The later vote is stored first; the earlier one began before that was to be seen."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert voted("bea", Rating.AMAZING, seconds=1)
            earlier = pool.submit(voted, "ann", Rating.NEGATIVE, seconds=0)
            while not is_waiting() and not earlier.done():
                time.sleep(0.01)
        assert earlier.result()
    entry.refresh_from_db()
    assert (entry.rating, entry.triage) == (Rating.AMAZING, Triage.NEW)


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_it_stores_nothing_on_an_entry_that_goes_while_the_vote_waits(project, entry):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            delete_entries(project=project, ids=[entry.id])
            late = pool.submit(voted, "ann", Rating.NEGATIVE, seconds=0)
            while not is_waiting() and not late.done():
                time.sleep(0.01)
            assert not late.done()
        with pytest.raises(services.NoSuchMessage):
            late.result()
    assert not Feedback.objects.exists()
