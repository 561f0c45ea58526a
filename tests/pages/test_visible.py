"""`requestlog.presenting.visible`: nothing that hides or reorders text stays unseen, and nothing else is touched."""

from __future__ import annotations

import pytest

from requestlog.presenting.visible import HIDDEN, escaped, visible

SCOTLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"
NAMED = [
    *(range(0x20), range(0x7F, 0xA0), range(0x202A, 0x202F), range(0x2066, 0x206A), range(0x200B, 0x2010)),
    *([0xFEFF], range(0xE0000, 0xE0080)),
]
CANDIDATES = (
    range(0x3500),
    range(0xD800, 0xE000),
    range(0xFE00, 0x10000),
    range(0x1BC00, 0x1D200),
    range(0xE0000, 0xE1000),
)


@pytest.mark.parametrize("characters", NAMED, ids=lambda characters: f"{characters[0]:X}")
def test_it_names_every_character_of_the_range(characters):
    for number in set(characters) - {9, 10, 13}:
        assert visible(f"a{chr(number)}b") == f"a⟨U+{number:04X}⟩b"


def test_it_finds_by_its_first_look_all_that_it_names():
    for number in (number for characters in CANDIDATES for number in characters):
        text = f"a{chr(number)}b"
        assert (visible(text) == text) == (HIDDEN.search(text) is None), hex(number)


@pytest.mark.parametrize("text", [SCOTLAND, "☀️ ❤️ 1️⃣", "葛\U000e0100城", "👩🏽‍💻", "ᠠ\u180b"])
def test_it_leaves_what_belongs_to_writing(text):
    assert visible(text) == text


def test_it_names_what_is_smuggled_behind_a_flag_or_an_emoji():
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "pay")
    assert visible(f"🏴{tags}\U000e007f") == "🏴⟨U+E0070⟩⟨U+E0061⟩⟨U+E0079⟩⟨U+E007F⟩"
    assert visible("😀\ufe0f\ufe01\ufe02\U000e0101") == "😀\ufe0f⟨U+FE01⟩⟨U+FE02⟩⟨U+E0101⟩"


@pytest.mark.parametrize(("escape", "code"), [("\\u{{{:x}}}", "'\\u{202e}'"), ("\\U{:08x}", "'\\U0000202e'")])
def test_it_writes_hidden_characters_as_escapes_of_a_language(escape, code):
    assert escaped("'\u202e'", escape) == code
    assert escaped(SCOTLAND, escape) == SCOTLAND
