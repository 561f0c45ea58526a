"""The labels of an answer, as part of its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from requestlog.labels import labels_of_page
from requestlog.models import Request
from requestlog.presenting.links import Links
from requestlog.presenting.visible import visible

register = template.Library()
MOST_SUGGESTED = 50


@register.inclusion_tag("feedback/label_panel.html", takes_context=True)
def label_panel(context: Context, entry: Request) -> dict[str, Any]:
    """The labels of `entry`, of the page's `project`, with a form for members; one query."""
    project, request = context["project"], context["request"]
    labels, log = labels_of_page(project, [entry.id]), Links(reverse("log", args=[project.slug]), ())
    own = labels.of(entry.id)
    return {
        "labels": [{"name": name, "shown": visible(name), "url": log.url([("label", name)])} for name in own],
        "usual": [name for name in labels.usual if name not in own][:MOST_SUGGESTED],
        "may_label": project.may_judge,
        "action": reverse("entry-labels", args=[project.slug, entry.id]),
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
