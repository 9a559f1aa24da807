"""Taking European Digital Credentials out of what is around them: the form for upload, and the sealed form.

A seal (JAdES) is not checked by that, and nothing is said about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import DocumentError
from mcissue.jsonld.read import read_json_object

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = ["out_of_seal", "out_of_upload"]


def out_of_upload(document: JsonObject) -> tuple[JsonObject, str] | None:
    """The credential in the form for upload, and where it stands.

    Args:
        document: a document that was recognised as such a form.
    """
    inner = document.get("credential")
    return (inner, "$.credential") if isinstance(inner, dict) else None


def out_of_seal(document: JsonObject) -> tuple[JsonObject, str] | None:
    """The credential in a sealed document; its places go on inside the JSON text that the payload is.

    Args:
        document: a document that was recognised as a sealed one.

    Raises:
        DocumentError: the payload is no JSON object, by the codes of strict reading.
    """
    payload = document.get("payload")
    if not isinstance(payload, str):
        return None
    try:
        # Half a surrogate pair can stand in JSON text, and is no text.
        data = payload.encode("utf-8")
    except UnicodeEncodeError:
        message = "the payload holds half a character"
        raise DocumentError(message, code="json_not_utf8", path="$.payload") from None
    return read_json_object(data), "$.payload"
