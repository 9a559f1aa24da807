"""Looking into a credential of any format: what is laid out for reading is laid out once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mcissue.errors import McissueError
from mcissue.formats.detect import detect_format
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from mcissue.formats.view import CredentialView
    from mcissue.jsonld.read import JsonObject

__all__ = ["Look", "view_of"]


class Look:
    """One look into a document, for everybody who asks something of it.

    Laying a European credential out for reading walks all of it: whoever has several questions makes one look
    and asks that. The document must not change under it.

    Args:
        document: any JSON object.
    """

    def __init__(self, document: JsonObject) -> None:
        self.document = document

    @cached_property
    def _inner(self) -> tuple[JsonObject, str]:
        try:
            inner = inner_credential(self.document)
        except McissueError:
            return self.document, "$"
        return inner.document, inner.path

    @property
    def credential(self) -> JsonObject:
        """The credential inside a form for upload or a sealed one; all of it if that can't be read."""
        return self._inner[0]

    @property
    def path(self) -> str:
        """Where the credential stands (`mcissue.formats.wrapping.Inner`)."""
        return self._inner[1]

    @cached_property
    def view(self) -> CredentialView:
        """What the credential says."""
        return view_of(self.credential)

    @cached_property
    def outer(self) -> CredentialView:
        """What the document itself says, with whatever is around the credential."""
        return self.view if self.credential is self.document else view_of(self.document)


def view_of(document: JsonObject) -> CredentialView:
    """Look into a credential of any format.

    Args:
        document: the credential itself, not what is around it (`mcissue.formats.wrapping`).
    """
    return detect_format(document).view_of(document)
