"""The command for the JOSE suite, over the suite's own inputs: what must succeed does, what must fail fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.jose_command import main

INPUTS = "w3c/jose-cose/test-suite-inputs"


def run(tmp_path: Path, command: str, given: Path, key: Path, feature: str) -> dict[str, Any]:
    output = tmp_path / "out.json"
    main([command, "--input", str(given), "--key", str(key), "--feature", feature, "--output", str(output)])
    found: dict[str, Any] = json.loads(output.read_text())
    return found


@pytest.mark.reference
@pytest.mark.parametrize("curve", ["p256", "p384", "p521", "ed25519"])
@pytest.mark.parametrize(
    ("feature", "name"),
    [
        ("credential_jose", "credential-minimal"),
        ("credential_jose", "credential-selective"),
        ("presentation_jose", "presentation-single"),
        ("presentation_jose", "presentation-multiple"),
    ],
)
def test_what_is_issued_is_verified(
    reference: Path, tmp_path: Path, curve: str, feature: str, name: str
) -> None:
    """ES256, ES384, ES512 and EdDSA, credentials and presentations; by another key of the kind it fails."""
    folder = reference / INPUTS
    key = folder / f"vm-{curve}.json"
    made = run(tmp_path, "issue", folder / f"{name}.json", key, feature)
    assert made["result"] == "success", made
    token = tmp_path / "token.txt"
    token.write_text(made["data"])
    assert run(tmp_path, "verify", token, key, feature)["result"] == "success"
    other = folder / ("vm-p256.json" if curve != "p256" else "vm-p384.json")
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
