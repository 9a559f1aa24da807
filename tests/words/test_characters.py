"""Which characters belong in a text, and what two spellings of one text have in common."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from mcissue.words import (
    clean_text,
    first_hidden,
    is_blank,
    is_placeholder,
    says_nothing,
    unprintable,
    visible,
    visible_name,
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (" a ", "a"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("e\u0301", "é"),
        ("\u212b", "Å"),
        ("\u3000a\u00a0", "a"),
        ("a  b", "a  b"),
        (" \n", ""),
    ],
)
def test_a_text_has_one_form(text, clean):
    """Composed, with one kind of line end, and without blanks around it; inside nothing is touched."""
    assert clean_text(text) == clean


def test_what_belongs_in_no_text():
    """Control characters but tab and line end, halves of characters, and what Unicode has not assigned."""
    refused = {
        chr(number) for number in range(sys.maxunicode + 1) if unprintable(f"a{chr(number)}b") is not None
    }
    wanted = {
        chr(number)
        for number in range(sys.maxunicode + 1)
        if unicodedata.category(chr(number)) in {"Cc", "Cs", "Cn"} and chr(number) not in "\t\n"
    }
    assert refused == wanted


def test_the_first_one_is_told():
    """The message about a text names one character."""
    assert unprintable("a\u200bb\x01c\x00") == "\x01"
    assert unprintable("") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a  \u2003\u00a0\u3000b\tc", "a b c"),
        ("a\u3164\u115f\u2800\ufe0f\u034f\u17b4\ue000b", "a\\u3164\\u115f\\u2800\\ufe0f\\u034f\\u17b4\\ue000b"),
        ("a\U000e0041\U000e0100\U000f0000", "a\\U000e0041\\U000e0100\\U000f0000"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200d\u200d\u200db", "a\u200d\\u200d\\u200db"),
        ("e\u0301\u0302\u0303", "e\u0301\u0302\u0303"),
        ("e" + "\u0301" * 597 + "f", "e\u0301\u0301\u0301[594 more marks]f"),
        ("a" + "\u0488" * 5, "a\u0488\u0488\u0488[2 more marks]"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_shown(text: str, shown: str) -> None:
    """Blanks are one plain blank, hidden characters their number, and floods of marks are counted."""
    assert visible(text, limit=1_000) == shown


def test_what_is_blank_is_hidden_when_it_is_shown() -> None:
    """One table for both: of a text that is blank nothing is ever shown as it is, but a mark on a letter."""
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if (
            is_blank(character)
            and unicodedata.category(character) != "Mn"
            and character not in "\u200c\u200d"
        ):
            assert visible(f"a{character}b") == "a b" or "\\" in visible(f"a{character}b"), hex(number)
        assert is_blank(character) or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn", "Cs"}


def test_a_long_name_is_cut_in_its_middle() -> None:
    """Its kind stands at its end, and blanks in it end no line."""
    assert visible_name(f"{'a' * 300}{'b' * 300}.json") == f"{'a' * 60}...{'b' * 55}.json"
    assert visible_name(f"a.json{' ' * 61}✓ VALID  diploma.json") == "a.json ✓ VALID diploma.json"


@pytest.mark.parametrize(
    "text", ["-", ".", "?", "_", "--", "…", "–", "", "\u3164", "🎧", "n/a", "N.N.", " n/a ", "TBD", "Unknown"]
)
def test_a_placeholder_is_told(text: str) -> None:
    """Nothing but signs, or what is written where nothing is known."""
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Ng", "李", "5", "Christopher Null", "A-", "Ö", "Ann N.N."])
def test_a_short_text_is_no_placeholder(text: str) -> None:
    """Names may be of one letter."""
    assert not is_placeholder(text)
    assert not says_nothing(text)


def test_the_first_that_nobody_sees() -> None:
    """Lines count in a name; what spells a word does not."""
    assert first_hidden("Ann\U000e0041") == "\U000e0041"
    assert first_hidden("a\nb") == "\n"
    assert first_hidden("می\u200cخواهم ❤\ufe0f") is None
