"""PyLD behind our own doors: no network, no base, no cache shared between stores of contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcissue.errors import DocumentError, McissueError

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.reading import JsonObject

__all__ = ["expand"]


def expand(document: JsonObject, *, contexts: ContextStore) -> list[Any]:
    """Expand a document with a null base.

    Args:
        document: a checked document.
        contexts: where contexts come from.

    Raises:
        DocumentError: `json_ld_invalid` for whatever PyLD refuses.
        ContextError: from `contexts`.
    """
    # Imported here: it takes 0.3 s and is not needed by most commands.
    from pyld import ContextResolver, jsonld  # noqa: PLC0415

    def load(url: str, _options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": contexts.load(url)}

    options: Any = {"base": None, "documentLoader": load, "contextResolver": ContextResolver({}, load)}
    try:
        expanded: list[Any] = jsonld.expand(document, options)
    except Exception as error:
        if isinstance(error.__cause__, McissueError):
            raise error.__cause__ from None
        raise DocumentError("the document is not valid JSON-LD", code="json_ld_invalid", path="$") from error
    return expanded
