"""Odd values of the log's parameters: refused by name, or harmless; never an error of ours."""

from __future__ import annotations

from itertools import cycle
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from projects.models import Project
from requestlog.filter_fields import CURSORS
from requestlog.filters import RequestFilter
from requestlog.search.query import read_query
from tests.factories import NOW

ODD = [
    *(
        "\0",
        "a\0b",
        "%",
        "_",
        "\\",
        "%_\\%",
        "'",
        '"',
        "' OR 1=1 --",
        "'; DROP TABLE requestlog_request; --",
        "x" * 10_240,
    ),
    *("abc", "-1", str(2**63), str(10**30), "9" * 3_000, "١٢٣", "1e3", "true", "[1]", "{}", "a,b", "__lookup", "a__in"),
    *("_connector", "0", "00", "007", "+1", " 1", "1 ", "NaN", "null", "\ud7ff\ue000", "é\u0301", "\u202e", "💥" * 50),
    *("İ", "<script>", "2026-02-30", "2026-13-01", "0000-00-00", "2026-11-01T24:00", "2026-11-01T10:00:60", "²⁰⁰"),
    *("2026-11-01T10:00+24:00", "2026-11-01T10:00+99:99", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    *(
        "+275760-09-13",
        "2025-W01-1",
        "20250101T000000Z",
        "2026-11-01t10:00z",
        "1763900000000",
        "0h",
        "00001h",
        "99999d",
    ),
    *("1w", "h", "１h", "7D", "AMAZING", "positive ", "Yes", "99", "600", "1000", "ok,error", "OK"),
]
STRICT = ["rating", "comment", "correction", "team", "triage", "status", "state", "since", "until", "after", "before"]
# Each is right for some of them
RIGHT = ["positive", "rated", "yes", "any", "new", "ok", "429", "complete", "24h", "2026-11-01", "words to find"]
TEXTS = ["q", "model", "tag", "label", "reason", "submitter", "assignee", "user", "session"]


@pytest.mark.parametrize("name", STRICT)
def test_it_refuses_what_it_cannot_mean_and_names_the_parameter(project, log, api, as_alice, name):
    for value in ODD:
        assert list(asked(project, name, value).problems) == [name], value
    # What the filter says, every face says
    for value, face in zip(ODD[::6], cycle([api, as_alice.get]), strict=False):
        path = "/v1/requests/" if face is api else "/p/support/requests.csv"
        answer = face(f"{path}?{urlencode({name: value})}")
        assert (answer.status_code, list(answer.json())) == (400, [name]), value
        assert all(isinstance(problem, str) for problem in answer.json()[name])


def asked(project, name: str, value: str) -> RequestFilter:
    query = QueryDict(urlencode({name: value}))
    return RequestFilter(query, project.requests.all(), project=project, now=NOW)


def asks_nothing(text: str) -> bool:
    """Whether search finds no word to look for; an empty text is no search."""
    try:
        return bool(text) and not read_query(text)
    except ValueError:
        return True


@pytest.mark.parametrize("name", TEXTS)
def test_it_takes_or_refuses_any_text(project, log, api, as_alice, name):
    for value, by_api in zip(ODD, cycle([True, None, False, None]), strict=False):
        query = urlencode({name: value})
        refused = "\0" in value or len(value) > 255 or (name == "q" and (len(value) > 200 or asks_nothing(value)))
        assert bool(asked(project, name, value).problems) == refused
        if by_api is None:
            continue
        answer = api(f"/v1/requests/?{query}") if by_api else as_alice.get(f"/p/support/requests.jsonl?{query}")
        assert answer.status_code == (400 if refused else 200), value
        assert not refused or list(answer.json()) == [name]
        assert refused or by_api or answer.getvalue().count(b"\n") <= 9


@pytest.mark.parametrize("value", ["0", "501", "-1", "abc", "1.5", "9" * 2_000, "\0", "1e2", "NaN", "true", "1,2"])
def test_it_refuses_a_wrong_limit(project, api, value):
    answer = api(f"/v1/requests/?limit={quote(value)}")
    assert (answer.status_code, list(answer.json())) == (400, ["limit"])


@pytest.mark.parametrize(
    "name",
    ["comment", "correction", "submitter", "assignee", "q", "user", "session", "since", "until", "after", "before"],
)
def test_it_refuses_a_second_value_of_what_is_given_once(project, api, name):
    assert name in api(f"/v1/requests/?{name}=a&{name}=b").json()


@pytest.mark.parametrize("name", ["rating", "model", "status", "state", "tag", "label", "reason", "team", "triage"])
def test_it_refuses_more_values_than_anyone_chooses(project, api, name):
    answer = api(f"/v1/requests/?{'&'.join([f'{name}=error'] * 51)}")
    assert (answer.status_code, list(answer.json())) == (400, [name])


def test_it_names_every_wrong_parameter_at_once(project, api):
    answer = api("/v1/requests/?rating=x&since=y&limit=z&model=fine")
    assert sorted(answer.json()) == ["limit", "rating", "since"]


def test_it_survives_bytes_that_are_no_text(project, log, api):
    assert api("/v1/requests/?q=a%ff%fe&model=%c3%28&user=%ed%a0%80").status_code == 200
    assert api("/v1/requests/?rating=%ff").status_code == 400


@pytest.mark.django_db
@given(
    st.dictionaries(
        st.sampled_from([*STRICT, *TEXTS]), st.lists(st.sampled_from(RIGHT) | st.text(max_size=30), max_size=3)
    )
)
def test_it_judges_any_query_without_failing(data):
    wanted = filtered(urlencode(data, doseq=True))
    given = {(name, value) for name, values in data.items() for value in values if value}
    listed = {(name, value) for name, value in given if name not in CURSORS}
    assert {(chip.parameter, chip.value) for chip in wanted.words()} == listed
    if wanted.problems:
        assert wanted.problems.keys() <= {name for name, _ in given}
        assert wanted.qs.query.is_empty()
    else:
        # It asks for less than all exactly where something is asked for, and a database can answer it
        assert (str(wanted.qs.query) != str(filtered("").qs.query)) == bool(listed)
        assert list(wanted.qs) == []


def test_it_takes_an_empty_value_for_none():
    wanted = filtered("q=&rating=&rating=&comment=&since=")
    assert (wanted.problems, wanted.used, wanted.words()) == ({}, set(), [])
    assert not wanted.is_search
    assert not wanted.is_scattered


def filtered(query: str) -> RequestFilter:
    project = Project(pk=1)
    return RequestFilter(QueryDict(query), project.requests.all(), project=project, now=NOW)
