"""The OpenID provider of single sign-on, and its endpoints, out of the document in which it names them."""

from __future__ import annotations

from typing import Any, NamedTuple

import requests
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.http import Http404

KEPT_SECONDS = 60 * 60
TIMEOUT_SECONDS = 5


class Sso(NamedTuple):
    """A provider of sign-ins; people of `domains` whom nobody has invited get an account at their first one."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = "single sign-on"
    domains: tuple[str, ...] = ()


def provider() -> Sso:
    """The one that is set up; `Http404` where none is."""
    if settings.SSO is None:
        raise Http404("Single sign-on is not set up")
    return settings.SSO


def endpoint(issuer: str, name: str) -> str:
    """The URL of what the OpenID Connect Discovery calls `name`.

    Raises `requests.RequestException` where the provider does not answer, `SuspiciousOperation` for an odd answer.
    """
    url = document(issuer).get(name)
    if not isinstance(url, str) or not url.startswith(("https://", f"{issuer.partition('://')[0]}://")):
        raise SuspiciousOperation(f"The provider {issuer} names no safe {name}.")
    return url


def document(issuer: str) -> dict[str, Any]:
    """What the issuer says of itself, kept for an hour."""
    key = f"openid-{issuer}"
    found = cache.get(key)
    if found is None:
        found = _asked(issuer)
        cache.set(key, found, KEPT_SECONDS)
    return dict(found)


def _asked(issuer: str) -> dict[str, Any]:
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    answer = requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict) or found.get("issuer") != issuer:
        raise SuspiciousOperation(f"The document at {url} is not of the issuer {issuer}.")
    return found
