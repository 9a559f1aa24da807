"""Organisations: issuers, awarding bodies and quality assurance agencies."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from mcissue.record.base import Model
from mcissue.record.concepts import AccreditationType, Country
from mcissue.record.texts import Email, Iri, LanguageText, Text, WebAddress
from mcissue.vocabulary import ProviderType, QualityAssuranceKind

__all__ = [
    "Address",
    "Agency",
    "Identifier",
    "Organisation",
    "QualityAssurance",
]


class Identifier(Model):
    """An identifier that somebody gave to an organisation or a person.

    Attributes:
        scheme: whose numbering it is: `DEQAR`, `SCHAC`, `ETER`, `VAT`, `ROR`, `EBSI`, `registration`,
            `eIDAS`, `student_number` ...
        value: the identifier itself, as text (leading zeros count).
        country: the country whose register it stands in, for legal identifiers.
    """

    scheme: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
    value: Annotated[Text, StringConstraints(max_length=500)]
    country: Country | None = None


class Address(Model):
    """Where an organisation is.

    Attributes:
        country: element 3 of Annex I, country of the issuer.
        region: the region, where competence for education lies there.
    """

    country: Country
    region: Text | None = None
    locality: Text | None = None
    street: Text | None = None
    postal_code: Text | None = None


class Agency(Model):
    """The body that assures quality or accredits: `id` is its address in a register such as DEQAR."""

    name: Text
    id: Iri | None = None


class QualityAssurance(Model):
    """Type of quality assurance used to underpin the microcredential (Annex I, mandatory element 11).

    Attributes:
        kind: internal or external.
        type: what was judged (EU vocabulary `accreditation`): the institution or the programme.
        framework: the standards applied, e.g. `ESG`, `EQAVET`.
        agency: who judged.
        decision: the outcome in words, e.g. `positive`.
        report: the published report.
        valid_from: first day that the decision covers.
        valid_until: last day that the decision covers.
        description: the same in words for people.
    """

    kind: QualityAssuranceKind
    type: AccreditationType | None = None
    framework: Annotated[Text, StringConstraints(max_length=200)] | None = None
    agency: Agency | None = None
    decision: Annotated[Text, StringConstraints(max_length=200)] | None = None
    report: WebAddress | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    description: LanguageText | None = None

    @property
    def is_accreditation(self) -> bool:
        """Whether it says what was judged, and by which agency outside of the institution."""
        return (
            self.kind is QualityAssuranceKind.EXTERNAL and self.type is not None and self.agency is not None
        )


class Organisation(Model):
    """An institution: the issuer who signs, or an awarding body that stands behind the award.

    Attributes:
        id: its DID or web address; keys are bound to it.
        legal_name: its official name, by language.
        alternative_name: an acronym or everyday name.
        provider_type: what kind of provider it is.
        address: where it is; the country is element 3 of Annex I.
        identifiers: what registers call it.
        homepage: its web site.
        email: where to ask.
        phone: the same by voice, as people write it.
        logo: web address of a picture.
        quality_assurance: accreditation and the like of the institution as a whole.
    """

    id: Iri
    legal_name: LanguageText
    alternative_name: LanguageText | None = None
    provider_type: ProviderType | None = None
    address: Address | None = None
    identifiers: tuple[Identifier, ...] = ()
    homepage: WebAddress | None = None
    email: Email | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[+0-9][0-9 ()./-]{2,40}$")] | None = None
    logo: WebAddress | None = None
    quality_assurance: Annotated[tuple[QualityAssurance, ...], Field(max_length=50)] = ()
