"""The one door: a project is opened here or nowhere, and to strangers it does not exist."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from projects.models import Project, Role

ARCHIVED = "This project is archived: it takes no votes, reviews and labels any more."


def person(request: HttpRequest) -> User:
    """Who is signed in; every page of a project is for somebody. Raises `Http404` for nobody."""
    if not isinstance(request.user, User):
        raise Http404("Nobody is signed in")
    return request.user


def open_project(user: User | AnonymousUser, slug: str, *, at_least: Role = Role.VIEWER) -> Project:
    """The project `slug`, with the `role` of `user`, if that is at least this one; else `Http404`, as for none."""
    project = Project.objects.with_role_of(user).filter(slug=slug).first()
    if project is None or Role(project.role).rank < at_least.rank:
        raise Http404("No such project")
    return project


def check_judging(project: Project) -> None:
    """Raises `PermissionDenied` in an archived project, which takes no vote, review or label by whatever way."""
    if project.archived_at is not None:
        raise PermissionDenied(ARCHIVED)


def reopen(user: User | AnonymousUser, slug: str, *, at_least: Role = Role.VIEWER) -> Project:
    """As `open_project`, in the midst of an answer: who was deactivated meanwhile is a stranger, too."""
    still = User.objects.filter(pk=user.pk or 0, is_active=True).first() or AnonymousUser()
    return open_project(still, slug, at_least=at_least)
