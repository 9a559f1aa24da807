"""The electronic seal of the sample university: a certificate by an authority that anybody can be.

Its key and that of the authority are sample keys (`mcissue.proof.keys.known`), of the kind Ed25519, so that a seal
has the same bytes each time it is made. Real seals are of RSA mostly.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.proof.seals.jades import SealTrust, read_anchors
from mcissue.proof.seals.sealing import Sealer, sealer_of

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2047, 1, 1, tzinfo=UTC)
MARK = "Sample: everybody has this key"
AUTHORITY = ("authority", "Sample authority for seals")
UNKNOWN_AUTHORITY = ("impostor", "Another sample authority for seals")
NUMBER = "VATFI-00000000"
"""The number of the sample university, as its certificate and the sample registry have it."""
OTHER_NUMBER = "VATFI-99999999"

_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sample_seed(name))


def _named(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "FI")
    mark = x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK)
    return x509.Name([country, *(x509.NameAttribute(*part) for part in parts), mark])


def _certificate(
    subject: x509.Name, owner: str, issuer: x509.Name, signer: str, *uses: str
) -> x509.Certificate:
    authority = "key_cert_sign" in uses
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(_private(owner).public_key())
        .serial_number(1 if authority else 2)
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{name: name in uses for name in _USES}), critical=True)
        .sign(_private(signer), None)
    )


def authority(owner: tuple[str, str] = AUTHORITY) -> bytes:
    """The certificate of an authority, in PEM."""
    key, common = owner
    name = _named((NameOID.COMMON_NAME, common))
    return _certificate(name, key, name, key, "key_cert_sign").public_bytes(Encoding.PEM)


def sealer(number: str = NUMBER) -> Sealer:
    """The seal of the sample university, or one with another organisation's number."""
    subject = _named(
        (NameOID.ORGANIZATION_NAME, "Kymijoen ammattikorkeakoulu"),
        (NameOID.ORGANIZATION_IDENTIFIER, number),
        (NameOID.COMMON_NAME, "KyAMK"),
    )
    above = _named((NameOID.COMMON_NAME, AUTHORITY[1]))
    made = _certificate(subject, "seal", above, AUTHORITY[0], "digital_signature", "content_commitment")
    key = PrivateKey.from_seed(sample_seed("seal"))
    return sealer_of(key.public_key, key.signer, made.public_bytes(Encoding.PEM))


def seal_trust(folder: Path) -> SealTrust:
    """The authorities whose certificates lie in a folder."""
    return read_anchors((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))


def write_trust(folder: Path, owner: tuple[str, str] = AUTHORITY) -> None:
    """Write the folder of trusted certificates."""
    folder.mkdir(parents=True)
    (folder / f"{owner[0]}.pem").write_bytes(authority(owner))
