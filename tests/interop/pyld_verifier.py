"""A verifier for eddsa-rdfc-2022 from PyLD and cryptography, written from the Recommendation.

It imports nothing of mcissue. It has no rule against lost data, no limits and no policy: where it says yes and
mcissue says no, README.md of this folder tells why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import ContextResolver, jsonld

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58btc(text: str) -> bytes:
    """Decode multibase text with the header `z`."""
    assert text[0] == "z"
    number = 0
    for letter in text[1:]:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


class PyldVerifier:
    """PyLD with the given context files and no other way to get one."""

    def __init__(self, contexts: Mapping[str, Path]) -> None:
        self._contexts = contexts
        self._options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            # Data Integrity 1.0, section 2.4.3: the base must be null. PyLD has another one unless told.
            "base": None,
            "documentLoader": self._load,
            "contextResolver": ContextResolver({}, self._load),
        }

    def _load(self, url: str, _options: Any = None) -> dict[str, Any]:
        document = json.loads(self._contexts[url].read_bytes())
        return {"contextUrl": None, "documentUrl": url, "document": document}

    def canonical(self, document: Any) -> bytes:
        """The canonical N-Quads of a document."""
        return jsonld.normalize(document, dict(self._options)).encode()

    def verify(self, credential: dict[str, Any], documents: Mapping[str, Any]) -> bool:
        """Whether every proof of a credential holds, with the keys in the controller documents."""
        proofs = credential["proof"] if isinstance(credential["proof"], list) else [credential["proof"]]
        return all(self._verify(credential, proof, documents) for proof in proofs)

    def _verify(
        self, credential: dict[str, Any], proof: dict[str, Any], documents: Mapping[str, Any]
    ) -> bool:
        assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", "eddsa-rdfc-2022")
        unsecured = {name: value for name, value in credential.items() if name != "proof"}
        config = {name: value for name, value in proof.items() if name != "proofValue"}
        config["@context"] = credential["@context"]
        hashes = sha256(self.canonical(config)).digest() + sha256(self.canonical(unsecured)).digest()
        controller = documents[proof["verificationMethod"].split("#")[0]]
        assert proof["verificationMethod"] in controller["assertionMethod"]
        methods = {method["id"]: method for method in controller["verificationMethod"]}
        multikey = base58btc(methods[proof["verificationMethod"]]["publicKeyMultibase"])
        assert multikey[:2] == b"\xed\x01"
        try:
            Ed25519PublicKey.from_public_bytes(multikey[2:]).verify(base58btc(proof["proofValue"]), hashes)
        except InvalidSignature:
            return False
        return True
