"""How far a long command is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import IO, TypeVar, cast

from django.core.management.base import OutputWrapper
from rich.console import Console, RenderableType
from rich.progress import Progress

SAY_EVERY, MOST_LINES = 2500, 100
WIDTH = 100
Batch = TypeVar("Batch")


def shown(
    batches: Iterable[Batch], what: str, out: OutputWrapper, *, size: Callable[[Batch], int], total: int | None = None
) -> Iterator[Batch]:
    """The same batches, while people are told how many there were, of `total` where that is known."""
    return _with_bar(batches, what, size, total) if out.isatty() else _with_lines(batches, out, size, total)


def say(what: RenderableType, out: OutputWrapper) -> None:
    """Writes a table or the like, plain where nobody looks at a terminal."""
    Console(file=cast(IO[str], out), width=WIDTH).print(what)


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
    done, began, every = 0, monotonic(), max(SAY_EVERY, (total or 0) // MOST_LINES)
    for batch in batches:
        done += size(batch)
        if done % every < size(batch) and done != total:
            out.write(f"{done:,} of {total:,}{_left(done, total, began)}" if total else f"{done:,} so far")
            out.flush()  # a file or pipe would have it at the end
        yield batch


def _left(done: int, total: int, began: float) -> str:
    """What is to come, in words, where it is worth to be told."""
    seconds = (monotonic() - began) * (total - done) / done
    return f", about {seconds / 60:.0f} min left" if seconds > 60 else ""
