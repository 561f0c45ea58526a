"""Reads of reviews that more than one face needs."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.models import Membership, Project, Role


def team_of(project: Project) -> QuerySet[User]:
    """Those who may vote for the team and review: members and owners, and every superuser."""
    memberships = Membership.objects.filter(project=project, user=OuterRef("pk"), role__in=(Role.MEMBER, Role.OWNER))
    return User.objects.filter(Q(is_superuser=True) | Exists(memberships), is_active=True)
