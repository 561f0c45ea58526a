"""The pages on which an owner erases one person's data."""

from __future__ import annotations

import re

import pytest

from feedback.retention import erasing, erasure
from requestlog.models import Request
from tests.erasing.world import CANARY, HELD, PERSON, all_over, call_of, where
from tests.pages.world import text_of

PAGE = "/p/support/settings/data/person/"
ERASE = PAGE + "erase/"


def numbers(answer) -> list[int]:
    return [int(number) for number in re.findall(r"<td>([\d,]+)</td>", answer.content.decode())]


def test_it_shows_what_is_held_and_asks(as_alice, project, alice):
    all_over(project, alice)
    answer = as_alice.post(PAGE, {"user": PERSON})
    assert answer.status_code == 200
    assert sorted(numbers(answer)) == sorted(HELD.values())
    assert PERSON in text_of(answer)
    assert CANARY not in answer.content.decode()
    assert Request.objects.filter(end_user=PERSON).count() == 2


def test_it_erases_and_shows_the_report(as_alice, project, alice):
    all_over(project, alice)
    answer = as_alice.post(ERASE, {"user": PERSON, "sure": "on"})
    assert answer.status_code == 200
    assert sorted(numbers(answer)) == sorted(HELD.values())
    page = text_of(answer)
    assert "Nothing of this person is left in the log." in page
    assert "By alice" in page
    assert all(said in page for said in erasure.NOT_REACHED)
    assert where(PERSON) == []


def test_it_erases_nothing_unless_somebody_is_sure(as_alice, project):
    call_of(project)
    answer = as_alice.post(ERASE, {"user": PERSON})
    assert answer.status_code == 400
    assert "Say that you are sure" in text_of(answer)
    assert Request.objects.count() == 1


def test_it_goes_on_where_so_much_takes_longer(as_alice, project, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 1)
    monkeypatch.setattr(erasure.erase_within, "__kwdefaults__", {"seconds": 0, "so_far": None})
    call_of(project)
    call_of(project)
    first = as_alice.post(ERASE, {"user": PERSON, "sure": "on"})
    assert "Erased so far" in text_of(first)
    assert "Left: requests: 1; bodies of requests: 1." in text_of(first)
    sent = dict(re.findall(r'name="(user|so_far|sure)" value="([^"]*)"', first.content.decode()))
    last = as_alice.post(ERASE, sent)
    assert "Nothing of this person is left" in text_of(last)
    assert numbers(last)[:2] == [2, 2]


def test_it_says_where_nothing_is_held(as_alice, project, other_project):
    call_of(other_project)
    answer = as_alice.post(PAGE, {"user": PERSON})
    assert "Nothing is held of this person." in text_of(answer)
    assert f'value="{PERSON}"' in answer.content.decode()
    again = as_alice.post(ERASE, {"user": PERSON, "sure": "on"})
    assert {*numbers(again)} == {0}
    assert Request.objects.count() == 1


@pytest.mark.parametrize("path", [PAGE, ERASE])
@pytest.mark.parametrize(("user", "said"), [("", "Give the person’s id"), ("x" * 256, "first 255 characters")])
def test_it_says_what_is_no_id(as_alice, project, path, user, said):
    call_of(project, user="")
    answer = as_alice.post(path, {"user": user, "sure": "on"})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert Request.objects.count() == 1


def test_it_refuses_numbers_that_somebody_made_up(as_alice, project):
    call_of(project)
    answer = as_alice.post(ERASE, {"user": PERSON, "sure": "on", "so_far": "[1,2,3]"})
    assert answer.status_code == 400
    assert Request.objects.count() == 1


@pytest.mark.parametrize("user", ["<b>ann</b>", "ünïcode 💥", "a%2Fb", '"><script>', "a\u202eb"])
def test_it_takes_odd_ids_and_shows_them_harmlessly(as_alice, project, user):
    call_of(project, user=user)
    page = as_alice.post(PAGE, {"user": user}).content.decode()
    assert "<b>ann" not in page
    assert "<script>" not in page
    assert "Nothing of this person is left" in text_of(as_alice.post(ERASE, {"user": user, "sure": "on"}))
    assert not Request.objects.exists()
