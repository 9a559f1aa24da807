"""Certificates of electronic seals: what one says, and whether a trusted authority stands behind it.

Nothing is fetched and no certificate is trusted because it came with a file: the user names the authorities
(`SealTrust`). A chain is built from the certificates inside the signed header and the trusted ones, and every
certificate in it must have been good at the time of the seal (RFC 5280, section 6; ETSI EN 319 102-1, section
5.2.6). Revocation is not checked: that needs lists or answers of the authority from that time.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID

from mcissue.errors import KeyMaterialError, ProofError
from mcissue.proof.keys import public_key_of
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from mcissue.proof.keys import PublicKey

__all__ = ["UNREADABLE", "Certificate", "SealTrust", "read_anchors"]

MAX_CERTIFICATE_BYTES: Final = 20_000
"""Bytes of one certificate in DER. Those of seals have some 2,000; long chains of policies a few more."""

MAX_CHAIN: Final = 8
"""Certificates from the seal to the trusted one. Real chains have two to four."""

MAX_ANCHORS: Final = 10_000
"""Trusted certificates of one user. All trusted lists of the EU together name some 3,000."""

_ORGANISATION_IDENTIFIER: Final = NameOID.ORGANIZATION_IDENTIFIER
_QC_STATEMENTS: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")

# Statements of ETSI EN 319 412-5, section 4, as they stand in DER: an object identifier is its own mark.
_QC_FACTS: Final = (
    ("qualified", bytes.fromhex("060604008e460101")),
    ("qualified_device", bytes.fromhex("060604008e460104")),
    ("for_seals", bytes.fromhex("060704008e46010602")),
    ("for_signatures", bytes.fromhex("060704008e46010601")),
)

_UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        _QC_STATEMENTS,
    }
)
"""Critical extensions that do not keep a certificate from being used here; any other does (RFC 5280, 4.2)."""

_WEAK_HASHES: Final = frozenset({"md5", "sha1"})
_MIN_RSA_BITS: Final = 2048
_MAX_RSA_BITS: Final = 8192
"""Longer moduli only cost time (`mcissue.proof.keys.rsa`)."""
UNREADABLE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    InternalError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What reading a certificate raises that is none, or an unusual one."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One X.509 certificate, read.

    Attributes:
        der: its bytes.
        subject: whom it names, as RFC 4514 writes it.
        issuer: who issued it, likewise.
        organisation: the legal name of the organisation (O), if it has one.
        common_name: its display name (CN), if it has one.
        country: the country of the organisation (C), ISO 3166-1 alpha-2, if it has one.
        organisation_identifier: the organisation's number in the form of ETSI EN 319 412-1, section 5.1.4,
            e.g. `VATES-A00000000`, if it has one.
        valid_from: from when it may be used.
        valid_until: until when.
        statements: what it claims of itself by ETSI EN 319 412-5: `qualified`, `for_seals`, ...
    """

    der: bytes
    subject: str
    issuer: str
    organisation: str | None
    common_name: str | None
    country: str | None
    organisation_identifier: str | None
    valid_from: datetime
    valid_until: datetime
    statements: tuple[str, ...]
    loaded: x509.Certificate = field(repr=False, compare=False)

    @classmethod
    def read(cls, der: bytes, *, path: str | None = None) -> Certificate:
        """Read a certificate in DER.

        Args:
            der: its bytes.
            path: its place in a document, for the error.

        Raises:
            KeyMaterialError: `certificate_malformed`.
        """
        if len(der) > MAX_CERTIFICATE_BYTES:
            raise _malformed(f"a certificate has at most {MAX_CERTIFICATE_BYTES:,} bytes", path)
        try:
            # Parsing is lazy: what is broken must show here and not in the middle of a chain. The library
            # warns of names that are too long or too short, which is for their readers to judge.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls._parsed(der)
        except UNREADABLE as error:
            raise _malformed("the bytes are no X.509 certificate that can be read", path) from error

    @classmethod
    def _parsed(cls, der: bytes) -> Certificate:
        loaded = x509.load_der_x509_certificate(der)
        return cls(
            der=der,
            subject=loaded.subject.rfc4514_string(),
            issuer=loaded.issuer.rfc4514_string(),
            organisation=_first(loaded.subject, NameOID.ORGANIZATION_NAME),
            common_name=_first(loaded.subject, NameOID.COMMON_NAME),
            country=_first(loaded.subject, NameOID.COUNTRY_NAME),
            organisation_identifier=_first(loaded.subject, _ORGANISATION_IDENTIFIER),
            valid_from=loaded.not_valid_before_utc,
            valid_until=loaded.not_valid_after_utc,
            statements=_statements(loaded.extensions),
            loaded=loaded,
        )

    @property
    def sha256(self) -> str:
        """SHA-256 of the certificate, in hexadecimal: the fingerprint that people compare."""
        return hashlib.sha256(self.der).hexdigest()

    def public_key(self, *, path: str | None = None) -> PublicKey:
        """Its key, which has passed the checks of `mcissue.proof.keys`.

        Args:
            path: where the certificate stands, for the error.

        Raises:
            KeyMaterialError: a flaw of the key; indeterminate: `key_algorithm_unsupported`.
        """
        try:
            return public_key_of(self.loaded.public_key())
        except KeyMaterialError as error:
            error.path = path
            error.indeterminate = error.indeterminate or error.code == "key_algorithm_unsupported"
            raise
        except UNREADABLE as error:
            raise KeyMaterialError(
                "the certificate holds a key of a kind that can't be used here",
                code="key_algorithm_unsupported",
                path=path,
                indeterminate=True,
            ) from error

    @property
    def key_name(self) -> str:
        """The kind of its key, e.g. `RSA 2048`."""
        try:
            key = self.loaded.public_key()
        except UNREADABLE:
            return "unknown"
        if isinstance(key, rsa.RSAPublicKey):
            return f"RSA {key.key_size}"
        if isinstance(key, ec.EllipticCurvePublicKey):
            return f"EC {key.curve.name}"
        return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "unknown"

    def covers(self, instant: datetime) -> bool:
        """Whether it could be used at a time."""
        return self.valid_from <= instant <= self.valid_until

    def require_sealing(self, path: str) -> None:
        """Return if the certificate may be used for seals at all (RFC 5280, section 4.2.1.3).

        Args:
            path: where the seal stands, for the error.

        Raises:
            KeyMaterialError: `certificate_not_for_sealing`.
        """
        try:
            usage = self.loaded.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            usage = None
        if usage is not None and not (usage.digital_signature or usage.content_commitment):
            raise _not_for_sealing("its key usage allows neither signatures nor commitments", path)
        if self._is_authority and usage is not None and not usage.content_commitment:
            raise _not_for_sealing("it is an authority's own, for signing certificates", path)
        _refuse_unknown_critical(self, path)

    @property
    def _is_authority(self) -> bool:
        try:
            return bool(self.loaded.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
        except x509.ExtensionNotFound:
            return False

    def may_issue(self, below: int) -> bool:
        """Whether it may issue certificates, with so many further authorities between it and the seal."""
        try:
            limits = self.loaded.extensions.get_extension_for_class(x509.BasicConstraints).value
        except x509.ExtensionNotFound:
            return False
        try:
            usage = self.loaded.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            usage = None
        allowed = usage is None or usage.key_cert_sign
        return bool(limits.ca and allowed and (limits.path_length is None or limits.path_length >= below))

    def issued(self, other: Certificate) -> bool:
        """Whether it signed another certificate, with an algorithm that can be relied on."""
        try:
            hashed = other.loaded.signature_hash_algorithm
            if hashed is not None and hashed.name in _WEAK_HASHES:
                return False
            key = self.loaded.public_key()
            if isinstance(key, rsa.RSAPublicKey) and not _MIN_RSA_BITS <= key.key_size <= _MAX_RSA_BITS:
                return False
            other.loaded.verify_directly_issued_by(self.loaded)
        except (InvalidSignature, *UNREADABLE):
            return False
        return True

    def to_json(self) -> dict[str, Any]:
        """What a report says of it."""
        return {
            "subject": self.subject,
            "organisation": self.organisation,
            "organisation_identifier": self.organisation_identifier,
            "issuer": self.issuer,
            "serial_number": format(self.loaded.serial_number, "x"),
            "valid_from": format_datetime(self.valid_from),
            "valid_until": format_datetime(self.valid_until),
            "key": self.key_name,
            "sha256": self.sha256,
            "statements": list(self.statements),
        }


@dataclass(frozen=True, slots=True)
class SealTrust:
    """The certificates that a user trusts to stand behind seals.

    Attributes:
        anchors: authorities, or certificates of seals themselves. Where a certificate came from is the
            user's question; here it is simply believed.
    """

    anchors: tuple[Certificate, ...]

    def chain(
        self, leaf: Certificate, between: Sequence[Certificate], *, at: datetime, path: str
    ) -> tuple[Certificate, ...]:
        """Find the way from the certificate of a seal to a trusted one.

        Args:
            leaf: the certificate of the seal.
            between: further certificates of the signed header, in any order.
            at: the time of the seal.
            path: where the seal stands, for the error.

        Returns:
            The chain: the leaf first, a trusted certificate last; they are one if the leaf itself is trusted.

        Raises:
            ProofError: `seal_chain_not_then` if the only chain was not good at that time; indeterminate:
                `seal_not_anchored`.
        """
        expired: Certificate | None = None
        for chain in self._chains(leaf, tuple(between)[:MAX_CHAIN]):
            late = next((one for one in chain if not one.covers(at)), None)
            if late is None:
                return chain
            expired = expired or late
        if expired is not None:
            raise ProofError(
                f"the certificate of {expired.subject} in its chain could not be used when the seal was made",
                code="seal_chain_not_then",
                path=path,
                detail={"certificate": expired.to_json(), "sealed": format_datetime(at)},
            )
        raise ProofError(
            f"no trusted authority stands behind the certificate; it was issued by {leaf.issuer}",
            code="seal_not_anchored",
            path=path,
            mend="If you trust that authority, put its certificate into the folder of --seal-trust.",
            detail={"issuer": leaf.issuer},
            indeterminate=True,
        )

    def _chains(
        self, leaf: Certificate, between: tuple[Certificate, ...]
    ) -> Iterator[tuple[Certificate, ...]]:
        """Every chain that can be built; each certificate of the file is looked at once, to stay quick."""
        if any(anchor.der == leaf.der for anchor in self.anchors):
            yield (leaf,)
            return
        waiting: list[tuple[Certificate, ...]] = [(leaf,)]
        seen = {leaf.der}
        while waiting:
            chain = waiting.pop(0)
            if len(chain) >= MAX_CHAIN:
                continue
            for trusted, candidates in ((True, self.anchors), (False, between)):
                for candidate in candidates:
                    if candidate.der in seen or not _stands_behind(candidate, chain):
                        continue
                    if trusted:
                        yield (*chain, candidate)
                    else:
                        seen.add(candidate.der)
                        waiting.append((*chain, candidate))


def read_anchors(files: Iterable[tuple[str, bytes]]) -> SealTrust:
    """Read trusted certificates from files.

    Args:
        files: name and content of each: one certificate in DER, or any number in PEM.

    Raises:
        KeyMaterialError: `seal_trust_malformed` if a file holds none, or nothing was given.
    """
    anchors: dict[bytes, Certificate] = {}
    for name, data in files:
        try:
            loaded = (
                x509.load_pem_x509_certificates(data)
                if b"-----BEGIN" in data
                else [x509.load_der_x509_certificate(data)]
            )
            for one in loaded:
                der = one.public_bytes(Encoding.DER)
                anchors.setdefault(der, Certificate.read(der, path=name))
        except (*UNREADABLE, KeyMaterialError) as error:
            raise KeyMaterialError(
                "this file holds no certificate",
                code="seal_trust_malformed",
                path=name,
                mend="Give certificates as PEM or DER files, and nothing else in that folder.",
            ) from error
    if not anchors or len(anchors) > MAX_ANCHORS:
        raise KeyMaterialError(
            f"there are {len(anchors)} trusted certificates; 1 to {MAX_ANCHORS:,} can be used",
            code="seal_trust_malformed",
            mend="Put the certificates of the authorities that you trust into the folder.",
        )
    return SealTrust(tuple(anchors.values()))


def _stands_behind(candidate: Certificate, chain: tuple[Certificate, ...]) -> bool:
    """Whether a certificate is the next one of a chain."""
    return (
        candidate.subject == chain[-1].issuer
        and candidate.may_issue(len(chain) - 1)
        and _unknown_critical(candidate) is None
        and candidate.issued(chain[-1])
    )


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str | None:
    values = [attribute.value for attribute in name.get_attributes_for_oid(oid)]
    return values[0] if values and isinstance(values[0], str) else None


def _statements(extensions: x509.Extensions) -> tuple[str, ...]:
    try:
        value = extensions.get_extension_for_oid(_QC_STATEMENTS).value
    except x509.ExtensionNotFound:
        return ()
    data = value.value if isinstance(value, x509.UnrecognizedExtension) else b""
    return tuple(name for name, mark in _QC_FACTS if mark in data)


def _unknown_critical(certificate: Certificate) -> x509.ObjectIdentifier | None:
    return next(
        (each.oid for each in certificate.loaded.extensions if each.critical and each.oid not in _UNDERSTOOD),
        None,
    )


def _refuse_unknown_critical(certificate: Certificate, path: str) -> None:
    unknown = _unknown_critical(certificate)
    if unknown is not None:
        raise KeyMaterialError(
            f"the certificate has a critical extension that is not understood here ({unknown.dotted_string})",
            code="certificate_extension_unknown",
            path=path,
            indeterminate=True,
        )


def _not_for_sealing(why: str, path: str) -> KeyMaterialError:
    return KeyMaterialError(
        f"the certificate is not made for sealing: {why}", code="certificate_not_for_sealing", path=path
    )


def _malformed(message: str, path: str | None) -> KeyMaterialError:
    return KeyMaterialError(message, code="certificate_malformed", path=path)
