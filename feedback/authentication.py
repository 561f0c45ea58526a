"""The credentials of a vote: a project's key, a vote token, both or none; `request.auth` is always a `Voter`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, ValidationError
from rest_framework.request import Request

from feedback.parsers import check_size_and_encoding
from feedback.throttles import BadTokens
from feedback.voters import Voter, is_of, project_of_token
from projects import keys, tokens
from projects.api_keys import live_key
from projects.models import ApiKey, KeyKind, Project
from projects.tokens import BadToken, VoteToken

# `navigator.sendBeacon` posts, and sends no headers
BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})


class VoterAuthentication(BaseAuthentication):
    """Refuses what is wrong: 401 a key or token that is not (any more) good, 403 one that is not good here."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Voter]:
        key_text, token_text = credentials_in(request)
        token = self._token(token_text, request) if token_text else None
        key = live_key(key_text) if key_text else None
        if key is not None:
            check_origin(key, request.headers.get("Origin", ""))
        return AnonymousUser(), Voter(project=project_of(key, token), key=key, token=token)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _token(self, text: str, request: Request) -> VoteToken:
        try:
            return tokens.read(text, settings.VOTE_TOKEN_PEPPER, timezone.now().timestamp())
        except BadToken as error:
            BadTokens().miss(request, request.parser_context["view"])
            raise AuthenticationFailed(str(error)) from error


def credentials_in(request: Request) -> tuple[str, str]:
    """The key and the token that came, "" for none; a header of ours goes before `Authorization`, that before the body.

    Raises what a body that cannot be read raises.
    """
    bearer = keys.bearer(request.headers.get("Authorization", ""))
    sent = [request.headers.get("X-GPTBoost-Key", "").strip() or bearer, key_in_body(request)]
    found = [each for each in (bearer, *sent) if each.startswith(tokens.PREFIX)]
    token = request.headers.get("X-GPTBoost-Feedback-Token", "").strip() or next(iter(found), "")
    return next((each for each in sent if each and each not in found), ""), token


def key_in_body(request: Request) -> str:
    """The body's `key`, "" for none: a public key or a token, as a browser may hold them."""
    if request.method not in BODY_METHODS or not hasattr(request.parser_context["view"], request.method.lower()):
        return ""
    check_size_and_encoding(request)
    data: Any = request.data
    sent = data.get("key") or ""
    if not isinstance(sent, str):
        raise ValidationError({"key": ["Must be a string."]})
    if sent.startswith(keys.PREFIXES["secret"]):
        raise ValidationError({"key": ["A secret key (sk_…) must not be in a browser; servers send it as a header."]})
    return sent


def check_origin(key: ApiKey, origin: str) -> None:
    """Raises `PermissionDenied` where a public key is used on a page that it is not for."""
    if key.kind != KeyKind.PUBLIC or not key.origins or origin in key.origins:
        return
    sender = f"The origin {origin[:300]}" if origin else "A request without an Origin header"
    raise PermissionDenied(f"{sender} is not among those of this public key.")


def project_of(key: ApiKey | None, token: VoteToken | None) -> Project | None:
    """The project that key and token are of; raises `PermissionDenied` where they are not of the same one."""
    if key is None:
        return _project_of_token(token) if token else None
    if token is not None and not is_of(token, key.project):
        raise PermissionDenied("The key and the vote token are of different projects.")
    return key.project


def _project_of_token(token: VoteToken) -> Project:
    project = project_of_token(token)
    if project is None:
        raise AuthenticationFailed("The project of this vote token is no more.")
    return project


class VoterScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes `VoterAuthentication`: one of the two, or both."""

    target_class = "feedback.authentication.VoterAuthentication"
    name = ["votingKey", "voteToken"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        token = {"type": "apiKey", "in": "header", "name": "X-GPTBoost-Feedback-Token"}
        return [
            {"type": "http", "scheme": "bearer", "description": "A project key, public or secret: pk_… or sk_…"},
            {**token, "description": "A vote token (vt_…), good for votes on one message alone"},
        ]
