"""Documents that hold the credential inside: the form for upload and the sealed form of the European tools.

Only the wrapping is taken off here. A seal (JAdES) is not checked by that, and nothing is said about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcissue.errors import DocumentError
from mcissue.formats.detect import Format, detect_format
from mcissue.jsonld.read import read_json_object
from mcissue.jsonld.urls import CREDENTIALS_V1, EDC_AP

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = ["Inner", "inner_credential"]


@dataclass(frozen=True, slots=True)
class Inner:
    """The credential of a document.

    Attributes:
        document: the credential; the document itself if nothing is wrapped around it.
        path: where it stands: `$`, `$.credential` (for upload) or `$.payload` (sealed: the path goes on
            inside the JSON text that the payload is).
        format: the format of the whole.
    """

    document: JsonObject
    path: str
    format: Format

    @property
    def with_contexts(self) -> JsonObject:
        """The credential with the contexts that the European tools mean where a form for upload has none."""
        if self.format is Format.EDC_UPLOAD and "@context" not in self.document:
            return {"@context": [CREDENTIALS_V1, EDC_AP], **self.document}
        return self.document


def inner_credential(document: JsonObject) -> Inner:
    """Take the credential out of its wrapping.

    Args:
        document: any JSON object.

    Raises:
        DocumentError: the payload of a sealed document is no JSON object, by the codes of strict reading.
    """
    found = detect_format(document)
    if found is Format.EDC_UPLOAD and isinstance(inner := document.get("credential"), dict):
        return Inner(inner, "$.credential", found)
    if found is Format.EDC_SEALED and isinstance(payload := document.get("payload"), str):
        try:
            # Half a surrogate pair can stand in JSON text, and is no text.
            data = payload.encode("utf-8")
        except UnicodeEncodeError:
            message = "the payload holds half a character"
            raise DocumentError(message, code="json_not_utf8", path="$.payload") from None
        return Inner(read_json_object(data), "$.payload", found)
    return Inner(document, "$", found)
