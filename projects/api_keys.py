"""Project keys as DRF's authentication and permissions: `request.auth` is the `ApiKey`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from projects import keys
from projects.key_use import uses
from projects.models import ApiKey, KeyKind

if TYPE_CHECKING:
    from rest_framework.views import APIView  # DRF loads this module while it loads that one


class KeyAuthentication(BaseAuthentication):
    """A key in `X-GPTBoost-Key` or as the bearer; none at all is anonymous, a wrong one is 401."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        sent = request.headers.get("X-GPTBoost-Key", "") or keys.bearer(request.headers.get("Authorization", ""))
        if not sent:
            return None
        return AnonymousUser(), live_key(sent)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def live_key(sent: str) -> ApiKey:
    """The key that was sent, with its project. Raises `AuthenticationFailed` for one that opens nothing."""
    digest = keys.digest(sent, settings.KEY_PEPPER)
    key = ApiKey.objects.live().select_related("project").filter(digest=digest).first()
    if key is None:
        raise AuthenticationFailed("This key is not known here, or was revoked.")
    uses.note(digest)
    return key


class HasSecretKey(BasePermission):
    """A secret key of some project; a public one is told so."""

    message = "This needs a secret key (sk_…) of a project."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ApiKey) and request.auth.kind == KeyKind.SECRET


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes `KeyAuthentication`."""

    target_class = "projects.api_keys.KeyAuthentication"
    name = "projectKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A project key: sk_… or pk_…"}
