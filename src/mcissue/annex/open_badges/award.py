"""Elements of an Open Badges document that belong to the award: learner, issuer, date, grade, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcissue.annex.answers import DOCUMENT
from mcissue.annex.open_badges.badge import ALIGNMENT, NOT_MAPPED, OPEN_BADGES, TEXT
from mcissue.annex.reading import is_date
from mcissue.annex.result import short_text
from mcissue.annex.wording import is_hash, joined
from mcissue.errors import RecordError
from mcissue.formats.conventions import (
    DATE_OF_BIRTH,
    FAMILY_NAME,
    GIVEN_NAME,
    Role,
    scheme_of_identifier_type,
)
from mcissue.vocabulary import resolve
from mcissue.words import says_nothing

if TYPE_CHECKING:
    from mcissue.annex.open_badges.badge import Badge
    from mcissue.annex.reading import Node
    from mcissue.annex.result import Element

__all__ = ["awarding_body", "country", "date_of_issuing", "further_information", "grade", "learner"]

VCDM = "vc"
"""Convention of what the VC Data Model defines for every object."""

_MAILTO = "mailto:"

_HASHED = (
    "The learner is identified by a hash only: who it is can be tested with the learner's e-mail address, "
    "but not read."
)
_PSEUDONYM = "The learner is identified by an address only, which tells no reader who it is."
_BIRTH = "Only a date of birth is given, which many people share."


_NO_NUMBERS = frozenset({"name", GIVEN_NAME, FAMILY_NAME, DATE_OF_BIRTH})
"""Kinds of identity that are no number: a name that says nothing does not become one."""


def learner(badge: Badge) -> Element:
    """M1: present if the document itself says who it is, by name or by an identifier that others know.

    A DID or a hash can be tied to a person only with something from outside the document: a proof of control,
    the e-mail address. It protects the learner, and somebody who reads only the document learns nothing, so
    it counts as partly. An e-mail address, a student or national number in plain text identifies, also
    without a name: Annex I asks for "identification", not for a name.
    """
    identities = [entry for entry in badge.subject["identifier"].objects() if entry["identityHash"].text]
    plain = [entry for entry in identities if not _is_hashed(entry)]
    hashed = [entry for entry in identities if _is_hashed(entry)]
    return (
        _named(badge, plain)
        or _numbered(badge, plain)
        or _veiled(badge, plain, hashed)
        or DOCUMENT.missing("learner")
    )


def _named(badge: Badge, plain: list[Node]) -> Element | None:
    whole = _by_type(plain, "name")
    names = whole or _by_type(plain, GIVEN_NAME) + _by_type(plain, FAMILY_NAME)
    # Two whole names are two names, of one person or of two; only the parts of one name make a name together.
    shown = joined((entry["identityHash"].text for entry in names), " / " if whole else " ")
    if not says_nothing(shown):
        return DOCUMENT.present("learner", names[0].path, shown, OPEN_BADGES)
    # VCDM 2.0 defines `name` everywhere (schema.org), and other issuers use it for the person.
    name = badge.subject["name"]
    return None if says_nothing(name.text) else DOCUMENT.present("learner", name.path, name.text, VCDM)


def _numbered(badge: Badge, plain: list[Node]) -> Element | None:
    telling = [entry for entry in plain if entry["identityType"].text not in _NO_NUMBERS]
    if telling:
        shown = joined(_identity_text(entry) for entry in telling)
        return DOCUMENT.present("learner", telling[0].path, shown, OPEN_BADGES)
    own = badge.subject["id"]
    address = own.text.removeprefix(_MAILTO)
    if address and own.text.startswith(_MAILTO):
        return DOCUMENT.present("learner", own.path, address, OPEN_BADGES)
    return None


def _veiled(badge: Badge, plain: list[Node], hashed: list[Node]) -> Element | None:
    """What identifies somebody, but not to a reader of the document alone."""
    own = badge.subject["id"]
    if hashed:
        shown = f"{hashed[0]['identityType'].text or 'identity'}, hashed"
        return DOCUMENT.partly("learner", hashed[0].path, shown, OPEN_BADGES, note=_HASHED)
    if own.text:
        return DOCUMENT.partly("learner", own.path, own.text, OPEN_BADGES, note=_PSEUDONYM)
    if births := _by_type(plain, DATE_OF_BIRTH):
        shown = births[0]["identityHash"].text
        return DOCUMENT.partly("learner", births[0].path, shown, OPEN_BADGES, note=_BIRTH)
    return None


def _is_hashed(identity: Node) -> bool:
    """What calls itself plain but has the form of a hash is one."""
    return identity["hashed"].value is not False or is_hash(identity["identityHash"].text)


def _by_type(identities: list[Node], identity_type: str) -> list[Node]:
    return [entry for entry in identities if entry["identityType"].text == identity_type]


def _identity_text(identity: Node) -> str:
    kind, _ = scheme_of_identifier_type(identity["identityType"].text)
    return f"{kind} {identity['identityHash'].text}".strip()


class _Place(NamedTuple):
    """A country as one address gives it."""

    path: str
    text: str
    fault: str = ""


def country(badge: Badge) -> Element:
    """M3: present if the issuer's address names a country that exists.

    The Annex asks for the country "of the issuer". Those of other awarding bodies are shown with it; alone,
    as that of the achievement's creator or of a parent organisation, they say where others are and count as
    partly. So does a region without its country.
    """
    creator = badge.achievement["creator"]
    bodies = [body for body in _awarding_bodies(badge) if not _is_issuer(badge, body)]
    # The same id twice is one node of the graph, described in two places.
    own = _place(badge.issuer) or (_place(creator) if _is_issuer(badge, creator) else None)
    if own is not None and own.fault:
        return DOCUMENT.partly("country", own.path, own.text, OPEN_BADGES, note=own.fault)
    if own is not None:
        elsewhere = [(body, _place(body)) for body in bodies]
        without = joined(_name_of(body) for body, place in elsewhere if place is None)
        shown = joined([own.text, *(place.text for _, place in elsewhere if place is not None)])
        note = f"No country is given for {short_text(without)}." if without else ""
        return DOCUMENT.present("country", own.path, shown, OPEN_BADGES, note=note)
    others = [*bodies, creator, badge.issuer["parentOrg"], creator["parentOrg"]]
    places = [place for place in map(_place, others) if place is not None]
    if places:
        note = "The country of another organisation is given, but not that of the issuer."
        shown = joined(place.text for place in places)
        return DOCUMENT.partly("country", places[0].path, shown, OPEN_BADGES, note=note)
    return DOCUMENT.missing("country")


def _place(organisation: Node) -> _Place | None:
    """The first address of an organisation that names a country or region."""
    places = (_place_at(address) for address in organisation["address"].objects())
    return next((place for place in places if place is not None), None)


def _place_at(address: Node) -> _Place | None:
    code, name, region = (address[key] for key in ("addressCountryCode", "addressCountry", "addressRegion"))
    by_code, by_name = _country_named(code.text), _country_named(name.text)
    if code.text and by_code is None:
        return _Place(
            code.path, name.text or code.text, f"No country has the code {short_text(code.text)!r}."
        )
    if by_code and by_name and by_code != by_name:
        return _Place(
            code.path, f"{by_code} / {by_name}", "The code and the name are of different countries."
        )
    suffix = f" ({region.text})" if region.text else ""
    if by_code:
        return _Place(code.path, by_code + suffix)
    if name.text:
        return _Place(name.path, (by_name or name.text) + suffix)
    return (
        _Place(region.path, region.text, "The region is given, but not its country.") if region.text else None
    )


def _country_named(text: str) -> str | None:
    """The English name of a country, from its code or name; None if our list has no such country."""
    try:
        return str(resolve("country", text)) if text else None
    except RecordError:
        return None


def awarding_body(badge: Badge) -> Element:
    """M4: the awarding bodies if the document names them, else the issuer.

    Open Badges means by the `creator` of an achievement who wrote its definition, and the author of a skills
    framework awards nothing: outside of a joint award the creator is only shown beside the issuer.
    """
    bodies = [body for body in _awarding_bodies(badge) if _name_of(body)]
    if bodies:
        shown = joined(map(_name_of, bodies))
        return DOCUMENT.present("awarding_body", bodies[0].path, shown, ALIGNMENT)
    issuer, creator = badge.issuer, badge.achievement["creator"]
    if issuer["name"].text:
        shown, other = issuer["name"].text, creator["name"].text
        if other and other != shown and not _is_issuer(badge, creator):
            shown += f" (the achievement is by {other})"
        return DOCUMENT.present("awarding_body", issuer["name"].path, shown, OPEN_BADGES)
    if shown := issuer["name"].language_map:
        return DOCUMENT.partly("awarding_body", issuer["name"].path, shown, OPEN_BADGES, note=NOT_MAPPED)
    address = issuer["id"] if issuer.is_object else issuer
    if address.text:
        note = "The issuer is given by its address only, without a name."
        return DOCUMENT.partly("awarding_body", address.path, address.text, OPEN_BADGES, note=note)
    return DOCUMENT.missing("awarding_body")


def _awarding_bodies(badge: Badge) -> tuple[Node, ...]:
    """The awarding bodies of a joint award, as our own documents name them.

    The first is the `creator` of the achievement, the others stand in alignments. A creator counts only
    beside such an alignment or a mandate.
    """
    further = badge.of(Role.AWARDING_BODY)
    if further or badge.of(Role.MANDATE):
        return (badge.achievement["creator"], *further)
    return ()


def _name_of(body: Node) -> str:
    return body["targetName"].text or body["name"].text


def _is_issuer(badge: Badge, body: Node) -> bool:
    own = badge.issuer["id"] if badge.issuer.is_object else badge.issuer
    return bool(own.text) and own.text == (body["targetUrl"].text or body["id"].text)


def date_of_issuing(badge: Badge) -> Element:
    """M5: `awardedDate`, else `validFrom` (VCDM 2.0), else `issuanceDate` (VCDM 1.1).

    An `awardedDate` that cannot be read is not replaced by the next one: the document claims another date.
    """
    for name in ("awardedDate", "validFrom", "issuanceDate"):
        node = badge.credential[name]
        if not node.exists:
            continue
        if is_date(node.text):
            return DOCUMENT.present("date_of_issuing", node.path, node.text[:10], OPEN_BADGES)
        return DOCUMENT.partly(
            "date_of_issuing",
            node.path,
            node.text,
            OPEN_BADGES,
            note=f"{name} is not a date that can be read.",
        )
    return DOCUMENT.missing("date_of_issuing")


def grade(badge: Badge) -> Element:
    """O3: the value or level of each result; a mere status (`Completed`) is no grade."""
    results = list(badge.subject["result"].objects())
    graded = [(result, _grade_of(result, badge)) for result in results]
    if shown := joined(text for _, text in graded):
        path = next(result.path for result, text in graded if text)
        return DOCUMENT.present("grade", path, shown, OPEN_BADGES)
    if states := [result["status"] for result in results if result["status"].text]:
        note = "A status is given, but no grade."
        shown = joined(status.text for status in states)
        return DOCUMENT.partly("grade", states[0].path, shown, OPEN_BADGES, note=note)
    return DOCUMENT.missing("grade")


def _grade_of(result: Node, badge: Badge) -> str:
    if result["value"].text:
        return result["value"].text
    wanted = result["achievedLevel"].text
    if not wanted:
        return ""
    for description in badge.achievement["resultDescription"].objects():
        for level in description["rubricCriterionLevel"].objects():
            if level["id"].text == wanted:
                return level["name"].text or level["level"].text or wanted
    return wanted


def further_information(badge: Badge) -> Element:
    """O5: further text, else the page about the achievement, else evidence."""
    id_ = "further_information"
    notes = [note for note in badge.of(Role.FURTHER_INFORMATION) if note["targetDescription"].text]
    if notes:
        shown = joined(note["targetDescription"].text for note in notes)
        return DOCUMENT.present(id_, notes[0].path, shown, TEXT)
    criteria = badge.achievement["criteria"]
    for page in (criteria["id"], criteria["url"]):
        if page.text.startswith(("http://", "https://")):
            return DOCUMENT.present(id_, page.path, page.text, OPEN_BADGES)
    evidence = [(node, _evidence_text(node)) for node in badge.credential["evidence"].objects()]
    if shown := joined(text for _, text in evidence):
        path = next(node.path for node, text in evidence if text)
        return DOCUMENT.present(id_, path, shown, OPEN_BADGES)
    return DOCUMENT.missing(id_)


def _evidence_text(node: Node) -> str:
    names = ("name", "url", "id", "description", "narrative")
    return next((node[name].text for name in names if node[name].text), "")
