"""The sixteen European standard elements to describe a micro-credential, as data.

Source: Council Recommendation of 16 June 2022 on a European approach to micro-credentials, 2022/C 243/02
(OJ C 243, 27.6.2022, p. 10), Annex I: eleven mandatory elements, five optional ones "where relevant".
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ELEMENTS", "ELEMENT_BY_ID", "SOURCE", "StandardElement"]

SOURCE = "Council Recommendation 2022/C 243/02, Annex I"
"""Where the elements come from, as reports cite it."""


@dataclass(frozen=True, slots=True)
class StandardElement:
    """One element of Annex I.

    Attributes:
        id: its name in reports, stable.
        number: `M1` to `M11` (mandatory) and `O1` to `O5` (optional), in the order of the Annex.
        mandatory: whether the Annex lists it among the mandatory elements.
        title: the Annex's words, shortened.
        explanation: what it is for, for somebody who sees it for the first time.
        mend_record: where a course, issuer or learner file supplies it.
        mend_document: which property of an Open Badges 3.0 credential supplies it.
        mend_edc: which property of a European Digital Credential supplies it.
    """

    id: str
    number: str
    mandatory: bool
    title: str
    explanation: str
    mend_record: str
    mend_document: str
    mend_edc: str


ELEMENTS: tuple[StandardElement, ...] = (
    StandardElement(
        id="learner",
        number="M1",
        mandatory=True,
        title="Identification of the learner",
        explanation="Who achieved it, so that a reader can tell whose credential it is.",
        mend_record="Give the learner a name (award.learner.full_name, a column of the learner file).",
        mend_document="Add to credentialSubject.identifier an IdentityObject: identityType name, "
        "hashed false.",
        mend_edc="Add credentialSubject.fullName, by language.",
    ),
    StandardElement(
        id="title",
        number="M2",
        mandatory=True,
        title="Title of the micro-credential",
        explanation="The name of what was achieved.",
        mend_record="Add course.title, by language: title: {en: ...}.",
        mend_document="Add credentialSubject.achievement.name, as plain text.",
        mend_edc="Add title to the achievement (credentialSubject.hasClaim), by language.",
    ),
    StandardElement(
        id="country",
        number="M3",
        mandatory=True,
        title="Country or region of the issuer",
        explanation="Where the issuer is, and so whose rules it works under.",
        mend_record="Add issuer.address.country (the same for each awarding body).",
        mend_document="Add issuer.address.addressCountryCode, two letters of ISO 3166-1, e.g. FI.",
        mend_edc="Add location.address.countryCode to the awarding body: a concept of "
        "http://publications.europa.eu/resource/authority/country.",
    ),
    StandardElement(
        id="awarding_body",
        number="M4",
        mandatory=True,
        title="Awarding body or bodies",
        explanation="Who stands behind the award; under a mandate this is not the one who signs.",
        mend_record="Add issuer.legal_name, and course.awarding_bodies where others than the issuer award.",
        mend_document="Write issuer as a Profile object with a name.",
        mend_edc="Add awardedBy.awardingBody to the achievement: an Organisation with a legalName.",
    ),
    StandardElement(
        id="date_of_issuing",
        number="M5",
        mandatory=True,
        title="Date of issuing",
        explanation="When the learner was awarded it.",
        mend_record="Give the award date (award.awarded, `mcissue issue --award-date`).",
        mend_document="Add awardedDate or validFrom, a time with its zone, e.g. 2026-06-15T00:00:00Z.",
        mend_edc="Add awardedBy.awardingDate to the achievement, a time with its zone; sealing adds issued.",
    ),
    StandardElement(
        id="learning_outcomes",
        number="M6",
        mandatory=True,
        title="Learning outcomes",
        explanation="What the learner knows, understands and can do: a list, one outcome after the other.",
        mend_record="Add course.learning_outcomes, one entry for each outcome: - title: {en: ...}.",
        mend_document="Add one credentialSubject.achievement.alignment for each outcome, with targetType "
        "ext:LearningOutcome, or with an ESCO skill as its targetUrl.",
        mend_edc="Add learningOutcome to the achievement's specifiedBy, one LearningOutcome with a"
        " title for each.",
    ),
    StandardElement(
        id="workload",
        number="M7",
        mandatory=True,
        title="Notional workload needed to achieve the learning outcomes (in ECTS, wherever possible)",
        explanation="How much work it takes, with its unit: credits of ECTS, or hours.",
        mend_record="Add course.workload with ects or hours.",
        mend_document="Name the unit: add a credentialSubject.achievement.alignment with targetUrl "
        "http://data.europa.eu/snb/education-credit/6fcec5c5af (ECTS) and the credits as targetCode.",
        mend_edc="Add creditPoint to the achievement's specifiedBy, with framework "
        "http://data.europa.eu/snb/education-credit/6fcec5c5af (ECTS) and point; or "
        "volumeOfLearning, e.g. PT60H.",
    ),
    StandardElement(
        id="level",
        number="M8",
        mandatory=True,
        title="Level (and cycle) of the learning experience (EQF, QF-EHEA), if applicable",
        explanation="How demanding it is, on the scale of a qualifications framework.",
        mend_record="Add course.level with eqf (1 to 8), nqf or cycle; or not_applicable: true.",
        mend_document="Add a credentialSubject.achievement.alignment to the EQF level, e.g. targetUrl "
        "http://data.europa.eu/snb/eqf/6 and targetCode 6.",
        mend_edc="Add eqfLevel to the achievement's specifiedBy, which must be a Qualification: a "
        "concept such as http://data.europa.eu/snb/eqf/6.",
    ),
    StandardElement(
        id="assessment_type",
        number="M9",
        mandatory=True,
        title="Type of assessment",
        explanation="How the outcomes were tested: written examination, portfolio, project work ...",
        mend_record="Add course.assessment.types, e.g. written examination.",
        mend_document="Add a credentialSubject.achievement.alignment to a concept of "
        "http://data.europa.eu/snb/assessment/25831c2.",
        mend_edc="Add provenBy.specifiedBy.dcType to the achievement: a concept of "
        "http://data.europa.eu/snb/assessment/25831c2.",
    ),
    StandardElement(
        id="participation_form",
        number="M10",
        mandatory=True,
        title="Form of participation in the learning activity",
        explanation="Whether learners came in person, took part online, or both.",
        mend_record="Add course.participation.modes, e.g. Presential, Online or Blended.",
        mend_document="Add a credentialSubject.achievement.alignment to a concept of "
        "http://data.europa.eu/snb/learning-assessment/25831c2.",
        mend_edc="Add mode to the achievement's specifiedBy: a concept of "
        "http://data.europa.eu/snb/learning-assessment/25831c2.",
    ),
    StandardElement(
        id="quality_assurance",
        number="M11",
        mandatory=True,
        title="Type of quality assurance used to underpin the micro-credential",
        explanation="Who vouches that the provider or the course is sound, and by which standards.",
        mend_record="Add course.quality_assurance (or issuer.quality_assurance): kind internal or external, "
        "with framework or agency.",
        mend_document="Add a credentialSubject.achievement.alignment to a concept of "
        "http://data.europa.eu/snb/accreditation/25831c2, with targetCode internal or external.",
        mend_edc="Add accreditation to the achievement's specifiedBy or to the awarding body: an "
        "Accreditation with dcType and accreditingAgent.",
    ),
    StandardElement(
        id="prerequisites",
        number="O1",
        mandatory=False,
        title="Prerequisites needed to enrol in the learning activity",
        explanation="What a learner had to bring along.",
        mend_record="Add course.prerequisites, by language.",
        mend_document="Add a credentialSubject.achievement.alignment with targetUrl "
        "http://data.europa.eu/snb/model/elm/entryRequirement and the text as targetDescription.",
        mend_edc="Add entryRequirement to the achievement's specifiedBy, a Note.",
    ),
    StandardElement(
        id="supervision",
        number="O2",
        mandatory=False,
        title="Supervision and identity verification during assessment",
        explanation="Whether somebody watched the assessment and checked who took it.",
        mend_record="Add course.assessment.supervision, one of the four options of the Annex.",
        mend_document="Add a credentialSubject.achievement.alignment to a concept of "
        "http://data.europa.eu/snb/supervision-verification/25831c2.",
        mend_edc="Add provenBy.idVerification to the achievement: a concept of "
        "http://data.europa.eu/snb/supervision-verification/25831c2.",
    ),
    StandardElement(
        id="grade",
        number="O3",
        mandatory=False,
        title="Grade achieved",
        explanation="How well the learner did.",
        mend_record="Give the learner's grade (award.grade.value, a column of the learner file).",
        mend_document="Add credentialSubject.result with a value.",
        mend_edc="Add provenBy.grade to the achievement, a Note.",
    ),
    StandardElement(
        id="stackability",
        number="O4",
        mandatory=False,
        title="Integration and stackability options",
        explanation="Whether it stands alone or counts towards something larger.",
        mend_record="Add course.stackability: description, part_of, has_part or builds_on.",
        mend_document="Add a credentialSubject.achievement.alignment with targetUrl "
        "http://data.europa.eu/snb/model/elm/isPartialQualification and the text as targetDescription.",
        mend_edc="Add isPartialQualification, isPartOf or hasPart to the achievement's specifiedBy.",
    ),
    StandardElement(
        id="further_information",
        number="O5",
        mandatory=False,
        title="Further information",
        explanation="Where to read more.",
        mend_record="Add course.further_information, by language, or course.homepage.",
        mend_document="Add credentialSubject.achievement.criteria.id, the address of the course page.",
        mend_edc="Add additionalNote, supplementaryDocument or homepage to the achievement's specifiedBy.",
    ),
)

#: The same by id.
ELEMENT_BY_ID: Mapping[str, StandardElement] = MappingProxyType({element.id: element for element in ELEMENTS})
