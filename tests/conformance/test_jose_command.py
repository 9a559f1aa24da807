"""The command for the JOSE suite, over the suite's own inputs: what must succeed does, what must fail fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm
from tests.jose_command import main

INPUTS = "w3c/jose-cose/test-suite-inputs"


def run(tmp_path: Path, command: str, given: Path, key: Path, feature: str) -> dict[str, Any]:
    output = tmp_path / "out.json"
    main([command, "--input", str(given), "--key", str(key), "--feature", feature, "--output", str(output)])
    found: dict[str, Any] = json.loads(output.read_text())
    return found


PARTY = "https://kymi.example/issuer"
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


def key_file(folder: Path, curve: str) -> Path:
    """A key as the suite gives it: a verification method with its secret beside it."""
    if curve == "ed25519":
        secret = OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True)
    else:
        secret = ECAlgorithm.to_jwk(ec.generate_private_key(CURVES[curve]), as_dict=True)
    public = {name: value for name, value in secret.items() if name not in {"d", "key_ops"}}
    path = folder / f"vm-{curve}.json"
    method = {"id": f"{PARTY}#key", "type": "JsonWebKey", "controller": PARTY}
    path.write_text(json.dumps({**method, "publicKeyJwk": public, "secretKeyJwk": secret}))
    return path


def a_credential(_: str) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": PARTY,
        "credentialSubject": {"id": "did:example:aino"},
    }


def a_presentation(token: str) -> dict[str, Any]:
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": PARTY,
        "verifiableCredential": [enveloped],
    }


@pytest.mark.parametrize("curve", ["p256", "p384", "p521", "ed25519"])
@pytest.mark.parametrize(
    ("feature", "make"), [("credential_jose", a_credential), ("presentation_jose", a_presentation)]
)
def test_what_is_issued_is_verified(
    tmp_path: Path, curve: str, feature: str, make: Callable[[str], dict[str, Any]]
) -> None:
    """ES256, ES384, ES512 and EdDSA, credentials and presentations; by another key of the kind it fails."""
    key, given = key_file(tmp_path, curve), tmp_path / "given.json"
    given.write_text(json.dumps(a_credential("")))
    inner = run(tmp_path, "issue", given, key, "credential_jose")["data"]
    given.write_text(json.dumps(make(inner)))
    made = run(tmp_path, "issue", given, key, feature)
    assert made["result"] == "success", made
    token = tmp_path / "token.txt"
    token.write_text(made["data"])
    assert run(tmp_path, "verify", token, key, feature)["result"] == "success"
    other = key_file(tmp_path, "p256" if curve != "p256" else "p384")
    assert run(tmp_path, "verify", token, other, feature)["result"] == "failure"
    mixed = {"credential_jose": "presentation_jose", "presentation_jose": "credential_jose"}[feature]
    assert run(tmp_path, "verify", token, key, mixed)["result"] == "failure"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "curve", "feature", "result"),
    [
        ("credential-jose-minimal", "p256", "credential_jose", "success"),
        ("credential-jose-bad-media-type", "ed25519", "credential_jose", "failure"),
        ("credential-jose-bad-signature", "ed25519", "credential_jose", "failure"),
        ("credential-jose-vc-vp-claims", "ed25519", "credential_jose", "failure"),
        ("presentation-jose-multiple", "p384", "presentation_jose", "success"),
        ("presentation-jose-bad-credential", "ed25519", "presentation_jose", "failure"),
        ("presentation-jose-bad-media-type", "ed25519", "presentation_jose", "failure"),
    ],
)
def test_the_suites_tokens_get_the_expected_result(  # noqa: PLR0917 - a table
    reference: Path, tmp_path: Path, name: str, curve: str, feature: str, result: str
) -> None:
    """`iat` as text and an `exp` of 2024 among those that must verify."""
    folder = reference / INPUTS
    found = run(tmp_path, "verify", folder / f"{name}.txt", folder / f"vm-{curve}.json", feature)
    assert found["result"] == result, found


@pytest.mark.reference
def test_unsecured_and_unknown_inputs_are_failures_and_no_crashes(reference: Path, tmp_path: Path) -> None:
    """JSON where a token is expected, words of nobody's, a feature that is not there, a file that is not."""
    folder = reference / INPUTS
    key = folder / "vm-p256.json"
    for name in ("credential-minimal", "presentation-single"):
        for feature in ("credential_jose", "presentation_jose"):
            assert run(tmp_path, "verify", folder / f"{name}.json", key, feature)["result"] == "failure"
    extended = folder / "credential-unknown-extensions.json"
    assert run(tmp_path, "issue", extended, key, "credential_jose")["result"] == "failure"
    for feature in ("credential_sdjwt", "credential_cose", "presentation_sdjwt"):
        found = run(tmp_path, "issue", folder / "credential-minimal.json", key, feature)
        assert found["result"] == "indeterminate"
    missing = run(tmp_path, "verify", folder / "nothing.txt", key, "credential_jose")
    assert missing["result"] == "error"
