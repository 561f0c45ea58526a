"""How far a long command is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.core.management.base import OutputWrapper
from rich.progress import Progress

SAY_EVERY = 2500
Batch = TypeVar("Batch")


def shown(
    batches: Iterable[Batch], what: str, out: OutputWrapper, *, size: Callable[[Batch], int], total: int | None = None
) -> Iterator[Batch]:
    """The same batches, while people are told how many there were, of `total` where that is known."""
    return _with_bar(batches, what, size, total) if out.isatty() else _with_lines(batches, out, size, total)


def _with_bar(batches: Iterable[Batch], what: str, size: Callable[[Batch], int], total: int | None) -> Iterator[Batch]:
    done = 0
    with Progress() as progress:
        task = progress.add_task(what, total=total)
        for batch in batches:
            done += size(batch)
            progress.update(task, completed=done, description=f"{what}: {done:,}")
            yield batch


def _with_lines(
    batches: Iterable[Batch], out: OutputWrapper, size: Callable[[Batch], int], total: int | None
) -> Iterator[Batch]:
    done = 0
    for batch in batches:
        done += size(batch)
        if done % SAY_EVERY < size(batch) and done != total:
            out.write(f"{done:,} of {total:,}" if total else f"{done:,} so far")
        yield batch
