"""Text forms of bytes: base58btc with its multibase header `z`, and base64url without padding.

Strict on purpose: one byte string has exactly one accepted text. Libraries that strip blanks or ignore stray
bits make signature texts ambiguous, and base58 takes quadratic time, so the length is judged before anything
is decoded (Controlled Identifiers 1.0, section 2.4; RFC 4648, sections 3.2, 3.5 and 5).
"""

from __future__ import annotations

import base64
import re
from binascii import Error as BinasciiError

from mcissue.errors import DocumentError

__all__ = [
    "decode_base58btc",
    "decode_base64url",
    "encode_base58btc",
    "encode_base64url",
    "read_base58btc",
]

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: value for value, character in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)

_MAX_DECODED = 1024
"""Largest `length` that may be asked for, in bytes: keys, signatures and digests are far below it."""

_SHOWN = 24
"""Characters of a refused text that an error repeats."""

_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_PAIR = len(_PAIRS)
_CHUNK = _PAIR**5


def encode_base58btc(data: bytes) -> str:
    """Write bytes as multibase base58btc: the header `z`, then base58 digits.

    Args:
        data: the bytes; meant for keys, signatures and digests, the time is quadratic in the length.
    """
    number = int.from_bytes(data, "big")
    digits: list[str] = []
    pairs = _PAIRS
    while number:
        # Ten digits at once fit into a machine word; from there two at a time, written out: every proof
        # comes by here.
        number, rest = divmod(number, _CHUNK)
        rest, fifth = divmod(rest, _PAIR)
        rest, fourth = divmod(rest, _PAIR)
        rest, third = divmod(rest, _PAIR)
        first, second = divmod(rest, _PAIR)
        digits.append(pairs[first] + pairs[second] + pairs[third] + pairs[fourth] + pairs[fifth])
    text = "".join(reversed(digits)).lstrip(_ALPHABET[0])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + text


def decode_base58btc(text: str, *, length: int, path: str | None = None) -> bytes:
    """Read multibase base58btc that must hold exactly `length` bytes.

    Args:
        text: the header `z` and base58 digits, nothing else.
        length: the number of bytes expected, at most 1024.
        path: the place of the text in its document, for the error.

    Raises:
        DocumentError: `multibase_malformed` if the text is not the one text of `length` bytes.
    """
    if not 0 <= length <= _MAX_DECODED:
        raise ValueError(f"length must be 0 to {_MAX_DECODED}, not {length}")
    if not isinstance(text, str):
        raise _malformed(f"expected a text, got {type(text).__name__}", path)
    if text[:1] != "z":
        raise _malformed(f"expected base58btc with the header 'z', got {_shown(text)}", path)
    # log(256)/log(58) is 1.3657...: no byte string of this length needs more digits.
    longest = length * 1366 // 1000 + 1
    if len(text) - 1 > longest:
        message = f"{len(text) - 1} digits are too many for {length} bytes of base58btc (at most {longest})"
        raise _malformed(message, path)
    data = _decoded(text[1:], path)
    if len(data) != length:
        raise _malformed(f"expected {length} bytes of base58btc, got {len(data)}", path)
    return data


def read_base58btc(text: str, *, path: str | None = None) -> bytes:
    """Read multibase base58btc of any length up to 1024 bytes: what it holds is not known yet.

    Args:
        text: the header `z` and base58 digits, nothing else.
        path: the place of the text in its document, for the error.

    Raises:
        DocumentError: `multibase_malformed` if it is no such text, or longer.
    """
    if text[:1] != "z" or len(text) > _MAX_DECODED * 1366 // 1000:
        raise _malformed(f"expected base58btc with the header 'z', got {_shown(text)}", path)
    return _decoded(text[1:], path)


def _decoded(digits: str, path: str | None) -> bytes:
    number = 0
    for character in digits:
        digit = _DIGITS.get(character)
        if digit is None:
            raise _malformed(f"{character!r} is no digit of base58btc", path)
        number = number * 58 + digit
    zeros = len(digits) - len(digits.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(data: bytes) -> str:
    """Write bytes as base64url without padding and without a multibase header (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str, *, max_length: int, path: str | None = None) -> bytes:
    """Read base64url without padding, header, blanks or stray bits.

    Args:
        text: the base64url characters.
        max_length: the longest text accepted, in characters.
        path: the place of the text in its document, for the error.

    Raises:
        DocumentError: `base64url_malformed` if the text is too long or not the one text of its bytes.
    """
    if not isinstance(text, str):
        raise _malformed(f"expected a text, got {type(text).__name__}", path, code="base64url_malformed")
    if len(text) > max_length:
        message = f"{len(text)} characters of base64url are too many (at most {max_length})"
        raise _malformed(message, path, code="base64url_malformed")
    if not _BASE64URL.fullmatch(text):
        message = "a character outside of A-Z a-z 0-9 - _ in base64url (padding is not allowed)"
        raise _malformed(message, path, code="base64url_malformed")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (BinasciiError, ValueError) as error:
        raise _malformed(
            "a base64url text of an impossible length", path, code="base64url_malformed"
        ) from error
    # The last character may carry bits that belong to no byte; several texts would then mean the same bytes.
    if encode_base64url(data[-(len(data) % 3 or 3) :])[-1:] != text[-1:]:
        raise _malformed("stray bits in the last base64url character", path, code="base64url_malformed")
    return data


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def _malformed(message: str, path: str | None, *, code: str = "multibase_malformed") -> DocumentError:
    return DocumentError(message, code=code, path=path)
