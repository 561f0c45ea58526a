"""The people of the team in the demo: they review, and cannot sign in."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import User

from feedback.demo.aftermath import TEAM
from projects.models import Membership, Project, Role

DOMAIN = "nimbrel.example"


def team(project: Project) -> Mapping[str, User]:
    """The members of `project` by name, made where they are missing, without a password."""
    return {name: _member(project, name) for name in dict.fromkeys(TEAM)}


def _member(project: Project, name: str) -> User:
    user = User.objects.filter(username=name).first() or User.objects.create_user(name, f"{name}@{DOMAIN}")
    Membership.objects.get_or_create(project=project, user=user, defaults={"role": Role.MEMBER})
    return user
