"""Documents that hold the credential inside: only the wrapping is taken off, and nothing is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcissue.formats.detect import detect_format
from mcissue.formats.format import opened

if TYPE_CHECKING:
    from mcissue.formats.format import Format
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
        """The credential with the contexts that are meant where a form of its format has none."""
        implied = self.format.implied_contexts
        if implied is None or "@context" in self.document:
            return self.document
        return {"@context": list(opened(implied)), **self.document}


def inner_credential(document: JsonObject) -> Inner:
    """Take the credential out of its wrapping.

    Args:
        document: any JSON object.

    Raises:
        DocumentError: what is wrapped can't be read, by the codes of strict reading.
    """
    found = detect_format(document)
    inner = None if found.unwrap is None else opened(found.unwrap)(document)
    credential, path = (document, "$") if inner is None else inner
    return Inner(credential, path, found)
