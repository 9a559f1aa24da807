"""Names that look alike: coarse on purpose, and never more than a warning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.samples import entry_data, registry

from mcissue.registry.names import is_odd, same_name, skeleton

NAME = "Kymi University"


@pytest.mark.parametrize(
    "look_alike",
    [
        "Кymi University",
        "Kуmі Unіvеrѕіtу",
        "Κymi University",
        "Kymi\u200bUniversity",
        "Kymi University ",
        "\u202eKymi University",
        "Kymi  University",
        "Kymi\u00a0University",
        "KYMI UNIVERSITY",
        "Kyml University",
        "Kymi Un1versity",
        "Kyrni University",
        "Kými University",
        "Kymi-University",
        "Ｋｙｍｉ　Ｕｎｉｖｅｒｓｉｔｙ",
        "𝐊𝐲𝐦𝐢 𝐔𝐧𝐢𝐯𝐞𝐫𝐬𝐢𝐭𝐲",
    ],
)
def test_what_may_be_taken_for_one_another(look_alike: str) -> None:
    """Other alphabets, blanks, marks, case, and letters that differ by a stroke."""
    assert skeleton(look_alike) == skeleton(NAME)
    assert not same_name(look_alike, NAME)


@pytest.mark.parametrize("other", ["Kymi College", "Kemi University", "University of Kymi", "", "Kymi"])
def test_what_is_another_name(other: str) -> None:
    """A different word is a different name."""
    assert skeleton(other) != skeleton(NAME)


def test_how_letters_are_composed_is_no_difference() -> None:
    """`é` as one character and as two is one name."""
    assert same_name("Universite\u0301", "Universit\u00e9")


@pytest.mark.parametrize("name", ["", "A", "AB", "--", "\u200b", "?!?", "🎓"])
def test_short_names_are_alike_by_chance(name: str) -> None:
    """Two letters are no likeness: such a name is compared with nothing."""
    assert skeleton(name) == ""
    assert registry(entry_data(names={"en": "AB"})).look_alikes("AB") == ()


@pytest.mark.parametrize(
    "name",
    [
        "Kymi\u200b",
        " Kymi",
        "Kymi ",
        "\u202eimyK",
        "Кymi",
        "Kуmi University",
        "Kymi\u00adx",
        "Tab\tbed",
        "ΑBC",
    ],
)
def test_odd_names(name: str) -> None:
    """Hidden characters, blanks at an end, and two alphabets in one word."""
    assert is_odd(name)


@pytest.mark.parametrize(
    "name",
    [
        "Universität Zürich",
        "Université Paris 1 Panthéon-Sorbonne",
        "Εθνικό Μετσόβιο Πολυτεχνείο (NTUA)",
        "Софийски университет",
        "Uniwersytet Łódzki",
        "東京大学 Tokyo",
        "IT:U",
    ],
)
def test_names_as_institutions_write_them(name: str) -> None:
    """Accents, brackets, digits and a second alphabet in a word of its own are nothing odd."""
    assert not is_odd(name)


@given(st.text(max_size=80))
def test_any_text_has_one_skeleton(name: str) -> None:
    """Whatever the text: nothing is raised, case and blanks do not matter, and a skeleton is its own."""
    reduced = skeleton(name)
    assert skeleton(f" {name}\u200b") == reduced
    assert skeleton(reduced) == reduced
    is_odd(name)


def test_a_registry_finds_the_institutions_by_each_of_their_names() -> None:
    """Every registered name counts, in every language, and one institution stands there once."""
    held = registry(
        entry_data(ids=["did:web:a.example"], names={"en": "Kymi University", "sv": "Kymi  University"}),
        entry_data(ids=["did:web:b.example"], names={"en": "Other", "fi": "KYMI UNIVERSITY"}),
    )
    assert [entry.ids[0] for entry in held.look_alikes("Кymi University")] == [
        "did:web:a.example",
        "did:web:b.example",
    ]
    assert held.look_alikes("Kemi University") == ()
