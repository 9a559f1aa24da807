"""What checks ask of a European Digital Credential, without making a record of it.

Whatever the document holds, nothing is raised: what is not there, or has a wrong type, is None. A bare
reference is followed to where its node is described, since in the graph that is signed both are one.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from mcissue.formats.edc.claims import claims_below
from mcissue.formats.edc.conventions import ECTS, EMAIL_HASH, NODE_ID, SHORT_LEARNING_PROGRAMME, STATUS_SCHEME
from mcissue.formats.edc.reading import EdcCursor, index_of, is_bare, main_language, walk
from mcissue.formats.view import (
    EMAIL,
    NAME,
    AwardingBody,
    Beside,
    LearnerFact,
    Scope,
    Stated,
    StatedDates,
    amounts_of,
    fact_of_id,
)
from mcissue.jsonld.read import json_path
from mcissue.vocabulary import concept_by_uri
from mcissue.words import best_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.formats.edc.claims import Claimed
    from mcissue.formats.losses import Steps
    from mcissue.formats.reading import Tree
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
        self._claims = claims_below(self._top)
        own = [claim for claim in self._claims if claim.above is None]
        ranks = [claim.rank for claim in own]
        self._main = [claim for claim in own if claim.rank == min(ranks)]
        self._claim = self._main[0].cursor if self._main else None
        holders = () if self._claim is None else (self._claim, *self._claim.each("specifiedBy"))
        titles: Tree = next((found for holder in holders if (found := holder.texts("title"))), {})
        self._language = main_language(self._top, titles)

    def title(self) -> str | None:
        """The title of what is claimed, in the main language; several are all named."""
        titles = [title for claim in self._main if (title := self._title_of(claim)) is not None]
        if titles:
            return "; ".join(dict.fromkeys(titles))
        display = self._top.object("displayParameter")
        return None if display is None else self._text(display, "title")

    def _title_of(self, claim: Claimed) -> str | None:
        for cursor in (claim.cursor, *claim.cursor.each("specifiedBy")):
            if (text := self._text(cursor, "title")) is not None:
                return text
        return None

    def beside(self) -> tuple[Beside, ...]:
        """What is claimed besides: further claims of the learner, parts, and what an award entitles to."""
        others = [claim for claim in self._claims if claim.is_award and claim not in self._main]
        return tuple(
            Beside(claim.kind, self._title_of(claim), json_path(claim.cursor.steps)) for claim in others
        )

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
        awarded = [
            stated
            for claim in self._claims
            if claim.above is None
            for process in claim.cursor.each("awardedBy")
            for stated in self._all_stated(process, "awardingDate")
        ]
        periods = [
            period
            for claim in self._main
            for activity in claim.cursor.each("influencedBy")
            for period in activity.each("temporal")
        ]
        return StatedDates(
            begins=self._all_stated(self._top, "validFrom"),
            ends=self._all_stated(self._top, "validUntil", "expirationDate"),
            # Of several the last one: an institution must still have been recognised then.
            awarded=max(awarded, key=lambda stated: str(stated.value), default=issued),
            issued=issued,
            activity_begins=tuple(
                stated for period in periods for stated in self._all_stated(period, "startDate")
            ),
            activity_ends=tuple(
                stated for period in periods for stated in self._all_stated(period, "endDate")
            ),
        )

    def awarding_bodies(self) -> Iterator[AwardingBody]:
        """Who stands behind the award, and behind anything else that is claimed, each for what it awards."""
        for claim in self._claims:
            for process in claim.cursor.each("awardedBy"):
                for body in process.each("awardingBody"):
                    name, country = self._text(body, "legalName"), self._country_of(body)
                    path = json_path(body.steps)
                    yield AwardingBody(body.iri(), name, country, path, self._scopes_of(claim))
                for iri in _addresses(process, "awardingBody"):
                    path = json_path((*process.steps, "awardingBody"))
                    yield AwardingBody(iri, None, None, path, self._scopes_of(claim))

    def learner(self) -> Iterator[LearnerFact]:
        """Who the learner is: id, names in every language, e-mail addresses, numbers."""
        subject = self._top.object("credentialSubject")
        if subject is None:
            return
        yield from fact_of_id(subject.iri(), json_path((*subject.steps, "id")))
        yield from self._names(subject)
        for contact in subject.each("contactPoint"):
            for steps, address in _mailboxes(contact):
                found = next(fact_of_id(address, json_path(steps)), None)
                if found is not None:
                    yield LearnerFact(EMAIL, found.value, found.path)
        for key, usual in (("identifier", "identifier"), ("nationalID", "nationalIdentityNumber")):
            for item in subject.each(key):
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
        for item in self._top.each("identifier"):
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

    def scopes(self) -> tuple[Scope, ...]:
        """What an accreditation may be limited by: of each award, and for each amount of credits in it."""
        found = [scope for claim in self._claims if claim.is_award for scope in self._scopes_of(claim)]
        return tuple(dict.fromkeys(found)) or (Scope(jurisdiction=self._jurisdiction()),)

    def _scopes_of(self, claim: Claimed) -> tuple[Scope, ...]:
        """A part is of the kind, level and field of the whole, as far as it does not say something else."""
        kinds, levels = self._kinds(claim), self._levels(claim)
        amounts, fields = self._amounts(claim), self._fields(claim)
        whole = self._scopes_of(claim.above)[0] if claim.above is not None else None
        first = Scope(
            credential_type=_only(kinds) if kinds or whole is None else whole.credential_type,
            eqf_level=_only(levels) if levels or whole is None else whole.eqf_level,
            ects=whole.ects if whole is not None and not amounts else None,
            isced_f=fields if fields or whole is None else whole.isced_f,
            jurisdiction=self._jurisdiction(),
        )
        return tuple(replace(first, ects=amount) for amount in amounts) or (first,)

    def _jurisdiction(self) -> str | None:
        issuer = self._top.object("issuer")
        return None if issuer is None else self._country_of(issuer)

    def _kinds(self, claim: Claimed) -> set[str]:
        """What kinds of offer were completed: the addresses of their concepts.

        A short learning programme is what Open Badges call `MicroCredential`, and so it is called here: one
        accreditation covers both formats of one award.
        """
        kinds = {concept.uri for concept in self._specified(claim, "dcType", "learning_opportunity")}
        return {MICROCREDENTIAL if kind == SHORT_LEARNING_PROGRAMME else kind for kind in kinds}

    def _levels(self, claim: Claimed) -> set[int]:
        """Its levels of the European Qualifications Framework."""
        codes = {concept.code for concept in self._specified(claim, "eqfLevel", "eqf")}
        return {int(code) for code in codes if code is not None and code.isdigit()}

    def _fields(self, claim: Claimed) -> tuple[str, ...]:
        """Its ISCED-F fields, by code."""
        codes = {concept.code for concept in self._specified(claim, "thematicArea", "isced_f")}
        return tuple(sorted(code for code in codes if code is not None))

    def _amounts(self, claim: Claimed) -> list[Decimal | None]:
        """Every amount of ECTS credits that is offered, and what was received beyond; None if unreadable."""
        offered = {
            _amount(point.value.get("point"))
            for spec in claim.cursor.each("specifiedBy")
            for point in spec.each("creditPoint")
            if _is_ects(point)
        }
        received = {_amount(p.value.get("point")) for p in claim.cursor.each("creditReceived") if _is_ects(p)}
        return amounts_of(offered, received)

    def _country_of(self, organisation: EdcCursor) -> str | None:
        codes = {
            concept.code
            for place in organisation.each("location")
            for address in place.each("address")
            for concept in self._concepts(address, "countryCode", "country")
        }
        return codes.pop() if len(codes) == 1 else None

    def _specified(self, claim: Claimed, key: str, scheme: str) -> Iterator[Concept]:
        for spec in claim.cursor.each("specifiedBy"):
            yield from self._concepts(spec, key, scheme)

    def _concepts(self, cursor: EdcCursor, key: str, scheme: str) -> Iterator[Concept]:
        for item in cursor.each(key):
            known = concept_by_uri(item.peek("id"))
            if known is not None and known.scheme == scheme:
                yield known

    def _text(self, cursor: EdcCursor, key: str) -> str | None:
        texts = cursor.texts(key) or {}
        return str(texts[best_tag(texts, self._language)].value) if texts else None

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
    for mailbox in contact.each("emailAddress"):
        if (address := mailbox.peek("id")) is not None:
            yield (*mailbox.steps, "id"), address
    value = contact.value.get("emailAddress")
    if isinstance(value, str) and not any(True for _ in contact.each("emailAddress")):
        yield (*contact.steps, "emailAddress"), value


def _is_ects(point: EdcCursor) -> bool:
    return any(framework.peek("id") == ECTS for framework in point.each("framework"))


def _addresses(cursor: EdcCursor, key: str) -> Iterator[str]:
    """What a member refers to without that it is described in the document."""
    value = cursor.value.get(key)
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item not in cursor.index:
            yield item


def _only(values: set[Any]) -> Any:
    """The one of several, if they are one."""
    return next(iter(values)) if len(values) == 1 else None


def _amount(value: object) -> Decimal | None:
    if not isinstance(value, str):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < _MOST_ECTS else None
