"""The small rules of conformance, which several kinds of documents share, and what a fault looks like.

Verifiable Credentials Data Model 2.0, sections 4 and 11.1; its words on ids, types and texts hold in the
data model 1.1 too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mcissue.jsonld.urls import CREDENTIALS_V1, CREDENTIALS_V2
from mcissue.words import is_identifier

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "MAX_FINDINGS", "MAX_LISTED", "Finding", "Rule", "findings_of", "identifier", "is_of_model_1", "missing",
    "objects", "profile", "required_text", "status_indexes", "text_or_language_objects", "types",
    "walk", "wrong",
]  # fmt: skip

MAX_FINDINGS: Final = 1_000
"""Faults of one document that are looked for; with as many, nothing that it says can be relied upon."""

MAX_LISTED: Final = 20
"""Faults that a report lists: nobody mends more in one go."""

_LANGUAGE_OBJECT: Final = frozenset({"@value", "@language", "@direction"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Attributes:
        code: its stable code.
        path: where, as a JSON path.
        message: what is wrong, in one sentence.
        mend: how to mend it.
        harmless: whether nothing is read from what is wrong.
        taken_out: whether the document is read without it, since it means nothing.
    """

    code: str
    path: str
    message: str
    mend: str | None = None
    harmless: bool = False
    taken_out: bool = False

    def to_json(self) -> dict[str, str | None]:
        """The finding as a report's detail has it."""
        return {"code": self.code, "path": self.path, "message": self.message, "mend": self.mend}


Rule = Callable[["JsonObject"], Iterator[Finding]]
"""Finds the faults of one kind."""


def findings_of(document: JsonObject, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """What the rules find, at most `MAX_FINDINGS` faults.

    Args:
        document: the document.
        rules: the rules, in the order in which their faults are told.
    """
    found: list[Finding] = []
    for rule in rules:
        for finding in rule(document):
            found.append(finding)
            if len(found) == MAX_FINDINGS:
                return tuple(found)
    return tuple(found)


def is_of_model_1(document: JsonObject) -> bool:
    """Whether a document says that it is of the Verifiable Credentials Data Model 1.1."""
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    return CREDENTIALS_V1 in listed and CREDENTIALS_V2 not in listed


def walk(value: object, path: str) -> Iterator[tuple[str, JsonObject]]:
    """Every object of a document with its path. Strict reading has bounded the depth."""
    if isinstance(value, dict):
        yield path, value
        for name, item in value.items():
            yield from walk(item, f"{path}.{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from walk(item, f"{path}[{place}]")


def profile(item: object, path: str) -> Iterator[Finding]:
    """Open Badges 3.0, Profile: an object with an id and its type, or only its URL."""
    if not isinstance(item, dict):
        if not is_identifier(item):
            yield wrong(path, "a Profile object or its URL was expected")
        return
    yield from identifier(item, path, required=True)
    yield from types(item, path, "Profile")


def identifier(item: Mapping[str, Any], path: str, *, required: bool) -> Iterator[Finding]:
    """VCDM 2.0 section 4.4: an id is a single URL; not an array, not null."""
    if "id" not in item:
        if required:
            yield missing(path, "id", "an absolute URL")
    elif not is_identifier(item["id"]):
        yield Finding("id_malformed", f"{path}.id", "an id must be one absolute URL")


def types(item: Mapping[str, Any], path: str, expected: str | None) -> Iterator[Finding]:
    """VCDM 2.0 section 4.5: one or more texts; no text twice, or two readers count differently."""
    value = item.get("type")
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        yield Finding("type_missing", f"{path}.type", "a type is needed: one text or an array of texts")
    elif expected is not None and expected not in names:
        yield Finding("type_missing", f"{path}.type", f"the type must hold {expected}")
    elif len(set(names)) != len(names):
        yield wrong(f"{path}.type", "the same type is listed twice")


def status_indexes(document: JsonObject) -> Iterator[Finding]:
    """Bitstring Status List 1.0 section 2.1: the place in a list is a text, though a number is understood."""
    for path, entry in objects(document, "$", "credentialStatus"):
        if isinstance(entry, dict) and type(entry.get("statusListIndex")) is int:
            message = "the index in a status list must be a text of decimal digits, and is a number"
            yield Finding(
                "status_entry_malformed", f"{path}.statusListIndex", message, "Write it in quotation marks."
            )


def required_text(item: Mapping[str, Any], path: str, name: str) -> Iterator[Finding]:
    """A member that must be there, as a text with something in it."""
    value = item.get(name)
    if value is None:
        yield missing(path, name, "a text")
    elif not isinstance(value, str) or not value.strip():
        mend = "One language for each achievement: write plain text, and inLanguage beside it."
        yield wrong(f"{path}.{name}", "a text that is not empty was expected", mend)


def text_or_language_objects(item: Mapping[str, Any], path: str, name: str) -> Iterator[Finding]:
    """VCDM 2.0 sections 4.6 and 11.1: a text, a language value object, or an array of these."""
    if name not in item:
        return
    value = item[name]
    for entry in value if isinstance(value, list) and value else [value]:
        plain = isinstance(entry, str)
        tagged = (
            isinstance(entry, dict)
            and isinstance(entry.get("@value"), str)
            and set(entry) <= _LANGUAGE_OBJECT
        )
        if not (plain or tagged):
            yield wrong(f"{path}.{name}", "a text was expected; a map from language to text is not signed")
            return


def objects(item: Mapping[str, Any], path: str, name: str) -> Iterator[tuple[str, object]]:
    """The values of a member that may be single or an array, each with its path."""
    if name not in item:
        return
    value = item[name]
    if isinstance(value, list):
        for place, entry in enumerate(value):
            yield f"{path}.{name}[{place}]", entry
    else:
        yield f"{path}.{name}", value


def missing(path: str, name: str, what: str) -> Finding:
    """A member that is not there."""
    return Finding("member_missing", f"{path}.{name}", f"{name} is missing: {what}", f"Add {name}.")


def wrong(path: str, message: str, mend: str | None = None) -> Finding:
    """A value that has not the form it must have."""
    return Finding("member_malformed", path, message, mend)
