"""Elements of a European Digital Credential about the offer: title, outcomes, teaching, assurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex.answers import EDC
from mcissue.annex.elm.document import ELM, EU_CONCEPT, LOCAL_CONCEPT, OWN_NOTE, TEXT, notes_of, subject_of
from mcissue.annex.wording import joined
from mcissue.errors import RecordError
from mcissue.formats.edc.conventions import Subject
from mcissue.vocabulary import SCHEMES, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcissue.annex.elm.document import Coded, Edc, ElmNode
    from mcissue.annex.result import Element

__all__ = [
    "assessment_type",
    "learning_outcomes",
    "participation_form",
    "prerequisites",
    "quality_assurance",
    "stackability",
    "supervision",
    "title",
]


def title(edc: Edc) -> Element:
    """M2: the title of what is claimed, else of what specifies it, else of the page that people see."""
    for holder in (edc.claim, edc.specification, edc.credential.one("displayParameter")):
        node = holder["title"]
        if node.words:
            return EDC.present("title", node.path, node.words, ELM)
    return EDC.missing("title")


def learning_outcomes(edc: Edc) -> Element:
    """M6: listed one by one, or summarized in the property that is made for that; a description is partly."""
    id_, specification = "learning_outcomes", edc.specification
    outcomes = [(node, _outcome(node)) for node in specification["learningOutcome"].objects()]
    if told := [(node, text) for node, text in outcomes if text]:
        return EDC.present(id_, told[0][0].path, joined(text for _, text in told), ELM)
    summary = specification.one("learningOutcomeSummary")
    if summary.note:
        return EDC.present(id_, summary.path, summary.note, TEXT)
    note = "There is text about the achievement, but the outcomes are not told as such."
    heading = title(edc).value
    criteria = [criterion["noteLiteral"] for criterion in edc.notes(Subject.CRITERIA)]
    for node in (*criteria, specification["description"], edc.claim["description"]):
        if node.words and node.words != heading:
            return EDC.partly(id_, node.path, node.words, TEXT, note=note)
    return EDC.missing(id_)


def _outcome(node: ElmNode) -> str:
    """Its title, else the skills that it is related to."""
    skills = (*node.coded("relatedESCOSkill", "esco_skill"), *node.coded("relatedSkill", "digcomp"))
    return node["title"].words or joined((skill.text for skill in skills), ", ")


def assessment_type(edc: Edc) -> Element:
    """M9: a type of the EU list, or words that describe it; a concept of another list hints at it."""
    id_ = "assessment_type"
    coded = _coded(id_, edc.assessment_specifications, "dcType", "assessment")
    if coded is not None and coded.state == "present":
        return coded
    for node in (one["description"] for one in edc.assessment_specifications):
        if node.words:
            return EDC.present(id_, node.path, node.words, TEXT)
    if coded is not None:
        return coded
    return _assessment_hint(edc) or EDC.missing(id_)


def _assessment_hint(edc: Edc) -> Element | None:
    """A title, a grading scheme or a grade shows that there was an assessment, but not of which type."""
    note = "An assessment is named, but its type is not said."
    grading = [one.one("gradingScheme") for one in edc.assessment_specifications]
    titles = [one["title"] for one in (*edc.assessments, *edc.assessment_specifications)]
    told = [node for node in (*titles, *(one["title"] for one in grading)) if node.words]
    if told:
        shown = joined(node.words for node in told)
        return EDC.partly("assessment_type", told[0].path, shown, TEXT, note=note)
    criteria = edc.notes(Subject.CRITERIA)
    if criteria:
        note = "There is text about what a learner has to do, but no type of assessment."
        return EDC.partly("assessment_type", criteria[0].path, criteria[0].note, OWN_NOTE, note=note)
    return None


def participation_form(edc: Edc) -> Element:
    """M10: a mode of the EU list of the offer or of an activity, or words; the setting only hints at it."""
    id_ = "participation_form"
    homes = (edc.specification, *(one for node in edc.activities for one in node["specifiedBy"].objects()))
    coded = _coded(id_, homes, "mode", "mode")
    if coded is not None and coded.state == "present":
        return coded
    if notes := edc.notes(Subject.PARTICIPATION):
        return EDC.present(id_, notes[0].path, joined(note.note for note in notes), OWN_NOTE)
    if coded is not None:
        return coded
    for setting in edc.specification.coded("learningSetting", "learning_setting"):
        note = "Formal or non-formal is said, but not how learners take part."
        return EDC.partly(id_, setting.node.path, setting.text, EU_CONCEPT, note=note)
    return EDC.missing(id_)


def quality_assurance(edc: Edc) -> Element:
    """M11: of the offer, of an institution behind it, or as evidence; a mandate assures nothing."""
    homes = (edc.specification, *edc.bodies, edc.issuer, *edc.credential["evidence"].objects())
    for home in homes:
        found = [(node, _accreditation(node)) for node in home["accreditation"].objects()]
        if told := [(node, text) for node, text in found if text]:
            shown = joined(text for _, text in told)
            return EDC.present("quality_assurance", told[0][0].path, shown, ELM)
    for home in (*homes, edc.claim):
        notes = [(note, kind) for note in notes_of(home) if (kind := _kind_of_assurance(note))]
        if notes:
            shown = joined(f"{kind}, {note.note}" for note, kind in notes)
            return EDC.present("quality_assurance", notes[0][0].path, shown, OWN_NOTE)
    for home in homes:
        for node in home["accreditation"].entries():
            if node.text:
                note = "An accreditation is given by its address only."
                return EDC.partly("quality_assurance", node.path, node.text, ELM, note=note)
    return EDC.missing("quality_assurance")


def _kind_of_assurance(note: ElmNode) -> str:
    subject = subject_of(note)
    if subject is Subject.QUALITY_INTERNAL:
        return "internal"
    return "external" if subject is Subject.QUALITY_EXTERNAL else ""


def _accreditation(node: ElmNode) -> str:
    """`Institutional Quality Assurance, ESG review, by UKÄ`."""
    kinds = [kind.text for kind in node.coded("dcType", "accreditation")]
    agents = node["accreditingAgent"].objects()
    by = joined((agent["legalName"].words or agent["altLabel"].words for agent in agents), ", ")
    return joined([*kinds, node["title"].words, f"by {by}" if by else ""], ", ")


def prerequisites(edc: Edc) -> Element:
    """O1: only under its own name; each of several, in an order that no array gives."""
    notes = sorted(
        (note for note in edc.specification["entryRequirement"].objects() if note.note),
        key=lambda note: note.note,
    )
    if notes:
        return EDC.present("prerequisites", notes[0].path, joined(note.note for note in notes), ELM)
    return EDC.missing("prerequisites")


def supervision(edc: Edc) -> Element:
    """O2: one of the four options of the EU list, for this award or for the offer."""
    found = [
        _coded("supervision", homes, "idVerification", "supervision")
        for homes in (edc.assessments, edc.assessment_specifications)
    ]
    return next((element for element in found if element is not None), EDC.missing("supervision"))


def stackability(edc: Edc) -> Element:
    """O4: what it is part of, consists of or builds on, whether it stands alone, or words about that."""
    id_, specification = "stackability", edc.specification
    told: list[tuple[ElmNode, str]] = [(note, note.note) for note in edc.notes(Subject.STACKABILITY)]
    for holder in (specification, edc.claim):
        for name, words in (("isPartOf", "part of"), ("hasPart", "has part")):
            told += [(node, f"{words} {_named(node)}") for node in holder[name].objects() if _named(node)]
    told += [(note, f"builds on {note.note}") for note in edc.notes(Subject.BUILDS_ON)]
    if told:
        convention = ELM if subject_of(told[0][0]) is None else OWN_NOTE
        return EDC.present(id_, told[0][0].path, joined(text for _, text in told), convention)
    partial = specification["isPartialQualification"]
    if isinstance(partial.value, bool):
        shown = "part of a larger qualification" if partial.value else "stands alone"
        return EDC.present(id_, partial.path, shown, ELM)
    return EDC.missing(id_)


def _named(node: ElmNode) -> str:
    return node["title"].words or node.iri


def _coded(id_: str, homes: Iterable[ElmNode], name: str, scheme: str) -> Element | None:
    """The element as concepts give it: present by those of the EU list, partly by others; None by none."""
    found = [coded for home in homes for coded in home.coded(name, scheme)]
    listed = [coded for coded in found if coded.listed]
    if listed:
        return EDC.present(id_, listed[0].node.path, joined((one.text for one in listed), ", "), EU_CONCEPT)
    if not found:
        return None
    note, mend = _unlisted(found, scheme)
    shown = joined((one.text for one in found), ", ")
    return EDC.partly(id_, found[0].node.path, shown, LOCAL_CONCEPT, note=note, mend=mend)


def _unlisted(found: Sequence[Coded], scheme: str) -> tuple[str, str]:
    """Why a concept does not count, and how to mend it: often the EU's list has one of the same name."""
    listed = f"the EU's list ({SCHEMES[scheme].uri})"
    if found[0].node.iri.startswith(SCHEMES[scheme].prefix):
        return f"The concept is not in {listed}.", ""
    note = f"The concept is of the document's own making, not of {listed}."
    try:
        same = resolve(scheme, found[0].text)
    except RecordError:
        return note, ""
    return note, f"Use the EU's concept of that name, {same.uri}."
