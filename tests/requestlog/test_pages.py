"""Pages by key, both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest

from requestlog.ids import new_id
from requestlog.pages import BadCursor, cursor_of, page_of, read_cursor
from tests.factories import NOW, create_entry
from tests.questions import Questions


@pytest.fixture
def entries(project):
    return [create_entry(project, at=NOW - timedelta(seconds=n)) for n in range(23)]


def test_it_walks_to_the_end_and_back(project, entries):
    pages = [page_of(project.requests.all(), size=5)]
    while pages[-1].older:
        pages.append(page_of(project.requests.all(), after=pages[-1].older, size=5))
    assert [entry for page in pages for entry in page.entries] == entries
    back = [pages[-1]]
    while back[-1].newer:
        back.append(page_of(project.requests.all(), before=back[-1].newer, size=5))
    assert [entry for page in reversed(back) for entry in page.entries] == entries
    assert [len(page.entries) for page in back] == [3, 5, 5, 5, 5]


def test_it_does_not_shift_while_new_rows_arrive(project, entries):
    first = page_of(project.requests.all(), size=5)
    newest = create_entry(project, at=NOW + timedelta(seconds=1))
    second = page_of(project.requests.all(), after=first.older, size=5)
    assert second.entries == entries[5:10]
    back = page_of(project.requests.all(), before=second.newer, size=5)
    assert back.entries == entries[:5]
    assert page_of(project.requests.all(), before=back.newer, size=5).entries == [newest]


def test_it_leads_back_from_an_empty_page(project, entries):
    newest, oldest = entries[0], entries[-1]
    beyond = page_of(project.requests.all(), before=cursor_of(newest.id), size=5)
    assert (beyond.entries, beyond.newer) == ([], None)
    assert page_of(project.requests.all(), after=beyond.older, size=5).entries == entries[:5]
    below = page_of(project.requests.all(), after=cursor_of(oldest.id), size=5)
    assert (below.entries, below.older) == ([], None)
    assert page_of(project.requests.all(), before=below.newer, size=5).entries == entries[-5:]


def test_it_shows_an_empty_log_as_one_page(project):
    page = page_of(project.requests.all())
    assert (page.entries, page.newer, page.older) == ([], None, None)


def test_it_asks_once_a_page_however_deep(project, entries):
    with Questions() as asked:
        page_of(project.requests.all(), after=cursor_of(entries[17].id), size=5)
    [question] = asked.captured_queries
    assert "OFFSET" not in question["sql"]
    assert "COUNT" not in question["sql"]


def test_it_reads_its_own_cursors_and_no_others():
    id = new_id()
    cursor = cursor_of(id)
    assert read_cursor(cursor) == id
    other = cursor_of(new_id())
    mutated = {cursor[:at] + chr(ord(char) ^ 1) + cursor[at + 1 :] for at, char in enumerate(cursor)}
    mutated |= {cursor[:-1], cursor + "A", cursor[1:], id.hex, "x" * 36, id.hex + other[32:], "", ".", "a.b.c", "\0"}
    for wrong in mutated:
        with pytest.raises(BadCursor):
            read_cursor(wrong)


def test_it_takes_the_id_of_a_row_for_its_place(project, entries):
    assert page_of(project.requests.all(), after=str(entries[3].id), size=5).entries == entries[4:9]


def test_it_refuses_two_places_at_once(project):
    cursor = cursor_of(new_id())
    with pytest.raises(BadCursor):
        page_of(project.requests.all(), after=cursor, before=cursor)
