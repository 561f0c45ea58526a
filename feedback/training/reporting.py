"""The report before the download: what both training sets would hold of the same rows, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from feedback.training.cases import Case
from feedback.training.choosing import ORDER, Group, Preferences, Supervised
from feedback.training.reading import group_of, pages
from feedback.training.reasons import Why
from feedback.training.splitting import Split
from feedback.training.streams import preferred
from feedback.training.tallying import Tally
from projects.models import Project
from requestlog.querysets import RequestQuerySet

MOST_ROWS = 100_000
# Bodies are read of these alone, and reading them is what takes time
MOST_VOTED = 10_000
LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Report:
    """The two sets out of the newest `rows` rows; `stopped` where there are more. Of each set,
    `rows` = `tally.rows` + `tally.dropped_rows`."""

    rows: int
    stopped: bool
    sft: Tally
    dpo: Tally


def report_of(queryset: RequestQuerySet, split: Split, *, project: Project) -> Report:
    """What the downloads of `queryset`, rows of `project`, would hold: of 100,000 rows at most, 10,000 rated ones."""
    rows, last, stopped = _newest(queryset)
    within = queryset.filter(id__gte=last) if last and stopped else queryset
    sft, dpo, supervised, preferences = Tally(), Tally(), Supervised(split), Preferences(split)
    for group in ORDER:
        for page in pages(group_of(within, group, project), project):
            for outcome in preferred(preferences, _tallied(page, supervised, sft), project):
                dpo.add(outcome, corrected=group is Group.CORRECTED)
    _complete(sft, dpo, rows, preferences.waiting)
    return Report(rows, stopped, sft, dpo)


def _tallied(page: Iterable[Case], makes: Supervised, tally: Tally) -> Iterator[Case]:
    for case in page:
        tally.add(makes.take(case), corrected=bool(case.row.correction))
        yield case


def _complete(sft: Tally, dpo: Tally, rows: int, waiting: int) -> None:
    """Adds what was not read: rows without a vote; and the disliked that found no liked answer to the end."""
    unrated = max(rows - sft.rows - sft.dropped_rows, 0)
    for tally, why, number in (
        (sft, Why.UNRATED, unrated),
        (dpo, Why.UNRATED, unrated),
        (dpo, Why.DISLIKED_ALONE, waiting),
    ):
        tally.dropped[why] += number


def _newest(queryset: RequestQuerySet) -> tuple[int, UUID | None, bool]:
    """How many rows are looked at, the last of them, and whether there are more."""
    rows = voted = 0
    last = None
    for id, rating in _ratings(queryset):
        voted += rating is not None
        if rows == MOST_ROWS or voted > MOST_VOTED:
            return rows, last, True
        rows, last = rows + 1, id
    return rows, last, False


def _ratings(queryset: RequestQuerySet) -> Iterator[tuple[UUID, int | None]]:
    """The id and the rating of each row, newest first."""
    rows = queryset.newest_first().values_list("id", "rating")
    page: list[tuple[UUID, int | None]] = []
    while not page or len(page) == LOOKED_AT:
        page = list((rows.filter(id__lt=page[-1][0]) if page else rows)[:LOOKED_AT])
        yield from page
        if not page:
            return
