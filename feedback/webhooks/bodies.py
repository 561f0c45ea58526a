"""What is sent: one event in the shape of each channel. Settled once, when the event is told, and never made anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from feedback.models import Channel, Kind
from feedback.snapshots import moment
from feedback.webhooks.texts import for_slack, one_line, shortened
from projects.models import Project
from requestlog.models import Request

# Slack refuses a section of more than 3,000 characters, and an escaped character takes up to five
SLACK_CHARACTERS = 400
SUBJECT_CHARACTERS = 120
TEXTS = ("message_id", "comment", "correction", "submitter", "model", "prompt", "answer", "end_user")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with what is known of its answer; `entry` is None where the log has it no more."""

    kind: Kind
    at: datetime
    vote: dict[str, Any]
    project: Project
    entry: Request | None
    is_test: bool = False


def body_of(channel: str, told: Told) -> str:
    """The body for `channel`: JSON that is sent as it is or, of a mail, `{"subject", "text"}`."""
    shape = {Channel.WEBHOOK: webhook_body, Channel.SLACK: slack_body, Channel.EMAIL: mail_body}[Channel(channel)]
    return json.dumps(shape(told), ensure_ascii=False, separators=(",", ":"))


def webhook_body(told: Told) -> dict[str, Any]:
    """The event by the rules of Standard Webhooks: its type, its time, and everything about it."""
    return {"type": told.kind.value, "timestamp": moment(told.at), "data": data_of(told)}


def slack_body(told: Told) -> dict[str, Any]:
    """A message of Slack's, whose text has no markup but ours; `verbatim` so that no name in it becomes a mention."""
    words = _words(told, lambda text: for_slack(shortened(text, SLACK_CHARACTERS)))
    names = ("slack_said.txt", "slack_about.txt")
    texts = [render_to_string(f"feedback/webhooks/{name}", words).strip() for name in names]
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}} for text in texts]
    return {"text": one_line(render_to_string("feedback/webhooks/subject.txt", words)), "blocks": sections}


def mail_body(told: Told) -> dict[str, Any]:
    """Subject, on one line, and text."""
    words = _words(told, str)
    subject = one_line(render_to_string("feedback/webhooks/subject.txt", words))
    text = render_to_string("feedback/webhooks/mail.txt", words)
    return {"subject": shortened(subject, SUBJECT_CHARACTERS), "text": text.strip() + "\n"}


def data_of(told: Told) -> dict[str, Any]:
    """The vote, its answer in short, and where to see it."""
    entry = told.entry
    about = {
        "project": told.project.slug,
        "url": settings.PUBLIC_URL + reverse("detail", args=[told.project.slug, told.vote["request_id"]]),
        "model": entry.model if entry else "",
        "prompt": entry.prompt_preview if entry else "",
        "answer": entry.answer_preview if entry else "",
        "end_user": entry.end_user if entry else "",
    }
    return {**told.vote, **about, **({"test": True} if told.is_test else {})}


def _words(told: Told, written: Callable[[str], str]) -> dict[str, Any]:
    """What the templates say, each text of others `written` as the channel needs it."""
    data = data_of(told)
    texts = {name: written(data[name]) for name in TEXTS}
    return {
        **data,
        **texts,
        "tags": [written(tag) for tag in data["tags"]],
        "reasons": [written(reason) for reason in data["reasons"]],
        "comment_lines": texts["comment"].splitlines(),
        "project_name": written(told.project.name),
        "happened": _happened(told),
        "settings_url": settings.PUBLIC_URL + reverse("webhooks", args=[told.project.slug]),
    }


def _happened(told: Told) -> str:
    """As "changed", or "changed from 👎" where another rating came."""
    emoji = told.vote.get("previous", {}).get("emoji")
    return f"{told.kind.label} from {emoji}" if emoji else told.kind.label
