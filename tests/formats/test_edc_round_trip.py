"""Nothing is lost between a record and its European Digital Credential but what is listed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.formats import badges, edcs
from tests.records import full_record, minimal_record, records

from mcissue.formats import from_edc, from_openbadges, without
from mcissue.formats.edc.documents import settled_for_edc
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form
from mcissue.record import Record

# Records are large, so drawing one takes a while; that is no fault of the test.
_GENEROUS = settings(
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def _check_round_trip(record: Record) -> None:
    for written in (edcs.write(record), edcs.upload(record)):
        read = from_edc(written.document)
        assert read.record == without(written.record, written.losses)
        assert [loss for loss in read.losses if loss.what != "a hash"] == []


@settings(_GENEROUS, max_examples=80)
@given(records())
def test_what_is_read_is_what_was_written_minus_the_losses(record: Record) -> None:
    """Any record comes back from its credential, minus exactly the listed losses, in both forms."""
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
    written = edcs.write(record)
    read = from_edc(written.document).record
    for place, loss in enumerate(written.losses):
        if loss.steps == ("language",):
            continue  # a wish, which `Conversion.record` has settled already
        others = written.losses[:place] + written.losses[place + 1 :]
        assert without(written.record, others) != read, loss


@settings(_GENEROUS, max_examples=40)
@given(records())
def test_settling_only_orders(record: Record) -> None:
    """A record in the model's order stays as it is, and no entry of a list comes or goes."""
    once = settled_for_edc(record)
    assert settled_for_edc(once) == once
    assert once.awarding_bodies == settled_for_edc(record).awarding_bodies
    for field in ("quality_assurance", "learning_outcomes"):
        assert len(getattr(once.course, field)) == len(getattr(record.course, field))
    assert sorted(map(repr, once.award.evidence)) == sorted(map(repr, record.award.evidence))
    assert sorted(map(repr, once.issuer.identifiers)) == sorted(map(repr, record.issuer.identifiers))


def _check_badge_by_way_of_a_credential(record: Record) -> None:
    learner = record.award.learner
    assume(
        learner.id or learner.name or learner.date_of_birth or learner.identifiers
    )  # a hash can't travel on
    first = from_openbadges(badges.write(record).document).record
    there = edcs.write(first)
    back = from_edc(there.document).record
    assert back == without(there.record, there.losses)
    again = badges.write(back)
    last = from_openbadges(again.document).record
    assert settled_for_edc(last) == settled_for_edc(without(again.record, again.losses))
    # What a badge can hold, it held before: on the way back nothing more is lost than on the way there.
    assert again.losses == ()
    assert settled_for_edc(last) == without(there.record, there.losses)


@settings(_GENEROUS, max_examples=40)
@given(records())
def test_a_badge_comes_back_by_way_of_a_credential(record: Record) -> None:
    """Badge, record, credential, record, badge: the last badge says what the first said, minus the losses."""
    _check_badge_by_way_of_a_credential(record)


@pytest.mark.slow
@settings(_GENEROUS, max_examples=2_000)
@given(records())
def test_a_badge_comes_back_by_way_of_a_credential_many_times(record: Record) -> None:
    """The same over many more records."""
    _check_badge_by_way_of_a_credential(record)


@pytest.mark.parametrize("record", [minimal_record(), full_record(email=None)], ids=["minimal", "full"])
def test_a_record_without_an_address_loses_nothing(record: Record) -> None:
    """A record without an e-mail address comes back whole."""
    written = edcs.write(record)
    assert written.losses == ()
    assert from_edc(written.document).losses == ()
    assert from_edc(written.document).record == written.record


@settings(_GENEROUS, max_examples=40)
@given(records())
def test_one_id_has_one_content(record: Record) -> None:
    """Wherever an id stands, the same is said of it: to JSON-LD it is one node."""
    found: dict[str, Any] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if "id" in value:
                assert found.setdefault(value["id"], value) == value
            for item in value.values():
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    look(edcs.write(record).document)


def _check_canonical_form(record: Record) -> None:
    document = edcs.write(record, status=edcs.STATUS).document
    quads = canonical_form(document, contexts=bundled_contexts()).decode()
    for text in _strings(document):
        assert _escaped(text) in quads


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for key, item in value.items()
            if key not in {"@context", "id", "type"}
            for text in _strings(item)
        ]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def _escaped(text: str) -> str:
    """A string as canonical N-Quads write it (RDFC-1.0 section 5)."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return text


def test_every_text_of_a_full_credential_is_signed() -> None:
    """JSON-LD in safe mode takes the full credential, and every text of it stands in what is signed."""
    _check_canonical_form(full_record())


@settings(_GENEROUS, max_examples=25)
@given(records())
def test_every_text_of_any_credential_is_signed(record: Record) -> None:
    """Whatever the record, JSON-LD in safe mode drops nothing of its credential."""
    _check_canonical_form(record)
