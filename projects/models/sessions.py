"""Where people are signed in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """One browser. `session_key` is the HMAC of the cookie's key: who reads the table is signed in nowhere."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions", null=True)
    created_at = models.DateTimeField(help_text="The sign-in; from then on it lasts at most so long.")
    last_seen_at = models.DateTimeField(help_text="Kept to the minute.")
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=250, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        from projects.accounts.store import SessionStore

        return SessionStore
