"""Everything on the log page, out of a filter and its page of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from projects.models import Project
from requestlog.database.bounded import part_of_screen, screen
from requestlog.display import COLUMNS, Display
from requestlog.facets import Facets, facets_of
from requestlog.filter_fields import CURSORS
from requestlog.filters import RequestFilter
from requestlog.labels import Labels, labels_of_page
from requestlog.pages import Page, page_of
from requestlog.presenting import groups, sidebar
from requestlog.presenting.chips import chips, parameters
from requestlog.presenting.counting import Counted, count
from requestlog.presenting.links import Links
from requestlog.presenting.looked import looked_of
from requestlog.presenting.rows import row_of
from requestlog.presenting.timeline import timeline_of
from requestlog.presenting.whose import beginnings
from requestlog.querysets import Count, RequestQuerySet

EXPORTS = {
    "csv": ("CSV", "for spreadsheets"),
    "json": ("JSON", "one document"),
    "jsonl": ("JSON Lines", "one request a line"),
}
MOST_SUGGESTED = 50
ANY, USUALLY = UUID(int=0), Display()
LABELS = {
    **{"q": "Search", "user": "Person", "since": "From", "until": "To"},
    **{"status": "Outcome", "state": "How it ended", "tag": "Feedback tag", "label": "Team label"},
    **{"submitter": "Voter", "team": "Team’s rating", "assignee": "Assigned to"},
}


@screen()
def log_context(project: Project, filter: RequestFilter, path: str, display: Display = USUALLY) -> dict[str, Any]:
    """The context of the log page; reads the database, in at most seven queries, and a few more for a search.

    What takes too long is left out, and named in `left_out`.
    """
    links, errors, shown = Links.of(path, filter.data), first_errors(filter), display.shown
    url_of, begin = urls_of(project, links), beginnings(project, shown)
    page = page_of(filter, shown=listed(project, display), **filter.cursors)
    everything = filter.without(*errors, *CURSORS)
    counted = part_of_screen(lambda: count(project, everything, page) if not errors else Counted(), None)
    known = counted or Counted()
    asked = part_of_screen(lambda: filter.asked, None)
    any_request = bool(page.entries or errors) or part_of_screen(project.requests.exists, True)
    whole = [entry.id for entry in page.entries] if page.is_whole and not errors else None
    labels = part_of_screen(lambda: labels_of_page(project, [entry.id for entry in page.entries]), Labels())
    facets = part_of_screen(lambda: facets_of(project, everything, known.rolled, whole), None)
    return {
        "path": path,
        "any_request": any_request,
        "total": total_in_words(links, known.total) if known.total else "",
        "usual_labels": labels.usual[:MOST_SUGGESTED],
        "rows": [
            row_of(entry, url_of(entry.id), asked, labels.of(entry.id), shown=shown, begin=begin)
            for entry in page.entries
        ],
        "shown_ids": ",".join(str(entry.id) for entry in page.entries),
        "display": display,
        "columns": shown,
        "column_choices": [(name, words, shown[name]) for name, words in COLUMNS.items()],
        "pager": pager(links, page),
        "looked": looked_of(page, links),
        "left_out": left_out({"numbers and timeline": counted is None, "models, tags and people": facets is None}),
        "errors": [
            {"label": LABELS.get(name, name.capitalize()), "message": message, "url": links.without(name)}
            for name, message in errors.items()
        ],
        "timeline": timeline_of(known, filter.data.getlist("rating"), links),
        "chips": chips(filter, path),
        "parameters": parameters(filter, path),
        "sentence": filter.sentence(),
        "exports": exports(project, links) if not errors else [],
        "ratings": sidebar.rating_bar(links, known.counts),
        "search": sidebar.search(links, errors),
        "groups": groups.groups(links, facets or Facets(), errors, labels.usual),
        "between": sidebar.between(links, errors),
        "who": sidebar.who(links, errors),
    }


def left_out(parts: Mapping[str, bool]) -> str:
    """Those parts of the page that took too long, in words; "" for none."""
    return " and ".join(words for words, is_left_out in parts.items() if is_left_out)


def listed(project: Project, display: Display) -> RequestQuerySet:
    """Every row of the project, with what `display` shows of it."""
    return project.requests.listed(display.fields).with_latest_vote(project)


def url_of(project: Project, id: UUID, links: Links) -> str:
    """The page of one request, which knows the filter that led to it."""
    return urls_of(project, links)(id)


def urls_of(project: Project, links: Links) -> Callable[[UUID], str]:
    """Such pages of many requests; Django looks up one URL for all."""
    before, _, after = reverse("detail", args=[project.slug, ANY]).partition(str(ANY))
    query = after + links.query()
    return lambda id: f"{before}{id}{query}"


def first_errors(filter: RequestFilter) -> dict[str, str]:
    """What is wrong with the query string, one message a parameter."""
    return {name: messages[0] for name, messages in filter.problems.items()}


def exports(project: Project, links: Links) -> list[dict[str, str]]:
    return [
        {
            "words": words,
            "for_whom": for_whom,
            "url": reverse(f"export-{format}", args=[project.slug]) + links.query(),
            "lean_url": reverse(f"export-{format}", args=[project.slug]) + links.query(("bodies", "no")),
        }
        for format, (words, for_whom) in EXPORTS.items()
    ]


def pager(links: Links, page: Page) -> dict[str, str]:
    """Links to the next page on either side; "" where there is none."""
    return {
        "newer": links.here(("before", page.newer)) if page.newer else "",
        "older": links.here(("after", page.older)) if page.older else "",
    }


def total_in_words(links: Links, total: Count) -> str:
    """12,481 requests · last 24 hours"""
    span = sidebar.WHEN.get(links.value("since"), "") if not links.value("until") else ""
    words = f"{total} request" + ("" if str(total) == "1" else "s")
    return f"{words} · {span.lower()}" if span else words
