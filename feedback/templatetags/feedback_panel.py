"""The votes on an answer, as part of its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from feedback.presenting.panel import panel_context
from requestlog.models import Request

register = template.Library()


@register.inclusion_tag("feedback/panel.html", takes_context=True)
def vote_panel(context: Context, entry: Request) -> dict[str, Any]:
    """The votes on `entry` and the member's own form, of the page's `project`; `team_form` is one with errors."""
    request = context["request"]
    return panel_context(
        context["project"], entry, request.user, here=request.get_full_path(), form=context.get("team_form")
    )
