"""What of JSON-LD's contexts mcissue does not read, in one list, with what to write instead.

A context that a user adds is held to it when it is added (`ContextStore.with_context`), an object inside a
document when it is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import ContextError
from mcissue.words import ABSOLUTE_IRI

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ALIASED", "CONTEXT_KEYS", "unread_error", "unread_feature", "unread_features"]

#: The keywords of a context (JSON-LD 1.1 section 9.15) that are read.
CONTEXT_KEYS: Final = frozenset({"@version", "@protected", "@vocab", "@language"})
#: The keywords that may have another name.
ALIASED: Final = frozenset({"@id", "@type"})

_KEYWORD_LIKE: Final = re.compile(r"@[A-Za-z]+")
_INSTEAD: Final = {
    "@base": "Write every address in the context out in full.",
    "@import": "Copy what the other context says into this one, or let credentials name both in turn.",
    "@propagate": "Leave it out: a context of a type holds for one object, one of a property for all below.",
    "@direction": "Leave it out, and give texts their direction where they stand.",
}
_INSTEAD_OF_OTHERS: Final = "Write the context without it."


def unread_feature(context: dict[str, Any]) -> str | None:
    """The first thing in one context object that mcissue does not read; None if it reads all of it.

    Terms with `@reverse`, `@nest`, `@index` or `@direction` may be defined; only their use is refused.

    Args:
        context: what stands under `@context`, without what stands under the `@context` of its terms.
    """
    for key in context:
        if key not in CONTEXT_KEYS and _KEYWORD_LIKE.fullmatch(key):
            return key
    vocab = context.get("@vocab")
    if isinstance(vocab, str) and not ABSOLUTE_IRI.fullmatch(vocab):
        return "a relative @vocab"
    for name, definition in context.items():
        if name in CONTEXT_KEYS:
            continue
        named = definition
        if isinstance(definition, dict):
            named = None if "@reverse" in definition else definition.get("@id", name)
        if isinstance(named, str) and named.startswith("@") and named not in ALIASED:
            return f"the alias {name} of {named}"
    return None


def unread_features(context: Any, steps: Sequence[str | int]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Everything in a context, at any depth, that mcissue does not read, and where it stands.

    Args:
        context: what stands under `@context`.
        steps: where that is.
    """
    if isinstance(context, list):
        for place, part in enumerate(context):
            yield from unread_features(part, (*steps, place))
        return
    if not isinstance(context, dict):
        return
    if context.keys() == {"@context"}:
        yield from unread_features(context["@context"], (*steps, "@context"))
        return
    feature = unread_feature(context)
    if feature is not None:
        yield tuple(steps), feature
    for name, definition in context.items():
        if isinstance(definition, dict) and "@context" in definition:
            yield from unread_features(definition["@context"], (*steps, name, "@context"))


def unread_error(
    feature: str, *, url: str | None, path: str | None = None, indeterminate: bool
) -> ContextError:
    """The error for a feature that mcissue does not read.

    Args:
        feature: as `unread_feature` calls it.
        url: the address of the context, if it has one.
        path: where in the context it stands, if that is known.
        indeterminate: whether it is met in a document, whose fault it is not.
    """
    return ContextError(
        f"the context uses {feature}, which mcissue does not read",
        code="context_feature_unsupported",
        path=path,
        mend=_INSTEAD.get(feature, _INSTEAD_OF_OTHERS),
        detail={"url": url},
        indeterminate=indeterminate,
    )
