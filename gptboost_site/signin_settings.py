"""The settings of sign-in: how often it may fail, and who may come by another's word (OpenID Connect)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazy

from gptboost_site.env import Settings, wrong
from projects.accounts.provider import Sso, endpoint

BACKENDS = ("axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend")
VALIDATION = "django.contrib.auth.password_validation."
PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{VALIDATION}UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATION}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}NumericPasswordValidator"},
]
NEEDED = ("GPTBOOST_OIDC_ISSUER", "GPTBOOST_OIDC_CLIENT_ID", "GPTBOOST_OIDC_CLIENT_SECRET")
FURTHER = ("GPTBOOST_OIDC_NAME", "GPTBOOST_OIDC_DOMAINS")
ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
TIMEOUT_SECONDS = 5
# Of the forms that take a password or a token; the names of axes' own stay among them
SECRET_FIELDS = (
    *("username", "ip_address", "csrfmiddlewaretoken", "token", "code", "state"),
    *("old_password", "new_password1", "new_password2"),
)


def read_sso(read: Settings) -> Sso | None:
    """The provider, None where nothing is said of one.

    Raises `ImproperlyConfigured`, naming the variable, for half of one and for what is no issuer or domain.
    """
    values = {name: read.text(name) for name in (*NEEDED, *FURTHER)}
    if not any(values.values()):
        return None
    for name in NEEDED:
        if not values[name]:
            raise ImproperlyConfigured(f"{name} is not set: single sign-on needs {', '.join(NEEDED)}")
    return Sso(
        _issuer(values["GPTBOOST_OIDC_ISSUER"]),
        values["GPTBOOST_OIDC_CLIENT_ID"],
        values["GPTBOOST_OIDC_CLIENT_SECRET"],
        values["GPTBOOST_OIDC_NAME"] or "single sign-on",
        tuple(_domain(word.lower()) for word in read.words("GPTBOOST_OIDC_DOMAINS")),
    )


def settings_of(sso: Sso | None) -> dict[str, Any]:
    """What mozilla-django-oidc reads; the provider is asked for its endpoints when the first is needed."""
    if sso is None:
        return {}
    endpoints = {setting: lazy(endpoint, str)(sso.issuer, name) for setting, name in ENDPOINTS.items()}
    return {
        **endpoints,
        "OIDC_RP_CLIENT_ID": sso.client_id,
        "OIDC_RP_CLIENT_SECRET": sso.client_secret,
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": "openid email profile",
        "OIDC_USE_PKCE": True,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "sso-callback",
        "OIDC_TIMEOUT": TIMEOUT_SECONDS,
    }


def throttle(read: Settings) -> dict[str, Any]:
    """What django-axes reads. What it keeps of a failed sign-in tells no secret."""
    seconds = read.number("GPTBOOST_SIGNIN_LOCK_SECONDS", 15 * 60, least=1, most=24 * 60 * 60)
    return {
        "AXES_HANDLER": "projects.accounts.throttle.Throttle",
        "AXES_FAILURE_LIMIT": read.number("GPTBOOST_SIGNIN_FAILURES", 5, least=1, most=1000),
        "AXES_COOLOFF_TIME": timedelta(seconds=seconds),
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"], "username", "ip_address"],
        "AXES_LOCKOUT_CALLABLE": "projects.accounts.throttle.locked",
        "AXES_CLIENT_IP_CALLABLE": "projects.accounts.clients.network_of",
        "AXES_USERNAME_CALLABLE": "projects.accounts.throttle.name_of",
        "AXES_WHITELIST_CALLABLE": "projects.accounts.throttle.is_nameless",
        "AXES_SENSITIVE_PARAMETERS": list(SECRET_FIELDS),
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_VERBOSE": False,
    }


def _issuer(value: str) -> str:
    """Kept as it is written: the provider's tokens name it so, with a slash at the end or without."""
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (is_safe and parts.hostname) or parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong("GPTBOOST_OIDC_ISSUER", value, "the provider's https:// URL without user, query and fragment")
    return value


def _domain(value: str) -> str:
    if not DOMAIN.fullmatch(value):
        raise wrong("GPTBOOST_OIDC_DOMAINS", value, "domains of e-mail addresses, such as example.org,example.com")
    return value
