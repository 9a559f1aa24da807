"""What others ask of an Open Badge, and of any other Verifiable Credential: the members that both share.

An Open Badge names several awarding bodies as our tables say (docs/standards/open-badges-3.md): the
achievement's `creator` and alignments of the role `awarding_body`. A `creator` alone is the author of the
achievement and awards nothing, unless there is a mandate.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from mcissue.formats.conventions import Role, plain_url, role_of
from mcissue.formats.rules import is_of_model_1
from mcissue.formats.view import (
    AwardingBody,
    Beside,
    LearnerFact,
    Scope,
    Stated,
    StatedDates,
    amounts_of,
    fact_of_id,
)
from mcissue.vocabulary import concept_by_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.jsonld.read import JsonObject

__all__ = ["MAX_CREDITS", "BadgeView"]

MAX_CREDITS: Final = 100_000
"""More credits are no workload of anybody; a number beyond is taken for none."""

_AMOUNT: Final = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?", re.ASCII)
_SUBJECT: Final = "$.credentialSubject"
_ACHIEVEMENT: Final = f"{_SUBJECT}.achievement"


class BadgeView:
    """One document laid out for reading (`mcissue.formats.view.CredentialView`).

    Args:
        document: the credential.
    """

    def __init__(self, document: JsonObject) -> None:
        self._document = document

    def title(self) -> str | None:
        """The name of the achievement, else that of the document."""
        subject = self._document.get("credentialSubject")
        achievement = subject.get("achievement") if isinstance(subject, dict) else None
        title = _text(achievement.get("name")) if isinstance(achievement, dict) else None
        return title or _text_or_language_object(self._document.get("name"))

    def issuer_name(self) -> str | None:
        """The name of the issuer's profile."""
        issuer = self._document.get("issuer")
        return _text_or_language_object(issuer.get("name")) if isinstance(issuer, dict) else None

    def awarding_bodies(self) -> Iterator[AwardingBody]:
        """The creator of the achievement, and the alignments that name further bodies."""
        alignments = list(self._alignments())
        if not {Role.AWARDING_BODY, Role.MANDATE} & {role for _, role, _ in alignments}:
            return
        creator = _single(self._achievement.get("creator"))
        if isinstance(creator, dict):
            id_, name = _text_in(creator, "id"), _text_in(creator, "name")
            yield AwardingBody(id_, name, _address_country(creator), f"{_ACHIEVEMENT}.creator")
        elif isinstance(creator, str):
            yield AwardingBody(creator, None, None, f"{_ACHIEVEMENT}.creator")
        for where, role, item in alignments:
            if role is Role.AWARDING_BODY:
                name = _text_in(item, "name") or _text_in(item, "targetName")
                country = _address_country(item) or _text_in(item, "targetCode")
                yield AwardingBody(_text_in(item, "targetUrl"), name, country, where)

    def learner(self) -> Iterator[LearnerFact]:
        """The subject's id and identifiers; of several subjects none, since facts of two people would mix."""
        subject, path = self._document.get("credentialSubject"), _SUBJECT
        if isinstance(subject, list) and len(subject) == 1:
            subject, path = subject[0], f"{path}[0]"
        if not isinstance(subject, dict):
            return
        yield from fact_of_id(subject.get("id"), f"{path}.id")
        listed = subject.get("identifier")
        several = isinstance(listed, list)
        for place, item in enumerate(listed if isinstance(listed, list) else [listed]):
            where = f"{path}.identifier[{place}]" if several else f"{path}.identifier"
            if not isinstance(item, dict):
                continue
            kind, value, salt = item.get("identityType"), item.get("identityHash"), item.get("salt", "")
            if isinstance(kind, str) and isinstance(value, str) and isinstance(salt, str):
                yield LearnerFact(kind, value, where, hashed=item.get("hashed") is not False, salt=salt)

    def dates(self) -> StatedDates:
        """The data model 1.1 knows both words for a validity, and a document may have both."""
        document, subject = self._document, self._document.get("credentialSubject")
        old = is_of_model_1(document)
        return StatedDates(
            begins=_stated(document, "$", "validFrom", *(("issuanceDate",) if old else ())),
            ends=_stated(document, "$", "validUntil", *(("expirationDate",) if old else ())),
            awarded=next(iter(_stated(document, "$", "awardedDate")), None),
            activity_begins=_stated(subject, _SUBJECT, "activityStartDate"),
            activity_ends=_stated(subject, _SUBJECT, "activityEndDate"),
        )

    def status_entries(self) -> tuple[tuple[str, JsonObject], ...]:
        """None but those in `credentialStatus`."""
        return ()

    def beside(self) -> tuple[Beside, ...]:
        """Nothing: a badge is about one achievement."""
        return ()

    def scopes(self) -> tuple[Scope, ...]:
        """Only coded values count: a limit is held against a value and not against prose.

        What is not there, can't be read, or is said twice and differently stays unknown: of two values the
        one that can't be read might be the one that is out of bounds.
        """
        achievement = self._achievement
        codes = [(role, _code(item)) for _, role, item in self._plain_alignments()]
        levels = {code for role, code in codes if role is Role.EQF_LEVEL}
        level = (levels.pop() if len(levels) == 1 else None) or ""
        fields = {code for role, code in codes if role is Role.FIELD}
        kind = _single(achievement.get("achievementType"))
        country = _single(_object(_object(self._document, "issuer"), "address").get("addressCountryCode"))
        first = Scope(
            credential_type=kind if isinstance(kind, str) else None,
            eqf_level=int(level) if level.isascii() and level.isdigit() and len(level) == 1 else None,
            isced_f=() if None in fields else tuple(sorted(code for code in fields if code is not None)),
            jurisdiction=country if isinstance(country, str) else None,
        )
        return tuple(replace(first, ects=amount) for amount in self._amounts()) or (first,)

    def _amounts(self) -> list[Decimal | None]:
        """Every amount of credits, if they are said to be of the European system: offered, coded, and earned.

        None for one that can't be read: it might be the one that is out of bounds.
        """
        codes = [item.get("targetCode") for _, role, item in self._plain_alignments() if role is Role.ECTS]
        if not codes:
            return []
        earned = _single(_object(self._document, "credentialSubject").get("creditsEarned"))
        said = (*codes, _single(self._achievement.get("creditsAvailable")))
        # A code without any digit, such as "ECTS", is no amount; one with digits may be any.
        offered = {_amount(value) for value in said if value is not None and _may_be_amount(value)}
        return amounts_of(offered, set() if earned is None else {_amount(earned)})

    @property
    def _achievement(self) -> JsonObject:
        return _object(_object(self._document, "credentialSubject"), "achievement")

    def _alignments(self) -> Iterator[tuple[str, Role, JsonObject]]:
        """Each alignment whose role is known, with its path."""
        listed = self._achievement.get("alignment")
        for place, item in enumerate(listed if isinstance(listed, list) else [listed]):
            if isinstance(item, dict) and (role := role_of(_plain(item))) is not None:
                path = f"{_ACHIEVEMENT}.alignment"
                yield f"{path}[{place}]" if isinstance(listed, list) else path, role, item

    def _plain_alignments(self) -> Iterator[tuple[str, Role, JsonObject]]:
        """The same with arrays of one as their item."""
        return ((path, role, _plain(item)) for path, role, item in self._alignments())


def _code(alignment: JsonObject) -> str | None:
    """The code of the concept that an alignment points to."""
    url = alignment.get("targetUrl")
    concept = concept_by_uri(plain_url(url)) if isinstance(url, str) else None
    return concept.code if concept is not None else None


def _may_be_amount(value: Any) -> bool:
    return not isinstance(value, str) or any(character.isnumeric() for character in value)


def _amount(value: Any) -> Decimal | None:
    """A number of credits, as a number or as the plain text of one."""
    if isinstance(value, str):
        return Decimal(value) if _AMOUNT.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MAX_CREDITS:
        return None
    return Decimal(str(value))


def _stated(item: object, path: str, *names: str) -> tuple[Stated, ...]:
    if not isinstance(item, dict):
        return ()
    return tuple(Stated(item[name], f"{path}.{name}") for name in names if name in item)


def _address_country(profile: JsonObject) -> str | None:
    return _text_in(_object(profile, "address"), "addressCountryCode")


def _plain(item: JsonObject) -> JsonObject:
    return {name: _single(member) for name, member in item.items()}


def _object(item: JsonObject, name: str) -> JsonObject:
    value = _single(item.get(name))
    return value if isinstance(value, dict) else {}


def _text_in(item: JsonObject, name: str) -> str | None:
    return _text(_single(item.get(name)))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _single(value: Any) -> Any:
    """The one item of an array of one: JSON-LD means the same by both."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _text_or_language_object(value: Any) -> str | None:
    """A text, or the first text of language value objects (VCDM 2.0 section 11.1)."""
    for entry in value if isinstance(value, list) else [value]:
        text = _text(entry.get("@value") if isinstance(entry, dict) else entry)
        if text is not None:
            return text
    return None
