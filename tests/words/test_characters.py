"""Which characters belong in a text, and what two spellings of one text have in common."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from mcissue.words import clean_text, unprintable


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
