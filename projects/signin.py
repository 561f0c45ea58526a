"""One-time sign-in links: whether one is still good, and using it up."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from sesame.backends import ModelBackend


def holder_of(token: str) -> User | None:
    """Whom `token` would sign in; None for a used, expired or malformed one. Writes nothing."""
    user: User | None = ModelBackend().authenticate(None, sesame=token)
    return user


def redeem(*, token: str, now: datetime) -> User | None:
    """Whom `token` signs in, using it up; None if it was used before, also by a simultaneous caller."""
    user = holder_of(token)
    if user is None:
        return None
    # A token is good for one value of last_login: whoever changes that value has used the token.
    unused = get_user_model().objects.filter(pk=user.pk, last_login=user.last_login)
    return user if unused.update(last_login=now) else None
