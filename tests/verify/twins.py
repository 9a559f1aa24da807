"""Bad twins: each is the good credential with one change, and the one check that must notice it.

A change is made to a `tests.university.University` before anything is signed, unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import university
from tests.university import AT, CREATED, ISSUER, LIST_URL, METHOD, OTHER_LIST_URL, University, key, sign

from mcissue.proof.did import did_key, did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import MULTIKEY_ED25519_PUBLIC
from mcissue.proof.multibase import encode_base58btc

Change = Callable[[University], object]

FAILED, OPEN = "failed", "indeterminate"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Twin:
    """One change and what must come of it.

    Attributes:
        name: what was changed.
        change: the change.
        check: the check that must notice it.
        outcome: how.
        code: why.
        also: other checks that cannot pass then.
    """

    name: str
    change: Change
    check: str
    outcome: str
    code: str
    also: tuple[str, ...] = ()


def put(*path: str | int, value: Any) -> Change:
    """Set a member of the credential before signing."""
    return lambda uni: _put(uni.credential, path, value)


def drop(*path: str | int) -> Change:
    """Remove a member of the credential before signing."""
    return lambda uni: _drop(uni.credential, path)


def forge(*path: str | int, value: Any) -> Change:
    """Set a member of the signed credential."""
    return lambda uni: uni.after_signing.append(lambda document: _put(document, path, value))


def forge_away(*path: str | int) -> Change:
    """Remove a member of the signed credential."""
    return lambda uni: uni.after_signing.append(lambda document: _drop(document, path))


def register(*path: str | int, value: Any) -> Change:
    """Set a member of the university's entry in the registry."""
    return lambda uni: _put(uni.entry, path, value)


def _put(item: Any, path: tuple[str | int, ...], value: Any) -> None:
    for step in path[:-1]:
        item = item[step]
    item[path[-1]] = value


def _drop(item: Any, path: tuple[str | int, ...]) -> None:
    for step in path[:-1]:
        item = item[step]
    del item[path[-1]]


def _without_alignment(part: str) -> Change:
    def change(uni: University) -> None:
        kept = [item for item in uni.achievement["alignment"] if part not in item["targetUrl"]]
        assert len(kept) < len(uni.achievement["alignment"])
        uni.achievement["alignment"] = kept

    return change


ACHIEVEMENT = ("credentialSubject", "achievement")
IMPOSTOR = key("impostor")

# --- format -------------------------------------------------------------------------------------------------

_JSON_LD = ("json_ld", "proof", "issuer_binding")
"""What can't be made or fails too where a document has no clear meaning."""


def _sign_anyway(change: Change) -> Change:
    """A change that our own signing refuses: it is made after signing, by whoever signs such things."""

    def after(uni: University) -> None:
        def apply(document: dict[str, Any]) -> None:
            uni.credential = document
            change(uni)

        uni.after_signing.append(apply)

    return after


FORMAT = [
    Twin("no id", drop("id"), "format", FAILED, "member_missing"),
    Twin("no validFrom", drop("validFrom"), "format", FAILED, "member_missing"),
    Twin(
        "the contexts swapped",
        _sign_anyway(lambda uni: uni.credential["@context"].reverse()),
        "format",
        FAILED,
        "context_order",
    ),
    Twin(
        "the context as one text",
        forge("@context", value="https://www.w3.org/ns/credentials/v2"),
        "format",
        FAILED,
        "context_order",
        _JSON_LD,
    ),
    Twin(
        "an id that is a list", forge("id", value=["urn:uuid:1"]), "format", FAILED, "id_malformed", _JSON_LD
    ),
    Twin(
        "a subject without its type",
        forge("credentialSubject", "type", value=["Profile"]),
        "format",
        FAILED,
        "type_missing",
        _JSON_LD,
    ),
    Twin(
        "two subjects",
        lambda uni: uni.credential.update(credentialSubject=[uni.subject, uni.subject]),
        "format",
        FAILED,
        "subject_not_single",
        ("accreditation", "issuer_registry"),
    ),
    Twin(
        "an unidentified subject",
        drop("credentialSubject", "identifier"),
        "format",
        FAILED,
        "subject_unidentified",
        ("mandatory_elements",),
    ),
    Twin(
        "criteria without words", put(*ACHIEVEMENT, "criteria", value={}), "format", FAILED, "member_missing"
    ),
    Twin(
        "an achievement without a description",
        drop(*ACHIEVEMENT, "description"),
        "format",
        FAILED,
        "member_missing",
    ),
    Twin(
        "an issuer that is no Profile",
        forge("issuer", "type", value=["Address"]),
        "format",
        FAILED,
        "type_missing",
        _JSON_LD,
    ),
    Twin(
        "an issuer without an id",
        drop("issuer", "id"),
        "format",
        FAILED,
        "member_missing",
        ("issuer_binding", "status", "issuer_registry", "accreditation"),
    ),
    Twin(
        "an image that is a text",
        forge("image", value="https://kymi.example/a.png"),
        "format",
        FAILED,
        "member_malformed",
        ("proof", "issuer_binding"),
    ),
    Twin(
        "a date of the older data model",
        forge("issuanceDate", value="2026-06-15T10:00:00Z"),
        "format",
        FAILED,
        "vc1_member",
        (*_JSON_LD, "validity", "accreditation", "issuer_registry"),
    ),
    Twin(
        "evidence without its type",
        put("evidence", value=[{"name": "The plan"}]),
        "format",
        FAILED,
        "type_missing",
    ),
    Twin(
        "a result without its description",
        put(
            "credentialSubject",
            "result",
            value=[{"type": ["Result"], "value": "4", "resultDescription": "urn:uuid:0"}],
        ),
        "format",
        FAILED,
        "result_unlinked",
    ),
    Twin(
        "a resource without a digest",
        put("relatedResource", value=[{"id": "https://kymi.example/a.pdf"}]),
        "format",
        FAILED,
        "member_missing",
    ),
    Twin(
        "the same type twice",
        forge("type", value=["VerifiableCredential", "OpenBadgeCredential", "OpenBadgeCredential"]),
        "format",
        FAILED,
        "member_malformed",
    ),
]

# --- json_ld ------------------------------------------------------------------------------------------------

_UNCLEAR = ("proof", "issuer_binding")

JSON_LD = [
    Twin("an undefined term", forge("grade", value="5"), "json_ld", FAILED, "undefined_term", _UNCLEAR),
    Twin(
        "an undefined term, deep inside",
        forge(*ACHIEVEMENT, "alignment", 0, "honours", value=True),
        "json_ld",
        FAILED,
        "undefined_term",
        _UNCLEAR,
    ),
    Twin(
        "an unknown context",
        lambda uni: uni.after_signing.append(
            lambda document: document["@context"].append("https://a.example/")
        ),
        "json_ld",
        OPEN,
        "context_unknown",
        _UNCLEAR,
    ),
    Twin(
        "a context inside the document",
        lambda uni: uni.after_signing.append(
            lambda document: document["@context"].append({"grade": "https://a.example/grade"})
        ),
        "json_ld",
        OPEN,
        "inline_context_not_allowed",
        _UNCLEAR,
    ),
    Twin(
        "a relative id",
        forge(*ACHIEVEMENT, "id", value="courses/1"),
        "json_ld",
        FAILED,
        "relative_iri",
        ("format", *_UNCLEAR),
    ),
    Twin(
        "a blank node id",
        forge(*ACHIEVEMENT, "id", value="_:b0"),
        "json_ld",
        FAILED,
        "blank_node_id",
        ("format", *_UNCLEAR),
    ),
    Twin(
        "an absolute IRI as a key",
        forge("https://www.w3.org/2018/credentials#validUntil", value="2099-01-01T00:00:00Z"),
        "json_ld",
        FAILED,
        "iri_as_key",
        _UNCLEAR,
    ),
    Twin(
        "something included",
        forge("@included", value=[{"id": "urn:uuid:1", "type": ["Profile"]}]),
        "json_ld",
        FAILED,
        "keyword_not_allowed",
        _UNCLEAR,
    ),
    Twin(
        "a name by language",
        forge(*ACHIEVEMENT, "name", value={"en": "Research data management"}),
        "json_ld",
        FAILED,
        "language_map_not_signed",
        ("format", "accreditation", "issuer_registry", "mandatory_elements", *_UNCLEAR),
    ),
]

# --- proof --------------------------------------------------------------------------------------------------


def _second_proof(signer: PrivateKey, method: str, **options: Any) -> Change:
    """One more proof beside the issuer's."""

    def change(uni: University) -> None:
        other = sign(uni.credential, signer, method, created=CREATED, **options)["proof"][0]
        uni.after_signing.append(lambda document: document["proof"].append(other))

    return change


def _reencode_signature(document: dict[str, Any]) -> None:
    document["proof"][0]["proofValue"] = "u" + document["proof"][0]["proofValue"][1:]


PROOF = [
    Twin("no proof", forge_away("proof"), "proof", FAILED, "proof_missing", ("issuer_binding",)),
    Twin(
        "a proof that is null",
        forge("proof", value=None),
        "proof",
        FAILED,
        "proof_missing",
        ("issuer_binding",),
    ),
    Twin(
        "an empty list of proofs",
        forge("proof", value=[]),
        "proof",
        FAILED,
        "proof_missing",
        ("issuer_binding",),
    ),
    Twin(
        "an empty proof",
        forge("proof", value=[{}]),
        "proof",
        FAILED,
        "proof_member_missing",
        ("issuer_binding",),
    ),
    Twin(
        "another title after signing",
        forge(*ACHIEVEMENT, "name", value="Doctor"),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "another learner after signing",
        forge("credentialSubject", "identifier", 0, "identityHash", value="Eve"),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "a later end after signing",
        forge("validUntil", value="2099-01-01T00:00:00Z"),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "the status taken out after signing",
        forge_away("credentialStatus"),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "an older date of the proof after signing",
        forge("proof", 0, "created", value="2026-06-15T10:00:00Z"),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "a key that is not the issuer's under the issuer's name",
        lambda uni: setattr(uni, "issuer_key", IMPOSTOR),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "the signature in another encoding",
        lambda uni: uni.after_signing.append(_reencode_signature),
        "proof",
        FAILED,
        "proof_value_malformed",
        ("issuer_binding",),
    ),
    Twin(
        "a proof relabelled as one over JSON",
        forge("proof", 0, "cryptosuite", value="eddsa-jcs-2022"),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "a kind of proof that is not supported",
        forge("proof", 0, "cryptosuite", value="ecdsa-sd-2023"),
        "proof",
        OPEN,
        "cryptosuite_unsupported",
        ("issuer_binding",),
    ),
    Twin(
        "a proof made to log in",
        lambda uni: uni.proof_options.update(purpose="authentication"),
        "proof",
        FAILED,
        "proof_purpose_wrong",
        ("issuer_binding",),
    ),
    Twin(
        "a proof that answers a challenge",
        forge("proof", 0, "challenge", value="abc"),
        "proof",
        FAILED,
        "proof_purpose_wrong",
        ("issuer_binding",),
    ),
    Twin(
        "a key inside the proof",
        forge("proof", 0, "verificationMethod", value={"id": METHOD, "type": "Multikey"}),
        "proof",
        FAILED,
        "proof_malformed",
        ("issuer_binding",),
    ),
    Twin(
        "a proof that builds on nothing",
        forge("proof", 0, "previousProof", value="urn:uuid:1"),
        "proof",
        FAILED,
        "previous_proof_unknown",
        ("issuer_binding",),
    ),
    Twin(
        "a second proof that does not hold",
        lambda uni: (
            _second_proof(IMPOSTOR, did_key_method(IMPOSTOR.public_key))(uni),
            uni.after_signing.append(
                lambda document: document["proof"][1].update(created="2026-06-17T09:00:00Z")
            ),
        ),
        "proof",
        FAILED,
        "signature_invalid",
        ("issuer_binding",),
    ),
    Twin(
        "a second proof by somebody unknown",
        _second_proof(IMPOSTOR, "did:web:elsewhere.example#1"),
        "proof",
        OPEN,
        "controller_document_unavailable",
    ),
    Twin(
        "the same proof twice",
        lambda uni: uni.after_signing.append(lambda document: document.update(proof=document["proof"] * 2)),
        "proof",
        FAILED,
        "proof_repeated",
    ),
    Twin(
        "nine proofs",
        lambda uni: uni.after_signing.append(lambda document: document.update(proof=document["proof"] * 9)),
        "proof",
        OPEN,
        "proof_limit",
        ("issuer_binding",),
    ),
]

# --- issuer_binding -----------------------------------------------------------------------------------------


def _sign_as(signer: PrivateKey, method: str) -> Change:
    def change(uni: University) -> None:
        uni.issuer_key, uni.method = signer, method

    return change


def _small_order(uni: University) -> None:
    weak = (1).to_bytes(32, "little")
    uni.did_method["publicKeyMultibase"] = encode_base58btc(MULTIKEY_ED25519_PUBLIC + weak)


ISSUER_BINDING = [
    Twin(
        "a stranger who signs with a key of his own",
        _sign_as(IMPOSTOR, did_key_method(IMPOSTOR.public_key)),
        "issuer_binding",
        FAILED,
        "issuer_not_bound",
    ),
    Twin(
        "the issuer's document not at hand",
        lambda uni: uni.did_documents.clear(),
        "issuer_binding",
        OPEN,
        "controller_document_unavailable",
        ("proof", "status"),
    ),
    Twin(
        "a key that the issuer's document does not have",
        _sign_as(IMPOSTOR, f"{ISSUER}#key-2"),
        "issuer_binding",
        FAILED,
        "verification_method_not_found",
        ("proof",),
    ),
    Twin(
        "a key that is not for credentials",
        lambda uni: uni.did_documents[ISSUER].update(assertionMethod=[]),
        "issuer_binding",
        FAILED,
        "verification_method_not_authorized",
        ("proof", "status"),
    ),
    Twin(
        "a document about somebody else",
        lambda uni: uni.did_documents[ISSUER].update(id="did:web:other.example"),
        "issuer_binding",
        OPEN,
        "controller_document_id_mismatch",
        ("proof", "status"),
    ),
    Twin(
        "a key of another controller",
        lambda uni: uni.did_method.update(controller="did:web:other.example"),
        "issuer_binding",
        FAILED,
        "verification_method_controller_mismatch",
        ("proof", "status"),
    ),
    Twin(
        "a key for which anybody can sign",
        _small_order,
        "issuer_binding",
        FAILED,
        "key_weak",
        ("proof", "status"),
    ),
    Twin(
        "a key without a fragment",
        _sign_as(IMPOSTOR, did_key(IMPOSTOR.public_key)),
        "issuer_binding",
        FAILED,
        "verification_method_url_invalid",
        ("proof",),
    ),
    Twin(
        "a key that had been revoked",
        lambda uni: uni.did_method.update(revoked="2026-06-01T00:00:00Z"),
        "issuer_binding",
        FAILED,
        "key_revoked",
        ("status",),
    ),
    Twin(
        "a key that was revoked afterwards",
        lambda uni: uni.did_method.update(revoked="2026-06-19T00:00:00Z"),
        "issuer_binding",
        OPEN,
        "date_unproven",
        ("status",),
    ),
    Twin(
        "a key that had expired",
        lambda uni: uni.did_method.update(expires="2026-06-01T00:00:00Z"),
        "issuer_binding",
        FAILED,
        "key_expired",
        ("status",),
    ),
    Twin(
        "a key that the registry knows as stolen",
        register(
            "keys",
            value=[
                {
                    "multikey": key("kymi").public_key.multikey,
                    "id": METHOD,
                    "revoked": {"how": "compromised", "on": "2026-06-01"},
                }
            ],
        ),
        "issuer_binding",
        FAILED,
        "issuer_key_compromised",
        ("status",),
    ),
    Twin(
        "another key under that name in the registry",
        register("keys", value=[{"multikey": key("rotated").public_key.multikey, "id": METHOD}]),
        "issuer_binding",
        FAILED,
        "issuer_key_conflict",
        ("status",),
    ),
    Twin(
        "a sample key under a real registry",
        lambda uni: (
            uni.snapshot.update(test=False),
            setattr(uni, "registry_signer", REAL_OPERATOR),
            setattr(uni, "operator", REAL_OPERATOR.public_key),
        ),
        "issuer_binding",
        FAILED,
        "sample_key",
        ("status",),
    ),
    Twin(
        "a published test key",
        lambda uni: (
            setattr(uni, "issuer_key", PrivateKey.from_seed(bytes(32))),
            uni.did_method.update(publicKeyMultibase=PrivateKey.from_seed(bytes(32)).public_key.multikey),
            setattr(uni, "list_signer", PrivateKey.from_seed(bytes(32))),
        ),
        "issuer_binding",
        FAILED,
        "published_test_key",
        ("status",),
    ),
]

REAL_OPERATOR = PrivateKey.from_seed(bytes.fromhex("5d" * 31 + "01"))
"""A registry operator's key that is neither a sample nor a published one."""

# --- validity -----------------------------------------------------------------------------------------------

VALIDITY = [
    Twin(
        "an end that is past", put("validUntil", value="2026-06-19T00:00:00Z"), "validity", FAILED, "expired"
    ),
    Twin(
        "a beginning to come",
        put("validFrom", value="2026-06-21T00:00:00Z"),
        "validity",
        FAILED,
        "not_yet_valid",
    ),
    Twin(
        "an end before the beginning",
        put("validUntil", value="2026-06-01T00:00:00Z"),
        "validity",
        FAILED,
        "dates_contradict",
    ),
    Twin(
        "a proof of the future",
        lambda uni: uni.proof_options.update(created=AT + WEEK),
        "validity",
        FAILED,
        "created_in_future",
    ),
    Twin(
        "a proof that has expired",
        lambda uni: uni.proof_options.update(expires=AT - timedelta(days=1)),
        "validity",
        FAILED,
        "proof_expired",
    ),
    Twin(
        "an award of the future",
        put("awardedDate", value="2026-06-21T00:00:00Z"),
        "validity",
        FAILED,
        "award_date_in_future",
    ),
    Twin(
        "an award after its signature",
        put("awardedDate", value="2026-06-17T00:00:00Z"),
        "validity",
        FAILED,
        "award_date_after_signature",
    ),
    *(
        Twin(
            f"the date {text!r}",
            put("awardedDate", value=text),
            "validity",
            OPEN,
            "datetime_malformed",
            also,
        )
        for text, also in (
            ("2026-02-30T10:00:00Z", ("accreditation", "mandatory_elements", "issuer_registry")),
            ("2026-06-15T10:00:00", ("accreditation", "issuer_registry")),
            ("2026-06-15", ("accreditation", "issuer_registry")),
            ("", ("accreditation", "issuer_registry")),
            ("yesterday", ("accreditation", "mandatory_elements", "issuer_registry")),
        )
    ),
]

# --- status -------------------------------------------------------------------------------------------------


def _give_list(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda uni: uni.lists.append(change)


def _before_list(change: Callable[[dict[str, Any]], object]) -> Change:
    return lambda uni: uni.list_before_signing.append(change)


def _suspend(uni: University) -> None:
    uni.list_purpose = "suspension"
    uni.status["statusPurpose"] = "suspension"
    uni.revoked.add(university.INDEX)


def _list_by(signer: PrivateKey, method: str, issuer: str) -> Change:
    def change(uni: University) -> None:
        uni.list_signer, uni.list_method, uni.list_issuer = signer, method, issuer

    return change


STATUS = [
    Twin("revoked", lambda uni: uni.revoked.add(university.INDEX), "status", FAILED, "revoked"),
    Twin("suspended", _suspend, "status", FAILED, "suspended"),
    Twin(
        "the list not at hand",
        _give_list(lambda lists: lists.clear()),
        "status",
        OPEN,
        "status_list_unavailable",
    ),
    Twin(
        "a list that is no JSON",
        _give_list(lambda lists: lists.update({LIST_URL: b"<html>not found</html>"})),
        "status",
        OPEN,
        "status_list_unreadable",
    ),
    Twin(
        "a list whose bits were cleared after signing",
        lambda uni: (
            uni.revoked.add(university.INDEX),
            uni.list_after_signing.append(
                lambda listed: listed["credentialSubject"].update(
                    encodedList=University().status_list()["credentialSubject"]["encodedList"]
                )
            ),
        ),
        "status",
        OPEN,
        "status_list_not_authentic",
    ),
    Twin(
        "a list that nobody signed",
        lambda uni: uni.list_after_signing.append(lambda listed: listed.pop("proof")),
        "status",
        OPEN,
        "status_list_not_authentic",
    ),
    Twin(
        "a list signed with another key under the issuer's name",
        _list_by(IMPOSTOR, METHOD, ISSUER),
        "status",
        OPEN,
        "status_list_not_authentic",
    ),
    Twin(
        "a list of the issuer's name signed by a stranger",
        _list_by(IMPOSTOR, did_key_method(IMPOSTOR.public_key), ISSUER),
        "status",
        OPEN,
        "status_list_not_authentic",
    ),
    Twin(
        "a list of another issuer",
        _list_by(IMPOSTOR, did_key_method(IMPOSTOR.public_key), did_key(IMPOSTOR.public_key)),
        "status",
        OPEN,
        "status_list_foreign",
    ),
    Twin(
        "a list with an undefined term",
        lambda uni: uni.list_after_signing.append(lambda listed: listed.update(grade="5")),
        "status",
        OPEN,
        "status_list_not_authentic",
    ),
    Twin(
        "a list that is no longer valid",
        _before_list(lambda listed: listed.update(validUntil="2026-06-19T00:00:00Z")),
        "status",
        OPEN,
        "status_list_expired",
    ),
    Twin(
        "a list of another address",
        _before_list(lambda listed: listed.update(id=OTHER_LIST_URL)),
        "status",
        OPEN,
        "status_list_wrong_id",
    ),
    Twin(
        "a credential in the place of a list",
        _give_list(lambda lists: lists.update({LIST_URL: University().data()})),
        "status",
        OPEN,
        "status_list_wrong_kind",
    ),
    Twin(
        "a list about something else",
        lambda uni: setattr(uni, "list_purpose", "suspension"),
        "status",
        FAILED,
        "status_purpose_mismatch",
    ),
    Twin(
        "a place outside of the list",
        put("credentialStatus", "statusListIndex", value="131072"),
        "status",
        FAILED,
        "status_index_out_of_range",
    ),
    *(
        Twin(
            f"the place {text!r}",
            put("credentialStatus", "statusListIndex", value=text),
            "status",
            FAILED,
            "status_entry_malformed",
        )
        for text in (" 7", "+7", "1_0", "٧", "007", "-1", "")
    ),
    Twin(
        "a status of another kind",
        lambda uni: (
            uni.credential["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"),
            uni.credential.update(
                credentialStatus={"id": "https://kymi.example/revoked", "type": "1EdTechRevocationList"}
            ),
        ),
        "status",
        OPEN,
        "status_list_unavailable",
    ),
    Twin(
        "a status of an unknown kind",
        lambda uni: (
            uni.credential["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"),
            uni.credential.update(
                credentialStatus={
                    "id": "https://kymi.example/x",
                    "type": "1EdTechJsonSchemaValidator2019",
                }
            ),
        ),
        "status",
        OPEN,
        "status_type_unsupported",
    ),
    Twin(
        "a second status entry that can't be looked up",
        lambda uni: uni.credential.update(
            credentialStatus=[
                uni.status,
                {**uni.status, "id": f"{OTHER_LIST_URL}#1", "statusListCredential": OTHER_LIST_URL},
            ]
        ),
        "status",
        OPEN,
        "status_list_unavailable",
    ),
]

# --- issuer_registry ----------------------------------------------------------------------------------------


def _no_registry(code: str, change: Change, name: str) -> Twin:
    """A registry that can't be used says nothing, and the sample keys then lack the word of a test registry."""
    return Twin(name, change, "issuer_registry", OPEN, code, ("accreditation",))


def _real_keys(change: Change) -> Change:
    """Keys of one's own, so that only the registry is at stake."""

    def both(uni: University) -> None:
        uni.options["sample_keys"] = True
        change(uni)

    return both


ISSUER_REGISTRY = [
    _no_registry(
        "registry_missing", _real_keys(lambda uni: uni.options.update(registry=None)), "no registry at all"
    ),
    _no_registry(
        "registry_unsigned",
        _real_keys(lambda uni: uni.registry_after_signing.append(lambda signed: signed.pop("proof"))),
        "an unsigned registry",
    ),
    _no_registry(
        "registry_altered",
        _real_keys(lambda uni: uni.registry_after_signing.append(lambda signed: signed.update(sequence=13))),
        "a registry altered after signing",
    ),
    _no_registry(
        "registry_wrong_operator",
        _real_keys(lambda uni: setattr(uni, "registry_signer", IMPOSTOR)),
        "a registry signed by somebody else",
    ),
    _no_registry(
        "registry_rolled_back",
        _real_keys(lambda uni: setattr(uni, "minimum_sequence", 13)),
        "a registry older than the last seen",
    ),
    _no_registry(
        "registry_expired",
        _real_keys(lambda uni: uni.snapshot.update(valid_until="2026-06-19T00:00:00Z")),
        "an expired registry",
    ),
    _no_registry(
        "registry_not_yet_valid",
        _real_keys(lambda uni: uni.snapshot.update(valid_from="2026-06-21T00:00:00Z")),
        "a registry of the future",
    ),
    _no_registry(
        "registry_malformed",
        _real_keys(lambda uni: uni.entry.update(surprise=True)),
        "a registry with an unknown field",
    ),
    _no_registry(
        "registry_test_not_allowed",
        _real_keys(lambda uni: uni.options.update(allow_test_registry=False)),
        "a test registry that was not allowed",
    ),
    Twin(
        "an issuer that is not listed",
        register("ids", value=["did:web:other.example"]),
        "issuer_registry",
        OPEN,
        "issuer_not_listed",
        ("accreditation",),
    ),
    Twin(
        "an issuer that was not recognised yet",
        register("valid_from", value="2026-06-16"),
        "issuer_registry",
        FAILED,
        "issuer_not_listed_then",
    ),
    Twin(
        "an issuer that had ended",
        register("ended", value={"how": "ended", "on": "2026-05-31"}),
        "issuer_registry",
        FAILED,
        "issuer_ended",
    ),
    Twin(
        "an issuer whose recognition had been withdrawn",
        register("ended", value={"how": "withdrawn", "on": "2026-05-31"}),
        "issuer_registry",
        FAILED,
        "issuer_withdrawn",
    ),
    Twin(
        "an issuer whose recognition was withdrawn afterwards",
        register("ended", value={"how": "withdrawn", "on": "2026-06-18"}),
        "issuer_registry",
        OPEN,
        "date_unproven",
    ),
    Twin(
        "an issuer whose keys were stolen",
        register("ended", value={"how": "compromised", "on": "2026-06-01"}),
        "issuer_registry",
        FAILED,
        "issuer_compromised",
    ),
]

# --- accreditation ------------------------------------------------------------------------------------------

ACCREDITATION = [
    Twin(
        "no accreditation",
        register("accreditations", value=[]),
        "accreditation",
        OPEN,
        "accreditation_missing",
    ),
    Twin(
        "an accreditation until last year",
        register("accreditations", 0, "valid_until", value="2025-12-31"),
        "accreditation",
        FAILED,
        "accreditation_not_then",
    ),
    Twin(
        "an accreditation that was withdrawn",
        register("accreditations", 0, "withdrawn", value={"on": "2026-01-01"}),
        "accreditation",
        FAILED,
        "accreditation_withdrawn",
    ),
    Twin(
        "a negative decision",
        register("accreditations", 0, "decision", value="negative"),
        "accreditation",
        FAILED,
        "accreditation_negative",
    ),
    *(
        Twin(
            f"an accreditation for {name} {value}",
            register("accreditations", 0, "scope", name, value=value),
            "accreditation",
            FAILED,
            "accreditation_out_of_scope",
        )
        for name, value in (
            ("eqf_max", 5),
            ("eqf_min", 7),
            ("ects_max", 4),
            ("isced_fields", ["09"]),
            ("jurisdictions", ["SE"]),
            ("credential_types", ["Diploma"]),
        )
    ),
    Twin(
        "an award without a level",
        _without_alignment("/eqf/"),
        "accreditation",
        OPEN,
        "accreditation_scope_unknown",
        ("mandatory_elements",),
    ),
]

# --- mandatory_elements -------------------------------------------------------------------------------------

_MISSING = "mandatory_element_missing"

MANDATORY_ELEMENTS = [
    Twin(
        "no learner's name",
        lambda uni: (uni.subject.pop("identifier"), uni.subject.update(id="urn:uuid:8d1e")),
        "mandatory_elements",
        FAILED,
        _MISSING,
    ),
    Twin("no country", drop("issuer", "address"), "mandatory_elements", FAILED, _MISSING, ("accreditation",)),
    Twin("no name of the issuer", drop("issuer", "name"), "mandatory_elements", FAILED, _MISSING),
    *(
        Twin(f"no {name}", _without_alignment(part), "mandatory_elements", FAILED, _MISSING, also)
        for name, part, also in (
            ("learning outcomes", "#plan", ()),
            ("credits of a system", "/education-credit/", ("accreditation",)),
            ("assessment type", "/assessment/", ()),
            ("form of participation", "/learning-assessment/", ()),
            ("quality assurance", "/accreditation/", ()),
        )
    ),
    Twin(
        "no workload",
        lambda uni: (uni.achievement.pop("creditsAvailable"), _without_alignment("/education-credit/")(uni)),
        "mandatory_elements",
        FAILED,
        _MISSING,
        ("accreditation",),
    ),
]

TWINS = [
    *FORMAT,
    *JSON_LD,
    *PROOF,
    *ISSUER_BINDING,
    *VALIDITY,
    *STATUS,
    *ISSUER_REGISTRY,
    *ACCREDITATION,
    *MANDATORY_ELEMENTS,
]
