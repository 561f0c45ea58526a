"""The one door: a project is opened here or nowhere, and to strangers it does not exist."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404

from projects.models import Project, Role


def open_project(user: User | AnonymousUser, slug: str, *, at_least: Role = Role.VIEWER) -> Project:
    """The project `slug`, with the `role` of `user`, if that is at least this one; else `Http404`, as for none."""
    project = Project.objects.with_role_of(user).filter(slug=slug).first()
    if project is None or Role(project.role).rank < at_least.rank:
        raise Http404("No such project")
    return project
