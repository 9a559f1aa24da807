"""Where Open Badges 3.0 holds what it has no home for: the role of an alignment, by where it points.

Open Badges 3.0 has no property for a level, an assessment type or the quality assurance behind an
achievement. An `Alignment` may point anywhere, so each of them becomes an alignment to the address that the
European Learning Model uses for the same thing. The addresses are disjoint: they alone tell the role, no
further JSON-LD context is needed, and software that knows nothing of this table still shows a readable
alignment. `docs/standards/open-badges-3.md` prints the table for other implementers.

One table serves for writing, for reading and for `mcissue.annex`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.vocabulary import SCHEMES, Cycle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = [
    "AGENCY_URL",
    "ALTERNATIVE_NAME",
    "CONVENTIONS",
    "CYCLE_URLS",
    "DATE_OF_BIRTH",
    "ECTS_URL",
    "EQF_FRAMEWORK",
    "FAMILY_NAME",
    "GIVEN_NAME",
    "IDENTIFIER_TYPES",
    "LEVEL_NOT_APPLICABLE",
    "PROVIDER_TYPE",
    "QF_EHEA",
    "Convention",
    "Role",
    "hours_in",
    "hours_text",
    "identifier_type",
    "plain_url",
    "role_of",
    "scheme_of_identifier_type",
]

_ELM = "http://data.europa.eu/snb/model/elm/"
_EU_SECURE = ("https://data.europa.eu/", "https://publications.europa.eu/")

EQF_FRAMEWORK: Final = "European Qualifications Framework"
QF_EHEA: Final = "QF-EHEA"

ECTS_URL: Final = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
"""The European Credit Transfer System, in the EU vocabulary of credit systems."""

LEVEL_NOT_APPLICABLE: Final = "not-applicable"
"""The `targetCode` that says: this offer stands outside any framework of levels."""

AGENCY_URL: Final = f"{_ELM}accreditingAgent"
"""Where the alignment of an agency points that has a name but no address."""

_CYCLE_PAGE = "https://www.ehea.info/page-qualification-frameworks"

CYCLE_URLS: Final[Mapping[Cycle, str]] = MappingProxyType(
    {cycle: f"{_CYCLE_PAGE}#{cycle.value}-cycle" for cycle in Cycle}
)
"""The page of the European Higher Education Area that describes each cycle."""


class Role(StrEnum):
    """What an alignment says."""

    EQF_LEVEL = "eqf_level"
    LEVEL_NOT_APPLICABLE = "level_not_applicable"
    NQF_LEVEL = "nqf_level"
    CYCLE = "cycle"
    ECTS = "ects"
    HOURS = "hours"
    FIELD = "field"
    LANGUAGE = "language"
    LEARNING_OUTCOME = "learning_outcome"
    SKILL = "skill"
    ASSESSMENT_TYPE = "assessment_type"
    ASSESSMENT_DESCRIPTION = "assessment_description"
    GRADING = "grading"
    SUPERVISION = "supervision"
    MODE = "mode"
    LEARNING_SETTING = "learning_setting"
    PARTICIPATION_DESCRIPTION = "participation_description"
    QUALITY_ASSURANCE = "quality_assurance"
    PREREQUISITES = "prerequisites"
    STACKABILITY = "stackability"
    PART_OF = "part_of"
    HAS_PART = "has_part"
    BUILDS_ON = "builds_on"
    FURTHER_INFORMATION = "further_information"
    AWARDING_BODY = "awarding_body"
    MANDATE = "mandate"
    VALID_FOR = "valid_for"
    PRIOR_LEARNING = "prior_learning"
    # Details of an alignment, inside it:
    AGENCY = "agency"
    AGENCY_NAME = "agency_name"
    DECISION = "decision"
    REPORT = "report"
    DOCUMENT = "document"
    FROM = "from"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Convention:
    """One row of the table: how one role is written, and so how it is known.

    Attributes:
        role: what the alignment says.
        field: where the record holds it, e.g. `course.level.eqf`.
        url: the whole `targetUrl`; empty where it differs from one alignment to the next.
        scheme: the EU vocabulary (a key of `mcissue.vocabulary.SCHEMES`) whose concepts `targetUrl`
            may name, if it names one.
        target_type: `targetType`, where the address alone does not tell the role.
        name: `targetName`, where the thing has no name of its own.
        framework: `targetFramework`.
    """

    role: Role
    field: str
    url: str = ""
    scheme: str | None = None
    target_type: str | None = None
    name: str = ""
    framework: str | None = None


def _coded(role: Role, field: str, scheme: str, framework: str | None = None) -> Convention:
    return Convention(role, field, scheme=scheme, framework=framework or SCHEMES[scheme].title)


def _text(role: Role, field: str, url: str, name: str) -> Convention:
    return Convention(role, field, url=url, name=name)


def _linked(role: Role, field: str, target_type: str, name: str = "") -> Convention:
    return Convention(role, field, target_type=f"ext:{target_type}", name=name)


_TABLE = (
    _coded(Role.EQF_LEVEL, "course.level.eqf", "eqf", EQF_FRAMEWORK),
    Convention(
        Role.LEVEL_NOT_APPLICABLE,
        "course.level.not_applicable",
        url=SCHEMES["eqf"].uri,
        name="Outside any framework of levels",
        framework=EQF_FRAMEWORK,
    ),
    _coded(Role.NQF_LEVEL, "course.level.nqf", "nqf"),
    Convention(Role.CYCLE, "course.level.cycle", framework=QF_EHEA),
    Convention(
        Role.ECTS,
        "course.workload.ects",
        url=ECTS_URL,
        name="European Credit Transfer System",
        framework="ECTS",
    ),
    _text(Role.HOURS, "course.workload.hours", f"{_ELM}volumeOfLearning", "Workload in hours"),
    _coded(Role.FIELD, "course.fields", "isced_f", "ISCED-F 2013"),
    _coded(Role.LANGUAGE, "course.languages", "language", "Languages of instruction"),
    _linked(Role.LEARNING_OUTCOME, "course.learning_outcomes", "LearningOutcome"),
    _linked(Role.SKILL, "course.learning_outcomes.skills", "Skill"),
    _coded(Role.ASSESSMENT_TYPE, "course.assessment.types", "assessment"),
    _text(
        Role.ASSESSMENT_DESCRIPTION, "course.assessment.description", SCHEMES["assessment"].uri, "Assessment"
    ),
    _text(Role.GRADING, "course.assessment.grading", f"{_ELM}gradingScheme", "Grading scheme"),
    _coded(Role.SUPERVISION, "course.assessment.supervision", "supervision"),
    _coded(Role.MODE, "course.participation.modes", "mode", "Forms of participation"),
    _coded(Role.LEARNING_SETTING, "course.participation.setting", "learning_setting"),
    _text(
        Role.PARTICIPATION_DESCRIPTION,
        "course.participation.description",
        SCHEMES["mode"].uri,
        "Form of participation",
    ),
    Convention(
        Role.QUALITY_ASSURANCE, "course.quality_assurance", scheme="accreditation", name="Quality assurance"
    ),
    _text(Role.PREREQUISITES, "course.prerequisites", f"{_ELM}entryRequirement", "Prerequisites"),
    _text(
        Role.STACKABILITY,
        "course.stackability.description",
        f"{_ELM}isPartialQualification",
        "Integration and stackability",
    ),
    _linked(Role.PART_OF, "course.stackability.part_of", "isPartOf"),
    _linked(Role.HAS_PART, "course.stackability.has_part", "hasPart"),
    _linked(Role.BUILDS_ON, "course.stackability.builds_on", "buildsOn"),
    _text(
        Role.FURTHER_INFORMATION,
        "course.further_information",
        f"{_ELM}additionalNote",
        "Further information",
    ),
    _linked(Role.AWARDING_BODY, "course.awarding_bodies", "AwardingBody"),
    _text(Role.MANDATE, "course.mandate", "http://data.europa.eu/snb/evidence-type/c_18016257", "Mandate"),
    _text(
        Role.VALID_FOR,
        "course.valid_for",
        "https://www.w3.org/2018/credentials#validUntil",
        "Period of validity",
    ),
    _text(
        Role.PRIOR_LEARNING,
        "award.recognised_prior_learning",
        f"{_ELM}provenBy",
        "Recognition of prior learning",
    ),
    _linked(Role.AGENCY, "quality_assurance.agency", "Agency"),
    _linked(Role.AGENCY_NAME, "quality_assurance.agency", "AgencyName"),
    _text(Role.DECISION, "quality_assurance.decision", f"{_ELM}decision", "Decision"),
    _linked(Role.REPORT, "quality_assurance.report", "Report", "Report"),
    _linked(Role.DOCUMENT, "mandate.document", "Document", "Document"),
    _text(Role.FROM, "quality_assurance.valid_from", "http://purl.org/dc/terms/issued", "From"),
    _text(Role.UNTIL, "quality_assurance.valid_until", f"{_ELM}expiryDate", "Until"),
)

CONVENTIONS: Final[Mapping[Role, Convention]] = MappingProxyType({row.role: row for row in _TABLE})
"""Role -> how it is written, in the order in which an achievement lists its alignments."""

_BY_TYPE = MappingProxyType({row.target_type: row.role for row in _TABLE if row.target_type})
_BY_URL = MappingProxyType(
    {row.url: row.role for row in _TABLE if row.url}
    | {SCHEMES["accreditation"].uri: Role.QUALITY_ASSURANCE}
    | dict.fromkeys(CYCLE_URLS.values(), Role.CYCLE)
)
_BY_PREFIX = MappingProxyType(
    {SCHEMES[row.scheme].prefix: row.role for row in _TABLE if row.scheme}
    | {SCHEMES[scheme].prefix: Role.SKILL for scheme in ("esco_skill", "digcomp")}
)


def role_of(alignment: JsonObject | Mapping[str, JsonValue]) -> Role | None:
    """What an alignment says; None if it says nothing that this table knows.

    `targetType` goes first, then the whole `targetUrl`, then its beginning. The EU's addresses are written
    with http; https is read alike, since people correct it.

    Args:
        alignment: an object of an `alignment` array; whatever its members hold, nothing is raised.
    """
    target_type = alignment.get("targetType")
    if isinstance(target_type, str) and target_type in _BY_TYPE:
        return _BY_TYPE[target_type]
    url = alignment.get("targetUrl")
    if not isinstance(url, str):
        return None
    url = plain_url(url)
    if url in _BY_URL:
        return _BY_URL[url]
    head, slash, segment = url.rpartition("/")
    return _BY_PREFIX.get(head + slash) if segment else None


def plain_url(url: str) -> str:
    """An address of the EU's vocabularies as they are published: with http, although https is served too."""
    return f"http{url[5:]}" if url.startswith(_EU_SECURE) else url


# --- Durations ----------------------------------------------------------------------------------------------

_DURATION = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?", re.ASCII)
_HOURS_OF_A_DAY = 24
_MINUTES = 60
_SECONDS = 3600


def hours_text(hours: Decimal) -> str:
    """Hours as an ISO 8601 duration: `PT135H`, `PT2H30M`, `PT36S` for 0.01.

    Args:
        hours: a positive number with two decimals at most, so that whole seconds always suffice.
    """
    whole, seconds = divmod(int(hours * _SECONDS), _SECONDS)
    minutes, seconds = divmod(seconds, _MINUTES)
    parts = ((whole, "H"), (minutes, "M"), (seconds, "S"))
    return "PT" + "".join(f"{count}{unit}" for count, unit in parts if count)


def hours_in(text: str) -> Decimal | None:
    """The hours of an ISO 8601 duration of days, hours, minutes and seconds; None if it is none.

    A day is 24 hours, as everywhere outside of study plans; months and years have no number of hours.
    """
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (Decimal(group or 0) for group in found.groups())
    return days * _HOURS_OF_A_DAY + hours + (minutes * _MINUTES + seconds) / _SECONDS


# --- Identifiers --------------------------------------------------------------------------------------------

IDENTIFIER_TYPES: Final = frozenset(
    {
        "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress",
        "nationalIdentityNumber", "isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId",
        "ltiContextId", "ltiDeploymentId", "ltiToolId", "ltiPlatformId", "ltiUserId", "identifier",
    }
)  # fmt: skip
"""What Open Badges 3.0 names itself (IdentifierTypeEnum); every other kind begins with `ext:`."""

PROVIDER_TYPE: Final = "ext:providerType"
ALTERNATIVE_NAME: Final = "ext:alternativeName"
GIVEN_NAME: Final = "ext:givenName"
FAMILY_NAME: Final = "ext:familyName"
DATE_OF_BIRTH: Final = "ext:dateOfBirth"

_EXTENSION = "ext:"
_TAKEN = frozenset({"providerType", "alternativeName", "givenName", "familyName", "dateOfBirth"})
# These two mean the learner's own name and e-mail wherever they stand, not somebody's numbering.
_SPECIAL = frozenset({"name", "emailAddress"})
# The one character that the published schemas' pattern for `ext:` allows and a scheme cannot have.
_DETAIL = "|"


def identifier_type(scheme: str, detail: str | None = None) -> str:
    """How the numbering of an identifier is written in `identifierType` and `identityType`.

    Args:
        scheme: `mcissue.record.Identifier.scheme`, e.g. `DEQAR`.
        detail: the country of the register (`FI`), or the language of a name.

    Returns:
        `ext:DEQAR`, `ext:VAT|FI`; a kind that Open Badges itself names stays as it is. A scheme whose name
        this table uses for something else gets a low line at its end.
    """
    if scheme in IDENTIFIER_TYPES - _SPECIAL and detail is None:
        return scheme
    if scheme.rstrip("_") in _TAKEN:
        scheme += "_"
    return f"{_EXTENSION}{scheme}" + (f"{_DETAIL}{detail}" if detail else "")


def scheme_of_identifier_type(text: str) -> tuple[str, str | None]:
    """The scheme and the country (or language) that `identifier_type` wrote, or that others wrote alike.

    `scheme_of_identifier_type("ext:VAT|FI") == ("VAT", "FI")`.
    """
    scheme, _, detail = text.removeprefix(_EXTENSION).partition(_DETAIL)
    if scheme.rstrip("_") in _TAKEN and scheme not in _TAKEN:
        scheme = scheme[:-1]
    return scheme, detail or None
