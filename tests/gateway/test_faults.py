"""What must not be lost: workers that die, clients that leave, databases and disks that are away."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from contextlib import closing

import pytest

from requestlog.spool.schema import FILE
from tests.gateway.site import Reply, Site, eventually, running
from tests.upstream import Upstream

HEARD = b'"content": ","'


def test_it_keeps_a_call_whose_worker_is_killed(own_site: Site):
    with own_site.opened("hang-mid") as answer:
        id = answer.read_until(HEARD)
        eventually(lambda: (call := own_site.spool.find(id)) is not None and HEARD in call.response)
        os.kill(own_site.workers()[0], signal.SIGKILL)
        assert answer.rest() == b""
    entry = own_site.entry(id)
    assert (entry["state"], entry["status"], entry["answer_preview"]) == ("interrupted", 200, "Hello there,")
    assert eventually(own_site.healthy)
    assert own_site.chat().status == 200


def test_it_keeps_a_call_that_had_no_answer_when_its_worker_was_killed(own_site: Site, upstream: Upstream):
    threading.Thread(target=pytest.raises, args=(OSError, own_site.chat, "hang")).start()
    eventually(lambda: own_site.spool.stats().get("in_flight"))
    os.kill(own_site.workers()[0], signal.SIGKILL)
    row = eventually(lambda: own_site.rows("SELECT * FROM requestlog_request"))[0]
    assert (row["state"], row["status"], row["prompt_preview"]) == ("interrupted", 502, "Say hello")


def test_it_hangs_up_on_the_upstream_when_the_client_has(site: Site, upstream: Upstream):
    with site.opened("hang-mid") as answer:
        id = answer.read_until(HEARD)
        asked = upstream.last
    assert asked.closed.wait(5)
    entry = site.entry(id)
    assert (entry["state"], entry["status"], entry["answer_preview"]) == ("client_closed", 200, "Hello there,")


def test_it_keeps_a_call_whose_client_left_before_the_answer(site: Site, upstream: Upstream):
    connection = site.connection("hang")
    call = eventually(lambda: upstream.last.script == "hang" and upstream.last)
    connection.close()
    assert call.closed.wait(5)
    found = "SELECT * FROM requestlog_request WHERE status = 499"
    assert eventually(lambda: site.rows(found))[0]["state"] == "client_closed"


def test_it_forwards_while_the_database_is_away_and_records_afterwards(own_site: Site):
    own_site.entry(own_site.chat().id)
    with own_site.database_away():
        replies = [own_site.chat() for _ in range(20)]
        assert {reply.status for reply in replies} == {200}
        assert eventually(lambda: own_site.spool.stats()["waiting"] == 20)
    assert {own_site.entry(reply.id)["state"] for reply in replies} == {"complete"}


def test_it_records_what_came_while_no_recorder_ran(own_site: Site):
    own_site.stop("recorder", signal.SIGKILL)
    replies = [own_site.chat(fields={"stream": True}) for _ in range(5)]
    own_site.start("recorder")
    assert [own_site.entry(reply.id)["state"] for reply in replies] == ["complete"] * 5


def test_it_drains_before_it_ends(own_site: Site):
    replies = [own_site.chat() for _ in range(50)]
    own_site.stop("web")
    own_site.stop("recorder")
    assert len(own_site.rows("SELECT * FROM requestlog_request")) == len(replies)
    assert own_site.spool.stats()["waiting"] == 0


def test_it_lets_a_stream_end_when_it_is_told_to_stop(own_site: Site):
    with own_site.opened("slow-stream") as answer:
        id = answer.read_until(b'"content": "Hello"')
        stopping = threading.Thread(target=own_site.stop, args=("web",))
        stopping.start()
        assert b"[DONE]" in answer.rest()
    stopping.join()
    assert own_site.entry(id)["state"] == "complete"


def test_it_goes_on_while_the_spool_is_locked_and_loses_nothing(own_site: Site):
    own_site.stop("recorder")
    own_site.chat()
    with closing(sqlite3.connect(own_site.folder / "spool" / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        replies = [own_site.chat() for _ in range(5)]
        other.execute("ROLLBACK")
    own_site.start("recorder")
    assert {own_site.entry(reply.id)["state"] for reply in replies} == {"complete"}


def test_it_goes_on_with_a_broken_spool_and_begins_a_new_one(tmp_path, upstream: Upstream):
    with running(tmp_path, upstream.url) as site:
        site.stop("recorder")
        site.stop("web")
        for left in (tmp_path / "spool").iterdir():
            left.unlink()
        (tmp_path / "spool" / FILE).write_bytes(b"no database at all" * 1000)
        site.start("web")
        eventually(site.healthy)
        replies = [site.chat(fields={"stream": stream}) for stream in (True, False)]
        assert [reply.status for reply in replies] == [200, 200]
        site.start("recorder")
        assert {site.entry(reply.id)["state"] for reply in replies} == {"complete"}
        assert list((tmp_path / "spool").glob("*.broken"))


@pytest.mark.parametrize("name", ["web", "recorder"])
def test_it_keeps_every_answered_call_through_kills(own_site: Site, name: str):
    replies: list[Reply] = []
    for _ in range(2):
        replies += [own_site.chat() for _ in range(10)]
        if name == "web":
            os.kill(own_site.workers()[0], signal.SIGKILL)
            eventually(own_site.healthy)
        else:
            own_site.stop("recorder", signal.SIGKILL)
            own_site.start("recorder")
    assert {own_site.entry(reply.id)["state"] for reply in replies} == {"complete"}
    assert len(own_site.rows("SELECT * FROM requestlog_request")) == len(replies)


def test_it_has_one_recorder_a_spool(site: Site):
    with pytest.raises(Exception, match="record"):
        site.command("record", "--once")
