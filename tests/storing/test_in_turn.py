"""`services.record_in_turn`: many calls, as many at a time as one transaction holds."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import OperationalError

from requestlog import services
from requestlog.rows import rows_of
from requestlog.services import recording
from requestlog.storing.copying import Copying
from requestlog.storing.inserting import Inserting
from tests.factories import NOW, chat_call

AT_ONCE = 2


@pytest.fixture(autouse=True)
def _few_at_once() -> Iterator[None]:
    with patch.object(Inserting, "most_calls", AT_ONCE), patch.object(Copying, "most_calls", AT_ONCE):
        yield


def calls_of(project, number):
    return [chat_call(project, message_id=f"m-{n}") for n in range(number)]


@pytest.mark.parametrize(("number", "sizes"), [(0, []), (1, [1]), (2, [2]), (5, [2, 2, 1])])
def test_it_stores_all_calls_in_order(project, number, sizes):
    calls = calls_of(project, number)
    done = list(services.record_in_turn(calls=calls, now=NOW))
    assert [len(some) for some, _ in done] == sizes
    assert [call for some, _ in done for call in some] == calls
    assert not any(refused for _, refused in done)
    assert project.requests.count() == number


def test_it_has_stored_those_that_it_gives_and_no_others(project):
    turns = services.record_in_turn(calls=calls_of(project, 5), now=NOW)
    some, _ = next(turns)
    assert set(project.requests.values_list("id", flat=True)) == {call.id for call in some}
    turns.close()
    assert project.requests.count() == AT_ONCE


def test_it_keeps_what_was_stored_before_the_database_went_away(project):
    turns = services.record_in_turn(calls=calls_of(project, 6), now=NOW)
    next(turns)
    with patch.object(recording, "put", side_effect=OperationalError("gone")), pytest.raises(OperationalError):
        next(turns)
    assert project.requests.count() == AT_ONCE


def test_it_names_a_call_that_cannot_be_read_with_those_beside_it(project):
    calls = calls_of(project, 5)
    with patch("requestlog.services.refusing.rows_of", side_effect=confused_by(calls[3])):
        refused = [names for _, names in services.record_in_turn(calls=calls, now=NOW)]
    assert refused == [[], [calls[3].id], []]
    assert project.requests.count() == 4


def confused_by(odd):
    def read(call, now):
        if call is odd:
            raise ValueError(call.id)
        return rows_of(call, now)

    return read
