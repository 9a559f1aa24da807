"""Private keys as PKCS#8 PEM: plain (RFC 8410), or encrypted with PBES2, scrypt and AES-256-CBC.

The envelope is that of RFC 8018 and RFC 7914. `cryptography` writes encrypted keys with 2,048 rounds of
PBKDF2, which a stolen file does not withstand; so the envelope is written here, with its numbers. Reading is
left to `cryptography`, which knows more envelopes than ours; OpenSSL reads ours too (`openssl pkey -in
key.pem`).
"""

from __future__ import annotations

import os
import re
from base64 import encodebytes

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mcissue.errors import KeyMaterialError

__all__ = ["MAX_PEM_BYTES", "check_passphrase", "decode", "der_of", "encode", "is_encrypted"]

MAX_PEM_BYTES = 64 * 1024
"""Far more than any key file; a certificate bundle or a video given by mistake is not read into memory."""

MAX_PASSPHRASE_BYTES = 1023
"""The longest passphrase that OpenSSL takes."""

_SCRYPT_COST = 2**14
"""N. With r = 8 this is 16 MiB, the most that OpenSSL reads without extra settings (its limit is 32 MiB)."""

_SCRYPT_BLOCK = 8
"""r."""

_SCRYPT_PARALLEL = 5
"""p. N = 2^14, r = 8, p = 5 is one of the equal settings that OWASP recommends; about 0.2 s."""

_OID_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_OID_SCRYPT = bytes.fromhex("06092b06010401da47040b")
_OID_AES256_CBC = bytes.fromhex("060960864801650304012a")

_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_SEQUENCE, _INTEGER, _OCTETS = 0x30, 0x02, 0x04
_SHORT_LENGTH = 0x80


def encode(plain: bytes, passphrase: bytes | None) -> bytes:
    """Write the PEM text of a key.

    Args:
        plain: the key as PKCS#8 DER, see `der_of`.
        passphrase: None for a plain key.
    """
    if passphrase is None:
        return _pem("PRIVATE KEY", plain)
    check_passphrase(passphrase)
    salt, vector = os.urandom(16), os.urandom(16)
    kdf = Scrypt(salt=salt, length=32, n=_SCRYPT_COST, r=_SCRYPT_BLOCK, p=_SCRYPT_PARALLEL)
    padder = padding.PKCS7(AES256.block_size).padder()
    encryptor = Cipher(AES256(kdf.derive(passphrase)), CBC(vector)).encryptor()
    secret = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    numbers = b"".join(_integer(number) for number in (_SCRYPT_COST, _SCRYPT_BLOCK, _SCRYPT_PARALLEL))
    derivation = _tag(_SEQUENCE, _OID_SCRYPT + _tag(_SEQUENCE, _tag(_OCTETS, salt) + numbers))
    cipher = _tag(_SEQUENCE, _OID_AES256_CBC + _tag(_OCTETS, vector))
    scheme = _tag(_SEQUENCE, _OID_PBES2 + _tag(_SEQUENCE, derivation + cipher))
    return _pem("ENCRYPTED PRIVATE KEY", _tag(_SEQUENCE, scheme + _tag(_OCTETS, secret)))


def der_of(key: Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey) -> bytes:
    """The plain PKCS#8 structure of a key."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def is_encrypted(pem: bytes, *, path: str | None = None) -> bool:
    """Whether a PEM holds an encrypted private key.

    Args:
        pem: the text of the file.
        path: the file, for the error.

    Raises:
        KeyMaterialError: `key_file_not_a_key`, `key_file_is_public` or `key_algorithm_unsupported` if it
            holds no PKCS#8 private key at all.
    """
    labels: list[str] = [label.decode("ascii") for label in _LABEL.findall(pem[:MAX_PEM_BYTES])]
    if len(labels) != 1 or len(pem) > MAX_PEM_BYTES:
        raise KeyMaterialError(
            "this file holds no private key"
            if not labels
            else "this file holds more than one key or certificate",
            code="key_file_not_a_key",
            path=path,
            mend="A private key is a PEM file that mcissue keys new writes.",
        )
    if labels[0] in {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}:
        return labels[0] == "ENCRYPTED PRIVATE KEY"
    if labels[0] == "PUBLIC KEY":
        raise KeyMaterialError(
            "this file holds a public key, and signing needs the private one",
            code="key_file_is_public",
            path=path,
        )
    if labels[0].endswith("PRIVATE KEY"):
        raise _unsupported(f"a key of the kind {labels[0]!r}", path)
    message = f"this file holds no private key but: {labels[0]}"
    raise KeyMaterialError(message, code="key_file_not_a_key", path=path)


def decode(
    pem: bytes, passphrase: bytes | None, *, path: str | None = None
) -> Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey:
    """Read the key out of a PEM text; see `PrivateKey.from_pem`."""
    encrypted = is_encrypted(pem, path=path)
    if encrypted and passphrase is None:
        message = "the key is protected by a passphrase, and none was given"
        raise KeyMaterialError(message, code="passphrase_missing", path=path)
    if encrypted and passphrase is not None:
        check_passphrase(passphrase, path=path)
    try:
        key = serialization.load_pem_private_key(pem, passphrase if encrypted else None)
    except UnsupportedAlgorithm as error:
        raise _unsupported("this kind of key or encryption", path) from error
    except (ValueError, TypeError) as error:
        # The cipher has no integrity check: a wrong passphrase and a damaged file look the same.
        if encrypted:
            message = "the passphrase is wrong, or the file is damaged"
            raise KeyMaterialError(message, code="passphrase_wrong", path=path) from error
        message = "the private key in this file is damaged"
        raise KeyMaterialError(message, code="key_file_not_a_key", path=path) from error
    if not isinstance(key, (Ed25519PrivateKey, EllipticCurvePrivateKey, RSAPrivateKey)):
        raise _unsupported(
            f"a key of the kind {type(key).__name__.removesuffix('PrivateKey').lstrip('_')}", path
        )
    return key


def check_passphrase(passphrase: bytes, *, path: str | None = None) -> None:
    """Refuse a passphrase that is empty or too long.

    Raises:
        KeyMaterialError: `passphrase_unusable`.
    """
    if not 1 <= len(passphrase) <= MAX_PASSPHRASE_BYTES:
        message = (
            "the passphrase is empty"
            if not passphrase
            else f"the passphrase has over {MAX_PASSPHRASE_BYTES} bytes"
        )
        raise KeyMaterialError(message, code="passphrase_unusable", path=path)


def _unsupported(what: str, path: str | None) -> KeyMaterialError:
    return KeyMaterialError(
        f"{what} is not supported: Ed25519, P-256, P-384, P-521 and RSA keys in PKCS#8 PEM are",
        code="key_algorithm_unsupported",
        path=path,
        mend="Make one with: mcissue keys new",
    )


def _tag(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < _SHORT_LENGTH:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, _SHORT_LENGTH | len(octets)]) + octets + content


def _integer(number: int) -> bytes:
    return _tag(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _pem(label: str, der: bytes) -> bytes:
    body = encodebytes(der).replace(b"\n", b"")
    lines = b"\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return b"-----BEGIN %b-----\n%b\n-----END %b-----\n" % (label.encode(), lines, label.encode())
