"""Two groups of rated answers side by side."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from feedback.bulk import store_votes
from feedback.models import Feedback
from insights.comparing import NoComparisonError, Side, figure_of, may_overlap, side_of, sides_of
from insights.rated.figures import Figure
from projects.models import Project
from requestlog.ratings import Rating
from requestlog.services import record
from tests.factories import NOW, chat_call
from tests.insights.test_insights_page import URL, vote

FOUND = {
    "endpoint": {"chat": Figure(negative=10, positive=30), "responses": Figure(amazing=10)},
    "model": {"a": Figure(negative=4, positive=16), "b": Figure(negative=6, positive=14, amazing=10)},
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def releases(project: Project) -> None:
    """Of 40 answers of a release 10 are disliked, of 40 of another 30; of as many before, 20."""
    now, before = NOW - timedelta(hours=1), NOW - timedelta(days=35)
    groups = [("1.0", 10, now), ("2.0", 30, now), ("0.9", 20, before)]
    votes = [
        (
            chat_call(project, at=at, metadata={"release": release}),
            Rating.NEGATIVE if number < disliked else Rating.POSITIVE,
        )
        for release, disliked, at in groups
        for number in range(40)
    ]
    record(calls=[call for call, _ in votes], now=NOW)
    same = {"project": project, "created_at": NOW, "updated_at": NOW}
    given = [Feedback(request_id=call.id, message_id=str(call.id), rating=rating, **same) for call, rating in votes]
    store_votes(project=project, votes=given)


def words(client: Client, query: str) -> str:
    page = unescape(client.get(URL + query).content.decode()).partition('id="compare"')[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_says_by_how_much_two_groups_differ(as_alice: Client, releases: None):
    page = words(as_alice, "?a=meta.release%3D1.0&b=meta.release%3D2.0")
    assert "A is 50.0 points above B" in page
    # 0.5 -/+ the root of the squares: 0.152 and 0.152 down, 0.108 and 0.108 up, by the two intervals below
    assert "its 95% interval is +28.5 to +65.3, which does not hold 0, so it is hardly chance" in page
    assert "A release 1.0 40 75.0% 59.8–85.8" in page
    assert "B release 2.0 40 25.0% 14.2–40.2" in page


def test_it_compares_with_the_rest_and_with_the_window_before(as_alice: Client, releases: None):
    assert "B The rest, without 1.0 40 25.0%" in words(as_alice, "?a=meta.release%3D1.0&b=rest")
    page = words(as_alice, "?a=all&b=all&b_in=before")
    assert "A All rated answers 80 50.0%" in page
    assert "B All rated answers, the 30 days before 40 50.0%" in page
    assert "holds 0, so it may be chance" in page


def test_it_says_when_votes_are_too_few(as_alice: Client, project: Project):
    for model, rating in (("a", "positive"), ("b", "negative")):
        vote(project, rating, model=model)
    page = words(as_alice, "?a=model%3Da&b=model%3Db")
    assert "1 and 1 votes are too few to tell: each side needs 30." in page
    assert "No answer of B is rated." in words(as_alice, "?a=model%3Da&b=model%3Dnowhere")


def test_it_warns_of_answers_on_both_sides(as_alice: Client, releases: None):
    assert "An answer may be on both sides" in words(as_alice, "?a=meta.release%3D1.0&b=all")


def test_it_says_what_is_compared_in_the_title(as_alice: Client, releases: None):
    page = as_alice.get(URL + "?a=meta.release%3D1.0&b=rest&votes=users&window=7d").content.decode()
    assert "<title>Insights of the last 7 days: release 1.0 against The rest, without 1.0 · " in page


def test_it_leads_each_side_to_its_rows(as_alice: Client, releases: None):
    page = as_alice.get(URL + "?a=meta.release%3D1.0&b=all&b_in=before").content.decode().partition('id="compare"')[2]
    links = [unescape(link) for link in re.findall(r'href="(/p/support/requests/\?rating=rated[^"]+)"', page)]
    assert len(links) == 2
    assert "meta=release%3D1.0" in links[0]
    assert all("40 " in re.sub(r"<[^>]+>", " ", as_alice.get(link).content.decode()) for link in links)


@pytest.mark.parametrize("query", ["?a=nonsense&b=all", "?a=rest", "?a=all&b=rest", "?a=all&b=all", "?a=all&a_in=soon"])
def test_it_says_what_cannot_be_compared_and_shows_the_rest(as_alice: Client, releases: None, query: str):
    answer = as_alice.get(URL + query)
    assert (answer.status_code, answer.content.count(b'class="notice bad"')) == (200, 1)
    assert b"Satisfaction" in answer.content


def test_it_counts_each_side():
    model, rest = Side("model", "a", "now"), Side("rest", "", "now")
    assert figure_of(model, rest, FOUND) == Figure(negative=4, positive=16)
    assert figure_of(rest, model, FOUND) == Figure(negative=6, positive=14, amazing=10)
    assert figure_of(Side("all", "", "now"), model, FOUND).rated == 50
    assert figure_of(Side("tag", "x", "now"), model, FOUND) == Figure()


@pytest.mark.parametrize(
    ("a", "b", "overlap"),
    [
        ("model=a", "model=b", False),
        ("meta.plan=a", "meta.plan=b", False),
        ("tag=a", "rest", False),
        ("tag=a", "tag=b", True),
        ("model=a", "tag=b", True),
        ("model=a", "all", True),
    ],
)
def test_it_knows_which_sides_may_share_answers(a: str, b: str, overlap: bool):
    assert may_overlap(*sides_of((a, "now"), (b, "now"))) is overlap
    assert may_overlap(*sides_of((a, "now"), (b, "before"))) is False


def test_it_takes_values_with_signs_in_them():
    assert side_of("tag=a=b", "now", name="A") == Side("tag", "a=b", "now")
    for wrong in ("", "tag=", "user=ann", "=x"):
        with pytest.raises(NoComparisonError):
            side_of(wrong, "now", name="A")
