"""How to connect an app: code for each client with this server's own address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from projects.models import DEFAULT_SLUG, Project
from requestlog.presenting import snippets

DEFAULT_CLIENT = "python"


def connect_context(project: Project, base_url: str, client: str) -> dict[str, Any]:
    """The snippets for `client`, the first one for an unknown name; reads no database."""
    client = client if client in snippets.EXAMPLES else DEFAULT_CLIENT
    needs_key = project.slug != DEFAULT_SLUG or settings.UNKNOWN_KEYS == "reject"
    return {
        "snippet": snippets.connect(client, base_url, with_key=needs_key),
        "clients": [
            {"words": example.words, "url": f"?client={name}", "current": name == client}
            for name, example in snippets.EXAMPLES.items()
        ],
        "needs_key": needs_key,
    }


def newest_context(project: Project) -> dict[str, str]:
    """A link to the newest request, and the id that votes know it by; "" where there is none yet."""
    newest = project.requests.newest_first().values_list("id", "message_id").first()
    if newest is None:
        return {"newest_url": "", "newest_message": ""}
    id, message_id = newest
    return {"newest_url": reverse("detail", args=[project.slug, id]), "newest_message": message_id or str(id)}
