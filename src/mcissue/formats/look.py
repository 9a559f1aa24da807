"""Looking into a credential of any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.detect import detect_format

if TYPE_CHECKING:
    from mcissue.formats.view import CredentialView
    from mcissue.jsonld.read import JsonObject

__all__ = ["view_of"]


def view_of(document: JsonObject) -> CredentialView:
    """Look into a credential of any format.

    Args:
        document: the credential itself, not what is around it (`mcissue.formats.wrapping`).
    """
    return detect_format(document).view_of(document)
