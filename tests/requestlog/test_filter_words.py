"""Filters that say themselves in words."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from requestlog.filters import RequestFilter
from requestlog.pages import cursor_of
from tests.factories import NOW, new_id


def filter_of(project, query: str) -> RequestFilter:
    return RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("rating=negative", "rated 👎 negative"),
        ("rating=amazing", "rated ❤️ amazing"),
        ("rating=unrated", "unrated"),
        ("rating=rated", "rated"),
        ("comment=yes", "with a comment"),
        ("comment=no", "without a comment"),
        ("q=refund", "containing “refund”"),
        ('q="refund policy" -free', 'containing "refund policy" -free'),
        ("model=gpt-5", "model gpt-5"),
        ("status=ok", "succeeded"),
        ("status=error", "failed"),
        ("status=429", "status 429"),
        ("state=started", "in flight"),
        ("state=complete", "complete"),
        ("state=client_closed", "client went away"),
        ("state=upstream_error", "upstream failed"),
        ("state=interrupted", "interrupted"),
        ("state=gone", "state gone"),
        ("tag=pricing", "tagged pricing"),
        ("label=to do", "labelled to do"),
        ("reason=too long", "reason too long"),
        ("submitter=ann", "voter ann"),
        ("correction=yes", "with a correction"),
        ("correction=no", "without a correction"),
        ("team=negative", "rated 👎 negative by the team"),
        ("team=rated", "rated by the team"),
        ("team=unrated", "not rated by the team"),
        ("triage=new", "triage: new"),
        ("triage=wont_fix", "triage: won’t fix"),
        ("triage=waiting", "waiting for the team"),
        ("assignee=mia", "assigned to mia"),
        ("assignee=none", "assigned to nobody"),
        ("user=ann", "user ann"),
        ("session=s1", "session s1"),
        ("since=24h", "in the last 24 hours"),
        ("since=1d", "in the last 1 day"),
        ("since=2026-11-01", "since 2026-11-01"),
        ("until=2026-11-05", "until 2026-11-05"),
        ("until=7d", "until 7 days ago"),
        ("rating=bad", "rating bad"),
    ],
)
def test_it_says_a_value_in_words(project, query, text):
    (chip,) = filter_of(project, query).words()
    assert (f"{chip.parameter}={chip.value}", chip.text, chip.query_without) == (query, text, "")


def test_it_keeps_the_rest_of_the_query_string_without_one_value(project):
    place = cursor_of(new_id())
    chips = filter_of(project, f"q=a+b&rating=negative&rating=amazing&theme=dark&after={place}").words()
    assert {chip.text: chip.query_without for chip in chips} == {
        "rated 👎 negative": "q=a+b&rating=amazing&theme=dark",
        "rated ❤️ amazing": "q=a+b&rating=negative&theme=dark",
        "containing “a b”": "rating=negative&rating=amazing&theme=dark",
    }


def test_it_says_the_whole_filter_in_one_sentence(project):
    assert filter_of(project, "").sentence() == "All requests"
    sentence = filter_of(project, "comment=yes&since=7d&rating=negative").sentence()
    assert sentence == "Requests rated 👎 negative, with a comment, in the last 7 days"


def test_it_shortens_long_values(project):
    (chip,) = filter_of(project, f"model={'m' * 200}").words()
    assert (len(chip.text), chip.text[-1]) == (66, "…")
