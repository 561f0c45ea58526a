"""What is marked in a short text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.search.marks import from_the_mark, pieces_of
from requestlog.search.query import read_query

MARKED = [
    ("Refund policy for you", "refund pol*", "[Refund] [policy] for you"),
    ("the refund policy", '"refund policy"', "the [refund policy]"),
    ("refund of a policy", '"refund policy"', "refund of a policy"),
    ("policy refund", "refund -policy", "policy [refund]"),
    ("I don’t … do", "don't", "I [don’t] … do"),
    ("In der Straße！", "STRASSE", "In der [Straße]！"),
    ("Ｇｏｏｄ ﬁnd, cafe\u0301", "good find café", "[Ｇｏｏｄ] [ﬁnd], [cafe\u0301]"),
    ("东京都庁へ", "京都庁", "东[京都庁]へ"),
    ("서울에서", "서울", "[서울]에서"),
    ("a\u200cb c", "ab", "[a\u200cb] c"),
    ("<b>refund</b>", "refund", "<b>[refund]</b>"),
    ("nothing here", "refund", "nothing here"),
    ("", "refund", ""),
]


@pytest.mark.parametrize(("text", "query", "seen"), MARKED, ids=[f"{query} in {text}" for text, query, _ in MARKED])
def test_it_marks_what_is_asked(text, query, seen):
    pieces = pieces_of(text, read_query(query))
    assert "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces) == seen


def test_it_marks_nothing_where_nothing_is_asked():
    [piece] = pieces_of("Refund policy", None)
    assert (piece.text, piece.marked) == ("Refund policy", False)


def test_it_begins_near_the_first_mark_of_a_long_text():
    pieces = from_the_mark(pieces_of(f"{'word ' * 20}refund {'more ' * 20}", read_query("refund")))
    assert "".join(piece.text for piece in pieces) == f"… {'word ' * 5}refund {'more ' * 20}"
    assert [piece.text for piece in pieces if piece.marked] == ["refund"]
    for text in ("short refund", "word " * 20, "refund " + "word " * 20, ""):
        assert from_the_mark(pieces_of(text, read_query("refund"))) == pieces_of(text, read_query("refund"))


@given(st.text(max_size=40), st.sampled_from(["a", "京 b*", '"a b" c', "e\u0301* ss", "한국"]))
def test_it_loses_no_character(text, query):
    pieces = pieces_of(text, read_query(query))
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
