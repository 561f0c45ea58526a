"""`GET /v1/requests/`: the log for programs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from projects.services import create_key
from requestlog.ids import first_id, new_id
from requestlog.looking import Look, Looked
from requestlog.pages import cursor_of
from tests.factories import NOW
from tests.questions import Questions
from tests.requestlog.conftest import ROWS, create_row
from tests.sqlwatch import watching


def ids(answer) -> list[str]:
    return [row["id"] for row in answer.json()["results"]]


def test_it_works(project, log, api):
    answer = api()
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert ids(answer) == [str(entry.id) for entry in log]
    assert (answer.json()["next"], answer.json()["previous"]) == (None, None)
    assert answer.json()["results"][0]["request"]["messages"][0]["content"] == "Tell me a joke"


def test_it_says_how_far_it_looked_and_goes_on_from_there(log, api, monkeypatch):
    assert api().json()["looked_back_to"] is None
    at = NOW - timedelta(days=7)
    monkeypatch.setattr(Look, "at", lambda look, place: Looked(log[:1], first_id(at)))
    answer = api("/v1/requests/?model=gpt-5")
    assert (answer.status_code, ids(answer)) == (200, [str(log[0].id)])
    assert datetime.fromisoformat(answer.json()["looked_back_to"]) == at
    assert answer.json()["next"].endswith(f"?model=gpt-5&after={cursor_of(first_id(at))}")


def test_it_says_that_it_came_nowhere(log, api, monkeypatch):
    monkeypatch.setattr(Look, "at", lambda look, place: Looked([], first_id(NOW), came_nowhere=True))
    answer = api("/v1/requests/?model=gpt-5").json()
    assert (answer["results"], answer["next"], answer["previous"]) == ([], None, None)
    assert answer["looked_back_to"]


@pytest.mark.parametrize("path", ["/v1/requests", "/v1/requests/"])
def test_it_pages_there_and_back_with_its_own_links(project, log, api, path):
    pages = [api(f"{path}?model=gpt-5&model=gpt-5-mini&limit=2")]
    while pages[-1].json()["next"]:
        assert (
            pages[-1].json()["next"].startswith(f"http://testserver{path}?model=gpt-5&model=gpt-5-mini&limit=2&after=")
        )
        pages.append(api(pages[-1].json()["next"]))
    found = [id for page in pages for id in ids(page)]
    assert found == [str(entry.id) for entry, row in zip(log, ROWS, strict=True) if row["model"] != "gpt-5-nano"]
    assert ids(api(pages[-1].json()["previous"])) == ids(pages[-2])


def test_it_asks_at_most_eleven_times_whatever_the_page_holds(project, log, api):
    with Questions() as asked, watching():
        assert len(ids(api("/v1/requests/?limit=500&q=refund&tag=money&rating=rated"))) == 1
    assert len(asked) <= 11


def test_it_shows_no_other_projects_rows(project, other_project, log, client):
    mine = create_row(other_project)
    key = create_key(project=other_project, kind="secret")[1]
    answer = client.get("/v1/requests/", headers={"X-GPTBoost-Key": key})
    assert ids(answer) == [str(mine.id)]


@pytest.mark.parametrize("path", ["/v1/requests/", "/v1/requests", "/v1/requests/chatcmpl-1/", "/v1/requests/x"])
def test_it_opens_to_secret_keys_alone(project, log, client, as_alice, public_key, path):
    for headers, status in [
        ({}, 401),
        ({"Authorization": "Bearer sk_wrong"}, 401),
        ({"Authorization": "Basic x"}, 401),
        ({"Authorization": f"Bearer {public_key}"}, 403),
    ]:
        answer = as_alice.get(path, headers=headers)
        assert (answer.status_code, list(answer.json())) == (status, ["detail"])
    assert client.get(path).headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("at", range(0, 76, 2))
def test_it_refuses_a_mutated_cursor(project, log, api, at):
    cursor = cursor_of(new_id())
    mutated = cursor[:at] + chr(ord(cursor[at]) ^ 1) + cursor[at + 1 :]
    for name in ("after", "before"):
        answer = api("/v1/requests/", data={name: mutated})
        assert (answer.status_code, list(answer.json())) == (400, [name])


def test_it_refuses_two_cursors(project, api):
    cursor = cursor_of(new_id())
    assert api(f"/v1/requests/?after={cursor}&before={cursor}").json() == {
        "before": ["Give “after” or “before”, not both."]
    }


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace", "options"])
def test_it_refuses_other_methods_in_json(project, client, secret_key, method):
    answer = getattr(client, method)("/v1/requests/", headers={"Authorization": f"Bearer {secret_key}"})
    assert (answer.status_code, list(answer.json()), answer.headers["Allow"]) == (405, ["detail"], "GET, HEAD, POST")


def test_it_answers_json_whatever_is_accepted(project, log, api, client, secret_key):
    headers = {"Authorization": f"Bearer {secret_key}", "Accept": "text/html"}
    answer = client.get("/v1/requests/?format=api", headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


def test_it_says_when_the_database_is_away(project, log, api):
    def away(*arguments):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        answer = api()
    assert (answer.status_code, answer.headers["Retry-After"], list(answer.json())) == (503, "5", ["detail"])


@pytest.mark.parametrize("path", ["/v1/requests/a/b", "/v1/requests//", "/v1/requests/../../etc/passwd"])
def test_it_answers_json_for_what_is_not_there(project, api, path):
    answer = api(path)
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])
