"""`/v1/feedback/<message_id>/`: who may read, set, change and withdraw which vote."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from feedback.models import Feedback, PastVote
from projects import services, tokens
from projects.tokens import ANYBODY, VoteToken, mark_of
from requestlog.ids import new_id
from requestlog.ratings import Rating
from tests.factories import create_entry
from tests.feedback.conftest import MESSAGE, at_item, posted

METHODS = ["GET", "PUT", "PATCH", "DELETE"]
BODY = {"rating": "amazing"}


def token_for(project, request_id, *, mark=ANYBODY, seconds=60):
    token = VoteToken(project.pk, request_id, int(timezone.now().timestamp()) + seconds, mark)
    return tokens.written(token, settings.VOTE_TOKEN_PEPPER)


@pytest.fixture
def first(entry, vote):
    """A 👎 of ann, and the answer to it."""
    return vote(submitter="ann")


def has_token(answer):
    return answer.headers.get("X-GPTBoost-Feedback-Token", "")


def credentials(name, entry, project, other_project, request):
    """What is sent as `name`."""
    keyed = {"secret key": "secret_key", "public key": "public_key"}
    if name in keyed:
        return {"key": request.getfixturevalue(keyed[name])}
    if name == "a stranger's key":
        return {"key": services.create_key(project=other_project, kind="secret")[1]}
    return {
        "nothing": {},
        "a wrong key": {"key": "sk_" + "x" * 40},
        "the message's token": {"token": token_for(project, entry.id)},
        "ann's token": {"token": token_for(project, entry.id, mark=mark_of("ann"))},
        "bea's token": {"token": token_for(project, entry.id, mark=mark_of("bea"))},
        "another message's token": {"token": token_for(project, new_id())},
        "an old token": {"token": token_for(project, entry.id, seconds=-60)},
        "a stranger's token": {"token": token_for(other_project, entry.id)},
        "no token": {"token": "vt_none"},
    }[name]


MAY = ["secret key", "the message's token", "ann's token"]
MAY_NOT = {
    "nothing": 401,
    "a wrong key": 401,
    "an old token": 401,
    "no token": 401,
    "public key": 403,
    "bea's token": 403,
    "another message's token": 403,
    "a stranger's key": 404,
    "a stranger's token": 404,
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", MAY)
def test_it_lets_in(first, entry, project, other_project, request, name, method):
    sent = credentials(name, entry, project, other_project, request)
    answer = at_item(method, BODY, submitter="ann", **sent)
    assert (answer.status_code, answer.json()["submitter"]) == (200, "ann")
    assert Feedback.objects.exists() == (method != "DELETE")
    assert PastVote.objects.exists() == (method != "GET")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", MAY_NOT)
def test_it_refuses(first, entry, project, other_project, nothing_waits, request, name, method):
    other_project.vote_hold_minutes = 0
    other_project.save()
    sent = credentials(name, entry, project, other_project, request)
    answer = at_item(method, BODY, submitter="ann", **sent)
    assert (answer.status_code, list(answer.json())) == (MAY_NOT[name], ["detail"])
    assert Feedback.objects.get().rating == Rating.NEGATIVE
    assert not PastVote.objects.exists()


@pytest.mark.parametrize("name", ["public key", "bea's token", "nothing"])
def test_it_does_not_tell_those_who_may_not_whether_there_is_a_vote(entry, project, other_project, request, name):
    sent = credentials(name, entry, project, other_project, request)
    before = at_item("GET", submitter="ann", **sent)
    posted({"message_id": MESSAGE, "rating": "negative", "submitter": "ann"})
    after = at_item("GET", submitter="ann", **sent)
    assert before.status_code in (401, 403)
    assert (before.status_code, before.json()) == (after.status_code, after.json())


def test_it_gives_every_vote_a_token_of_its_own(entry, first, vote):
    token = has_token(first)
    assert at_item("PATCH", BODY, submitter="ann", token=token).json()["rating"] == "amazing"
    assert at_item("DELETE", submitter="", token=token).status_code == 403
    assert not has_token(vote(submitter="ann"))
    assert not has_token(at_item("GET", submitter="ann", token=token))


def test_it_takes_a_public_key_beside_a_token(first, public_key, entry, project):
    token = has_token(first)
    answer = at_item("DELETE", submitter="ann", key=public_key, token=token)
    assert answer.status_code == 200
    assert PastVote.objects.get().ended_by == "vote token"


def test_it_takes_a_token_in_the_body_of_a_change(first):
    answer = at_item("PATCH", {**BODY, "key": has_token(first)}, submitter="ann")
    assert (answer.status_code, answer.json()["rating"]) == (200, "amazing")


def by_token(token, **fields):
    body = {"message_id": MESSAGE, "rating": "positive", **fields}
    return posted(body, headers={"X-GPTBoost-Feedback-Token": token})


def test_it_takes_a_vote_with_a_token_alone(entry, project):
    project.feedback_needs_key = True
    project.save()
    assert posted({"message_id": MESSAGE, "rating": "positive"}).status_code == 403
    answer = by_token(token_for(project, entry.id), submitter="bea")
    assert (answer.status_code, bool(has_token(answer))) == (200, True)


@pytest.mark.parametrize("mark", [mark_of("ann"), None])
def test_it_takes_no_vote_with_the_token_of_another(entry, project, mark):
    token = token_for(project, entry.id, mark=mark) if mark else token_for(project, new_id())
    answer = by_token(token, submitter="bea")
    assert (answer.status_code, list(answer.json())) == (403, ["detail"])
    assert not Feedback.objects.exists()


def test_it_lets_nothing_wait_by_a_token(project):
    assert by_token(token_for(project, new_id()), message_id="job-77").status_code == 404


def test_it_gives_by_put_with_a_token(entry, project):
    token = token_for(project, entry.id, mark=mark_of("ann"))
    assert at_item("PUT", BODY, submitter="ann", token=token).status_code == 201
    assert at_item("PUT", BODY, submitter="bea", token=token).status_code == 403
    assert Feedback.objects.get().submitter == "ann"


def test_it_finds_the_call_of_the_token_where_an_id_comes_again(entry, project):
    newest = create_entry(project, message_id=MESSAGE)
    answer = by_token(token_for(project, entry.id))
    assert (answer.status_code, UUID(answer.json()["request_id"])) == (200, entry.id)
    assert at_item("GET", token=token_for(project, entry.id)).status_code == 200
    assert at_item("GET", token=token_for(project, newest.id)).status_code == 404


@pytest.mark.usefixtures("fresh_limits")
@pytest.mark.parametrize("method", METHODS)
def test_it_limits_how_often_a_key_may(first, secret_key, settings, method):
    settings.KEYED_VOTE_RATE = "1/minute"
    assert at_item("GET", submitter="ann", key=secret_key).status_code == 200
    answer = at_item(method, BODY, submitter="ann", key=secret_key)
    assert (answer.status_code, 0 < int(answer.headers["Retry-After"]) <= 60) == (429, True)
    assert Feedback.objects.get().rating == Rating.NEGATIVE


@pytest.mark.usefixtures("fresh_limits")
def test_it_hears_a_token_that_guesses_no_more(first, entry, project, settings):
    settings.MISSED_VOTE_RATE = "2/minute"
    token = token_for(project, entry.id)
    guesses = [at_item("GET", message_id=f"guess-{number}", token=token).status_code for number in range(3)]
    assert guesses == [404, 404, 429]
