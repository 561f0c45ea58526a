"""`/vote/<token>/`: the link in an e-mail, by which one answer can be voted on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from feedback.models import Feedback, PastVote
from feedback.voters import own_token
from projects import tokens
from projects.models import Project
from projects.tokens import VoteToken
from requestlog.models import Request
from requestlog.ratings import Rating
from tests.factories import create_entry

PROMPT, ANSWER = "what the customer asked", "what the model answered"
WORST = "</textarea><script>alert(1)</script>"


@pytest.fixture
def entry(project) -> Request:
    return create_entry(project, prompt=PROMPT, answer=ANSWER)


def token_for(entry: Request, settings, *, seconds: int = 60, submitter: str | None = None) -> str:
    mark = tokens.ANYBODY if submitter is None else tokens.mark_of(submitter)
    expires = int(datetime.now(UTC).timestamp()) + seconds
    return tokens.written(VoteToken(entry.project_id, entry.id, expires, mark), settings.VOTE_TOKEN_PEPPER)


@pytest.fixture
def link(entry, settings) -> str:
    return f"/vote/{token_for(entry, settings)}/"


def seen(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def sent(link: str, rating: str = "positive", *, verb: str = "give", follow: bool = True, **fields):
    return Client().post(link, {"rating": rating, "verb": verb, **fields}, follow=follow)


def test_it_asks_and_writes_nothing(entry, link):
    page = Client().get(link)
    assert (page.status_code, Client().head(link).status_code) == (200, 200)
    assert "How was this answer?" in seen(page)
    assert seen(page).count('type="radio"') == 3
    assert " checked" not in seen(page)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("rating", ["positive", "negative", "amazing"])
def test_it_picks_what_the_link_proposes(link, rating):
    page = seen(Client().get(f"{link}?rating={rating}"))
    (picked,) = re.findall(r"<input[^>]* checked[^>]*>", page)
    assert f'value="{rating}"' in picked


def test_it_stores_the_vote_and_thanks(entry, link):
    page = sent(link, "negative", comment="off\r\nby one", reasons=["wrong", "unclear"], correction="42")
    assert "Thank you" in seen(page)
    vote = Feedback.objects.get()
    assert (vote.request_id, vote.submitter, vote.message_id) == (entry.id, "", entry.message_id)
    assert (vote.rating, vote.comment, vote.correction) == (Rating.NEGATIVE, "off\nby one", "42")
    assert vote.reasons == ["wrong", "unclear"]
    entry.refresh_from_db()
    assert (entry.rating, entry.has_comment) == (Rating.NEGATIVE, True)


def test_it_can_be_reloaded_after_a_vote(link):
    answer = sent(link, follow=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{link}?done=saved")


def test_it_keeps_the_first_vote_of_two(link):
    sent(link, "negative")
    page = sent(link, "amazing")
    assert "already" in seen(page)
    assert Feedback.objects.get().rating == Rating.NEGATIVE


def test_it_shows_the_vote_that_is_stored(link):
    sent(link, "negative", comment=WORST, reasons=["wrong"])
    page = seen(Client().get(link))
    assert "Your vote" in page
    assert "👎" in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert WORST not in page


def test_it_changes_the_vote_and_keeps_what_it_said(link):
    sent(link, "negative", comment="bad")
    page = sent(link, "positive", verb="change", comment="better now")
    assert "Your vote is changed." in seen(page)
    vote, past = Feedback.objects.get(), PastVote.objects.get()
    assert (vote.rating, vote.comment) == (Rating.POSITIVE, "better now")
    assert (past.rating, past.comment, past.ended_by) == (Rating.NEGATIVE, "bad", "vote link")


def test_it_withdraws_the_vote_and_asks_anew(entry, link):
    sent(link, "negative")
    page = Client().post(link, {"verb": "withdraw"}, follow=True)
    assert "Your vote is withdrawn." in seen(page)
    assert "How was this answer?" in seen(page)
    entry.refresh_from_db()
    assert (Feedback.objects.count(), entry.rating) == (0, None)
    assert "withdrawn" in seen(Client().post(link, {"verb": "withdraw"}, follow=True))


def test_it_votes_for_the_submitter_of_the_link(link):
    sent(f"{link}?{urlencode({'submitter': 'ü 1&2'})}", "amazing")
    sent(link, "negative")
    assert set(Feedback.objects.values_list("submitter", "rating")) == {("ü 1&2", 3), ("", 1)}


def test_it_knows_whose_a_votes_own_token_is(entry, settings, link):
    sent(f"{link}?submitter=anna")
    own = f"/vote/{own_token(Feedback.objects.get(), now=datetime.now(UTC))}/"
    sent(own, "negative", verb="change")
    assert list(Feedback.objects.values_list("submitter", "rating")) == [("anna", 1)]
    Client().post(own, {"verb": "withdraw"})
    sent(own, "amazing")
    assert list(Feedback.objects.values_list("submitter", "rating")) == [("anna", 3)]


@pytest.mark.parametrize("submitter", ["bert", "", "x" * 129])
def test_it_lets_a_votes_own_token_speak_for_nobody_else(entry, settings, submitter):
    link = f"/vote/{token_for(entry, settings, submitter='anna')}/?submitter={submitter}"
    assert Client().get(link).status_code == 404
    assert sent(link).status_code == 404
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rating": ""}, "Pick one of the three."),
        ({"rating": "2"}, "Pick one of the three."),
        ({"reasons": ["unheard of"]}, "unheard of is not one of the available choices"),
        ({"comment": "x" * 10_001}, "At most 10,000 characters"),
        ({"correction": "x" * 20_001}, "At most 20,000 characters"),
        ({"comment": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_words(link, fields, said):
    page = Client().post(link, {"rating": "positive", "correction": "kept words", **fields})
    assert (page.status_code, said in seen(page)) == (400, True)
    assert "correction" in fields or "kept words" in seen(page)
    assert not Feedback.objects.exists()


def test_it_shows_nothing_of_the_conversation_nor_of_the_project(entry, project, link):
    for page in (Client().get(link), sent(link), Client().get(link)):
        for secret in (PROMPT, ANSWER, entry.message_id, str(entry.id), project.name, project.slug, entry.model):
            assert secret not in seen(page)


def test_it_keeps_the_link_to_its_holder(link):
    for answer in (Client().get(link), Client().get("/vote/vt_none/"), Client().put(link)):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("cut", [1, 40])
def test_it_says_kindly_that_a_link_is_cut(link, cut):
    page = Client().get(link[: -1 - cut] + "/")
    assert (page.status_code, "no longer good" in seen(page)) == (404, True)


def test_it_says_kindly_that_a_link_has_expired(entry, settings):
    link = f"/vote/{token_for(entry, settings, seconds=600)}/"
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=602)):
        assert (Client().get(link).status_code, sent(link).status_code) == (404, 404)
    assert not Feedback.objects.exists()


def test_it_says_the_same_of_an_answer_that_is_gone(entry, link):
    Request.objects.filter(id=entry.id).delete()
    assert (Client().get(link).status_code, sent(link).status_code) == (404, 404)


def test_it_says_the_same_of_a_project_that_is_gone(entry, settings):
    token = VoteToken(entry.project_id + 99, entry.id, 2**32 - 1)
    assert Client().get(f"/vote/{tokens.written(token, settings.VOTE_TOKEN_PEPPER)}/").status_code == 404


def test_it_means_the_default_project_where_the_gateway_did_not_know_it(db, settings):
    entry = create_entry(Project.objects.get(slug="default"))
    token = VoteToken(0, entry.id, 2**32 - 1)
    sent(f"/vote/{tokens.written(token, settings.VOTE_TOKEN_PEPPER)}/")
    assert Feedback.objects.get().request_id == entry.id


def test_it_refuses_a_form_that_another_site_sends(link):
    client = Client(enforce_csrf_checks=True)
    client.get(link)
    forged = client.post(link, {"rating": "positive"}, headers={"Origin": "https://evil.example"})
    assert (forged.status_code, Feedback.objects.exists()) == (403, False)
    token = client.cookies["csrf"].value
    assert client.post(link, {"rating": "positive", "csrfmiddlewaretoken": token}).status_code == 302


def test_it_is_the_voters_page_also_for_who_is_signed_in(as_alice, link):
    assert "alice" not in seen(as_alice.get(link))


def test_it_limits_the_votes_of_an_address(link, settings, fresh_limits):
    settings.VOTE_RATE = "1/minute"
    assert sent(link, follow=False).status_code == 302
    answer = sent(link)
    assert (answer.status_code, 0 < int(answer.headers["Retry-After"]) <= 60) == (429, True)
    assert Client().get(link).status_code == 200


def test_it_hears_who_guesses_links_no_more(link, settings, fresh_limits):
    settings.MISSED_VOTE_RATE = "2/minute"
    guesses = [Client().get(f"/vote/vt_{number}/").status_code for number in range(3)]
    assert guesses == [404, 404, 429]
