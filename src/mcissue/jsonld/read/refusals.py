"""The errors of the rule of one meaning: what is wrong, where, and how to mend it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError
from mcissue.jsonld import urls
from mcissue.jsonld.read.errors import json_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcissue.jsonld.read.errors import Steps

__all__ = [
    "blank_node_id",
    "compact_iri",
    "iri_as_key",
    "iri_expected",
    "iri_malformed",
    "keyword_not_allowed",
    "language_map_not_signed",
    "language_tag_malformed",
    "nested_context",
    "nested_list",
    "no_context",
    "node_described_twice",
    "not_an_object",
    "relative_iri",
    "says_nothing",
    "second_form",
    "second_word",
    "term_not_supported",
    "too_many_states",
    "type_malformed",
    "undefined_term",
    "undefined_type",
    "value_dropped",
    "value_object_not_allowed",
]

_SHOWN: Final = 80
# Types that people use without the context that defines them (1EdTech's own issuers among them).
_IN_EXTENSIONS: Final = frozenset(
    {"1EdTechJsonSchemaValidator2019", "1EdTechRevocationList", "1EdTechCredentialRefresh"}
)
_INSTEAD: Final = {"@id": "Write id.", "@type": "Write type."}


def _error(
    code: str, steps: Steps, message: str, mend: str | None, *, indeterminate: bool = False, **detail: Any
) -> DocumentError:
    return DocumentError(
        message, code=code, path=json_path(steps), mend=mend, detail=detail, indeterminate=indeterminate
    )


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _near(name: str, known: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(name[:_SHOWN], list(known), n=1, cutoff=0.8)
    return near[0] if near else None


def not_an_object() -> DocumentError:
    """A value that is no JSON object where a document belongs."""
    return _error(
        "json_not_an_object", (), "the JSON value is not an object", "Give what begins with a curly brace."
    )


def no_context() -> DocumentError:
    """The document has no `@context`."""
    return _error(
        "context_missing", (), "the document has no @context, so its words mean nothing", "Add the @context."
    )


def says_nothing(steps: Steps) -> DocumentError:
    """Not one statement follows from the document."""
    return _error(
        "document_says_nothing", steps, "the document states nothing, so there is nothing to sign", None
    )


def nested_context(steps: Steps) -> DocumentError:
    """An `@context` below the top, in something that is no credential."""
    return _error(
        "nested_context",
        steps,
        "an @context stands inside the document, where it can change what signed words mean",
        "Take it out; only the whole document and embedded credentials have an @context.",
        indeterminate=True,
    )


def undefined_term(steps: Steps, key: str, known: Iterable[str]) -> DocumentError:
    """A key that no context defines here."""
    near = _near(key, known)
    return _error(
        "undefined_term",
        steps,
        f"no context defines the word {_shown(key)} here, so no signature covers it",
        f"Did you mean {near}? Else take it out, or name the context that defines it."
        if near
        else "Take it out, or name the context that defines it; check that the object has the right type.",
        term=_shown(key),
    )


def undefined_type(steps: Steps, name: str, known: Iterable[str]) -> DocumentError:
    """A type that no context defines here."""
    near = _near(name, known)
    if name in _IN_EXTENSIONS:
        mend = f"Add {urls.OB_EXTENSIONS} to the end of @context; it defines the type."
    elif near:
        mend = f"Did you mean {near}?"
    else:
        mend = "Use a type that a context of the document defines, by its short name."
    return _error(
        "undefined_type",
        steps,
        f"no context defines the type {_shown(name)}, so no signature covers it",
        mend,
        type=_shown(name),
    )


def type_malformed(steps: Steps) -> DocumentError:
    """A `type` that is neither a string nor an array of strings."""
    return _error("type_malformed", steps, "the type is neither a text nor an array of texts", None)


def keyword_not_allowed(steps: Steps, key: str) -> DocumentError:
    """A JSON-LD keyword, or another name of one, as a key."""
    return _error(
        "keyword_not_allowed",
        steps,
        f"{_shown(key)} gives the same signed facts a second form, which readers do not look for",
        _INSTEAD.get(key, "Write the facts as plain members."),
        keyword=_shown(key),
    )


def iri_as_key(steps: Steps, key: str) -> DocumentError:
    """A full or compact IRI as a key."""
    return _error(
        "iri_as_key",
        steps,
        f"the IRI {_shown(key)} stands for a word, where readers do not look for it",
        "Write the word that the context defines for it.",
        key=_shown(key),
    )


def second_word(steps: Steps, key: str) -> DocumentError:
    """A key or type for whose IRI the contexts have another word."""
    return _error(
        "second_word",
        steps,
        f"{_shown(key)} is a second word of the contexts for one meaning, and readers look for the other",
        "Use the word that the format prescribes here.",
        key=_shown(key),
    )


def second_form(steps: Steps) -> DocumentError:
    """A number or boolean as text, or text as a number, where the other signs alike."""
    return _error(
        "second_form",
        steps,
        "the value signs like one of another JSON type, and programs read the two differently",
        "Write true, false and numbers without quotation marks, and dates and other texts within them.",
    )


def blank_node_id(steps: Steps) -> DocumentError:
    """A blank node identifier."""
    return _error(
        "blank_node_id",
        steps,
        "a blank node identifier (_:) is no identifier outside this document",
        "Leave the id out, or give a real one, for instance a urn:uuid.",
    )


def relative_iri(steps: Steps, value: str) -> DocumentError:
    """An identifier without a scheme."""
    return _error(
        "relative_iri",
        steps,
        f"{_shown(value)!r} is no absolute IRI, so no signature covers it",
        "Begin it with a scheme, for instance https: or urn:uuid:.",
        value=_shown(value),
    )


def iri_malformed(steps: Steps, value: str) -> DocumentError:
    """An identifier with a character that no IRI has."""
    return _error(
        "iri_malformed",
        steps,
        f"{_shown(value)!r} has a blank or another character that no IRI has",
        "Percent-encode it (a blank is %20).",
        value=_shown(value),
    )


def compact_iri(steps: Steps, value: str) -> DocumentError:
    """An identifier that a prefix of the context would lengthen."""
    return _error(
        "compact_iri",
        steps,
        f"{_shown(value)!r} is an abbreviation; readers would take it as it stands",
        "Write the identifier in full.",
        value=_shown(value),
    )


def iri_expected(steps: Steps) -> DocumentError:
    """Another value where an identifier belongs."""
    return _error("iri_expected", steps, "an identifier (a text) or an object is expected here", None)


def value_dropped(steps: Steps, what: str) -> DocumentError:
    """A value that JSON-LD drops."""
    return _error(
        "value_dropped",
        steps,
        f"{what} is dropped, so no signature covers it",
        "Leave the member out, or give it a value.",
    )


def nested_list(steps: Steps) -> DocumentError:
    """An array directly inside an array."""
    return _error(
        "nested_list",
        steps,
        "an array stands in an array, which signs like one flat array",
        "Write one array.",
    )


def value_object_not_allowed(steps: Steps) -> DocumentError:
    """A value object that says what a plain value says, or more than a graph holds."""
    return _error(
        "value_object_not_allowed",
        steps,
        "a value object may only hold a text in @value, with its @language or @direction",
        "Write the value itself.",
    )


def language_map_not_signed(steps: Steps) -> DocumentError:
    """An object with languages as keys, for a word that takes none."""
    return _error(
        "language_map_not_signed",
        steps,
        "the context knows no texts by language here, so no signature covers them",
        "Write one text in one language, and name further language versions by links.",
    )


def language_tag_malformed(steps: Steps, tag: str) -> DocumentError:
    """A language tag that is none."""
    return _error(
        "language_tag_malformed",
        steps,
        f"{_shown(tag)!r} is no language tag",
        "Write a tag such as en or fi-FI (BCP 47).",
        value=_shown(tag),
    )


def term_not_supported(steps: Steps, key: str, feature: str) -> DocumentError:
    """A word whose definition uses a part of JSON-LD that mcissue does not read."""
    return _error(
        "term_not_supported",
        steps,
        f"the word {_shown(key)} is defined with {feature}, which mcissue does not read",
        None,
        indeterminate=True,
        term=_shown(key),
    )


def node_described_twice(steps: Steps) -> DocumentError:
    """A credential's own facts at a second place."""
    return _error(
        "node_described_twice",
        steps,
        "facts of a credential stand away from it, at a second mention of its id, where readers miss them",
        "Say everything about the credential in the credential itself.",
    )


def too_many_states(steps: Steps, limit: int) -> DocumentError:
    """More combinations of contexts than any honest document has."""
    return _error(
        "limit_context_states",
        steps,
        f"the types and contexts of the document combine in more than {limit} ways",
        None,
        indeterminate=True,
        limit=limit,
    )
