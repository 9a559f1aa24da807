"""The samples of this repository, there and back: every record in both formats, and from each to the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.formats import badges, edcs
from tests.samples.files import BADGES, EUROPEAN

from mcissue.formats import from_edc, from_openbadges, without
from mcissue.formats.conversion import Conversion, Reading
from mcissue.formats.edc.documents import settled_for_edc
from mcissue.record import Record


def read(path: Path) -> Reading:
    document: dict[str, Any] = json.loads(path.read_bytes())
    return from_edc(document) if path in EUROPEAN else from_openbadges(document)


def badge(record: Record) -> Conversion:
    return badges.write(record, credential_id=record.credential_id)


def credential(record: Record) -> Conversion:
    return edcs.write(record, credential_id=record.credential_id)


def listed(reading: Reading) -> set[str]:
    """What was not read, but for the proof, the place in a status list and the named schema of the document."""
    return {loss.what for loss in reading.losses} - {"a hash"}


@pytest.mark.parametrize("path", [*BADGES, *EUROPEAN], ids=lambda path: path.name)
def test_a_sample_is_read_whole_and_written_alike(path: Path) -> None:
    """Only the hash of an e-mail address can't be read; written again and read, the record is the same."""
    reading = read(path)
    assert listed(reading) == set()
    if path in EUROPEAN:
        written = credential(reading.record)
        assert from_edc(written.document).record == without(written.record, written.losses)
        assert settled_for_edc(reading.record) == reading.record == written.record
    else:
        written = badge(reading.record)
        assert from_openbadges(written.document).record == without(written.record, written.losses)
        assert written.record == reading.record
    assert written.losses == ()


@pytest.mark.parametrize("path", BADGES, ids=lambda path: path.name)
def test_a_badge_comes_back_by_way_of_a_european_credential(path: Path) -> None:
    """Nothing is lost, in neither direction."""
    first = read(path).record
    there = credential(first)
    back = badge(from_edc(there.document).record)
    last = from_openbadges(back.document).record
    assert there.losses == back.losses == ()
    assert settled_for_edc(last) == settled_for_edc(first)


@pytest.mark.parametrize("path", EUROPEAN, ids=lambda path: path.name)
def test_a_european_credential_keeps_one_language_by_way_of_a_badge(path: Path) -> None:
    """A badge is in one language: the texts in the others are what is listed, and all that is lost."""
    first = read(path).record
    there = badge(first)
    assert all(loss.what.startswith("the text in ") for loss in there.losses)
    back = credential(from_openbadges(there.document).record)
    last = from_edc(back.document).record
    assert back.losses == ()
    assert last == settled_for_edc(without(there.record, there.losses))
