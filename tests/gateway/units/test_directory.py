"""The keys and policies that a worker knows, also while the database is away or hangs."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from gateway import directory
from gateway.access import KnownKey
from gateway.directory import Directory
from gateway.known import Known
from gateway.policy import USUAL, Policy
from tests.loops import awaited

KEY = KnownKey(7, "secret")
METADATA = Policy(log="metadata")
PATIENCE = 20.0


class Database:
    """Stands for the reading: hangs while `hung`, is away while `known` is None, else gives `known`."""

    def __init__(self) -> None:
        self.known: Known | None = Known({"seen": KEY}, {7: METADATA})
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.readings = 0
        self.reading_now = 0

    def __call__(self) -> Known | None:
        self.readings += 1
        self.reading_now += 1
        known = self.known  # what a reading sees is settled when it begins
        self.goes_on.wait()
        self.reading_now -= 1
        return known


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database()
    yield database
    database.goes_on.set()


def run(database: Database, test: Callable[[Directory], Any]) -> None:
    """`test` with a directory that was started, and its loop closed as a worker's is."""

    async def whole() -> None:
        known = Directory(database)
        await known.start()
        await test(known)
        await known.stop()

    awaited(whole())


async def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


def at_once(answer: Coroutine[Any, Any, KnownKey | None]) -> KnownKey | None:
    """The answer of a look-up that waits for nothing."""
    with pytest.raises(StopIteration) as end:
        answer.send(None)
    return end.value.value


async def hang(database: Database) -> None:
    """Back when a reading hangs, for longer than any call waits for one."""
    database.goes_on.clear()
    await eventually(lambda: database.reading_now > 0)
    await asyncio.sleep(directory.MOST_SECONDS_A_CALL_WAITS * 2)


def test_it_knows_keys_and_policies_after_its_start(database):
    async def test(known: Directory) -> None:
        assert known.loaded
        assert await known.look_up("seen") == KEY
        assert (known.policy_of(7), known.policy_of(8)) == (METADATA, USUAL)

    run(database, test)


def test_it_finds_a_key_that_was_made_a_moment_ago(database, monkeypatch):
    monkeypatch.setattr(directory, "REFRESH_SECONDS", 3600)

    async def test(known: Directory) -> None:
        database.known = Known({"new": KEY})
        assert await known.look_up("new") == KEY

    run(database, test)


def test_it_finds_all_keys_that_were_made_while_it_read(database, monkeypatch):
    monkeypatch.setattr(directory, "REFRESH_SECONDS", 3600)
    monkeypatch.setattr(directory, "MOST_SECONDS_A_CALL_WAITS", PATIENCE)

    async def test(known: Directory) -> None:
        database.goes_on.clear()
        looking = [asyncio.create_task(known.look_up("stranger"))]
        await eventually(lambda: database.reading_now == 1)
        looking += [asyncio.create_task(known.look_up(digest)) for digest in ("new", "newer")]
        await asyncio.sleep(0)
        database.known = Known({"new": KEY, "newer": KEY})
        database.goes_on.set()
        assert await asyncio.gather(*looking) == [None, KEY, KEY]

    run(database, test)


def test_it_asks_once_for_a_stranger_however_often_it_comes(database, monkeypatch):
    monkeypatch.setattr(directory, "REFRESH_SECONDS", 3600)

    async def test(known: Directory) -> None:
        assert [await known.look_up("stranger") for _ in range(100)] == [None] * 100
        assert database.readings == 2

    run(database, test)


def test_it_asks_once_for_many_strangers_at_a_time(database, monkeypatch):
    monkeypatch.setattr(directory, "REFRESH_SECONDS", 3600)

    async def test(known: Directory) -> None:
        await asyncio.gather(*(known.look_up(f"stranger {n}") for n in range(1000)))
        assert database.readings <= 3

    run(database, test)


def test_it_forgets_a_revoked_key_and_an_old_policy_by_itself(database):
    async def test(known: Directory) -> None:
        database.known = Known()
        await eventually(lambda: known.policy_of(7) == USUAL)
        assert await known.look_up("seen") is None

    run(database, test)


def test_it_reads_again_well_within_the_second_in_which_a_revoked_key_must_stop():
    assert directory.REFRESH_SECONDS <= 0.5


def test_it_goes_on_with_what_it_knows_while_the_database_is_away(database):
    async def test(known: Directory) -> None:
        database.known, before = None, database.readings
        await eventually(lambda: database.readings > before + 1)
        assert await known.look_up("seen") == KEY
        assert known.policy_of(7) == METADATA

    run(database, test)


def test_it_treats_calls_as_usual_until_it_has_read_who_wants_what(database):
    database.known = None

    async def test(known: Directory) -> None:
        assert not known.loaded
        assert known.policy_of(7) == USUAL

    run(database, test)


def test_it_delays_nobody_and_piles_up_no_threads_while_the_database_hangs(database):
    async def test(known: Directory) -> None:
        assert await known.look_up("stranger") is None
        await hang(database)
        readings = database.readings
        assert at_once(known.look_up("seen")) == KEY
        assert at_once(known.look_up("stranger")) is None
        assert at_once(known.look_up("another stranger")) is None
        assert (database.readings, database.reading_now) == (readings, 1)

    run(database, test)


def test_it_reads_on_when_the_database_does(database):
    async def test(known: Directory) -> None:
        await hang(database)
        database.known = Known({"new": KEY})
        database.goes_on.set()
        await eventually(lambda: "new" in known._known.keys)
        assert await known.look_up("seen") is None

    run(database, test)


def test_it_stops_while_the_database_hangs(database):
    run(database, lambda known: hang(database))
    assert database.reading_now == 1
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "gptboost-directory")


def test_it_lets_the_database_answer_after_the_stop(database, recwarn):
    run(database, lambda known: hang(database))
    database.goes_on.set()
    end = time.monotonic() + PATIENCE
    while any(thread.name == "gptboost-directory" for thread in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert not recwarn.list


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_survives_a_reading_that_breaks(database, monkeypatch):
    async def test(known: Directory) -> None:
        known._read_known = lambda: 1 // 0
        await known._read_again(PATIENCE)
        assert await known.look_up("seen") == KEY
        known._read_known = database
        await known._read_again(PATIENCE)
        assert known.loaded

    run(database, test)
