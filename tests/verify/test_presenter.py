"""The check `presenter`: is the one who presents credentials the one whom they are about?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.proof.tokens import make, parts, private, token
from tests.university import University
from tests.verify.documents import (
    HOLDER,
    HOLDER_ID,
    badge_of,
    issued,
    presentation,
    presented,
    record,
)
from tests.verify.schema import check_report

from mcissue.cli.output.render import render_report
from mcissue.proof.did import did_jwk, did_key
from mcissue.proof.jwt import TokenProfile
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Outcome, Policy, Report, Verdict, Verifier

Json = dict[str, Any]

OTHER = PrivateKey.from_seed(b"the key of another of the tests.").public_key
ALICE = did_key(OTHER)
ASKED = {"domain": "jobs.example", "challenge": "n-1"}


SECOND = "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b12"


def verify(document: Json, **options: Any) -> Report:
    report = University().verifier(**options).verify(json.dumps(document).encode())
    check_report(report.to_json())
    return report


def shown(*credentials: Json, **members: Any) -> Json:
    """Somebody presents credentials as they were asked to."""
    return presented(presentation(*credentials, **members), domain="jobs.example", challenge="n-1")


def confirming(cnf: Json) -> Json:
    """A badge without an id of its subject, as a token that names the subject's key, in its envelope."""
    header, payload = parts(token(TokenProfile.VC))
    payload["credentialSubject"].pop("id", None)
    payload.pop("sub", None)
    made = make(header, {**payload, "cnf": cnf}, private("Ed25519"))
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{made}",
    }


def test_who_shows_somebody_elses_badge_is_refused() -> None:
    """One change, the subject, and its undoing."""
    report = verify(shown(badge_of(HOLDER_ID)), **ASKED)
    assert report, report.deciding
    assert report.check("presenter").outcome is Outcome.PASSED

    report = verify(shown(badge_of(ALICE)), **ASKED)
    check = report.check("presenter")
    assert (check.outcome, check.code) == (Outcome.FAILED, "presenter_differs")
    assert check.path == "$.verifiableCredential[0]"
    assert report.verdict is Verdict.INVALID
    # It belongs to the presentation: the badge is as good as it was.
    assert report.parts[0].report
    assert report.answers.authentic is Outcome.PASSED


@pytest.mark.parametrize("asked", [{"domain": "jobs.example"}, {"challenge": "n-1"}])
def test_a_domain_or_a_challenge_asks_for_it(asked: Json) -> None:
    """Either of them is a question to the presenter."""
    assert verify(shown(badge_of(HOLDER_ID)), **asked)
    assert verify(shown(badge_of(ALICE)), **asked).verdict is Verdict.INVALID


def test_without_a_question_it_is_said_first_and_decides_nothing() -> None:
    """A reader who gave neither domain nor challenge is told, above all else."""
    report = verify(shown(badge_of(ALICE)))
    assert report
    assert report.check("presenter").code == "not_asked"
    assert "presenter_differs" in {note.code for note in report.notes}
    head = render_report(report).split("Is it authentic?", maxsplit=1)[0]
    assert "is not whom a credential in it is about" in " ".join(head.split())
    assert "presenter_differs" not in {note.code for note in verify(shown(badge_of(HOLDER_ID))).notes}


@pytest.mark.parametrize(
    "subject", [None, "urn:uuid:1b6ad3a7-3b0d-4fdb-9f1f-7f8d5d7c6a01", "mailto:aino@kymi.example"]
)
def test_what_can_not_be_compared_is_not_a_yes(subject: str | None) -> None:
    """The subject has no id, or one that nobody proves to have: the report says what to compare instead."""
    report = verify(shown(badge_of(subject)), **ASKED)
    check = report.check("presenter")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "presenter_unknown")
    assert "compare the learner's name in it (Aino Virtanen)" in check.message
    assert report.verdict is Verdict.INDETERMINATE
    unasked = verify(shown(badge_of(subject)))
    assert unasked
    assert "presenter_unknown" in {note.code for note in unasked.notes}


def test_a_presentation_without_a_holder_answers_no_question() -> None:
    """Any key can sign it."""
    document = presentation(badge_of(HOLDER_ID))
    del document["holder"]
    document = presented(document, domain="jobs.example", challenge="n-1")
    report = verify(document, **ASKED)
    check = report.check("presenter")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "holder_absent")
    assert report.verdict is Verdict.INDETERMINATE
    unasked = verify(document)
    assert unasked
    assert "holder_absent" in {note.code for note in unasked.notes}


def test_one_foreign_badge_among_ones_own_is_noticed() -> None:
    """The worst of several decides, wherever it stands."""
    for credentials in (
        (badge_of(HOLDER_ID), badge_of(ALICE, id=SECOND)),
        (badge_of(ALICE), badge_of(None, id=SECOND)),
    ):
        for order in (credentials, credentials[::-1]):
            assert verify(shown(*order), **ASKED).check("presenter").code == "presenter_differs"


def test_a_badge_in_a_learner_record_is_compared_too() -> None:
    """A record of one's own is no cover for a badge of another."""
    own, other = badge_of(HOLDER_ID), badge_of(ALICE)
    for inner, outcome in ((own, Outcome.PASSED), (other, Outcome.FAILED)):
        whole = record(inner)
        whole["credentialSubject"]["id"] = HOLDER_ID
        assert verify(shown(issued(whole)), **ASKED).check("presenter").outcome is outcome


def test_two_names_of_one_key_are_one_person() -> None:
    """did:key and did:jwk are made of the key that has signed."""
    assert verify(shown(badge_of(did_jwk(HOLDER.public_key))), **ASKED)
    assert not verify(shown(badge_of(did_jwk(OTHER))), **ASKED)


def test_a_key_that_a_token_confirms_is_its_subjects() -> None:
    """RFC 7800: a JWK, or its thumbprint; one that can't be read confirms nobody."""
    other = OTHER.jwk
    for cnf, outcome in (
        ({"jwk": HOLDER.public_key.jwk}, Outcome.PASSED),
        ({"jkt": HOLDER.public_key.thumbprint}, Outcome.PASSED),
        ({"jwk": other}, Outcome.FAILED),
        ({"jkt": OTHER.thumbprint}, Outcome.FAILED),
        ({"jwk": {**other, "x": "AA"}}, Outcome.INDETERMINATE),
        ({"kid": "1"}, Outcome.INDETERMINATE),
    ):
        report = verify(shown(confirming(cnf)), **ASKED)
        assert report.check("presenter").outcome is outcome, cnf


def test_without_a_good_signature_nobody_presents_it() -> None:
    """Whose it is can't be said of what nobody, or another, has signed."""
    forged = {**shown(badge_of(HOLDER_ID)), "holder": ALICE}
    for document in (presentation(badge_of(HOLDER_ID)), forged):
        assert verify(document, **ASKED).check("presenter").outcome is Outcome.NOT_CHECKED


def test_a_bare_credential_is_presented_by_nobody() -> None:
    """The check does not apply; where it was asked for, `proof` says that a presentation is wanted."""
    assert verify(badge_of(HOLDER_ID)).check("presenter").code == "not_presented"
    report = verify(badge_of(HOLDER_ID), **ASKED)
    assert report.check("proof").code == "presentation_missing"
    assert report.verdict is Verdict.INDETERMINATE


def test_the_holder_is_a_fact_of_the_report_and_its_key_is_not_called_the_issuers() -> None:
    """Who presents it is shown; the issuer is somebody else."""
    report = verify(shown(badge_of(HOLDER_ID)), **ASKED)
    assert report.credential.holder == HOLDER_ID
    text = " ".join(render_report(report).split())
    assert HOLDER_ID[:40] in text
    assert "its key belongs to the issuer" not in text.split("Documents in it")[0]


def test_who_tests_proofs_alone_may_name_a_domain_for_anything() -> None:
    """The generic verifier compares people only if it is told to."""
    document = json.dumps(shown(badge_of(ALICE))).encode()
    uni = University()
    options = {**ASKED, "sample_keys": True}
    known = uni.verifier()._trust.resolver
    assert Verifier.generic(resolver=known, **options).verify(document).asked == ()
    wanted = Verifier.generic(resolver=known, ask=["presenter"], **options)
    assert wanted.verify(document).check("presenter").code == "presenter_differs"
    assert Policy.AUTHENTIC is wanted.verify(document).policy
