"""Everything on the report page, out of a report and the query string that it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from feedback.training.options import SplitForm
from feedback.training.reasons import Why
from feedback.training.reporting import Report
from feedback.training.splitting import PARTS, TEST
from feedback.training.tallying import Tally
from projects.models import Project
from requestlog.presenting.bodies import Shown, shown_body
from requestlog.presenting.links import Links

CHARACTERS_A_TOKEN = 4
FEWEST_LINES = 10
SPLIT = ("split", "test_share", "seed")
# The log's filters that say the same as a reason
ROWS_OF = {
    Why.UNRATED: (("rating", "unrated"), ("correction", "no")),
    Why.DISLIKED: (("rating", "negative"), ("correction", "no")),
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that give no line, and where to see them; `url` is "" where no filter says the same."""

    count: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Download:
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """One training set."""

    kind: str
    lines: str
    made_of: str
    size: str
    too_few: bool
    dropped: list[Dropped]
    dropped_rows: str
    downloads: list[Download]
    preview: list[Shown]


def report_context(project: Project, query: QueryDict, form: SplitForm, report: Report) -> dict[str, Any]:
    """The context of the page; both sets, and how to change what is asked."""
    links = links_of(project, query)
    return {
        "rows": f"{report.rows:,}",
        "stopped": report.stopped,
        "sft": _card("sft", report.sft, project, links, form),
        "dpo": _card("dpo", report.dpo, project, links, form),
        **form_context(project, links, form),
    }


def form_context(project: Project, links: Links, form: SplitForm) -> dict[str, Any]:
    """The form of the split, and the way back to the log."""
    others = links.kept(*SPLIT)
    log_url = Links(reverse("log", args=[project.slug]), tuple(others)).here()
    return {"form": form, "path": links.path, "kept": others, "log_url": log_url}


def problems_of(links: Links, problems: dict[str, list[str]]) -> list[dict[str, str]]:
    """What is wrong with the query string, and the page without it."""
    return [{"name": name, "message": messages[0], "url": links.without(name)} for name, messages in problems.items()]


def links_of(project: Project, query: QueryDict) -> Links:
    return Links.of(reverse("training", args=[project.slug]), query)


def _card(kind: str, tally: Tally, project: Project, links: Links, form: SplitForm) -> Card:
    return Card(
        kind=kind,
        lines=_counted(tally.lines, "line" if kind == "sft" else "pair"),
        made_of=_made_of(kind, tally),
        size=_size(tally),
        too_few=tally.lines < FEWEST_LINES,
        dropped=[_dropped(why, count, project, links) for why, count in tally.dropped.most_common() if count],
        dropped_rows=f"{tally.dropped_rows:,}",
        downloads=list(_downloads(kind, tally, project, links, form)),
        preview=[shown_body(line) for line in tally.first],
    )


def _made_of(kind: str, tally: Tally) -> str:
    """How many lines teach a correction, and how many a liked answer."""
    others = tally.lines - tally.corrected_lines
    corrections = _counted(tally.corrected_lines, "correction")
    if kind == "sft":
        return f"{corrections}, {_counted(others, 'liked answer')}"
    pairs = f"{corrections} against the answer, {_counted(others, 'liked answer')} against a disliked one"
    return f"{pairs}; of {_counted(tally.rows, 'request')}"


def _size(tally: Tally) -> str:
    tokens = tally.characters // CHARACTERS_A_TOKEN
    return f"{filesizeformat(tally.size)}, {tally.characters:,} characters, roughly {tokens:,} tokens"


def _dropped(why: Why, count: int, project: Project, links: Links) -> Dropped:
    told = ROWS_OF.get(why)
    if told is None:
        return Dropped(f"{count:,}", why.value, "")
    rows = Links(reverse("log", args=[project.slug]), tuple(links.kept(*SPLIT, *(name for name, _ in told))))
    return Dropped(f"{count:,}", why.value, rows.here(*told))


def _downloads(kind: str, tally: Tally, project: Project, links: Links, form: SplitForm) -> Iterator[Download]:
    """The file that is asked for, and, where that is everything, its two parts."""
    if not tally.lines:
        return
    part = form.wanted.part
    file = Links(reverse(f"export-{kind}", args=[project.slug]), tuple(links.kept("split")))
    here = [("split", part)] if part else []
    yield Download(file.here(*here), f"Download {_counted(tally.lines, 'line')}")
    for each in () if part else PARTS:
        lines = tally.test_lines if each == TEST else tally.lines - tally.test_lines
        yield Download(file.here(("split", each)), f"{each.capitalize()}: {lines:,}")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
