"""What people write by mistake into course and issuer files: each fault has its place, its words and its mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcissue.errors import RecordError
from mcissue.record.files import read_course, read_issuer
from mcissue.words import is_blank

COURSE = """\
id: https://uni.example/course
title: {en: Statistics}
"""
ISSUER = """\
id: did:web:uni.example
legal_name: {en: Example University}
"""

#: What is added to a good course -> field and message, mend; the line is always the third.
ADDED = {
    "version: 1.10": ("version: 1.1 is no text", "Put it in quotes"),
    "description: {en: }": ("description.en: there is no text", "remove the line"),
    "code: [A, B]": ("code: one text belongs here", "in quotes"),
    "code: true": ("code: true is no text", "in quotes"),
    "languages: en": ("languages: a list belongs here", "[ ]"),
    "level: 6": ("level: fields with their values belong here", "eqf, nqf, cycle, not_applicable"),
    "learning_outcomes: [null]": ("learning_outcomes[0]: there is nothing", "remove the line"),
    "workload: {ects: .nan}": ("workload.ects: this is no number", "5 or 2.5"),
    "workload: {ects: .inf}": ("workload.ects: this is no number", "5 or 2.5"),
    "workload: {ects: 0.333333333}": ("workload.ects: 0.333333333 has too many digits", "0.33"),
    "workload: {ects: 2,5}": ("the field name 5 is no text", "a number has a point"),
    "level: {not_applicable: yes}": ("level.not_applicable: 'yes' is neither true nor false", "Write true"),
    "level: {cycle: frist}": ("level.cycle: 'frist' is not known here", "Did you mean first?"),
    "quality_assurance: [{kind: eu}]": ("quality_assurance[0].kind: 'eu' is not known here", "internal, external"),
    "description: {EN: A course}": ("description.EN: 'EN' is no language", "Write en."),
    "description: {pt_br: A course}": ("description.pt_br: 'pt_br' is no language", "Write pt-BR."),
    "description: {English: A course}": ("description.English: 'English' is no language", "sr-Latn"),
    "description: {me: Kurs}": ("description.me: 'me' is no language", "el for Greek"),
    "prerequisites: {en: None, cz: Žádné}": ("prerequisites.cz: 'cz' is no language", "ISO 639"),
    "description: {}": ("description: a text is given by language", "{en:"),
    "valid_for: 5 years": ("valid_for: '5 years' is no period", "P5Y"),
    "valid_for: P0Y": ("valid_for: P0Y is no time at all", "P5Y"),
    'code: "a\\u202eb"': ("code: the text holds an invisible character", "Type the text anew"),
    'code: "a\\ud800b"': ("code: the text holds half a character", "Type the text anew"),
    'description: {en: "\\u200b"}': ("description.en: nobody can see anything", "Write a text"),
    "quality_assurance: [{kind: external, valid_from: 2026-02-30}]": ("2026-02-30 is no day", "Correct the day"),
    "quality_assurance: [{kind: external, valid_from: 2026-03-01, valid_until: 2025-03-01}]": (
        "quality_assurance[0].valid_until: it ends on 2025-03-01, before it begins",
        "exchanged",
    ),
    "awarding_bodies: [{id: 'did:web:b.example', legal_name: {en: B}, provider_type: compani}]": (
        "awarding_bodies[0].provider_type: 'compani' is not known here",
        "Did you mean company?",
    ),
    "awarding_bodies: [{id: 'did:web:b.example', legal_name: {en: B}, phone: call me}]": (
        "awarding_bodies[0].phone: 'call me' is no telephone number",
        "+358",
    ),
    "awarding_bodies: [{id: 'did:web:b.example', legal_name: {en: B}}, {id: 'did:web:b.example', legal_name: {en: C}}]": (
        "awarding_bodies[1].id: did:web:b.example stands twice",
        "Remove one",
    ),
    f"code: {'x' * 200}": ("code: the text has more than 100 characters", "Shorten it"),
}  # fmt: skip


def refusal(folder: Path, text: str) -> RecordError:
    """What is said of a course file."""
    path = folder / "course.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        read_course(path)
    return caught.value


@pytest.mark.parametrize("added", ADDED, ids=lambda added: added[:50])
def test_a_slip_is_told_with_line_words_and_mend(tmp_path: Path, added: str) -> None:
    """No message is one of the library beneath: each says what is wrong, in which line, and how to mend it."""
    error = refusal(tmp_path, f"{COURSE}{added}\n")
    said, mend = ADDED[added]
    field, _, message = said.rpartition(": ")
    place = "course.yaml, line 3" + (f", {field}" if field else "")
    assert str(error.path).endswith(place)
    assert error.message.startswith(message)
    assert mend in str(error.mend)
    assert "input should" not in str(error)


def test_a_long_value_is_cut_in_the_message(tmp_path: Path) -> None:
    """A whole page pasted into the wrong field does not fill the screen."""
    error = refusal(tmp_path, f"{COURSE}valid_for: {'x' * 5000}\n")
    assert len(str(error)) < 400


def test_slips_of_an_issuer_are_told_too(tmp_path: Path) -> None:
    """The same for the other file."""
    path = tmp_path / "issuer.yaml"
    assurance = "quality_assurance: [{kind: external, valid_from: 2026-03-01, valid_until: 2025-03-01}]\n"
    path.write_text(ISSUER + assurance, encoding="utf-8")
    with pytest.raises(RecordError, match=re.escape("line 3, quality_assurance[0].valid_until")):
        read_issuer(path)


def test_texts_in_two_directions_are_taken(tmp_path: Path) -> None:
    """Arabic with an English name in it, joiners, marks and isolates are what people write."""
    path = tmp_path / "course.yaml"
    text = "إدارة \u2068Open Data\u2069 ب\u200cها \u200f"
    path.write_text(COURSE.replace("{en: Statistics}", f'{{ar: "{text}"}}'), encoding="utf-8")
    assert read_course(path).title["ar"] == text.strip()


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\u2060\ufeff", "\u3164", "\u2800\u00a0", "\u0301", "\u00ad"]
)
def test_what_nobody_sees_is_blank(text: str) -> None:
    """Blanks, fillers, joiners, marks without a letter."""
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "0", "–", "山", "\u200bא", "🎧", "e\u0301"])
def test_what_somebody_sees_is_not(text: str) -> None:
    """One visible character is enough."""
    assert not is_blank(text)
