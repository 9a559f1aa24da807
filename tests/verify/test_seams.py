"""Where two features meet: a holder who poses as an issuer, words beside a token, a stranger around a credential."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.proof.tokens import changed, credential, make, put, token
from tests.university import CREATED, ISSUER, University
from tests.verify.documents import HOLDER, HOLDER_METHOD, badge, issued, presentation, presented
from tests.verify.schema import check_report

from mcissue.jsonld import urls
from mcissue.proof.jwt import TokenProfile
from mcissue.verify import Outcome, Policy, Recipient, Report, Verdict

Json = dict[str, Any]
AINO = Recipient("name", "Aino Virtanen")
EINO = Recipient("name", "Eino Virtanen")


def verify(document: Json | str, **options: Any) -> Report:
    data = document if isinstance(document, str) else json.dumps(document)
    report = University().verifier(**options).verify(data.encode())
    check_report(report.to_json())
    return report


def enveloped(text: str, **members: Any) -> Json:
    return {
        "@context": [urls.CREDENTIALS_V2],
        "type": ["EnvelopedVerifiableCredential"],
        "id": f"data:application/vc+jwt,{text}",
        **members,
    }


def posing(*credentials: Json) -> Json:
    """A presentation with all that a credential says, signed by a wallet."""
    good = University().credential
    says = {name: good[name] for name in ("name", "issuer", "validFrom", "awardedDate", "credentialSubject")}
    contexts = [urls.CREDENTIALS_V2, urls.OB_3_0_3]
    types = ["VerifiablePresentation", "VerifiableCredential"]
    return presented(presentation(*credentials, **says, **{"@context": contexts, "type": types}))


def test_a_presentation_does_not_pose_as_a_credential() -> None:
    """A wallet may sign any title, issuer and learner: none is shown, and the form is refused."""
    for policy in (Policy.AUTHENTIC, Policy.FULL):
        for document in (posing(badge()), posing()):
            report = verify(document, policy=policy)
            check = report.check("format")
            assert (check.outcome, check.code, check.path) == (Outcome.FAILED, "format_two_kinds", "$.type")
            assert report.verdict is Verdict.INDETERMINATE
            shown = report.credential
            assert (shown.title, shown.issuer.claimed, shown.issuer.registered) == (None, None, None)
            assert (shown.award_date, shown.valid_from, shown.elements) == (None, None, ())


def test_what_a_holder_calls_a_presentation_is_not_its_title() -> None:
    """The credential inside has its own title, in its own report."""
    report = verify(presented(presentation(badge(), name="Doctor of Medicine")))
    assert report, report.deciding
    assert report.credential.title is None
    assert report.parts[0].report.credential.title == "Research data management"


def test_words_beside_a_token_name_no_learner() -> None:
    """Of an envelope only the token counts, for the recipient too; and the token in it is opened."""
    learner = {"type": ["AchievementSubject"], "identifier": credential()["credentialSubject"]["identifier"]}
    learner = json.loads(json.dumps(learner).replace("Aino", "Eino"))
    stolen = enveloped(token(TokenProfile.VC), credentialSubject=learner)
    for document in ({"credential": [stolen]}, {"compactJwsString": [token()]}):
        assert verify(document, recipient=AINO).check("recipient").outcome is Outcome.PASSED
        check = verify(document, recipient=EINO).check("recipient")
        assert (check.outcome, check.code) == (Outcome.FAILED, "recipient_differs")


def test_a_presentation_that_holds_nothing_is_nobodys() -> None:
    """What the holder writes about himself is not compared."""
    report = verify(posing(), recipient=AINO)
    check = report.check("recipient")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "recipient_not_named")


def test_a_presentation_as_a_token_says_that_nobody_compared_its_reader() -> None:
    """As one with a proof inside; and a proof inside the token must be a presentation's."""
    header = {"alg": "EdDSA", "typ": "vp+jwt", "kid": HOLDER_METHOD}
    report = verify(make(header, presentation(badge()), HOLDER))
    assert report, report.deciding
    assert "presentation_not_compared" in {note.code for note in report.notes}
    both = verify(make(header, presented(presentation(badge())), HOLDER))
    assert both, both.deciding
    assert [proof.role for proof in both.credential.proofs] == ["issuer", "cosigner"]


@pytest.mark.parametrize("kid", [[], {}, ["other"], None, 5])
def test_a_document_with_any_kid_is_read(kid: Any) -> None:
    """The issuer's document is not ours: what is no name names no key, and nothing breaks."""
    uni = University()
    uni.did_method.pop("publicKeyMultibase")
    uni.did_method.update(type="JsonWebKey", publicKeyJwk={**uni.issuer_key.public_key.jwk, "kid": kid})
    text = changed(token(TokenProfile.VC), header=put("kid", "other"))
    check = uni.verifier().verify(text.encode()).check("proof")
    assert (check.outcome, check.code) == (Outcome.FAILED, "token_key_missing")


def test_the_key_of_a_proof_inside_is_not_said_to_be_the_tokens() -> None:
    """A stranger may wrap a credential; it stays its issuer's, by the proof inside."""
    inner = issued(credential())
    report = verify(
        make({"alg": "EdDSA", "typ": "vc+jwt", "kid": HOLDER_METHOD}, {**inner, "iss": ISSUER}, HOLDER)
    )
    assert report, report.deciding
    assert report.check("issuer_binding").path == "$.proof[0].verificationMethod"
    assert [proof.role for proof in report.credential.proofs] == ["cosigner", "issuer"]
    assert inner["proof"][0]["created"] == CREATED.strftime("%Y-%m-%dT%H:%M:%SZ")
