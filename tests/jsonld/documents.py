"""A good Open Badge that uses every shape the rule of one meaning knows, and small helpers to change it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from mcissue.jsonld import ContextPolicy, bundled_contexts, canonical_form, urls

CONTEXTS = [urls.CREDENTIALS_V2, urls.OB_3_0_3]
STORE = bundled_contexts()


def endorsement() -> dict[str, Any]:
    return {
        "@context": list(CONTEXTS),
        "id": "urn:uuid:0b9ad4ff-0001-4d5c-8f4e-3c1f6a8f0001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": "https://agency.example/", "type": ["Profile"], "name": "Agency"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "https://uni.example/courses/1",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Sound.",
        },
        "proof": [
            {
                "type": "DataIntegrityProof",
                "cryptosuite": "eddsa-rdfc-2022",
                "created": "2026-01-01T00:00:00Z",
                "verificationMethod": "https://agency.example/#key-1",
                "proofPurpose": "assertionMethod",
                "proofValue": "z3",
            }
        ],
    }


def badge() -> dict[str, Any]:
    """A fresh copy of the good document."""
    return {
        "@context": [*CONTEXTS, urls.OB_EXTENSIONS],
        "id": "urn:uuid:0b9ad4ff-0002-4d5c-8f4e-3c1f6a8f0002",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data ethics",
        "issuer": {
            "id": "did:web:uni.example",
            "type": ["Profile"],
            "name": "Ünïversity",
            "url": "https://uni.example/",
            "address": {
                "type": ["Address"],
                "addressCountry": "FI",
                "geo": {"type": "GeoCoordinates", "latitude": 60.17, "longitude": 24.94},
            },
        },
        "validFrom": "2026-06-01T00:00:00Z",
        "validUntil": "2031-06-01T00:00:00Z",
        "awardedDate": "2026-05-30T00:00:00Z",
        "image": {"id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image", "caption": "A badge"},
        "credentialStatus": {
            "id": "https://uni.example/status/1#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": "https://uni.example/status/1",
        },
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "evidence": [{"id": "https://uni.example/evidence/1", "type": ["Evidence"], "genre": "Essay"}],
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "A. L.", "identityType": "name"}
            ],
            "creditsEarned": 2.5,
            "achievement": {
                "id": "https://uni.example/courses/1",
                "type": ["Achievement"],
                "name": "Data ethics",
                "description": 'Line one\r\nline two\t"quoted" \\ done',
                "criteria": {"narrative": "Pass the essay."},
                "creditsAvailable": 5,
                "inLanguage": "en",
                "tag": ["data", "ethics"],
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "EQF level 6",
                        "targetUrl": "http://data.europa.eu/snb/eqf/6",
                    }
                ],
                "resultDescription": [
                    {
                        "id": "urn:uuid:0b9ad4ff-0003-4d5c-8f4e-3c1f6a8f0003",
                        "type": ["ResultDescription"],
                        "name": "Grade",
                        "resultType": "LetterGrade",
                        "allowedValue": ["C", "B", "A"],
                    }
                ],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:0b9ad4ff-0003-4d5c-8f4e-3c1f6a8f0003",
                    "value": "A",
                }
            ],
        },
        "endorsement": [endorsement()],
    }


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The good document after one change."""
    document = copy.deepcopy(badge())
    change(document)
    return document


def form(document: dict[str, Any], policy: ContextPolicy = ContextPolicy.STRICT, store=STORE) -> bytes:
    return canonical_form(document, contexts=store, policy=policy)


def renamed(holder: dict[str, Any], old: str, new: str) -> None:
    """Rename a member in place, keeping the order."""
    items = [(new if key == old else key, value) for key, value in holder.items()]
    holder.clear()
    holder.update(items)
