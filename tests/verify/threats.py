"""Threats of the sections 2 and 4 (docs/threats.md): each a good credential, and one change to it.

`base` makes a good credential of another kind first: what is bad about the twin is due to `change` alone.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import university
from tests.university import AT, CREATED, ISSUER, LIST_URL, METHOD, OTHER_LIST_URL, University, key, sign
from tests.verify.twins import (
    FAILED,
    IMPOSTOR,
    OPEN,
    WEEK,
    Change,
    forge,
    forge_away,
    put,
    register,
)

from mcissue.proof.did import PublishedKey, did_document, did_jwk, did_key, did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import MULTIKEY_ED25519_PUBLIC
from mcissue.proof.multibase import decode_base58btc, encode_base58btc

OTHER = did_key_method(IMPOSTOR.public_key)
HTTPS_ISSUER = "https://kymi.example/issuer"
ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the group of Ed25519 (RFC 8032, section 5.1)."""


def as_it_is(_uni: University) -> None:
    """The good credential of every other test."""


@dataclass(frozen=True)
class Threat:
    """One threat in one shape.

    Attributes:
        number: the entry of docs/threats.md.
        name: what was changed.
        change: the change.
        check: the check that must notice it.
        outcome: how.
        code: why.
        base: what makes the good credential that is changed.
    """

    number: str
    name: str
    change: Change
    check: str
    outcome: str
    code: str
    base: Callable[[University], object] = as_it_is


# --- Good credentials of other kinds -----------------------------------------------------------------------


def _issued_by(uni: University, issuer: str, method: str) -> None:
    uni.credential["issuer"]["id"] = uni.list_issuer = issuer
    uni.method = uni.list_method = method
    uni.entry["ids"] = [issuer]
    uni.did_documents.clear()


def did_key_issuer(uni: University) -> None:
    public = key("kymi").public_key
    _issued_by(uni, did_key(public), did_key_method(public))


def did_jwk_issuer(uni: University) -> None:
    did = did_jwk(key("kymi").public_key)
    _issued_by(uni, did, f"{did}#0")


def https_issuer(uni: University) -> None:
    _issued_by(uni, HTTPS_ISSUER, f"{HTTPS_ISSUER}#key-1")
    keys = [PublishedKey(public_key=key("kymi").public_key, fragment="key-1")]
    uni.did_documents[HTTPS_ISSUER] = did_document(HTTPS_ISSUER, keys=keys)


def key_in_registry(uni: University) -> None:
    """No document at all: the registry holds the key, with its period."""
    uni.did_documents.clear()
    uni.entry["keys"] = [
        {
            "multikey": key("kymi").public_key.multikey,
            "id": METHOD,
            "valid_from": "2026-01-01",
            "valid_until": "2026-06-30",
        }
    ]


def rotated(uni: University) -> None:
    """The key of the credential has ended since; the list is signed with the new one."""
    uni.did_documents[ISSUER] = did_document(
        ISSUER,
        keys=[
            PublishedKey(public_key=key("rotated").public_key, fragment="key-2"),
            PublishedKey(public_key=key("kymi").public_key, fragment="key-1", expires=AT - timedelta(days=3)),
        ],
    )
    uni.list_signer, uni.list_method = key("rotated"), f"{ISSUER}#key-2"


def cosigned(uni: University) -> None:
    """A second good proof, by somebody else."""
    other = sign(uni.credential, IMPOSTOR, OTHER, created=CREATED)["proof"][0]
    uni.after_signing.append(lambda document: document["proof"].append(other))


def over_json(uni: University) -> None:
    uni.proof_options["cryptosuite"] = "eddsa-jcs-2022"


# --- Changes -----------------------------------------------------------------------------------------------


def signed_with(signer: PrivateKey, method: str) -> Change:
    return lambda uni: (setattr(uni, "issuer_key", signer), setattr(uni, "method", method))


def method(**members: Any) -> Change:
    """Change the issuer's key in its own document."""

    def change(uni: University) -> None:
        document = next(iter(uni.did_documents.values()))
        document["verificationMethod"][0].update(members)

    return change


def document(**members: Any) -> Change:
    return lambda uni: next(iter(uni.did_documents.values())).update(members)


def proof_value(change: Callable[[str], str]) -> Change:
    def apply(signed: dict[str, Any]) -> None:
        signed["proof"][0]["proofValue"] = change(signed["proof"][0]["proofValue"])

    return lambda uni: uni.after_signing.append(apply)


def _plus_order(text: str) -> str:
    """The same signature with S + L, which naive code also accepts."""
    raw = decode_base58btc(text, length=64)
    s = int.from_bytes(raw[32:], "little") + ORDER
    return encode_base58btc(raw[:32] + s.to_bytes(32, "little"))


def _key_bytes(raw: bytes) -> Change:
    return method(publicKeyMultibase=encode_base58btc(MULTIKEY_ED25519_PUBLIC + raw))


def _chain_from(uni: University) -> None:
    """The second proof builds on the first, which is taken away."""
    other = sign(uni.credential, IMPOSTOR, OTHER, created=CREATED)["proof"][0]
    other["previousProof"] = "urn:uuid:7e2f"
    uni.after_signing.append(lambda signed: signed["proof"].append(other))


def _into_subject(signed: dict[str, Any]) -> None:
    signed["credentialSubject"]["proof"] = signed.pop("proof")


def _rename_proof(signed: dict[str, Any]) -> None:
    signed["Proof"] = signed.pop("proof")


def _binds(
    number: str, name: str, change: Change, code: str, base: Change = as_it_is, *, open_: bool = False
) -> Threat:
    return Threat(number, name, change, "issuer_binding", OPEN if open_ else FAILED, code, base)


def _proves(number: str, name: str, change: Change, code: str, base: Change = as_it_is) -> Threat:
    return Threat(number, name, change, "proof", FAILED, code, base)


BINDING = [
    _binds("2.1", "a stranger with a did:key", signed_with(IMPOSTOR, OTHER), "issuer_not_bound"),
    _binds("2.1", "another did:key than the issuer", signed_with(IMPOSTOR, OTHER), "issuer_not_bound", did_key_issuer),
    _binds("2.1", "another did:jwk than the issuer", signed_with(IMPOSTOR, f"{did_jwk(IMPOSTOR.public_key)}#0"), "issuer_not_bound", did_jwk_issuer),
    _binds("2.1", "a stranger against an https issuer", signed_with(IMPOSTOR, OTHER), "issuer_not_bound", https_issuer),
    _binds("2.1", "a stranger against a registered key", signed_with(IMPOSTOR, OTHER), "issuer_not_bound", key_in_registry),
    _binds("2.1", "an https document about another", document(id="https://kymi.example/other"), "controller_document_id_mismatch", https_issuer, open_=True),
    _binds("2.1", "a did:web document about another", document(id="did:web:other.example"), "controller_document_id_mismatch", open_=True),
    _binds("2.1", "a key of another controller", method(controller="did:web:other.example"), "verification_method_controller_mismatch"),
    _binds("2.1", "a key for logging in only", document(assertionMethod=[], authentication=[METHOD]), "verification_method_not_authorized"),
    _binds("2.1", "a key that the document does not have", signed_with(IMPOSTOR, f"{ISSUER}#key-2"), "verification_method_not_found"),
    _binds("2.1", "a key that the registry dropped", register("keys", value=[]), "controller_document_unavailable", key_in_registry, open_=True),
    _proves("2.1", "another key under the issuer's name", signed_with(IMPOSTOR, METHOD), "signature_invalid"),
    _proves("2.1", "another key under the name of a did:key", lambda uni: setattr(uni, "issuer_key", IMPOSTOR), "signature_invalid", did_key_issuer),
    _proves("2.2", "a proof for logging in", lambda uni: uni.proof_options.update(purpose="authentication"), "proof_purpose_wrong"),
    _proves("2.2", "no purpose", forge_away("proof", 0, "proofPurpose"), "proof_member_missing"),
    _proves("2.2", "two purposes", forge("proof", 0, "proofPurpose", value=["assertionMethod"]), "proof_malformed"),
    _proves("2.2", "an answer to a challenge", forge("proof", 0, "challenge", value="abc"), "proof_purpose_wrong"),
    _proves("2.2", "for one reader", forge("proof", 0, "domain", value="employer.example"), "proof_purpose_wrong"),
    _proves("2.3", "a key in the proof", forge("proof", 0, "verificationMethod", value={"id": METHOD, "type": "Multikey"}), "proof_malformed"),
    _proves("2.3", "a key over http", forge("proof", 0, "verificationMethod", value="http://kymi.example/k#1"), "verification_method_url_invalid"),
    _proves("2.3", "a did:key with the fragment of another", signed_with(IMPOSTOR, f"{did_key(key('kymi').public_key)}#{IMPOSTOR.public_key.multikey}"), "verification_method_not_found"),
    _proves("2.3", "a DID with a query", forge("proof", 0, "verificationMethod", value=f"{ISSUER}?versionId=1#key-1"), "verification_method_url_invalid"),
    _proves("2.3", "a did:key without fragment", signed_with(IMPOSTOR, did_key(IMPOSTOR.public_key)), "verification_method_url_invalid"),
    _binds("2.4", "a key revoked before", method(revoked="2026-06-01T00:00:00Z"), "key_revoked"),
    _binds("2.4", "a key revoked afterwards", method(revoked="2026-06-19T00:00:00Z"), "date_unproven", open_=True),
    _binds("2.4", "a key expired before", method(expires="2026-06-01T00:00:00Z"), "key_expired"),
    _binds("2.4", "an unreadable end", method(expires="2026-06-31T00:00:00Z"), "verification_method_malformed", open_=True),
    _binds("2.4", "the old key after its end", lambda uni: uni.proof_options.update(created=AT - timedelta(hours=1)), "key_expired", rotated),
    _binds("2.4", "a registered key after its period", register("keys", 0, "valid_until", value="2026-06-10"), "issuer_key_not_then", key_in_registry),
    _binds("2.4", "a registered key before its period", register("keys", 0, "valid_from", value="2026-06-17"), "issuer_key_not_then", key_in_registry),
    _binds("2.4", "a registered key that was stolen", register("keys", 0, "revoked", value={"how": "compromised", "on": "2026-06-01"}), "issuer_key_compromised", key_in_registry),
    _proves("2.5", "a co-signature that does not hold", forge("proof", 1, "created", value="2026-06-16T09:00:01Z"), "signature_invalid", cosigned),
    _proves("2.5", "a chain from nowhere", _chain_from, "previous_proof_unknown"),
    _proves("2.5", "the same proof twice", lambda uni: uni.after_signing.append(lambda signed: signed["proof"].append(signed["proof"][0])), "proof_repeated"),
    Threat("2.5", "nine proofs", lambda uni: uni.after_signing.append(lambda signed: signed.update(proof=signed["proof"] * 9)), "proof", OPEN, "proof_limit"),
    _proves("2.6", "no proof", forge_away("proof"), "proof_missing"),
    _proves("2.6", "null", forge("proof", value=None), "proof_missing"),
    _proves("2.6", "an empty list", forge("proof", value=[]), "proof_missing"),
    _proves("2.6", "an empty proof", forge("proof", value={}), "proof_member_missing"),
    _proves("2.6", "a proof of the subject", lambda uni: uni.after_signing.append(_into_subject), "proof_missing"),
    _proves("2.6", "a proof in capitals", lambda uni: uni.after_signing.append(_rename_proof), "proof_missing"),
    Threat("2.7", "made tomorrow", lambda uni: uni.proof_options.update(created=AT + WEEK), "validity", FAILED, "created_in_future"),
    Threat("2.7", "over since yesterday", lambda uni: uni.proof_options.update(expires=AT - timedelta(days=1)), "validity", FAILED, "proof_expired"),
    _proves("2.7", "no zone", forge("proof", 0, "created", value="2026-06-16T09:00:00"), "proof_created_malformed"),
    _proves("2.7", "no date", forge("proof", 0, "created", value="last week"), "proof_created_malformed"),
    _proves("2.8", "S + L", proof_value(_plus_order), "signature_invalid"),
    _binds("2.8", "the key of the identity", _key_bytes((1).to_bytes(32, "little")), "key_weak"),
    _binds("2.8", "a key of small order", _key_bytes(bytes(32)), "key_weak"),
    _binds("2.8", "a key in another encoding", _key_bytes((2**255 - 15).to_bytes(32, "little")), "key_noncanonical"),
    _proves("2.9", "base64url", proof_value(lambda text: "u" + base64.urlsafe_b64encode(decode_base58btc(text, length=64)).decode().rstrip("=")), "proof_value_malformed"),
    _proves("2.9", "a line end", proof_value(lambda text: text + "\n"), "proof_value_malformed"),
    _proves("2.9", "a blank", proof_value(lambda text: f"{text[:9]} {text[9:]}"), "proof_value_malformed"),
    _proves("2.9", "without its z", proof_value(lambda text: text[1:]), "proof_value_malformed"),
    _proves("2.10", "a signature of 60,000 letters", proof_value(lambda text: text + "z" * 60_000), "proof_value_malformed"),
    _proves("2.10", "a key of 60,000 letters", forge("proof", 0, "verificationMethod", value=f"did:key:z{'6' * 60_000}#z6"), "verification_method_url_invalid"),
    _proves("2.11", "other contexts in the proof", forge("proof", 0, "@context", value=["https://www.w3.org/ns/credentials/v2"]), "signature_invalid", over_json),
    _proves("2.11", "no contexts in the proof", forge_away("proof", 0, "@context"), "signature_invalid", over_json),
    _proves("2.12", "relabelled", forge("proof", 0, "cryptosuite", value="eddsa-jcs-2022"), "signature_invalid"),
    _proves("2.12", "the name of another algorithm", forge("proof", 0, "cryptosuite", value="ecdsa-rdfc-2019"), "cryptosuite_key_mismatch"),
    Threat("2.12", "an older type", forge("proof", 0, "type", value="Ed25519Signature2018"), "proof", OPEN, "cryptosuite_unsupported"),
]  # fmt: skip


def _list(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda uni: uni.list_before_signing.append(change)


def _lists(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda uni: uni.lists.append(change)


def _bomb(listed: dict[str, Any]) -> None:
    packed = gzip.compress(bytes(64 * 1024 * 1024), mtime=0)
    text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    listed["credentialSubject"]["encodedList"] = f"u{text}"


def _status(number: str, name: str, change: Change, code: str, outcome: str = OPEN) -> Threat:
    return Threat(number, name, change, "status", outcome, code)


def _suspended(uni: University) -> None:
    uni.status["statusPurpose"] = uni.list_purpose = "suspension"
    uni.revoked.add(university.INDEX)


def _other_list_too(uni: University) -> None:
    other = {**uni.status, "id": f"{OTHER_LIST_URL}#1", "statusListCredential": OTHER_LIST_URL}
    uni.credential["credentialStatus"] = [uni.status, other]


STATUS = [
    _status("4.1", "a list that inflates to 64 MiB", _list(_bomb), "status_list_too_large"),
    _status("4.2", "a list of another issuer", lambda uni: (setattr(uni, "list_signer", IMPOSTOR), setattr(uni, "list_method", OTHER), setattr(uni, "list_issuer", did_key(IMPOSTOR.public_key))), "status_list_foreign"),
    _status("4.2", "the issuer's name, a stranger's key", lambda uni: (setattr(uni, "list_signer", IMPOSTOR), setattr(uni, "list_method", OTHER)), "status_list_not_authentic"),
    _status("4.2", "an unsigned list", lambda uni: uni.list_after_signing.append(lambda listed: listed.pop("proof")), "status_list_not_authentic"),
    _status("4.3", "the list of another address", _list(lambda listed: listed.update(id=OTHER_LIST_URL)), "status_list_wrong_id"),
    *(_status("4.4", f"the place {text!r}", put("credentialStatus", "statusListIndex", value=text), "status_entry_malformed", FAILED) for text in (" 7", "+7", "1_0", "\u0667", "007", "-1", "", "7.0")),
    _status("4.4", "a place outside", put("credentialStatus", "statusListIndex", value="131072"), "status_index_out_of_range", FAILED),
    _status("4.5", "a list about something else", lambda uni: setattr(uni, "list_purpose", "suspension"), "status_purpose_mismatch", FAILED),
    _status("4.5", "suspended", _suspended, "suspended", FAILED),
    _status("4.5", "a second entry", _other_list_too, "status_list_unavailable"),
    _status("4.6", "no list", _lists(lambda lists: lists.clear()), "status_list_unavailable"),
    _status("4.6", "a list that is over", _list(lambda listed: listed.update(validUntil="2026-06-19T00:00:00Z")), "status_list_expired"),
    _status("4.6", "a list of tomorrow", _list(lambda listed: listed.update(validFrom="2026-06-21T00:00:00Z")), "status_list_not_yet_valid"),
    _status("4.6", "an older list than before", lambda uni: uni.options.update(status_lists_seen={(ISSUER, LIST_URL): AT - timedelta(days=1)}), "status_list_rolled_back"),
    _status("4.6", "a list older than wanted", lambda uni: uni.options.update(max_status_age=timedelta(hours=47)), "status_list_too_old"),
]  # fmt: skip

THREATS = [*BINDING, *STATUS]
