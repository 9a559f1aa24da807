"""Expansion that loses nothing: what goes in is counted, and must come out.

VC Data Integrity 1.0 section 2.4.3 asks for a null base and an error on any loss. Expansion raises one;
what it gives is compared, besides, with what the rule of one meaning counted by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcissue.errors import DocumentError
from mcissue.jsonld.contexts.processor import processor_for
from mcissue.jsonld.general.expand import expand
from mcissue.jsonld.meaning import Census
from mcissue.words import ABSOLUTE_IRI

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject

__all__ = ["expand_lossless"]


def expand_lossless(
    document: JsonObject, census: Census, *, contexts: ContextStore, keep: bool = True
) -> list[Any]:
    """Expand a document that passed the rule of one meaning.

    Args:
        document: the document.
        census: what `mcissue.jsonld.meaning.check_meaning` counted in it.
        contexts: where contexts come from.
        keep: whether processed contexts are kept for the next document.

    Returns:
        The expanded form (JSON-LD 1.1 API section 5).

    Raises:
        DocumentError: `data_loss_detected` if the expanded form says less or has a relative IRI;
            `json_ld_invalid` for what breaks a rule of JSON-LD.
    """
    expanded = expand(document, processor_for(contexts, keep=keep))
    found = Census()
    for node in expanded:
        _count_node(node, found)
    counted = (census.values, census.references, census.types)
    if counted != (found.values, found.references, found.types):
        raise _loss("a part of the document has no place in the graph", "$")
    return expanded


def _count_node(node: dict[str, Any], found: Census) -> None:
    for key, value in node.items():
        if key == "@id":
            _check(value)
        elif key == "@type":
            found.types += len(value)
            for type_ in value:
                _check(type_)
        elif key == "@graph":
            for inner in value:
                _count_node(inner, found)
        elif key.startswith("@"):
            # @index, @reverse, @included, ...: none of them can come from a document that passed the rule.
            raise _loss(f"the keyword {key} was not expected", "$")
        else:
            _check(key)
            for item in value:
                _count_value(item, found)


def _count_value(item: dict[str, Any], found: Census) -> None:
    if "@value" in item:
        found.values += 1
        if "@type" in item:
            _check(item["@type"])
    elif "@list" in item:
        for inner in item["@list"]:
            _count_value(inner, found)
    else:
        found.references += 1
        _count_node(item, found)


def _check(iri: Any) -> None:
    if not isinstance(iri, str) or not ABSOLUTE_IRI.fullmatch(iri):
        raise _loss("an identifier is relative or malformed", "$")


def _loss(message: str, path: str) -> DocumentError:
    return DocumentError(
        f"{message}, so no signature would cover it",
        code="data_loss_detected",
        path=path,
        mend="Please report this document: the rule of one meaning should have named the place.",
    )
