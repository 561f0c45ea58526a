"""The review of an answer, as part of its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from feedback.presenting.review_panel import review_panel_context
from requestlog.models import Request

register = template.Library()


@register.inclusion_tag("feedback/review_panel.html", takes_context=True)
def review_panel(context: Context, entry: Request) -> dict[str, Any]:
    """What the team makes of `entry`, of the page's `project`, with a form for those of the team."""
    request = context["request"]
    return review_panel_context(context["project"], entry, request.user, request.get_full_path())
