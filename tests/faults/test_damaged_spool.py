"""A spool whose file is damaged under a running gateway: it goes on, and what can be read is kept."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from requestlog.spool.schema import FILE
from tests.faults.accounts import is_settled
from tests.faults.ledger import Ledger
from tests.faults.sizes import SEED
from tests.faults.traffic import Plan, ask_all
from tests.gateway.site import Site, eventually, running

CALLS = 60
FLIPPED_BYTES = 100
ROOTS = 16 * 4096  # the first pages, which say where all the others are
PROMPTS = [random.Random(number).randbytes(20_000).hex() for number in range(CALLS)]
PLANS = [Plan(stream=number % 2 == 0, words=20, prompt=prompt) for number, prompt in enumerate(PROMPTS)]


@pytest.fixture
def own_site(tmp_path: Path, upstream) -> Iterator[Site]:
    with running(tmp_path, upstream.url) as site:
        yield site


def flipped(path: Path) -> None:
    chance, size = random.Random(SEED), path.stat().st_size
    with path.open("r+b") as file:
        for at in chance.sample(range(ROOTS, size), FLIPPED_BYTES):
            file.seek(at)
            (byte,) = file.read(1)
            file.seek(at)
            file.write(bytes([byte ^ 1 << chance.randrange(8)]))


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 2 // 3 // 4096 * 4096)


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(SEED).randbytes(100_000))


# A flipped bit may be one of an id; of a file of which nothing can be read nobody knows how many calls it held
@pytest.mark.parametrize(("damage", "uncounted"), [(flipped, CALLS // 10), (truncated, 0), (garbage, CALLS)])
def test_it_goes_on_and_keeps_what_can_be_read(
    own_site: Site, audit, upstream, damage: Callable[[Path], None], uncounted: int
):
    own_site.stop("recorder")
    early = Ledger(own_site, upstream)
    ask_all(early, PLANS)
    into_one_file(own_site)
    damage(own_site.spool.folder / FILE)
    ask_all(early, PLANS)
    own_site.start("recorder")
    eventually(lambda: is_mended(own_site))
    with audit(own_site) as ledger:
        ask_all(ledger, PLANS, at_once=4)
    lost, stats = not_in_log(early), own_site.spool.stats()
    ledger.figures["lost with the damaged file"] = f"{len(lost)} of {len(early.heard)}"
    assert {heard.ended for heard in early.heard.values()} == {"whole"}
    assert 0 <= len(lost) - stats["dropped"] - stats["refused"] <= uncounted


def not_in_log(ledger: Ledger) -> list[str]:
    """The ids of the calls that the log has not: a damaged body may have taken the name of its call with it."""
    logged = {UUID(str(row["id"])) for row in ledger.site.rows("SELECT id FROM requestlog_request")}
    return [heard.id for heard in ledger.heard.values() if UUID(heard.id) not in logged]


def is_mended(site: Site) -> bool:
    """Whether all that could be kept is recorded, and nothing is left of the damaged file that could be."""
    return is_settled(site.spool.stats()) and not list(site.spool.folder.glob("*.salvaging"))


def into_one_file(site: Site) -> None:
    """Moves what SQLite's log holds into the file itself."""
    with closing(sqlite3.connect(site.spool.folder / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
