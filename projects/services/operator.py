"""The person who runs the server."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

OPERATOR = "operator"


@transaction.atomic
def operator() -> User:
    """The person whom a sign-in link signs in: the first superuser, made where there is none (without a password)."""
    users = User.objects
    user = users.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if user is None:
        user = users.create_superuser(username=OPERATOR, email="", password=None)
    return user
