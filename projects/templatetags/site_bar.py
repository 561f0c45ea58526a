"""The bar at the top of every page."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context

from projects.models import Project

MOST_PROJECTS = 100
register = template.Library()


@register.inclusion_tag("_bar.html", takes_context=True)
def site_bar(context: Context) -> dict[str, Any]:
    """The bar, out of the page's `project` and `section` ("log", "insights", "connect"), where it has them.

    A page that failed has no `request` or a database that is away: `failed` leaves out what would need them.
    """
    request = context.get("request")
    if request is None or context.get("failed"):
        return {}
    user = getattr(request, "user", AnonymousUser())
    projects = Project.objects.visible_to(user).order_by("name", "pk")[:MOST_PROJECTS] if context.get("project") else []
    return {
        "request": request,
        "user": user,
        "project": context.get("project"),
        "section": context.get("section"),
        "projects": projects,
    }
