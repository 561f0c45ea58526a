"""Run by itself, on a database of its own: what two people do at the same moment, in threads."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.exceptions import ValidationError  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from projects import services  # noqa: E402
from projects.models import Membership, Project, Role  # noqa: E402

PASSWORD = "a long way to tipperary"


def together(*deeds: Callable[[], object]) -> int:
    """How many of `deeds` were refused when all began at once."""
    barrier = Barrier(len(deeds))

    def is_refused(deed: Callable[[], object]) -> bool:
        barrier.wait()
        try:
            deed()
        except (ValidationError, services.NotInvited):
            return True
        finally:
            connections.close_all()
        return False

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sum(pool.map(is_refused, deeds))


def owners() -> tuple[Project, Membership, Membership]:
    """A new project with two owners."""
    names = [f"{name}{User.objects.count()}" for name in ("a", "b")]
    one, two = (User.objects.create_user(name, f"{name}@example.org") for name in names)
    project = services.create_project(slug=f"p{one.pk}", name="Contested", owner=one)
    return project, project.memberships.get(), Membership.objects.create(project=project, user=two, role=Role.OWNER)


def demote() -> tuple[int, int]:
    """Two owners demote each other."""
    project, one, two = owners()
    now = timezone.now()
    refused = together(
        lambda: services.change_role(membership=two, role=Role.VIEWER, by=one.user, now=now),
        lambda: services.change_role(membership=one, role=Role.VIEWER, by=two.user, now=now),
    )
    return refused, project.memberships.filter(role=Role.OWNER).count()


def leave() -> tuple[int, int]:
    """Both owners leave."""
    project, one, two = owners()
    now = timezone.now()
    refused = together(*(lambda each=each: services.leave_project(membership=each, now=now) for each in (one, two)))
    return refused, project.memberships.filter(role=Role.OWNER).count()


def join() -> tuple[int, int]:
    """One link is used twice."""
    project, one, _ = owners()
    now = timezone.now()
    email = f"new{one.pk}@example.org"
    link, _ = services.invite(project=project, email=email, role=Role.VIEWER, by=one.user, now=now)
    refused = together(
        *[lambda: services.join_with_password(invitation=link, password=PASSWORD, now=timezone.now())] * 2
    )
    return refused, User.objects.filter(email=email, memberships__project=project).count()


if __name__ == "__main__":
    races = {"demote": demote, "leave": leave, "join": join}
    for _ in range(int(sys.argv[2])):
        print(*races[sys.argv[1]]())
