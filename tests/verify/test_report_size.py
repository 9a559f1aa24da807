"""A report does not grow with the texts of a hostile document."""

from __future__ import annotations

import json
from typing import Any

from tests.university import University
from tests.verify.schema import check_report

from mcissue.verify.report import MAX_TEXT


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for item in value.values() for text in texts(item))]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def test_long_texts_of_a_document_are_cut_in_the_report() -> None:
    """Ids, names and messages that repeat them keep their beginning, and say how long they were."""
    uni = University()
    uni.credential["issuer"]["id"] = "did:web:" + "a" * 60_000
    uni.credential["id"] = "urn:uuid:" + "b" * 60_000
    uni.achievement["name"] = "T" * 60_000
    report = uni.verify().to_json()
    check_report(report)
    assert max(len(text) for text in texts(report)) == MAX_TEXT
    assert len(json.dumps(report)) < 40_000
    assert report["credential"]["title"].startswith("TTTT")
    assert report["credential"]["title"].endswith("... (60000 characters)")


def test_a_text_at_the_limit_stays_whole() -> None:
    """The longest text that is not cut, and the shortest that is."""
    for length in (MAX_TEXT, MAX_TEXT + 1):
        uni = University()
        uni.achievement["name"] = "T" * length
        title = uni.verify().to_json()["credential"]["title"]
        assert len(title) == MAX_TEXT
        assert (title == "T" * length) == (length == MAX_TEXT)
