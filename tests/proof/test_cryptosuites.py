"""ECDSA suites and the old suites of Ed25519: published vectors, and every change noticed."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from hashlib import sha256, sha384
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.proof.key_material import key_of

from mcissue.errors import McissueError, ProofError
from mcissue.jsonld.contexts import ContextStore, bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.proof.data_integrity import CRYPTOSUITES, add_proof, is_supported, proofs_of, verify_proof
from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PrivateKey, PublicKey
from mcissue.proof.multibase import decode_base58btc, encode_base58btc

CREATED = datetime(2026, 6, 1, 8, tzinfo=UTC)
V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
ECDSA = ("ecdsa-rdfc-2019", "ecdsa-jcs-2019")
CURVES = ("P-256", "P-384")

# VC-DI-ECDSA 1.0, appendix A: keys and proof values. The documents are those of VC-DI-EdDSA.
KEYS = {
    "P-256": (
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN",
    ),
    "P-384": (
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
        "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc",
    ),
}
SIGNED = [
    (
        "ecdsa-rdfc-2019",
        "P-256",
        "alumni",
        "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw",
    ),
    (
        "ecdsa-rdfc-2019",
        "P-384",
        "alumni",
        (
            "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqg"
            "H8hhjcg8gZDFJC1b9FsR5ggNmDBqHv"
        ),
    ),
    (
        "ecdsa-rdfc-2019",
        "P-256",
        "employment",
        "z4SWLpMWVhqUAgZweKfVftaZqWX2F8ZKMZV1Rszr6G73SsMHCjNUykW75hNwfFrVYacCFqraR6pnPqGcD6NyQ7SUu",
    ),
    (
        "ecdsa-rdfc-2019",
        "P-384",
        "employment",
        (
            "zrgAixbog7Uo9J9uyGfBi5FPDY459PZbuf52u6bEW424McKL55iVHUn1QjbRLFP25oapNtLRd7iGZHuSqZf3DE1VuEgACDDmwP1Z77"
            "YC9QCxD37h8Mgh1QEpefuL5CKpk1oH"
        ),
    ),
]
JCS_SIGNATURES = {
    "P-256": "f15c3b599eb9b3cad05df9d8e8b39a70a86375833b53743c764ac0a88c4457d6"
    "0707fd7d073e03d906130631d87803f80a9824dc9939632ba92d418181be9d16",
    "P-384": "8b7462ce62db0c8ff19878c4b3561c49eb71b4a743086b6d5b0eda70ecf0afc5"
    "a03fd88eb207d66b262ed87fd200a4e8e62716e0b329c032b67726b4b0fc737a"
    "44c1cefdba2fdccb3ece74cc5845aaa93374455a726f6ee4f5f30da9427f608a",
}
JCS_WITHOUT_CONTEXT = {
    "P-256": "zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz",
    "P-384": "zR3krc7pt9Dpn1PY2u8HWPePggtzAG2SuH2ZGNrzw8Ku3QrFLWgDTjS5mCWy65ShixJEtpMwfviAFfh5xTgd5FGN1sSbpPJ5djqSZQLq"
    "QkY8KLBPNswuqKtq3bS8f9vEHm8w",
}


def load(file: Path) -> Any:
    """A published JSON file."""
    return json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def contexts(reference: Path) -> ContextStore:
    """Our contexts, and those that only the vectors need."""
    store = bundled_contexts()
    for url, name in {
        "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.jsonld",
        "https://w3id.org/citizenship/v4rc1": "citizenship-v4rc1.jsonld",
    }.items():
        store = store.with_context(url, load(reference / "w3c/contexts" / name))
    return store


def published_document(reference: Path, name: str) -> dict[str, Any]:
    """The unsigned document of a vector; in the ECDSA standard one text of it is longer by a word."""
    found: dict[str, Any] = load(reference / f"w3c/eddsa-vectors/eddsa-rdfc-2022-{name}.json")[
        "unsecuredDocument"
    ]
    if name == "employment":
        found["description"] = "Example Country Employment Authorization Document."
    return found


def published_key(curve: str) -> PrivateKey:
    """The key of the vectors, out of its secret Multikey."""
    size = 32 if curve == "P-256" else 48
    scalar = int.from_bytes(decode_base58btc(KEYS[curve][1], length=size + 2)[2:], "big")
    kind = ec.SECP256R1() if curve == "P-256" else ec.SECP384R1()
    key = ec.derive_private_key(scalar, kind)
    return PrivateKey.from_pem(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def options_of(suite: str, curve: str) -> dict[str, Any]:
    """The proof of a vector, without its value."""
    multikey = KEYS[curve][0]
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": "assertionMethod",
    }


def sign_again(document: dict[str, Any], suite: str, curve: str, contexts: ContextStore) -> dict[str, Any]:
    """Sign a vector's document with the vector's key."""
    return add_proof(
        document,
        signer=published_key(curve).signer(f"did:key:{KEYS[curve][0]}#{KEYS[curve][0]}"),
        created=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC),
        cryptosuite=suite,
        contexts=contexts,
        policy=ContextPolicy.PINNED,
        as_array=False,
    )


def check(document: dict[str, Any], key: PublicKey, contexts: ContextStore | None = None) -> None:
    """Verify the first proof of a document."""
    view = proofs_of(document)[0]
    verify_proof(document, view, public_key=key, contexts=contexts, policy=ContextPolicy.PINNED)


@pytest.mark.reference
@pytest.mark.parametrize("vector", SIGNED)
def test_published_ecdsa_vectors(
    reference: Path, contexts: ContextStore, vector: tuple[str, str, str, str]
) -> None:
    """They verify, and signing again gives the same signature: the nonce is that of RFC 6979."""
    suite, curve, name, value = vector
    document = published_document(reference, name)
    signed = {**document, "proof": {**options_of(suite, curve), "proofValue": value}}
    check(signed, PublicKey.from_multikey(KEYS[curve][0]), contexts)
    again = sign_again(document, suite, curve, contexts)
    assert again == signed


@pytest.mark.reference
@pytest.mark.parametrize("curve", CURVES)
def test_published_ecdsa_vectors_over_json(reference: Path, contexts: ContextStore, curve: str) -> None:
    """With the contexts in the proof, as the standard does it now, and without, as it did before."""
    document = published_document(reference, "alumni")
    key = published_key(curve).public_key
    assert key.multikey == KEYS[curve][0]
    options = {**options_of("ecdsa-jcs-2019", curve), "@context": document["@context"]}
    value = encode_base58btc(bytes.fromhex(JCS_SIGNATURES[curve]))
    signed = {**document, "proof": {**options, "proofValue": value}}
    check(signed, key, contexts)
    assert sign_again(document, "ecdsa-jcs-2019", curve, contexts) == signed
    older = {**options_of("ecdsa-jcs-2019", curve), "proofValue": JCS_WITHOUT_CONTEXT[curve]}
    check({**document, "proof": older}, key, contexts)


@pytest.mark.reference
def test_sha384_orders_the_nodes_of_a_p384_proof(reference: Path, contexts: ContextStore) -> None:
    """The published digests: both hashes of a P-384 proof, and the canonical form itself, are SHA-384's."""
    document = published_document(reference, "employment")
    forms = [
        canonical_form(document, contexts=contexts, policy=ContextPolicy.PINNED, hash_name=name)
        for name in ("sha256", "sha384")
    ]
    assert forms[0] != forms[1]
    assert sha384(forms[1]).hexdigest() == (
        "ffa6b1172d137cd8aa141154c1ed9c6e092edb18fb524b1626df8c08cbc755b9f617481313061c19f00acce59ab23704"
    )
    data = CRYPTOSUITES["ecdsa-rdfc-2019"].hash_data(
        document,
        options_of("ecdsa-rdfc-2019", "P-384"),
        contexts=contexts,
        policy=ContextPolicy.PINNED,
        limits=CREDENTIAL_LIMITS,
        key_algorithm="P-384",
    )
    assert data[48:].hex() == sha384(forms[1]).hexdigest()
    assert data[:48].hex().startswith("e32805a26492eac777aa7a138f6d8da3")


def credential(context: str = V2) -> dict[str, Any]:
    """A small credential with two anonymous nodes."""
    dates = (
        {"validFrom": "2026-01-01T00:00:00Z"} if context == V2 else {"issuanceDate": "2026-01-01T00:00:00Z"}
    )
    return {
        "@context": [context],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential"],
        "issuer": "did:web:example.edu",
        **dates,
        "credentialSubject": {"id": "did:web:example.org"},
        "evidence": [{"type": ["VerifiableCredential"]}],
    }


def signed_by(suite: str, algorithm: str) -> dict[str, Any]:
    """A credential under a suite, by a key of ours."""
    key = key_of(algorithm)
    return add_proof(
        credential(),
        signer=key.signer(did_key_method(key.public_key)),
        created=CREATED,
        cryptosuite=suite,
        policy=ContextPolicy.PINNED,
    )


def code_of(document: dict[str, Any], key: PublicKey) -> str:
    """The code of a verification that fails."""
    with pytest.raises(McissueError) as caught:
        check(document, key)
    return caught.value.code


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    """Every text in a document, with its place."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*path, index))]
    return [(path, value)]


def changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy with another value at a place."""
    copied = copy.deepcopy(document)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


@pytest.mark.parametrize("suite", ECDSA)
@pytest.mark.parametrize("curve", CURVES)
def test_one_byte_changed_anywhere_is_noticed(suite: str, curve: str) -> None:
    """In each text of the document and of its proof one character becomes its neighbour: none verifies.

    For one suite and curve every character, for the others the first, the last and one between.
    """
    every = (suite, curve) == ("ecdsa-rdfc-2019", "P-256")
    document, key = signed_by(suite, curve), key_of(curve).public_key
    check(document, key)
    for path, text in leaves(document):
        for place in range(len(text)) if every else (0, len(text) // 2, len(text) - 1):
            other = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            assert code_of(changed(document, path, other), key)


@pytest.mark.parametrize("suite", ECDSA)
@pytest.mark.parametrize("curve", CURVES)
def test_every_byte_of_the_signature_counts(suite: str, curve: str) -> None:
    """One bit of each byte, one byte more, one less."""
    document, key = signed_by(suite, curve), key_of(curve).public_key
    size = 64 if curve == "P-256" else 96
    signature = decode_base58btc(document["proof"][0]["proofValue"], length=size)
    for place in range(0, size, 3):
        other = bytearray(signature)
        other[place] ^= 1
        value = encode_base58btc(bytes(other))
        assert code_of(changed(document, ("proof", 0, "proofValue"), value), key) == "signature_invalid"
    for wrong in (signature + b"\0", signature[:-1]):
        value = encode_base58btc(wrong)
        assert code_of(changed(document, ("proof", 0, "proofValue"), value), key) == "proof_value_malformed"


@pytest.mark.parametrize("suite", sorted(CRYPTOSUITES))
@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_a_suite_accepts_its_own_keys_only(suite: str, algorithm: str) -> None:
    """A fixed table of suite and key, judged before anything is computed (threats 2.12)."""
    fits = algorithm in CRYPTOSUITES[suite].key_algorithms
    assert fits == (algorithm == "Ed25519" if suite.startswith("eddsa") else algorithm in CURVES)
    document = {**credential(), "proof": {**options_of(suite, "P-256"), "proofValue": "z" + "1" * 64}}
    code = code_of(document, key_of(algorithm).public_key)
    expected = {"signature_invalid", "proof_value_malformed"} if fits else {"cryptosuite_key_mismatch"}
    assert code in expected
    if not fits:
        with pytest.raises(ProofError) as caught:
            add_proof(
                credential(),
                signer=key_of(algorithm).signer("did:web:example.edu#k"),
                created=CREATED,
                cryptosuite=suite,
            )
        assert caught.value.code in {"signer_mismatch", "cryptosuite_verify_only"}


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize(("suite", "other"), [ECDSA, ECDSA[::-1]])
def test_a_proof_is_not_relabelled(curve: str, suite: str, other: str) -> None:
    """The name of the suite is signed: another one does not fit."""
    document = signed_by(suite, curve)
    document["proof"][0]["cryptosuite"] = other
    assert code_of(document, key_of(curve).public_key) in {"signature_invalid", "proof_context_mismatch"}


@pytest.mark.parametrize("name", ["ecdsa-sd-2023", "bbs-2023"])
def test_selective_disclosure_is_named_and_not_judged(name: str) -> None:
    """Known, not supported yet: could not be determined, never invalid."""
    document = signed_by("ecdsa-jcs-2019", "P-256")
    document["proof"][0] |= {"cryptosuite": name, "proofValue": "u2V0AhVhA"}
    view = proofs_of(document)[0]
    assert not is_supported(view)
    with pytest.raises(ProofError, match="not supported yet") as caught:
        verify_proof(document, view, public_key=key_of("P-256").public_key)
    assert (caught.value.code, caught.value.indeterminate) == ("cryptosuite_unsupported", True)


# Old suites.


@pytest.mark.reference
def test_the_published_vector_of_ed25519signature2020(reference: Path, contexts: ContextStore) -> None:
    """Canonical forms, digests and signature are those of the standard; changes are noticed."""
    vector = load(reference / "w3c/eddsa-vectors/Ed25519Signature2020-alumni.json")
    forms = [
        canonical_form(value, contexts=contexts, policy=ContextPolicy.PINNED)
        for value in (vector["proofConfig"], vector["unsecuredDocument"])
    ]
    assert [form.decode() for form in forms] == [vector["canonicalProofConfig"], vector["canonicalDocument"]]
    assert "".join(sha256(form).hexdigest() for form in forms) == vector["hashDataHex"]
    document = vector["signedDocument"]
    key = PublicKey.from_multikey(vector["keyPair"]["publicKeyMultibase"])
    view = proofs_of(document)[0]
    assert is_supported(view)
    assert (view.type, view.cryptosuite, view.purpose) == ("Ed25519Signature2020", None, "assertionMethod")
    check(document, key, contexts)
    for path, text in leaves(document):
        if path[0] == "@context":
            continue
        other = text[:-1] + chr(ord(text[-1]) ^ 1)
        with pytest.raises(McissueError):
            check(changed(document, path, other), key, contexts)


def by_old_suite(kind: str, context: str) -> dict[str, Any]:
    """A credential as old software signed it: the same digests, under an old name."""
    key = key_of("Ed25519")
    document = credential(V1)
    document["@context"].append(context)
    proof = {
        "type": kind if kind == "Ed25519Signature2020" else "DataIntegrityProof",
        **({} if kind == "Ed25519Signature2020" else {"cryptosuite": kind}),
        "created": "2023-06-01T08:00:00Z",
        "verificationMethod": did_key_method(key.public_key),
        "proofPurpose": "assertionMethod",
    }
    config = {"@context": document["@context"], **proof}
    data = b"".join(
        sha256(canonical_form(part, contexts=bundled_contexts(), policy=ContextPolicy.PINNED)).digest()
        for part in (config, document)
    )
    return {**document, "proof": [{**proof, "proofValue": encode_base58btc(key.sign(data))}]}


OLD = [
    ("eddsa-2022", "https://w3id.org/security/data-integrity/v1"),
    ("eddsa-2022", "https://w3id.org/security/data-integrity/v2"),
    ("eddsa-rdfc-2022", "https://w3id.org/security/data-integrity/v1"),
    ("eddsa-rdfc-2022", "https://w3id.org/security/data-integrity/v2"),
    ("Ed25519Signature2020", "https://w3id.org/security/suites/ed25519-2020/v1"),
]


@pytest.mark.parametrize(("kind", "context"), OLD)
def test_old_badges_verify(kind: str, context: str) -> None:
    """Data model 1.1 with the context of its time, and each change noticed."""
    document, key = by_old_suite(kind, context), key_of("Ed25519").public_key
    check(document, key)
    for path, text in leaves(document):
        other = text[:-1] + chr(ord(text[-1]) ^ 1)
        assert code_of(changed(document, path, other), key)


@pytest.mark.parametrize(("kind", "context"), OLD)
def test_the_context_of_an_old_proof_must_be_there(kind: str, context: str) -> None:
    """Without it the words of the proof mean nothing, and nothing is put in for it."""
    document = by_old_suite(kind, context)
    document["@context"] = [V1]
    assert code_of(document, key_of("Ed25519").public_key) in {"undefined_type", "undefined_term"}


def test_an_old_type_with_a_cryptosuite_is_malformed() -> None:
    """Two statements of how it was signed are one too many."""
    document = by_old_suite(*OLD[-1])
    document["proof"][0]["cryptosuite"] = "eddsa-rdfc-2022"
    assert code_of(document, key_of("Ed25519").public_key) == "proof_malformed"
