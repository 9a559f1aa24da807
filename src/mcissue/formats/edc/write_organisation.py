"""Organisations and the quality assurance behind them, in the words of the European Learning Model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.edc.conventions import AGENCY_WITHOUT_COUNTRY, LABELS, OWN, Subject
from mcissue.formats.edc.writing import country_prefix, day_text, present
from mcissue.vocabulary import QualityAssuranceKind, concept_by_uri, concepts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcissue.formats.edc.writing import EdcWriting
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Address, Agency, Identifier, Organisation, QualityAssurance
    from mcissue.vocabulary import Concept

__all__ = [
    "DERIVED_FROM_REGISTRATION",
    "DERIVED_FROM_VAT",
    "accreditation_or_note",
    "assurances",
    "identifier_home",
    "is_accreditation",
    "organisation",
]

DERIVED_FROM_VAT = "eIDAS, from VAT"
DERIVED_FROM_REGISTRATION = "eIDAS, from registration"


def identifier_home(item: Identifier) -> str:
    """The property of an Organisation that holds an identifier of this kind."""
    if item.country is None:
        return "identifier"
    homes = {
        "eidas": "eIDASIdentifier",
        "registration": "registration",
        "vat": "vatIdentifier",
        "tax": "taxIdentifier",
    }
    return homes.get(item.scheme.casefold(), "identifier")


def organisation(writing: EdcWriting, one: Organisation, *, issuer: bool = False) -> JsonObject:
    """An organisation; the same one is written with the same words wherever it stands.

    Args:
        writing: the document being written.
        one: what to write.
        issuer: whether it is the issuer, whose id is its own alone.
    """
    key = ("organisation", one.model_dump_json())
    return writing.once(key, lambda: _organisation(writing, one, issuer=issuer))


def _organisation(writing: EdcWriting, one: Organisation, *, issuer: bool) -> JsonObject:
    members: JsonObject = {"legalName": writing.texts(one.legal_name)}
    if one.alternative_name is not None:
        members["altLabel"] = writing.texts(one.alternative_name)
    if one.provider_type is not None:
        kind = one.provider_type.value
        label = kind.replace("_", " ").capitalize()
        members["dcType"] = [
            writing.own(f"{OWN}provider-type:{kind}", f"{OWN}provider-type", label),
        ]
    if one.address is not None:
        members["location"] = [_location(writing, one.address)]
    members |= _identifiers(writing, one.identifiers)
    if one.homepage is not None:
        members["homepage"] = [writing.page(one.homepage)]
    if one.email is not None or one.phone is not None:
        contact: JsonObject = {}
        if one.email is not None:
            contact["emailAddress"] = [writing.mailbox(one.email)]
        if one.phone is not None:
            contact["phone"] = [writing.node("Phone", {"phoneNumber": one.phone})]
        members["contactPoint"] = [writing.node("ContactPoint", contact)]
    if one.logo is not None:
        members["supplementaryDocument"] = [writing.page(one.logo, dcType=writing.about(Subject.LOGO))]
    accreditations, notes = assurances(writing, one.quality_assurance)
    members |= present({"accreditation": accreditations, "additionalNote": notes})
    return writing.named("Organisation", one.id, members, owner=issuer)


def _identifiers(writing: EdcWriting, items: Iterable[Identifier]) -> JsonObject:
    """Identifiers where the model has a place for their kind.

    A legal identifier for electronic identification follows from a VAT or registration number in the form of
    ETSI EN 319 412-1, section 5.1.4, which is what an electronic seal would carry.
    """
    members: JsonObject = {}
    for item in items:
        home = identifier_home(item)
        written = writing.numbering(item)
        if home == "identifier":
            members.setdefault("identifier", []).append(written)
        elif home in {"eIDASIdentifier", "registration"}:
            if home in members:  # the model has room for one
                members.setdefault("identifier", []).append(written)
            else:
                members[home] = written
        else:
            members.setdefault(home, []).append(written)
    if "eIDASIdentifier" not in members:
        for item in sorted(items, key=identifier_home, reverse=True):  # VAT goes before registration
            home = identifier_home(item)
            if item.country is not None and home in {"vatIdentifier", "registration"}:
                members["eIDASIdentifier"] = _derived(writing, item, item.country, home)
                break
    return members


def _derived(writing: EdcWriting, item: Identifier, country: Concept, home: str) -> JsonObject:
    letters = country_prefix(country)
    if home == "vatIdentifier":
        value = item.value.removeprefix(letters)
        return writing.legal(DERIVED_FROM_VAT, f"VAT{letters}-{value}", country)
    return writing.legal(DERIVED_FROM_REGISTRATION, f"NTR{letters}-{item.value}", country)


def _location(writing: EdcWriting, address: Address) -> JsonObject:
    """An address: one text for people, its parts as identifiers, since the model has no words for them."""
    parts = {"street": address.street, "postalCode": address.postal_code, "locality": address.locality}
    members: JsonObject = {"countryCode": writing.concept(address.country)}
    if written := present(parts):
        place = " ".join(written[key] for key in ("postalCode", "locality") if key in written)
        whole = ", ".join(part for part in (written.get("street"), place) if part)
        members["fullAddress"] = writing.note(writing.tagged(whole))
        members["identifier"] = [writing.identifier(key, value) for key, value in written.items()]
    location: JsonObject = {"address": [writing.node("Address", members)]}
    if address.region is not None:
        location["geographicName"] = writing.tagged(address.region)
    return writing.node("Location", location)


# --- Quality assurance --------------------------------------------------------------------------------------


def is_accreditation(item: QualityAssurance) -> bool:
    """Whether the model's class Accreditation can hold an entry: it must say what was judged and by whom."""
    return item.is_accreditation


def assurances(
    writing: EdcWriting, items: Iterable[QualityAssurance]
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Entries of quality assurance as accreditations, and the others as notes."""
    accreditations: list[JsonObject] = []
    notes: list[JsonObject] = []
    for item in items:
        target = accreditations if is_accreditation(item) else notes
        target.append(accreditation_or_note(writing, item))
    return accreditations, notes


def accreditation_or_note(writing: EdcWriting, item: QualityAssurance) -> JsonObject:
    """One entry of quality assurance; the same entry is the same node wherever it stands."""
    return writing.once(("assurance", item.model_dump_json()), lambda: _assurance(writing, item))


def _assurance(writing: EdcWriting, item: QualityAssurance) -> JsonObject:
    members: JsonObject = {}
    if item.type is not None:
        members["dcType"] = writing.concept(item.type)
    if item.agency is not None:
        members["accreditingAgent"] = _agency(writing, item.agency)
    if item.framework is not None:
        members["category"] = writing.tagged(item.framework)
    if item.decision is not None:
        members["decision"] = _decision(writing, item.decision)
    if item.report is not None:
        members["report"] = writing.page(item.report)
    if item.valid_from is not None:
        members["dateIssued"] = day_text(item.valid_from)
    if item.valid_until is not None:
        members["expiryDate"] = day_text(item.valid_until)
    if item.description is not None:
        members["description"] = writing.texts(item.description)
    if is_accreditation(item):
        return writing.node("Accreditation", {"title": {"en": str(item.type)}, **members})
    subject = (
        Subject.QUALITY_INTERNAL if item.kind is QualityAssuranceKind.INTERNAL else Subject.QUALITY_EXTERNAL
    )
    said = members.get("description") or {"en": _in_words(item, subject)}
    return writing.note(said, subject, **members)


def _in_words(item: QualityAssurance, subject: Subject) -> str:
    details = [item.framework, item.type and str(item.type), item.agency and item.agency.name]
    said = ", ".join(detail for detail in details if detail)
    return f"{LABELS[subject]}: {said}" if said else LABELS[subject]


def _agency(writing: EdcWriting, agency: Agency) -> JsonObject:
    def make() -> JsonObject:
        unknown = concept_by_uri(AGENCY_WITHOUT_COUNTRY)
        assert unknown is not None
        address = writing.node("Address", {"countryCode": writing.concept(unknown)})
        members: JsonObject = {
            "legalName": writing.tagged(agency.name),
            "location": [writing.node("Location", {"address": [address]})],
        }
        return writing.optional("Organisation", agency.id, members)

    return writing.once(("agency", agency.model_dump_json()), make)


def _decision(writing: EdcWriting, decision: str) -> JsonObject:
    known = next((one for one in concepts("accreditation_decision") if one.label == decision), None)
    return writing.local(decision, "decision") if known is None else writing.concept(known)
