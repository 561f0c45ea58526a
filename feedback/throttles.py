"""How fast one address may vote; addresses behind a proxy are told apart by GPTBOOST_TRUSTED_PROXIES.

Counted in each process by itself: the limits are against floods and guessing, not quotas.
"""

from __future__ import annotations

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from projects.models import ApiKey


class KeylessVotes(SimpleRateThrottle):
    """Votes without a key, by address."""

    scope = "votes"

    def get_rate(self) -> str | None:
        return settings.VOTE_RATE or None

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if request.auth is not None:
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class MissedVotes(KeylessVotes):
    """Votes without a key on messages that do not exist: who guesses ids is soon heard no more."""

    scope = "missed-votes"

    def get_rate(self) -> str | None:
        return settings.MISSED_VOTE_RATE or None

    def throttle_success(self) -> bool:
        return True

    def count(self, request: Request, view: APIView) -> None:
        """One more miss of this address."""
        if self.allow_request(request, view) and self.rate and self.key:
            super().throttle_success()


class KeyedVotes(SimpleRateThrottle):
    """Votes with a key, by key and address: a server that posts for all its users has room."""

    scope = "keyed-votes"

    def get_rate(self) -> str | None:
        return settings.KEYED_VOTE_RATE or None

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if not isinstance(request.auth, ApiKey):
            return None
        return self.cache_format % {"scope": self.scope, "ident": f"{request.auth.pk}-{self.get_ident(request)}"}
