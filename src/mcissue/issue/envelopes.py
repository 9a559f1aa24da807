"""Documents with a signature around them: badges as tokens (VC-JWT), sealed European credentials."""

from __future__ import annotations

import json
from datetime import datetime

from mcissue.errors import KeyMaterialError
from mcissue.formats.conversion import SealNames
from mcissue.jsonld.read import JsonObject
from mcissue.proof.jwt import ONE_EDTECH_ALGORITHMS, TokenProfile, complete_token, prepare_token
from mcissue.proof.keys import Signer, signature_algorithm_of
from mcissue.proof.seals.sealing import Sealer, seal

__all__ = [
    "interoperability_warning",
    "seal_names",
    "sealed_bytes",
    "suite_for_key",
    "token_bytes",
    "token_text",
]

_SUITES = {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019", "P-384": "ecdsa-rdfc-2019"}


def suite_for_key(algorithm: str) -> str | None:
    """The cryptosuite for embedded proofs and status lists by a key; None for P-521 and RSA, which have none.

    Args:
        algorithm: one of `mcissue.proof.keys.KEY_ALGORITHMS`.
    """
    return _SUITES.get(algorithm)


def interoperability_warning(signer: Signer) -> str | None:
    """What an issuer should know before signing tokens with this key; None if there is nothing.

    Args:
        signer: the issuer's key.
    """
    name = signature_algorithm_of(signer)
    if name in ONE_EDTECH_ALGORITHMS:
        return None
    return (
        f"1EdTech's public validator refuses tokens signed with {'EdDSA' if name == 'Ed25519' else name}: it "
        "takes RS256 and ES256 only. Make a P-256 or RSA key with `mcissue keys new --algorithm`."
    )


def token_text(document: JsonObject, *, signer: Signer, created: datetime, profile: TokenProfile) -> str:
    """All of a badge's token but its signature; as `mcissue.proof.jwt.prepare_token`."""
    return prepare_token(document, signer=signer, created=created, profile=profile)


def token_bytes(unsigned: str, *, signer: Signer) -> bytes:
    """The file of a token: the compact JWS and nothing else."""
    return complete_token(unsigned, signer=signer).encode("ascii")


def seal_names(sealer: Sealer) -> SealNames:
    """What a seal's certificate says of the issuer.

    Args:
        sealer: who seals.

    Raises:
        KeyMaterialError: `seal_certificate_nameless` if it has no number of the organisation.
    """
    certificate = sealer.certificate
    if certificate.organisation_identifier is None:
        raise KeyMaterialError(
            "the certificate does not carry the organisation's number, without which nobody can tell whose "
            "seal it is",
            code="seal_certificate_nameless",
            mend="Ask your authority for a certificate for electronic seals (organizationIdentifier).",
        )
    number = certificate.organisation_identifier
    return SealNames(
        identifier=number,
        country=certificate.country or number[3:5],
        organisation=certificate.organisation,
        common_name=certificate.common_name,
    )


def sealed_bytes(payload: str, *, sealer: Sealer, at: datetime) -> bytes:
    """The file of a sealed credential.

    Args:
        payload: the credential's text, which stays as it is.
        sealer: who seals.
        at: the time of the seal.
    """
    file = seal(payload.encode("utf-8"), sealer=sealer, at=at)
    return json.dumps(file, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
