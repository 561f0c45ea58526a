"""What is measured: each screen and filter, beside the floor, one query by hand of the kind that the prototype ran."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.db import connection

from benchmarks.scale.kinds import FIGURES, INSIGHTS, MORE, ONE, OTHER, SEARCH, TWO
from benchmarks.scale.values import Values
from requestlog.search import terms
from requestlog.search.query import read_query

LAST = UUID(int=2**128 - 1)


# The places of a page's rows in a table of words, and whether one row is in it
OF_TAG = (
    "id IN (SELECT request_id FROM feedback_tag WHERE project_id = %(project)s AND name = %(word)s"
    " AND request_id < %(deep)s ORDER BY request_id DESC LIMIT 51)"
)
OF_REASON = OF_TAG.replace("feedback_tag", "feedback_reason")
TAGGED = (
    "EXISTS (SELECT 1 FROM feedback_tag t WHERE t.project_id = %(project)s AND t.name = %(word)s"
    " AND t.request_id = requestlog_request.id)"
)

SAYING = {
    "postgresql": (
        "id IN (SELECT request_id FROM requestlog_search WHERE project_id = %(project)s"
        " AND document @@ %(words)s::tsquery ORDER BY request_id DESC LIMIT 51)"
    ),
    "sqlite": (
        "id IN (SELECT request_id FROM requestlog_search WHERE project_id = %(project)s AND place IN (SELECT rowid"
        " FROM requestlog_search_index WHERE requestlog_search_index MATCH %(words)s ORDER BY rowid DESC LIMIT 51))"
    ),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A page. `kind` says which goal is for it, `floor` the condition of its rows in SQL, None where there is none."""

    name: str
    kind: str
    path: str
    floor: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


def cases(of: Values) -> Iterator[Case]:
    """All that are measured, in the order of the table."""
    yield from _singles(of)
    yield from _pairs(of)
    yield from _searches(of)
    yield from _others(of)


def _singles(of: Values) -> Iterator[Case]:
    for name, query, where, values in [
        ("no filter", {}, "TRUE", {}),
        ("👎", {"rating": "negative"}, "rating = 1", {}),
        ("rated", {"rating": "rated"}, "rating IS NOT NULL", {}),
        ("unrated", {"rating": "unrated"}, "rating IS NULL", {}),
        ("comment", {"comment": "yes"}, "has_comment", {}),
        ("model", {"model": of.model}, "model = %(model)s", {"model": of.model}),
        ("rare model", {"model": of.rare_model}, "model = %(model)s", {"model": of.rare_model}),
        ("errors", {"status": "error"}, "status >= 400", {}),
        ("status 504", {"status": "504"}, "status = 504 AND status <> 200", {}),
        ("interrupted", {"state": "interrupted"}, "state = 'interrupted' AND NOT state = 'complete'", {}),
        ("user", {"user": of.user}, "end_user = %(user)s AND end_user <> ''", {"user": of.user}),
        ("session", {"session": of.session}, "session = %(session)s AND session <> ''", {"session": of.session}),
        ("tag", {"tag": of.tag}, OF_TAG, {"word": of.tag}),
        ("rare tag", {"tag": of.rare_tag}, OF_TAG, {"word": of.rare_tag}),
        ("reason", {"reason": of.reason}, OF_REASON, {"word": of.reason}),
        ("team’s 👎", {"team": "negative"}, "team_rating = 1", {}),
        ("new 👎", {"triage": "new"}, "triage = 1", {}),
    ]:
        yield _log(of, name, ONE, query, where, values)
        yield _log(of, f"{name}, deep", ONE, {**query, "after": of.cursor}, f"{where} AND id < %(deep)s",
                   {**values, "deep": of.deep})  # fmt: skip
    for span in ("24h", "7d"):
        yield _log(of, span, ONE, {"since": span})


def _pairs(of: Values) -> Iterator[Case]:
    negative, user = {"rating": "negative"}, {"user": of.user}
    model, rare = {"model": of.model}, {"model": of.rare_model}
    frequent, seldom = {"model": of.model}, {"model": of.rare_model}
    yield _log(of, "👎, model", TWO, {**negative, **model}, "rating = 1 AND model = %(model)s", frequent)
    yield _log(of, "👎, rare model", TWO, {**negative, **rare}, "rating = 1 AND model = %(model)s", seldom)
    yield _log(of, "👎, status 504", TWO, {**negative, "status": "504"}, "rating = 1 AND status = 504")
    yield _log(of, "👎, comment", TWO, {**negative, "comment": "yes"}, "rating = 1 AND has_comment")
    yield _log(of, "👎, user", TWO, {**negative, **user}, "rating = 1 AND end_user = %(user)s", user)
    yield _log(of, "👎, tag", TWO, {**negative, "tag": of.tag}, f"rating = 1 AND {TAGGED}", {"word": of.tag})
    yield _log(of, "👎, 7d", TWO, {**negative, "since": "7d"})
    yield _log(of, "unrated, model", TWO, {"rating": "unrated", **model})
    yield _log(
        of, "tag, user", TWO, {"tag": of.tag, **user}, f"end_user = %(user)s AND {TAGGED}", {"word": of.tag, **user}
    )
    yield _log(of, "rare tag, rare model", TWO, {"tag": of.rare_tag, **rare})
    yield _log(of, "model, errors", TWO, {**model, "status": "error"}, "status >= 400 AND model = %(model)s", frequent)
    yield _log(
        of, "rare model, status 504", TWO, {**rare, "status": "504"}, "status = 504 AND model = %(model)s", seldom
    )
    yield _log(of, "rare model, comment", TWO, {**rare, "comment": "yes"}, "has_comment AND model = %(model)s", seldom)
    yield _log(of, "user, errors", TWO, {**user, "status": "error"}, "status >= 400 AND end_user = %(user)s", user)
    yield _log(of, "👎, rare model, status 504, comment", MORE,
               {**negative, **rare, "status": "504", "comment": "yes"},
               "rating = 1 AND model = %(model)s AND status = 504 AND has_comment", seldom)  # fmt: skip


def _searches(of: Values) -> Iterator[Case]:
    words = {
        "rare word": of.rare_word,
        "word of 1 %": of.percent_word,
        "frequent word": of.frequent_word,
        "absent word": "zqxjkvwy",
        "phrase": f'"{of.phrase}"',
        "prefix": f"{of.percent_word[:4]}*",
        "frequent without another": f"{of.frequent_word} -{of.percent_word}",
    }
    for name, text in words.items():
        yield _log(of, name, SEARCH, {"q": text}, SAYING[connection.vendor], {"words": said(of, text)})
    for name, text in list(words.items())[:3]:
        yield _log(of, f"{name}, 👎", SEARCH, {"q": text, "rating": "negative"})
        yield _log(of, f"{name}, rare model", SEARCH, {"q": text, "model": of.rare_model})
    yield _log(of, "frequent word, deep", SEARCH, {"q": of.frequent_word, "after": of.cursor})


def said(of: Values, text: str) -> str:
    """What is asked, in the language of the database's index."""
    asked = read_query(text)
    if connection.vendor == "postgresql":
        return terms.tsquery(asked)
    return f'project_id : "{of.project.pk}" AND document : ({terms.fts5(asked)})'


def _others(of: Values) -> Iterator[Case]:
    project = f"/p/{of.project.slug}"
    yield Case("one request", OTHER, f"{project}/requests/{of.entry}/")
    yield Case("one request, among 👎", OTHER, f"{project}/requests/{of.entry}/?rating=negative")
    yield Case("review queue", OTHER, f"{project}/review/")
    model = quote(f"model={of.model}")
    yield Case("insights, 24h", INSIGHTS, f"{project}/insights/?window=24h")
    yield Case("insights, 90d", INSIGHTS, f"{project}/insights/?window=90d")
    yield Case("insights, 90d, end users", INSIGHTS, f"{project}/insights/?window=90d&by=user")
    yield Case("insights, 30d, A and B", INSIGHTS, f"{project}/insights/?a={model}&b=rest")
    yield Case("API, no filter", OTHER, "/v1/requests/")
    yield Case("API, 👎, deep", OTHER, f"/v1/requests/?{urlencode({'rating': 'negative', 'after': of.cursor})}")
    for name, query in {"no filter": {}, "👎": {"rating": "negative"}, "model": {"model": of.model}}.items():
        yield Case(f"counts, facets and timeline: {name}", FIGURES, f"{project}/requests/?{urlencode(query)}")


def _log(
    of: Values,
    name: str,
    kind: str,
    query: dict[str, str],
    floor: str | None = None,
    values: dict[str, Any] | None = None,
) -> Case:
    path = f"/p/{of.project.slug}/requests/?{urlencode(query)}"
    return Case(name, kind, path, floor, {"deep": LAST, **(values or {}), "project": of.project.pk})
