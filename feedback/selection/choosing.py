"""Which requests are meant: those ticked, all of a page, or the newest 10,000 that match a filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, repeat
from uuid import UUID

from requestlog.database.texts import Id
from requestlog.filters import RequestFilter
from requestlog.stepping import pages

MOST = 10_000
BATCH = 500
PAGE = 1_000


def named(texts: Iterable[str]) -> list[UUID]:
    """The ids among `texts`, each once; what is none is passed over. Whether they are there is asked by what is done.

    Raises `ValueError` with a sentence for people where they are more than 10,000.
    """
    ids = list(dict.fromkeys(id for text in texts if (id := _id(text)) is not None))
    if len(ids) > MOST:
        raise ValueError(f"At most {MOST:,} requests at once; these are {len(ids):,}.")
    return ids


def matching(filter: RequestFilter) -> list[UUID]:
    """The newest 10,000 that pass `filter`, whatever page was shown. Raises `TookTooLongError`."""
    return [UUID(text) for text in islice(_texts(filter), MOST)]


def in_batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    """As many at a time as one transaction takes."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _texts(filter: RequestFilter) -> Iterator[str]:
    found = pages(filter, lambda rows: rows.values_list(Id("id")), project=filter.project, sizes=repeat(PAGE))
    return (id for page in found for (id,) in page)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
