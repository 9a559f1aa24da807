"""Authorities, certificates and seals for tests: everything good, until a test changes one thing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import decode_base64url, encode_base64url
from mcissue.proof.seals.sealing import Sealer, seal
from mcissue.proof.seals.x509 import Certificate, SealTrust

Json = dict[str, Any]

SEALED_AT = datetime(2026, 6, 16, 9, tzinfo=UTC)
SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
NUMBER = "VATFI-12345678"


def _name(common: str, number: str | None = None, organisation: str | None = None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "FI"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation is not None:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    if number is not None:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, number))
    return x509.Name(parts)


def usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


@dataclass(frozen=True)
class Authority:
    """An authority that issues certificates."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def read(self) -> Certificate:
        return Certificate.read(self.certificate.public_bytes(Encoding.DER))


@cache
def key(name: str) -> ec.EllipticCurvePrivateKey:
    """A key that is always the same one within a test run."""
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    subject: x509.Name,
    public: Any,
    issuer: x509.Name,
    signer: Any,
    *,
    since: datetime = SINCE,
    until: datetime = UNTIL,
    authority: bool = False,
    key_usage: x509.KeyUsage | None = None,
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(4711)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            key_usage
            or usage(
                key_cert_sign=authority, digital_signature=not authority, content_commitment=not authority
            ),
            critical=True,
        )
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(signer, hashes.SHA256())


@cache
def root(name: str = "Root Authority") -> Authority:
    mine = key(name)
    return Authority(
        _name(name), mine, certificate(_name(name), mine.public_key(), _name(name), mine, authority=True)
    )


def authority_below(above: Authority, name: str, **changes: Any) -> Authority:
    mine = key(name)
    made = certificate(_name(name), mine.public_key(), above.name, above.key, authority=True, **changes)
    return Authority(_name(name), mine, made)


def sealer(
    above: Authority | None = None,
    *,
    number: str | None = NUMBER,
    organisation: str = "Kymi University of Applied Sciences",
    private: PrivateKey | None = None,
    chain: tuple[Authority, ...] = (),
    **changes: Any,
) -> Sealer:
    above = above or root()
    private = private or seal_key()
    made = certificate(
        _name("Kymi Seal", number, organisation),
        private._loaded.public_key(),
        above.name,
        above.key,
        **changes,
    )
    read = Certificate.read(made.public_bytes(Encoding.DER))
    return Sealer(
        signer=private.signer(f"urn:x509:sha256:{read.sha256}"),
        certificate=read,
        chain=tuple(each.read for each in chain),
    )


@cache
def seal_key(algorithm: str = "P-256") -> PrivateKey:
    return PrivateKey.generate(algorithm)


def trust(*authorities: Authority) -> SealTrust:
    return SealTrust(tuple(each.read for each in authorities or (root(),)))


def sealed(payload: str | Json = '{"a": 1}', by: Sealer | None = None, at: datetime = SEALED_AT) -> Json:
    text = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    return seal(text.encode(), sealer=by or sealer(), at=at)


def resigned(file: Json, change: Callable[[Json], None], by: PrivateKey | None = None) -> Json:
    """A file whose protected header was changed by the sealer himself: the signature is good again."""
    entry = file["signatures"][0]
    header = json.loads(decode_base64url(entry["protected"], max_length=100_000))
    change(header)
    return signed_with(file, encode_base64url(json.dumps(header).encode()), by)


def signed_with(file: Json, protected: str, by: PrivateKey | None = None) -> Json:
    signature = (by or seal_key()).sign(protected.encode() + b"." + file["payload"].encode())
    return {**file, "signatures": [{"protected": protected, "signature": encode_base64url(signature)}]}


def der_text(one: Certificate) -> str:
    return base64.b64encode(one.der).decode()
