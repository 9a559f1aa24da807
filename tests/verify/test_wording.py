"""What a report says to people: dates as they write them, and nothing else changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.university import University

from mcissue.cli.output.render import render_report
from mcissue.verify.report import Outcome, Part, PartRole, Verdict
from mcissue.verify.report.page import report_page
from mcissue.verify.report.wording import MARKS, OUTCOME_WORDS, PART_ROLES, VERDICTS, circumstances, with_days
from mcissue.words.characters import MAX_WORD


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-06-15T00:00:00Z", "15 June 2026"),
        ("2026-06-15T00:00:00.000Z", "15 June 2026"),
        ("2026-06-05", "5 June 2026"),
        ("covers this award on 2026-12-31.", "covers this award on 31 December 2026."),
        ("valid from 2026-06-15T00:00:00Z until 2026-06-30T00:00:00Z",
         "valid from 15 June 2026 until 30 June 2026, 00:00 UTC"),
        ("until 2026-06-30", "until 30 June 2026"),
    ],
)  # fmt: skip
def test_a_day_is_written_as_people_write_it(text: str, shown: str) -> None:
    """A midnight that ends something stays a time: the day before is the last one."""
    assert with_days(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-15T10:00:00Z", "2026-06-15T00:00:00+02:00", "2026-06-15T00:00:01Z", "2026-13-01", "2026-06-32",
        "https://kymi.example/2026-06-15", "did:web:kymi.example#key-2026-06-15", "12026-06-15", "2026-06-15-b",
        "list-2026-06-15.json", "2026-06-15.json",
    ],
)  # fmt: skip
def test_other_times_and_names_stay_as_they_are(text: str) -> None:
    """A time of day is said as it is, and an address is never touched."""
    assert with_days(text) == text


@given(st.text(max_size=60))
def test_any_text_can_be_shown(text: str) -> None:
    """Nothing is raised, and text without a year is not changed."""
    assert with_days(text) == text or any(character.isdigit() for character in text)


def test_text_and_page_have_days_and_json_the_instant() -> None:
    """One report, three readers."""
    university = University()
    university.credential["awardedDate"] = university.credential["validFrom"] = "2026-06-15T00:00:00Z"
    university.credential["validUntil"] = "2036-06-15T00:00:00Z"
    report = university.verify()
    for shown in (render_report(report), report_page([report])):
        assert "15 June 2026" in shown
        assert "15 June 2036, 00:00 UTC" in shown
    data = json.loads(json.dumps(report.to_json()))
    assert data["credential"]["award_date"] == "2026-06-15T00:00:00Z"
    assert data["credential"]["valid_until"] == "2036-06-15T00:00:00Z"


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 12, 1, 10, 3, 53, 965810, tzinfo=UTC), "2026-12-01T10:03:53Z"),
        (datetime(2026, 7, 2, 23, 59, 59, 999_999, tzinfo=UTC), "the end of 2 July 2026 (UTC)"),
        (datetime(2026, 7, 2, tzinfo=UTC), "2 July 2026, 00:00 UTC"),
        (datetime(2026, 7, 2, 9, 30, tzinfo=UTC), "2026-07-02T09:30:00Z"),
    ],
)
def test_the_reference_time_says_what_is_meant(at: datetime, shown: str) -> None:
    """A day given with --at is meant to its end."""
    report = replace(University().verify(), verified_at=at)
    (fact,) = [fact for fact in circumstances(report) if fact.label == "Verified as of"]
    assert fact.value == shown


def test_there_are_words_for_everything_that_a_report_can_say() -> None:
    """A word that is missing would be an error in front of a reader."""
    assert set(PART_ROLES) == set(PartRole)
    assert set(VERDICTS) == set(Verdict)
    assert set(MARKS) == set(OUTCOME_WORDS) == set(Outcome)


@pytest.mark.parametrize("role", list(PartRole))
def test_a_report_with_a_document_in_it_can_be_shown(role: PartRole) -> None:
    """As text and as a page, whatever the other document is to this one."""
    report = University().verify()
    whole = replace(report, parts=(Part(role, "$.place", report),))
    assert PART_ROLES[role] in render_report(whole)
    assert PART_ROLES[role] in report_page([whole])


def test_what_the_file_says_stands_apart_from_how_it_was_verified() -> None:
    """Which registry was asked is the reader's own choice, and no word of a forger."""
    university = University()
    university.after_signing.append(lambda document: document.update(name="Doctor"))
    text = render_report(university.verify())
    said, how = text.index("What the file says, unproven:"), text.index("How it was verified:")
    assert said < text.index("    Title") < how < text.index("    Registry") < text.index("    Policy")
    good = render_report(University().verify())
    assert "unproven" not in good
    assert "How it was verified:" not in good


def test_where_the_file_says_nothing_nothing_is_called_unproven() -> None:
    """Bytes that are no credential say nothing that anybody could believe."""
    report = University().verifier().verify(b"www.kymi.example")
    for shown in (render_report(report), report_page([report])):
        assert "nproven" not in shown
        assert "NOTHING BELOW IS PROVEN" not in shown
        assert "Sample registry" in shown


@pytest.mark.parametrize("data", [b"", b"Dear Aino", b'{"keys": [{"kty": "OKP"}]}', b'{"name": "Aino"}'])
def test_of_a_file_without_a_credential_only_what_to_do_is_told(data: bytes) -> None:
    """Nothing was asked of it: questions without answers would look like doubts."""
    report = University().verifier().verify(data, name="empty.json")
    for told in (render_report(report), report_page([report])):
        assert "NO CREDENTIAL IN THIS FILE" in told
        assert "What to do next" in told
        assert "Is it authentic?" not in told
        assert "NOTHING BELOW IS PROVEN" not in told
        assert "unproven" not in told
        assert "the credential itself" in told


def test_no_sentence_repeats_an_address_of_two_thousand_characters() -> None:
    """Some DIDs hold a whole document: its beginning and its end are enough to tell it from another."""
    university = University()
    long = f"did:ion:{'A' * 1900}"
    university.credential["issuer"]["id"] = long
    report = university.verify()
    told = [text for check in report.checks for text in (check.message, check.mend) if text]
    told += [note.message for note in report.notes]
    assert any(f"...{'A' * 50}" in text for text in told)
    assert max(len(word) for text in told for word in text.split()) == MAX_WORD + len("...")
