"""What checks ask of a European Digital Credential, without making a record of it.

Whatever the document holds, nothing is raised: what is not there, or has a wrong type, is None. A bare
reference is followed to where its node is described, since in the graph that is signed both are one.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from mcissue.formats.edc.conventions import ECTS, EMAIL_HASH, NODE_ID, SHORT_LEARNING_PROGRAMME, STATUS_SCHEME
from mcissue.formats.edc.reading import EdcCursor, index_of, is_bare, main_language, walk
from mcissue.formats.view import (
    EMAIL,
    NAME,
    AwardingBody,
    LearnerFact,
    Scope,
    Stated,
    StatedDates,
    fact_of_id,
)
from mcissue.jsonld.read import json_path
from mcissue.vocabulary import concept_by_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.formats.losses import Steps
    from mcissue.jsonld.read import JsonObject
    from mcissue.vocabulary import Concept

__all__ = ["EdcView", "is_bare", "walk"]

_MOST_ECTS = 1_000_000
MICROCREDENTIAL = "MicroCredential"
ENTRY_TYPE = "BitstringStatusListEntry"


class EdcView:
    """One document laid out for reading (`mcissue.formats.view.CredentialView`).

    Args:
        document: the credential.
    """

    def __init__(self, document: JsonObject) -> None:
        self._top = EdcCursor(document, (), set(), index_of(document))
        subject = self._top.object("credentialSubject")
        claims = [] if subject is None else list(subject.objects("hasClaim"))
        first = [claim for claim in claims if "LearningAchievement" in _list(claim.value.get("type"))]
        self._claim = next(iter([*first, *claims]), None)
        self._specified = None if self._claim is None else self._claim.object("specifiedBy")
        titles = {} if self._claim is None else self._claim.texts("title") or {}
        self._language = main_language(self._top, titles)

    def title(self) -> str | None:
        """The title of what is claimed, in the main language."""
        for cursor in (self._claim, self._specified, self._top.object("displayParameter")):
            if cursor is not None and (text := self._text(cursor, "title")) is not None:
                return text
        return None

    def issuer_name(self) -> str | None:
        """What the document calls its issuer."""
        issuer = self._top.object("issuer")
        return None if issuer is None else self._text(issuer, "legalName")

    def issuer_number(self) -> tuple[str | None, str | None]:
        """The issuer's number for electronic identification, and the address of its country's concept."""
        issuer = self._top.object("issuer")
        legal = None if issuer is None else issuer.object("eIDASIdentifier")
        if legal is None:
            return None, None
        country = legal.object("spatial")
        return legal.peek("notation") or None, None if country is None else country.peek("id")

    def dates(self) -> StatedDates:
        """Its dates; the award is dated by `awardingDate`, else by `issued`."""
        issued = self._stated(self._top, "issued")
        process = None if self._claim is None else self._claim.object("awardedBy")
        awarded = None if process is None else self._stated(process, "awardingDate")
        periods = [
            period
            for activity in (() if self._claim is None else self._claim.objects("influencedBy"))
            for period in activity.objects("temporal")
        ]
        return StatedDates(
            begins=self._all_stated(self._top, "validFrom"),
            ends=self._all_stated(self._top, "validUntil", "expirationDate"),
            awarded=awarded or issued,
            issued=issued,
            activity_begins=tuple(
                stated for period in periods for stated in self._all_stated(period, "startDate")
            ),
            activity_ends=tuple(
                stated for period in periods for stated in self._all_stated(period, "endDate")
            ),
        )

    def awarding_bodies(self) -> Iterator[AwardingBody]:
        """Who stands behind the award."""
        process = None if self._claim is None else self._claim.object("awardedBy")
        for body in () if process is None else process.objects("awardingBody"):
            name, country = self._text(body, "legalName"), self._country_of(body)
            yield AwardingBody(body.iri(), name, country, json_path(body.steps))

    def learner(self) -> Iterator[LearnerFact]:
        """Who the learner is: id, names in every language, e-mail addresses, numbers."""
        subject = self._top.object("credentialSubject")
        if subject is None:
            return
        yield from fact_of_id(subject.iri(), json_path((*subject.steps, "id")))
        yield from self._names(subject)
        for contact in subject.objects("contactPoint"):
            for steps, address in _mailboxes(contact):
                found = next(fact_of_id(address, json_path(steps)), None)
                if found is not None:
                    yield LearnerFact(EMAIL, found.value, found.path)
        for key, usual in (("identifier", "identifier"), ("nationalID", "nationalIdentityNumber")):
            for item in subject.objects(key):
                scheme, value = item.peek("schemeName") or usual, item.peek("notation")
                if value is not None and scheme != NODE_ID:
                    yield _numbered(scheme, value, json_path(item.steps), item.peek("schemeVersion"))

    @staticmethod
    def _names(subject: EdcCursor) -> Iterator[LearnerFact]:
        """The whole name; and given and family name of one language together, as people are asked for."""
        for text in (subject.texts("fullName") or {}).values():
            yield LearnerFact(NAME, str(text.value), json_path(text.steps))
        families = subject.texts("familyName") or {}
        for language, given in (subject.texts("givenName") or {}).items():
            if language in families:
                whole = f"{given.value} {families[language].value}"
                yield LearnerFact(NAME, whole, json_path(given.steps))

    def status_entries(self) -> tuple[tuple[str, JsonObject], ...]:
        """Status entries that stand as identifiers, each with its place, as `credentialStatus` has them."""
        found = []
        for item in self._top.objects("identifier"):
            name, _, purpose = (item.peek("schemeName") or "").partition(" ")
            if name == STATUS_SCHEME:
                members = {
                    "type": ENTRY_TYPE,
                    "statusPurpose": purpose,
                    "statusListIndex": item.value.get("notation"),
                    "statusListCredential": item.value.get("schemeId"),
                }
                entry: JsonObject = {key: value for key, value in members.items() if value is not None}
                found.append((json_path(item.steps), entry))
        return tuple(found)

    def scope(self) -> Scope:
        """What an accreditation may be limited by."""
        issuer = self._top.object("issuer")
        return Scope(
            credential_type=self._kind(),
            eqf_level=self._eqf_level(),
            ects=self._ects(),
            isced_f=self._fields(),
            jurisdiction=None if issuer is None else self._country_of(issuer),
        )

    def _kind(self) -> str | None:
        """What kind of offer was completed: the address of its concept; None if there are several.

        A short learning programme is what Open Badges call `MicroCredential`, and so it is called here: one
        accreditation covers both formats of one award.
        """
        kinds = {concept.uri for concept in self._specified_concepts("dcType", "learning_opportunity")}
        kind = kinds.pop() if len(kinds) == 1 else None
        return MICROCREDENTIAL if kind == SHORT_LEARNING_PROGRAMME else kind

    def _eqf_level(self) -> int | None:
        """Its level of the European Qualifications Framework."""
        levels = {concept.code for concept in self._specified_concepts("eqfLevel", "eqf")}
        level = levels.pop() if len(levels) == 1 else None
        return int(level) if level is not None and level.isdigit() else None

    def _fields(self) -> tuple[str, ...]:
        """Its ISCED-F fields, by code."""
        codes = {concept.code for concept in self._specified_concepts("thematicArea", "isced_f")}
        return tuple(sorted(code for code in codes if code is not None))

    def _ects(self) -> Decimal | None:
        """Its workload in ECTS credits; None if several amounts are given."""
        amounts = set()
        for item in () if self._specified is None else self._specified.objects("creditPoint"):
            framework = item.object("framework")
            if framework is not None and framework.peek("id") == ECTS:
                amounts.add(_amount(item.value.get("point")))
        return amounts.pop() if len(amounts) == 1 else None

    def _country_of(self, organisation: EdcCursor) -> str | None:
        codes = {
            concept.code
            for place in organisation.objects("location")
            for address in place.objects("address")
            for concept in self._concepts(address, "countryCode", "country")
        }
        return codes.pop() if len(codes) == 1 else None

    def _specified_concepts(self, key: str, scheme: str) -> list[Concept]:
        return [] if self._specified is None else list(self._concepts(self._specified, key, scheme))

    def _concepts(self, cursor: EdcCursor, key: str, scheme: str) -> Iterator[Concept]:
        for item in cursor.objects(key):
            known = concept_by_uri(item.peek("id"))
            if known is not None and known.scheme == scheme:
                yield known

    def _text(self, cursor: EdcCursor, key: str) -> str | None:
        texts = cursor.texts(key) or {}
        found = texts.get(self._language) or next(iter(texts.values()), None)
        return None if found is None else str(found.value)

    @staticmethod
    def _stated(cursor: EdcCursor, key: str) -> Stated | None:
        if key not in cursor.value:
            return None
        return Stated(cursor.value[key], json_path((*cursor.steps, key)))

    def _all_stated(self, cursor: EdcCursor, *keys: str) -> tuple[Stated, ...]:
        found = (self._stated(cursor, key) for key in keys)
        return tuple(stated for stated in found if stated is not None)


def _numbered(scheme: str, value: str, path: str, salt: str | None) -> LearnerFact:
    """A number of the learner, or an e-mail address that our own files keep among them, plain or hashed."""
    if scheme == EMAIL:
        mailto = next(fact_of_id(value, path), None)
        if mailto is not None and mailto.kind == EMAIL:
            return mailto
    if scheme == EMAIL_HASH and salt is not None:
        return LearnerFact(EMAIL, value, path, hashed=True, salt=salt)
    return LearnerFact(scheme, value, path)


def _mailboxes(contact: EdcCursor) -> Iterator[tuple[Steps, str]]:
    """The addresses of a contact point: mailboxes that are named by their address, or the address alone."""
    for mailbox in contact.objects("emailAddress"):
        if (address := mailbox.peek("id")) is not None:
            yield (*mailbox.steps, "id"), address
    value = contact.value.get("emailAddress")
    if isinstance(value, str) and not any(True for _ in contact.objects("emailAddress")):
        yield (*contact.steps, "emailAddress"), value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _amount(value: object) -> Decimal | None:
    if not isinstance(value, str):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < _MOST_ECTS else None
