"""Keys that a registry itself binds to institutions: found for a proof, and held against its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import PublicKey
from mcissue.registry.answer import Match, unproven, worst
from mcissue.registry.model import KeyEndingKind
from mcissue.words import first_instant, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcissue.registry.model import Entry, RegisteredKey
    from mcissue.registry.snapshot import Registry

__all__ = ["KeyBinding", "key_findings", "registry_key_for", "stolen_findings"]


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
        has another key under the same name, the match has failed with `issuer_key_conflict`. If it calls the
        key stolen under any institution, the match has not passed, whoever the issuer is.
    """
    entry = registry.entry_for(issuer_id)
    keys = entry.keys if entry is not None else ()
    detail = {"issuer": issuer_id[:200], "method": method_id[:200]}
    named = next((key for key in keys if key.id is not None and key.id == method_id), None)
    if named is not None and public_key is not None and named.text != public_key.text:
        message = f"the registry and the issuer's own document name different keys {method_id[:200]}"
        return KeyBinding(
            named.public_key, method_id, Match("failed", "issuer_key_conflict", message, detail)
        )
    wanted = public_key or _key_of_did_key(method_id)
    key = named or next((key for key in keys if wanted and key.text == wanted.text), None)
    if entry is None or key is None:
        # Not the issuer's by the registry; but what the registry knows against a key counts for every issuer.
        stolen = () if wanted is None else tuple(stolen_findings(registry, wanted, created, at))
        return KeyBinding(wanted, method_id, worst(stolen, stolen[0], detail)) if wanted and stolen else None
    passed = Match("passed", "issuer_key_bound", f"the registry lists this key as one of {entry.name}")
    findings = (
        *key_findings(entry, key, created),
        *stolen_findings(registry, key.public_key, created, at),
    )
    return KeyBinding(key.public_key, method_id, worst(findings, passed, detail))


def _key_of_did_key(method_id: str) -> PublicKey | None:
    """The key that a did:key method spells out in its own name, twice and alike."""
    did, _, fragment = method_id.partition("#")
    if did != f"did:key:{fragment}":
        return None
    try:
        return PublicKey.from_multikey(fragment)
    except KeyMaterialError:
        return None


def key_findings(entry: Entry, key: RegisteredKey, created: datetime | None) -> Iterator[Match]:
    """Hold the period and the regular end of a key against the time that a proof gives for itself."""
    of_whom = f"this key of {entry.name}"
    detail: dict[str, Any] = {"key": key.text}
    retired = key.revoked if key.revoked is not None and key.revoked.how is KeyEndingKind.RETIRED else None
    if created is None:
        if key.bounded or retired is not None:
            message = f"{of_whom} was in use for a time only, and the proof does not say when it was made"
            yield Match("indeterminate", "issuer_key_time_unknown", message, detail)
        return
    if not key.covers(created):
        message = f"{of_whom} is listed {key.in_words()}; the proof was made on {shown(created)}"
        yield Match("failed", "issuer_key_not_then", message, detail)
    if retired is not None and retired.in_force(created):
        message = f"{of_whom} was retired on {shown(retired.on)}; the proof was made on {shown(created)}"
        yield Match("failed", "issuer_key_not_then", message, detail)


def stolen_findings(
    registry: Registry, public_key: PublicKey, created: datetime | None, at: datetime
) -> Iterator[Match]:
    """Hold every word of the registry that a key is stolen against the time of a proof by it.

    Args:
        registry: a verified registry.
        public_key: the key, whoever signed with it.
        created: when the proof says that it was made.
        at: the reference time of the verification; a theft that is dated later is not held.
    """
    for stolen in registry.stolen(public_key):
        since = first_instant(stolen.on)
        if at < since:
            continue
        fact = f"this key of {stolen.entry.name} counts as stolen since {shown(stolen.on)}"
        detail: dict[str, Any] = {"key": public_key.text, "stolen_from": stolen.entry.name}
        if created is None:
            message = f"{fact}, and the proof does not say when it was made"
            yield Match("indeterminate", "issuer_key_time_unknown", message, detail)
        elif created >= since:
            message = f"{fact}; the proof was made on {shown(created)}"
            yield Match("failed", "issuer_key_compromised", message, detail)
        else:
            yield unproven(fact, f"proof is dated {shown(created)}", detail)
