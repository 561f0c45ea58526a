"""Two exports of a project at once, and no third."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest
from django.db import connection

from requestlog.seats import take_seat
from tests.factories import create_entry

URL = "/p/support/requests.jsonl"


@pytest.fixture(autouse=True)
def kept_connection(monkeypatch):
    """Whoever closes an answer, looks after the connection as well, which a test's transaction is in."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "exports"


def test_it_refuses_the_third_in_plain_words(project, as_alice):
    running = [as_alice.get(URL), as_alice.get("/p/support/requests.csv?bodies=no")]
    third = as_alice.get(URL)
    assert (third.status_code, third.headers["Retry-After"]) == (429, "30")
    assert third.json() == {"detail": "2 exports of this project are under way. Try again when one of them has ended."}
    assert {answer.status_code for answer in running} == {200}


def test_it_makes_room_when_one_has_been_read(project, as_alice):
    create_entry(project)
    running = [as_alice.get(URL), as_alice.get(URL)]
    assert running[0].getvalue().count(b"\n") == 1
    running[0].close()
    running.append(as_alice.get(URL))
    assert running[-1].status_code == 200
    assert as_alice.get(URL).status_code == 429


@pytest.mark.parametrize("chunks", [0, 1])
def test_it_makes_room_when_a_client_leaves(project, as_alice, chunks):
    create_entry(project)
    running = [as_alice.get(f"/p/support/requests.{format}") for format in ("csv", "json")]
    for answer in running:
        for _ in range(chunks):
            next(iter(answer))
        answer.close()
    assert as_alice.get(URL).status_code == 200


def test_it_makes_room_when_an_answer_is_forgotten(project, as_alice):
    running = [as_alice.get(URL), as_alice.get(URL)]
    running.clear()
    gc.collect()
    assert as_alice.get(URL).status_code == 200


def test_it_takes_no_seat_for_a_wrong_parameter(project, as_alice):
    for _ in range(3):
        assert as_alice.get(f"{URL}?since=never").status_code == 400
    assert as_alice.get(URL).status_code == 200


def test_it_takes_no_seat_and_no_row_where_the_headers_alone_are_asked(
    project, as_alice, django_assert_max_num_queries
):
    create_entry(project)
    whole = as_alice.get(URL)
    for _ in range(3):
        with django_assert_max_num_queries(3):
            head = as_alice.head(URL)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
    assert as_alice.get(URL).status_code == 200


def test_it_counts_training_sets_among_them(project, as_alice):
    running = [as_alice.get("/p/support/requests.sft.jsonl"), as_alice.get(URL)]
    assert [answer.status_code for answer in running] == [200, 200]
    assert as_alice.get("/p/support/requests.dpo.jsonl").status_code == 429


def test_it_counts_each_project_by_itself(project, other_project):
    seats = [take_seat(project), take_seat(project)]
    assert all(seats)
    assert take_seat(project) is None
    assert take_seat(other_project) is not None


def test_it_counts_those_of_other_processes_until_they_end(project, as_alice, folder):
    folder.mkdir()
    locks = [str(folder / f"{project.pk}-{number}.lock") for number in range(2)]
    code = (
        "import sys; from pathlib import Path; from requestlog.spool.locks import Lock;"
        "print([Lock(Path(path)).take() for path in sys.argv[1:]], flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code, *locks], **pipes) as other:
        assert other.stdout.readline() == "[True, True]\n"
        assert as_alice.get(URL).status_code == 429
        other.kill()
        other.wait()
    assert as_alice.get(URL).status_code == 200
