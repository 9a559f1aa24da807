"""Pictures with a credential: the credential is judged like any other, and the picture is said not to be signed."""

from __future__ import annotations

import json

import pytest
from tests.carrier.pictures import JWT, chunk, element, itxt, png, svg
from tests.carrier.test_png import FAILED as PNG_FAILED
from tests.carrier.test_png import UNKNOWN as PNG_UNKNOWN
from tests.carrier.test_svg import FAILED as SVG_FAILED
from tests.carrier.test_svg import UNKNOWN as SVG_UNKNOWN
from tests.university import University
from tests.verify.schema import check_report

from mcissue.carrier.baking import bake
from mcissue.verify import Outcome, Report, Verdict, Verifier

UNIVERSITY = University()
GOOD = UNIVERSITY.data()
PICTURES = {"png": png(), "svg": svg()}


def verify(data: bytes) -> Report:
    report = UNIVERSITY.verifier().verify(data)
    check_report(report.to_json())
    return report


@pytest.mark.parametrize("kind", PICTURES)
def test_a_baked_credential_is_as_valid_as_before(kind: str) -> None:
    """The report says what carried it, and that the picture itself is not signed."""
    report = verify(bake(GOOD, PICTURES[kind]).data)
    plain = verify(GOOD)
    assert report
    assert report.check("carrier").detail == {"carrier": kind}
    assert plain.check("carrier").detail == {"carrier": "json"}
    assert {note.code for note in report.notes} - {note.code for note in plain.notes} == {
        "picture_not_signed"
    }
    assert report.checks[1:] == plain.checks[1:]


@pytest.mark.parametrize("kind", PICTURES)
def test_a_baked_forgery_fails_by_its_proof(kind: str) -> None:
    """The picture is in order, and what it holds was changed after signing."""
    forged = GOOD.replace(b"Aino Virtanen", b"Aimo Virtanen")
    assert forged != GOOD
    report = verify(bake(forged, PICTURES[kind]).data)
    assert report.verdict is Verdict.INVALID
    assert report.check("carrier").outcome is Outcome.PASSED
    assert (report.check("proof").outcome, report.check("proof").code) == (
        Outcome.FAILED,
        "signature_invalid",
    )


@pytest.mark.parametrize("kind", PICTURES)
def test_a_member_twice_inside_of_a_picture_is_noticed(kind: str) -> None:
    """Strict reading holds in pictures too."""
    picture = bake(GOOD, PICTURES[kind]).data
    twice = GOOD.replace(b'"id":', b'"id": "urn:uuid:1", "id":', 1)
    bad = png(itxt(twice)) if kind == "png" else picture.replace(GOOD, twice)
    check = verify(bad).check("carrier")
    assert (check.outcome, check.code) == (Outcome.FAILED, "json_duplicate_member")
    assert check.detail["carrier"] == kind


@pytest.mark.parametrize(
    "data", [png(itxt(JWT)), svg(element(b"", b' verify="' + JWT + b'"'))], ids=list(PICTURES)
)
def test_a_token_in_a_picture_is_taken_out(data: bytes) -> None:
    """It is judged as a token is; this one holds no credential, and nobody signed it."""
    report = verify(data)
    assert report.check("carrier").outcome is Outcome.PASSED
    assert "signed token" in report.check("carrier").message
    assert report.check("proof").outcome is not Outcome.PASSED


_FAILED = {
    f"{kind}: {name}": pair
    for kind, cases in (("png", PNG_FAILED), ("svg", SVG_FAILED))
    for name, pair in cases.items()
}
_FAILED.pop("png: no signature")  # that is no picture any more
_FAILED.pop("svg: another root")
_UNKNOWN = {
    f"{kind}: {name}": pair
    for kind, cases in (("png", PNG_UNKNOWN), ("svg", SVG_UNKNOWN))
    for name, pair in cases.items()
}


@pytest.mark.parametrize("name", _FAILED)
def test_a_bad_picture_is_not_valid(name: str) -> None:
    """What the carrier refuses fails its check, with the same code, and nothing else is looked at.

    A picture without a credential in it is a picture like any other.
    """
    data, code = _FAILED[name]
    report = Verifier().verify(data)
    absent = code == "carrier_no_credential"
    outcome = Outcome.NOT_APPLICABLE if absent else Outcome.FAILED
    assert (report.check("carrier").outcome, report.check("carrier").code) == (outcome, code)
    assert report.verdict is (Verdict.NO_CREDENTIAL if absent else Verdict.INVALID)
    assert {check.outcome for check in report.checks[1:]} == {Outcome.NOT_CHECKED}


@pytest.mark.parametrize("name", _UNKNOWN)
def test_an_unknown_picture_is_not_called_invalid(name: str) -> None:
    """Another standard, or beyond a limit."""
    data, code = _UNKNOWN[name]
    report = Verifier().verify(data)
    assert (report.check("carrier").outcome, report.check("carrier").code) == (Outcome.INDETERMINATE, code)
    assert report.verdict is Verdict.INDETERMINATE


def test_an_old_badge_is_explained() -> None:
    """Whoever has an Open Badge 2.0 is told what it is and what to ask for."""
    check = verify(png(chunk(b"tEXt", b"openbadges\0https://a.example/1"))).check("carrier")
    assert "an Open Badge 2.0" in check.message
    assert check.mend is not None
    assert "Ask the issuer for an Open Badge 3.0" in check.mend


def test_what_is_odd_about_a_picture_stands_in_the_notes() -> None:
    """A valid credential in an active picture is valid, and its reader is warned."""
    data = bake(GOOD, svg(b"<script/>")).data
    report = verify(data)
    assert report
    assert "svg_active_content" in {note.code for note in report.notes}
    json.dumps(report.to_json())
