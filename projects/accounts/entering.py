"""The one function through which everybody comes in, whatever proved who they are."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest

# Looks at each request whether the person is still active, however they came in
BACKEND = "django.contrib.auth.backends.ModelBackend"
FIRST = "first_sign_in"


def enter(request: HttpRequest, user: User) -> None:
    """Signs `user` in under a new session key, and keeps in the session whether it is their first time."""
    is_first = user.last_login is None
    login(request, user, backend=BACKEND)
    if is_first:
        request.session[FIRST] = True
