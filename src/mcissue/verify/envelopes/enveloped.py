"""Enveloped credentials and presentations: a token in the `id` of a JSON object.

Verifiable Credentials Data Model 2.0, sections 4.13.1 and 4.13.2. The object says nothing itself; what is
verified is the token.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mcissue.carrier.payload import Remark
from mcissue.errors import CarrierError, DocumentError
from mcissue.jsonld.urls import CREDENTIALS_V2

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = ["envelope_remarks", "enveloped_token", "is_enveloped"]

_MEDIA_TYPES: Final = {
    "EnvelopedVerifiableCredential": "application/vc+jwt",
    "EnvelopedVerifiablePresentation": "application/vp+jwt",
}
"""Type of the object -> media type of the token that it may hold (VC-JOSE-COSE, section 3.1)."""

_NOT_YET: Final = frozenset(
    {"application/vc+sd-jwt", "application/vp+sd-jwt", "application/vc+cose", "application/vp+cose"}
)
"""Media types of the same specification that can't be opened here."""

_MEMBERS: Final = frozenset({"@context", "type", "id"})
"""What an envelope is made of."""

_DATA: Final = re.compile(
    r"data:([A-Za-z0-9!#$&^_.+/-]{1,100}+)((?:;[A-Za-z0-9=_-]{1,50}+){0,3}+),(.*+)", re.DOTALL
)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]++\.[A-Za-z0-9_-]++\.[A-Za-z0-9_-]*+")


def is_enveloped(document: JsonObject) -> bool:
    """Whether a document is an envelope.

    Args:
        document: any JSON object.
    """
    return any(name in _MEDIA_TYPES for name in _types(document))


def enveloped_token(document: JsonObject) -> bytes:
    """The token in an envelope.

    Args:
        document: a JSON object of which `is_enveloped` is true.

    Raises:
        DocumentError: `enveloped_malformed`.
        CarrierError: `carrier_unsupported` (indeterminate) for a kind of token that can't be opened here.
    """
    types = _types(document)
    if len(types) != 1:
        raise _malformed("an envelope has no other type", "$.type")
    contexts = document.get("@context")
    if CREDENTIALS_V2 not in (contexts if isinstance(contexts, list) else [contexts]):
        raise _malformed(f"an envelope names the context {CREDENTIALS_V2}", "$['@context']")
    address = document.get("id")
    found = _DATA.fullmatch(address) if isinstance(address, str) else None
    if found is None:
        raise _malformed("the id of an envelope is a data: address that holds a token", "$.id")
    media_type = found[1].lower()
    if media_type in _NOT_YET:
        raise CarrierError(
            f"this is an envelope of the kind {media_type}; it can't be opened yet",
            code="carrier_unsupported",
            path="$.id",
            detail={"kind": media_type},
            indeterminate=True,
        )
    if media_type != _MEDIA_TYPES[types[0]] or found[2]:
        expected = _MEDIA_TYPES[types[0]]
        raise _malformed(f"the data: address must be of the media type {expected}", "$.id")
    if not _TOKEN.fullmatch(found[3]):
        raise _malformed("the data: address holds no token", "$.id")
    return found[3].encode()


def envelope_remarks(document: JsonObject) -> tuple[Remark, ...]:
    """What a reader should know of an envelope that says more than its token.

    Args:
        document: a JSON object of which `is_enveloped` is true.
    """
    more = sorted(document.keys() - _MEMBERS)
    if not more:
        return ()
    text = (
        f"Unsigned, and nothing here rests on it: the envelope says {', '.join(more)[:200]} beside its token."
    )
    return (Remark("enveloped_unsigned_members", text),)


def _types(document: JsonObject) -> list[str]:
    value: Any = document.get("type")
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]


def _malformed(message: str, path: str) -> DocumentError:
    return DocumentError(message, code="enveloped_malformed", path=path)
