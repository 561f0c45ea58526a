"""The one door: a project is opened here or nowhere, and to strangers it does not exist."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404

from projects.models import Membership, Project, Role

RANK = {Role.VIEWER: 0, Role.MEMBER: 1, Role.OWNER: 2}


def open_project(user: User | AnonymousUser, slug: str, *, at_least: Role = Role.VIEWER) -> Project:
    """The project `slug`, if `user` has at least that role in it; else `Http404`, as for one that does not exist."""
    project = Project.objects.visible_to(user).filter(slug=slug).first()
    if project is None or (at_least != Role.VIEWER and RANK[role_in(user, project)] < RANK[at_least]):
        raise Http404("No such project")
    return project


def role_in(user: User | AnonymousUser, project: Project) -> Role:
    """The role of a user to whom the project is visible; a superuser is an owner everywhere."""
    if user.is_superuser:
        return Role.OWNER
    return Role(Membership.objects.get(project=project, user_id=user.pk or 0).role)
