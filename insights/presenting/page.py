"""The whole page, out of at most eight questions to the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from insights import reading, report
from insights.presenting import sections
from insights.presenting.cards import cards
from insights.presenting.links import Links
from insights.report import Tally
from insights.voices import DEFAULT, VOICES, Voices
from insights.windows import CHOICES, Window
from projects.models import Project

MODELS, TAGS, REASONS, COMPLAINTS = 10, 10, 10, 6


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    url: str
    current: bool


def insights_context(project: Project, window: Window, voices: Voices) -> dict[str, Any]:
    """The figures of `window` and `voices`; where nothing was rated, only what leads to votes."""
    votes = reading.votes(project, voices, window.span, window.step)
    links, now = Links(project, window, voices), report.tally(votes)
    context = {
        "window": window,
        "voices": voices,
        "choices": [Choice(name, _url(name, voices), name == window.name) for name in CHOICES],
        "voice_choices": [Choice(each.title, _url(window.name, each), each is voices) for each in VOICES.values()],
        "log_url": links.log(),
        "any_vote": bool(now.rated),
    }
    if not now.rated:
        return context | {"any_vote_ever": voices.rated(project.requests.all()).exists()}
    return context | _figures(project, votes, now, links)


def _figures(project: Project, votes: list[reading.Votes], now: Tally, links: Links) -> dict[str, Any]:
    window, voices = links.window, links.voices
    before = report.tally(reading.votes_in_all(project, voices, window.before))
    traffic, earlier = reading.traffic(project, window.span), reading.traffic(project, window.before)
    found = report.tag_figures(reading.tags(project, voices, window.span, TAGS), now)
    picked = report.reason_figures(reading.reasons(project, voices, window.span, REASONS), now)
    newest = reading.newest_complaints(project, voices, window.span, COMPLAINTS)
    return {
        "cards": cards(now, before, traffic, earlier, links),
        "chart": sections.chart(report.tallies(votes, lambda each: window.bucket(each.bucket)), window, links),
        "models": sections.models(report.tallies(votes, lambda each: each.model), links, MODELS),
        "tags": sections.tags(found, links),
        "reasons": sections.reasons(picked, links),
        "complaints": sections.complaints(newest, links, window.now),
        "complaints_url": links.commented(rating="negative"),
    }


def _url(window: str, voices: Voices) -> str:
    return f"?window={window}" + ("" if voices is DEFAULT else f"&votes={voices.name}")
