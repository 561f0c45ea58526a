"""`/v1/users/<id>/`: what is held of one user, and its erasing."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.test import Client

from feedback.retention import erasing, erasure
from feedback.retention.holdings import KINDS, look_up
from projects import services
from requestlog.models import Request
from tests.erasing.world import CANARY, HELD, PERSON, all_over, call_of, where
from tests.factories import NOW


def asked(method: str, user: str = PERSON, *, key: str = "", slash: str = "/"):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Client().generic(method, f"/v1/users/{quote(user, safe='')}{slash}", headers=headers)


@pytest.mark.parametrize("slash", ["/", ""])
def test_it_says_what_is_held_and_changes_nothing(project, alice, secret_key, slash):
    all_over(project, alice)
    answer = asked("GET", key=secret_key, slash=slash)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["project"], said["user"], said["calls_on_their_way"]) == ("support", PERSON, 0)
    assert said["held"] == {kind: {"count": HELD[kind], "more": False} for kind in KINDS}
    assert look_up(project=project, user=PERSON).counts["requests"].value == 2


@pytest.mark.parametrize("slash", ["/", ""])
def test_it_erases_and_reports(project, alice, secret_key, slash, time_machine):
    all_over(project, alice)
    time_machine.move_to(NOW, tick=False)
    answer = asked("DELETE", key=secret_key, slash=slash)
    said = answer.json()
    assert (answer.status_code, said["done"], said["erased"]) == (200, True, HELD)
    assert (said["user"], said["at"], said["by"][:7]) == (PERSON, "2026-11-23T12:00:00Z", "key sk_")
    assert {count["count"] for count in said["left"].values()} == {0}
    assert len(said["not_reached"]) == len(erasure.NOT_REACHED)
    assert CANARY not in answer.content.decode()
    assert where(PERSON) == []


def test_it_knows_nobody_the_second_time(project, secret_key):
    call_of(project)
    assert asked("DELETE", key=secret_key).status_code == 200
    for method in ("GET", "DELETE"):
        answer = asked(method, key=secret_key)
        assert (answer.status_code, answer.json()) == (404, {"detail": "This project holds nothing of this user."})


def test_it_is_called_again_where_so_much_takes_longer(project, secret_key, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 2)
    monkeypatch.setattr(erasure.erase_within, "__kwdefaults__", {"seconds": 0, "so_far": None})
    for _ in range(5):
        call_of(project)
    answers = [asked("DELETE", key=secret_key) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 200, 404]
    assert [answer.json()["erased"]["requests"] for answer in answers[:3]] == [2, 2, 1]
    assert answers[0].json()["left"]["requests"] == {"count": 3, "more": False}


@pytest.mark.parametrize(
    "user", ["a/b", "a/", "/", "ünïcode 💥", "a%2Fb", "%", "?", "a#b", " ", "' OR 1=1 --", "x" * 255]
)
def test_it_takes_any_id(project, secret_key, user):
    call_of(project, user=user)
    kept = call_of(project, user="ann")
    said = asked("DELETE", user, key=secret_key).json()
    assert (said["user"], said["erased"]["requests"]) == (user, 1)
    assert [*Request.objects.all()] == [kept]


def test_it_names_the_limit_of_an_id(project, secret_key):
    answer = asked("DELETE", "x" * 256, key=secret_key)
    assert answer.status_code == 400
    assert "first 255 characters" in answer.json()["user"][0]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_it_is_closed_without_a_secret_key_of_the_project(project, other_project, public_key, method):
    call_of(project)
    row, revoked = services.create_key(project=project, kind="secret")
    services.revoke_key(key=row, now=NOW)
    foreign = services.create_key(project=other_project, kind="secret")[1]
    keys = ["", "sk_wrong", revoked, public_key, foreign]
    assert [asked(method, key=key).status_code for key in keys] == [401, 401, 401, 403, 404]
    assert Request.objects.count() == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "OPTIONS"])
def test_it_refuses_other_methods(project, secret_key, method):
    answer = asked(method, key=secret_key)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, DELETE")


def test_it_takes_no_session_of_a_person(project, as_alice):
    call_of(project)
    assert as_alice.delete(f"/v1/users/{quote(PERSON, safe='')}/").status_code == 401
    assert Request.objects.count() == 1


def test_it_is_described(client, db):
    paths = json.loads(client.get("/api/schema/?format=json").content)["paths"]
    described = paths["/v1/users/{user}/"]
    assert sorted(described) == ["delete", "get"]
    assert {"200", "202", "400", "401", "403", "404"} <= {*described["delete"]["responses"]}
