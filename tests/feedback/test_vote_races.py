"""Simultaneous votes on real servers of their own: exactly one of them is stored."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.live import ROOT, own_database
from tests.postgres import free_port

MESSAGES, VOTERS = 20, 16
RATINGS = ["positive", "negative", "amazing"]
FILL = f"""
from projects.models import Project
from tests.factories import create_entry
for number in range({MESSAGES}):
    create_entry(Project.objects.get(slug="default"), message_id=f"id-{{number}}")
"""
VOTES = """
from feedback.models import Feedback, Tag
from requestlog.models import Request
for vote in Feedback.objects.select_related("request"):
    assert (vote.request.rating, vote.request.has_comment) == (vote.rating, True)
    assert [tag.name for tag in Tag.objects.filter(request_id=vote.request_id)] == vote.tags == [vote.comment]
print(Feedback.objects.count())
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
        except requests.ConnectionError:
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
