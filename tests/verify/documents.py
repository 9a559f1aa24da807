"""Good documents of other kinds than today's badge, each signed by a sample key; tests change one thing at a time."""

from __future__ import annotations

import copy
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.university import AT, CREATED, ISSUER, METHOD, University, good_credential, key, sign

from mcissue.jsonld import urls
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.proof.data_integrity import CRYPTOSUITES, add_proof
from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import encode_base58btc
from mcissue.words import format_datetime

Json = dict[str, Any]

HOLDER = PrivateKey.from_seed(sha256(b"the wallet of the tests").digest())
HOLDER_METHOD = did_key_method(HOLDER.public_key)
HOLDER_ID = HOLDER_METHOD.partition("#")[0]


def issued(document: Json, **options: Any) -> Json:
    """A document signed by the university of the tests."""
    return sign(document, key("kymi"), METHOD, created=CREATED, **options)


def old_badge(badge: str = urls.OB_3_0_1) -> Json:
    """The good badge in the form of 2022: data model 1.1, an older context, a data integrity proof."""
    document = good_credential()
    document["@context"] = [urls.CREDENTIALS_V1, badge, urls.DATA_INTEGRITY_V2]
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = document.pop("validUntil")
    for name in ("credentialStatus", "awardedDate"):
        del document[name]
    return document


def plain(**members: Any) -> Json:
    """A Verifiable Credential 2.0 about nothing that is known here."""
    return {
        "@context": [urls.CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-06-15T10:00:00Z",
        "credentialSubject": {"id": "did:example:somebody", "name": "Aino"},
        **members,
    }


def plain_1(**members: Any) -> Json:
    """The same in the data model 1.1; its own words are those of a pinned context."""
    return {
        "@context": [urls.CREDENTIALS_V1, urls.DATA_INTEGRITY_V2, urls.OB_3_0_1],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "issuanceDate": "2026-06-15T10:00:00Z",
        "credentialSubject": {"id": "did:example:somebody", "narrative": "Swims well."},
        **members,
    }


def sign_any(document: Json, policy: ContextPolicy = ContextPolicy.PINNED, **options: Any) -> Json:
    """A document signed by the university, under a freer context policy."""
    return add_proof(document, signer=key("kymi").signer(METHOD), created=CREATED, policy=policy, **options)


def endorsement(subject: str, **members: Any) -> Json:
    """The university endorses something, unsigned."""
    return {
        "@context": [urls.CREDENTIALS_V2, urls.OB_3_0_3],
        "id": "urn:uuid:3fd3a2c8-9b1f-4e0f-8d0a-6a6f62f9a001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good course",
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Kymi University of Applied Sciences"},
        "validFrom": "2026-06-15T10:00:00Z",
        "credentialSubject": {
            "id": subject,
            "type": ["EndorsementSubject"],
            "endorsementComment": "We recommend it.",
        },
        **members,
    }


def record(*credentials: Json, **members: Any) -> Json:
    """A learner record of some credentials, unsigned."""
    return {
        "@context": [urls.CREDENTIALS_V2, urls.CLR_2_0_1, urls.OB_3_0_3],
        "id": "urn:uuid:3fd3a2c8-9b1f-4e0f-8d0a-6a6f62f9a002",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Transcript",
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Kymi University of Applied Sciences"},
        "validFrom": "2026-06-15T10:00:00Z",
        "credentialSubject": {
            "id": "did:example:somebody",
            "type": ["ClrSubject"],
            "verifiableCredential": list(credentials),
        },
        **members,
    }


def presentation(*credentials: Json, **members: Any) -> Json:
    """A wallet shows some credentials, unsigned."""
    return {
        "@context": [urls.CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER_ID,
        "verifiableCredential": list(credentials),
        **members,
    }


def presented(document: Json, created: datetime = AT, **options: Any) -> Json:
    """A presentation signed by its holder; `options` are more members of the proof (`domain`, `challenge`)."""
    suite = CRYPTOSUITES["eddsa-rdfc-2022"]
    proof: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": format_datetime(created),
        "verificationMethod": HOLDER_METHOD,
        "proofPurpose": "authentication",
        **options,
    }
    data = suite.hash_data(
        document,
        proof,
        contexts=bundled_contexts(),
        policy=ContextPolicy.PINNED,
        limits=CREDENTIAL_LIMITS,
    )
    signature = HOLDER.signer(proof["verificationMethod"]).sign(data)
    return {**document, "proof": {**proof, "proofValue": encode_base58btc(signature)}}


def badge_of(subject: str | None, **members: Any) -> Json:
    """The good badge about somebody with an id of their own (None: without), signed."""
    document = University().credential
    if subject is not None:
        document["credentialSubject"]["id"] = subject
    return issued({**document, **members})


def badge(university: University | None = None, **members: Any) -> Json:
    """The good badge, signed."""
    document = (university or University()).credential
    return issued({**copy.deepcopy(document), **members})
