"""The log's parameters, described once: for the page, the API and the exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from projects.models import Project
from requestlog.filter_fields import (
    CURSORS,
    CursorField,
    LogForm,
    Parameter,
    QueryField,
    StatusField,
    TextField,
    TextsField,
    WhenField,
    WordsField,
    shortened,
)
from requestlog.filter_metadata import PairsField, with_metadata
from requestlog.filter_votes import VoteFilter
from requestlog.filter_words import IN_WORDS, Chip
from requestlog.ids import first_id
from requestlog.models import Request, State
from requestlog.newest import MOST, Newest
from requestlog.pages import Cursors
from requestlog.querysets import RequestQuerySet
from requestlog.search.finding import Question
from requestlog.search.query import Asked
from requestlog.triage import OPEN, WAITING

QUERY_CHARACTERS = 200
TIMES = {"since", "until"}
# Whose indexes lead by one value; of so many values a page asks for each by itself
SEVERAL = ("tag", "label", "reason", "model", "status", "triage")
PARTS = 10
UNINDEXED = {"q", "endpoint", "meta"}


class RequestFilter(VoteFilter):
    """The rows of one project that a query string asks for; an empty value is no value.

    Parameters that are not named here are ignored. With a wrong value `errors` names the parameter and `qs` is empty.
    `now` is the present of "24h".
    """

    q = Parameter(
        QueryField,
        max_length=QUERY_CHARACTERS,
        method="by_text",
        help_text="Words in the prompt, the answer or users' comments, all of them, in any letter case;"
        ' "phrases", -exclusions and beginnings* are understood. Or a whole id.',
    )
    model = Parameter(
        TextsField, field_name="model", lookup_expr="in", help_text="The model's whole name; may repeat: any of them."
    )
    endpoint = Parameter(
        TextsField, method="by_endpoint", help_text="The endpoint as the log shows it; may repeat: any of them."
    )
    meta = Parameter(
        PairsField,
        method="by_metadata",
        help_text="A key of the metadata and its value, key=value; may repeat: any value of a key, and every key.",
    )
    status = Parameter(
        StatusField,
        words=["ok", "error", "a status code such as 429"],
        method="by_status",
        help_text="ok (below 400), error (400 and above) or a status code; may repeat: any of them.",
    )
    state = Parameter(
        WordsField,
        words=State.values,
        method="by_state",
        help_text="How the call ended: complete, client_closed, upstream_error, interrupted, or started for one in"
        " flight; may repeat: any of them.",
    )
    user = Parameter(TextField, method="by_user", help_text="The end user's whole id.")
    session = Parameter(TextField, method="by_session", help_text="The session's whole id.")
    since = Parameter(
        WhenField,
        method="unchanged",
        help_text="From then on: a day (UTC), a date and time, or how long ago (1h, 24h, 7d, 30d).",
    )
    until = Parameter(WhenField, method="unchanged", help_text="Up to then, as in since; a day is meant up to its end.")
    after = Parameter(CursorField, method="unchanged", help_text="The next older page, from the page before it.")
    before = Parameter(CursorField, method="unchanged", help_text="The next newer page, from the page after it.")

    class Meta:
        model = Request
        form = LogForm
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: RequestQuerySet, *, project: Project, now: datetime) -> None:
        super().__init__(without_empty(data), queryset)
        self.project = project
        self.now = now
        self.questions: dict[str, Question] = {}
        self.searched = Newest()

    @property
    def qs(self) -> RequestQuerySet:
        return cast(RequestQuerySet, super().qs if self.is_valid() else self.queryset.none())

    def within(self, low: UUID | None, high: UUID | None, enough: int | None = None) -> RequestQuerySet:
        """The rows with ids from `low` on and below `high`, at least the newest `enough`; a page asks for them so, for
        what looks into other tables looks no further there either."""
        if not self.is_valid():
            return cast(RequestQuerySet, self.queryset.none())
        needed = enough if self.used - TIMES == {"q"} else None
        return self.filter_queryset(self.queryset.noting(low, high).needing(needed))

    def parts(self, low: UUID | None, high: UUID | None, enough: int | None = None) -> list[RequestQuerySet]:
        """Querysets that together find the rows `within` these bounds, and each in the order of an index: no index has
        that order for several values of its first column."""
        for name in SEVERAL:
            values = each_of(name, self._cleaned(name) or [])
            if 1 < len(values) <= PARTS:
                return [self._narrowed(self.queryset.noting(low, high), {name: [value]}) for value in values]
        return [self.within(low, high, enough)]

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong, by parameter, as the API says it."""
        return {name: [str(message) for message in messages] for name, messages in self.errors.items()}

    @property
    def cursors(self) -> Cursors:
        """The `after` and `before` of `page_of`; "" where there is none."""
        return Cursors(after=self._cleaned("after") or "", before=self._cleaned("before") or "")

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """From when on and before when, None for without limit."""
        since, until = self._cleaned("since"), self._cleaned("until")
        return since and since.start(self.now), until and until.end(self.now)

    @property
    def used(self) -> set[str]:
        """The parameters that are given; page cursors are none."""
        return set(self.filters) & set(self.data) - set(CURSORS)

    @property
    def is_scattered(self) -> bool:
        """Whether no one index holds what is asked for: what is between one row and the next is looked at as well."""
        return bool(UNINDEXED & self.used) or len(self.used - TIMES) > 1

    @property
    def is_search(self) -> bool:
        """Whether its rows are work to find, so that those who look at the `newest` are to share them."""
        return "q" in self.used

    @property
    def newest(self) -> RequestQuerySet:
        """Its rows; of a search the newest alone, one more than `newest.MOST`."""
        return self.queryset.filter(id__in=self.searched.of(self)) if self.is_search else self.qs

    @property
    def is_cut(self) -> bool:
        """Whether a search finds more than `newest.MOST`."""
        return self.is_search and len(self.searched.of(self)) > MOST

    @property
    def name(self) -> str:
        """The same for filters that leave the same rows, whichever page they are for."""
        return urlencode([(name, value) for name in sorted(self.used) for value in self.data.getlist(name)])

    @property
    def asked(self) -> Asked | None:
        """The words that are looked for in texts; None where there are none, or an id is looked for."""
        text = self._cleaned("q")
        return self._question(text).asked if text and not self._question(text).is_name else None

    def without(self, *parameters: str) -> RequestFilter:
        """The same filter but for these parameters: for the counts beside their choices."""
        if not set(parameters) & set(self.data):
            return self
        data = self.data.copy()
        for name in parameters:
            data.pop(name, None)
        narrowed = RequestFilter(data, self.queryset, project=self.project, now=self.now)
        narrowed.questions, narrowed.searched = self.questions, self.searched
        return narrowed

    def words(self) -> list[Chip]:
        """What is filtered by, one chip a value; wrong values are among them, so that they can be taken away."""
        return [
            Chip(name, value, self._in_words(name, value), self._query_without(name, value))
            for name, value in self._values()
        ]

    def sentence(self) -> str:
        """The filter in one sentence: "Requests rated 👎 negative, with a comment"."""
        texts = [chip.text for chip in self.words()]
        return f"Requests {', '.join(texts)}" if texts else "All requests"

    def filter_queryset(self, queryset: RequestQuerySet) -> RequestQuerySet:
        return self._narrowed(queryset, {})

    def _narrowed(self, queryset: RequestQuerySet, instead: dict[str, list[str]]) -> RequestQuerySet:
        """Those of `queryset` that pass every parameter, some with other values `instead` of those given."""
        since, until = (first_id(when) if when else None for when in self.span)
        found = queryset.noting(since, until)
        for name, value in {**self.form.cleaned_data, **instead}.items():
            found = self.filters[name].filter(found, value)
        return found.ranged()

    def by_text(self, queryset: RequestQuerySet, name: str, text: str) -> RequestQuerySet:
        return queryset.saying(self.project, self._question(text))

    def by_endpoint(self, queryset: RequestQuerySet, name: str, endpoints: list[str]) -> RequestQuerySet:
        return queryset.filter(endpoint__in=endpoints) if endpoints else queryset

    def by_metadata(self, queryset: RequestQuerySet, name: str, pairs: list[str]) -> RequestQuerySet:
        return with_metadata(queryset, pairs)

    def by_status(self, queryset: RequestQuerySet, name: str, words: list[str]) -> RequestQuerySet:
        return queryset.ended(*words)

    def by_state(self, queryset: RequestQuerySet, name: str, states: list[str]) -> RequestQuerySet:
        return queryset.in_state(*states)

    def by_user(self, queryset: RequestQuerySet, name: str, user: str) -> RequestQuerySet:
        return queryset.of_user(user)

    def by_session(self, queryset: RequestQuerySet, name: str, session: str) -> RequestQuerySet:
        return queryset.in_session(session)

    def unchanged(self, queryset: RequestQuerySet, name: str, value: object) -> RequestQuerySet:
        """For what is no condition of its own: the span is one for two parameters, a cursor is the page's matter."""
        return queryset

    def _cleaned(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.is_valid() else None

    def _question(self, text: str) -> Question:
        return self.questions.setdefault(text, Question(self.project, text))

    def _values(self) -> Iterator[tuple[str, str]]:
        for name in self.filters:
            if name not in CURSORS:
                yield from ((name, value) for value in dict.fromkeys(self.data.getlist(name)))

    def _in_words(self, name: str, value: str) -> str:
        shown = shortened(value)
        return f"{name} {shown}" if name in self.errors else IN_WORDS[name](shown)

    def _query_without(self, name: str, value: str) -> str:
        """The query string without that value; without cursors, for it is another list."""
        data = self.data.copy()
        data.setlist(name, [other for other in data.getlist(name) if other != value])
        for cursor in CURSORS:
            data.pop(cursor, None)
        return str(data.urlencode())


def each_of(name: str, values: Sequence[str]) -> list[str]:
    """The values one by one, of which none comes twice."""
    waiting = [status.word for status in OPEN]
    spelled = [waiting if name == "triage" and value == WAITING else [value] for value in values]
    return list(dict.fromkeys(chain.from_iterable(spelled)))


def without_empty(data: QueryDict) -> QueryDict:
    """A form sends its empty fields as well: they ask for nothing."""
    kept = QueryDict(mutable=True)
    for name in data:
        if values := [value for value in data.getlist(name) if value != ""]:
            kept.setlist(name, values)
    return kept
