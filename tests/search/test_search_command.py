"""`gptboost search`."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from requestlog.models import Words
from requestlog.search import rebuilding
from requestlog.search.filling import fill_search
from requestlog.search.indexes import index
from tests.factories import NOW, create_entry


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("search", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def log(project, monkeypatch):
    monkeypatch.setattr(index(), "BATCH", 2)
    entries = [create_entry(project, at=NOW - timedelta(days=days), prompt=f"day{days}") for days in range(5)]
    while fill_search(now=NOW):
        continue
    return entries


def words() -> set:
    return set(Words.objects.values_list("request_id", flat=True))


def test_it_collects_what_waits(project):
    create_entry(project)
    assert said().startswith("Collected the words of 1 calls")
    assert Words.objects.count() == 1


def test_it_collects_all_anew_and_forgets_what_is_gone(project, log):
    Words.objects.filter(request_id__in=[log[1].id, log[3].id]).delete()
    for gone in (0, 2, 4):
        project.requests.filter(id=log[gone].id).delete()
    assert "Collected the words of 2 calls" in said("--rebuild")
    assert words() == {log[1].id, log[3].id}


def test_it_keeps_to_a_span_and_a_project(project, other_project, log):
    create_entry(other_project)
    Words.objects.all().delete()
    span = ("--since", "2026-11-20", "--until", "2026-11-22")
    assert "words of 3 calls" in said("--rebuild", "--project", "support", *span)
    assert words() == {entry.id for entry in log[1:4]}


def test_it_says_how_to_go_on_where_it_was_stopped(project, log, monkeypatch):
    Words.objects.all().delete()
    collect = rebuilding._collect

    def stopped(project, ids):
        if log[2].id in ids:
            raise KeyboardInterrupt
        collect(project, ids)

    monkeypatch.setattr(rebuilding, "_collect", stopped)
    told = said("--rebuild", "--project", "support")
    assert words() == {log[0].id, log[1].id}
    monkeypatch.undo()
    said(*told.partition("search ")[2].partition(";")[0].split())
    assert words() == {entry.id for entry in log}


@pytest.mark.django_db
def test_it_refuses_a_project_that_is_none():
    with pytest.raises(CommandError, match="nowhere"):
        said("--rebuild", "--project", "nowhere")
