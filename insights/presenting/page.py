"""The whole page, out of at most seven questions to the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from insights import reading, report
from insights.presenting import sections
from insights.presenting.cards import cards
from insights.presenting.links import Links
from insights.report import Tally
from insights.windows import CHOICES, Window
from projects.models import Project

MODELS, TAGS, COMPLAINTS = 10, 10, 6


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    url: str
    current: bool


def insights_context(project: Project, window: Window) -> dict[str, Any]:
    """The figures of `window`; where it holds no vote, only what leads to one."""
    votes = reading.votes(project, window.span, window.step)
    links, now = Links(project, window), report.tally(votes)
    context = {
        "window": window,
        "choices": [Choice(name, f"?window={name}", name == window.name) for name in CHOICES],
        "log_url": links.log(),
        "any_vote": bool(now.rated),
    }
    if not now.rated:
        return context | {"any_vote_ever": project.requests.rated("rated").exists()}
    return context | _figures(project, window, votes, now, links)


def _figures(project: Project, window: Window, votes: list[reading.Votes], now: Tally, links: Links) -> dict[str, Any]:
    before = report.tally(reading.votes_in_all(project, window.before))
    found = report.tag_figures(reading.tags(project, window.span, TAGS), now)
    newest = reading.newest_complaints(project, window.span, COMPLAINTS)
    return {
        "cards": cards(
            now, before, reading.traffic(project, window.span), reading.traffic(project, window.before), links
        ),
        "chart": sections.chart(report.tallies(votes, lambda each: window.bucket(each.bucket)), window, links),
        "models": sections.models(report.tallies(votes, lambda each: each.model), links, MODELS),
        "tags": sections.tags(found, links),
        "complaints": sections.complaints(newest, links, window.now),
        "complaints_url": links.log(rating="negative", comment="yes"),
    }
