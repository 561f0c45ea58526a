"""The votes on the page of an answer: who says what, what they said before, the team apart, the member's own form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Feedback
from feedback.services import change, give, vote_as_team, withdraw
from projects.models import Membership, Role
from requestlog.models import Request
from requestlog.ratings import RATINGS
from tests.factories import NOW, create_entry
from tests.hostile import PAGE
from tests.pages.test_detail import QUERIES
from tests.pages.world import text_of
from tests.questions import Questions

HOSTILE = f"{PAGE.decode()}\u202e{{{{ 7|add:7 }}}} ' onfocus=\"x"
ACTIVE = ("<script>document", "<iframe", "<img", "<body onload", 'onfocus="x')


@pytest.fixture
def entry(project) -> Request:
    return create_entry(project, latency_ms=1000)


@pytest.fixture
def dora(project) -> User:
    """A member of the team."""
    user = User.objects.create_user("dora")
    Membership.objects.create(project=project, user=user, role=Role.MEMBER)
    return user


@pytest.fixture
def as_dora(dora) -> Client:
    return signed_in(dora)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def vote(entry: Request, rating: str, submitter: str = "", *, after: int = 25, **said: Any) -> Feedback:
    """A user's vote so many seconds after the answer."""
    return give(
        message_id=str(entry.id), rating=RATINGS[rating], submitter=submitter, project=entry.project,
        now=at(after), **said,
    ).vote  # fmt: skip


def at(after: int) -> Any:
    return NOW + timedelta(seconds=1 + after)


def page(client: Client, entry: Request, **query: Any) -> Any:
    answer = client.get(f"/p/support/requests/{entry.id}/", query)
    assert answer.status_code == 200
    return answer


def test_it_says_how_votes_come_where_there_is_none(entry, as_alice):
    answer = page(as_alice, entry)
    assert "Nobody has voted on this answer yet." in text_of(answer)
    assert '<a href="/p/support/connect/">how to collect them</a>' in answer.content.decode()


def test_it_shows_all_that_a_vote_says(project, entry, as_alice):
    vote(
        entry,
        "negative",
        "user-8841",
        comment="wrong",
        tags=["pricing"],
        reasons=["wrong"],
        correction="1.\n\n  Ask  us",
    )
    answer = page(as_alice, entry)
    text, html = text_of(answer), answer.content.decode()
    assert "Negative user-8841 25 s after the answer “wrong” wrong pricing What it should have said 1. Ask us" in text
    assert '<bdi class="text">1.\n\n  Ask  us</bdi>' in html
    assert 'href="/p/support/requests/?submitter=user-8841"' in html
    assert "counts" not in text


def test_it_shows_the_votes_of_several_people_the_latest_first(entry, as_alice):
    vote(entry, "positive", after=10)
    vote(entry, "amazing", "ann", after=20)
    vote(entry, "negative", "ben", after=30)
    answer = page(as_alice, entry)
    assert [(each.who.name, each.counts) for each in answer.context["users"].shown] == [
        ("ben", True), ("ann", False), ("", False),
    ]  # fmt: skip
    text = text_of(answer)
    assert "3 votes 👎 1 👍 1 ❤️ 1 the latest counts 👎 Negative ben counts 30 s" in text
    assert "👍 Positive anonymous 10 s" in text


def test_it_puts_first_the_vote_that_was_changed_last(project, entry, as_alice):
    first = vote(entry, "positive", "ann", after=10)
    vote(entry, "positive", "ben", after=20)
    change(vote=first, by="vote token", now=at(40), rating=RATINGS["negative"])
    shown = page(as_alice, entry).context["users"].shown
    assert [(each.who.name, each.after) for each in shown] == [("ann", "40 s"), ("ben", "20 s")]
    assert project.requests.get(id=entry.id).rating == RATINGS["negative"]


def test_it_shows_what_a_vote_said_before(entry, as_alice):
    changed = vote(entry, "negative", comment="wrong", tags=["pricing"], correction="Ask us")
    change(vote=changed, by="key sk_abcdefgh…", now=at(60), comment="very wrong")
    change(vote=changed, by="vote token", now=at(90), rating=RATINGS["positive"], comment="", correction="")
    text = text_of(page(as_alice, entry))
    assert "changed 2 times" in text
    assert "Negative until 1 min 30 s after the answer , changed by vote token “very wrong” pricing" in text
    assert "Negative until 1 min after the answer , changed by key sk_abcdefgh… “wrong”" in text
    assert text.index("Positive anonymous") < text.index("“very wrong”") < text.index("“wrong”")


def test_it_shows_who_took_their_vote_back(entry, as_alice):
    withdraw(vote=vote(entry, "amazing", "ann", comment="oh"), by="vote token", now=at(60))
    answer = page(as_alice, entry)
    assert answer.context["users"].shown == []
    text = text_of(answer)
    assert "No vote stands on this answer." in text
    assert "ann 1 min after the answer withdrawn" in text
    assert "Amazing until 1 min after the answer , withdrawn by vote token “oh”" in text


def test_it_counts_a_vote_that_was_given_anew_as_one_that_stands(entry, as_alice):
    withdraw(vote=vote(entry, "amazing", "ann"), by="vote token", now=at(60))
    vote(entry, "negative", "ann", after=90)
    users = page(as_alice, entry).context["users"]
    assert [(each.who.name, each.past.words) for each in users.shown] == [("ann", "withdrawn")]
    assert users.withdrawn == []


def test_it_shows_the_latest_twenty_and_says_how_many_there_are(entry, as_alice):
    early = vote(entry, "positive", "early", after=1)
    for number in range(25):
        vote(entry, "positive", f"user-{number}", after=10 + number)
    withdraw(vote=early, by="no key", now=at(2))
    with Questions() as asked:
        answer = page(as_alice, entry)
    assert len(asked) == QUERIES + 1
    users = answer.context["users"]
    assert [each.who.name for each in [*users.shown, *users.folded]] == [f"user-{n}" for n in range(24, 4, -1)]
    assert "25 votes the latest 20 are shown" in text_of(answer)
    assert users.withdrawn == []


def test_it_counts_no_further_than_a_thousand(project, entry, as_alice):
    votes = [
        Feedback(project=project, request=entry, submitter=f"{n}", rating=1, created_at=NOW, updated_at=NOW)
        for n in range(1001)
    ]
    Feedback.objects.bulk_create(votes)
    assert "1,000+ votes" in text_of(page(as_alice, entry))


def test_it_keeps_the_team_apart(project, entry, dora, as_alice):
    vote(entry, "positive")
    vote_as_team(project=project, entry=entry, user=dora, rating=RATINGS["negative"], comment="no", now=at(60))
    answer = page(as_alice, entry)
    assert [each.who.name for each in answer.context["users"].shown] == [""]
    assert [each.who.name for each in answer.context["team"].shown] == ["dora"]
    text = text_of(answer)
    assert text.index("Positive anonymous") < text.index("kept apart from the users’ figures") < text.index("dora")
    assert "votes" not in text.partition("Team")[0].rpartition("Positive")[2]


def test_it_calls_a_member_who_has_left_so(project, entry, dora, as_alice):
    vote_as_team(project=project, entry=entry, user=dora, rating=RATINGS["positive"], now=at(60))
    dora.delete()
    assert "Positive a former member" in text_of(page(as_alice, entry))


def test_it_shows_hostile_text_as_text(project, entry, dora, as_alice):
    short = HOSTILE[-100:]
    project.reasons = [short]
    project.save()
    said = {"tags": [short], "reasons": [short], "correction": HOSTILE}
    changed = vote(entry, "negative", short, comment=HOSTILE, **said)
    change(vote=changed, by=short, now=at(60), comment="tame")
    own = {"comment": HOSTILE, "correction": HOSTILE, "rating": RATINGS["negative"]}
    vote_as_team(project=project, entry=entry, user=dora, now=at(70), **own)
    html = page(as_alice, entry).content.decode()
    panel = html.partition("votes-title")[2].partition('class="tabs"')[0]
    # Correction and past correction, past comment; the team's comment and correction
    assert panel.count("&lt;script&gt;") == 5
    # Beside them submitter, two tags, two reasons, who changed it
    assert panel.count("⟨U+202E⟩{{ 7|add:7 }} &#x27; onfocus=&quot;x") == 5 + 6
    assert "\u202e" not in panel
    assert [active for active in ACTIVE if active in html] == []


def test_it_lets_long_texts_scroll_and_cuts_those_of_the_past(entry, as_alice):
    long = vote(entry, "negative", comment="a" * 10_000, correction="b" * 20_000)
    change(vote=long, by="no key", now=at(60), comment="short")
    answer = page(as_alice, entry)
    html = answer.content.decode()
    correction = 'role="group" aria-label="What it should have said">' + "b" * 20_000 + "</bdi>"
    assert f'<bdi class="text scrolls" tabindex="0" {correction}' in html
    assert "“" + "a" * 5_000 + "”" in html
    assert "… 5,000 more characters" in text_of(answer)


def test_it_asks_the_database_a_fixed_number_of_times(project, entry, dora, as_alice):
    for number in range(5):
        changed = vote(entry, "positive", f"user-{number}")
        change(vote=changed, by="no key", now=at(60 + number), comment="more")
    vote_as_team(project=project, entry=entry, user=dora, rating=RATINGS["negative"], now=at(90))
    with Questions() as asked:
        page(as_alice, entry)
    assert len(asked) == QUERIES


def test_it_shows_a_viewer_the_votes_but_no_form(project, entry, dora, bob):
    vote_as_team(project=project, entry=entry, user=dora, rating=RATINGS["negative"], comment="no", now=at(60))
    answer = page(signed_in(bob), entry)
    assert "“no”" in text_of(answer)
    assert "team-vote" not in answer.content.decode()


def test_it_shows_a_viewer_nothing_of_a_team_that_says_nothing(entry, bob):
    assert "team-title" not in page(signed_in(bob), entry).content.decode()


@pytest.mark.parametrize("rating", RATINGS)
def test_it_offers_a_member_the_form_as_their_vote_fills_it(project, entry, dora, as_dora, rating):
    said = {"comment": "no <b>", "correction": "\n Yes"}
    vote_as_team(project=project, entry=entry, user=dora, rating=RATINGS[rating], now=at(60), **said)
    html = page(as_dora, entry, rating="rated").content.decode()
    [checked] = [found for found in re.findall(r"<input[^>]*>", html) if "checked" in found]
    assert f'value="{rating}"' in checked
    assert "no &lt;b&gt;</textarea>" in html
    assert "\n\n Yes</textarea>" in html
    assert f'name="next" value="/p/support/requests/{entry.id}/?rating=rated"' in html
    assert "Withdraw" in html
