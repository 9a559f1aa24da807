"""Making seals: the key and certificate of an institution, and a JAdES signature of level B-B.

ETSI TS 119 182-1, section 6 (baseline B-B): the certificate, its digest and the time of the seal stand in the
protected header; no time-stamp of somebody else is fetched. The file has the form of official sealed
European Digital Credentials: the credential as it is (RFC 7797), one signature in a list.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import ED25519, RSA, PrivateKey, signature_algorithm_of
from mcissue.proof.multibase import encode_base64url
from mcissue.proof.seals.jades import read_seals, signing_input
from mcissue.proof.seals.sealed_file import is_sealed, read_sealed
from mcissue.proof.seals.x509 import MAX_CHAIN, UNREADABLE, Certificate, read_anchors
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.keys import PublicKey, Signer

__all__ = ["Sealer", "read_pkcs12", "seal", "sealer_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """An institution's key for seals with its certificate.

    Attributes:
        signer: the key; one in a hardware module fits alike.
        certificate: the certificate of that key.
        chain: the certificates of the authorities above it, without the root.
    """

    signer: Signer = field(repr=False)
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a key that is not the certificate's, and a certificate that may not seal.

        Raises:
            KeyMaterialError: `seal_key_mismatch`, `certificate_not_for_sealing`, ...
        """
        if self.certificate.public_key() != self.signer.public_key:
            raise KeyMaterialError(
                "the key does not belong to the certificate of the seal", code="seal_key_mismatch"
            )
        self.certificate.require_sealing("seal")


def sealer_of(
    public_key: PublicKey,
    signer_named: Callable[[str], Signer],
    certificates: bytes,
    *,
    path: str | None = None,
) -> Sealer:
    """Put a key from elsewhere, such as a hardware module, together with its certificate.

    Args:
        public_key: the public half of the key.
        signer_named: gives its signer under a name.
        certificates: PEM with the certificate and any authorities above it, or DER with the certificate.
        path: the name of that file, for the error.

    Raises:
        KeyMaterialError: `seal_file_unusable` if the file holds no certificates; `seal_key_mismatch` if none
            is the key's; `certificate_not_for_sealing`.
    """
    try:
        listed = read_anchors([(path or "the certificates", certificates)]).anchors
    except KeyMaterialError as error:
        raise _unusable("this file holds no certificates", path) from error
    own = next((one for one in listed if _has_key(one, public_key)), None)
    if own is None:
        raise KeyMaterialError(
            "none of the certificates belongs to the key of the seal", code="seal_key_mismatch", path=path
        )
    above = tuple(one for one in listed if one is not own and one.subject != one.issuer)
    return Sealer(signer=signer_named(f"urn:x509:sha256:{own.sha256}"), certificate=own, chain=above)


def _has_key(certificate: Certificate, public_key: PublicKey) -> bool:
    try:
        return certificate.public_key() == public_key
    except KeyMaterialError:
        return False


def read_pkcs12(data: bytes, passphrase: bytes | None, *, path: str | None = None) -> Sealer:
    """Read a key with its certificate from a PKCS#12 file, as authorities for seals hand them out.

    Args:
        data: the file.
        passphrase: its passphrase, or None.
        path: its name, for the error.

    Raises:
        KeyMaterialError: `seal_file_unusable`, `seal_key_mismatch`, `certificate_not_for_sealing`, or a flaw
            of the key.
    """
    try:
        held = pkcs12.load_pkcs12(data, passphrase)
    except UNREADABLE as error:
        raise _unusable("the passphrase is wrong, or this is no PKCS#12 file", path) from error
    if held.key is None or held.cert is None:
        raise _unusable("the file must hold a private key with its certificate", path)
    ders = [one.certificate.public_bytes(Encoding.DER) for one in (held.cert, *held.additional_certs)]
    certificates = [Certificate.read(der, path=path) for der in ders[:MAX_CHAIN]]
    key = _private_key(held.key, path)
    return Sealer(
        signer=key.signer(f"urn:x509:sha256:{certificates[0].sha256}"),
        certificate=certificates[0],
        # The root is what a reader must have from elsewhere.
        chain=tuple(one for one in certificates[1:] if one.subject != one.issuer),
    )


def seal(payload: bytes, *, sealer: Sealer, at: datetime) -> JsonObject:
    """Seal a text.

    Args:
        payload: the credential in UTF-8, exactly as it will stand in the file.
        sealer: who seals.
        at: the time that the seal names, with whole seconds.

    Returns:
        The sealed file as JSON data.

    Raises:
        KeyMaterialError: `seal_certificate_expired` if the certificate can't be used at that time;
            `signer_broken` if the seal does not hold.
    """
    certificate = sealer.certificate
    if not certificate.covers(at):
        raise KeyMaterialError(
            f"the certificate of the seal can be used from {format_datetime(certificate.valid_from)} to "
            f"{format_datetime(certificate.valid_until)} only",
            code="seal_certificate_expired",
        )
    header = {
        "alg": _algorithm(sealer.signer),
        "cty": "octet-stream",
        "x5t#S256": encode_base64url(hashlib.sha256(certificate.der).digest()),
        "x5c": [base64.b64encode(one.der).decode("ascii") for one in (certificate, *sealer.chain)],
        "typ": "jose+json",
        "b64": False,
        "sigT": format_datetime(at.replace(microsecond=0)),
        "crit": ["b64", "sigT"],
    }
    protected = encode_base64url(json.dumps(header, separators=(",", ":")).encode("ascii"))
    signature = sealer.signer.sign(signing_input(protected, payload))
    sealed: JsonObject = {
        "payload": payload.decode("utf-8"),
        "signatures": [{"protected": protected, "signature": encode_base64url(signature)}],
    }
    if not is_sealed(sealed) or not all(one.intact for one in read_seals(read_sealed(sealed))):
        raise KeyMaterialError("the signer gave a seal that does not hold", code="signer_broken")
    return sealed


def _algorithm(signer: Signer) -> str:
    """The registered name that foreign readers know: `EdDSA`, though RFC 9864 prefers `Ed25519`."""
    name = signature_algorithm_of(signer)
    return "EdDSA" if name == ED25519 else name


def _private_key(key: object, path: str | None) -> PrivateKey:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return PrivateKey(key.private_bytes_raw())
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        name = RSA if isinstance(key, rsa.RSAPrivateKey) else _CURVES.get(key.curve.name)
        if name is not None:
            der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            return PrivateKey(der, name)
    raise _unusable("its key is of a kind that seals are not made with here", path)


_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def _unusable(message: str, path: str | None) -> KeyMaterialError:
    return KeyMaterialError(
        message,
        code="seal_file_unusable",
        path=path,
        mend="Give the PKCS#12 file (.p12, .pfx) of your seal, and its passphrase.",
    )
