"""The bar at the top of every page."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context

from projects.models import Project, Role

MOST_PROJECTS = 100
register = template.Library()


@register.inclusion_tag("_bar.html", takes_context=True)
def site_bar(context: Context) -> dict[str, Any]:
    """The bar, out of the page's `project` and `section` ("log", "review", "insights", "connect",
    "settings"), where it has them.

    A page that failed has no `request` or a database that is away: `failed` leaves out what would need them.
    """
    request = context.get("request")
    if request is None or context.get("failed"):
        return {}
    user, project = getattr(request, "user", AnonymousUser()), context.get("project")
    projects = list(Project.objects.menu_of(user)[:MOST_PROJECTS]) if project else []
    return {
        "request": request,
        "user": user,
        "project": project,
        "owned": getattr(project, "role", None) == Role.OWNER,
        "section": context.get("section"),
        "projects": projects,
    }
