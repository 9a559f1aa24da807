"""The behaviours that the W3C suites expect of an implementation, asked of the adapter over https as they ask."""

from __future__ import annotations

import base64
import copy
import gzip
import http.client
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.vc_api_adapter import CONTEXTS, EXAMPLES_V1, EXAMPLES_V2, Adapter, running

from mcissue.jsonld import urls
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof import sign_document
from mcissue.proof.did import did_key_method
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import encode_base58btc

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1"])

Json = dict[str, Any]
Change = Callable[[Json], object]

HOLDER = PrivateKey.from_seed(sha256(b"the holder of the suites").digest())
HOLDER_METHOD = did_key_method(HOLDER.public_key)
NOW = datetime.now(UTC).replace(microsecond=0)


class Client:
    """Asks as a suite asks."""

    def __init__(self, adapter: Adapter, tls: ssl.SSLContext, host: str = "127.0.0.1") -> None:
        self.adapter, self.tls, self.host = adapter, tls, host
        self.port = int(adapter.base.rpartition(":")[2])

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPSConnection(self.host, self.port, context=self.tls, timeout=10)
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection.request(method, path, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        return answer.status, found

    def issue(self, credential: Any, way: str = "rdfc") -> tuple[int, Any]:
        return self.ask("POST", f"/{way}/credentials/issue", {"credential": credential, "options": {}})

    def issued(self, credential: Json, way: str = "rdfc") -> Json:
        status, found = self.issue(credential, way)
        assert status == 201, found
        return found

    def verify(self, credential: Any, *checks: str, **options: Any) -> tuple[int, Any]:
        asked = {"checks": checks or ("proof",), **options}
        return self.ask("POST", "/credentials/verify", {"verifiableCredential": credential, "options": asked})

    def present(self, presentation: Any, **options: Any) -> tuple[int, Any]:
        return self.ask(
            "POST",
            "/presentations/verify",
            {"verifiablePresentation": presentation, "options": options},
        )


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with running() as (adapter, tls):
        yield Client(adapter, tls)


def credential(client: Client, **members: Any) -> Json:
    return {
        "@context": [urls.CREDENTIALS_V2, EXAMPLES_V2],
        "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
        "type": ["VerifiableCredential"],
        "issuer": client.adapter.did,
        "credentialSubject": {"id": "did:example:subject", "name": "Aino"},
        **members,
    }


def credential_1(client: Client, **members: Any) -> Json:
    return {
        "@context": [urls.CREDENTIALS_V1],
        "type": ["VerifiableCredential"],
        "issuer": client.adapter.did,
        "issuanceDate": "2024-01-01T00:00:00Z",
        # The context 1.1 has hardly any words; a credential of its own is one.
        "credentialSubject": {"id": "did:example:subject", "type": "VerifiableCredential"},
        **members,
    }


def shown(*credentials: Json, **options: Any) -> Json:
    document = {
        "@context": [urls.CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER_METHOD.partition("#")[0],
        "verifiableCredential": list(credentials),
    }
    return sign_document(document, HOLDER.signer(HOLDER_METHOD), created=NOW, contexts=CONTEXTS, **options)


def put(path: str, value: Any) -> Change:
    def change(document: Json) -> None:
        *steps, last = path.split("/")
        place: Any = document
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[int(last) if last.isdigit() else last] = copy.deepcopy(value)

    return change


# --- 1 and 2: any credential, of both data models -----------------------------------------------------------


@pytest.mark.parametrize("way", ["rdfc", "jcs", "enveloped", "status"])
def test_any_credential_is_issued_and_verified(client: Client, way: str) -> None:
    """The way of securing is chosen by the endpoint; the answer is 201 with the credential itself."""
    made = client.issued(credential(client), way)
    if way != "enveloped":
        assert made["issuer"] == client.adapter.did
        assert made["proof"]["cryptosuite"] == ("eddsa-jcs-2022" if way == "jcs" else "eddsa-rdfc-2022")
        assert made["proof"]["proofPurpose"] == "assertionMethod"
    assert client.verify(made) == (200, {"verified": True})


@pytest.mark.parametrize("way", ["rdfc", "jcs"])
def test_the_older_data_model_gets_the_context_of_proofs(client: Client, way: str) -> None:
    """Data Integrity 1.0 section 2.4.2: `data-integrity/v2` is injected where it is missing."""
    made = client.issued(credential_1(client), way)
    assert made["@context"] == [urls.CREDENTIALS_V1, urls.DATA_INTEGRITY_V2]
    assert client.verify(made)[0] == 200


def test_another_issuer_is_signed_for_and_bound_to_nobody(client: Client) -> None:
    """The suite of the data model has that done, as a text and as an object; what is no issuer is refused."""
    for issuer in (client.adapter.did, {"id": client.adapter.did}):
        made = client.issued(credential(client, issuer=issuer))
        assert client.verify(made, "proof", "issuerBinding")[0] == 200
    for issuer in ("did:example:other", {"id": "did:example:other"}):
        made = client.issued(credential(client, issuer=issuer))
        assert client.verify(made)[0] == 200
        assert client.verify(made, "proof", "issuerBinding")[0] == 400
    for issuer in (None, "fake-issuer", {}, [], {"id": None}):
        assert client.issue(credential(client, issuer=issuer))[0] == 400


def test_the_examples_of_the_older_data_model_are_known(client: Client) -> None:
    """One suite's credential is written with them, as far as it is stored."""
    contexts = [urls.CREDENTIALS_V1, EXAMPLES_V1]
    degree = {"degreeType": "BachelorDegree", "name": "Bachelor of Science and Arts"}
    members: Json = {
        "@context": contexts,
        "type": ["VerifiableCredential", "UniversityDegreeCredential"],
        "expirationDate": "2044-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject", "degree": degree},
    }
    assert client.verify(client.issued(credential_1(client, **members)))[0] == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"a":1,"a":2}', b'{"credential": 5}', b"{}"])
def test_a_request_that_is_none_is_refused(client: Client, body: bytes) -> None:
    """With an answer in JSON, never with a broken connection."""
    for path in ("/rdfc/credentials/issue", "/credentials/verify", "/presentations/verify"):
        status, found = client.ask("POST", path, body)
        assert status == 400
        assert found["errors"]


def test_other_addresses_are_not_there(client: Client) -> None:
    """Neither to read nor to write."""
    assert client.ask("POST", "/nothing", {})[0] == 404
    assert client.ask("GET", "/nothing")[0] == 404


@pytest.mark.parametrize(
    "contexts",
    [
        [urls.CREDENTIALS_V2, "https://unknown.example/context"],
        [urls.CREDENTIALS_V2, "https://www.w3.org/ns/credentials/v2 "],
        [urls.CREDENTIALS_V2, 5],
        [EXAMPLES_V2, urls.CREDENTIALS_V2],
        urls.CREDENTIALS_V2,
    ],
)
def test_only_known_contexts_in_their_order_are_taken(client: Client, contexts: Any) -> None:
    """At issuing and at verifying."""
    assert client.issue(credential(client, **{"@context": contexts}))[0] == 400
    made = client.issued(credential(client))
    assert client.verify({**made, "@context": contexts})[0] == 400


# --- 3: the proof apart from the binding --------------------------------------------------------------------


def test_a_proof_by_another_key_is_a_good_proof(client: Client) -> None:
    """`checks: [proof]` asks for no more; the whole verification says that nobody is bound."""
    made = sign_document(credential(client), HOLDER.signer(HOLDER_METHOD), created=NOW, contexts=CONTEXTS)
    assert client.verify(made)[0] == 200
    assert client.ask("POST", "/credentials/verify", {"verifiableCredential": made})[0] == 200
    status, found = client.verify(made, "proof", "issuerBinding")
    assert status == 400
    assert "issuer_binding" in " ".join(found["errors"])


def test_only_checks_that_exist_are_promised(client: Client) -> None:
    """A name of nobody's is no check that passed; neither is what is no list of names."""
    made = client.issued(credential(client))
    for checks in (["proof", "luck"], "proof", [5], {"proof": True}):
        body = {"verifiableCredential": made, "options": {"checks": checks}}
        assert client.ask("POST", "/credentials/verify", body)[0] == 400


def test_a_purpose_may_be_expected(client: Client) -> None:
    """Data Integrity 1.0 section 4.4: a proof of another purpose is refused then."""
    made = client.issued(credential(client))
    assert client.verify(made, expectedProofPurpose="assertionMethod")[0] == 200
    assert client.verify(made, expectedProofPurpose="authentication")[0] == 400


# --- 4: sets and chains -------------------------------------------------------------------------------------


def _signed_twice(client: Client, **options: Any) -> Json:
    first = sign_document(
        credential(client),
        HOLDER.signer(HOLDER_METHOD),
        created=NOW,
        contexts=CONTEXTS,
        proof_id="urn:uuid:1",
    )
    own = client.adapter
    return sign_document(
        first, own.key.signer(own.method), created=NOW, contexts=CONTEXTS, previous=["urn:uuid:1"], **options
    )


def test_a_chain_of_proofs_is_verified_as_a_whole(client: Client) -> None:
    """A proof covers those that it names; a name that nobody has is a failure, and so is one bad proof."""
    made = _signed_twice(client)
    assert client.verify(made)[0] == 200
    named = next(place for place, proof in enumerate(made["proof"]) if "previousProof" in proof)
    for path, value in (
        (f"proof/{named}/previousProof", "urn:uuid:2"),
        (f"proof/{named}/previousProof", ["urn:uuid:1", "urn:uuid:2"]),
        (f"proof/{named}/previousProof", 5),
        (f"proof/{1 - named}/id", "urn:uuid:3"),
        (f"proof/{1 - named}/created", "2024-01-01T00:00:00Z"),
    ):
        bad = copy.deepcopy(made)
        put(path, value)(bad)
        assert client.verify(bad)[0] == 400, path


def test_a_set_of_two_equal_proofs_is_a_set_of_one(client: Client) -> None:
    """The suite signs its set with one key within one second; the product itself refuses the copy."""
    made = client.issued(credential(client))
    twice = {**made, "proof": [made["proof"], made["proof"]]}
    assert client.verify(twice)[0] == 200
    bad = {**made["proof"], "created": "2024-01-01T00:00:00Z"}
    assert client.verify({**made, "proof": [made["proof"], bad]})[0] == 400


@pytest.mark.reference
@pytest.mark.parametrize("options", [{}, {"checks": ["proof"]}])
def test_the_published_chains_are_judged_by_their_names(
    client: Client, reference: Path, options: Json
) -> None:
    """The suite's own fixtures, by the first keys of others, with words defined inside; it asks for no checks."""
    folder = reference / "w3c" / "eddsa-vectors" / "proof-chain-fixtures"
    found = {}
    for path in folder.glob("*.json"):
        body = {"verifiableCredential": json.loads(path.read_bytes()), "options": options}
        found[path.name] = client.ask("POST", "/credentials/verify", body)[0]
    assert len(found) == 12
    assert {name for name, status in found.items() if status == 200} == {
        name for name in found if "Ok" in name
    }


# --- 5: data loss is a failure at both ends -----------------------------------------------------------------

LOSSES = [
    put("@context", [urls.CREDENTIALS_V2]),
    put("type", ["VerifiableCredential", "not a term at all"]),
    put("id", "relative"),
    put("credentialSubject/id", "relative"),
    put("@context/1", {"@base": "https://x.example/"}),
    put("@context/1", {"@vocab": None}),
    put("credentialSubject/_:b", "x"),
]


@pytest.mark.parametrize("change", LOSSES)
@pytest.mark.parametrize("way", ["rdfc", "jcs"])
def test_what_would_be_lost_is_refused_at_issuing_and_verifying(
    client: Client, change: Change, way: str
) -> None:
    """Undefined words and types, relative ids, a base of the document's own."""
    good = credential(client, type=["VerifiableCredential", "AlumniCredential"])
    good["credentialSubject"]["favouriteColour"] = "blue"
    made = client.issued(good, way)
    bad = copy.deepcopy(good)
    change(bad)
    assert client.issue(bad, way)[0] == 400
    change(made)
    assert client.verify(made)[0] == 400


@pytest.mark.parametrize("way", ["rdfc", "jcs"])
@pytest.mark.parametrize(
    "change",
    [
        put("credentialSubject/name", "Eino"),
        put("credentialSubject/added", "x"),
        put("proof/created", "2020-01-01T00:00:00Z"),
        put("proof/created", "yesterday"),
        put("proof/proofPurpose", "authentication"),
        put("proof/proofPurpose", "keyAgreement"),
        put("proof/verificationMethod", HOLDER_METHOD),
        put("proof/verificationMethod", "did:key:z6Mk"),
        put("proof/cryptosuite", "eddsa-jcs-2019"),
        put("proof/type", "UnknownProof"),
        put("proof/proofValue", "zabc"),
        put("proof", None),
        put("proof", {}),
        put("proof", []),
        put("proof/expires", "2024-01-01T00:00:00Z"),
    ],
)
def test_what_is_changed_after_signing_is_noticed(client: Client, way: str, change: Change) -> None:
    """Document, proof and key."""
    made = client.issued(credential(client), way)
    change(made)
    assert client.verify(made)[0] == 400


def test_a_signature_is_written_in_one_way_only(client: Client) -> None:
    """`z` and base58; base64url and hexadecimal texts of the same bytes are refused."""
    made = client.issued(credential(client))
    value = made["proof"]["proofValue"]
    assert value.startswith("z")
    for other in ("u" + value[1:], value + " ", value + "\n", value[1:]):
        made["proof"]["proofValue"] = other
        assert client.verify(made)[0] == 400


# --- 6: the data model --------------------------------------------------------------------------------------

V2_SHA384 = "97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa21e138fd38def18cb360133c221aa31d6896a6bf3e65b614"
SRI = "sha384-" + base64.b64encode(bytes.fromhex(V2_SHA384)).decode()
# As the suite writes it since May 2026: the digest alone, without the header of a multihash.
BARE = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"


@pytest.mark.parametrize(
    "members",
    [
        {"id": "urn:uuid:1"},
        {"type": "VerifiableCredential"},
        {"type": ["https://example.org/#Thing", "VerifiableCredential"]},
        {"name": "Diploma", "description": "Of swimming"},
        {"name": {"@value": "Diploma", "@language": "en", "@direction": "ltr"}},
        {"description": [{"@value": "x", "@direction": "rtl"}]},
        {"name": {"@value": "Diploma", "@language": "en"}},
        {"name": [{"@value": "Diploma", "@language": "en"}, {"@value": "Todistus", "@language": "fi"}]},
        {"credentialSubject": {"id": "did:example:subject"}},
        {"credentialSubject": [{"id": "urn:x:1"}, {"id": "urn:x:2", "name": "b"}]},
        {"validFrom": "2024-01-01T00:00:00Z", "validUntil": "2044-01-01T00:00:00+02:00"},
        {"credentialSchema": {"id": "https://x.example/s", "type": "JsonSchema"}},
        {"credentialSchema": {"id": "did:example:s", "type": "https://example.org/#Schema"}},
        {"credentialSchema": [{"id": "https://x.example/s", "type": "JsonSchema"}]},
        {"termsOfUse": {"type": "TrustFrameworkPolicy"}},
        {"evidence": [{"id": "https://x.example/e", "type": ["Evidence"]}]},
        {"refreshService": {"type": "VerifiableCredentialRefreshService2021", "id": "https://x.example/r"}},
        {"credentialStatus": {"type": "ExampleStatus", "id": "https://x.example/status#1"}},
        {"relatedResource": [{"id": urls.CREDENTIALS_V2, "digestSRI": SRI}]},
        {"relatedResource": {"id": urls.CREDENTIALS_V2, "digestMultibase": BARE}},
        {"relatedResource": [{"id": "https://x.example/p.png", "digestSRI": SRI}]},
    ],
)
def test_what_the_data_model_allows_is_issued(client: Client, members: Json) -> None:
    """And verified."""
    made = client.issued(credential(client, **members))
    assert client.verify(made)[0] == 200


@pytest.mark.parametrize(
    "members",
    [
        {"id": None},
        {"id": ["urn:x:1", "urn:x:2"]},
        {"id": "no url"},
        {"type": []},
        {"type": ["AlumniCredential"]},
        {"type": "AlumniCredential"},
        {"type": None},
        {"credentialSubject": {}},
        {"credentialSubject": []},
        {"credentialSubject": None},
        {"credentialSubject": "did:example:subject"},
        {"credentialSubject": [{"name": "a"}, {}]},
        {"credentialSubject": {"id": ["urn:x:1"], "name": "x"}},
        {"validFrom": "2024-01-01"},
        {"validFrom": "2024-01-01T00:00:00"},
        {"validUntil": "soon"},
        {"validFrom": "2024-01-02T00:00:00Z", "validUntil": "2024-01-01T00:00:00Z"},
        {"issuanceDate": "2024-01-01T00:00:00Z"},
        {"name": {"en": "Diploma"}},
        {"name": {"@value": "Diploma", "url": "https://x.example"}},
        {"name": 5},
        {"description": [{"@language": "en"}]},
        {"credentialStatus": {"id": "https://x.example/status#1"}},
        {"credentialStatus": "https://x.example/status#1"},
        {"credentialStatus": {"type": "ExampleStatus", "id": "no url"}},
        {"credentialSchema": {"type": "JsonSchema"}},
        {"credentialSchema": {"id": "https://x.example/s"}},
        {"credentialSchema": {"id": "no url", "type": "JsonSchema"}},
        {"termsOfUse": {"id": "https://x.example/t"}},
        {"evidence": {"id": "https://x.example/e"}},
        {"evidence": "https://x.example/e"},
        {"refreshService": {"id": "https://x.example/r"}},
        {"relatedResource": ["https://x.example/p.png"]},
        {"relatedResource": [{"digestSRI": SRI}]},
        {"relatedResource": [{"id": "https://x.example/p.png"}]},
        {"relatedResource": [{"id": "urn:x:1", "digestSRI": SRI}] * 2},
        {"relatedResource": [{"id": urls.CREDENTIALS_V2, "digestSRI": "sha384-" + "A" * 64}]},
        {
            "statusEntry": {"type": "BitstringStatusListEntry", "statusListIndex": -1},
            "@context": [urls.CREDENTIALS_V2],
        },
        {"@context": [urls.CREDENTIALS_V2, {"VerifiableCredential": "https://x.example/vc"}]},
    ],
)
def test_what_the_data_model_forbids_is_refused(client: Client, members: Json) -> None:
    """VCDM 2.0, section 4: at issuing, and, where somebody signed it all the same, at verifying."""
    assert client.issue(credential(client, **members))[0] == 400
    made = client.issued(credential(client))
    assert client.verify({**made, **members})[0] == 400


# --- 7: presentations ---------------------------------------------------------------------------------------


def test_a_presentation_is_verified_with_its_credentials(client: Client) -> None:
    """A random challenge, the domain of the reader, the purpose of authentication."""
    made = shown(client.issued(credential(client)), domain=["jobs.example"], challenge="c-1")
    assert made["proof"]["proofPurpose"] == "authentication"
    assert client.present(made, domain="jobs.example", challenge="c-1") == (200, {"verified": True})
    assert client.present(made, domain="jobs.example", challenge="c-2")[0] == 400
    assert client.present(made, domain="other.example", challenge="c-1")[0] == 400
    assert client.present(made, domain=5)[0] == 400
    inner = client.issued(credential(client))
    inner["credentialSubject"]["name"] = "Eino"
    assert client.present(shown(inner))[0] == 400


@pytest.mark.parametrize(
    "change",
    [
        put("type", ["NonconformingDocument"]),
        put("@context", [EXAMPLES_V2, urls.CREDENTIALS_V2]),
        put("verifiableCredential", ["text"]),
        put("verifiableCredential", [{}]),
        put("holder", "nobody"),
        put("proof", None),
        put("proof/proofPurpose", "assertionMethod"),
        lambda document: document.pop("proof"),
    ],
)
def test_what_is_no_good_presentation_is_refused(client: Client, change: Change) -> None:
    """Unsigned ones too."""
    made = shown(client.issued(credential(client)))
    assert client.present(made)[0] == 200
    change(made)
    assert client.present(made)[0] == 400


def test_a_credential_is_no_presentation(client: Client) -> None:
    """Neither the other way round."""
    made = client.issued(credential(client))
    assert client.present(made)[0] == 400
    assert client.verify(shown(made))[0] == 400


# --- 8: status lists ----------------------------------------------------------------------------------------


def test_a_status_entry_leads_to_a_list_that_is_large_enough(client: Client) -> None:
    """Base-10 text as index, https address, at least 16 KiB, multibase u and GZIP, types as they must be."""
    made = client.issued(credential(client), "status")
    entry = made["credentialStatus"]
    assert entry["type"] == "BitstringStatusListEntry"
    assert entry["statusListIndex"].isdecimal()
    assert entry["statusListCredential"] == f"{client.adapter.base}/status/1"
    assert entry["statusListCredential"].startswith("https://")
    assert entry["id"].startswith("https://")
    assert entry["id"] != entry["statusListCredential"]
    status, listed = client.ask("GET", "/status/1")
    assert status == 200
    assert listed["id"] == entry["statusListCredential"]
    assert "BitstringStatusListCredential" in listed["type"]
    assert listed["credentialSubject"]["type"] == "BitstringStatusList"
    text = listed["credentialSubject"]["encodedList"]
    assert text.startswith("u")
    data = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert len(data) >= 16_384
    assert client.verify(listed)[0] == 200
    # Who leaves the checks to the adapter has the list read.
    assert client.ask("POST", "/credentials/verify", {"verifiableCredential": made})[0] == 200
    assert client.verify(made, "proof", "credentialStatus")[0] == 200
    second = client.issued(credential(client), "status")
    assert second["credentialStatus"]["statusListIndex"] != entry["statusListIndex"]


def test_a_list_that_is_not_at_hand_is_no_good_status(client: Client) -> None:
    """The proof is good all the same, for who asks for no more."""
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://lists.example/1",
    }
    made = client.issued(credential(client, credentialStatus=entry))
    assert client.verify(made)[0] == 200
    assert client.verify(made, "proof", "status")[0] == 400
    assert client.ask("POST", "/credentials/verify", {"verifiableCredential": made})[0] == 400


def test_a_status_entry_of_somebody_elses_making_is_refused(client: Client) -> None:
    """Where the issuer adds it, nobody else does."""
    entry = {"type": "BitstringStatusListEntry", "id": "urn:x:1"}
    assert client.issue(credential(client, credentialStatus=entry), "status")[0] == 400


# --- 9: envelopes -------------------------------------------------------------------------------------------


def test_an_envelope_holds_a_token_of_the_registered_kind(client: Client) -> None:
    """`application/vc+jwt`; the kind that the suite's fixtures have is forbidden by the standard."""
    made = client.issued(credential(client), "enveloped")
    assert made["type"] == "EnvelopedVerifiableCredential"
    assert made["id"].startswith("data:application/vc+jwt,")
    assert client.verify(made)[0] == 200
    head, _, token = made["id"].partition(",")
    forbidden = {**made, "id": f"data:application/jwt,{token}"}
    assert client.verify(forbidden)[0] == 400
    assert client.verify({**made, "id": f"{head},{token[:-8]}AAAAAAAA"})[0] == 400
    assert client.present(shown(made))[0] == 200
    assert client.issue(credential(client, credentialSubject={}), "enveloped")[0] == 400


# --- did:key ------------------------------------------------------------------------------------------------


def _resolve(client: Client, address: str, key_format: str = "Multikey") -> tuple[int, Any]:
    return client.ask("GET", f"/dids/{quote(address, safe='')}?publicKeyFormat={key_format}")


def test_a_did_key_is_resolved_and_its_url_dereferenced(client: Client) -> None:
    """The document lists the one key under every relationship of signing."""
    did = client.adapter.did
    status, found = _resolve(client, did)
    assert status == 200
    assert found["didDocument"]["id"] == did
    assert set(found) >= {"@context", "didDocumentMetadata", "didResolutionMetadata"}
    for relationship in ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation"):
        assert found["didDocument"][relationship] == [client.adapter.method]
    status, found = _resolve(client, client.adapter.method)
    assert status == 200
    assert found["contentStream"]["publicKeyMultibase"] == client.adapter.key.public_key.multikey
    assert found["didDocument"]["controller"] == did
    assert "didDereferencingMetadata" in found


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("did:key:", "invalidDid"),
        ("did:key:@", "invalidDid"),
        ("did:key:-4:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b", "invalidDid"),
        ("did:key:f1234", "invalidDid"),
        ("key:z6Mk", "invalidDid"),
        ("did:example:1", "methodNotSupported"),
        ("did:key:" + encode_base58btc(bytes.fromhex("ed01") + bytes(31)), "invalidPublicKeyLength"),
        ("did:key:" + encode_base58btc(bytes.fromhex("ec01") + bytes(range(32))), "unsupportedPublicKeyType"),
    ],
)
def test_a_did_that_is_none_is_named(client: Client, address: str, reason: str) -> None:
    """With the words of the did:key method."""
    status, found = _resolve(client, address)
    assert (status, found["didResolutionMetadata"]["error"]) == (400, reason)


def test_a_did_url_of_another_key_is_named(client: Client) -> None:
    """The fragment must be the key itself."""
    status, found = _resolve(client, f"{client.adapter.did}#{HOLDER.public_key.multikey}")
    assert (status, found["didDereferencingMetadata"]["error"]) == (400, "invalidDidUrl")
    status, found = _resolve(client, f"{client.adapter.did}/^bar^/?query=`#{HOLDER.public_key.multikey}")
    assert (status, found["didDereferencingMetadata"]["error"]) == (400, "invalidDidUrl")


@pytest.mark.parametrize(
    ("key_format", "reason"),
    [
        ("unknown", "unsupportedPublicKeyType"),
        ("Ed25519VerificationKey2018", "invalidPublicKeyType"),
    ],
)
def test_a_key_is_given_in_the_one_form_that_is_known(client: Client, key_format: str, reason: str) -> None:
    """Multikey; what the method calls experimental has a word of its own."""
    status, found = _resolve(client, client.adapter.method, key_format)
    assert (status, found["didDereferencingMetadata"]["error"]) == (400, reason)
    assert set(found) >= {"@context", "didDocument", "didDocumentMetadata"}


# --- 10: an honest failure ----------------------------------------------------------------------------------


def test_the_digests_of_an_older_context_are_refused(client: Client) -> None:
    """The suite held them until May 2026: 58 of 59 then, and not 59 by looking away."""
    older = "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg"
    resource = {"id": urls.CREDENTIALS_V2, "digestSRI": older}
    assert client.issue(credential(client, relatedResource=[resource]))[0] == 400


def test_a_silent_client_holds_up_nobody(client: Client) -> None:
    """Who connects and says nothing waits alone."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=5):
        assert client.ask("GET", "/status/1")[0] == 200


def test_both_addresses_of_localhost_are_served(client: Client) -> None:
    """Some clients try only the newer one."""
    try:
        socket.create_connection(("::1", client.port), timeout=5).close()
    except OSError:
        pytest.skip("this machine has no address of the newer kind")
    newer = Client(client.adapter, client.tls, "::1")
    assert newer.ask("GET", "/status/1")[0] == 200


def test_the_adapter_says_how_a_suite_is_told_of_it(client: Client) -> None:
    """Each endpoint that it names is there, under the one DID, with the kinds of credentials that it takes."""
    status, entry = client.ask("GET", "/")
    assert status == 200
    issuers = {tag: one for one in entry["issuers"] for tag in one["tags"]}
    assert set(issuers) == {
        *("vc2.0", "vc-api", "eddsa-rdfc-2022", "eddsa-jcs-2022", "EnvelopingProof", "BitstringStatusList")
    }
    for one in issuers.values():
        assert (one["id"], one["supports"]) == (client.adapter.did, {"vc": ["1.1", "2.0"]})
        path = one["endpoint"].removeprefix(client.adapter.base)
        made = client.ask("POST", path, {"credential": credential(client)})
        assert made[0] == 201
        for verifier in entry["verifiers"]:
            path = verifier["endpoint"].removeprefix(client.adapter.base)
            assert client.ask("POST", path, {"verifiableCredential": made[1]})[0] == 200
    path = entry["vpVerifiers"][0]["endpoint"].removeprefix(client.adapter.base)
    presented = {"verifiablePresentation": shown(client.issued(credential(client)))}
    assert client.ask("POST", path, presented)[0] == 200
    path = entry["didResolvers"][0]["endpoint"].removeprefix(client.adapter.base)
    assert client.ask("GET", f"{path}/{quote(client.adapter.did)}")[0] == 200


@pytest.mark.parametrize("name", ["vc_api_adapter.py", "jose_command.py"])
def test_the_programs_for_the_suites_start_as_files(tmp_path: Path, name: str) -> None:
    """From any folder, and their help says what there is."""
    file = Path(__file__).resolve().parents[1] / name
    done = subprocess.run(
        [sys.executable, str(file), "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ("/credentials/verify" if name.startswith("vc_api") else "--feature") in done.stdout


def test_the_adapter_speaks_https_only(client: Client) -> None:
    """A certificate of this start, which nobody else trusts."""
    other = Client(client.adapter, ssl.create_default_context())
    with pytest.raises(ssl.SSLError):
        other.ask("GET", "/status/1")
    assert NOW - timedelta(days=1) < NOW
    assert ContextPolicy.PINNED_WITH_INLINE is not ContextPolicy.PINNED
