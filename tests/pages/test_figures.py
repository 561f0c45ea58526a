"""Numbers, durations, money and hidden characters as people read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from requestlog.presenting import figures
from requestlog.presenting.visible import shortened, visible


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(None, "–"), (0, "0 ms"), (310, "310 ms"), (1200, "1.2 s"), (59_949, "59.9 s"), (59_950, "1 min"),
     (125_000, "2 min 5 s"), (3_600_000, "1 h"), (11_400_000, "3 h 10 min"), (187_200_000, "2 d 4 h")],
)  # fmt: skip
def test_it_says_durations(milliseconds, shown):
    assert figures.duration(milliseconds) == shown


@pytest.mark.parametrize(
    ("dollars", "shown"),
    [(None, "–"), ("0", "$0.00"), ("0.00004", "<$0.0001"), ("0.0014", "$0.0014"), ("0.5", "$0.5000"),
     ("1.2345", "$1.23"), ("12345.6", "$12,345.60")],
)  # fmt: skip
def test_it_says_money(dollars, shown):
    assert figures.money(None if dollars is None else Decimal(dollars)) == shown


def test_it_says_tokens():
    assert figures.tokens_in_words(846, 512, 86, 40) == "846 in (512 cached) · 86 out (40 reasoning)"
    assert figures.tokens_in_words(None, None, 86, None) == "86 out"
    assert figures.tokens_in_words(None, None, None, None) == "–"
    assert figures.total_tokens(None, 5) == 5
    assert figures.total_tokens(None, None) is None


@pytest.mark.parametrize(("seconds", "shown"), [(-5, "0 s"), (25, "25 s"), (250, "4 min 10 s")])
def test_it_says_how_long_after(seconds, shown):
    assert figures.after(seconds) == shown


@pytest.mark.parametrize(
    "character", "\u202a\u202b\u202d\u202e\u2066\u2069\u200b\u200e\u200f\ufeff\u2060\x1b\x00\U000e0041\ud800"
)
def test_it_names_what_hides_or_reorders_text(character):
    assert visible(f"a{character}b") == f"a⟨U+{ord(character):04X}⟩b"


@pytest.mark.parametrize("text", ["tab\tand\nline\r\n", "👨‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "क्‍ष", "naïve – “x”"])
def test_it_leaves_what_belongs_to_writing(text):
    assert visible(text) == text


def test_it_names_joiners_among_latin_letters():
    assert visible("pass\u200dword") == "pass⟨U+200D⟩word"


@pytest.mark.parametrize(("text", "shown"), [("a  b\nc", "a b c"), ("abcdef", "abcd…"), ("abcde", "abcde"), ("", "")])
def test_it_shortens_to_one_line(text, shown):
    assert shortened(text, 5) == shown
