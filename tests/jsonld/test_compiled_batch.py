"""The plan of a batch: the bytes of the engine for every award, whatever differs, or the engine itself."""

from __future__ import annotations

import copy
import logging
from hashlib import sha256
from typing import Any

import pytest
from tests.interop.documents import full
from tests.jsonld.compiled_documents import PINNED, european
from tests.jsonld.documents import STORE, badge

from mcissue.errors import McissueError
from mcissue.jsonld import canonical_form
from mcissue.jsonld.batch import plan as batch_plan
from mcissue.jsonld.batch.plan import BatchForms

TEXTS = ("Aino", 'Åke "the" \\ Great', "two\nlines\ttab", "", "日本", "urn:x:1", "_:b0", "type", "𝒳 \u2028")


def award(number: int) -> dict[str, Any]:
    """One learner's credential of a class."""
    document = full()
    document["id"] = f"urn:uuid:7cde6a64-7a9b-4ef1-8a94-{number:012x}"
    subject = document["credentialSubject"]
    subject["id"] = f"urn:uuid:2b1f0f0e-91f0-4ad6-9a37-{number * 7919 % 65521:012x}"
    subject["identifier"][0]["identityHash"] = TEXTS[number % len(TEXTS)]
    subject["result"][0]["value"] = str(number % 5)
    document["evidence"][0]["id"] = f"https://kymi.example/works/{number}"
    document["awardedDate"] = f"2026-06-{1 + number % 15:02d}T10:00:00Z"
    return document


def european_award(number: int) -> dict[str, Any]:
    document = european()
    document["id"] = f"urn:credential:{number}"
    document["credentialSubject"]["id"] = f"urn:epass:person:{number}"
    document["credentialSubject"]["givenName"]["en"] = TEXTS[number % len(TEXTS)]
    document["credentialSubject"]["hasClaim"][0]["id"] = f"urn:epass:learningAchievement:{number}"
    return document


def outcome(form: Any, document: dict[str, Any]) -> Any:
    try:
        return form(document)
    except McissueError as error:
        return (error.code, error.path)


def general(document: dict[str, Any]) -> Any:
    return outcome(lambda one: canonical_form(one, contexts=STORE, policy=PINNED), document)


@pytest.mark.parametrize("make", [award, european_award])
def test_every_award_has_the_bytes_of_the_engine(make: Any) -> None:
    """300 awards of one course, and the options of their proofs: planned nearly all, equal all."""
    forms = BatchForms(STORE, PINNED)
    for number in range(300):
        document = make(number)
        options = {
            "@context": document["@context"],
            "type": "DataIntegrityProof",
            "created": "2026-06-15T12:00:00Z",
        }
        before = copy.deepcopy(document)
        assert forms.canonical_form(document) == general(document)
        assert forms.canonical_form(options) == general(options)
        assert document == before
    assert forms.planned > 550


def hashed(document: dict[str, Any]) -> Any:
    return outcome(lambda one: sha256(canonical_form(one, contexts=STORE, policy=PINNED)).digest(), document)


@pytest.mark.parametrize("make", [award, european_award])
def test_every_award_has_the_hash_of_the_engines_bytes(make: Any) -> None:
    """A hash that begins with what awards share is that of the whole form, in any order of calls."""
    forms = BatchForms(STORE, PINNED)
    for number in range(120):
        document = make(number)
        assert forms.sha256(document) == hashed(document)
        if number % 5 == 0:
            assert forms(document) == general(document)
        options = {"@context": document["@context"], "type": "DataIntegrityProof"}
        assert forms.sha256(options) == hashed(options)
    assert forms.planned > 200


def _changed(change: Any) -> dict[str, Any]:
    document = award(500)
    change(document)
    return document


MISFITS: dict[str, Any] = {
    "one member more": lambda d: d["credentialSubject"].update(role="Student"),
    "one member less": lambda d: d.pop("validUntil"),
    "a constant differs": lambda d: d["issuer"].update(name="Another"),
    "a list is longer": lambda d: d["evidence"].append({"type": ["Evidence"], "name": "More"}),
    "true for false": lambda d: d["credentialSubject"]["identifier"][0].update(hashed=True),
    "zero for false": lambda d: d["credentialSubject"]["identifier"][0].update(hashed=0),
    "2.0 for 2": lambda d: d["credentialSubject"].update(creditsEarned=2.0),
    "a number for a text": lambda d: d["credentialSubject"]["result"][0].update(value=4),
    "null for a text": lambda d: d["credentialSubject"]["result"][0].update(value=None),
    "an object for a text": lambda d: d["credentialSubject"]["result"][0].update(value={"a": 1}),
    "a tuple for a list": lambda d: d.update(evidence=tuple(d["evidence"])),
    "a control character": lambda d: d["credentialSubject"]["result"][0].update(value="a\x00"),
    "half a character": lambda d: d["credentialSubject"]["result"][0].update(value="\ud800"),
    "a relative id": lambda d: d.update(id="relative"),
    "a blank in an id": lambda d: d.update(id="urn:uuid:a b"),
    "a blank node id": lambda d: d.update(id="_:b0"),
    "another scheme": lambda d: d.update(id="https://kymi.example/1"),
    "a compact id": lambda d: d.update(id="type:x"),
    "the id of the issuer": lambda d: d["credentialSubject"].update(id=d["issuer"]["id"]),
    "the id of the credential": lambda d: d["credentialSubject"].update(id=d["id"]),
    "the id of the course": lambda d: d["evidence"][0].update(id="https://kymi.example/courses/data"),
    "anonymous nodes alike": lambda d: d["credentialSubject"]["result"].__setitem__(
        1, copy.deepcopy(d["credentialSubject"]["result"][0])
    ),
    "another type": lambda d: d["evidence"][0].update(type=["Evidence", "Profile"]),
    "another context": lambda d: d["@context"].pop(),
    "an undefined word": lambda d: d.update(zzz="x"),
    "members in another order": lambda d: d.update(name=d.pop("name")),
    "a very long text": lambda d: d["credentialSubject"]["result"][0].update(value="x" * 64_001),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_the_plan_goes_to_the_engine(name: str) -> None:
    """An award that differs in any other way has the engine's bytes, or its error, and so have those after it."""
    forms = BatchForms(STORE, PINNED)
    for number in range(6):
        forms.canonical_form(award(number))
    document = _changed(MISFITS[name])
    for _ in range(3):
        assert outcome(forms.canonical_form, document) == general(document)
        assert outcome(forms.sha256, document) == hashed(document)
    for number in range(6, 12):
        assert forms.canonical_form(award(number)) == general(award(number))


def test_anonymous_nodes_are_ranked_anew_for_each_award() -> None:
    """The names of all anonymous nodes depend on the values: no award may keep those of another."""
    forms = BatchForms(STORE, PINNED)
    orders = set()
    for number in range(40):
        form = forms.canonical_form(award(number))
        assert form == general(award(number))
        orders.add(
            tuple(line.split()[-2] for line in form.decode().split("\n") if "vocab.html#result>" in line)
        )
    assert len(orders) > 1


def test_a_place_that_differs_later_is_learned() -> None:
    """A text that is the same in the first awards and differs in a later one joins the plan."""
    forms = BatchForms(STORE, PINNED)
    for number in range(5):
        forms.canonical_form(award(number))
    for number in range(5, 20):
        document = award(number)
        document["credentialSubject"]["achievement"]["humanCode"] = f"D-{number}"
        assert forms.canonical_form(document) == general(document)
    assert forms.planned > 12


def test_documents_of_many_kinds_go_through(caplog: pytest.LogCaptureFixture) -> None:
    """Documents that have nothing in common are the engine's; nothing grows without bound."""
    forms = BatchForms(STORE, PINNED)
    with caplog.at_level(logging.INFO):
        for number in range(60):
            document = badge()
            document["evidence"] = [
                {"id": f"urn:x:{part}", "type": "Evidence"} for part in range(number % 30)
            ]
            assert forms.canonical_form(document) == general(document)
    assert len(forms._kinds) <= 8


def test_a_wrong_plan_is_found_out_at_the_first_award(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A plan that gives other bytes is dropped with a log line, and not one wrong form leaves."""
    monkeypatch.setattr(
        batch_plan, "digest_of", lambda group, values: repr((group.lines, values)).encode()[::-1]
    )
    forms = BatchForms(STORE, PINNED)
    for number in range(20):
        assert forms.canonical_form(award(number)) == general(award(number))
        assert forms.sha256(award(number)) == hashed(award(number))
    assert forms.planned == 0
    assert "gave another form than the engine" in caplog.text
