"""Rows for training sets, out of the database: page after page by key, four queries a page, one page in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from feedback.training.cases import Case, Row, case_of
from feedback.training.choosing import Group
from projects.models import Project
from requestlog.models import State
from requestlog.querysets import FAILED, RequestQuerySet
from requestlog.ratings import Rating
from requestlog.rows import unpacked

ROWS = 500
COLUMNS = ("id", "rating", "endpoint", "state", "status")
RATINGS = {Group.DISLIKED: Rating.NEGATIVE, Group.AMAZING: Rating.AMAZING, Group.POSITIVE: Rating.POSITIVE}
NOTHING = ""

Facts = tuple[UUID, int | None, str, str, int]
Body = bytes | memoryview | None
Bodies = tuple[Body, Body]


def group_of(queryset: RequestQuerySet, group: Group, project: Project) -> RequestQuerySet:
    """The rows of `queryset`, all of `project`, that belong to one group; each belongs to one at most."""
    if group is Group.CORRECTED:
        return queryset.corrected(project)
    return queryset.filter(rating=RATINGS[group]).corrected(project, False)


def pages(
    queryset: RequestQuerySet, project: Project, still_allowed: Callable[[], object] = lambda: True
) -> Iterator[Iterator[Case]]:
    """The rows of `queryset`, all of `project`, newest first, a page at a time; of a page, one is unpacked at a time.

    `still_allowed` is called before each page and raises to end it.
    """
    rows = queryset.newest_first().values_list(*COLUMNS)
    page: list[Facts] = []
    while not page or len(page) == ROWS:
        still_allowed()
        page = list((rows.filter(id__lt=page[-1][0]) if page else rows)[:ROWS])
        if not page:
            return
        yield _cases(page, project)


def cases(ids: Iterable[UUID], project: Project) -> dict[UUID, Case]:
    """These rows of `project`, as far as they are still there."""
    page = list(project.requests.filter(id__in=list(ids)).values_list(*COLUMNS))
    return {case.row.id: case for case in _cases(page, project)}


def _cases(page: list[Facts], project: Project) -> Iterator[Case]:
    ids = [facts[0] for facts in page]
    corrections, bodies = _corrections(project, ids), _bodies(project, ids)
    for facts in page:
        yield case_of(_row(facts, corrections.get(facts[0], NOTHING), bodies.get(facts[0], (None, None))))


def _row(facts: Facts, correction: str, bodies: Bodies) -> Row:
    id, rating, endpoint, state, status = facts
    return Row(
        id=id,
        liked=None if rating is None else rating != Rating.NEGATIVE,
        correction=correction,
        endpoint=endpoint,
        whole=state == State.COMPLETE,
        failed=status >= FAILED,
        request=unpacked(bodies[0]),
        response=unpacked(bodies[1]),
    )


def _corrections(project: Project, ids: list[UUID]) -> dict[UUID, str]:
    """The team's own correction, else the latest of the team's votes, else the latest of the users'."""
    votes = project.feedback.filter(~Q(correction=NOTHING), request_id__in=ids).order_by("source", "updated_at", "id")
    reviews = project.reviews.filter(~Q(correction=NOTHING), request_id__in=ids)
    # The last of a row wins: the team has the greater source
    return dict(votes.values_list("request_id", "correction")) | dict(reviews.values_list("request_id", "correction"))


def _bodies(project: Project, ids: list[UUID]) -> dict[UUID, Bodies]:
    stored = project.payloads.filter(request_id__in=ids).values_list("request_id", "request", "response")
    return {id: (sent, got) for id, sent, got in stored}
