"""`python -m benchmarks.scale.measuring OUT REPEATS PAGES`: every case on the database at hand, as JSON."""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.db import connection
from django.db.models import Sum

from benchmarks.scale import statements
from benchmarks.scale.kinds import FIGURES, LISTS

if TYPE_CHECKING:
    from benchmarks.scale.cases import Case
    from projects.models import Project

SLOW_SECONDS = 2.0
Get = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one case, in milliseconds; `sql` is the sum over its statements, `rows` over those that find a page's rows.

    None: not known.
    """

    name: str
    kind: str
    trouble: str = ""
    page: float | None = None
    sql: float | None = None
    rows: float | None = None
    floor: float | None = None
    queries: int = 0
    hit: int = 0
    read: int = 0


def main(out: Path, repeats: int, pages: str) -> None:
    from benchmarks.scale.cases import cases
    from benchmarks.scale.values import values_of
    from gptboost_site.gunicorn import post_worker_init
    from projects.models import Project
    from requestlog.models import Day

    values = values_of(Project.objects.get(slug="scale-1"))
    get = client(values.project)
    post_worker_init(None)  # the collector as a server has it
    found = [measured(case, values.project, get, repeats) for case in cases(values) if re.search(pages, case.name)]
    asked = {name: str(value) for name, value in asdict(values).items() if name not in ("project", "deep", "entry")}
    rows = Day.objects.aggregate(rows=Sum("requests"))["rows"]
    told = {"vendor": connection.vendor, "rows": rows, "values": asked, "cases": [asdict(each) for each in found]}
    out.write_text(json.dumps(told))


def client(project: Project) -> Get:
    """GET in this process through all the middleware: signed in, and for the API with a key."""
    from django.contrib.auth.models import User
    from django.test import Client

    from projects.services import create_key

    key = create_key(project=project, kind="secret")[1]
    user, _ = User.objects.get_or_create(username="bench", defaults={"is_superuser": True, "is_staff": True})
    browser = Client(raise_request_exception=False)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def get(path: str) -> Any:
        headers = {"host": "localhost"}
        return browser.get(
            path, headers=headers | ({"authorization": f"Bearer {key}"} if path.startswith("/v1/") else {})
        )

    return get


def figures(project: Project, path: str) -> Callable[[], Any]:
    """The numbers, the timeline and the choices of a log page, without its rows."""
    from django.http import QueryDict
    from django.utils import timezone

    from requestlog.facets import facets_of
    from requestlog.filters import RequestFilter
    from requestlog.pages import page_of
    from requestlog.presenting.counting import count
    from requestlog.presenting.links import Links
    from requestlog.presenting.timeline import timeline_of

    query = QueryDict(path.partition("?")[2])
    filter = RequestFilter(query, project.requests.all(), project=project, now=timezone.now())
    page = page_of(filter)

    def work() -> None:
        known = count(project, filter, page)
        facets_of(project, filter, known.rolled)
        timeline_of(known, query.getlist("rating"), Links.of(path, query))

    return work


def rows(project: Project, path: str) -> Callable[[], Any]:
    """The rows of a log page alone."""
    from django.http import QueryDict
    from django.utils import timezone

    from requestlog.filters import RequestFilter
    from requestlog.pages import page_of

    query = QueryDict(path.partition("?")[2])
    filter = RequestFilter(query, project.requests.all(), project=project, now=timezone.now())
    return lambda: page_of(filter, shown=project.requests.listed().with_latest_vote(project), **filter.cursors)


def measured(case: Case, project: Project, get: Get, repeats: int) -> Figures:
    """The case; what fails or takes too long is said, and the others go on."""
    try:
        found = _measured(case, project, get, repeats)
    except Exception as error:  # noqa: BLE001 – a page that fails is a finding
        found = Figures(case.name, case.kind, trouble=f"{type(error).__name__}: {error}"[:200])
    if found.trouble:
        renew()
    took = "" if found.page is None else f"{found.page:8.1f} ms"
    print(f"  {case.name:45} {took:12} {found.trouble}".rstrip(), flush=True)
    return found


def renew() -> None:
    """Another connection, once the database may be asked again: a failed page may have given this one up."""
    connection.close()
    time.sleep(SLOW_SECONDS)


def _measured(case: Case, project: Project, get: Get, repeats: int) -> Figures:
    work = figures(project, case.path) if case.kind == FIGURES else partial(get, case.path)
    took, answer = timed(work)
    if (status := getattr(answer, "status_code", 200)) != 200:
        return Figures(case.name, case.kind, trouble=f"status {status}", page=1000 * took)
    with statements.seen() as asked:
        work()
    page = 1000 * statistics.median(timed(work)[0] for _ in range(1 if took > SLOW_SECONDS else repeats))
    spent, seen = statements.spent(asked, repeats), statements.buffers_of(asked)
    return Figures(
        name=case.name,
        kind=case.kind,
        trouble=trouble(page, spent),
        page=page,
        sql=spent,
        rows=rows_alone(case, project, repeats),
        floor=statements.floor(case.floor, case.values, repeats) if case.floor else None,
        queries=len(asked),
        hit=seen.hit,
        read=seen.read,
    )


def rows_alone(case: Case, project: Project, repeats: int) -> float | None:
    if case.kind not in LISTS:
        return None
    with statements.seen() as asked:
        rows(project, case.path)()
    return statements.spent(asked, repeats)


def trouble(page: float, spent: float | None) -> str:
    if spent is None:
        return "a statement fails or takes more than 2 s"
    return "the page takes more than 2 s" if page > 1000 * SLOW_SECONDS else ""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
