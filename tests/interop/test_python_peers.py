"""openbadgeslib and openvc-core: what they issue gets the right answer here, and what we issue holds there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.carrier.pictures import png, svg
from tests.interop.documents import (
    BADGES,
    CREATED,
    CREDENTIAL_MAKERS,
    DOCUMENTS,
    EXTENSIONS,
    ISSUER,
    KEY_ID,
    SEED,
    full,
    minimal,
)
from tests.interop.test_verifier import problems, verify
from tests.needs import lazily

from mcissue.jsonld.contexts import bundled_contexts
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver
from mcissue.proof.keys import PrivateKey
from mcissue.verify import Policy, Verdict, Verifier

pytestmark = pytest.mark.oracles

ob3 = lazily("openbadgeslib.ob3.credential")
ldp = lazily("openbadgeslib.ob3.ldp")
verifying = lazily("openbadgeslib.ob3.verifier")
openvc_keys = lazily("openvc.keys")
openvc_proofs = lazily("openvc.proof.data_integrity")
openvc_errors = lazily("openvc.proof.errors")

PRIVATE = Ed25519PrivateKey.from_private_bytes(SEED)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
PUBLIC_PEM = PRIVATE.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
OURS = PrivateKey.from_seed(SEED)
CONTEXTS = {url: bundled_contexts().load(url) for url in (BADGES, EXTENSIONS)}


def plain_model() -> Any:
    """The least that openbadgeslib issues."""
    return ob3.OpenBadgeCredential(
        issuer=ob3.Issuer(id=ISSUER, name="Kymi University"),
        recipient_id="mailto:aino@kymi.example",
        achievement=ob3.Achievement(
            id="https://kymi.example/courses/data",
            name="Research data management",
            description="How to plan for data.",
            criteria_narrative="A plan, and an exam.",
        ),
        id="urn:uuid:7cde6a64-7a9b-4ef1-8a94-1a1f1f8b1f01",
        issuance_date=CREATED,
    )


def rich_model() -> Any:
    """What its model has besides: credits, results, identities, evidence, an end."""
    model = plain_model()
    grade = "urn:uuid:1f6bb2a1-6de3-4f04-9d0e-8a2b4d7b9c01"
    model.issuer.url = "https://kymi.example/"
    model.issuer.email = "office@kymi.example"
    model.achievement.achievement_type = "MicroCredential"
    model.achievement.credits_available = 2.5
    model.achievement.tags = ["data", "research"]
    model.achievement.alignments = [
        ob3.Alignment(target_name="EQF level 6", target_url="http://data.europa.eu/snb/eqf/6")
    ]
    model.achievement.result_descriptions = [
        ob3.ResultDescription(
            id=grade, name="Grade", result_type="LetterGrade", allowed_values=["0", "1", "2"]
        )
    ]
    model.credits_earned = 2.5
    model.results = [ob3.Result(value="2", result_description=grade)]
    model.identifiers = [ob3.IdentityObject(identity_hash="Aino Mäkinen", identity_type="name", hashed=False)]
    model.evidence = [ob3.Evidence(id="https://kymi.example/works/1", name="The plan — “final”")]
    model.expiration_date = datetime(2031, 6, 15, tzinfo=UTC)
    return model


MODELS = {"plain": plain_model, "rich": rich_model}


def signed_by_openbadgeslib(name: str) -> dict[str, Any]:
    return json.loads(ldp.OB3LdpSigner(PEM, KEY_ID).sign_to_json(MODELS[name](), created=CREATED))


@pytest.mark.parametrize("name", MODELS)
def test_what_openbadgeslib_issues_is_authentic_here(name: str) -> None:
    """Its credentials pass every check of authenticity; a changed word fails by the proof."""
    credential = signed_by_openbadgeslib(name)
    report = verify(credential)
    assert problems(report) == {}
    assert report.verdict is Verdict.VALID
    credential["credentialSubject"]["achievement"]["name"] = "Medicine"
    report = verify(credential)
    assert report.check("proof").code == "signature_invalid"
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_pictures_baked_by_openbadgeslib_are_read_here(kind: str) -> None:
    """A PNG and an SVG with a credential in it verify as the credential does."""
    signer = ldp.OB3LdpSigner(PEM, KEY_ID)
    model = rich_model()
    data = signer.sign_into_png(model, png()) if kind == "png" else signer.sign_into_svg(model, svg())
    verifier = Verifier(resolver=Resolver(DOCUMENTS), policy=Policy.AUTHENTIC, at=None)
    report = verifier.verify(data)
    assert problems(report) == {}
    assert report.check("carrier").detail["carrier"] == kind


def test_what_we_issue_holds_in_openbadgeslib() -> None:
    """A badge of ours is accepted with the issuer's key, and refused once a word is changed."""
    credential = add_proof(minimal(), signer=OURS.signer(KEY_ID), created=CREATED, as_array=False)
    verifier = ldp.OB3LdpVerifier(PUBLIC_PEM)
    assert verifier.verify(credential).achievement.name == "Research data management"
    credential["credentialSubject"]["achievement"]["name"] = "Medicine"
    with pytest.raises(verifying.OB3VerificationError):
        verifier.verify(credential)


def _openvc_key() -> Any:
    return openvc_keys.Ed25519SigningKey(PRIVATE, KEY_ID)


def signed_by_openvc(document: dict[str, Any]) -> dict[str, Any]:
    return openvc_proofs.DataIntegrityProofSuite().add_proof(
        document,
        signing_key=_openvc_key(),
        verification_method=KEY_ID,
        created=CREATED,
        extra_contexts=CONTEXTS,
    )


@pytest.mark.parametrize("make", [minimal, full])
def test_what_openvc_signs_is_authentic_here(make: Any) -> None:
    """openvc-core's proof over a badge passes every check of authenticity; a changed word fails by the proof."""
    credential = signed_by_openvc(make())
    report = verify(credential)
    assert problems(report) == {}
    assert report.verdict is Verdict.VALID
    credential["issuer"]["name"] = "Another University"
    assert verify(credential).check("proof").code == "signature_invalid"


@pytest.mark.parametrize("name", ["minimal", "full", "text_everything", "number_2.5"])
def test_what_we_sign_holds_in_openvc(name: str) -> None:
    """Our proof, written as a single one as openvc-core wants it, holds there, and no other word does."""
    credential = add_proof(
        CREDENTIAL_MAKERS[name](), signer=OURS.signer(KEY_ID), created=CREATED, as_array=False
    )
    jwk, suite = _openvc_key().public_jwk(), openvc_proofs.DataIntegrityProofSuite()
    suite.verify(credential, public_key_jwk=jwk, extra_contexts=CONTEXTS, check_temporal=False)
    credential["issuer"]["name"] = "Another University"
    with pytest.raises(openvc_errors.ProofError):
        suite.verify(credential, public_key_jwk=jwk, extra_contexts=CONTEXTS, check_temporal=False)
