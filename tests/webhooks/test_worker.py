"""From a vote to its receiver, by real workers beside each other."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.live import ROOT, migrated_database
from tests.webhooks.receiver import Receiver

WEBHOOKS, VOTES, WORKERS = 2, 15, 2
FILL = f"""
import sys
from datetime import UTC, datetime
from feedback.services import give
from projects.models import Project
from requestlog.ratings import Rating
from tests.factories import NOW, create_entry
from tests.webhooks.world import create_webhook
project = Project.objects.get(slug="default")
for number in range({WEBHOOKS}):
    create_webhook(project, "RECEIVER" + str(number))
for number in range({VOTES}):
    entry = create_entry(project)
    give(message_id=entry.message_id, rating=Rating.NEGATIVE, project=project, now=NOW)
"""
LEFT = """
from feedback.models import Delivery, VoteEvent
print(VoteEvent.objects.count(), *sorted(Delivery.objects.values_list("state", "attempts").distinct()))
"""


@pytest.fixture
def environment(tmp_path):
    return {
        **os.environ,
        "GPTBOOST_DATA_DIR": str(tmp_path),
        "DATABASE_URL": migrated_database(tmp_path),
        "DJANGO_SETTINGS_MODULE": "gptboost_site.settings",
        "GPTBOOST_WEBHOOK_NETWORKS": "127.0.0.1/32",
    }


def started(environment, *arguments) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gptboost_site", *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def shell(environment, code: str) -> str:
    process = started(environment, "shell", "--no-imports", "-c", code)
    said, _ = process.communicate()
    assert process.returncode == 0
    return said.strip()


def test_it_tells_each_vote_to_each_webhook_once(environment):
    with Receiver() as receiver:
        shell(environment, FILL.replace("RECEIVER", receiver.url))
        workers = [started(environment, "work", "--once") for _ in range(WORKERS)]
        assert [worker.wait() for worker in workers] == [0] * WORKERS
    told = [(got.path, got.headers["webhook-id"]) for got in receiver.got]
    assert len(told) == len(set(told)) == WEBHOOKS * VOTES
    assert shell(environment, LEFT) == "0 ('delivered', 1)"
