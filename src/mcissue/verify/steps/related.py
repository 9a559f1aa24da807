"""Related resources: the digests that a document gives of what it is read with.

Verifiable Credentials Data Model 2.0, section 5.3: whoever uses a resource compares it with its digest. What
the verifier uses are contexts; other resources it does not use, and says nothing about them.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, McissueError
from mcissue.formats.rules import objects
from mcissue.proof.multibase import decode_base58btc, decode_base64url

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject

__all__ = ["check_related_resources"]

_SRI: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]{43,88}={0,2})")
_MULTIHASHES: Final = ((bytes.fromhex("1220"), "sha256", 32), (bytes.fromhex("2030"), "sha384", 48))
"""Header, algorithm and length of a digest (multihash, as Data Integrity 1.0 section 2.6 has it)."""

_SIZES: Final = tuple(size for header, _, length in _MULTIHASHES for size in (len(header) + length, length))

_LONGEST: Final = 100
"""Characters of a digest in multibase; of 64 bytes with their header there are 90."""


def check_related_resources(document: JsonObject, contexts: ContextStore) -> None:
    """Return if every context that the document gives a digest of is the one that it is read with.

    Args:
        document: a document that conforms to its data model.
        contexts: the contexts that it is read with.

    Raises:
        DocumentError: `related_resource_differs`; `member_malformed` for a digest that is none.
    """
    for path, item in objects(document, "$", "relatedResource"):
        if not isinstance(item, dict):
            continue
        address = item.get("id")
        if not isinstance(address, str) or address not in contexts.urls:
            continue
        known = contexts.published_digests(address)
        for name, read in (("digestSRI", _of_sri), ("digestMultibase", _of_multibase)):
            if name in item:
                _compare(read(item[name], f"{path}.{name}"), known, address, f"{path}.{name}")


def _compare(
    given: tuple[tuple[str, str], ...], known: tuple[tuple[str, str], ...], address: str, path: str
) -> None:
    """Of several digests that can be compared, one right one is enough."""
    comparable = [pair for pair in given if any(pair[0] == name for name, _ in known)]
    if comparable and not any(pair in known for pair in comparable):
        raise DocumentError(
            f"the document was made for another content of {address[:200]}",
            code="related_resource_differs",
            path=path,
            mend="Ask the issuer for a credential that names what is published at that address.",
            detail={"url": address[:200], "expected": [list(pair) for pair in known]},
        )


def _of_sri(value: Any, path: str) -> tuple[tuple[str, str], ...]:
    """Subresource Integrity, section 3.5: digests, separated by blanks."""
    found: list[tuple[str, str]] = []
    for part in value.split() if isinstance(value, str) and len(value) <= 10 * _LONGEST else ():
        match = _SRI.fullmatch(part)
        if match is None:
            raise _malformed(path)
        try:
            found.append((match[1], base64.b64decode(match[2], validate=True).hex()))
        except binascii.Error as error:
            raise _malformed(path) from error
    if not found:
        raise _malformed(path)
    return tuple(found)


def _of_multibase(value: Any, path: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, str) or not 1 < len(value) <= _LONGEST or value[0] not in "uz":
        raise _malformed(path)
    if value[0] == "z":
        data = next((found for size in _SIZES if (found := _base58(value, size)) is not None), b"")
    else:
        try:
            data = decode_base64url(value[1:], max_length=_LONGEST)
        except McissueError as error:
            raise _malformed(path) from error
    for header, name, length in _MULTIHASHES:
        # Some write the bare digest, without the header that names its algorithm; it is compared too.
        if data.startswith(header) and len(data) == len(header) + length:
            return ((name, data.removeprefix(header).hex()),)
        if len(data) == length:
            return ((name, data.hex()),)
    return ()


def _base58(value: str, size: int) -> bytes | None:
    try:
        return decode_base58btc(value, length=size)
    except McissueError:
        return None


def _malformed(path: str) -> DocumentError:
    return DocumentError("this is no digest", code="member_malformed", path=path)
