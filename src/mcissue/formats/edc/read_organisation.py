"""Organisations and the quality assurance behind them, as the data of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mcissue.formats.edc.conventions import AGENCY_WITHOUT_COUNTRY, NODE_ID, OWN, Subject
from mcissue.formats.edc.write_organisation import DERIVED_FROM_REGISTRATION, DERIVED_FROM_VAT
from mcissue.formats.reading import Found, Tree, prune
from mcissue.vocabulary import ProviderType, QualityAssuranceKind

if TYPE_CHECKING:
    from mcissue.formats.edc.reading import EdcCursor

__all__ = ["accreditation", "email", "identifier", "organisation", "quality_notes"]

_DERIVED = frozenset({DERIVED_FROM_VAT, DERIVED_FROM_REGISTRATION})
_PROVIDER = f"{OWN}provider-type:"
_PARTS = {"street": "street", "postalCode": "postal_code", "locality": "locality"}
# Property -> the scheme of identifiers that do not name one.
_HOMES = {
    "eIDASIdentifier": "eIDAS",
    "registration": "registration",
    "vatIdentifier": "VAT",
    "taxIdentifier": "tax",
    "identifier": "identifier",
}
_MAX_SCHEME = 64
_NO_SCHEME = re.compile(r"[^A-Za-z0-9_.-]+")


def organisation(cursor: EdcCursor, language: str) -> Tree:
    """An organisation (or another agent) as the data of an `Organisation`.

    Args:
        cursor: the object.
        language: the main language of the document, for texts of which the record holds one.
    """
    data: Tree = {
        "id": cursor.own_id(),
        "legal_name": cursor.texts("legalName") or cursor.texts("prefLabel") or cursor.texts("fullName"),
        "alternative_name": cursor.texts("altLabel"),
        "provider_type": _provider_type(cursor),
        "identifiers": _identifiers(cursor),
    }
    for place in cursor.objects("location"):
        if "address" not in data and (address := _address(place, language)):
            data["address"] = address
    if (home := cursor.object("homepage")) is not None:
        data["homepage"] = home.page()
    for contact in cursor.objects("contactPoint"):
        if (mailbox := contact.object("emailAddress")) is not None and "email" not in data:
            data["email"] = email(mailbox)
            contact.ignore_id()
        if (phone := contact.object("phone")) is not None and "phone" not in data:
            data["phone"] = phone.text("phoneNumber")
            phone.ignore_id()
            contact.ignore_id()
    for document in cursor.objects("supplementaryDocument"):
        if document.about("dcType") is Subject.LOGO:
            data["logo"] = document.page()
    data["quality_assurance"] = [
        *(accreditation(item, language) for item in cursor.objects("accreditation")),
        *quality_notes(cursor, language),
    ]
    cursor.ignore_id()
    return prune(data)


def email(mailbox: EdcCursor) -> Found | None:
    """An e-mail address from its IRI."""
    found = mailbox.text("id")
    if found is None or not found.value.startswith("mailto:"):
        return None
    return Found(unquote(found.value.removeprefix("mailto:")), found.steps)


def _provider_type(cursor: EdcCursor) -> Found | None:
    for kind in cursor.objects("dcType"):
        value = (kind.iri() or "").removeprefix(_PROVIDER)
        if value in {member.value for member in ProviderType}:
            kind.whole()
            return Found(value, (*kind.steps, "id"))
    return None


def _identifiers(cursor: EdcCursor) -> list[Tree]:
    found = []
    for home, scheme in _HOMES.items():
        for item in cursor.objects(home):
            name = item.peek("schemeName")
            if name in _DERIVED:
                item.whole()  # it follows from another one
            elif name != NODE_ID:
                found.append(identifier(item, scheme))
    return found


def identifier(cursor: EdcCursor, scheme: str) -> Tree:
    """An identifier as the data of an `Identifier`.

    Args:
        cursor: the object.
        scheme: its scheme, if it does not name one.
    """
    value = cursor.text("notation")
    data: Tree = {"value": value, "scheme": scheme}
    named = cursor.peek("schemeName")
    if named is not None:
        word = _NO_SCHEME.sub("_", named)[:_MAX_SCHEME]
        if word == named:
            cursor.use("schemeName")  # else the record holds a word that comes near
        if word[:1].isascii() and word[:1].isalpha():
            data["scheme"] = Found(word, (*cursor.steps, "schemeName"))
    country = cursor.object("spatial")
    if country is not None:
        data["country"] = country.concept("country")
    cursor.ignore_id()
    return prune(data)


def _address(place: EdcCursor, language: str) -> Tree:
    """The first address of a place. A whole address without parts stands as its street."""
    address = place.object("address")
    if address is None:
        return {}
    country = address.object("countryCode")
    data: Tree = {"country": None if country is None else country.concept("country")}
    for item in address.objects("identifier"):
        if (field := _PARTS.get(item.peek("schemeName") or "")) is not None:
            data[field] = item.text("notation")
            item.whole()
    whole = address.object("fullAddress")
    if whole is not None:
        if any(field in data for field in _PARTS.values()):
            whole.whole()
        elif data["country"] is not None:
            data["street"] = whole.one_text("noteLiteral", language)
            whole.ignore_id()
    data["region"] = place.one_text("geographicName", language)
    if data["region"] is None:
        data["region"] = next(
            (
                Found(label, (*area.steps, "prefLabel"))
                for area in place.objects("spatialCode")
                if (label := area.label())
            ),
            None,
        )
    address.ignore_id()
    place.ignore_id()
    return prune(data)


# --- Quality assurance --------------------------------------------------------------------------------------

_QUALITY = {
    Subject.QUALITY_INTERNAL: QualityAssuranceKind.INTERNAL,
    Subject.QUALITY_EXTERNAL: QualityAssuranceKind.EXTERNAL,
}


def accreditation(cursor: EdcCursor, language: str) -> Tree:
    """An Accreditation as the data of a `QualityAssurance`: external by its nature."""
    data = _assurance(cursor, language)
    data["kind"] = QualityAssuranceKind.EXTERNAL.value
    titles = cursor.texts("title") or {}
    kind = cursor.object("dcType")
    label = kind.label() if kind is not None else None
    if [found.value for found in titles.values()] != [label]:
        data.setdefault("description", titles)
    return prune(data)


def quality_notes(owner: EdcCursor, language: str) -> list[Tree]:
    """The notes of ours about quality assurance, in the document's order."""
    found = []
    for note in owner.objects("additionalNote"):
        kind = _QUALITY.get(note.about("subject") or Subject.EVIDENCE)
        if kind is not None:
            found.append(_assurance(note, language) | {"kind": kind.value})
            note.texts("noteLiteral")
            note.note_read()
    return found


def _assurance(cursor: EdcCursor, language: str) -> Tree:
    kind, agent, decision = (cursor.object(key) for key in ("dcType", "accreditingAgent", "decision"))
    report = cursor.object("report")
    data: Tree = {
        "type": None if kind is None else kind.concept("accreditation"),
        "agency": None if agent is None else _agency(agent, language),
        "framework": cursor.one_text("category", language),
        "report": None if report is None else report.page(),
        "valid_from": cursor.day("dateIssued"),
        "valid_until": cursor.day("expiryDate"),
        "description": cursor.texts("description"),
    }
    if decision is not None and (label := decision.label()):
        data["decision"] = Found(label, (*decision.steps, "prefLabel"))
        decision.whole()
    cursor.ignore_id()
    return prune(data)


def _agency(agent: EdcCursor, language: str) -> Tree:
    data: Tree = {"name": agent.one_text("legalName", language), "id": agent.real_id()}
    for place in agent.objects("location"):
        for address in place.objects("address"):
            country = address.object("countryCode")
            if country is not None and country.iri() == AGENCY_WITHOUT_COUNTRY:
                place.whole()
    return prune(data)
