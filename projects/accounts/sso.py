"""Sign-in by an OpenID provider: its word counts if it is signed, meant for us, and of a verified e-mail address."""

from __future__ import annotations

import logging
from typing import Any

import jwt
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from jwt import PyJWK, PyJWTError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from requests import RequestException

from projects.accounts.provider import provider

log = logging.getLogger(__name__)

ALGORITHMS = ["RS256", "ES256"]
CLAIMS = ["iss", "aud", "exp", "iat", "sub"]
CLOCKS_APART_SECONDS = 60
USERNAME_CHARACTERS = 150
Claims = dict[str, Any]


class SsoBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """What the library does, with the token's issuer, audience and time checked as well."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """Whom the provider vouches for; None where it does not, or does not answer."""
        if "nonce" not in kwargs:
            return None
        try:
            user: User | None = super().authenticate(request, **kwargs)
        except (SuspiciousOperation, RequestException, PyJWTError, KeyError, TypeError) as error:
            log.warning("A single sign-on failed: %s", error)
            return None
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_payload_data(self, token: str, key: PyJWK) -> Claims:
        """The claims of the ID token. Raises `PyJWTError` for one that is forged, stale or not for us."""
        return jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=provider().client_id,
            issuer=provider().issuer,
            leeway=CLOCKS_APART_SECONDS,
            options={"require": CLAIMS},
        )

    def get_userinfo(self, access_token: str, id_token: str, payload: Claims) -> Claims:
        """The token's own claims; those of the userinfo endpoint where the token names no address."""
        if "email" in payload:
            return payload
        claims: Claims = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload["sub"]:
            raise SuspiciousOperation("The userinfo endpoint speaks of somebody else.")
        return claims

    def verify_claims(self, claims: Claims) -> bool:
        """Only a verified address in ASCII: letters that look alike, or fold to one another, are not the same."""
        email = claims.get("email")
        return claims.get("email_verified") is True and isinstance(email, str) and email.isascii() and "@" in email

    def filter_users_by_claims(self, claims: Claims) -> list[User]:
        email = claims["email"].lower()
        return [user for user in User.objects.filter(email__iexact=email) if user.email.lower() == email]

    def create_user(self, claims: Claims) -> User | None:
        """A person of the provider's domains, under their address as name; None for others."""
        email = claims["email"].lower()
        if email.rpartition("@")[2] not in provider().domains or len(email) > USERNAME_CHARACTERS:
            log.warning("A single sign-on failed: nobody here has that address, and its domain makes no account.")
            return None
        user, _ = User.objects.get_or_create(username=email, defaults={"email": email, "password": ""})
        if user.email.lower() != email:
            raise SuspiciousOperation("The name is taken by somebody with another address.")
        if not user.password:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user

    def get_user(self, user_id: int) -> User | None:
        """As for everybody: None for who was deactivated."""
        return ModelBackend.get_user(self, user_id)
