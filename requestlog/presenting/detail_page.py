"""Everything on the page of one request."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Subquery
from django.urls import reverse

from projects.models import Project
from requestlog.database.bounded import part_of_screen
from requestlog.documents import bodies_of, payloads_of
from requestlog.filters import RequestFilter
from requestlog.models import Request
from requestlog.presenting.detail_tabs import TAB, VIEW, Shown, tab_of, tabs_of
from requestlog.presenting.facts import Places, facts_of
from requestlog.presenting.in_session import InSession, beside
from requestlog.presenting.links import Links
from requestlog.presenting.log_page import url_of
from requestlog.presenting.notices import bodies_are_explained, notices_of
from requestlog.presenting.visible import visible
from requestlog.wire.jsons import loads
from requestlog.wire.particulars import particulars


def detail_context(project: Project, entry: Request, filter: RequestFilter, tab: str, base_url: str) -> dict[str, Any]:
    """The context of the detail page of `entry`; reads three rows more, and a fourth where it has a session."""
    links = Links.of(reverse("log", args=[project.slug]), filter.data)
    view, links = links.value(VIEW), Links(links.path, tuple(links.kept(TAB, VIEW)))
    payload = payloads_of(project, [entry.id]).get(entry.id)
    bodies = bodies_of(payload)
    asked, answer = map(loads, bodies)
    gone_after = None if payload else project.keep_bodies_days
    session = beside(project, entry)
    shown = Shown(project, entry, session, links, bodies, asked, answer, base_url, tab_of(tab, session), view)
    return {
        "entry": entry,
        "title": visible(entry.prompt_preview) or entry.endpoint,
        "back_url": links.here(),
        "share_url": reverse("detail", args=[project.slug, entry.id]),
        **neighbours(project, entry, filter, shown.kept),
        "notices": notices_of(entry, gone_after=gone_after),
        "bodies_are_explained": bodies_are_explained(entry, gone_after=gone_after),
        "json_url": reverse("entry-json", args=[project.slug, entry.id]),
        **tabs_of(shown),
        "facts": facts_of(entry, particulars(asked, answer), _places(project, links), in_session=_said(session)),
    }


def neighbours(project: Project, entry: Request, filter: RequestFilter, links: Links) -> dict[str, Any]:
    """The next request on either side under the same filter; "" where there is none, or where finding it takes longer
    than a page has (`neighbours_unknown`)."""
    above = filter.within(UUID(int=entry.id.int + 1), None).order_by("id")
    below = filter.within(None, entry.id).order_by("-id")
    asked = (Subquery(rows.values("id")[:1]) for rows in (above, below))
    found = part_of_screen(project.requests.filter(id=entry.id).values_list(*asked).first, None)
    newer, older = found or (None, None)
    return {
        "newer_url": url_of(project, newer, links) if newer else "",
        "older_url": url_of(project, older, links) if older else "",
        "neighbours_unknown": found is None,
    }


def _places(project: Project, links: Links) -> Places:
    return Places(
        log_by=lambda name, value: f"{links.path}?{urlencode({name: value})}",
        of=lambda page, name: f"{reverse(page, args=[project.slug])}?{urlencode({'id': name})}",
    )


def _said(session: InSession) -> str:
    count = session.count
    return f"{count} request{'' if count.value == 1 else 's'}" if count.value else ""
