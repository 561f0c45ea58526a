"""People beside the usual three."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from projects.models import Membership, Project, Role

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def mira(project: Project) -> User:
    """Member of `project`."""
    user = User.objects.create_user("mira", "mira@example.org", "correct horse battery")
    Membership.objects.create(project=project, user=user, role=Role.MEMBER)
    return user
