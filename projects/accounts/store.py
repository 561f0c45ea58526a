"""The session engine: Django's own in the database, with whose and from where each is, and two limits of its time."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from projects.accounts.clients import Client

RARELY = timedelta(minutes=1)
KEY_CHARACTERS = 40


def stored(key: str) -> str:
    """As what the key of a cookie stands in the database."""
    return salted_hmac("projects.accounts.store", key, algorithm="sha256").hexdigest()[:KEY_CHARACTERS]


def ends_at(created_at: datetime, last_seen_at: datetime) -> datetime:
    """When a session ends that is not used again."""
    idle = last_seen_at + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    return min(idle, created_at + timedelta(seconds=settings.SESSION_COOKIE_AGE))


class SessionStore(DatabaseStore):
    """A new key is a new session: its time begins at the sign-in. `client` is whom the middleware saw last."""

    client: Client | None = None
    row: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        from projects.models import Session

        return Session

    def create(self) -> None:
        self.row = None
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        now = timezone.now()
        row.session_key = stored(row.session_key)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.created_at = self.row.created_at if self.row else now
        row.last_seen_at, row.expire_date = now, ends_at(row.created_at, now)
        row.address, row.user_agent = self._seen_from()
        self.row = row
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(stored(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(stored(key))

    def touch(self, *, now: datetime) -> None:
        """Keeps that the session is in use, at most once a minute."""
        if self.row is None or now - self.row.last_seen_at < RARELY:
            return
        address, agent = self._seen_from()
        with suppress(OperationalError):  # a page that was read needs no database that writes
            self.get_model_class().objects.filter(pk=self.row.pk).update(
                last_seen_at=now, expire_date=ends_at(self.row.created_at, now), address=address, user_agent=agent
            )

    def _get_session_from_db(self) -> Any:
        rows = self.get_model_class().objects.filter(pk=stored(str(self.session_key)), expire_date__gt=timezone.now())
        self.row = rows.first()
        if self.row is None:
            self._session_key = None
        return self.row

    def _seen_from(self) -> tuple[str | None, str]:
        if self.client is not None:
            return self.client
        return (self.row.address, self.row.user_agent) if self.row else (None, "")
