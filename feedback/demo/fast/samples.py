"""Conversations rendered once, with the rows that the recorder would store of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from feedback.demo.exchanges import Exchange
from feedback.demo.fast.planning import Plan
from feedback.demo.moments import Hours, hours
from feedback.demo.month import Conversation, conversations, released
from requestlog.keeping import projects_without_bodies, without_bodies
from requestlog.rows import rows_of, unpacked
from requestlog.search.texts import answer_text, prompt_text, shortened
from requestlog.storing.tables import PAYLOAD, REQUEST

# What is another's in every conversation: tickets, invoices, codes of errors
NUMBERED = re.compile(r"#\d{5}\b|\bINV-2026-\d{4,5}\b|\bE-\d{4}\b")


@dataclass(frozen=True, slots=True)
class Sample:
    """A call, `after` the beginning of its conversation: its row's columns, its bodies as they are stored, and what
    search collects of them."""

    exchange: Exchange
    after: timedelta
    columns: dict[str, Any]
    request: bytes
    response: bytes
    prompt: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A conversation whose like is to be told again and again; `numbers` are the texts that change then."""

    calls: tuple[Sample, ...]
    user: str
    numbers: tuple[str, ...]
    lasts: timedelta


class Patterns:
    """All of them, to choose one that fits the assistant's release and the trouble of a moment."""

    def __init__(self, plan: Plan) -> None:
        self.span = hours(Random(f"{plan.seed} month"), plan.now, plan.days)  # noqa: S311
        self.found: Mapping[tuple[str, bool], list[Pattern]] = defaultdict(list)
        self.all: list[Pattern] = []
        for told, pattern in _rendered(plan):
            self.found[told.release, told.incident].append(pattern)
            self.all.append(pattern)
        self.people = len({pattern.user for pattern in self.all})

    def at(self, moment: datetime) -> list[Pattern]:
        return _fitting(self.found, self.span, moment) or self.all


def _fitting(found: Mapping[tuple[str, bool], list[Pattern]], span: Hours, moment: datetime) -> list[Pattern]:
    release, _ = released(span, moment)
    return found.get((release, span.incident(moment))) or found.get((release, False)) or []


def _rendered(plan: Plan) -> Iterator[tuple[Conversation, Pattern]]:
    told = list(
        conversations(seed=plan.seed, now=plan.now, days=plan.days, requests=plan.rendered, project_id=plan.project_id)
    )
    bare = bool(projects_without_bodies([call.call for each in told for call in each.calls]))
    return ((each, _pattern(each, bare, plan.now)) for each in told)


def _pattern(told: Conversation, bare: bool, now: datetime) -> Pattern:
    first, last = told.calls[0].call, told.calls[-1].call
    calls = tuple(_sample(each, first.started_at, bare, now) for each in told.calls)
    text = b" ".join(body for each in calls for body in (each.request, each.response)).decode()
    return Pattern(
        calls=calls,
        user=first.end_user,
        numbers=tuple(number for number in dict.fromkeys(NUMBERED.findall(text)) if not _is_cut(number, calls)),
        lasts=last.started_at - first.started_at + timedelta(milliseconds=last.latency_ms or 0),
    )


def _is_cut(number: str, calls: Sequence[Sample]) -> bool:
    """Whether one of the previews seems to end within `number`, so that no other could take its place there."""
    previews = [str(each.columns[name]) for each in calls for name in ("prompt_preview", "answer_preview")]
    ends = tuple(number[:size] + "…" for size in range(1, len(number)))
    return any(preview.endswith(ends) for preview in previews)


def _sample(exchange: Exchange, began: datetime, bare: bool, now: datetime) -> Sample:
    rows = rows_of(without_bodies(exchange.call) if bare else exchange.call, now)
    columns = dict(zip(REQUEST.columns, rows.request, strict=True))
    bodies = dict(zip(PAYLOAD.columns, rows.payload, strict=True))
    request, response = unpacked(bodies["request"]), unpacked(bodies["response"])
    return Sample(
        exchange=exchange,
        after=exchange.call.started_at - began,
        columns=columns,
        request=request,
        response=response,
        prompt=tuple(prompt_text(request) or shortened(columns["prompt_preview"])),
        answer=tuple(answer_text(response) or shortened(columns["answer_preview"])),
    )
