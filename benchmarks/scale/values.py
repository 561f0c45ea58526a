"""What the filters are asked for: frequent and rare values of the filled log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from projects.models import Project
from requestlog.ids import first_id
from requestlog.pages import cursor_of
from requestlog.search.collecting import documents_of

SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Values:
    """`deep` is a place in the middle of the log, `entry` a call there; words are rare, of 1 % and of most calls."""

    project: Project
    deep: UUID
    entry: UUID
    model: str
    rare_model: str
    user: str
    session: str
    tag: str
    rare_tag: str
    reason: str
    rare_word: str
    percent_word: str
    frequent_word: str
    phrase: str

    @property
    def cursor(self) -> str:
        return cursor_of(self.deep)


def values_of(project: Project) -> Values:
    models = dict(project.days.exclude(model="").values_list("model").annotate(n=Sum("requests")))
    deep = _middle(project)
    entries = project.requests.filter(id__lt=deep)
    rated = entries.filter(rating__isnull=False).order_by("-id").first()
    votes = list(project.feedback.of_users().exclude(tags=[]).order_by("-request_id")[:SAMPLE])
    tags = [tag for vote in votes for tag in vote.tags]
    return Values(
        project=project,
        deep=deep,
        entry=rated.id if rated else deep,
        model=max(models, key=lambda name: models[name]),
        rare_model=min(models, key=lambda name: models[name]),
        user=_most(entries.exclude(end_user="").order_by("-id").values_list("end_user", flat=True)[:SAMPLE]),
        session=_most(entries.exclude(session="").order_by("-id").values_list("session", flat=True)[:SAMPLE]),
        tag=_most(tags),
        rare_tag=min(Counter(tags).items(), key=lambda each: each[1])[0] if tags else "none",
        reason=_most([reason for vote in votes for reason in vote.reasons]),
        **_words(project, deep),
    )


def _middle(project: Project) -> UUID:
    first, last = (project.requests.order_by(order).values_list("created_at", flat=True)[0] for order in ("id", "-id"))
    return first_id(first + (last - first) / 2)


def _words(project: Project, deep: UUID) -> dict[str, Any]:
    """Words by how many of some calls in the middle of the log hold them."""
    ids = project.requests.filter(id__lt=deep).order_by("-id").values_list("id", flat=True)[:SAMPLE]
    documents = documents_of((project.pk, id) for id in ids)
    pieces = [[words for _, words in document.pieces()] for document in documents]
    held = Counter(word for piece in pieces for word in {word for words in piece for word in words})
    plain = {word: n for word, n in held.items() if len(word) > 2 and word.isascii()}
    long = next((words for piece in pieces for words in piece if len(words) > 5 and " ".join(words).isascii()), ["a"])
    numbers = [word for word, n in plain.items() if n == 1 and word.isdigit() and len(word) == 5]
    return {
        "rare_word": numbers[0] if numbers else min(plain, key=lambda word: plain[word]),
        "percent_word": min(plain, key=lambda word: abs(plain[word] - len(documents) / 100)),
        "frequent_word": max(plain, key=lambda word: plain[word]),
        "phrase": " ".join(long[2:5]),
    }


def _most(found: Iterable[str]) -> str:
    return next((value for value, _ in Counter(found).most_common(1)), "none")
