"""Words, the same for both databases, whatever the language."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from requestlog.search.words import MOST_CHARACTERS, asked_words, words_of

WORDS = [
    ("Hello, WORLD!", ["hello", "world"]),
    ("don’t and don't", ["don", "t", "and", "don", "t"]),
    ("mail ann@example.org", ["mail", "ann", "example", "org"]),
    ("https://a.example/p?q=1", ["https", "a", "example", "p", "q", "1"]),
    ("snake_case kebab-case gpt-4o v3.11.2", ["snake", "case", "kebab", "case", "gpt", "4o", "v3", "11", "2"]),
    ("Straße ﬁn Ⅻ ＡＢＣ", ["strasse", "fin", "xii", "abc"]),
    ("cafe\u0301 café", ["café", "café"]),
    ("हिन्दी में खोज", ["हिन्दी", "में", "खोज"]),
    ("اَلْعَرَبِيَّة كتاب", ["اَلْعَرَبِيَّة", "كتاب"]),
    ("می\u200cخواهم", ["میخواهم"]),
    ("東京タワー", ["東京", "京タ", "タワ", "ワー", "ー"]),
    ("2024年度の", ["2024", "年度", "度の", "の"]),
    ("ｶﾞｷﾞ", ["ガギ", "ギ"]),
    ("서울에서", ["서울", "울에", "에서", "서"]),
    ("ไทย ok", ["ไท", "ทย", "ย", "ok"]),
    ("so 👍🏽❤️ so", ["so", "👍", "❤", "so"]),
    ("\ud800 \0 \ue000 …!?", []),
]
# Texts of what people write in: scripts with and without spaces, marks, wide and joined forms, signs
TEXTS = st.text(st.sampled_from("aZ9é\u0301ß _-’.\u200cकि्ها東京タﾞガ。한국ไท่👍❤\ufe0fﬁ½"), max_size=30)


@pytest.mark.parametrize(("text", "words"), WORDS, ids=[text for text, _ in WORDS])
def test_it_finds_the_words_of_a_text(text, words):
    assert words_of(text) == words


def test_it_knows_a_long_word_by_its_beginning():
    assert words_of("x" * 5000) == ["x" * MOST_CHARACTERS]
    assert words_of("ü" * 5000) == ["ü" * MOST_CHARACTERS]


@given(st.text())
def test_it_takes_any_text(text):
    for word in words_of(text):
        assert 0 < len(word) <= MOST_CHARACTERS
        assert not set(word) & set(" '\"\\:*\0\ue000")


@given(TEXTS, st.text(st.sampled_from("東京タワー한국ไทยค"), min_size=1, max_size=8), TEXTS)
def test_it_finds_any_part_of_a_text_without_spaces(before, part, after):
    assume(
        normalize("NFKC", before + part + after) == "".join(normalize("NFKC", each) for each in (before, part, after))
    )
    words, begins = asked_words(part)
    assert is_in(words, begins, words_of(before + part + after))


@given(st.lists(TEXTS, min_size=1, max_size=5), st.data())
def test_it_finds_any_pieces_that_follow_each_other(pieces, data):
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first, len(pieces) - 1))
    words, begins = asked_words(" ".join(pieces[first : last + 1]))
    assert not words or is_in(words, begins, words_of(" ".join(pieces)))


def is_in(asked: list[str], begins: bool, words: list[str]) -> bool:
    """Whether the words follow each other in a text; of the last, perhaps, the beginning."""
    places = range(len(words) - len(asked) + 1)
    *first, last = asked
    return any(
        words[at : at + len(first)] == first
        and (words[at + len(first)].startswith(last) if begins else words[at + len(first)] == last)
        for at in places
    )
