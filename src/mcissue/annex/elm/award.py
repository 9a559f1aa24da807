"""Elements of a European Digital Credential about the award: learner, bodies, date, grade, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.annex.answers import EDC
from mcissue.annex.elm.document import ELM, OWN_NOTE, TEXT, notes_of, subject_of
from mcissue.annex.reading import is_date
from mcissue.annex.wording import is_hash, joined
from mcissue.formats.edc.conventions import EMAIL_HASH, MADE_IDS, Subject
from mcissue.words import says_nothing

if TYPE_CHECKING:
    from mcissue.annex.elm.document import Edc, ElmNode
    from mcissue.annex.result import Element

__all__ = ["awarding_body", "country", "date_of_issuing", "further_information", "grade", "learner"]

_MAILTO = "mailto:"

_HASHED = (
    "The learner is identified by a hash only: who it is can be tested with the learner's e-mail address, "
    "but not read."
)
_PSEUDONYM = "The learner is identified by an address only, which tells no reader who it is."
_BIRTH = "Only a date of birth is given, which many people share."


def learner(edc: Edc) -> Element:
    """M1: the same rule as for Open Badges (`mcissue.annex.open_badges.award.learner` gives the reasons)."""
    person = edc.person
    names = [person["fullName"]] if person["fullName"].words else [person["givenName"], person["familyName"]]
    names = [node for node in names if node.words]
    shown = joined((node.words for node in names), " ")
    if not says_nothing(shown):
        return EDC.present("learner", names[0].path, shown, ELM)
    numbers = [person.one("nationalID"), *person["identifier"].objects()]
    plain = [node for node in numbers if node["notation"].text and not _is_hash(node)]
    if plain:
        shown = joined(f"{node['schemeName'].text} {node['notation'].text}".strip() for node in plain)
        return EDC.present("learner", plain[0].path, shown, ELM)
    for box in (box for point in person["contactPoint"].objects() for box in point["emailAddress"].objects()):
        if box.iri.startswith(_MAILTO):
            return EDC.present("learner", f"{box.path}.id", box.iri.removeprefix(_MAILTO), ELM)
    return _veiled(person, [node for node in numbers if _is_hash(node)]) or EDC.missing("learner")


def _veiled(person: ElmNode, hashed: list[ElmNode]) -> Element | None:
    """What identifies somebody, but not to a reader of the document alone."""
    if hashed:
        return EDC.partly("learner", hashed[0].path, "e-mail address, hashed", ELM, note=_HASHED)
    if person.iri and not person.iri.startswith(MADE_IDS):
        return EDC.partly("learner", f"{person.path}.id", person.iri, ELM, note=_PSEUDONYM)
    birth = person["dateOfBirth"]
    return EDC.partly("learner", birth.path, birth.text[:10], ELM, note=_BIRTH) if birth.text else None


def _is_hash(identifier: ElmNode) -> bool:
    """By its form, or as we write it: of the scheme of addresses with a salt (`mcissue.formats.edc`)."""
    salted = identifier["schemeName"].text == EMAIL_HASH and bool(identifier["schemeVersion"].text)
    return salted or is_hash(identifier["notation"].text)


def country(edc: Edc) -> Element:
    """M3: of the issuer; before sealing there is none, and the awarding bodies say it."""
    own = next((place for node in _issuer_homes(edc) if (place := _country_of(node)) is not None), None)
    others = [place for body in edc.bodies if (place := _country_of(body)) is not None]
    found = [own, *others] if own is not None else others
    faulty = next((node for node, text, listed in found if not listed), None)
    shown = joined(text for _, text, _ in found)
    if faulty is not None:
        note = "A country is named that the EU's list does not have."
        return EDC.partly("country", faulty.path, shown, ELM, note=note)
    if own is None and others and edc.issuer.is_object:
        note = "The country of an awarding body is given, but not that of the issuer."
        return EDC.partly("country", others[0][0].path, shown, ELM, note=note)
    if found:
        note = "" if edc.issuer.is_object else "The issuer is not named yet: it is the awarding body's."
        return EDC.present("country", found[0][0].path, shown, ELM, note=note)
    return EDC.missing("country")


def _country_of(organisation: ElmNode) -> tuple[ElmNode, str, bool] | None:
    for place in organisation["location"].objects():
        for address in place["address"].objects():
            for found in address.coded("countryCode", "country"):
                regions = [region.text for region in place.coded("spatialCode", "atu")]
                region = joined([place["geographicName"].words, *regions], ", ")
                return found.node, f"{found.text} ({region})" if region else found.text, found.listed
    return None


def _issuer_homes(edc: Edc) -> tuple[ElmNode, ...]:
    """Where the issuer is described: as such, and where it is one of those who awarded it."""
    return (edc.issuer, *(body for body in edc.bodies if body.iri and body.iri == edc.issuer.iri))


def awarding_body(edc: Edc) -> Element:
    """M4: those who awarded it, else the issuer."""
    named = [(body, name) for body in edc.bodies if (name := _name_of(body))]
    if named:
        return EDC.present("awarding_body", named[0][0].path, joined(name for _, name in named), ELM)
    if name := _name_of(edc.issuer):
        return EDC.present("awarding_body", edc.issuer.path, name, ELM)
    for node in (*edc.bodies, edc.issuer):
        address = node["id"] if node.is_object else edc.credential["issuer"]
        if address.text and not address.text.startswith(MADE_IDS):
            note = "It is given by its address only, without a name."
            return EDC.partly("awarding_body", address.path, address.text, ELM, note=note)
    return EDC.missing("awarding_body")


def _name_of(organisation: ElmNode) -> str:
    for name in ("legalName", "altLabel", "prefLabel", "fullName"):
        if text := organisation[name].words:
            return text
    return ""


def date_of_issuing(edc: Edc) -> Element:
    """M5: `awardingDate`, else `issued` or `issuanceDate`; `validFrom` tells only from when on it holds."""
    process = edc.claim.one("awardedBy")
    homes = (process["awardingDate"], edc.credential["issued"], edc.credential["issuanceDate"])
    for node in homes:
        if node.exists:
            if is_date(node.text):
                return EDC.present("date_of_issuing", node.path, node.text[:10], ELM)
            note = "It is not a date that can be read."
            return EDC.partly("date_of_issuing", node.path, node.text, ELM, note=note)
    beginning = edc.credential["validFrom"]
    if beginning.exists:
        note = "From when on it holds is said, but not when it was awarded or issued."
        return EDC.partly("date_of_issuing", beginning.path, beginning.text[:10], ELM, note=note)
    return EDC.missing("date_of_issuing")


def grade(edc: Edc) -> Element:
    """O3: the grade of each assessment; the model demands one, so ours says where there was none."""
    grades = [
        note
        for assessment in edc.assessments
        for note in assessment["grade"].objects()
        if note.note and subject_of(note) is not Subject.GRADE_NOT_STATED
    ]
    if grades:
        return EDC.present("grade", grades[0].path, joined(note.note for note in grades), ELM)
    return EDC.missing("grade")


def further_information(edc: Edc) -> Element:
    """O5: further notes of anybody, else pages to read."""
    id_, holders = "further_information", (edc.specification, edc.claim, *edc.activities)
    own = edc.notes(Subject.FURTHER_INFORMATION)
    others = [note for holder in holders for note in notes_of(holder) if subject_of(note) is None]
    for notes, convention in ((own, OWN_NOTE), (others, TEXT)):
        if notes:
            return EDC.present(id_, notes[0].path, joined(note.note for note in notes), convention)
    pages = [
        page
        for holder in holders
        for name in ("homepage", "supplementaryDocument")
        for page in holder[name].objects()
        if page["contentURL"].text and not _is_picture(page)
    ]
    if pages:
        return EDC.present(id_, pages[0].path, joined(page["contentURL"].text for page in pages), ELM)
    if works := edc.notes(Subject.EVIDENCE):
        return EDC.present(id_, works[0].path, joined(note.note for note in works), OWN_NOTE)
    return EDC.missing(id_)


def _is_picture(page: ElmNode) -> bool:
    kind = page.one("dcType").iri or page["dcType"].text
    return kind.endswith((f":{Subject.IMAGE}", f":{Subject.LOGO}"))
