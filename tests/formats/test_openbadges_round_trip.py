"""Nothing is lost between a record and its Open Badge but what is listed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats.badges import write
from tests.records import full_record, minimal_record, records

from mcissue.formats import from_openbadges, without
from mcissue.formats.settling import settled
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form
from mcissue.record import Record

# Records are large, so drawing one takes a while; that is no fault of the test.
_GENEROUS = settings(
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def _check_round_trip(record: Record) -> None:
    written = write(record)
    read = from_openbadges(written.document)
    assert read.record == without(written.record, written.losses)
    assert [loss for loss in read.losses if loss.what != "a hash"] == []


@settings(_GENEROUS, max_examples=80)
@given(records())
def test_what_is_read_is_what_was_written_minus_the_losses(record: Record) -> None:
    """Any record comes back from its badge, minus exactly the listed losses; the badge says nothing else."""
    _check_round_trip(record)


@pytest.mark.slow
@settings(_GENEROUS, max_examples=2_000)
@given(records())
def test_what_is_read_is_what_was_written_minus_the_losses_many_times(record: Record) -> None:
    """The same over many more records."""
    _check_round_trip(record)


@settings(_GENEROUS, max_examples=40)
@given(records())
def test_nothing_is_listed_that_survived(record: Record) -> None:
    """Each single loss is real: a record from which it is not taken differs from what is read."""
    written = write(record)
    read = from_openbadges(written.document).record
    for place, loss in enumerate(written.losses):
        if loss.steps == ("language",):
            continue  # a wish, which `Conversion.record` has settled already
        others = written.losses[:place] + written.losses[place + 1 :]
        assert without(written.record, others) != read, loss


@settings(_GENEROUS, max_examples=40)
@given(records())
def test_settling_changes_nothing_that_is_said(record: Record) -> None:
    """A settled record settles to itself, and differs from the record only where it may."""
    once = settled(record)
    assert settled(once) == once
    before, after = record.to_data(), once.to_data()
    assert before["issuer"] == after["issuer"]
    free = {"assessment", "participation", "stackability"}
    assert {key for key, value in before["course"].items() if after["course"].get(key) != value} <= free
    assert all(
        before["course"][key] == {} for key in free & (before["course"].keys() - after["course"].keys())
    )
    free = {"valid_from", "credits_earned", "supervision", "learner"}
    assert {key for key in before["award"] if after["award"].get(key) != before["award"][key]} <= free


@settings(_GENEROUS, max_examples=40)
@given(records())
def test_a_document_is_written_once_more_alike(record: Record) -> None:
    """What was read from a badge makes the same badge again (but for the hash of the e-mail)."""
    first = write(record).document
    first["credentialSubject"]["identifier"] = [
        item for item in first["credentialSubject"].get("identifier", []) if not item["hashed"]
    ]
    if not first["credentialSubject"]["identifier"]:
        del first["credentialSubject"]["identifier"]
        first["credentialSubject"].setdefault("id", "did:example:somebody")
    second = write(from_openbadges(first).record).document
    assert second.pop("name") == first.pop("name")
    assert second == first


@pytest.mark.parametrize("record", [minimal_record(), full_record(email=None)], ids=["minimal", "full"])
def test_a_record_in_one_language_loses_nothing(record: Record) -> None:
    """A record in one language without an e-mail address comes back whole."""
    written = write(record)
    assert written.losses == ()
    assert from_openbadges(written.document).losses == ()
    assert from_openbadges(written.document).record == written.record
    assert record.to_data().items() <= written.record.to_data().items()


# --- What the standards demand ------------------------------------------------------------------------------


def _no_retrieval(uri: str) -> Any:
    raise AssertionError(f"a schema asked for {uri}")


@pytest.fixture(scope="module", params=["2024-09-strict", "2026"])
def published_schema(request: pytest.FixtureRequest, reference: Path) -> Any:
    folder = reference / "openbadges" / "schemas" / request.param
    schema = json.loads((folder / "ob_v3p0_achievementcredential_schema.json").read_bytes())
    return jsonschema_rs.validator_for(schema, validate_formats=True, retriever=_no_retrieval)


@pytest.mark.reference
def test_a_full_badge_passes_the_published_schemas(published_schema: Any) -> None:
    """The full badge passes both generations of the published JSON schema, formats included."""
    assert list(published_schema.iter_errors(write(full_record()).document)) == []


@pytest.mark.reference
def test_the_published_schemas_notice_a_fault(published_schema: Any) -> None:
    """The schemas do look: a badge without a name of its achievement fails both."""
    document = write(full_record()).document
    del document["credentialSubject"]["achievement"]["name"]
    assert list(published_schema.iter_errors(document)) != []


@pytest.mark.reference
@settings(_GENEROUS, max_examples=40)
@given(record=records())
def test_any_badge_passes_the_published_schemas(published_schema: Any, record: Record) -> None:
    """Whatever the record, its badge passes both generations of the published JSON schema."""
    assert list(published_schema.iter_errors(write(record).document)) == []


def _check_canonical_form(record: Record) -> None:
    document = write(record).document
    quads = canonical_form(document, contexts=bundled_contexts()).decode()
    for text in _strings(document, skip={"@context", "id", "type"}):
        assert _escaped(text) in quads


def _strings(value: Any, *, skip: set[str]) -> list[str]:
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in skip for text in _strings(item, skip=skip)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item, skip=skip)]
    return [value] if isinstance(value, str) else []


def _escaped(text: str) -> str:
    """A string as canonical N-Quads write it (RDFC-1.0 section 5)."""
    pairs = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"))
    for plain, escaped in pairs:
        text = text.replace(plain, escaped)
    return text


def test_every_text_of_a_full_badge_is_signed() -> None:
    """JSON-LD in safe mode takes the full badge, and every text of it stands in what is signed."""
    _check_canonical_form(full_record())


@settings(_GENEROUS, max_examples=25)
@given(records())
def test_every_text_of_any_badge_is_signed(record: Record) -> None:
    """Whatever the record, JSON-LD in safe mode drops nothing of its badge."""
    _check_canonical_form(record)


@pytest.mark.slow
@settings(_GENEROUS, max_examples=120)
@given(records())
def test_every_text_of_any_badge_is_signed_many_times(record: Record) -> None:
    """The same over many more records."""
    _check_canonical_form(record)
