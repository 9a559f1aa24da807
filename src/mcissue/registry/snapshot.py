"""Signing a snapshot, and loading one: everything is checked before anything of it is used.

The operator's key is pinned by the user; nothing inside the file says whom to trust. Each way in which a file
can be unusable has its own code, and all are indeterminate: a registry that cannot be used says nothing about
an issuer. The checks go in one order: form, signature, content, time, sequence. Nothing is stored here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import rfc8785

from mcissue.errors import McissueError, RecordError, RegistryError
from mcissue.jsonld.limits import REGISTRY_LIMITS
from mcissue.jsonld.read import JsonObject, check_value, read_json_object
from mcissue.proof.data_integrity import ProofView, add_proof, proofs_of, verify_proof
from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PublicKey, Signer, is_published_test_key, is_sample_key
from mcissue.registry.model import (
    DRAFT_TYPE,
    FORMAT_VERSION,
    SNAPSHOT_TYPE,
    EndingKind,
    Entry,
    KeyEndingKind,
    RegisteredKey,
    Snapshot,
)
from mcissue.registry.names import skeleton
from mcissue.words import is_ahead, shown

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "CRYPTOSUITE",
    "Registry",
    "StolenKey",
    "UncheckedSnapshot",
    "content_digest",
    "load_registry",
    "read_unchecked",
    "sign_snapshot",
]

CRYPTOSUITE: Final = "eddsa-jcs-2022"
"""The suite of snapshots: their JSON is signed as it stands, they have no JSON-LD context."""

_PURPOSE: Final = "assertionMethod"


@dataclass(frozen=True, slots=True)
class StolenKey:
    """That the registry calls a key stolen.

    Attributes:
        entry: the institution under which it says so.
        on: the first day or instant on which the key proves nothing.
    """

    entry: Entry
    on: date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A snapshot that its pinned operator signed and that may be used at the reference time.

    Made by `load_registry` alone.

    Attributes:
        snapshot: what it says.
        operator_key: the pinned key that had signed it; of several the first in the user's order.
        pinned: all keys that the user pinned for it: what one of them signed, all answer for.
        signed_at: when the operator's proof says that it was made, if it says so; of several the latest.
        sha256: digest of the file, 64 hexadecimal digits; people can compare it with `sha256sum`.
        content_sha256: digest of what was signed, the same however the file is laid out.
    """

    snapshot: Snapshot
    operator_key: PublicKey
    pinned: tuple[PublicKey, ...]
    signed_at: datetime | None
    sha256: str
    content_sha256: str
    _by_id: Mapping[str, Entry] = field(init=False, repr=False, compare=False)
    _stolen: Mapping[str, tuple[StolenKey, ...]] = field(init=False, repr=False, compare=False)
    _skeletons: dict[str, list[Entry]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the entries; the model saw to it that no id stands twice."""
        index = {issuer_id: entry for entry in self.snapshot.entries for issuer_id in entry.ids}
        object.__setattr__(self, "_by_id", MappingProxyType(index))
        stolen: dict[str, tuple[StolenKey, ...]] = {}
        for entry in self.snapshot.entries:
            for key in entry.keys:
                for on in _stolen_on(entry, key):
                    stolen[key.text] = (*stolen.get(key.text, ()), StolenKey(entry, on))
        object.__setattr__(self, "_stolen", MappingProxyType(stolen))
        # Filled when a name is first looked up: few credentials give their issuer another name.
        object.__setattr__(self, "_skeletons", {})

    def entry_for(self, issuer_id: str) -> Entry | None:
        """Find the institution with this id, compared character by character; None if none has it."""
        return self._by_id.get(issuer_id)

    def stolen(self, key: PublicKey) -> tuple[StolenKey, ...]:
        """Every word of the registry that a key is in other hands, under whichever institution it stands.

        A key that is stolen from one institution is stolen from all that use it, as on a shared platform.
        """
        return self._stolen.get(key.text, ())

    def look_alikes(self, name: str) -> tuple[Entry, ...]:
        """The institutions with a registered name that this one may be taken for, or is.

        Args:
            name: a name as a credential has it.
        """
        if not self._skeletons:
            found: dict[str, list[Entry]] = {}
            for entry in self.snapshot.entries:
                for reduced in {skeleton(text) for text in entry.names.texts.values()} - {""}:
                    found.setdefault(reduced, []).append(entry)
            self._skeletons.update(found)
        return tuple(self._skeletons.get(skeleton(name), ()))

    @property
    def operator_name(self) -> str:
        """The operator's name for a reader of English, else in its first language."""
        return self.snapshot.operator.name.best()

    def summary(self) -> dict[str, Any]:
        """What a report says of the registry that it rests on."""
        return {
            "operator": self.operator_name,
            "operator_id": self.snapshot.operator.id,
            "sequence": self.snapshot.sequence,
            "test": self.snapshot.test,
            "valid_from": shown(self.snapshot.valid_from),
            "valid_until": shown(self.snapshot.valid_until),
            "sha256": self.sha256,
        }


def _stolen_on(entry: Entry, key: RegisteredKey) -> Iterator[date | datetime]:
    """Since when a key is stolen by an entry: by the key's own end, and by that of the institution."""
    if key.revoked is not None and key.revoked.how is KeyEndingKind.COMPROMISED:
        yield key.revoked.on
    if entry.ended is not None and entry.ended.how is EndingKind.COMPROMISED:
        yield entry.ended.on


def sign_snapshot(snapshot: Snapshot, *, signer: Signer, created: datetime) -> JsonObject:
    """Sign a snapshot as its operator.

    Args:
        snapshot: what to publish.
        signer: the operator's key. Under its did:key name a reader can tell a foreign signature from a
            broken one, so prefer `key.signer(did_key_method(key.public_key))`.
        created: the time of signing, with its time zone.

    Returns:
        The snapshot as a JSON object with one proof.

    Raises:
        RegistryError: `registry_sample_key` if the key's private half is public knowledge and the snapshot
            is not a test one.
        ProofError: the signer does not fit or is broken.
    """
    _refuse_public_keys(signer.public_key, test=snapshot.test)
    return add_proof(
        snapshot.to_data(),
        signer=signer,
        created=created,
        cryptosuite=CRYPTOSUITE,
        purpose=_PURPOSE,
        limits=REGISTRY_LIMITS,
        as_array=False,
    )


def load_registry(
    data: bytes,
    *,
    operator_key: PublicKey | Sequence[PublicKey],
    at: datetime,
    minimum_sequence: int | None = None,
) -> Registry:
    """Read a signed snapshot, checking everything.

    Args:
        data: the whole file.
        operator_key: the key that the user trusts to sign it, or several of which one must have: a spare key
            makes changing it possible. All keys of one call belong to one registry.
        at: the reference time.
        minimum_sequence: the highest sequence number seen before; a lower one is refused.

    Raises:
        RegistryError: indeterminate each: `registry_malformed`, `registry_version_unsupported`,
            `registry_unsigned`, `registry_wrong_operator`, `registry_altered`, `registry_sample_key`,
            `registry_not_yet_valid`, `registry_expired`, `registry_rolled_back`.
    """
    keys = (operator_key,) if isinstance(operator_key, PublicKey) else tuple(operator_key)
    # 1. Form: strict JSON, and a snapshot by its own word. A credential signed with the same key is none.
    document = _read(data)
    # 2. Signature, by a pinned key, before a single entry is looked at.
    signatures = _signed_by(document, keys)
    # 3. Content.
    snapshot = _snapshot(document)
    for _, key in signatures:
        _refuse_public_keys(key, test=snapshot.test)
    # 4. Time.
    _check_time(snapshot, [view for view, _ in signatures], at)
    # 5. Sequence.
    if minimum_sequence is not None and snapshot.sequence < minimum_sequence:
        raise _unusable(
            f"this registry is number {snapshot.sequence}; number {minimum_sequence} was seen before",
            "registry_rolled_back",
            path="$.sequence",
            mend="Get the current registry from its operator.",
            detail={"sequence": snapshot.sequence, "minimum": minimum_sequence},
        )
    return Registry(
        snapshot=snapshot,
        operator_key=min((key for _, key in signatures), key=keys.index),
        pinned=keys,
        signed_at=max((view.created for view, _ in signatures if view.created is not None), default=None),
        sha256=hashlib.sha256(data).hexdigest(),
        content_sha256=content_digest(document),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UncheckedSnapshot:
    """A snapshot whose form is good and whose signature nobody has judged.

    Attributes:
        snapshot: what it says.
        document: the JSON object, for `is_signed_by`.
        signed_by: the verification methods that its proofs name; only names.
        sha256: digest of the file.
    """

    snapshot: Snapshot
    document: JsonObject
    signed_by: tuple[str, ...]
    sha256: str

    def is_signed_by(self, key: PublicKey) -> bool:
        """Whether a key signed it."""
        try:
            _signed_by(self.document, (key,))
        except RegistryError:
            return False
        return True


def read_unchecked(data: bytes) -> UncheckedSnapshot:
    """Read a snapshot for its operator to look at, without trusting it; verifiers use `load_registry`.

    Args:
        data: the whole file.

    Raises:
        RegistryError: `registry_malformed`, `registry_version_unsupported` (indeterminate).
    """
    document = _read(data)
    try:
        views = proofs_of(document) if document.get("proof") not in (None, []) else ()
    except McissueError as error:
        raise _from(error, "the registry's proof cannot be read", "registry_malformed") from error
    return UncheckedSnapshot(
        snapshot=_snapshot(document),
        document=document,
        signed_by=tuple(view.verification_method for view in views),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def content_digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of a snapshot without its proofs, over its canonical JSON (RFC 8785): 64 hexadecimal digits.

    Args:
        document: a snapshot as a JSON object.

    Raises:
        RegistryError: `registry_malformed` if it has no canonical form.
    """
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    try:
        check_value(unsigned, limits=REGISTRY_LIMITS)
        return hashlib.sha256(rfc8785.dumps(unsigned)).hexdigest()
    except (McissueError, rfc8785.CanonicalizationError) as error:
        raise _unusable(f"the registry has no canonical form: {error}", "registry_malformed") from error


def _read(data: bytes) -> JsonObject:
    try:
        document = read_json_object(data, limits=REGISTRY_LIMITS)
    except McissueError as error:
        raise _unusable(
            f"the registry is no strict JSON: {error.message}",
            "registry_malformed",
            path=error.path,
            mend=error.mend,
            detail={"cause": error.code, **error.detail},
        ) from error
    if document.get("type") == DRAFT_TYPE:
        raise _unsigned("this is the draft of a registry, which is not signed", "$.type")
    if document.get("type") != SNAPSHOT_TYPE:
        raise _unusable(
            f"this is no issuer registry: its type must be {SNAPSHOT_TYPE}",
            "registry_malformed",
            path="$.type",
            mend="Give the file that the operator of the registry publishes.",
        )
    version = document.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT_VERSION:
        raise _unusable(
            f"the registry is written in version {version} of the format, which this program does not know",
            "registry_version_unsupported",
            path="$.version",
            mend="Install a newer mcissue.",
        )
    return document


def _signed_by(document: JsonObject, keys: Sequence[PublicKey]) -> list[tuple[ProofView, PublicKey]]:
    """Find all proofs by pinned keys; several keys and several proofs make a change of keys possible.

    Proofs of a set don't cover one another, so anybody can take one away or put them in another order: the
    answer is that of the set, and does not depend on the order.
    """
    if document.get("proof") in (None, []):
        raise _unsigned("the registry is not signed", "$.proof")
    try:
        views = proofs_of(document)
    except McissueError as error:
        raise _from(error, "the registry's proof cannot be read", "registry_malformed") from error
    usable = [view for view in views if (view.cryptosuite, view.purpose) == (CRYPTOSUITE, _PURPOSE)]
    if not usable:
        raise _unusable(
            f"the registry has no {CRYPTOSUITE} proof with the purpose {_PURPOSE}",
            "registry_unsigned",
            path="$.proof",
            mend=f"Its operator must sign it with {CRYPTOSUITE}.",
        )
    pairs = [(view, key) for view in usable for key in keys if _may_be(view, key)]
    faults = [_fault(document, view, key) for view, key in pairs]
    good = [pair for pair, fault in zip(pairs, faults, strict=True) if fault is None]
    if good:
        return good
    broken = next((fault for fault in faults if fault is not None), None)
    if broken is None:
        raise _unusable(
            f"the registry is signed by {usable[0].verification_method[:200]}, not by the operator you trust",
            "registry_wrong_operator",
            path=usable[0].path,
            mend="Give the registry of the operator you trust, or the new key that this operator announced.",
            detail={"got": usable[0].verification_method[:200], "trusted": [key.text for key in keys]},
        )
    raise _from(
        broken, "the registry was altered after signing, or signed by another key", "registry_altered"
    ) from broken


def _fault(document: JsonObject, view: ProofView, key: PublicKey) -> McissueError | None:
    """Why a proof is not by a key; None if it is."""
    try:
        verify_proof(document, view, public_key=key, limits=REGISTRY_LIMITS)
    except McissueError as error:
        return error
    return None


def _may_be(view: ProofView, key: PublicKey) -> bool:
    """Whether a proof can be by a key: a did:key method says which key it is, another one could be any."""
    method = view.verification_method
    return method == did_key_method(key) or not method.startswith("did:key:")


def _snapshot(document: JsonObject) -> Snapshot:
    try:
        return Snapshot.from_data({name: value for name, value in document.items() if name != "proof"})
    except RecordError as error:
        raise _from(error, "the registry does not have the form of one", "registry_malformed") from error


def _refuse_public_keys(key: PublicKey, *, test: bool) -> None:
    """A registry by a key that everybody has says what anybody likes (DESIGN section 8)."""
    if is_published_test_key(key) or (is_sample_key(key) and not test):
        raise _unusable(
            "the registry's key is one whose private half everybody has",
            "registry_sample_key",
            path="$.proof",
            mend="Sign with a key of your own (mcissue keys new); sample keys sign test registries only.",
            detail={"key": key.text},
        )


def _check_time(snapshot: Snapshot, views: Sequence[ProofView], at: datetime) -> None:
    if is_ahead(snapshot.valid_from, at):
        raise _unusable(
            f"the registry is valid from {shown(snapshot.valid_from)} on, not yet at {shown(at)}",
            "registry_not_yet_valid",
            path="$.valid_from",
            mend="Check the clock of this machine, or the date you asked about.",
        )
    ends = [("$.valid_until", snapshot.valid_until)]
    ends += [(f"{view.path}.expires", view.expires) for view in views if view.expires is not None]
    for path, end in ends:
        if at > end:
            raise _unusable(
                f"the registry was valid until {shown(end)}, no longer at {shown(at)}",
                "registry_expired",
                path=path,
                mend="Get the current registry from its operator.",
            )


def _unsigned(message: str, path: str) -> RegistryError:
    mend = "Give the signed registry that its operator publishes, not a draft."
    return _unusable(message, "registry_unsigned", path=path, mend=mend)


def _from(error: McissueError, message: str, code: str) -> RegistryError:
    return _unusable(
        f"{message}: {error.message}",
        code,
        path=error.path,
        mend=error.mend,
        detail={"cause": error.code, **error.detail},
    )


def _unusable(
    message: str,
    code: str,
    *,
    path: str | None = None,
    mend: str | None = None,
    detail: dict[str, Any] | None = None,
) -> RegistryError:
    return RegistryError(message, code=code, path=path, mend=mend, detail=detail, indeterminate=True)
