"""What others ask of a credential, whatever its format: one protocol, and the facts that it speaks of.

Each package of the table has a class for it. Whatever a document holds, none of them raises anything: what is
not there, or has a wrong type, is not said. Nothing is proven by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "EMAIL",
    "NAME",
    "SUBJECT_ID",
    "AwardingBody",
    "Beside",
    "CredentialView",
    "LearnerFact",
    "Scope",
    "Stated",
    "StatedDates",
    "amounts_of",
    "fact_of_id",
]

EMAIL: Final = "emailAddress"
NAME: Final = "name"
SUBJECT_ID: Final = "id"

_MAILTO: Final = "mailto:"


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and where it stands.

    Attributes:
        value: any JSON value.
        path: its JSON path.
    """

    value: object
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDates:
    """The dates of a credential, as it writes them.

    Attributes:
        begins: from when on it holds, under each name that the format has for it.
        ends: until when; it holds while all of them allow it.
        awarded: the date of the award, under its own name.
        issued: when it was sealed, where the format says so inside.
        activity_begins: when learning began; the first one counts.
        activity_ends: when it ended; the first one counts.
    """

    begins: tuple[Stated, ...]
    ends: tuple[Stated, ...]
    awarded: Stated | None
    issued: Stated | None = None
    activity_begins: tuple[Stated, ...] = ()
    activity_ends: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardingBody:
    """An organisation that is said to stand behind the award.

    Attributes:
        id: its id, or None.
        name: its name in the credential, or None.
        country: its country, ISO 3166-1 alpha-2, if the credential says so.
        path: where it stands.
        scopes: what an accreditation of what it awards may be limited by; empty for the award as a whole.
    """

    id: str | None
    name: str | None
    country: str | None
    path: str
    scopes: tuple[Scope, ...] = ()

    @property
    def shown(self) -> str:
        """What to call it where the registry does not know it."""
        return (self.name or self.id or "an awarding body without a name")[:200]


@dataclass(frozen=True, slots=True)
class LearnerFact:
    """One thing that a credential says about who its learner is.

    Attributes:
        kind: `SUBJECT_ID`, `NAME`, `EMAIL` (the address itself, or its hash), or the name of another
            identifier.
        value: the text.
        path: where it stands.
        hashed: whether the value is a hash.
        salt: what was put behind the value before it was hashed.
    """

    kind: str
    value: str
    path: str
    hashed: bool = False
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that a credential claims beside what it is about.

    Attributes:
        kind: what it is, e.g. `LearningEntitlement`.
        title: its title, or None.
        path: where it stands.
    """

    kind: str
    title: str | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an accreditation may be limited by; None where a credential does not say it clearly.

    Attributes:
        credential_type: the kind of offer that was completed.
        eqf_level: its level of the European Qualifications Framework.
        ects: its workload in ECTS credits.
        isced_f: its ISCED-F fields, by code.
        jurisdiction: the country of the issuer, ISO 3166-1 alpha-2.
    """

    credential_type: str | None = None
    eqf_level: int | None = None
    ects: Decimal | None = None
    isced_f: tuple[str, ...] = ()
    jurisdiction: str | None = None


class CredentialView(Protocol):
    """One credential laid out for reading."""

    def title(self) -> str | None:
        """The title of what was achieved, else the name of the credential."""

    def issuer_name(self) -> str | None:
        """What the credential calls its issuer."""

    def awarding_bodies(self) -> Iterator[AwardingBody]:
        """Who stands behind the award, where the credential names them."""

    def learner(self) -> Iterator[LearnerFact]:
        """Who the learner is."""

    def dates(self) -> StatedDates:
        """Its dates."""

    def status_entries(self) -> tuple[tuple[str, JsonObject], ...]:
        """Status entries that stand elsewhere than in `credentialStatus`, each with its path."""

    def beside(self) -> tuple[Beside, ...]:
        """What it claims besides what it is about."""

    def scopes(self) -> tuple[Scope, ...]:
        """What an accreditation may be limited by: once for each award in it, and each amount of credits."""


def amounts_of(offered: set[Decimal | None], received: set[Decimal | None]) -> list[Decimal | None]:
    """The amounts of credits that are held against the limits of an accreditation.

    Args:
        offered: what is offered; None for an amount that can't be read, which might be out of bounds.
        received: what the learner received: less than what is offered lies within it.
    """
    most = max((amount for amount in offered if amount is not None), default=Decimal(0))
    beyond = {amount for amount in received if amount is None or amount > most}
    if len(offered) > 1:
        beyond.add(None)  # which of them is offered, nobody can say
    return sorted(offered | beyond, key=lambda amount: (amount is None, amount or Decimal(0)))


def fact_of_id(value: object, path: str) -> Iterator[LearnerFact]:
    """What an id says of a learner: the id, or an e-mail address that stands in its place (RFC 6068).

    Args:
        value: the value of the id.
        path: where it stands.
    """
    if not isinstance(value, str) or not value:
        return
    if value[: len(_MAILTO)].lower() == _MAILTO:
        # What follows a question mark is no part of the address.
        yield LearnerFact(EMAIL, unquote(value[len(_MAILTO) :].partition("?")[0]), path)
    else:
        yield LearnerFact(SUBJECT_ID, value, path)
