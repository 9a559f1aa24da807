"""The European standard elements: what is present, where, what is missing, how to mend it.

The sixteen elements of Annex I are data here; one function finds them in a record or in anybody's
document. Course check, issuing and the verifier all ask this room.
"""

from __future__ import annotations

from mcissue.annex.documents import elements_of_document, elements_or_reason, why_no_achievement
from mcissue.annex.elements import ELEMENT_BY_ID, ELEMENTS, SOURCE, StandardElement
from mcissue.annex.records import elements_of_course, elements_of_record
from mcissue.annex.result import AT_ISSUING, Element, State, is_complete, missing_mandatory

__all__ = [
    "AT_ISSUING",
    "ELEMENTS",
    "ELEMENT_BY_ID",
    "SOURCE",
    "Element",
    "StandardElement",
    "State",
    "elements_of_course",
    "elements_of_document",
    "elements_of_record",
    "elements_or_reason",
    "is_complete",
    "missing_mandatory",
    "why_no_achievement",
]
