"""A project in which every stored text is a payload: rows, not services, as those would refuse some of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from feedback.models import Delivery, Feedback, HeldVote, Label, PastVote, Reason, Review, Tag, Webhook
from projects.models import Action, ApiKey, AuditEvent, Invitation, Membership, Project, Role, UpstreamKey
from requestlog import services
from requestlog.calls import Call
from requestlog.ids import new_id
from requestlog.models import Request, SavedView
from requestlog.ratings import Rating, Source
from requestlog.triage import Triage
from tests.factories import NOW, chat_call
from tests.xss.payloads import PAYLOADS

SESSION = PAYLOADS[0]


def fill(project: Project, owner: User) -> Request:
    """Fills `project`; returns one request that has all the payloads, as messages, metadata and votes."""
    calls = [call_of(project, place, payload) for place, payload in enumerate(PAYLOADS)]
    services.record(calls=[*calls, fat_call(project)], now=NOW)
    fat = project.requests.latest("id")
    for entry, payload in zip(project.requests.order_by("id"), PAYLOADS, strict=False):
        vote_on(entry, [payload])
    vote_on(fat, PAYLOADS)
    rows = {"rating": Rating.NEGATIVE, "has_comment": True, "triage": Triage.NEW, "team_rating": Rating.NEGATIVE}
    project.requests.update(**rows)
    name_everything(project, owner)
    return fat


def call_of(project: Project, place: int, payload: str) -> Call:
    """A call that says `payload` wherever it can; all are of one session and of few people and models."""
    at = NOW - timedelta(minutes=len(PAYLOADS) - place)
    told = {"prompt": payload, "answer": payload, "model": payload[:190], "endpoint": payload[:190]}
    names = {"end_user": payload[:120], "session": SESSION, "error_type": payload[:100], "external_id": payload[:100]}
    return chat_call(project, at=at, metadata={payload[:60]: payload[:200]}, **told, **names)


def fat_call(project: Project) -> Call:
    parts = [{"type": "text", "text": payload} for payload in PAYLOADS]
    images = [{"type": "image_url", "image_url": {"url": payload}} for payload in PAYLOADS]
    metadata = {payload[:60]: payload[:200] for payload in PAYLOADS}
    return chat_call(
        project, prompt=[*parts, *images], answer="\n\n".join(PAYLOADS), metadata=metadata, session=SESSION,
        end_user=PAYLOADS[0],
    )  # fmt: skip


def vote_on(entry: Request, payloads: list[str]) -> None:
    """A vote for each payload, and what the team and the past say of the answer."""
    of = {"project": entry.project, "request": entry, "source": Source.USER}
    given = {"message_id": entry.message_id, "created_at": NOW, "updated_at": NOW}
    told = [said(payload) for payload in payloads]
    many(Feedback(**of, **given, **each) for each in told)
    past = {"given_at": NOW, "ended_at": NOW, "ended_as": PastVote.End.CHANGED}
    many(PastVote(**of, **past, ended_by=each["comment"][:150], **each) for each in told[:1])
    many(Tag(project=entry.project, request_id=entry.id, name=payload[:100]) for payload in payloads)
    many(Reason(project=entry.project, request_id=entry.id, name=payload[:100]) for payload in payloads)
    many(Label(project=entry.project, request_id=entry.id, name=payload[:50]) for payload in payloads[:40])
    notes = {"note": "\n".join(payloads), "correction": "\n".join(payloads), "updated_at": NOW}
    Review.objects.create(project=entry.project, request_id=entry.id, **notes)


def said(payload: str) -> dict[str, Any]:
    words = {"tags": [payload[:100]], "reasons": [payload[:100]], "submitter": payload[:128]}
    return {"rating": Rating.NEGATIVE, "comment": payload, "correction": payload, **words}


def name_everything(project: Project, owner: User) -> None:
    """Names of people, projects, keys, webhooks, views and notes of what was done."""
    Project.objects.filter(pk=project.pk).update(
        name=PAYLOADS[25][:100], reasons=[each[:100] for each in PAYLOADS[:50]]
    )
    User.objects.filter(pk=owner.pk).update(email=PAYLOADS[5][:100], first_name=PAYLOADS[15][:100])
    for place, payload in enumerate(PAYLOADS):
        name_after(project, owner, place, payload)


def name_after(project: Project, owner: User, place: int, payload: str) -> None:
    named, digest, soon = payload[:100], f"{place:064}", timezone.now() + timedelta(days=1)
    person = User.objects.create(username=f"{place} {payload}"[:150], email=payload[:200])
    other = Project.objects.create(slug=f"p{place}", name=named)
    many([Membership(project=project, user=person), Membership(project=other, user=owner, role=Role.OWNER)])
    ApiKey.objects.create(project=project, kind="public", name=named, prefix="pk_x", digest=digest, created_by=person)
    UpstreamKey.objects.create(project=project, name=named, last_four=payload[:4], digest=digest)
    invited = {"created_at": NOW, "expires_at": soon, "invited_by": person}
    Invitation.objects.create(project=project, email=payload[:200], digest=digest, **invited)
    view = {"name": f"{place} {payload}"[:60], "query": payload, "is_shared": place % 2 == 0, "created_at": NOW}
    SavedView.objects.create(project=project, owner=owner, **view)
    deed = {"action": Action.SETTINGS_CHANGED, "created_at": NOW, "details": {payload: [payload, payload]}}
    AuditEvent.objects.create(project=project, actor_name=payload[:200], subject=payload[:200], **deed)
    told = {"name": named, "target": payload, "tags": [named], "disabled_because": payload[:200]}
    hook = Webhook.objects.create(project=project, created_at=NOW, created_by=person, **told)
    sent = {"state": "failed", "last_error": payload[:300], "body": payload, "created_at": NOW, "event_id": new_id(NOW)}
    Delivery.objects.create(project=project, webhook=hook, kind="vote.created", done_at=NOW, **sent)
    held = {"created_at": NOW, "expires_at": soon, "message_id": named}
    HeldVote.objects.create(project=project, **held, **said(payload))


def many(rows: Iterable[Model]) -> None:
    made = list(rows)
    type(made[0])._default_manager.bulk_create(made, ignore_conflicts=True)
