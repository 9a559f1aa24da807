"""Reading the proofs of a document: their form is judged here, before any mathematics.

Data Integrity 1.0, section 2.1 (members), 2.1.1 (sets), 2.1.2 (chains) and 4.4 to 4.5 (what to refuse).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcissue.errors import DocumentError, ProofError
from mcissue.words import is_identifier, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = ["LEGACY_TYPE", "MAX_PROOFS", "PROOF_TYPE", "ProofView", "proofs_of"]

PROOF_TYPE = "DataIntegrityProof"

LEGACY_TYPE = "Ed25519Signature2020"
"""A type of proof from before cryptosuites had names; read like the other one, without `cryptosuite`."""

MAX_PROOFS = 8
"""Proofs of one document (DESIGN section 4): an issuer, co-signers and a successor suite fit; each costs a
full canonicalization."""

_MAX_PREVIOUS = MAX_PROOFS

_REQUIRED = ("verificationMethod", "proofPurpose", "proofValue")
_TEXTS = ("id", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue", "challenge", "nonce")
_TEXTS_OR_LISTS = ("domain", "previousProof")

"""A scheme, a colon, something without blanks: enough to tell a URL from a bare name (RFC 3986, 4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """One proof of a document, read but not verified.

    Of a proof of another type than DataIntegrityProof and Ed25519Signature2020 only `index`, `path`, `proof`
    and `type` are read; of the rest `verification_method` and `purpose` are then empty.

    Attributes:
        index: the place among the document's proofs, from 0.
        path: its JSON path, `$.proof` or `$.proof[1]`.
        proof: the proof as it stands in the document.
        type: its type.
        cryptosuite: its cryptosuite, or None; a proof of the type Ed25519Signature2020 has none.
        verification_method: the URL of the key.
        purpose: the verification relationship that the key was used under.
        created: when it says that it was made; the signer's word.
        expires: from when on it no longer counts.
        id: its own URL, which later proofs may build on.
        previous: ids of the proofs that it builds on.
        domain: for whom it was made; a credential's proof has none.
        challenge: what it answers; a credential's proof has none.
    """

    index: int
    path: str
    proof: JsonObject = field(hash=False)
    type: str
    cryptosuite: str | None = None
    verification_method: str = ""
    purpose: str = ""
    created: datetime | None = None
    expires: datetime | None = None
    id: str | None = None
    previous: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    challenge: str | None = None


def proofs_of(document: JsonObject) -> tuple[ProofView, ...]:
    """Read the proofs of a document and judge their form.

    Args:
        document: a JSON object with `proof`: an object, or a list of 1 to 8 of them.

    Raises:
        ProofError: `proof_missing`, `proof_malformed`, `proof_member_missing`, `proof_created_malformed`,
            `proof_id_duplicate`, `previous_proof_unknown`, `previous_proof_cycle`; indeterminate:
            `proof_limit`.
    """
    found = document.get("proof")
    if found is None or found == []:
        raise ProofError(
            "the document has no proof: nobody has signed it",
            code="proof_missing",
            path="$.proof" if "proof" in document else "$",
        )
    entries = found if isinstance(found, list) else [found]
    if len(entries) > MAX_PROOFS:
        raise ProofError(
            f"the document has {len(entries)} proofs, and at most {MAX_PROOFS} are checked",
            code="proof_limit",
            path="$.proof",
            indeterminate=True,
        )
    views = tuple(
        _read(entry, index, f"$.proof[{index}]" if isinstance(found, list) else "$.proof")
        for index, entry in enumerate(entries)
    )
    _check_chain(views)
    return views


def _read(entry: JsonValue, index: int, path: str) -> ProofView:
    if not isinstance(entry, dict):
        raise _malformed("a proof is a JSON object", path)
    if "type" not in entry:
        raise _missing("type", path)
    if not isinstance(entry["type"], str):
        raise _malformed("the type of a proof is one text", f"{path}.type")
    if entry["type"] not in (PROOF_TYPE, LEGACY_TYPE):
        return ProofView(index=index, path=path, proof=entry, type=entry["type"])
    _check_members(entry, path)
    return ProofView(
        index=index,
        path=path,
        proof=entry,
        type=entry["type"],
        cryptosuite=entry.get("cryptosuite"),
        verification_method=entry["verificationMethod"],
        purpose=entry["proofPurpose"],
        created=_read_time(entry, "created", path),
        expires=_read_time(entry, "expires", path),
        id=entry.get("id"),
        previous=_read_previous(entry, path),
        domain=tuple(_as_list(entry.get("domain", []))),
        challenge=entry.get("challenge"),
    )


def _check_members(entry: JsonObject, path: str) -> None:
    for member in ("cryptosuite", *_REQUIRED) if entry["type"] == PROOF_TYPE else _REQUIRED:
        if member not in entry:
            raise _missing(member, path)
    if entry["type"] == LEGACY_TYPE and "cryptosuite" in entry:
        raise _malformed(f"a proof of the type {LEGACY_TYPE} has no cryptosuite", f"{path}.cryptosuite")
    for member in _TEXTS:
        if member in entry and not isinstance(entry[member], str):
            raise _malformed(f"{member} must be a text", f"{path}.{member}")
    for member in _TEXTS_OR_LISTS:
        if member in entry and not all(isinstance(item, str) for item in _as_list(entry[member])):
            raise _malformed(f"{member} must be a text or a list of texts", f"{path}.{member}")
    if "id" in entry and not is_identifier(entry["id"]):
        raise _malformed("the id of a proof is an absolute URL", f"{path}.id")


def _read_time(entry: JsonObject, member: str, path: str) -> datetime | None:
    if member not in entry:
        return None
    try:
        return parse_datetime(entry[member])
    except DocumentError as error:
        raise ProofError(
            f"{member} of the proof is not usable: {error.message}",
            code="proof_created_malformed" if member == "created" else "proof_malformed",
            path=f"{path}.{member}",
        ) from error


def _read_previous(entry: JsonObject, path: str) -> tuple[str, ...]:
    previous = tuple(_as_list(entry.get("previousProof", [])))
    if len(previous) > _MAX_PREVIOUS or len(set(previous)) != len(previous):
        raise _malformed("previousProof names a proof twice, or too many", f"{path}.previousProof")
    return previous


def _check_chain(views: Sequence[ProofView]) -> None:
    """Every id is there once, every previous proof is there, and no proof builds on itself."""
    by_id: dict[str, ProofView] = {}
    for view in views:
        if view.id is not None and by_id.setdefault(view.id, view) is not view:
            raise ProofError("two proofs have the same id", code="proof_id_duplicate", path=f"{view.path}.id")
    for view in views:
        for name in view.previous:
            if name not in by_id:
                raise ProofError(
                    "the proof builds on a proof that is not there",
                    code="previous_proof_unknown",
                    path=f"{view.path}.previousProof",
                )
    settled: set[str] = set()
    waiting = [view for view in views if view.previous]
    settled.update(view.id for view in views if view.id is not None and not view.previous)
    while waiting:
        ready = [view for view in waiting if settled.issuperset(view.previous)]
        if not ready:
            path = f"{waiting[0].path}.previousProof"
            raise ProofError("the proof builds on itself", code="previous_proof_cycle", path=path)
        settled.update(view.id for view in ready if view.id is not None)
        waiting = [view for view in waiting if view not in ready]


def _as_list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _missing(member: str, path: str) -> ProofError:
    return ProofError(f"the proof has no {member}", code="proof_member_missing", path=f"{path}.{member}")


def _malformed(message: str, path: str) -> ProofError:
    return ProofError(message, code="proof_malformed", path=path)
