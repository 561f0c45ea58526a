"""Everything that changes counted facts at once, in threads, while two workers roll up."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.db import connection, transaction

from feedback import services
from feedback.bulk import store_votes
from feedback.models import Feedback
from projects.models import Project
from requestlog import repricing
from requestlog.changes import changed
from requestlog.ratings import Rating
from requestlog.rollup.beside import beside
from requestlog.rollup.rolling import roll_up
from requestlog.services import ingest, record
from tests.factories import NOW, chat_call
from tests.rollup.world import recounted, rolled_up

STAYS = "gpt-5-mini"  # the others may be deleted at any time
CALLS, VOTES, WORKERS = 20, 30, 2
Part = Callable[[Project, random.Random, datetime], Any]


def recording(project: Project, chance: random.Random, now: datetime) -> None:
    """Calls that begin, end, fail and come twice."""
    at = now - timedelta(days=chance.randrange(2))
    model = chance.choice(["a", "b"])
    call = chat_call(project, at=at, model=model, status=chance.choice([200, 429]))
    begun = chat_call(project, at=at, model=model, id=call.id, state="started", status=0, response=b"", latency_ms=None)
    for batch in ([begun], [call], [call, chat_call(project, at=at)]):
        record(calls=batch, now=now)
    ingest(calls=[chat_call(project, at=at, external_id=f"job-{chance.randrange(40)}")], now=now)


def voting(project: Project, chance: random.Random, now: datetime) -> None:
    """Votes that are given, changed and withdrawn, on the same few answers."""
    entry = chance.choice(list(project.requests.filter(model=STAYS)[:20]))
    where = {"message_id": str(entry.id), "submitter": chance.choice(["", "ann"]), "project": project}
    rating = chance.choice(list(Rating))
    vote = services.give(**where, rating=rating, comment=chance.choice(["", "so"]),
                         tags=chance.choice([[], ["tone"], ["tone", "fact"]]), now=now).vote  # fmt: skip
    if chance.random() < 0.4:
        services.change(vote=vote, by="us", now=now, rating=chance.choice(list(Rating)), comment="")
    elif chance.random() < 0.4:
        services.withdraw(vote=vote, by="us", now=now)


def deleting(project: Project, chance: random.Random, now: datetime) -> None:
    """Calls that go and are told of, as whoever deletes must."""
    with transaction.atomic():
        ids = list(project.requests.exclude(model=STAYS).order_by("-id").values_list("id", flat=True)[:2])
        project.requests.filter(id__in=ids).delete()
        changed(project_id=project.pk, ids=ids, texts=True)


def repricing_all(project: Project, chance: random.Random, now: datetime) -> None:
    """Costs that are lost and found again."""
    project.requests.update(cost_usd=None, price=None)
    list(repricing.reprice(project=project))


def in_bulk(project: Project, chance: random.Random, now: datetime) -> None:
    entry = chance.choice(list(project.requests.filter(model=STAYS)[:20]))
    vote = Feedback(project=project, request_id=entry.id, message_id=entry.message_id, rating=2, created_at=now,
                    updated_at=now, submitter=f"bulk {chance.random()}")  # fmt: skip
    store_votes(project=project, votes=[vote])


def storm(seed: int = 1) -> list[str]:
    """Runs it; what the roll-up has otherwise than the log when all is done."""
    project = Project.objects.create(slug="storm", name="Storm")
    record(calls=[chat_call(project, at=NOW) for _ in range(20)], now=NOW)
    ending = Event()
    parts = [(recording, CALLS), (voting, VOTES), (voting, VOTES), (deleting, 10), (repricing_all, 10), (in_bulk, 10)]
    with ThreadPoolExecutor(len(parts) + WORKERS) as threads:
        workers = [threads.submit(rolling, ending) for _ in range(WORKERS)]
        writers = [threads.submit(again, part, project, times, seed + n) for n, (part, times) in enumerate(parts)]
        failed = [repr(error) for error in (writer.exception() for writer in writers) if error]
        ending.set()
        failed += [repr(error) for error in (worker.exception() for worker in workers) if error]
    while roll_up(now=NOW):
        pass
    return failed + different(project)


def again(part: Part, project: Project, times: int, seed: int) -> None:
    chance = random.Random(seed)
    try:
        for second in range(times):
            part(project, chance, NOW + timedelta(seconds=second))
    finally:
        connection.close()


def rolling(ending: Event) -> int:
    done = 0
    try:
        while not ending.wait(0.005):
            done += roll_up(now=NOW)
    finally:
        connection.close()
    return done


def different(project: Project) -> list[str]:
    ours, right = rolled_up(project), recounted(project)
    days = project.days.order_by("day").values_list("day", flat=True).distinct()
    more = [str(each) for day in days for counter in beside() for each in counter.compare(project.pk, day)]
    return more + [
        f"{key}: {ours.get(key)}, not {right.get(key)}"
        for key in ours.keys() | right
        if ours.get(key) != right.get(key)
    ]
