"""Many clients that send the same ids at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from projects.models import Project
from requestlog import services
from requestlog.models import Payload
from tests.factories import NOW, chat_call

IDS = 20
CLIENTS = 6


@pytest.mark.skipif(connection.vendor == "sqlite", reason="writers do not wait for each other in a database in memory")
@pytest.mark.django_db(transaction=True)
def test_it_stores_each_id_once_and_tells_all_of_them_where():
    project = Project.objects.create(slug="race", name="Race")

    def client(number: int) -> list[services.Ingested | None]:
        try:
            calls = [chat_call(project, message_id="m", external_id=f"job-{n}") for n in range(IDS)]
            return services.ingest(calls=calls, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(client, range(CLIENTS)))
    assert project.requests.count() == Payload.objects.filter(project=project).count() == IDS
    for n in range(IDS):
        assert sum(answer[n].created for answer in answers) == 1
        assert {answer[n].id for answer in answers} == {project.requests.get(external_id=f"job-{n}").id}
