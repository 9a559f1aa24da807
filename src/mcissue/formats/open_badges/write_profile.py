"""Organisations as Open Badges profiles (Open Badges 3.0, B.1.23 Profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.conventions import AGENCY_URL, ALTERNATIVE_NAME, PROVIDER_TYPE, Role, identifier_type
from mcissue.vocabulary import SCHEMES, country_alpha2

if TYPE_CHECKING:
    from mcissue.formats.losses import Steps
    from mcissue.formats.writing import Writing
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Address, Identifier, Organisation, QualityAssurance
    from mcissue.vocabulary import Concept

__all__ = ["assurance", "country_code", "numbering", "profile", "profile_members"]


def profile(writing: Writing, organisation: Organisation, steps: Steps) -> JsonObject:
    """An organisation as a Profile.

    Args:
        writing: the document being written.
        organisation: what to write.
        steps: where it stands in the record.
    """
    return {
        "id": organisation.id,
        "type": ["Profile"],
        **profile_members(writing, organisation, steps),
    }


def profile_members(writing: Writing, organisation: Organisation, steps: Steps) -> JsonObject:
    """All members of a Profile but `id` and `type`."""
    name, tagged = writing.text(organisation.legal_name, (*steps, "legal_name"))
    written: JsonObject = {"name": name, **tagged}
    simple = {"url": organisation.homepage, "email": organisation.email, "phone": organisation.phone}
    written |= {key: value for key, value in simple.items() if value is not None}
    if organisation.logo is not None:
        written["image"] = {"id": organisation.logo, "type": "Image"}
    if organisation.address is not None:
        written["address"] = _address(writing, organisation.address, "/".join(str(step) for step in steps))
    identifiers = _names(writing, organisation, steps)
    identifiers += [_entry(numbering(item), item.value) for item in organisation.identifiers]
    if identifiers:
        written["otherIdentifier"] = identifiers
    if organisation.quality_assurance:
        written["alignment"] = [
            assurance(writing, item, (*steps, "quality_assurance", place))
            for place, item in enumerate(organisation.quality_assurance)
        ]
    return written


def _names(writing: Writing, organisation: Organisation, steps: Steps) -> list[JsonObject]:
    """What a Profile has no property for, as identifiers of our own types."""
    entries = []
    if organisation.alternative_name is not None:
        name, tagged = writing.text(organisation.alternative_name, (*steps, "alternative_name"))
        detail = f"|{tagged['inLanguage']}" if tagged else ""
        entries.append(_entry(ALTERNATIVE_NAME + detail, name))
    if organisation.provider_type is not None:
        entries.append(_entry(PROVIDER_TYPE, organisation.provider_type.value))
    return entries


def _entry(kind: str, value: str) -> JsonObject:
    return {"type": "IdentifierEntry", "identifier": value, "identifierType": kind}


def numbering(identifier: Identifier) -> str:
    """The `identifierType` or `identityType` of an identifier, with the country of its register."""
    country = identifier.country
    return identifier_type(identifier.scheme, None if country is None else country_code(country))


def country_code(country: Concept) -> str:
    """A country's alpha-2 code; the EU's own code for the few entries of its list that have none."""
    return country_alpha2(country) or country.uri.removeprefix(SCHEMES["country"].prefix)


def _address(writing: Writing, address: Address, name: str) -> JsonObject:
    code = country_alpha2(address.country)
    members = {
        "addressCountryCode": code,
        "addressCountry": None if code else address.country.uri,
        "addressRegion": address.region,
        "addressLocality": address.locality,
        "streetAddress": address.street,
        "postalCode": address.postal_code,
    }
    return {"id": writing.fresh_id(f"address/{name}"), "type": ["Address"]} | {
        key: value for key, value in members.items() if value is not None
    }


def assurance(writing: Writing, item: QualityAssurance, steps: Steps) -> JsonObject:
    """One entry of quality assurance as an alignment, with its details as alignments inside it."""
    details = []
    if item.agency is not None:
        role = Role.AGENCY if item.agency.id else Role.AGENCY_NAME
        details.append(writing.alignment(role, url=item.agency.id or AGENCY_URL, name=item.agency.name))
    if item.decision is not None:
        details.append(writing.alignment(Role.DECISION, description=item.decision))
    if item.report is not None:
        details.append(writing.alignment(Role.REPORT, url=item.report))
    if item.valid_from is not None:
        details.append(writing.alignment(Role.FROM, code=item.valid_from.isoformat()))
    if item.valid_until is not None:
        details.append(writing.alignment(Role.UNTIL, code=item.valid_until.isoformat()))
    words, tagged = (
        (None, {}) if item.description is None else writing.text(item.description, (*steps, "description"))
    )
    return writing.alignment(
        Role.QUALITY_ASSURANCE,
        url=SCHEMES["accreditation"].uri if item.type is None else item.type.uri,
        name=None if item.type is None else item.type.label,
        description=words,
        code=item.kind.value,
        framework=item.framework,
        more=tagged,
        details=details,
    )
