"""The whole page, out of at most eight questions to the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from insights import report
from insights.presenting import sections
from insights.presenting.cards import cards
from insights.presenting.links import Links
from insights.reading import Reading, Votes
from insights.report import Tally
from insights.rolled_up import reading_of
from insights.voices import DEFAULT, VOICES, Voices
from insights.windows import CHOICES, Window
from projects.models import Project
from requestlog.database.bounded import TookTooLongError, part_of_screen, screen

MODELS, TAGS, REASONS, COMPLAINTS = 10, 10, 10, 6


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    url: str
    current: bool


def insights_context(project: Project, window: Window, voices: Voices) -> dict[str, Any]:
    """The figures of `window` and `voices`; where nothing was rated, only what leads to votes.

    With `too_long` where they would take longer than a screen may; what it can do without is `left_out`, in words.
    """
    links = Links(project, window, voices)
    context = {
        "window": window,
        "voices": voices,
        "choices": [Choice(name, _url(name, voices), name == window.name) for name in CHOICES],
        "voice_choices": [Choice(each.title, _url(window.name, each), each is voices) for each in VOICES.values()],
        "log_url": links.log(),
    }
    try:
        with screen():
            return context | _found(reading_of(project, voices, window), links)
    except TookTooLongError:
        return context | {"too_long": True}


def _found(reading: Reading, links: Links) -> dict[str, Any]:
    votes = reading.votes(links.window.span, links.window.step)
    now = report.tally(votes)
    if not now.rated:
        return {"any_vote": False, "any_vote_ever": reading.voices.rated(reading.project.requests.all()).exists()}
    return {"any_vote": True, **_figures(reading, votes, now, links), **_said(reading, now, links)}


def _figures(reading: Reading, votes: list[Votes], now: Tally, links: Links) -> dict[str, Any]:
    window = links.window
    before = report.tally(reading.votes_in_all(window.before))
    traffic, earlier = reading.traffic(window.span), reading.traffic(window.before)
    return {
        "cards": cards(now, before, traffic, earlier, links),
        "chart": sections.chart(report.tallies(votes, lambda each: window.bucket(each.bucket)), window, links),
        "models": sections.models(report.tallies(votes, lambda each: each.model), links, MODELS),
    }


def _said(reading: Reading, now: Tally, links: Links) -> dict[str, Any]:
    """What people say with their votes, out of the votes themselves."""
    window = links.window
    tags = part_of_screen(lambda: reading.tags(window.span, TAGS), None)
    reasons = part_of_screen(lambda: reading.reasons(window.span, REASONS), None)
    newest = part_of_screen(lambda: reading.newest_complaints(window.span, COMPLAINTS), None)
    parts = {"tags": tags, "reasons": reasons, "comments": newest}
    return {
        "tags": sections.tags(report.tag_figures(tags or [], now), links),
        "reasons": sections.reasons(report.reason_figures(reasons or [], now), links),
        "complaints": sections.complaints(newest or [], links, window.now),
        "complaints_url": links.commented(rating="negative"),
        "left_out": " and ".join(name for name, found in parts.items() if found is None),
    }


def _url(window: str, voices: Voices) -> str:
    return f"?window={window}" + ("" if voices is DEFAULT else f"&votes={voices.name}")
