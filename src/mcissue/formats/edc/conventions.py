"""Where a European Digital Credential holds what the European Learning Model has no property for.

The model has homes for most of a record. What is left stands in notes, whose `subject` tells what they are
about, in identifiers, whose `schemeName` does, and in web resources, whose `dcType` does. No further JSON-LD
context is needed, the published shapes hold, and the Europass viewer shows the notes.
`docs/standards/elm.md` prints these tables for other implementers.

One table serves for writing, for reading and for `mcissue.annex`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.errors import RecordError
from mcissue.jsonld.urls import CREDENTIALS_V1, DATA_INTEGRITY_V2, EDC_AP
from mcissue.vocabulary import concept_by_uri, language_tag, resolve
from mcissue.words import best_tag

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mcissue.vocabulary import Concept

__all__ = [
    "ACCREDITATION_EVIDENCE",
    "AGENCY_WITHOUT_COUNTRY",
    "CERTIFICATE_NUMBER",
    "CONTEXTS",
    "COURSE_CODE",
    "COURSE_VERSION",
    "CYCLE_SCHEME",
    "ECTS",
    "EMAIL_HASH",
    "ESCO_SKILLS",
    "LABELS",
    "LEVEL_NOT_APPLICABLE",
    "MADE_IDS",
    "MANDATE_EVIDENCE",
    "NODE_ID",
    "OWN",
    "PROFILE_CONCEPTS",
    "PROFILE_SCHEMAS",
    "SHORT_LEARNING_PROGRAMME",
    "SIGNED_CONTEXTS",
    "STATUS_SCHEME",
    "EdcProfile",
    "Subject",
    "main_tag",
    "own_concept_id",
]

CONTEXTS: Final = (CREDENTIALS_V1, EDC_AP)
"""The contexts of a European Digital Credential (application profile 1.1)."""

SIGNED_CONTEXTS: Final = (*CONTEXTS, DATA_INTEGRITY_V2)
"""The contexts of one that carries our Ed25519 proof."""

_SNB = "http://data.europa.eu/snb/"
_PROFILE = f"{_SNB}model/ap/"


class EdcProfile(StrEnum):
    """The profiles that mcissue writes; each has its own shapes beyond the generic ones."""

    GENERIC = "generic"
    ACCREDITED = "accredited"
    ISSUED_BY_MANDATE = "issued_by_mandate"


PROFILE_CONCEPTS: Final[Mapping[EdcProfile, str]] = MappingProxyType(
    {
        EdcProfile.GENERIC: f"{_SNB}credential/e34929035b",
        EdcProfile.ACCREDITED: f"{_SNB}credential/6cf8e68c43",
        EdcProfile.ISSUED_BY_MANDATE: f"{_SNB}credential/c_9a31f32a",
    }
)
"""Profile -> its concept in the EU vocabulary of credentials (`credentialProfiles`)."""

PROFILE_SCHEMAS: Final[Mapping[EdcProfile, str]] = MappingProxyType(
    {
        EdcProfile.GENERIC: f"{_PROFILE}edc-generic-full",
        EdcProfile.ACCREDITED: f"{_PROFILE}edc-accredited",
        EdcProfile.ISSUED_BY_MANDATE: f"{_PROFILE}edc-issued-by-mandate",
    }
)
"""Profile -> the address of its shapes (`credentialSchema`)."""

ESCO_SKILLS: Final = "http://data.europa.eu/esco/skill/"
ECTS: Final = f"{_SNB}education-credit/6fcec5c5af"
SHORT_LEARNING_PROGRAMME: Final = f"{_SNB}learning-opportunity/74a4a268e8"
MANDATE_EVIDENCE: Final = f"{_SNB}evidence-type/c_18016257"
ACCREDITATION_EVIDENCE: Final = f"{_SNB}evidence-type/c_991b06c6"
CYCLE_SCHEME: Final = "https://www.ehea.info/page-qualification-frameworks"

AGENCY_WITHOUT_COUNTRY: Final = "http://publications.europa.eu/resource/authority/country/OP_DATPRO"
"""The EU's own entry for "provisional data": the model demands a country, and of an agency none is known."""

OWN: Final = "urn:mcissue:"
"""What our own concepts begin with: a private name, like the `urn:epass:` of the Commission's tools."""

# --- Notes --------------------------------------------------------------------------------------------------


class Subject(StrEnum):
    """What a note is about, or a web resource is: the last part of our own concepts."""

    CRITERIA = "criteria"
    PARTICIPATION = "participation"
    STACKABILITY = "stackability"
    BUILDS_ON = "builds-on"
    FURTHER_INFORMATION = "further-information"
    VALID_FOR = "valid-for"
    PRIOR_LEARNING = "prior-learning"
    EVIDENCE = "evidence"
    QUALITY_INTERNAL = "quality-assurance-internal"
    QUALITY_EXTERNAL = "quality-assurance-external"
    GRADE_NOT_STATED = "grade-not-stated"
    IMAGE = "image"
    LOGO = "logo"


LABELS: Final[Mapping[Subject, str]] = MappingProxyType(
    {
        Subject.CRITERIA: "Criteria",
        Subject.PARTICIPATION: "Form of participation",
        Subject.STACKABILITY: "Integration and stackability",
        Subject.BUILDS_ON: "Builds on",
        Subject.FURTHER_INFORMATION: "Further information",
        Subject.VALID_FOR: "Period of validity",
        Subject.PRIOR_LEARNING: "Recognition of prior learning",
        Subject.EVIDENCE: "Evidence",
        Subject.QUALITY_INTERNAL: "Internal quality assurance",
        Subject.QUALITY_EXTERNAL: "External quality assurance",
        Subject.GRADE_NOT_STATED: "No grade was given",
        Subject.IMAGE: "Picture",
        Subject.LOGO: "Logo",
    }
)
"""Subject -> what people read."""

LEVEL_NOT_APPLICABLE: Final = f"{OWN}level:not-applicable"
"""The concept in `educationLevel` that says: this offer stands outside any framework of levels."""


def own_concept_id(subject: Subject) -> str:
    """The concept that stands for a subject."""
    return f"{OWN}subject:{subject.value}"


# --- The main language --------------------------------------------------------------------------------------


def main_tag(primary: object, title: Collection[str]) -> str:
    """The tag of the language that a credential is written in; whoever reads it asks here.

    `primaryLanguage` is a concept, and knows no script and no region, which the tag of a record may have: so
    it is the first tag of the title that is one of that language.

    Args:
        primary: the address of the concept, if there is one.
        title: the languages of the title of what is claimed.
    """
    language = concept_by_uri(primary)
    if language is None or language.scheme != "language":
        return best_tag(title) if title else "en"
    return next((tag for tag in title if _is_of(tag, language)), language_tag(language) or "en")


def _is_of(tag: str, language: Concept) -> bool:
    try:
        return resolve("language", tag) == language
    except RecordError:
        return False


# --- Identifiers: values of `schemeName` --------------------------------------------------------------------

CERTIFICATE_NUMBER: Final = "Certificate number"
"""As in the Commission's samples."""

COURSE_CODE: Final = "Course code"
COURSE_VERSION: Final = "Course version"

STATUS_SCHEME: Final = "BitstringStatusListEntry"
"""Before a blank and the purpose: a place in a status list. `schemeId` is the list, `notation` the index."""

EMAIL_HASH: Final = "emailAddress"
"""`notation` is `sha256$` and the hash as in Open Badges 3.0, `schemeVersion` its salt."""

NODE_ID: Final = f"{OWN}id"
"""The id of the thing itself, where another node of the document has it already."""

MADE_IDS: Final = ("urn:uuid:", "urn:epass:", "_:")
"""How the names begin that writers give to nodes without an address of their own."""
