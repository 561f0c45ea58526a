"""`gptboost eraseuser`."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from feedback.retention.erasure import NOT_REACHED
from requestlog.models import Request
from tests.erasing.world import HELD, PERSON, all_over, call_of, where


def erase(*arguments: str, project: str = "support") -> str:
    out = io.StringIO()
    call_command("eraseuser", "--project", project, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def numbers(printed: str) -> list[int]:
    lines = (line.split() for line in printed.splitlines() if line.startswith("  "))
    return [int(number) for number, *_ in lines]


def test_it_erases_nothing_in_a_dry_run(project, alice):
    all_over(project, alice)
    printed = erase(PERSON, "--dry-run")
    assert sorted(numbers(printed)) == sorted(HELD.values())
    assert Request.objects.filter(end_user=PERSON).count() == 2


def test_it_erases_and_prints_the_report(project, alice):
    all_over(project, alice)
    printed = erase(PERSON)
    assert sorted(numbers(printed)) == sorted(HELD.values())
    assert "Nothing is left." in printed
    assert all(said in printed for said in NOT_REACHED)
    assert where(PERSON) == []


def test_it_prints_json_alone(project):
    call_of(project)
    report = json.loads(erase(PERSON, "--json"))
    assert (report["by"], report["done"], report["erased"]["requests"]) == ("gptboost eraseuser", True, 1)


def test_it_reports_zeros_the_second_time(project):
    call_of(project)
    erase(PERSON)
    assert {*numbers(erase(PERSON))} == {0}


def test_it_says_what_is_wrong(project):
    call_of(project, user="")
    with pytest.raises(CommandError, match="no project 'nowhere'"):
        erase(PERSON, project="nowhere")
    with pytest.raises(CommandError, match="Give the person’s id"):
        erase("")
    assert Request.objects.count() == 1
