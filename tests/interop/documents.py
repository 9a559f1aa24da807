"""Hand-made Open Badges 3.0 credentials, the keys that sign them, and the controller documents of the keys.

Nothing here goes through our own formats or key code, so that a fault in those cannot hide itself.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

ISSUER = "did:web:kymi.example"
KEY_ID = f"{ISSUER}#key-2026"
SEED = sha256(b"mcissue interop: the issuer").digest()
#: The public half of SEED, as Digital Bazaar's Ed25519Multikey writes it (a test asks it again).
MULTIKEY = "z6MkfrAeDRzGvb2hTw3AoJ9sW6cYfSSiyeY8p4Gx3gNc9dLa"

CREATED = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
NOW = "2026-07-01T00:00:00Z"
LIST = "https://kymi.example/status/1"


def controller(did: str = ISSUER, multikey: str = MULTIKEY) -> dict[str, Any]:
    """A DID document with one key, called key-2026."""
    key = {"id": f"{did}#key-2026", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [key],
        "assertionMethod": [key["id"]],
    }


DOCUMENTS = {ISSUER: controller()}


def minimal() -> dict[str, Any]:
    """The smallest credential that the Open Badges schema allows."""
    return {
        "@context": [CREDENTIALS, BADGES],
        "id": "urn:uuid:7cde6a64-7a9b-4ef1-8a94-1a1f1f8b1f01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Kymi University"},
        "validFrom": "2026-06-15T12:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:0a5c1d7e-52f5-4a35-8f0b-5a1f2b3c4d02",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://kymi.example/courses/data",
                "type": ["Achievement"],
                "name": "Research data management",
                "description": "How to plan for the data of a research project.",
                "criteria": {"narrative": "A plan for a real project, and an exam."},
            },
        },
    }


def directed() -> dict[str, Any]:
    """A plain credential with a URL as type and texts with directions of writing."""
    return {
        "@context": [CREDENTIALS],
        "type": ["VerifiableCredential", "https://kymi.example/types#Welcome"],
        "name": {"@value": "مرحبا", "@language": "ar-EG", "@direction": "rtl"},
        "description": [{"@value": "Hello", "@direction": "ltr"}],
        "issuer": ISSUER,
        "validFrom": "2026-06-15T12:00:00Z",
        "credentialSubject": {"id": "did:example:somebody"},
    }


#: Texts that break software: of each kind one, and a bit of everything in the last.
TEXTS = {
    "quotes": 'He said "it\'s 5 < 6 & so on" \\ / `code` \\" \\u0041 \\\\',
    "lines": "two\nlines\n\n* and a list\r\n* of Windows\r",
    "tabs": "\ttab\there\t",
    "emoji": "👩🏽\u200d🎓 🇫🇮 𝒳 \U0010fffd",
    "right_to_left": "שלום \u2067مرحبا\u2069 \u200f(1)\u200e",
    "marks": "\ufeffe\u0301 é \u00a0\u2028\u2029\u00ad\ufffd \ud7ff\ue000",
    "not_rdf": "<https://x.example/> _:b0 ^^ @en . \\n {} [] # %20",
    "everything": '"\\\n\t\r👩🏽\u200d🎓\u0627\u2028_:c14n0 <urn:x> "@en .',
}

NUMBERS = (0, 3, -3, 2.5, 0.5, 0.1, 67.25, 1e-6, 1234567.891, 9007199254740991)


def ordered_differently(text: str) -> bool:
    """Whether a text has both characters whose order differs between code points and UTF-16.

    RDFC-1.0 section 4.4.3 asks for the order of code points; rdf-canonize 5 sorts by UTF-16.
    """
    return any(letter > "\uffff" for letter in text) and any(
        "\ue000" <= letter <= "\uffff" for letter in text
    )


def full() -> dict[str, Any]:
    """A credential with every part that a European microcredential needs, and more than one of most."""
    document = minimal()
    document["@context"] = [CREDENTIALS, BADGES, EXTENSIONS]
    document |= {
        "name": "Research data management",
        "awardedDate": "2026-06-15T10:00:00Z",
        "validUntil": "2031-06-15T12:00:00Z",
        "issuer": _issuer(),
        "credentialSubject": _subject(),
        "evidence": [
            {"id": "https://kymi.example/works/1", "type": ["Evidence"], "name": "The plan"},
            {"type": ["Evidence"], "name": "Presentation", "narrative": TEXTS["lines"]},
        ],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
    }
    return document


def _issuer() -> dict[str, Any]:
    return {
        "id": ISSUER,
        "type": ["Profile"],
        "name": "Kymin yliopisto \u2013 Kymi University",
        "url": "https://kymi.example/",
        "email": "office@kymi.example",
        "address": {"type": ["Address"], "addressCountryCode": "FI", "addressLocality": "Kouvola"},
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "kymi.example", "identifierType": "ext:schac"}
        ],
    }


def _subject() -> dict[str, Any]:
    achievement = minimal()["credentialSubject"]["achievement"]
    achievement |= {
        "achievementType": "MicroCredential",
        "inLanguage": "en",
        "creditsAvailable": 2.5,
        "humanCode": "D-101",
        "tag": ["data", "research", "data"],
        "image": {"id": "https://kymi.example/badge.png", "type": "Image", "caption": "A badge"},
        "creator": {"id": ISSUER, "type": ["Profile"], "name": "Kymi University"},
        "alignment": [
            _alignment("EQF level 6", "http://data.europa.eu/snb/eqf/6", "ext:EQF"),
            _alignment("Online", "http://data.europa.eu/snb/learning-assessment/920fbb3cbe", "ext:mode"),
            _alignment("Online", "http://data.europa.eu/snb/learning-assessment/920fbb3cbe", "CFItem"),
        ],
        "related": [{"id": "https://kymi.example/courses/data/fi", "type": ["Related"], "inLanguage": "fi"}],
        "resultDescription": [
            {
                "id": "urn:uuid:1f6bb2a1-6de3-4f04-9d0e-8a2b4d7b9c01",
                "type": ["ResultDescription"],
                "name": "Grade",
                "resultType": "LetterGrade",
                "allowedValue": ["0", "1", "2", "3", "4", "5"],
            }
        ],
    }
    return {
        "id": "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
        "type": ["AchievementSubject"],
        "activityStartDate": "2026-01-12T00:00:00Z",
        "creditsEarned": 2,
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Aino Mäkinen",
                "identityType": "name",
            }
        ],
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:1f6bb2a1-6de3-4f04-9d0e-8a2b4d7b9c01",
                "value": "4",
            },
            {"type": ["Result"], "status": "Completed"},
        ],
        "achievement": achievement,
    }


def _alignment(name: str, url: str, kind: str) -> dict[str, Any]:
    return {"type": ["Alignment"], "targetName": name, "targetUrl": url, "targetType": kind}


def with_text(text: str) -> dict[str, Any]:
    """A credential with one text in the issuer, the subject and the achievement."""
    document = minimal()
    document["issuer"]["name"] = text
    document["credentialSubject"]["achievement"] |= {"name": text, "tag": [text, "plain"]}
    document["credentialSubject"]["achievement"]["criteria"]["narrative"] = text
    return document


def with_number(number: float) -> dict[str, Any]:
    """A credential with one number, as credits offered and as credits earned."""
    document = minimal()
    document["credentialSubject"]["creditsEarned"] = number
    document["credentialSubject"]["achievement"]["creditsAvailable"] = number
    return document


def with_status(index: int, purpose: str = "revocation") -> dict[str, Any]:
    """A credential with a status entry."""
    document = deepcopy(minimal())
    document["credentialStatus"] = {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": LIST,
    }
    return document


#: Name -> a maker of an unsigned credential: what every test of signing goes through.
CREDENTIAL_MAKERS = {
    "minimal": minimal,
    "full": full,
    **{f"text_{name}": (lambda text=text: with_text(text)) for name, text in TEXTS.items()},
    **{f"number_{number}": (lambda number=number: with_number(number)) for number in NUMBERS},
}
