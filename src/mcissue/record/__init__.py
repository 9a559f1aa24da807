"""What a microcredential is, in the words of Council Recommendation 2022/C 243/02, Annex I.

Course (the offer), issuer and awarding bodies, learner, award (one learner's achievement) and the
record that joins them live here, with the EU vocabularies that their coded values come from. Nothing
here knows JSON-LD, keys or files other than the YAML that people write.
"""

from __future__ import annotations

from mcissue.record.award import Award, Evidence, Grade, Learner, Record
from mcissue.record.course import (
    Assessment,
    Course,
    CourseReference,
    LearningOutcome,
    Level,
    Mandate,
    Participation,
    Skill,
    Stackability,
    Workload,
)
from mcissue.record.organisation import (
    Address,
    Agency,
    Identifier,
    Organisation,
    QualityAssurance,
)
from mcissue.record.texts import LanguageText
from mcissue.vocabulary import Concept, Cycle, ProviderType, QualityAssuranceKind

__all__ = [
    "Address",
    "Agency",
    "Assessment",
    "Award",
    "Concept",
    "Course",
    "CourseReference",
    "Cycle",
    "Evidence",
    "Grade",
    "Identifier",
    "LanguageText",
    "Learner",
    "LearningOutcome",
    "Level",
    "Mandate",
    "Organisation",
    "Participation",
    "ProviderType",
    "QualityAssurance",
    "QualityAssuranceKind",
    "Record",
    "Skill",
    "Stackability",
    "Workload",
]
