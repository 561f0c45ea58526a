"""What people ask of search: never an error of ours, whatever they type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requestlog.search.query import NOTHING, ONLY_EXCLUSIONS, Asked, Term, phrase, read_query
from requestlog.search.terms import fts5, tsquery
from requestlog.search.words import words_of

ASKED = [
    ("Refund", Asked((Term(("refund",)),))),
    ("refund policy refund", Asked((Term(("refund",)), Term(("policy",))))),
    ('"refund policy"', Asked((Term(("refund", "policy")),))),
    ("“refund policy” now", Asked((Term(("refund", "policy")), Term(("now",))))),
    ('plan -free -"no thanks"', Asked((Term(("plan",)),), (Term(("free",)), Term(("no", "thanks"))))),
    ("ref*", Asked((Term(("ref",), begins=True),))),
    ('"refund pol*"', Asked((Term(("refund", "pol"), begins=True),))),
    ('"refund pol"*', Asked((Term(("refund", "pol"), begins=True),))),
    ("ann@example.org", Asked((Term(("ann", "example", "org")),))),
    ("京", Asked((Term(("京",), begins=True),))),
    ("京都", Asked((Term(("京都",)),))),
    ("GPT京都", Asked((Term(("gpt", "京都")),))),
    ('"never closed', Asked((Term(("never",)), Term(("closed",))))),
    ("--verbose - a", Asked((Term(("verbose",)), Term(("a",))))),
    ("a AND NOT (b OR c) NEAR d:*", read_query("a and not b or c near d*")),
]


@pytest.mark.parametrize(("text", "asked"), ASKED, ids=[text for text, _ in ASKED])
def test_it_reads_what_is_asked(text, asked):
    assert read_query(text) == asked


@pytest.mark.parametrize("text", ["", "  ", "!!!", '""', "-", '-"" *', "\0", "。", "\ud800"])
def test_it_says_that_there_is_no_word(text):
    with pytest.raises(ValueError, match="no letter or digit") as error:
        read_query(text)
    assert str(error.value) == NOTHING


@pytest.mark.parametrize("text", ["-free", '-"no thanks" -b', "-free !"])
def test_it_says_that_only_exclusions_are_no_search(text):
    with pytest.raises(ValueError, match="besides") as error:
        read_query(text)
    assert str(error.value) == ONLY_EXCLUSIONS


@given(st.text(st.characters() | st.sampled_from("\"*- '\\():&|!<>^東京a“”")))
def test_it_reads_or_refuses_any_text(text):
    asked = asked_or_refused(text)
    assert asked in (NOTHING, ONLY_EXCLUSIONS) or not isinstance(asked, str)
    if isinstance(asked, Asked):
        terms = asked.wanted + asked.unwanted
        assert all(term.words and all(term.words) for term in terms)
        assert tsquery(asked).count("'") == 2 * sum(len(term.words) for term in terms)
        assert fts5(asked).count('"') == 2 * len(terms)


def asked_or_refused(text: str) -> Asked | str:
    try:
        return read_query(text)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("text", ["Tell me a joke", 'Say "hi" - now*', "It was cut in the mid…"])
def test_it_finds_a_text_word_by_word(text):
    [term] = read_query(phrase(text)).wanted
    assert list(term.words) == words_of(text)
    assert term.begins == text.endswith("…")
