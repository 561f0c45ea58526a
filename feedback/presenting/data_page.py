"""The settings of data: the limits and their effect, how much there is, one person's holdings and their erasing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.template.defaultfilters import filesizeformat

from feedback.data_form import EraseForm, KeepForm, PersonForm, so_far
from feedback.retention.effects import Effect
from feedback.retention.erasure import NOT_REACHED, Erasure, calls_on_their_way
from feedback.retention.holdings import KINDS, Holdings, up_to
from feedback.retention.sizes import sizes
from projects.models import Project
from requestlog.database.bounded import TookTooLongError, at_most
from requestlog.presenting import figures
from requestlog.presenting.visible import visible
from requestlog.querysets import Count

SECONDS = 0.5
UNCOUNTED = "many"
# Which tables hold what, by how their names begin; the first that fits
PLACES = {
    "requestlog_payload": "Bodies",
    "requestlog_search": "Search",
    "requestlog_": "Requests",
    "feedback_": "Votes, reviews and webhooks",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A number with its name."""

    name: str
    number: str


def data_context(
    project: Project,
    *,
    keep: KeepForm | None = None,
    effects: Sequence[Effect] = (),
    person: PersonForm | None = None,
) -> dict[str, Any]:
    """The context of the page; a form that was sent wrongly is shown as it was sent."""
    measured = sizes()
    return {
        "keep": keep or KeepForm(instance=project),
        "effects": [effect_in_words(effect) for effect in effects],
        "person": person or PersonForm(),
        "rows": rows_of(project),
        "tables": places_of(measured.tables),
        "total": filesizeformat(measured.total),
        "free": filesizeformat(measured.free) if measured.free else "",
    }


def effect_in_words(effect: Effect) -> str:
    """12,300 bodies are older than 30 days"""
    many = effect.count is None or effect.count.capped or effect.count.value != 1
    part, verb = (effect.part, "are") if many else (ONE[effect.part], "is")
    number = "Very many" if effect.count is None else str(effect.count)
    return f"{number} {part} {verb} older than {effect.days:,} {'day' if effect.days == 1 else 'days'}"


ONE = {"bodies": "request’s bodies", "requests": "request", "votes": "vote"}


def rows_of(project: Project) -> list[Line]:
    """How much the project holds: requests as the roll-up has them, the rest counted up to 10,000."""
    counted: dict[str, Callable[[], Any]] = {
        "Requests": lambda: requests_of(project),
        "With bodies": lambda: up_to(project.payloads.all()),
        "Votes": lambda: up_to(project.feedback.all()),
        "Votes as they were before": lambda: up_to(project.past_votes.all()),
    }
    return [Line(name, in_time(count)) for name, count in counted.items()]


def requests_of(project: Project) -> str:
    rolled = project.days.aggregate(number=Sum("requests"))["number"]
    return str(project.requests.count_up_to()) if rolled is None else figures.count(rolled)


def in_time(count: Callable[[], Any]) -> str:
    try:
        with at_most(SECONDS):
            return str(count())
    except TookTooLongError:
        return UNCOUNTED


def places_of(tables: Mapping[str, int]) -> list[Line]:
    """What each kind of data takes on the disk."""
    sums: dict[str, int] = {}
    for table, size in tables.items():
        place = next(place for start, place in PLACES.items() if table.startswith(start))
        sums[place] = sums.get(place, 0) + size
    return [Line(place, filesizeformat(size)) for place, size in sorted(sums.items(), key=lambda item: -item[1])]


def person_context(user: str, held: Holdings, form: EraseForm | None = None) -> dict[str, Any]:
    """What is held of a person, and the question whether it is to go."""
    return {
        "user": visible(user),
        "user_id": user,
        "lines": [Line(said, in_words(held.counts[kind])) for kind, said in KINDS.items()],
        "on_their_way": calls_on_their_way(),
        "form": form or EraseForm(initial={"user": user}),
    }


def in_words(count: Count) -> str:
    """As it is, but "0+"."""
    return "none so far" if count.capped and not count.value else str(count)


def erasure_context(erasure: Erasure) -> dict[str, Any]:
    """The report, and where something is left the form that goes on."""
    again = EraseForm(initial={"user": erasure.user, "so_far": so_far(erasure.erased)})
    return {
        "user": visible(erasure.user),
        "user_id": erasure.user,
        "erasure": erasure,
        "lines": [Line(said, figures.count(erasure.erased.get(kind, 0))) for kind, said in KINDS.items()],
        "left": [
            Line(said, str(erasure.left.counts[kind]))
            for kind, said in KINDS.items()
            if erasure.left.counts[kind].value
        ],
        "on_their_way": erasure.on_their_way,
        "not_reached": NOT_REACHED,
        "form": again,
    }
