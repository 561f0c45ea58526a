"""/p/<slug>/insights/"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.bulk import store_votes
from feedback.models import Feedback
from feedback.services import give, vote_as_team
from projects.models import Project
from requestlog.models import Request
from requestlog.ratings import RATINGS, Rating
from tests.factories import NOW, create_entry

URL = "/p/support/insights/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def vote(
    project: Project,
    rating: str,
    *,
    comment: str = "",
    tags: Sequence[str] = (),
    reasons: Sequence[str] = (),
    **facts: Any,
) -> Request:
    """A rated call, an hour old where `at` says no other time."""
    entry = create_entry(project, **{"at": NOW - timedelta(hours=1), **facts})
    store_votes(
        project=project,
        votes=[
            Feedback(
                project=project,
                request_id=entry.id,
                message_id=entry.message_id,
                rating=RATINGS[rating],
                comment=comment,
                tags=list(tags),
                reasons=list(reasons),
                created_at=entry.created_at + timedelta(minutes=1),
                updated_at=entry.created_at + timedelta(minutes=1),
            )
        ],
    )
    return entry


def seen(client: Client, query: str = "") -> str:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_it_works(as_alice: Client, project: Project):
    for rating in ("positive", "positive", "amazing", "negative"):
        vote(project, rating)
    create_entry(project, at=NOW - timedelta(hours=1))
    page = words(seen(as_alice))
    assert "Satisfaction 75.0%" in page
    assert "👍 and ❤️ of 4 rated" in page
    assert "Rated 80.0%" in page
    assert "4 of 5 requests" in page


def test_it_counts_the_cost_of_all_over_the_liked(as_alice: Client, project: Project):
    for rating in ("positive", "negative"):
        vote(project, rating, given={"cost_usd": Decimal("0.5")})
    vote(project, "amazing", given={"cost_usd": Decimal("2.00")})
    assert "Cost per liked answer $1.50" in words(seen(as_alice))


def test_it_compares_with_the_window_before(as_alice: Client, project: Project):
    for _ in range(30):
        vote(project, "positive")
        vote(project, "negative", at=NOW - timedelta(days=40))
    assert "▲ 100.0" in (page := seen(as_alice))
    assert 'class="delta good" title="+100.0 points, hardly chance"' in page


def test_it_says_when_a_change_may_be_chance(as_alice: Client, project: Project):
    for number in range(32):
        vote(project, "positive" if number % 2 else "negative")
        vote(project, "positive" if number % 3 else "negative", at=NOW - timedelta(days=40))
    assert "−" not in (page := words(seen(as_alice)))
    assert "-15.6 points may be chance" in page


def test_it_says_when_votes_are_too_few(as_alice: Client, project: Project):
    vote(project, "positive")
    vote(project, "negative", at=NOW - timedelta(days=40))
    page = words(seen(as_alice))
    assert "+100.0 points too few to tell" in page
    assert "1 votes are too few to tell: under 30" in page


def test_it_leaves_out_what_is_older_than_the_window(as_alice: Client, project: Project):
    vote(project, "positive", model="old-model", at=NOW - timedelta(days=8))
    vote(project, "positive", model="new-model")
    page = seen(as_alice, "?window=7d")
    assert "new-model" in page
    assert "old-model" not in page


def test_it_shows_each_model_with_its_interval(as_alice: Client, project: Project):
    for rating in ("positive", "negative"):
        vote(project, rating, model="gpt-5")
    row = words(seen(as_alice).partition("By model")[2])
    assert "gpt-5 2 50.0% 9.5–90.5" in row


def test_it_shows_the_tags_that_go_with_dislike(as_alice: Client, project: Project):
    vote(project, "negative", tags=("pricing", "tone"))
    vote(project, "positive", tags=("tone",))
    for rating in ("negative", "positive", "positive", "positive"):
        vote(project, rating)
    table = words(seen(as_alice).partition("Tags that go with")[2])
    assert "pricing 1 100.0% 5.0× 0.9–28.9×, too few to tell" in table
    assert "tone 1 50.0% 2.0× 0.2–17.9×, too few to tell" in table


def test_it_shows_why_people_dislike(as_alice: Client, project: Project):
    for reasons in (["wrong", "unclear"], ["wrong"], []):
        entry = create_entry(project, at=NOW - timedelta(hours=1))
        give(message_id=str(entry.id), rating=Rating.NEGATIVE, reasons=reasons, project=project, now=NOW)
    page = seen(as_alice)
    table = words(page.partition("Why 👎")[2])
    assert "wrong 2 66.7%" in table
    assert "unclear 1 33.3%" in table
    assert 'href="/p/support/requests/?rating=negative&reason=wrong&since=' in page


def test_it_shows_no_more_reasons_than_ten(as_alice: Client, project: Project):
    names = [f"reason {number:02}" for number in range(12)]
    vote(project, "negative", reasons=names)
    table = seen(as_alice).partition("Why 👎")[2].partition("</table>")[0]
    assert (names[9] in table, names[10] in table) == (True, False)


@pytest.fixture
def both(project: Project, alice: User) -> None:
    """Three answers that users rated, of which the team liked one disliked; one that the team alone rated."""
    entries = [vote(project, rating, tags=("tone",)) for rating in ("positive", "positive", "negative")]
    for entry, rating in (
        (entries[2], Rating.POSITIVE),
        (create_entry(project, at=NOW - timedelta(hours=1)), Rating.NEGATIVE),
    ):
        vote_as_team(project=project, entry=entry, user=alice, rating=rating, comment=f"team {rating.label}", now=NOW)


@pytest.mark.parametrize(
    ("votes", "share", "rated", "comments"),
    [
        ("users", "66.7%", "of 3 rated", 0),
        ("team", "50.0%", "of 2 rated", 2),
        ("all", "50.0%", "of 4 rated", 2),
    ],
)
def test_it_counts_whose_votes_are_asked_for(as_alice: Client, both: None, votes, share, rated, comments):
    page = words(seen(as_alice, f"?votes={votes}"))
    assert f"Satisfaction {share}" in page
    assert rated in page
    assert f"Comments {comments} " in page


def test_it_counts_the_users_unless_asked_and_says_so(as_alice: Client, both: None):
    page = seen(as_alice)
    assert "Satisfaction 66.7%" in words(page)
    assert "An answer counts once, with the rating of its latest user." in page
    assert "team negative" not in page
    assert '<a href="?" aria-current="page">Users</a>' in page
    assert '<a href="?window=7d&votes=team"' in seen(as_alice, "?votes=team")


def test_it_counts_an_answer_once_however_many_voted(as_alice: Client, project: Project):
    entry = vote(project, "negative")
    for number in range(3):
        said = {"submitter": f"user {number}", "project": project, "now": NOW + timedelta(minutes=number)}
        give(message_id=str(entry.id), rating=Rating.POSITIVE, **said)
    assert "Satisfaction 100.0% 95% interval 20.7–100.0% 👍 and ❤️ of 1 rated" in words(seen(as_alice))


@pytest.mark.parametrize("votes", ["team", "all"])
def test_it_shows_complaints_of_the_team_as_its_own(as_alice: Client, both: None, votes):
    page = seen(as_alice, f"?votes={votes}")
    assert "<q>team negative</q>" in page
    assert '<span class="tag live">team</span>' in page


def test_it_leads_the_teams_numbers_to_their_rows(as_alice: Client, both: None):
    links = set(re.findall(r'href="(/p/support/requests/\?[^"]+)"', seen(as_alice, "?votes=team")))
    assert sum("team=" in link for link in links) >= 4
    assert not [link for link in links if b"No request matches" in as_alice.get(link).content]


def test_it_links_no_number_whose_rows_the_log_cannot_find(as_alice: Client, both: None):
    page = seen(as_alice, "?votes=all")
    assert '<span class="figure">50.0%</span>' in page
    assert 'href=""' not in page


def test_it_replaces_unknown_votes_and_says_so(as_alice: Client, both: None):
    page = seen(as_alice, "?votes=<b>&window=7d")
    assert "There are no votes of “<b>”. Choose one of users, team, all" in page
    assert "Satisfaction 66.7%" in words(page)


def test_it_says_that_the_team_has_not_voted(as_alice: Client, project: Project):
    vote(project, "positive")
    page = seen(as_alice, "?votes=team")
    assert "The team has not voted" in page
    assert "Satisfaction" not in page


def test_it_shows_the_newest_complaints_and_links_them(as_alice: Client, project: Project):
    entry = vote(project, "negative", comment="made up a <b>phone</b> number")
    vote(project, "positive", comment="lovely")
    answer = as_alice.get(URL).content.decode()
    assert "made up a &lt;b&gt;phone&lt;/b&gt; number" in answer
    assert f'href="/p/support/requests/{entry.id}/"' in answer
    assert "lovely" not in answer


def test_it_says_the_chart_as_a_table(as_alice: Client, project: Project):
    vote(project, "positive")
    table = words(seen(as_alice).partition("The same as a table")[2])
    assert "23 Nov 1 100.0% 20.7–100.0" in table


@pytest.mark.parametrize("window", ["24h", "30d"])
def test_it_leads_each_number_to_its_rows(as_alice: Client, project: Project, window: str):
    vote(project, "negative", comment="no", tags=("pricing",))
    vote(project, "amazing", comment="yes")
    links = set(re.findall(r'href="(/p/support/requests/[^"]+)"', seen(as_alice, f"?window={window}")))
    assert len(links) > 8
    for link in links:
        assert as_alice.get(link).status_code == 200
        assert b"No request matches" not in as_alice.get(link).content


def test_it_counts_what_the_linked_rows_are(as_alice: Client, project: Project):
    for rating in ("positive", "amazing", "negative", "negative", "negative"):
        vote(project, rating)
    [link] = re.findall(r'<a class="figure" href="([^"]+)">40.0%</a>', seen(as_alice))
    rows = as_alice.get(link).content.decode()
    assert urlsplit(link).query.startswith("rating=positive&rating=amazing&since=2026-10-25")
    assert rows.count('href="/p/support/requests/0') == 2


def test_it_replaces_an_unknown_window_and_says_so(as_alice: Client, project: Project):
    vote(project, "positive")
    page = seen(as_alice, "?window=<script>")
    assert "There is no window “<script>”" in page
    assert "last 30 days" in page
    assert "<script>”" not in as_alice.get(URL + "?window=<script>").content.decode()


def test_it_teaches_where_there_is_no_vote(as_alice: Client, project: Project):
    create_entry(project, at=NOW - timedelta(hours=1))
    page = seen(as_alice)
    assert "No votes yet: ask your users" in page
    assert "/v1/feedback/" in page
    assert 'href="/p/support/connect/"' in page
    assert "Satisfaction" not in page


def test_it_points_to_older_votes(as_alice: Client, project: Project):
    vote(project, "positive", at=NOW - timedelta(days=3))
    assert "There are others" in seen(as_alice, "?window=24h")


def test_it_knows_calls_without_a_model(as_alice: Client, project: Project):
    vote(project, "positive", model="")
    assert "(unknown)" in seen(as_alice)


def test_it_does_not_mix_projects(as_alice: Client, project: Project, other_project: Project):
    vote(project, "positive")
    vote(other_project, "negative", comment="a secret", model="their-model", tags=("theirs",))
    page = seen(as_alice)
    assert "Satisfaction</h2>" in page
    assert "100.0%" in page
    assert all(word not in page for word in ("a secret", "their-model", "theirs"))


def test_it_asks_few_questions_however_many_votes(as_alice: Client, project: Project):
    for _ in range(12):
        vote(project, "negative", comment="no", tags=("pricing",))
    as_alice.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        as_alice.get(URL)
    # On PostgreSQL a test's transaction has a savepoint for each limit of time
    assert len([query for query in asked if query["sql"].startswith("SELECT")]) <= 14
    assert not any("requestlog_payload" in query["sql"] for query in asked)


def test_it_has_no_inline_style_or_script(as_alice: Client, project: Project):
    vote(project, "negative", comment="no", tags=("pricing",))
    page = as_alice.get(URL).content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", page)


def test_it_is_hidden_from_strangers(client: Client, charlie, project: Project):
    client.force_login(charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(URL).status_code == 404


def test_it_sends_the_anonymous_to_sign_in(client: Client, project: Project):
    answer = client.get(URL)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_it_is_read_only(as_alice: Client, project: Project):
    assert as_alice.post(URL).status_code == 405


def test_it_shows_who_dislikes_most(as_alice: Client, project: Project):
    for user, comment in (("ann", "no"), ("ann", ""), ("ben", ""), ("", "")):
        vote(project, "negative", end_user=user, comment=comment)
    page = seen(as_alice, "?by=user").partition('id="by"')[2]
    assert "ann 2 1 50.0% 15.0–85.0" in words(page)
    assert "ben 1 0 25.0%" in words(page)
    assert 'href="/p/support/requests/?rating=negative&user=ann&since=' in page


def test_it_breaks_down_by_the_release_unless_asked_otherwise(as_alice: Client, project: Project):
    for number in range(30):
        vote(project, "negative", metadata={"plan": "pro", "release": "2.0", "trace": f"t{number}"})
        vote(project, "positive", metadata={"plan": "pro", "release": "1.0", "trace": f"u{number}"})
    page = seen(as_alice).partition('id="by"')[2].partition("</section>")[0]
    assert "1.0 0 30 100.0% 88.6–100.0 +100.0 +83.9 to +100.0" in words(page)
    assert 'href="/p/support/requests/?rating=rated&meta=release%3D2.0&since=' in page
    assert "pro 30 60 50.0%" in words(seen(as_alice, "?by=meta.plan").partition('id="by"')[2])


def test_it_leaves_out_keys_that_are_no_categories_and_says_so(as_alice: Client, project: Project, monkeypatch):
    monkeypatch.setattr("insights.rated.figures.MOST_VALUES", 1)
    for trace in ("a", "b"):
        vote(project, "negative", metadata={"trace": trace, "plan": "pro"})
    page = words(seen(as_alice, "?by=meta.trace").partition('id="by"')[2])
    assert "Left out, with more than 100 different values on a day: trace." in page
    assert "pro 2 2 0.0%" in page


def test_it_takes_dates_and_says_them_in_the_title(as_alice: Client, project: Project):
    vote(project, "positive", at=NOW - timedelta(days=9))
    vote(project, "negative")
    page = seen(as_alice, "?since=2026-11-14&until=2026-11-14&votes=users")
    assert "<title>Insights of 14 Nov 2026 · " in page
    assert "Satisfaction 100.0%" in words(page)
    assert "until=2026-11-15T00%3A00%3A00Z" in page
    assert 'value="2026-11-14"' in page
    assert "There are no days from" in seen(as_alice, "?since=2026-11-14&until=2026-11-01")


def test_it_sets_latency_and_cost_beside_satisfaction(as_alice: Client, project: Project):
    vote(project, "positive", latency_ms=1500, given={"cost_usd": Decimal("0.5")})
    page = words(seen(as_alice))
    assert "Mean latency 1.5 s" in page
    assert "gpt-5-mini 1 100.0% 20.7–100.0 1.5 s $0.5" in page


def test_it_leads_on_to_review_and_the_log(as_alice: Client, project: Project):
    vote(project, "negative", comment="no")
    page = seen(as_alice)
    assert '<a class="button primary" href="/p/support/review/">' in page
    assert ">All comments on 👎</a>" in page
