"""A person's own sessions: which there are, and ending them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare
from django.utils.timesince import timesince

from projects.accounts import agents
from projects.accounts.store import stored
from projects.models import Session

MOST = 100
KEY = re.compile(r"[0-9a-f]{40}")
JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True)
class SignedIn:
    """One session in words. `key` is of no use in a cookie."""

    key: str
    browser: str
    agent: str
    address: str
    seen: str
    seen_at: datetime
    is_this: bool


def sessions_of(user: User, *, this: SessionBase, now: datetime) -> list[SignedIn]:
    """Where `user` is signed in, this session first, then those seen last; at most 100."""
    rows = Session.objects.filter(account_id=user.pk, expire_date__gt=now).order_by("-last_seen_at", "pk")[:MOST]
    shown = [in_words(row, this=this, now=now) for row in rows if opens(row, user)]
    return sorted(shown, key=lambda each: not each.is_this)


def opens(row: Session, user: User) -> bool:
    """Whether the session is of the password that `user` has now."""
    return constant_time_compare(row.get_decoded().get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def in_words(row: Session, *, this: SessionBase, now: datetime) -> SignedIn:
    age = now - row.last_seen_at
    return SignedIn(
        key=row.session_key,
        browser=agents.in_words(row.user_agent),
        agent=row.user_agent,
        address=row.address or "an unknown address",
        seen="just now" if age < JUST_NOW else f"{timesince(row.last_seen_at, now, depth=1)} ago",
        seen_at=row.last_seen_at,
        is_this=row.session_key == stored(this.session_key or ""),
    )


def end_session(*, user: User, key: str) -> bool:
    """Ends one session of `user`; False where they have none such."""
    if not KEY.fullmatch(key):
        return False
    return Session.objects.filter(account_id=user.pk, pk=key).delete()[0] > 0


def end_sessions(*, user: User, but: SessionBase | None = None) -> int:
    """Ends all sessions of `user`, or all but one; returns how many."""
    kept = stored(but.session_key) if but is not None and but.session_key else ""
    return Session.objects.filter(account_id=user.pk).exclude(pk=kept).delete()[0]


def clear_sessions(*, now: datetime) -> int:
    """Deletes sessions that have ended by themselves, some at a time; returns how many."""
    ended = Session.objects.filter(expire_date__lte=now).values_list("pk", flat=True)[:MOST]
    return Session.objects.filter(pk__in=list(ended)).delete()[0]
