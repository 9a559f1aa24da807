"""Elements of an Open Badges document that belong to the offer: title, outcomes, teaching, assurance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex.answers import DOCUMENT
from mcissue.annex.open_badges.badge import (
    ALIGNMENT,
    EU_CONCEPT,
    NOT_MAPPED,
    OPEN_BADGES,
    TEXT,
    role_in,
    said,
    spoken,
)
from mcissue.annex.wording import joined
from mcissue.formats.conventions import CONVENTIONS, Role
from mcissue.formats.open_badges.narrative import criteria_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.annex.open_badges.badge import Badge
    from mcissue.annex.reading import Node
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

EDUBADGES = "edubadges"
"""Convention of the Dutch edubadges: properties of their own beside those of Open Badges."""

IMS_EXTENSION = "1edtech extension"
"""Convention of the assessment and issuer accreditation extensions of 1EdTech, v2p0."""

COMPETENCY_TYPES = frozenset({"ceasn:Competency", "CFItem"})
"""The values of `targetType` (Open Badges 3.0, AlignmentTargetType) that point at a competency: an ability,
not a credential, a rubric, or whatever CTDL describes."""

EDUBADGES_QUALITY_ASSURANCE = "ext:QualityAssurance"


def title(badge: Badge) -> Element:
    """M2: the name of the achievement, else that of the credential."""
    names = (badge.achievement["name"], badge.credential["name"])
    for node in names:
        if node.text:
            return DOCUMENT.present("title", node.path, node.text, OPEN_BADGES)
    for node in names:
        if node.language_map:
            return DOCUMENT.partly("title", node.path, node.language_map, OPEN_BADGES, note=NOT_MAPPED)
    return DOCUMENT.missing("title")


def learning_outcomes(badge: Badge) -> Element:
    """M6: present if outcomes are listed one by one, as our alignments, skills or competencies.

    Criteria and descriptions may well tell the outcomes, but no program and no hurried reader can say which
    of their sentences do; a text alone is partly, however good it is.
    """
    outcomes = [node for node in badge.of(Role.LEARNING_OUTCOME) if node["targetName"].text]
    if outcomes:
        return _listed("learning_outcomes", outcomes, ALIGNMENT)
    skills = [node for node in badge.of(Role.SKILL) if spoken(node)]
    if skills:
        return _listed("learning_outcomes", skills, EU_CONCEPT)
    competencies = [
        node
        for node in badge.unknown
        if node["targetType"].text in COMPETENCY_TYPES and node["targetName"].text
    ]
    if competencies:
        return _listed("learning_outcomes", competencies, OPEN_BADGES)
    note = "There is text about the achievement, but the outcomes are not listed one by one."
    for node in (badge.achievement["criteria"]["narrative"], badge.achievement["description"]):
        words = node.text or node.language_map
        if words and words != badge.achievement["name"].text:
            return DOCUMENT.partly("learning_outcomes", node.path, words, TEXT, note=note)
    return DOCUMENT.missing("learning_outcomes")


def assessment_type(badge: Badge) -> Element:
    """M9: a type of the EU list, or words under that name; results and criteria only hint at it."""
    id_ = "assessment_type"
    return (
        _coded(id_, badge.of(Role.ASSESSMENT_TYPE))
        or _worded(id_, badge.of(Role.ASSESSMENT_DESCRIPTION))
        or _property(id_, badge.achievement["assessmentType"], EDUBADGES)
        or _assessment_extension(badge)
        or _result_hint(badge)
        or _criteria_hint(badge)
        or DOCUMENT.missing(id_)
    )


def _assessment_extension(badge: Badge) -> Element | None:
    """1EdTech assessment extension v2p0: a result description that says its `assessmentType`."""
    for node in badge.achievement["resultDescription"].objects():
        if found := _property("assessment_type", node["assessmentType"], IMS_EXTENSION):
            return found
    return None


def _result_hint(badge: Badge) -> Element | None:
    hints = [*badge.of(Role.GRADING), *badge.achievement["resultDescription"].objects()]
    shown = joined(said(node) or node["name"].text for node in hints)
    if not shown:
        return None
    note = "How the result is expressed is said, but not how it was assessed."
    return DOCUMENT.partly("assessment_type", hints[0].path, shown, TEXT, note=note)


def _criteria_hint(badge: Badge) -> Element | None:
    """What the criteria say beside the list of outcomes that our own narratives end with."""
    criteria, name = badge.achievement["criteria"], badge.achievement["name"].text
    narrative = criteria["narrative"]
    outcomes = [
        node["targetDescription"].text or node["targetName"].text for node in badge.of(Role.LEARNING_OUTCOME)
    ]
    page = criteria["id"].exists
    words = criteria_in(narrative.text, outcomes, title=name, page=page) or narrative.language_map
    if not words or words == name:
        return None
    note = "There is text about what a learner has to do, but no type of assessment."
    return DOCUMENT.partly("assessment_type", narrative.path, words, TEXT, note=note)


def participation_form(badge: Badge) -> Element:
    """M10: a mode of the EU list, words under that name, or the edubadges property."""
    id_ = "participation_form"
    return (
        _coded(id_, badge.of(Role.MODE))
        or _worded(id_, badge.of(Role.PARTICIPATION_DESCRIPTION))
        or _property(id_, badge.achievement["participationType"], EDUBADGES)
        or _setting_hint(badge)
        or DOCUMENT.missing(id_)
    )


def _setting_hint(badge: Badge) -> Element | None:
    settings = badge.of(Role.LEARNING_SETTING)
    shown = joined(spoken(node) for node in settings)
    if not shown:
        return None
    note = "Formal or non-formal is said, but not how learners take part."
    return DOCUMENT.partly("participation_form", settings[0].path, shown, EU_CONCEPT, note=note)


def quality_assurance(badge: Badge) -> Element:
    """M11: stated for the achievement or an institution behind it; an endorsement alone is partly.

    An endorsement shows that somebody else vouches for it, and may be one by a quality assurance agency; the
    "type of quality assurance" it does not tell, and its own proof is not checked here.
    """
    return (
        _assurance(badge)
        or _accreditation(badge)
        or _endorsement(badge)
        or DOCUMENT.missing("quality_assurance")
    )


def _assurance(badge: Badge) -> Element | None:
    for assurances in (badge.of(Role.QUALITY_ASSURANCE), *map(_assurances_of, _institutions(badge))):
        if shown := joined(_assurance_text(node) for node in assurances):
            return DOCUMENT.present("quality_assurance", assurances[0].path, shown, ALIGNMENT)
    labels = [
        node
        for node in badge.unknown
        if node["targetType"].text == EDUBADGES_QUALITY_ASSURANCE and said(node)
    ]
    return _listed("quality_assurance", labels, EDUBADGES) if labels else None


def _accreditation(badge: Badge) -> Element | None:
    """1EdTech issuer accreditation extension v2p0: `accreditations` of the issuer."""
    node = badge.issuer["accreditations"]
    accreditations = [entry for entry in node.entries() if entry.exists]
    if not accreditations:
        return None
    shown = joined(_accreditation_text(entry) for entry in accreditations) or "accreditation of the issuer"
    return DOCUMENT.present("quality_assurance", node.path, shown, IMS_EXTENSION)


def _endorsement(badge: Badge) -> Element | None:
    for holder in (badge.issuer, badge.achievement, badge.credential):
        for name in ("endorsement", "endorsementJwt"):
            endorsements = [entry for entry in holder[name].entries() if entry.exists]
            if endorsements:
                by = joined(e["issuer"]["name"].text or e["issuer"]["id"].text for e in endorsements)
                note = "Somebody endorses it, but the type of quality assurance is not said."
                shown = f"endorsed by {by}" if by else "endorsed"
                return DOCUMENT.partly("quality_assurance", holder[name].path, shown, OPEN_BADGES, note=note)
    return None


def prerequisites(badge: Badge) -> Element:
    """O1: only under its own name; a mention in the criteria cannot be told from the rest of them."""
    found = _worded("prerequisites", badge.of(Role.PREREQUISITES))
    return found or DOCUMENT.missing("prerequisites")


def supervision(badge: Badge) -> Element:
    """O2: one of the four options of the EU list, for this award or for the offer; or edubadges' own."""
    return (
        _coded("supervision", badge.of_result(Role.SUPERVISION))
        or _coded("supervision", badge.of(Role.SUPERVISION))
        or _edubadges_supervision(badge)
        or _identity_hint(badge)
        or DOCUMENT.missing("supervision")
    )


def _edubadges_supervision(badge: Badge) -> Element | None:
    """`supervisionType` tells of the identity too; `identityChecked` beside it must not say otherwise."""
    node, checked = badge.achievement["supervisionType"], badge.achievement["identityChecked"].value
    if not node.text:
        return None
    denied = "no identity verification" in node.text
    affirmed = not denied and "identity verification" in node.text
    if (denied and checked is True) or (affirmed and checked is False):
        note = "identityChecked says otherwise of the identity."
        return DOCUMENT.partly("supervision", node.path, node.text, EDUBADGES, note=note)
    identity = {True: ", identity verified", False: ", identity not verified"}
    more = "" if denied or affirmed or not isinstance(checked, bool) else identity[checked]
    return DOCUMENT.present("supervision", node.path, node.text + more, EDUBADGES)


def _identity_hint(badge: Badge) -> Element | None:
    identity = badge.achievement["identityChecked"]
    if not isinstance(identity.value, bool):
        return None
    note = "Whether the identity was verified is said, but not whether the assessment was supervised."
    shown = "identity verified" if identity.value else "identity not verified"
    return DOCUMENT.partly("supervision", identity.path, shown, EDUBADGES, note=note)


def stackability(badge: Badge) -> Element:
    """O4: our alignments; related achievements are partly, unless they are editions in other languages."""
    words = {
        Role.STACKABILITY: "",
        Role.PART_OF: "part of ",
        Role.HAS_PART: "has part ",
        Role.BUILDS_ON: "builds on ",
    }
    stated = [
        (node, prefix + (node["targetName"].text if prefix else said(node)))
        for role, prefix in words.items()
        for node in badge.of(role)
    ]
    if stated:
        shown = joined(text for _, text in stated)
        return DOCUMENT.present("stackability", stated[0][0].path, shown, ALIGNMENT)
    related = [
        node
        for node in badge.achievement["related"].objects()
        if node["id"].text and not node["inLanguage"].exists
    ]
    if related:
        note = "Related achievements are named, but not how they relate."
        shown = joined(node["id"].text for node in related)
        return DOCUMENT.partly("stackability", related[0].path, shown, OPEN_BADGES, note=note)
    return DOCUMENT.missing("stackability")


def _listed(id_: str, nodes: Sequence[Node], convention: str) -> Element:
    shown = joined(spoken(node) or said(node) for node in nodes)
    return DOCUMENT.present(id_, nodes[0].path, shown, convention)


def _coded(id_: str, nodes: Sequence[Node]) -> Element | None:
    """The element as alignments to concepts give it; None if none of them says anything."""
    telling = [node for node in nodes if spoken(node)]
    if not telling:
        return None
    shown = joined((spoken(node) for node in telling), ", ")
    return DOCUMENT.present(id_, telling[0].path, shown, EU_CONCEPT)


def _worded(id_: str, nodes: Sequence[Node]) -> Element | None:
    """The element as alignments with a description give it; None if none of them has one."""
    telling = [node for node in nodes if node["targetDescription"].text]
    if not telling:
        return None
    shown = joined(node["targetDescription"].text for node in telling)
    return DOCUMENT.present(id_, telling[0].path, shown, TEXT)


def _property(id_: str, node: Node, convention: str) -> Element | None:
    """The element as a property of its own gives it; None if it holds no text."""
    return DOCUMENT.present(id_, node.path, node.text, convention) if node.text else None


def _institutions(badge: Badge) -> tuple[Node, ...]:
    """Those who may stand behind the award: creator, further awarding bodies, issuer."""
    return (badge.achievement["creator"], *badge.of(Role.AWARDING_BODY), badge.issuer)


def _assurances_of(institution: Node) -> tuple[Node, ...]:
    return tuple(
        node for node in institution["alignment"].objects() if role_in(node) is Role.QUALITY_ASSURANCE
    )


def _assurance_text(node: Node) -> str:
    """`external, Institutional Quality Assurance, ESG, by FINEEC`."""
    agencies = [
        detail["targetName"].text
        for detail in node["alignment"].objects()
        if role_in(detail) in {Role.AGENCY, Role.AGENCY_NAME}
    ]
    name = spoken(node)
    parts = [
        node["targetCode"].text,
        # An alignment must have a name; this one only says which element it is.
        "" if name == CONVENTIONS[Role.QUALITY_ASSURANCE].name else name,
        node["targetFramework"].text,
        *agencies,
        node["targetDescription"].text,
    ]
    return joined(parts, ", ")


def _accreditation_text(node: Node) -> str:
    parts = [node[name].text for name in ("name", "educationalSector", "areaServed", "accreditationDate")]
    return joined([*parts, node.text], ", ")
