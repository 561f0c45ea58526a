"""The words in which the log is asked. Each read starts at `project.requests`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Q, Subquery

from requestlog.cleaning import clean_text
from requestlog.ids import first_id
from requestlog.search.finding import Question
from requestlog.voted import VotedQuerySet

if TYPE_CHECKING:
    from projects.models import Project
    from requestlog.models import KnownId, Request  # noqa: F401

COUNTED = 10_000
LOOKED_AT = 1_000
FAILED = 400
USUAL = 200
NOBODY = NOTHING = ""
COMPLETE = "complete"
# What every row of a list shows, and the figures beside it; never the metadata, which may be long.
ROW = (
    *("project_id", "message_id", "created_at", "endpoint", "status", "state", "error_type"),
    *("prompt_preview", "answer_preview", "rating", "has_comment", "team_rating", "triage"),
)
FIGURES = ("model", "latency_ms", "prompt_tokens", "completion_tokens", "cost_usd", "end_user", "session")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows; `capped` where there are more than were counted ("10,000+")."""

    value: int
    capped: bool = False

    def __str__(self) -> str:
        return f"{self.value:,}{'+' if self.capped else ''}"


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many calls began within the last hour and day, and when the newest did."""

    hour: Count
    day: Count
    last: datetime | None


class Counted(Subquery):
    """The number of rows of a query, as one value of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()
    empty_result_set_value = 0


class RequestQuerySet(VotedQuerySet["Request"]):
    def newest_first(self) -> RequestQuerySet:
        return self.order_by("-id")

    def listed(self, figures: Iterable[str] = FIGURES) -> RequestQuerySet:
        """Only the columns that a list shows, with these `figures`."""
        return self.only(*ROW, *figures)

    def ended(self, *words: str) -> RequestQuerySet:
        """Ended as any of `words`: "ok" (below 400), "error" (400 and above) or a status code; not those in flight."""
        codes = {int(word) for word in words if word.isdigit()}
        if len(codes) == len(set(words)):
            return self._with_codes(codes)
        wanted = Q(status__in={code for code in codes if code < FAILED or "error" not in words})
        if "ok" in words:
            wanted |= Q(status__gt=0, status__lt=FAILED)
        if "error" in words:
            wanted |= Q(status__gte=FAILED)
        return self.filter(wanted)

    def _with_codes(self, codes: Collection[int]) -> RequestQuerySet:
        """Unless it is the usual one that is asked for, from the few rows that do not have it."""
        return (self if USUAL in codes else self._but(status=USUAL)).filter(status__in=codes)

    def in_state(self, *states: str) -> RequestQuerySet:
        """In any of these states; where `complete` is none of them, from the few rows that are not."""
        return (self if COMPLETE in states else self._but(state=COMPLETE)).filter(state__in=states)

    def between(self, since: datetime | None, until: datetime | None) -> RequestQuerySet:
        """Created at or after `since` and before `until`, to the millisecond: a range of the primary key."""
        return self.within(first_id(since) if since else None, first_id(until) if until else None)

    def of_user(self, name: str) -> RequestQuerySet:
        """Of this end user, by the application's word for them; of nobody, those without one."""
        return (self if name == NOBODY else self._but(end_user=NOBODY)).filter(end_user=name)

    def in_session(self, name: str) -> RequestQuerySet:
        """Of this session, likewise."""
        return (self if name == NOTHING else self._but(session=NOTHING)).filter(session=name)

    def _but(self, **left_out: object) -> RequestQuerySet:
        """Without the value that an index leaves out, where another one is asked for.

        PostgreSQL knows that by itself and, told so, would expect far too few rows; SQLite has to be told.
        """
        return self.exclude(**left_out) if connection.vendor == "sqlite" else self

    def saying(self, project: Project, text: str | Question) -> RequestQuerySet:
        """With the words that `text` asks for, as people write it, in prompt, answer or users' comments; the calls
        that are so named where it is an id. Raises `ValueError` with a sentence for people where it asks for nothing.
        """
        return (Question(project, text) if isinstance(text, str) else text).answers(self)

    def named(self, project: Project, name: str) -> RequestQuerySet:
        """What a client may mean by `name`: our id, the completion's, the upstream's or the client's own."""
        return self.filter(id__in=project.known_ids.of(name).values("request_id"))

    def count_up_to(self, most: int = COUNTED) -> Count:
        """The number of rows, counted no further than `most`."""
        counted = self.order_by()[: most + 1].count()
        return Count(min(counted, most), counted > most)

    def arrivals(self, now: datetime) -> Arrivals:
        """The calls up to `now`, counted no further than 10,000."""
        hour, day = (self.between(now - timedelta(hours=hours), None).count_up_to() for hours in (1, 24))
        return Arrivals(hour, day, self.newest_first().values_list("created_at", flat=True).first())


class KnownIdQuerySet(models.QuerySet["KnownId"]):
    def of(self, message_id: str) -> KnownIdQuerySet:
        """Every row that a client may mean by `message_id`; none for what no database can hold."""
        return self.filter(message_id=message_id) if clean_text(message_id) == message_id else self.none()
