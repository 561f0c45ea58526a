"""Rated answers read from the log and counted: the one definition, for the roll-up and for spans that it has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from feedback.models import Feedback
from feedback.querysets import FeedbackQuerySet
from insights.rated.figures import Dimensions, Figure, added, bounded, categories, figure
from requestlog.database.bounded import TookTooLongError

KIND = ("model", "endpoint", "metadata", "given", "commented")
SUMS = {"number": Count("id"), "cost": Sum("cost_usd"), "latency": Sum("latency_ms"), "timed": Count("latency_ms")}
Part = tuple[str, str, Figure]


def counted(rated: QuerySet[Any], words: FeedbackQuerySet, most: int | None = None) -> Dimensions:
    """The `rated` answers, with `given` and `commented`, by what they have in common and by the `words` of votes.

    Raises `TookTooLongError` where more than `most` votes have words.
    """
    return bounded(added([*_by_facts(rated), *_by_words(rated, words, most)]))


def with_words(votes: FeedbackQuerySet) -> FeedbackQuerySet:
    """Those of users that say a tag or a reason."""
    return votes.of_users().exclude(tags=[], reasons=[]).order_by()


def _by_facts(rated: QuerySet[Any]) -> Iterator[Part]:
    """What the calls themselves say; the database adds up those that say the same."""
    kinds = rated.order_by().values(*KIND).annotate(**SUMS).values_list(*KIND, *SUMS)
    for model, endpoint, metadata, given, commented, number, cost, latency, timed in kinds:
        alike = figure(given, commented, number, cost, latency, timed)
        for dimension, value in (("model", model), ("endpoint", endpoint), *categories(metadata)):
            if value:
                yield dimension, value, alike


def _by_words(rated: QuerySet[Any], words: FeedbackQuerySet, most: int | None) -> Iterator[Part]:
    said = _said(words, most)
    if not said:
        return
    facts = ("id", "given", "commented", "cost_usd", "latency_ms")
    for id, given, commented, cost, latency in rated.order_by().values_list(*facts):
        for dimension, word in said.get(id, ()):
            yield dimension, word, figure(given, commented, 1, cost, latency, int(latency is not None))


def _said(words: FeedbackQuerySet, most: int | None) -> dict[UUID, set[tuple[str, str]]]:
    """The words by answer: however many votes say a word of an answer, it is said once."""
    said: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    rows = words.values_list("request_id", "tags", "reasons")
    for place, (id, tags, reasons) in enumerate(rows[: most + 1] if most else rows):
        if most and place == most:
            raise TookTooLongError("There are too many votes with words.")
        said[id].update([*(("tag", tag) for tag in tags), *(("reason", reason) for reason in reasons)])
    return said


def votes_within(project_id: int, low: UUID | None, high: UUID | None) -> FeedbackQuerySet:
    """The votes with words on a project's answers with ids from `low` on and below `high`."""
    bounds = {"request_id__gte": low, "request_id__lt": high}
    votes = Feedback.objects.filter(project=project_id, **{name: id for name, id in bounds.items() if id})
    return with_words(votes)
