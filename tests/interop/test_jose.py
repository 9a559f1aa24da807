"""Tokens both ways: `jose` in Node and openbadgeslib check what we make, and we check what they make."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from tests.carrier.pictures import png, svg
from tests.interop.documents import CREATED
from tests.interop.node import Node
from tests.interop.test_python_peers import MODELS, verifying
from tests.needs import lazily
from tests.proof.tokens import NAMES, SUBJECT, credential, private
from tests.university import ISSUER, METHOD, University

from mcissue.proof.did import Resolver
from mcissue.proof.jwt import TokenProfile, sign_token
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.verify import Outcome, Policy, Report, Verdict, Verifier

signing = lazily("openbadgeslib.ob3.signer")

PROFILES = [TokenProfile.OPEN_BADGES, TokenProfile.VC]


def jwk_document(public: PublicKey, controller: str = ISSUER) -> dict[str, Any]:
    """A DID document that lists the key as a JWK, as everybody with any kind of key can."""
    method = {
        "id": f"{controller}#key-1",
        "type": "JsonWebKey",
        "controller": controller,
        "publicKeyJwk": public.jwk,
    }
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": controller,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }


def verify(token: str | bytes, document: dict[str, Any]) -> Report:
    uni = University()
    resolver = Resolver({**uni.did_documents, document["id"]: document})
    verifier = Verifier(
        resolver=resolver,
        status_lists=uni.status_lists(),
        at=uni.at,
        policy=Policy.AUTHENTIC,
        sample_keys=True,
    )
    return verifier.verify(token.encode() if isinstance(token, str) else token)


@pytest.mark.interop
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("algorithm", list(NAMES))
def test_jose_takes_our_tokens(bare_node: Node, algorithm: str, profile: TokenProfile) -> None:
    """Every kind of key, both profiles: the same payload comes out there, and a changed letter is refused."""
    by = private(algorithm)
    text = sign_token(credential(), signer=by.signer(METHOD), created=CREATED, profile=profile)
    answer = bare_node.ask("verifyToken", token=text, jwk=by.public_key.jwk)
    assert answer["header"]["alg"] == NAMES[algorithm]
    payload = json.loads(answer["payload"])
    assert {name: payload[name] for name in credential()} == credential()
    head, body, signature = text.split(".")
    bad = f"{head}.{body[:-9]}{'A' if body[-9] != 'A' else 'B'}{body[-8:]}.{signature}"
    assert "refused" in bare_node.ask("verifyToken", token=bad, jwk=by.public_key.jwk)


@pytest.mark.interop
@pytest.mark.parametrize("algorithm", ["EdDSA", "Ed25519", "ES256", "ES384", "ES512", "RS256", "PS256"])
def test_we_take_tokens_of_jose(bare_node: Node, algorithm: str) -> None:
    """Each algorithm, in the profile of the W3C: authentic here, and not once a letter is changed."""
    content = {**credential(), "iss": ISSUER}
    # The status list is signed with another key than the one that jose makes.
    del content["credentialStatus"]
    payload = json.dumps(content, ensure_ascii=False)
    header = {"alg": algorithm, "typ": "vc+jwt", "cty": "vc", "kid": METHOD}
    answer = bare_node.ask("makeToken", header=header, payload=payload)
    document = jwk_document(PublicKey.from_jwk(answer["jwk"]))
    report = verify(answer["token"], document)
    assert report.verdict is Verdict.VALID, report.check("proof")
    changed = answer["token"].replace(".", ".e", 1)
    assert verify(changed, document).verdict is Verdict.INVALID


def _pem(by: PrivateKey, *, public: bool = False) -> bytes:
    if public:
        return by._loaded.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    return by._loaded.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.oracles
@pytest.mark.parametrize("algorithm", ["RSA", "P-256", "Ed25519"])
def test_openbadgeslib_takes_our_tokens(algorithm: str) -> None:
    """With the issuer's key; a changed letter is refused."""
    by = private(algorithm)
    text = sign_token(credential(), signer=by.signer(METHOD), created=CREATED)
    verifier = verifying.OB3Verifier(_pem(by, public=True))
    assert verifier.verify(text).achievement.name == "Research data management"
    with pytest.raises(verifying.OB3VerificationError):
        verifier.verify(text.replace(".", ".e", 1))


SIGNERS: dict[str, Callable[[Any, Any], bytes]] = {
    "plain": lambda signer, model: signer.sign(model).encode(),
    "png": lambda signer, model: signer.sign_into_png(model, png()),
    "svg": lambda signer, model: signer.sign_into_svg(model, svg()),
}


@pytest.mark.oracles
@pytest.mark.parametrize("carrier", list(SIGNERS))
@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("model", list(MODELS))
def test_we_take_tokens_of_openbadgeslib(model: str, algorithm: str, carrier: str) -> None:
    """It sends its key along; that is the issuer's if the issuer's document lists it, and nobody's else."""
    by = private({"RS256": "RSA", "ES256": "P-256", "EdDSA": "Ed25519"}[algorithm])
    data = SIGNERS[carrier](signing.OB3Signer(_pem(by), algorithm), MODELS[model]())
    issuer = MODELS[model]().issuer.id
    report = verify(data, jwk_document(by.public_key, issuer))
    assert report.check("proof").outcome is Outcome.PASSED, report.check("proof")
    assert report.check("issuer_binding").outcome is Outcome.PASSED
    assert report.verdict is Verdict.VALID, [
        check for check in report.checks if check.outcome is Outcome.FAILED
    ]
    stranger = jwk_document(PrivateKey.from_seed(b"the key of the office next door!").public_key, issuer)
    report = verify(data, stranger)
    assert report.check("issuer_binding").code == "issuer_not_bound"


@pytest.mark.oracles
def test_the_learner_of_ours_is_found_there() -> None:
    """`sub` is what its recipient is."""
    by = private("P-256")
    text = sign_token(credential(), signer=by.signer(METHOD), created=CREATED)
    assert verifying.OB3Verifier(_pem(by, public=True)).verify(text).recipient_id == SUBJECT
