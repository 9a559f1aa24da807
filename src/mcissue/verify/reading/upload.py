"""European Digital Credentials that wait for their seal: what the European Commission's issuing tool takes.

Such a file is no signed credential and never valid. It is judged all the same, so that whoever prepares one
learns what is wrong with it; the first thing that is said of it is that nobody has signed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import McissueError
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.canonical_forms import CanonicalForms

__all__ = ["check_meaning"]


def check_meaning(document: JsonObject, forms: CanonicalForms) -> None:
    """Return if the credential inside has one lossless meaning.

    Args:
        document: the form for upload.
        forms: the canonical forms of this verification.

    Raises:
        DocumentError, ContextError: it has none, see `mcissue.jsonld`.
    """
    inner = inner_credential(document)
    try:
        forms.form({name: value for name, value in inner.with_contexts.items() if name != "proof"})
    except McissueError as error:
        if error.path is not None:
            error.path = _inside(error.path, inner.path)
        raise


def _inside(path: str, place: str) -> str:
    return place + path.removeprefix("$")
