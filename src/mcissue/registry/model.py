"""What a registry snapshot says: who is recognised, under which ids and keys, for what, and when.

Every field is described for operators in `docs/registry.md`. An unknown field is refused: a limit that a
verifier skipped would widen what the operator said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, TypeAlias

from mcissue.errors import RecordError
from mcissue.proof.keys import PublicKey
from mcissue.registry.faults import unfit
from mcissue.registry.periods import Bound, Instant, Period, check_order
from mcissue.registry.reading import AtMost, Checked, Form
from mcissue.registry.values import (
    Amount,
    Country,
    CountryConcept,
    Iri,
    IscedField,
    IssuerId,
    Jwk,
    Multikey,
    SchemeName,
    ShortText,
    Text,
    Texts,
    WebAddress,
    whole_number,
)
from mcissue.vocabulary import ProviderType
from mcissue.words import first_instant, is_within, last_instant

__all__ = [
    "DRAFT_TYPE",
    "FORMAT_VERSION",
    "MAX_SEQUENCE",
    "SNAPSHOT_TYPE",
    "Accreditation",
    "Agency",
    "Decision",
    "Delegate",
    "DelegateRole",
    "Ending",
    "EndingKind",
    "Entry",
    "FormatVersion",
    "Identifier",
    "KeyEnding",
    "KeyEndingKind",
    "Operator",
    "RegisteredKey",
    "Scope",
    "Snapshot",
    "Withdrawal",
    "check_entries",
]

SNAPSHOT_TYPE: Final = "IssuerRegistrySnapshot"
"""Says what the document is, so that nothing else that an operator signs can pass as a registry."""

DRAFT_TYPE: Final = "IssuerRegistryDraft"
"""The same for an operator's working file, so that a draft never passes as a registry."""

FORMAT_VERSION: Final = 1
"""The version of the format described here."""

MAX_SEQUENCE: Final = 2**53 - 1
"""The largest number that every JSON reader holds exactly (RFC 7493, section 2.2)."""

MAX_ENTRIES: Final = 100_000
"""Institutions of one registry: Europe has some 10,000 that award credentials."""

MAX_LISTED: Final = 1_000
"""Ids, keys, accreditations of one institution: the largest European one has some hundred programmes."""


def _read_version(value: Any) -> int:
    """To Python `True` and `1.0` equal 1; to other readers of JSON they don't."""
    if type(value) is not int or value != FORMAT_VERSION:
        raise unfit(f"the version must be the number {FORMAT_VERSION}", "Write 1, without quotes.")
    return value


FormatVersion: TypeAlias = Annotated[int, Form(_read_version)]
"""The version of the format."""

EqfLevel: TypeAlias = Annotated[int, whole_number(1, 8)]


class EndingKind(StrEnum):
    """How the recognition of an institution ended."""

    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Checked):
    """That recognition is over.

    Attributes:
        how: `ended` in the regular way (closed, merged, licence given back); `withdrawn` by the authority;
            `compromised`: its keys fell into other hands.
        on: after a regular end, the last day of recognition; after a withdrawal or compromise the first day
            without.
        reason: why, for people.
    """

    how: EndingKind
    on: Bound
    reason: Texts | None = None

    def in_force(self, instant: datetime) -> bool:
        """Whether recognition was over at an instant."""
        return _is_over(instant, self.on, last_day_counts=self.how is EndingKind.ENDED)


class KeyEndingKind(StrEnum):
    """How the use of a key ended before its period did."""

    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEnding(Checked):
    """That a key is no longer used.

    Attributes:
        how: `retired` in good order (then the last day of use is `on`), or `compromised` (then `on` is the
            first day on which its signatures prove nothing).
        on: the day or instant.
        reason: why, for people.
    """

    how: KeyEndingKind
    on: Bound
    reason: Texts | None = None

    def in_force(self, instant: datetime) -> bool:
        """Whether the key was out of use at an instant."""
        return _is_over(instant, self.on, last_day_counts=self.how is KeyEndingKind.RETIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Checked):
    """That an accreditation was taken back.

    Attributes:
        on: the first day without it.
        reason: why, for people.
    """

    on: Bound
    reason: Texts | None = None

    def in_force(self, instant: datetime) -> bool:
        """Whether it was withdrawn at an instant."""
        return _is_over(instant, self.on, last_day_counts=False)


def _is_over(instant: datetime, on: date | datetime, *, last_day_counts: bool) -> bool:
    return instant > last_instant(on) if last_day_counts else instant >= first_instant(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredKey(Period):
    """A key that the registry binds to an institution, tested when a proof says it was created.

    Attributes:
        multikey: the public key; or
        jwk: the public key as a JWK, which an RSA key needs. One of the two.
        id: the verification method that proofs name; without it the key counts under its did:key name and
            under whatever the institution's own documents call it.
        revoked: that it went out of use before its time.
    """

    multikey: Multikey | None = None
    jwk: Jwk | None = None
    id: Iri | None = None
    revoked: KeyEnding | None = None

    def __post_init__(self) -> None:
        """Refuse two keys, and none."""
        Period.__post_init__(self)
        if (self.multikey is None) == (self.jwk is None):
            raise _contradiction(
                "a key is given as multikey or as jwk: in one of the two forms",
                "Write multikey; for an RSA key write jwk.",
            )

    def covers(self, instant: datetime) -> bool:
        """Whether the key was in use at an instant: a signature has a time of its own, its days are UTC's."""
        return is_within(instant, self.valid_from, self.valid_until)

    @property
    def public_key(self) -> PublicKey:
        """The key itself."""
        if self.jwk is not None:
            return PublicKey.from_jwk(self.jwk)
        assert self.multikey is not None
        return PublicKey.from_multikey(self.multikey)

    @property
    def text(self) -> str:
        """The key in one text, the same for both its forms, as `PublicKey.text`."""
        return self.multikey if self.multikey is not None else self.public_key.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Checked):
    """What an accreditation is limited to; an absent or empty limit limits nothing.

    Attributes:
        credential_types: types of credential as credentials write them, e.g. `MicroCredential` (Open Badges
            `achievementType`) or the address of an EU concept.
        eqf_min: lowest EQF level.
        eqf_max: highest EQF level.
        ects_min: fewest ECTS credits.
        ects_max: most ECTS credits.
        isced_fields: ISCED-F fields with all that lies in them: `06` covers `0613`.
        jurisdictions: countries for which it holds.
    """

    credential_types: Annotated[tuple[ShortText, ...], AtMost(MAX_LISTED)] = ()
    eqf_min: EqfLevel | None = None
    eqf_max: EqfLevel | None = None
    ects_min: Amount | None = None
    ects_max: Amount | None = None
    isced_fields: Annotated[tuple[IscedField, ...], AtMost(MAX_LISTED)] = ()
    jurisdictions: Annotated[tuple[Country, ...], AtMost(MAX_LISTED)] = ()

    def __post_init__(self) -> None:
        """Refuse a range without any value."""
        for low, high in ((self.eqf_min, self.eqf_max), (self.ects_min, self.ects_max)):
            if low is not None and high is not None and high < low:
                raise _contradiction("the upper limit is below the lower one")


class Decision(StrEnum):
    """What an agency decided, in DEQAR's four words."""

    POSITIVE = "positive"
    POSITIVE_WITH_CONDITIONS = "positive_with_conditions"
    NEGATIVE = "negative"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier(Checked):
    """An identifier that a register gave to an institution.

    Attributes:
        scheme: whose numbering it is: `DEQAR`, `SCHAC`, `ETER`, `VAT`, `ROR`, `EBSI`, `registration` ...
        value: the identifier itself, as text (leading zeros count).
        country: the country whose register it stands in, for legal identifiers.
    """

    scheme: SchemeName
    value: ShortText
    country: CountryConcept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency(Checked):
    """The body that assures quality or accredits: `id` is its address in a register such as DEQAR."""

    name: Text
    id: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation(Period):
    """A decision about an institution, for a scope and a time.

    Attributes:
        scope: what it is limited to.
        decision: only positive ones accredit.
        agency: who decided.
        report: where the decision or its report is published.
        withdrawn: that it was taken back.
    """

    scope: Scope = Scope()
    decision: Decision = Decision.POSITIVE
    agency: Agency | None = None
    report: WebAddress | None = None
    withdrawn: Withdrawal | None = None

    @property
    def accredits(self) -> bool:
        """Whether the decision was a positive one."""
        return self.decision in (Decision.POSITIVE, Decision.POSITIVE_WITH_CONDITIONS)


class DelegateRole(StrEnum):
    """What somebody may do for an institution."""

    STATUS_LISTS = "status_lists"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate(Period):
    """Somebody who may act for an institution.

    Attributes:
        id: the delegate's issuer id.
        role: `status_lists`: sign the status lists of the institution's credentials. `issue`: sign
            credentials that the institution awards (a mandate).
        ended: that this is over before its time, and how: as for an institution.
    """

    id: IssuerId
    role: DelegateRole
    ended: Ending | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Period):
    """One institution. `valid_from` and `valid_until` bound its recognition as a provider.

    Attributes:
        ids: its issuer ids; a credential's issuer is looked up by these alone, character by character.
        names: its registered names; what a reader is shown.
        identifiers: what other registers call it (DEQAR, SCHAC, ETER, VAT, ROR, EBSI ...).
        provider_type: what kind of provider it is.
        country: where it is.
        authority: who recognises it.
        legal_basis: by what law or decision.
        keys: keys that the registry itself binds to it.
        accreditations: for what it is accredited.
        ended: that recognition is over, and how.
        known_from: since when the registry knows all this; before, it answers as for an unknown issuer.
        known_until: until when it stands for it.
        delegates: who may act for it.
    """

    ids: Annotated[tuple[IssuerId, ...], AtMost(MAX_LISTED)]
    names: Texts
    identifiers: Annotated[tuple[Identifier, ...], AtMost(MAX_LISTED)] = ()
    provider_type: ProviderType | None = None
    country: Country | None = None
    authority: Texts | None = None
    legal_basis: Texts | None = None
    keys: Annotated[tuple[RegisteredKey, ...], AtMost(MAX_LISTED)] = ()
    accreditations: Annotated[tuple[Accreditation, ...], AtMost(MAX_LISTED)] = ()
    ended: Ending | None = None
    known_from: Bound | None = None
    known_until: Bound | None = None
    delegates: Annotated[tuple[Delegate, ...], AtMost(MAX_LISTED)] = ()

    def __post_init__(self) -> None:
        """Refuse an entry that nothing finds, and one with two answers."""
        Period.__post_init__(self)
        if not self.ids:
            raise _contradiction("the entry has no issuer id", "Add one to ids.")
        _refuse_doubles("issuer id", list(self.ids))
        _refuse_doubles("key", [key.text for key in self.keys])
        _refuse_doubles("key id", [key.id for key in self.keys if key.id is not None])
        check_order(self.known_from, self.known_until)

    @property
    def name(self) -> str:
        """Its name for a reader of English, else in its first language."""
        return self.names.best()

    def known_at(self, instant: datetime) -> bool:
        """Whether the registry stood for this entry at an instant."""
        return is_within(instant, self.known_from, self.known_until)

    def keys_at(self, instant: datetime) -> tuple[RegisteredKey, ...]:
        """The registered keys that were in use at an instant."""
        return tuple(
            key
            for key in self.keys
            if key.covers(instant) and (key.revoked is None or not key.revoked.in_force(instant))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Checked):
    """Who keeps the registry.

    Attributes:
        id: its DID or https address.
        name: its name.
        homepage: where it explains its rules.
    """

    id: IssuerId
    name: Texts
    homepage: WebAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Checked):
    """A whole registry at one time.

    Attributes:
        type: always `IssuerRegistrySnapshot`.
        version: the version of the format, 1.
        operator: who keeps it.
        sequence: rises with every publication.
        test: true if nobody should rely on it.
        valid_from: the first instant at which it may be used.
        valid_until: the last one.
        entries: the institutions.
    """

    type: Literal["IssuerRegistrySnapshot"]
    version: FormatVersion
    operator: Operator
    sequence: Annotated[int, whole_number(1, MAX_SEQUENCE)]
    test: bool
    valid_from: Instant
    valid_until: Instant
    entries: Annotated[tuple[Entry, ...], AtMost(MAX_ENTRIES)]

    def __post_init__(self) -> None:
        """Refuse a snapshot without any instant, and entries that contradict one another."""
        if self.valid_until <= self.valid_from:
            raise _contradiction("the snapshot ends before it begins")
        check_entries(self.entries)


def check_entries(entries: Iterable[Entry]) -> None:
    """Refuse entries that contradict one another.

    Raises:
        RecordError: `value_invalid`.
    """
    entries = tuple(entries)
    _refuse_doubles("issuer id", [issuer_id for entry in entries for issuer_id in entry.ids])
    names: dict[str, str] = {}
    for key in (key for entry in entries for key in entry.keys if key.id is not None):
        # One key may serve several institutions (a shared platform); one name may not mean two keys.
        if names.setdefault(str(key.id), text := key.text) != text:
            raise _contradiction(f"the key id {key.id!r} means two keys")


def _refuse_doubles(what: str, values: list[str]) -> None:
    """One id in two places would have two answers; which one counts would be the reader's guess."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise _contradiction(f"the {what} {value!r} stands twice", "Remove one of the two.")
        seen.add(value)


def _contradiction(message: str, mend: str | None = None) -> RecordError:
    return RecordError(message, code="value_invalid", mend=mend)
