"""The answer under review: what people say of it, the conversation, and how its review stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from feedback.models import Feedback, Review, Source
from feedback.presenting.panel_votes import after
from projects.models import Project
from requestlog.documents import payloads_of
from requestlog.models import Request
from requestlog.presenting import figures
from requestlog.presenting.conversation import Conversation, conversation
from requestlog.presenting.links import Links
from requestlog.presenting.rows import Moment, Verdict, moment_of, verdict_of
from requestlog.presenting.visible import visible
from requestlog.rows import unpacked
from requestlog.triage import Triage
from requestlog.wire.jsons import loads
from requestlog.wire.turns import Turn, turns

MOST_VOTES = 20
TONES = {Triage.NEW: "bad", Triage.LOOKING: "live", Triage.RESOLVED: "good", Triage.WONT_FIX: ""}
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A vote on the answer; its reasons and tags each have the link that narrows the queue to them."""

    verdict: Verdict
    correction: str
    who: str
    of_team: bool
    at: Moment
    after: str
    reasons: Sequence[Link]
    tags: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the team stands: the status in words, who looks after it, who changed it last and when."""

    words: str
    tone: str
    assignee: str
    by: str
    at: Moment | None


def entry_context(
    project: Project, entry: Request, row: Review | None, votes: Sequence[Feedback], links: Links
) -> dict[str, Any]:
    """Everything of `entry` but the form; reads its bodies. `links` lead back to the queue."""
    payload = payloads_of(project, [entry.id]).get(entry.id)
    bodies = (unpacked(payload.request), unpacked(payload.response)) if payload else (b"", b"")
    earlier, talk = parted(turns(*map(loads, bodies)))
    return {
        "complaints": [complaint(entry, vote, links) for vote in votes],
        "standing": standing(entry, row),
        "earlier": earlier,
        "talk": talk,
        "facts": facts(entry, links),
        "at": moment_of(entry.created_at),
        "detail_url": reverse("detail", args=[project.slug, entry.id]),
        "json_url": reverse("entry-json", args=[project.slug, entry.id]),
    }


def votes_on(project: Project, entry: Request) -> list[Feedback]:
    """The votes on `entry`: 👎 first, users before the team, then the latest."""
    votes = project.feedback.filter(request=entry).select_related("author")
    return list(votes.order_by("rating", "source", "-updated_at", "-id")[:MOST_VOTES])


def read_of(row: Review | None) -> dict[str, str]:
    """What the team wrote, for those who only look."""
    return {"correction": visible(row.correction), "note": visible(row.note)} if row else {}


def standing(entry: Request, row: Review | None) -> Standing:
    status = None if entry.triage is None else Triage(entry.triage)
    people = (row.assignee, row.updated_by) if row else (None, None)
    assignee, by = (visible(user.get_username()) if user else "" for user in people)
    words, tone = (str(status.label), TONES[status]) if status else ("", "")
    return Standing(words, tone, assignee, by, moment_of(row.updated_at) if row else None)


def parted(said: Sequence[Turn]) -> tuple[Conversation | None, Conversation]:
    """The turns before the last question, None for none, and those from it on."""
    asked = [place for place, turn in enumerate(said) if turn.role == "user" and not turn.is_answer]
    start = asked[-1] if asked else 0
    return conversation(said[:start]) if start else None, conversation(said[start:])


def complaint(entry: Request, vote: Feedback, links: Links) -> Complaint:
    return Complaint(
        verdict=verdict_of(vote.rating, comment=visible(vote.comment)),
        correction=visible(vote.correction),
        who=visible(vote.author.get_username() if vote.author else vote.submitter),
        of_team=vote.source == Source.TEAM,
        at=moment_of(vote.updated_at),
        after=after(entry, vote.updated_at),
        reasons=narrowing(links, "reason", vote.reasons),
        tags=narrowing(links, "tag", vote.tags),
    )


def facts(entry: Request, links: Links) -> list[Link]:
    """Model and person, with the links that narrow the queue to them, and the time that it took."""
    found = narrowing(links, "model", [entry.model]) + narrowing(links, "user", [entry.end_user])
    return [*found, (figures.duration(entry.latency_ms), "")]


def narrowing(links: Links, name: str, values: Sequence[str]) -> list[Link]:
    return [(visible(value), links.url([*links.kept(name), (name, value)])) for value in values if value]
