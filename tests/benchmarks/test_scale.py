"""The benchmark of the screens in its shortest form: a small log, each page measured once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from benchmarks.scale.kinds import GOALS, LISTS
from benchmarks.scale.options import options
from benchmarks.scale.report import report

CASE = {"name": "👎", "kind": "one", "page": 30.0, "rows": 4.0, "sql": 12.0, "floor": 2.0}
PAGES = "^👎|insights|review|absent|^one|counts"
SEEN = {"trouble": "", "queries": 8, "hit": 1200, "read": 0}


def short_run(out: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.scale",
        "--short",
        "--rows",
        "1000",
        "--pages",
        PAGES,
        "--markdown",
        str(out),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=170)


def test_it_prints_a_line_for_each_page_and_each_goal(tmp_path: Path):
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark has a database of its own; once is enough")
    run = short_run(tmp_path / "out.md")
    assert run.returncode == 0, run.stdout + run.stderr
    told = (tmp_path / "out.md").read_text("utf-8")
    assert "### SQLite, 1,000 requests" in told
    rows = {line.split(" | ")[0]: line for line in told.splitlines()}
    assert {"| 👎, deep", "| insights, 90d", "| review queue", "| absent word", "| one request"} <= set(rows)
    assert all(rows[name].endswith(" |  |") for name in ("| 👎, deep", "| absent word", "| insights, 90d"))
    assert sum(goal.words in told for goal in GOALS["sqlite"]) == len(GOALS["sqlite"])


def run_of(size: int, **figures: object) -> dict[str, object]:
    return {"vendor": "postgresql", "rows": size, "cases": [{**CASE, **SEEN, **figures}]}


def test_it_says_how_many_times_the_floor_the_rows_take():
    assert "| 👎 | 4.0 | 2.0 | 2.0 | 12.0 | 30.0 | 8 | 1,200 | 0 |  |" in list(report([run_of(1000)]))


def test_it_names_what_misses_a_goal():
    told = "\n".join(report([run_of(1000, rows=9.0)]))
    assert (
        "SQL of the rows with one filter, first or deep | ≤ 5 ms | 9.0 | 9.0 | missed by 1 of 1, most by 👎 |" in told
    )
    assert "| page with one filter, first or deep | ≤ 40 ms | 30.0 | 30.0 | met |" in told


def test_it_names_a_page_that_fails_and_goes_on():
    told = "\n".join(report([run_of(1000, page=None, rows=None, sql=None, floor=None, trouble="status 500")]))
    assert "| 👎 | – | – | – | – | – | 8 | 1,200 | 0 | status 500 |" in told
    assert "| no page fails or takes 2 s | | | | missed: 👎 |" in told


@pytest.mark.parametrize(("page", "said"), [(44.0, "met"), (46.0, "missed by 👎")])
def test_it_says_whether_pages_grow_with_the_log(page: float, said: str):
    told = "\n".join(report([run_of(10_000, page=page), run_of(1000)]))
    assert "### PostgreSQL, from 1,000 to 10,000 requests" in told
    assert f"No page grows by more than 1.5 times: {said}." in told


def test_it_has_a_goal_for_each_list():
    assert all(any(kind in goal.kinds for goal in GOALS["postgresql"]) for kind in LISTS if kind != "more")


@pytest.mark.parametrize(
    "wrong", [["--rows", "many"], ["--rows", "10"], ["--databases", "oracle"], ["--only", "votes"]]
)
def test_it_refuses_what_it_does_not_know(wrong: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        options(wrong)
    assert wrong[1] in capsys.readouterr().err
