"""Is any Verifiable Credential or presentation, of whatever subject, written as its data model demands?

Verifiable Credentials Data Model 2.0, sections 4.3 to 4.13, 5.3 and 11.1, and for older documents 1.1,
sections 4.1 to 4.7. Every rule is a MUST there. Which words a credential uses for its subject, only its
contexts say; whether it uses no others is the business of `json_ld`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError
from mcissue.formats import rules
from mcissue.formats.open_badges.rules import context_faults, model_faults, related_resources
from mcissue.formats.rules import Finding, is_of_model_1
from mcissue.words import is_identifier, is_language_tag, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcissue.formats.rules import Rule
    from mcissue.jsonld.read import JsonObject

__all__ = ["credential_findings", "presentation_findings"]

_DIRECTIONS: Final = frozenset({"ltr", "rtl"})

_EXTRAS: Final = (
    ("credentialStatus", False),
    ("credentialSchema", True),
    ("refreshService", False),
    ("termsOfUse", False),
    ("evidence", False),
)
"""Members that hold typed objects, and whether each must have an id (sections 4.10 to 4.13, 5.4 to 5.6)."""

_JWT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


def credential_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming Verifiable Credential.

    Args:
        document: a JSON object, of the data model 2.0 or 1.1.
    """
    return rules.findings_of(document, _CREDENTIAL)


def presentation_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming Verifiable Presentation.

    Args:
        document: a JSON object, of the data model 2.0 or 1.1. The credentials in it are not looked at.
    """
    return rules.findings_of(document, _PRESENTATION)


def _contexts(document: JsonObject) -> Iterator[Finding]:
    """Section 4.3: an ordered set, the base context first."""
    yield from context_faults(document, ())


def _head(document: JsonObject) -> Iterator[Finding]:
    """Sections 4.4 to 4.6: what it is, and what it is called."""
    yield from rules.identifier(document, "$", required=False)
    yield from rules.types(document, "$", "VerifiableCredential")
    yield from model_faults(document)
    yield from rules.status_indexes(document)
    if is_of_model_1(document) and "issuanceDate" not in document:
        yield rules.missing("$", "issuanceDate", "the time from which the credential holds")
    for name in ("name", "description"):
        yield from _texts(document, "$", name)


def _issuer(document: JsonObject) -> Iterator[Finding]:
    """Section 4.7: one URL, or one object with a URL as its id."""
    if "issuer" not in document:
        yield rules.missing("$", "issuer", "who issues the credential")
        return
    issuer = document["issuer"]
    if isinstance(issuer, dict):
        yield from rules.identifier(issuer, "$.issuer", required=True)
        for name in ("name", "description"):
            yield from _texts(issuer, "$.issuer", name)
    elif not is_identifier(issuer):
        yield rules.wrong("$.issuer", "the issuer must be one absolute URL or one object with an id")


def _subject(document: JsonObject) -> Iterator[Finding]:
    """Section 4.8: one or more subjects, each with a claim; the W3C suite takes the id of one for a claim."""
    subjects = list(rules.objects(document, "$", "credentialSubject"))
    if not subjects:
        yield rules.missing("$", "credentialSubject", "what the credential says of whom")
    for path, subject in subjects:
        if not isinstance(subject, dict):
            yield rules.wrong(path, "a subject must be an object")
            continue
        yield from rules.identifier(subject, path, required=False)
        if not subject:
            yield Finding("subject_without_claim", path, "nothing is said of this subject")


def _dates(document: JsonObject) -> Iterator[Finding]:
    """Section 4.9: times with their zone, the end not before the beginning."""
    read: dict[str, datetime] = {}
    for name in ("validFrom", "validUntil", "issuanceDate", "expirationDate"):
        if name not in document:
            continue
        try:
            read[name] = parse_datetime(document[name], path=f"$.{name}")
        except DocumentError as error:
            yield Finding(error.code, f"$.{name}", error.message, error.mend)
    for first, last in (("validFrom", "validUntil"), ("issuanceDate", "expirationDate")):
        if first in read and last in read and read[last] < read[first]:
            yield Finding("dates_contradict", f"$.{last}", "an end lies before its beginning")


def _extras(document: JsonObject) -> Iterator[Finding]:
    """Sections 4.10 to 4.13 and 5.4 to 5.6: what may be added has a type, and a URL for an id."""
    for name, with_id in _EXTRAS:
        if document.get(name) == []:
            yield rules.wrong(f"$.{name}", f"{name} holds nothing; leave it out")
        for path, item in rules.objects(document, "$", name):
            if not isinstance(item, dict):
                yield rules.wrong(path, f"{name} must hold objects")
                continue
            yield from rules.types(item, path, None)
            yield from rules.identifier(item, path, required=with_id)


def _texts(item: dict[str, Any], path: str, name: str) -> Iterator[Finding]:
    """Sections 4.6 and 11.1: a text, or objects of a text, its language and its direction."""
    before = list(rules.text_or_language_objects(item, path, name))
    yield from before
    if before:
        return
    for place, entry in rules.objects(item, path, name):
        if not isinstance(entry, dict):
            continue
        language = entry.get("@language")
        if language is not None and not is_language_tag(language):
            yield rules.wrong(place, "@language must be the tag of a language, such as en")
        if "@direction" in entry and entry["@direction"] not in _DIRECTIONS:
            yield rules.wrong(place, "@direction must be ltr or rtl")


_CREDENTIAL: Final[tuple[Rule, ...]] = (
    _contexts,
    _head,
    _issuer,
    _subject,
    _dates,
    _extras,
    related_resources,
)


def _presentation(document: JsonObject) -> Iterator[Finding]:
    """Section 4.13 (1.1: 4.10): who shows it, and credentials as objects."""
    yield from rules.identifier(document, "$", required=False)
    yield from rules.types(document, "$", "VerifiablePresentation")
    types = document.get("type")
    if "VerifiableCredential" in (types if isinstance(types, list) else [types]):
        mend = "Put the credential into verifiableCredential."
        text = "a presentation is its holder's, and no credential of an issuer too"
        yield Finding("format_two_kinds", "$.type", text, mend)
    holder = document.get("holder")
    if isinstance(holder, dict):
        yield from rules.identifier(holder, "$.holder", required=True)
    elif "holder" in document and not is_identifier(holder):
        yield rules.wrong("$.holder", "the holder must be one absolute URL or one object with an id")
    for path, item in rules.objects(document, "$", "verifiableCredential"):
        as_text = is_of_model_1(document) and isinstance(item, str) and _JWT.fullmatch(item)
        if not isinstance(item, dict) and not as_text:
            mend = "Put a token into an object of the type EnvelopedVerifiableCredential."
            yield rules.wrong(path, "a credential in a presentation must be an object", mend)
    yield from _terms(document)


def _terms(document: JsonObject) -> Iterator[Finding]:
    """Section 5.6: what the holder asks of the reader has a type."""
    for path, item in rules.objects(document, "$", "termsOfUse"):
        if isinstance(item, dict):
            yield from rules.types(item, path, None)
        else:
            yield rules.wrong(path, "termsOfUse must hold objects")


_PRESENTATION: Final[tuple[Rule, ...]] = (_contexts, _presentation)
