"""Open Badges profiles as organisations, and quality assurance out of alignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats.conventions import (
    ALTERNATIVE_NAME,
    PROVIDER_TYPE,
    Role,
    plain_url,
    role_of,
    scheme_of_identifier_type,
)
from mcissue.formats.reading import Cursor, Found, Tree, prune
from mcissue.formats.writing import MAX_NAME
from mcissue.vocabulary import SCHEMES, Concept, concept_by_uri, resolve
from mcissue.words import is_plain_language_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "alignment_read",
    "assurance",
    "concept",
    "country",
    "details",
    "identifier",
    "ignore_node_id",
    "language_of",
    "organisation",
    "tagged",
    "title_of",
]


def organisation(cursor: Cursor, language: str) -> Tree:
    """A Profile as the data of an organisation.

    Args:
        cursor: the profile.
        language: the language of its texts, where it does not say otherwise.
    """
    data: Tree = {"id": cursor.text("id")}
    if name := cursor.text("name"):
        data["legal_name"] = tagged(cursor, name, language)
    data |= {"homepage": cursor.text("url"), "email": cursor.text("email"), "phone": cursor.text("phone")}
    if picture := cursor.object("image"):
        data["logo"] = picture.text("id")
    if address := cursor.object("address"):
        data["address"] = _address(address)
    identifiers = []
    for entry in cursor.objects("otherIdentifier"):
        kind = entry.peek("identifierType") or ""
        base, _, detail = kind.partition("|")
        if base == PROVIDER_TYPE and "provider_type" not in data:
            entry.use("identifierType")
            data["provider_type"] = entry.text("identifier")
        elif base == ALTERNATIVE_NAME and "alternative_name" not in data:
            entry.use("identifierType")
            data["alternative_name"] = {detail or language: entry.text("identifier")}
        elif kind:
            identifiers.append(identifier(entry, "identifier", "identifierType"))
    data["identifiers"] = identifiers
    data["quality_assurance"] = [
        assurance(item, language)
        for item in cursor.objects("alignment")
        if role_of(item.value) is Role.QUALITY_ASSURANCE
    ]
    return prune(data)


def tagged(cursor: Cursor, found: Found, language: str) -> Tree:
    """A text by language: the one its own node names, else the document's."""
    return {language_of(cursor, language): found}


def language_of(cursor: Cursor, default: str) -> str:
    """The language that a node names for its texts; one that is no language tag is left unread."""
    tag = cursor.peek("inLanguage")
    if tag is None or not is_plain_language_tag(tag):
        return default
    cursor.use("inLanguage")
    return tag


def identifier(cursor: Cursor, value: str, kind: str) -> Tree:
    """An IdentifierEntry or IdentityObject as the data of an identifier."""
    found = cursor.text(kind)
    scheme, detail = scheme_of_identifier_type(found.value if found else "")
    data: Tree = {
        "scheme": None if found is None else Found(scheme, found.steps),
        "value": cursor.text(value),
    }
    if detail is not None and found is not None:
        where = country(detail)
        data["country"] = Found(detail if where is None else where.uri, found.steps)
    return prune(data)


def country(text: str) -> Concept | None:
    """A country by code, name or address, or by the EU's own code for what has no other."""
    try:
        return resolve("country", text)
    except RecordError:
        return concept_by_uri(SCHEMES["country"].prefix + text)


def _address(cursor: Cursor) -> Tree:
    code = cursor.text("addressCountryCode")
    name = None if code else cursor.text("addressCountry")
    found = code or name
    data: Tree = {
        "region": cursor.text("addressRegion"),
        "locality": cursor.text("addressLocality"),
        "street": cursor.text("streetAddress"),
        "postal_code": cursor.text("postalCode"),
    }
    if found is not None:
        where = country(found.value)
        data["country"] = Found(found.value if where is None else where.uri, found.steps)
        written = cursor.peek("addressCountry")
        if written is not None and where is not None and country(written) == where:
            cursor.use("addressCountry")
    ignore_node_id(cursor)
    return prune(data)


def ignore_node_id(cursor: Cursor) -> None:
    """A random id of a node says nothing."""
    if (cursor.peek("id") or "").startswith(("urn:uuid:", "_:")):
        cursor.use("id")


# --- Alignments ---------------------------------------------------------------------------------------------


def alignment_read(cursor: Cursor, *more: str) -> None:
    """Mark what every alignment of a known role has: its words follow from where it points."""
    cursor.use("targetName", "targetType", "targetUrl", "targetFramework", *more)
    ignore_node_id(cursor)


def concept(cursor: Cursor, scheme: str) -> Found | None:
    """The concept that an alignment points to, if it is of this vocabulary."""
    url = cursor.peek("targetUrl") or ""
    known = concept_by_uri(plain_url(url))
    if known is None or known.scheme != scheme:
        return None
    alignment_read(cursor)
    if cursor.peek("targetCode") == known.code:
        cursor.use("targetCode")
    return Found(known.uri, (*cursor.steps, "targetUrl"))


def title_of(cursor: Cursor) -> Found | None:
    """An alignment's name: a long one is shortened in `targetName`, and whole in `targetDescription`."""
    name, whole = cursor.text("targetName"), cursor.peek("targetDescription")
    if name is None or whole is None or len(name.value) != MAX_NAME or name.value[-1] != "…":
        return name
    return cursor.text("targetDescription") if whole.startswith(name.value[:-1]) else name


def assurance(cursor: Cursor, language: str) -> Tree:
    """An alignment of quality assurance and the alignments inside it, as the data of one entry."""
    kind = cursor.text("targetCode")
    data: Tree = {"kind": kind, "framework": cursor.text("targetFramework")}
    if words := cursor.text("targetDescription"):
        data["description"] = tagged(cursor, words, language)
    data["type"] = concept(cursor, "accreditation")
    alignment_read(cursor)
    for detail, role in details(cursor):
        if role in {Role.AGENCY, Role.AGENCY_NAME}:
            agency: Tree = {"name": title_of(detail)}
            if role is Role.AGENCY:
                agency["id"] = detail.text("targetUrl")
            data["agency"] = prune(agency)
        elif role is Role.DECISION:
            data["decision"] = detail.text("targetDescription")
        elif role is Role.REPORT:
            data["report"] = detail.text("targetUrl")
        elif role is Role.FROM:
            data["valid_from"] = detail.text("targetCode")
        elif role is Role.UNTIL:
            data["valid_until"] = detail.text("targetCode")
        else:
            continue
        alignment_read(detail)
    return prune(data)


def details(cursor: Cursor) -> Iterator[tuple[Cursor, Role | None]]:
    """The alignments inside an alignment."""
    for detail in cursor.objects("alignment"):
        yield detail, role_of(detail.value)
