"""The benchmark's last word: whether every call is in the log, once and complete."""

from __future__ import annotations

import pytest

from benchmarks.gateway.__main__ import verdict
from benchmarks.gateway.site import CHAT_IDS, Site
from requestlog.spool import Spool
from tests.factories import create_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path, project) -> Site:
    """Two calls were sent."""
    create_entry(project, message_id=f"{CHAT_IDS}1")
    return Site({}, Spool(tmp_path), calls=2, chats=2)


def test_it_is_content_when_each_is_there(site, project, capsys):
    create_entry(project, message_id=f"{CHAT_IDS}2")
    assert verdict(site) == 0
    assert "2 of 2 calls; 2 of 2 different answers; 0 not complete" in capsys.readouterr().out


def test_it_fails_when_one_is_missing(site, capsys):
    assert verdict(site) == 1
    assert "1 of 2 calls" in capsys.readouterr().out


def test_it_fails_when_one_is_there_twice(site, project, capsys):
    create_entry(project, message_id=f"{CHAT_IDS}1")
    assert verdict(site) == 1
    assert "1 of 2 different answers" in capsys.readouterr().out


def test_it_fails_when_one_is_not_complete(site, project, capsys):
    create_entry(project, message_id=f"{CHAT_IDS}2", state="interrupted")
    assert verdict(site) == 1
    assert "1 not complete" in capsys.readouterr().out
