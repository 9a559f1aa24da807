"""What a registry snapshot says: who is recognised, under which ids and keys, for what, and when.

Every field is described for operators in `docs/registry.md`. An unknown field is refused: a limit that a
verifier skipped would widen what the operator said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mcissue.errors import KeyMaterialError, RecordError
from mcissue.proof.keys import PublicKey
from mcissue.record.base import Model
from mcissue.record.organisation import Agency, Identifier
from mcissue.record.texts import Amount, Iri, LanguageText, Text, WebAddress
from mcissue.registry.periods import Bound, Instant, Period, check_order
from mcissue.vocabulary import ProviderType, country_alpha2, resolve
from mcissue.words import first_instant, is_within, last_instant

__all__ = [
    "DRAFT_TYPE",
    "FORMAT_VERSION",
    "MAX_SEQUENCE",
    "SNAPSHOT_TYPE",
    "Accreditation",
    "Decision",
    "Delegate",
    "DelegateRole",
    "Ending",
    "EndingKind",
    "Entry",
    "FormatVersion",
    "KeyEnding",
    "KeyEndingKind",
    "Operator",
    "RegisteredKey",
    "Scope",
    "Snapshot",
    "Withdrawal",
    "check_entries",
]

SNAPSHOT_TYPE = "IssuerRegistrySnapshot"
"""Says what the document is, so that nothing else that an operator signs can pass as a registry."""

DRAFT_TYPE = "IssuerRegistryDraft"
"""The same for an operator's working file, so that a draft never passes as a registry."""

FORMAT_VERSION = 1
"""The version of the format described here."""

MAX_SEQUENCE = 2**53 - 1
"""The largest number that every JSON reader holds exactly (RFC 7493, section 2.2)."""

MAX_ENTRIES = 100_000
"""Institutions of one registry: Europe has some 10,000 that award credentials."""

_MORE_OF_JWK = frozenset({"alg", "use", "kid"})
"""Members of a JWK that need not be there: what the key is for, which is held, and what it is called."""

MAX_LISTED = 1_000
"""Ids, keys, accreditations of one institution: the largest European one has some hundred programmes."""


def _check_issuer_id(text: str) -> str:
    if not text.startswith(("did:", "https://")) or "#" in text:
        raise PydanticCustomError(
            "issuer_id_invalid",
            "{value} is neither a DID nor an https address without a fragment",
            {
                "value": repr(text),
                "mend": "Write the issuer's id as its credentials have it: did:web:... or https://...",
            },
        )
    return text


def _read_country(value: Any) -> str:
    try:
        code = country_alpha2(resolve("country", value)) if isinstance(value, str) else None
    except RecordError as error:
        raise PydanticCustomError(
            "country_unknown", "{message}", {"message": error.message, "mend": error.mend}
        ) from None
    if code is None:
        raise PydanticCustomError(
            "country_unknown", "this is no country", {"mend": "Write its two-letter code, for example FI."}
        )
    return code


def _check_multikey(text: str) -> str:
    try:
        PublicKey.from_multikey(text)
    except KeyMaterialError as error:
        raise PydanticCustomError(
            "key_invalid", "{message}", {"message": error.message, "mend": error.mend}
        ) from None
    return text


def _check_jwk(jwk: dict[str, str]) -> dict[str, str]:
    """A public key with the members that make it one: any other could be a limit that a reader skips."""
    try:
        key = PublicKey.from_jwk(jwk)
    except KeyMaterialError as error:
        raise PydanticCustomError(
            "key_invalid", "{message}", {"message": error.message, "mend": error.mend}
        ) from None
    unknown = sorted(jwk.keys() - key.jwk.keys() - _MORE_OF_JWK)
    if unknown:
        raise PydanticCustomError(
            "key_invalid",
            "the JWK has members that are not read: {unknown}",
            {"unknown": ", ".join(unknown)[:200], "mend": "Leave them out."},
        )
    return jwk


def _check_version(value: Any) -> Any:
    """To Python `True` and `1.0` equal 1; to other readers of JSON they don't."""
    if type(value) is not int:
        raise PydanticCustomError(
            "version_invalid", "the version must be the number 1", {"mend": "Write 1, without quotes."}
        )
    return value


FormatVersion = Annotated[Literal[1], BeforeValidator(_check_version)]
"""The version of the format."""

IssuerId = Annotated[Iri, AfterValidator(_check_issuer_id)]
"""The id of an issuer exactly as its credentials have it: a DID or an https address."""

Country = Annotated[str, BeforeValidator(_read_country)]
"""An ISO 3166-1 alpha-2 code; read by code, name or EU concept address."""

Multikey = Annotated[str, StringConstraints(max_length=100), AfterValidator(_check_multikey)]
"""A public key of the kinds Ed25519, P-256, P-384 or P-521: `z6Mk...`, `zDn...`."""

Jwk = Annotated[dict[str, Annotated[str, StringConstraints(max_length=2_000)]], AfterValidator(_check_jwk)]
"""A public key as a JWK (RFC 7517): the only form of an RSA key."""

EqfLevel = Annotated[int, Field(ge=1, le=8)]
IscedField = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,4}$")]
ShortText = Annotated[Text, StringConstraints(max_length=500)]


class EndingKind(StrEnum):
    """How the recognition of an institution ended."""

    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    COMPROMISED = "compromised"


class Ending(Model):
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
    reason: LanguageText | None = None

    def in_force(self, instant: datetime) -> bool:
        """Whether recognition was over at an instant."""
        return _is_over(instant, self.on, last_day_counts=self.how is EndingKind.ENDED)


class KeyEndingKind(StrEnum):
    """How the use of a key ended before its period did."""

    RETIRED = "retired"
    COMPROMISED = "compromised"


class KeyEnding(Model):
    """That a key is no longer used.

    Attributes:
        how: `retired` in good order (then the last day of use is `on`), or `compromised` (then `on` is the
            first day on which its signatures prove nothing).
        on: the day or instant.
        reason: why, for people.
    """

    how: KeyEndingKind
    on: Bound
    reason: LanguageText | None = None

    def in_force(self, instant: datetime) -> bool:
        """Whether the key was out of use at an instant."""
        return _is_over(instant, self.on, last_day_counts=self.how is KeyEndingKind.RETIRED)


class Withdrawal(Model):
    """That an accreditation was taken back.

    Attributes:
        on: the first day without it.
        reason: why, for people.
    """

    on: Bound
    reason: LanguageText | None = None

    def in_force(self, instant: datetime) -> bool:
        """Whether it was withdrawn at an instant."""
        return _is_over(instant, self.on, last_day_counts=False)


def _is_over(instant: datetime, on: date | datetime, *, last_day_counts: bool) -> bool:
    return instant > last_instant(on) if last_day_counts else instant >= first_instant(on)


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

    @model_validator(mode="after")
    def _in_one_form(self) -> Self:
        if (self.multikey is None) == (self.jwk is None):
            raise PydanticCustomError(
                "key_forms",
                "a key is given as multikey or as jwk: in one of the two forms",
                {"mend": "Write multikey; for an RSA key write jwk."},
            )
        return self

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


class Scope(Model):
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

    credential_types: Annotated[tuple[ShortText, ...], Field(max_length=MAX_LISTED)] = ()
    eqf_min: EqfLevel | None = None
    eqf_max: EqfLevel | None = None
    ects_min: Amount | None = None
    ects_max: Amount | None = None
    isced_fields: Annotated[tuple[IscedField, ...], Field(max_length=MAX_LISTED)] = ()
    jurisdictions: Annotated[tuple[Country, ...], Field(max_length=MAX_LISTED)] = ()

    @model_validator(mode="after")
    def _ranges_in_order(self) -> Self:
        for low, high in ((self.eqf_min, self.eqf_max), (self.ects_min, self.ects_max)):
            if low is not None and high is not None and high < low:
                raise PydanticCustomError("range_empty", "the upper limit is below the lower one")
        return self


class Decision(StrEnum):
    """What an agency decided, in DEQAR's four words."""

    POSITIVE = "positive"
    POSITIVE_WITH_CONDITIONS = "positive_with_conditions"
    NEGATIVE = "negative"
    NOT_APPLICABLE = "not_applicable"


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


class Delegate(Period):
    """Somebody who may act for an institution.

    Attributes:
        id: the delegate's issuer id.
        role: `status_lists`: sign the status lists of the institution's credentials. `issue`: sign
            credentials that the institution awards (a mandate).
    """

    id: IssuerId
    role: DelegateRole


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

    ids: Annotated[tuple[IssuerId, ...], Field(max_length=MAX_LISTED)]
    names: LanguageText
    identifiers: Annotated[tuple[Identifier, ...], Field(max_length=MAX_LISTED)] = ()
    provider_type: ProviderType | None = None
    country: Country | None = None
    authority: LanguageText | None = None
    legal_basis: LanguageText | None = None
    keys: Annotated[tuple[RegisteredKey, ...], Field(max_length=MAX_LISTED)] = ()
    accreditations: Annotated[tuple[Accreditation, ...], Field(max_length=MAX_LISTED)] = ()
    ended: Ending | None = None
    known_from: Bound | None = None
    known_until: Bound | None = None
    delegates: Annotated[tuple[Delegate, ...], Field(max_length=MAX_LISTED)] = ()

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if not self.ids:
            raise PydanticCustomError("ids_empty", "the entry has no issuer id", {"mend": "Add one to ids."})
        _refuse_doubles("issuer id", list(self.ids))
        _refuse_doubles("key", [key.text for key in self.keys])
        _refuse_doubles("key id", [key.id for key in self.keys if key.id is not None])
        check_order(self.known_from, self.known_until)
        return self

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

    def has_delegate(self, issuer_id: str, *, role: DelegateRole, at: datetime) -> bool:
        """Whether somebody may act for this institution at an instant.

        Args:
            issuer_id: the issuer id of the one who acted.
            role: what was done.
            at: the instant.
        """
        return any(
            (delegate.id, delegate.role.value) == (issuer_id, role.value) and delegate.covers(at)
            for delegate in self.delegates
        )


class Operator(Model):
    """Who keeps the registry.

    Attributes:
        id: its DID or https address.
        name: its name.
        homepage: where it explains its rules.
    """

    id: IssuerId
    name: LanguageText
    homepage: WebAddress | None = None


class Snapshot(Model):
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
    sequence: Annotated[int, Field(ge=1, le=MAX_SEQUENCE)]
    test: bool
    valid_from: Instant
    valid_until: Instant
    entries: Annotated[tuple[Entry, ...], Field(max_length=MAX_ENTRIES)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.valid_until <= self.valid_from:
            raise PydanticCustomError("times_out_of_order", "the snapshot ends before it begins")
        check_entries(self.entries)
        return self


def check_entries(entries: Iterable[Entry]) -> None:
    """Refuse entries that contradict one another; for the validators of models."""
    entries = tuple(entries)
    _refuse_doubles("issuer id", [issuer_id for entry in entries for issuer_id in entry.ids])
    names: dict[str, str] = {}
    for key in (key for entry in entries for key in entry.keys if key.id is not None):
        # One key may serve several institutions (a shared platform); one name may not mean two keys.
        if names.setdefault(str(key.id), text := key.text) != text:
            raise PydanticCustomError("doubled", "the key id {value} means two keys", {"value": repr(key.id)})


def _refuse_doubles(what: str, values: list[str]) -> None:
    """One id in two places would have two answers; which one counts would be the reader's guess."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise PydanticCustomError(
                "doubled",
                "the {what} {value} stands twice",
                {"what": what, "value": repr(value), "mend": "Remove one of the two."},
            )
        seen.add(value)
