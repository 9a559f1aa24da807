"""The types of coded fields: each takes a label, code or URI of one EU vocabulary and holds a `Concept`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mcissue.record.base import coded
from mcissue.vocabulary import Concept

__all__ = [
    "AccreditationType",
    "AssessmentType",
    "Country",
    "EqfLevel",
    "FieldOfStudy",
    "Language",
    "LearningSetting",
    "ModeOfParticipation",
    "NationalLevel",
    "Supervision",
]

if TYPE_CHECKING:
    # For a type checker each of them is a Concept; the vocabulary it must come from is a rule of the model.
    AccreditationType: TypeAlias = Concept
    AssessmentType: TypeAlias = Concept
    Country: TypeAlias = Concept
    EqfLevel: TypeAlias = Concept
    FieldOfStudy: TypeAlias = Concept
    Language: TypeAlias = Concept
    LearningSetting: TypeAlias = Concept
    ModeOfParticipation: TypeAlias = Concept
    NationalLevel: TypeAlias = Concept
    Supervision: TypeAlias = Concept
else:
    AccreditationType = coded("accreditation")
    AssessmentType = coded("assessment")
    Country = coded("country")
    EqfLevel = coded("eqf")
    FieldOfStudy = coded("isced_f")
    Language = coded("language")
    LearningSetting = coded("learning_setting")
    ModeOfParticipation = coded("mode")
    NationalLevel = coded("nqf")
    Supervision = coded("supervision")
