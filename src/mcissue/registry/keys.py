"""Keys that a registry itself binds to institutions: found for a proof, and held against its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import PublicKey
from mcissue.registry.answer import Match, unproven, worst
from mcissue.registry.model import KeyEndingKind
from mcissue.registry.periods import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcissue.registry.model import Entry, RegisteredKey
    from mcissue.registry.snapshot import Registry

__all__ = ["KeyBinding", "key_findings", "registry_key_for"]


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """That the registry binds a key to an issuer.

    Attributes:
        public_key: the key; signatures are checked with it.
        method_id: the verification method that the proof names.
        match: whether the key was in use at the time that counts.
    """

    public_key: PublicKey
    method_id: str
    match: Match


def registry_key_for(
    registry: Registry,
    *,
    issuer_id: str,
    method_id: str,
    created: datetime | None,
    at: datetime,
    public_key: PublicKey | None = None,
) -> KeyBinding | None:
    """Find the key that the registry binds to an issuer for a proof, if it binds one.

    Args:
        registry: a verified registry.
        issuer_id: the issuer of the credential.
        method_id: the `verificationMethod` of the proof.
        created: when the proof says that it was made; the key's period is tested then.
        at: the reference time of the verification.
        public_key: the key that another source (a DID document, a did:key) gives for `method_id`.

    Returns:
        The key with a match of its own, or None if the registry says nothing about this key. If the registry
        has another key under the same name, the match has failed with `issuer_key_conflict`.
    """
    entry = registry.entry_for(issuer_id)
    if entry is None:
        return None
    detail = {"issuer": issuer_id[:200], "method": method_id[:200]}
    named = next((key for key in entry.keys if key.id is not None and key.id == method_id), None)
    if named is not None and public_key is not None and named.multikey != public_key.text:
        message = f"the registry and the issuer's own document name different keys {method_id[:200]}"
        return KeyBinding(
            named.public_key, method_id, Match("failed", "issuer_key_conflict", message, detail)
        )
    wanted = public_key or _key_of_did_key(method_id)
    key = named or next((key for key in entry.keys if wanted and key.multikey == wanted.text), None)
    if key is None:
        return None
    passed = Match("passed", "issuer_key_bound", f"the registry lists this key as one of {entry.name}")
    match = worst(key_findings(entry, key, created, at), passed, detail)
    return KeyBinding(key.public_key, method_id, match)


def _key_of_did_key(method_id: str) -> PublicKey | None:
    """The key that a did:key method spells out in its own name, twice and alike."""
    did, _, fragment = method_id.partition("#")
    if did != f"did:key:{fragment}":
        return None
    try:
        return PublicKey.from_multikey(fragment)
    except KeyMaterialError:
        return None


def key_findings(entry: Entry, key: RegisteredKey, created: datetime | None, at: datetime) -> Iterator[Match]:
    """Hold the period and the end of a key against the time at which a proof says that it was made."""
    of_whom = f"this key of {entry.name}"
    detail: dict[str, Any] = {"key": key.multikey}
    compromised = key.revoked is not None and key.revoked.how is KeyEndingKind.COMPROMISED
    limited = key.bounded or (key.revoked is not None and (not compromised or key.revoked.in_force(at)))
    if created is None and limited:
        message = f"{of_whom} was in use for a time only, and the proof does not say when it was made"
        yield Match("indeterminate", "issuer_key_time_unknown", message, detail)
        return
    if created is None:
        return
    if not key.covers(created):
        message = f"{of_whom} is listed {key.in_words()}; the proof was made on {shown(created)}"
        yield Match("failed", "issuer_key_not_then", message, detail)
    if key.revoked is None:
        return
    on = shown(key.revoked.on)
    if compromised:
        fact = f"{of_whom} counts as stolen since {on}"
        if key.revoked.in_force(at) and key.revoked.in_force(created):
            message = f"{fact}; the proof was made on {shown(created)}"
            yield Match("failed", "issuer_key_compromised", message, detail)
        elif key.revoked.in_force(at):
            yield unproven(fact, f"proof is dated {shown(created)}", detail)
    elif key.revoked.in_force(created):
        message = f"{of_whom} was retired on {on}; the proof was made on {shown(created)}"
        yield Match("failed", "issuer_key_not_then", message, detail)
