"""A university, its registry and its status host, in memory: everything good, until a test changes one thing.

    uni = University()
    uni.credential["validUntil"] = "2026-06-19T00:00:00Z"   # before signing
    report = uni.verify()

What is changed as data is signed afterwards, so the change is an honest issuer's. `after_signing` changes what has
been signed already, as a forger would. All names are invented; the keys are the published sample keys of mcissue,
and the registry is a test registry, as samples must have it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from mcissue.errors import RegistryError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.limits import REGISTRY_LIMITS
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.registry.snapshot import Registry, load_registry
from mcissue.status.bitstring import Bitstring
from mcissue.status.lists import build_list_credential
from mcissue.verify import Report, Verifier

AT = datetime(2026, 6, 20, 12, tzinfo=UTC)
"""The reference time of every test."""

CREATED = datetime(2026, 6, 16, 9, tzinfo=UTC)
"""When the credential is signed."""

ISSUER = "did:web:kymi.example"
METHOD = f"{ISSUER}#key-1"
LIST_URL = "https://kymi.example/status/1"
OTHER_LIST_URL = "https://kymi.example/status/2"
INDEX = 4711

Json = dict[str, Any]


def key(name: str) -> PrivateKey:
    """One of the sample keys, by the name of its owner."""
    return PrivateKey.from_seed(sample_seed(name))


def alignment(name: str, url: str, **members: str) -> Json:
    """An alignment to a European concept."""
    return {"type": ["Alignment"], "targetName": name, "targetUrl": url, **members}


def good_credential() -> Json:
    """A credential with everything that a report asks for, unsigned."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Research data management",
        "issuer": {
            "id": ISSUER,
            "type": ["Profile"],
            "name": "Kymi University of Applied Sciences",
            "address": {"type": ["Address"], "addressCountryCode": "FI"},
        },
        "validFrom": "2026-06-15T10:00:00Z",
        "validUntil": "2031-06-15T10:00:00Z",
        "awardedDate": "2026-06-15T10:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Aino Virtanen",
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": "https://kymi.example/courses/research-data",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Research data management",
                "description": "How to plan, keep and share research data.",
                "criteria": {"narrative": "Complete the project and pass the exam."},
                "creditsAvailable": 5,
                "alignment": [
                    alignment("Level 6", "http://data.europa.eu/snb/eqf/6", targetCode="6"),
                    alignment(
                        "European Credit Transfer System",
                        "http://data.europa.eu/snb/education-credit/6fcec5c5af",
                        targetCode="5",
                    ),
                    alignment("Databases", "http://data.europa.eu/snb/isced-f/0612", targetCode="0612"),
                    alignment(
                        "Write a data management plan",
                        "https://kymi.example/courses/research-data#plan",
                        targetType="ext:LearningOutcome",
                    ),
                    alignment("project work", "http://data.europa.eu/snb/assessment/795dac4096"),
                    alignment("Blended", "http://data.europa.eu/snb/learning-assessment/e92d221e4d"),
                    alignment(
                        "Quality assurance",
                        "http://data.europa.eu/snb/accreditation/bb4618238e",
                        targetDescription="Internal quality assurance by ESG",
                        targetCode="internal",
                    ),
                ],
            },
        },
        "credentialStatus": {
            "id": f"{LIST_URL}#{INDEX}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(INDEX),
            "statusListCredential": LIST_URL,
        },
    }


def good_entry() -> Json:
    """The university in the registry: recognised, and accredited for awards such as this one."""
    return {
        "ids": [ISSUER],
        "names": {
            "en": "Kymi University of Applied Sciences",
            "fi": "Kymin ammattikorkeakoulu",
        },
        "country": "FI",
        "valid_from": "2010-01-01",
        "accreditations": [
            {
                "scope": {
                    "credential_types": ["MicroCredential"],
                    "eqf_min": 5,
                    "eqf_max": 7,
                    "ects_min": 1,
                    "ects_max": 60,
                    "isced_fields": ["06"],
                    "jurisdictions": ["FI"],
                },
                "agency": {"name": "Evaluation Centre"},
                "valid_from": "2023-01-01",
                "valid_until": "2028-12-31",
            }
        ],
    }


def good_snapshot() -> Json:
    """The registry, unsigned."""
    return {
        "type": "IssuerRegistrySnapshot",
        "version": 1,
        "operator": {"id": "did:web:registry.example", "name": {"en": "Sample registry"}},
        "sequence": 12,
        "test": True,
        "valid_from": "2026-06-01T00:00:00Z",
        "valid_until": "2026-12-31T00:00:00Z",
        "entries": [good_entry()],
    }


class University:
    """The whole surroundings of one credential.

    Attributes:
        credential: the credential before signing.
        issuer_key: who signs it; `method` is how the proof names the key.
        proof_options: how it is signed: `created`, `expires`, `purpose`, `cryptosuite`.
        after_signing: changes to the signed credential.
        did_documents: what the verifier knows of controllers, by DID.
        snapshot: the registry before signing.
        registry_signer: who signs the registry; `operator` is whom the verifier trusts.
        registry_after_signing: changes to the signed registry.
        minimum_sequence: the highest sequence number seen before.
        revoked: places of the status list that are set.
        list_credential: a function that changes the list before signing.
        list_signer: who signs the list; `list_method` is how its proof names the key.
        list_created: when the list is signed.
        list_after_signing: changes to the signed list.
        lists: changes to the mapping of addresses to lists that the verifier gets.
        options: more arguments of the verifier.
    """

    def __init__(self) -> None:
        self.credential = good_credential()
        self.issuer_key = key("kymi")
        self.method = METHOD
        self.proof_options: Json = {"created": CREATED}
        self.after_signing: list[Callable[[Json], object]] = []
        self.did_documents: dict[str, Json] = {
            ISSUER: did_document(
                ISSUER, keys=[PublishedKey(public_key=key("kymi").public_key, fragment="key-1")]
            )
        }
        self.snapshot = good_snapshot()
        self.registry_signer = key("operator")
        self.operator = key("operator").public_key
        self.registry_after_signing: list[Callable[[Json], object]] = []
        self.minimum_sequence: int | None = None
        self.revoked: set[int] = set()
        self.list_purpose: str | list[str] = "revocation"
        self.list_issuer = ISSUER
        self.list_before_signing: list[Callable[[Json], object]] = []
        self.list_signer = key("kymi")
        self.list_method = METHOD
        self.list_created = AT - timedelta(days=2)
        self.list_after_signing: list[Callable[[Json], object]] = []
        self.lists: list[Callable[[dict[str, Any]], object]] = []
        self.at = AT
        self.options: Json = {"allow_test_registry": True}

    # --- Parts that tests change often ---------------------------------------------------------------------

    @property
    def subject(self) -> Json:
        return self.credential["credentialSubject"]

    @property
    def achievement(self) -> Json:
        return self.subject["achievement"]

    @property
    def status(self) -> Json:
        return self.credential["credentialStatus"]

    @property
    def entry(self) -> Json:
        return self.snapshot["entries"][0]

    @property
    def accreditation(self) -> Json:
        return self.entry["accreditations"][0]

    @property
    def did_method(self) -> Json:
        return self.did_documents[ISSUER]["verificationMethod"][0]

    # --- What comes out ------------------------------------------------------------------------------------

    def signed(self) -> Json:
        """The credential, signed, and changed as `after_signing` says."""
        options = {"created": self.proof_options["created"], **self.proof_options}
        document = sign(self.credential, self.issuer_key, self.method, **options)
        for change in self.after_signing:
            change(document)
        return document

    def data(self) -> bytes:
        """The credential as the bytes of a file."""
        return json.dumps(self.signed(), ensure_ascii=False, indent=2).encode()

    def registry_data(self) -> bytes:
        """The registry as the bytes of a file."""
        method = did_key_method(self.registry_signer.public_key)
        signed = sign_registry(self.snapshot, self.registry_signer, method)
        for change in self.registry_after_signing:
            change(signed)
        return json.dumps(signed, ensure_ascii=False).encode()

    def registry(self) -> Registry | RegistryError:
        """The registry as a verifier gets it: loaded, or the reason why not."""
        try:
            return load_registry(
                self.registry_data(),
                operator_key=self.operator,
                at=self.at,
                minimum_sequence=self.minimum_sequence,
            )
        except RegistryError as error:
            return error

    def status_list(self) -> Json:
        """The signed status list."""
        bitstring = Bitstring.empty().with_values(dict.fromkeys(self.revoked, 1))
        unsigned = build_list_credential(
            list_url=LIST_URL,
            issuer=self.list_issuer,
            purpose=self.list_purpose,
            bitstring=bitstring,
            valid_from=AT - timedelta(days=2),
            valid_until=AT + timedelta(days=90),
        )
        for change in self.list_before_signing:
            change(unsigned)
        listed = sign(unsigned, self.list_signer, self.list_method, created=self.list_created)
        for change in self.list_after_signing:
            change(listed)
        return listed

    def status_lists(self) -> dict[str, Any]:
        """Address -> list, as a verifier gets them."""
        lists: dict[str, Any] = {LIST_URL: json.dumps(self.status_list()).encode()}
        for change in self.lists:
            change(lists)
        return lists

    def verifier(self, **options: Any) -> Verifier:
        """A verifier with everything at hand."""
        usual: Json = {
            "registry": self.registry(),
            "resolver": Resolver(self.did_documents),
            "status_lists": self.status_lists(),
            "at": self.at,
            **self.options,
        }
        return Verifier(**{**usual, **options})

    def verify(self, **options: Any) -> Report:
        """The report on the credential."""
        return self.verifier(**options).verify(self.data(), name="credential.json")


def sign(document: Mapping[str, Any], signer: PrivateKey, method: str, **options: Any) -> Json:
    """A document with a proof. Signing is slow and the same again and again, so it is done once."""
    return copy.deepcopy(_signed(json.dumps(document), signer, method, _frozen(options)))


def sign_registry(snapshot: Mapping[str, Any], signer: PrivateKey, method: str) -> Json:
    """A registry with its operator's proof, whatever it says: the model is not asked."""
    return add_proof(
        dict(snapshot),
        signer=signer.signer(method),
        created=datetime(2026, 6, 1, tzinfo=UTC),
        cryptosuite="eddsa-jcs-2022",
        limits=REGISTRY_LIMITS,
        as_array=False,
    )


def _frozen(options: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(options.items()))


@lru_cache(maxsize=256)
def _signed(document: str, signer: PrivateKey, method: str, options: tuple[tuple[str, Any], ...]) -> Json:
    return add_proof(
        json.loads(document),
        signer=signer.signer(method),
        contexts=bundled_contexts(),
        **dict(options),
    )
