"""Fixtures of the fault runs, and the table of their figures at the end of `make faults`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.faults.accounts import audited
from tests.faults.ledger import Ledger
from tests.faults.numbered import NumberedUpstream
from tests.gateway.site import Site, running

COLUMNS = ("started", "answered", "logged", "lost", "doubled", "missing s", "missing bytes", "recovery s")
FIGURES = "figures of a fault run"
Audit = Callable[[Site], AbstractContextManager[Ledger]]


@pytest.fixture(scope="session")
def upstream() -> Iterator[NumberedUpstream]:
    with NumberedUpstream() as upstream:
        yield upstream


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, upstream: NumberedUpstream) -> Iterator[Site]:
    """One for all runs that leave it as it was."""
    with running(tmp_path_factory.mktemp("site"), upstream.url) as site:
        yield site


@pytest.fixture
def audit(upstream: NumberedUpstream, record_property: Callable[[str, object], None]) -> Audit:
    """`with audit(site) as ledger:` is a run whose books are closed at the end of the block."""

    @contextmanager
    def run(site: Site) -> Iterator[Ledger]:
        with audited(site, upstream) as ledger:
            record_property(FIGURES, ledger.figures)
            yield ledger

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    found = {report.nodeid: dict(report.user_properties).get(FIGURES) for report in reports}
    runs = {nodeid: figures for nodeid, figures in found.items() if nodeid.startswith("tests/faults/")}
    if not any(runs.values()):
        return
    terminalreporter.section("fault runs")
    terminalreporter.write_line(" ".join(f"{name:>13}" for name in COLUMNS))
    for nodeid, figures in runs.items():
        for line in lines(nodeid.removeprefix("tests/faults/"), figures or {}):
            terminalreporter.write_line(line)


def lines(name: str, figures: dict[str, str]) -> list[str]:
    """A run's name with what is its own, and its figures below the columns."""
    own = ", ".join(f"{what} {figure}" for what, figure in figures.items() if what not in COLUMNS)
    return [f"{name}: {own}" if own else name, " ".join(f"{figures.get(column, '-'):>13}" for column in COLUMNS)]
