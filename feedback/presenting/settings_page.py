"""The settings of votes: the form, the keys for browsers, and the votes that wait for their message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from feedback.forms import OriginsForm, PublicKeyForm, VoteSettingsForm
from feedback.models import HeldVote
from projects.models import ApiKey, KeyKind, Project
from requestlog.presenting import figures
from requestlog.presenting.rows import Verdict, verdict_of
from requestlog.presenting.visible import shortened, visible
from requestlog.querysets import Count

MOST_SHOWN = 20
MOST_COUNTED = 1_000
COMMENT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held vote; `ends` says when its wait is over, or was."""

    verdict: Verdict
    message_id: str
    submitter: str
    at: datetime
    ends: str


@dataclass(frozen=True, slots=True)
class Votes:
    """The newest held votes of one kind, and how many there are."""

    count: Count
    shown: Sequence[Waiting]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A live public key, and the form of its origins."""

    key: ApiKey
    form: OriginsForm


def settings_context(
    project: Project,
    now: datetime,
    *,
    settings: forms.BaseForm | None = None,
    new_key: forms.BaseForm | None = None,
    origins: OriginsForm | None = None,
) -> dict[str, Any]:
    """The context of the page; a form that was sent wrongly is shown as it was sent."""
    return {
        "settings": settings or VoteSettingsForm(instance=project),
        "new_key": new_key or PublicKeyForm(),
        "public_keys": public_keys(project, origins),
        "waiting": held(project.held_votes.waiting(), now),
        "expired": held(project.held_votes.expired(), now),
    }


def public_keys(project: Project, sent: OriginsForm | None) -> list[PublicKey]:
    """The keys for browsers, newest first."""
    keys = project.keys.live().filter(kind=KeyKind.PUBLIC).order_by("-pk")[:MOST_SHOWN]
    return [PublicKey(key, sent if sent and sent["key"].value() == str(key.pk) else form_of(key)) for key in keys]


def form_of(key: ApiKey) -> OriginsForm:
    return OriginsForm(initial={"key": key.pk, "origins": key.origins}, auto_id=f"id_{key.pk}_%s")


def held(votes: Any, now: datetime) -> Votes:
    counted = votes[: MOST_COUNTED + 1].count()
    shown = [waiting_of(vote, now) for vote in votes.order_by("-id")[:MOST_SHOWN]]
    return Votes(Count(min(counted, MOST_COUNTED), counted > MOST_COUNTED), shown)


def waiting_of(vote: HeldVote, now: datetime) -> Waiting:
    comment = shortened(vote.comment, COMMENT_CHARACTERS)
    return Waiting(
        verdict=verdict_of(vote.rating, comment=comment, tags=tuple(visible(tag) for tag in vote.tags)),
        message_id=visible(vote.message_id),
        submitter=visible(vote.submitter),
        at=vote.created_at,
        ends=_ends(vote, now),
    )


def _ends(vote: HeldVote, now: datetime) -> str:
    seconds = (vote.expires_at - now).total_seconds()
    if vote.expired_at or seconds <= 0:
        return f"waited {figures.after((vote.expires_at - vote.created_at).total_seconds())}"
    return f"{figures.after(seconds)} left"
