"""How fast one address may vote; addresses behind a proxy are told apart by GPTBOOST_TRUSTED_PROXIES.

Counted in each process by itself: the limits are against floods and guessing, not quotas.
"""

from __future__ import annotations

from ipaddress import IPv6Network

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from feedback.voters import Voter

NETWORK_BITS = 64


def voter_of(request: Request) -> Voter:
    """Who was let in; on pages nobody has to say who they are."""
    return request.auth if isinstance(request.auth, Voter) else Voter()


class ByAddress(SimpleRateThrottle):
    """An IPv6 address counts as its network, which one machine has for itself."""

    def get_ident(self, request: Request) -> str:
        address = str(super().get_ident(request))
        try:
            return str(IPv6Network((address, NETWORK_BITS), strict=False)) if ":" in address else address
        except ValueError:
            return address

    def check(self, request: Request, view: APIView) -> None:
        """Raises `Throttled` where this address has had its fill."""
        if not self.allow_request(request, view):
            raise Throttled(self.wait())

    def cache_key(self, ident: str) -> str:
        return self.cache_format % {"scope": self.scope, "ident": ident}


class KeylessVotes(ByAddress):
    """Votes without a key, by address."""

    scope = "votes"

    def get_rate(self) -> str | None:
        return settings.VOTE_RATE or None

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return None if voter_of(request).key else self.cache_key(self.get_ident(request))


class MissedVotes(ByAddress):
    """Messages that do not exist, by address: who guesses ids without a secret key is soon heard no more."""

    scope = "missed-votes"

    def get_rate(self) -> str | None:
        return settings.MISSED_VOTE_RATE or None

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return None if voter_of(request).has_secret_key else self.cache_key(self.get_ident(request))

    def throttle_success(self) -> bool:
        return True

    def count(self, request: Request, view: APIView) -> None:
        """One more miss of this address."""
        if self.allow_request(request, view) and self.rate and self.key:
            super().throttle_success()

    def miss(self, request: Request, view: APIView) -> None:
        """The same; raises `Throttled` where this address has had its fill."""
        self.check(request, view)
        self.count(request, view)


class BadTokens(MissedVotes):
    """Tokens that are none, counted with the misses, before it is known who sends them."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return self.cache_key(self.get_ident(request))


class KeyedVotes(ByAddress):
    """Votes with a key, by key and address: a server that posts for all its users has room."""

    scope = "keyed-votes"

    def get_rate(self) -> str | None:
        return settings.KEYED_VOTE_RATE or None

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        key = voter_of(request).key
        return self.cache_key(f"{key.pk}-{self.get_ident(request)}") if key else None
