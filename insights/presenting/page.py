"""The whole page, out of a few questions to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timesince import timesince

from feedback.models import Feedback
from insights.presenting import chart, comparison
from insights.presenting.asked import Asked
from insights.presenting.cards import cards
from insights.presenting.found import ENDPOINT, TABLES, USER, Found
from insights.presenting.links import Links
from insights.presenting.tables import Table
from insights.rated.figures import META
from insights.reading import Reading
from insights.rolled_up import reading_of
from insights.voices import DEFAULT, VOICES
from insights.windows import CHOICES
from projects.models import Project
from requestlog.database.bounded import TookTooLongError, screen
from requestlog.ratings import Source


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    comment: str
    ago: str
    tags: Sequence[str]
    by_team: bool
    url: str


def insights_context(project: Project, asked: Asked) -> dict[str, Any]:
    """The figures that are `asked` for; where nothing was rated, only what leads to votes.

    With `too_long` where they would take longer than a screen may; what it can do without is `left_out`, in words.
    """
    links = Links(project, asked.window, asked.voices)
    context = {**_choices(asked), "log_url": links.log(), "review_url": links.review()}
    try:
        with screen():
            reading = reading_of(project, asked.voices, asked.window)
            found = Found(reading, asked, links)
            return context | {"is_late": type(reading) is Reading} | _found(found)
    except TookTooLongError:
        return context | {"too_long": True}


def table_of(project: Project, asked: Asked, name: str) -> Table | None:
    """One of `TABLES`; None where nothing is compared. Raises `TookTooLongError`."""
    with screen():
        reading = reading_of(project, asked.voices, asked.window)
        return TABLES[name](Found(reading, asked, Links(project, asked.window, asked.voices)))


def _choices(asked: Asked) -> dict[str, Any]:
    """What the reader may choose, as links and as the fields of a form."""
    other = {"since": "", "until": ""}
    return {
        "asked": asked,
        "window": asked.window,
        "voices": asked.voices,
        "choices": [Choice(name, asked.query(window=name, **other), name == asked.window.name) for name in CHOICES],
        "voice_choices": [
            Choice(each.title, asked.query(votes=each.name), each is asked.voices) for each in VOICES.values()
        ],
        "dates_hidden": asked.hidden("window", "since", "until"),
        "sides_hidden": asked.hidden("a", "a_in", "b", "b_in"),
        "csv_query": asked.query(),
        "no_comparison": asked.query(a="", a_in="", b="", b_in=""),
        "filter_in_words": _filter(asked),
    }


def _filter(asked: Asked) -> str:
    """For the title: whose votes and what is compared, "" for the usual."""
    whose = "" if asked.voices is DEFAULT else f"votes of {asked.voices.title.lower()}"
    both = [comparison.title(side, asked.sides[0], asked.window) for side in asked.sides] if asked.sides else []
    return ", ".join(filter(None, (whose, " against ".join(both))))


def _found(found: Found) -> dict[str, Any]:
    if not found.now.rated:
        return {"any_vote": False, "any_vote_ever": _any_vote_ever(found.reading)}
    shown = {
        "any_vote": True,
        "cards": cards(found.both, found.links),
        "chart": chart.chart(*found.buckets, found.window, found.links),
        "days": found.days(),
        "models": found.models(),
        "tags": found.tags(),
        "reasons": found.reasons(),
        "by": found.broken_down(),
        "by_choices": _by_choices(found),
        "by_note": _by_note(found),
        "uncategorised": found.uncategorised,
        "comparison": found.compared(),
        "pickers": comparison.pickers(found.asked.sides, found.dimensions, found.window),
        "complaints": complaints(found.complaints, found.links, found.window.now),
        "complaints_url": found.links.commented(rating="negative"),
        "disliked_url": found.links.rated("negative"),
    }
    return shown | {"left_out": " and ".join(found.left_out)}


def _any_vote_ever(reading: Reading) -> bool:
    return reading.voices.rated(reading.project.requests.all()).exists()


def _by_choices(found: Found) -> list[Choice]:
    names = {ENDPOINT: "endpoint", USER: "end user", **{key: key.removeprefix(META) for key in found.keys}}
    return [Choice(text, f"{found.asked.query(by=name)}#by", name == found.by) for name, text in names.items()]


def _by_note(found: Found) -> str:
    if found.by != USER:
        return "Latency and cost are those of the rated answers."
    capped = f"Of the newest {found.disliking.looked_at:,} 👎." if found.disliking.is_capped else ""
    return capped or "Those with the most 👎; an answer without an end user is nobody’s."


def complaints(votes: Sequence[Feedback], links: Links, now: datetime) -> list[Complaint]:
    return [
        Complaint(
            comment=vote.comment,
            ago=timesince(vote.created_at, now, depth=1),
            tags=vote.tags,
            by_team=vote.source == Source.TEAM,
            url=links.detail(vote.request_id),
        )
        for vote in votes
    ]
