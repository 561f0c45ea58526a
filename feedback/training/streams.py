"""The two training sets as files, a chunk a page: see `choosing` for what memory grows with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from feedback.training.cases import Case
from feedback.training.choosing import LIKED, ORDER, Group, Line, Match, Preferences, Supervised
from feedback.training.reading import cases, group_of, pages
from feedback.training.reasons import Why
from feedback.training.splitting import Split
from projects.models import Project
from requestlog.querysets import RequestQuerySet

Outcome = Line | Why


def sft_stream(
    queryset: RequestQuerySet, split: Split, *, project: Project, still_allowed: Callable[[], object] = lambda: True
) -> Iterator[bytes]:
    """The supervised lines of the rows of `queryset`, all of `project`; corrections first, then ❤️, then 👍.

    `still_allowed` is called before each page and raises to end the file; so does what fails on the way.
    """
    makes = Supervised(split)
    for page in _pages(queryset, LIKED, project, still_allowed):
        yield from _written(makes.take(case) for case in page)


def dpo_stream(
    queryset: RequestQuerySet, split: Split, *, project: Project, still_allowed: Callable[[], object] = lambda: True
) -> Iterator[bytes]:
    """The preference lines, likewise: pairs of a correction first."""
    makes = Preferences(split)
    for page in _pages(queryset, ORDER, project, still_allowed):
        yield from _written(preferred(makes, page, project))


def preferred(makes: Preferences, page: Iterable[Case], project: Project) -> Iterator[Outcome]:
    """What comes of each row of `page`, but of those that wait; one query for all that they are matched with."""
    matches: list[Match] = []
    for case in page:
        outcome = makes.take(case)
        if isinstance(outcome, Match):
            matches.append(outcome)
        elif outcome is not None:
            yield outcome
    others = cases({match.disliked for match in matches}, project) if matches else {}
    yield from (makes.pair(match, others.get(match.disliked)) for match in matches)


def _pages(
    queryset: RequestQuerySet, groups: Iterable[Group], project: Project, still_allowed: Callable[[], object]
) -> Iterator[Iterator[Case]]:
    for group in groups:
        yield from pages(group_of(queryset, group, project), project, still_allowed)


def _written(outcomes: Iterable[Outcome]) -> Iterator[bytes]:
    text = b"".join(outcome.text for outcome in outcomes if isinstance(outcome, Line))
    if text:
        yield text


STREAMS = {"sft": sft_stream, "dpo": dpo_stream}
