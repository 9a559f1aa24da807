"""An adapter that lets the official W3C interoperability suites ask mcissue: for tests only, not the product's server.

    python tests/vc_api_adapter.py --port 40443

It serves VC-API and did:key resolution over https, with a certificate that it makes for itself at each start, and
signs with a published sample key. One path of its own for each way of securing:

    POST /rdfc/credentials/issue        Data Integrity, eddsa-rdfc-2022
    POST /jcs/credentials/issue         Data Integrity, eddsa-jcs-2022
    POST /enveloped/credentials/issue   VC-JOSE-COSE, in an EnvelopedVerifiableCredential
    POST /status/credentials/issue      eddsa-rdfc-2022, with an entry in a bitstring status list
    POST /credentials/verify            POST /presentations/verify
    GET  /status/1                      the status list
    GET  /dids/DID-OR-DID-URL           resolution of did:key
    GET  /                              all of this as an entry for a suite's `implementations`
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import ipaddress
import json
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mcissue.errors import KeyMaterialError, McissueError
from mcissue.formats.vcdm.rules import credential_findings
from mcissue.jsonld.contexts import ContextStore, bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.read import read_json_object
from mcissue.jsonld.urls import CREDENTIALS_V1, CREDENTIALS_V2
from mcissue.proof import sign_document
from mcissue.proof.did import Resolver, did_key_method
from mcissue.proof.jwt import TokenProfile, sign_token
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.status.bitstring import Bitstring
from mcissue.status.lists import build_list_credential
from mcissue.verify import Check, Outcome, Report, Verifier
from mcissue.verify.steps.related import check_related_resources

Json = dict[str, Any]
Answer = tuple[int, Json]

EXAMPLES_V1 = "https://www.w3.org/2018/credentials/examples/v1"
EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
# The suites' own words: all of them, by a vocabulary of last resort. Only here, never in the product.
CONTEXTS: ContextStore = (
    bundled_contexts()
    .with_context(EXAMPLES_V1, {"@context": {"@vocab": "https://example.org/examples#"}})
    .with_context(EXAMPLES_V2, {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}})
)
PROOF_CHECKS = ("carrier", "format", "json_ld", "proof")
OTHER_CHECKS: Mapping[str, tuple[str, ...]] = {
    "proof": (),
    "validity": ("validity",),
    "status": ("status",),
    "credentialStatus": ("status",),
    "issuerBinding": ("issuer_binding",),
}
DEFAULT_CHECKS = ("proof", "validity", "status")
"""What a request without `checks` asks for. The suite of the proofs sends none, and proofs by others' keys."""
MAX_BODY_BYTES = 5_000_000
VERIFIED = ("vc2.0", "vc-api", "eddsa-rdfc-2022", "eddsa-jcs-2022", "EnvelopingProof", "BitstringStatusList")
"""The tags under which the suites ask for credentials to be verified."""


class RefusedError(Exception):
    """What was asked for is not done; it becomes an answer with status 400."""


@dataclass
class Adapter:
    """What the endpoints do, without HTTP.

    Attributes:
        base: the address of the server, for what is served at one.
        key: the key that signs.
        next_index: the next free place in the status list.
    """

    base: str
    key: PrivateKey = field(default_factory=lambda: PrivateKey.from_seed(sample_seed("kymi")))
    next_index: int = 0

    @property
    def did(self) -> str:
        """The one issuer."""
        return self.method.partition("#")[0]

    @property
    def method(self) -> str:
        return did_key_method(self.key.public_key)

    def post(self, path: str, body: Json) -> Answer:
        """Answer a POST."""
        routes: dict[str, Callable[[Json], Answer]] = {
            "/rdfc/credentials/issue": lambda asked: self._issue(asked, "eddsa-rdfc-2022"),
            "/jcs/credentials/issue": lambda asked: self._issue(asked, "eddsa-jcs-2022"),
            "/enveloped/credentials/issue": self._issue_enveloped,
            "/status/credentials/issue": self._issue_with_status,
            "/credentials/verify": self._verify_credential,
            "/presentations/verify": self._verify_presentation,
        }
        if path not in routes:
            return 404, {"errors": ["there is nothing at this address"]}
        try:
            return routes[path](body)
        except (McissueError, RefusedError) as error:
            return 400, {"errors": [str(error)], "verified": False}

    def get(self, path: str, query: str = "") -> Answer:
        """Answer a GET."""
        if path == "/":
            return 200, self.entry()
        if path == "/status/1":
            return 200, self.status_list()
        if path.startswith("/dids/"):
            asked = parse_qs(query).get("publicKeyFormat", ["Multikey"])[-1]
            return self._resolve(unquote(path.removeprefix("/dids/")), asked)
        return 404, {"errors": ["there is nothing at this address"]}

    def entry(self) -> Json:
        """What a suite's configuration says of this implementation."""

        def endpoint(path: str, *tags: str) -> Json:
            return {
                "id": self.did,
                "endpoint": self.base + path,
                "supports": {"vc": ["1.1", "2.0"]},
                "tags": list(tags),
            }

        return {
            "name": "mcissue",
            "implementation": "mcissue",
            "issuers": [
                endpoint("/rdfc/credentials/issue", "vc2.0", "vc-api", "eddsa-rdfc-2022"),
                endpoint("/jcs/credentials/issue", "eddsa-jcs-2022"),
                endpoint("/enveloped/credentials/issue", "EnvelopingProof"),
                endpoint("/status/credentials/issue", "BitstringStatusList"),
            ],
            "verifiers": [endpoint("/credentials/verify", *VERIFIED)],
            "vpVerifiers": [endpoint("/presentations/verify", "vc2.0", "EnvelopingProof")],
            "didResolvers": [endpoint("/dids", "did-key")],
        }

    # --- Issuing -------------------------------------------------------------------------------------------

    @staticmethod
    def _credential(body: Json) -> Json:
        """The credential that is to be signed.

        The suite of the data model has credentials of other issuers signed. The proof is good then, and bound to
        nobody, as a verification that asks for more than the proof says.
        """
        credential = body.get("credential")
        if not isinstance(credential, dict):
            raise RefusedError("there is no credential in the request")
        return credential

    @staticmethod
    def _conforms(credential: Json) -> None:
        findings = credential_findings(credential)
        if findings:
            raise RefusedError("; ".join(f"{finding.path}: {finding.message}" for finding in findings))
        check_related_resources(credential, CONTEXTS)

    def _issue(self, body: Json, cryptosuite: str) -> Answer:
        signed = sign_document(
            self._credential(body),
            self.key.signer(self.method),
            created=_now(),
            cryptosuite=cryptosuite,
            contexts=CONTEXTS,
            policy=ContextPolicy.PINNED_WITH_INLINE,
            check=self._conforms,
        )
        return 201, signed

    def _issue_enveloped(self, body: Json) -> Answer:
        credential = self._credential(body)
        self._conforms(credential)
        # A token signs the bytes; that they also mean something is checked as for a proof inside.
        self._issue(body, "eddsa-jcs-2022")
        token = sign_token(
            credential, signer=self.key.signer(self.method), created=_now(), profile=TokenProfile.VC
        )
        return 201, {
            "@context": [CREDENTIALS_V2],
            "id": f"data:application/vc+jwt,{token}",
            "type": "EnvelopedVerifiableCredential",
        }

    def _issue_with_status(self, body: Json) -> Answer:
        credential = self._credential(body)
        if "credentialStatus" in credential:
            raise RefusedError("the issuer adds the status entry")
        index, self.next_index = self.next_index, self.next_index + 1
        entry = {
            "id": f"{self.base}/status/1#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": f"{self.base}/status/1",
        }
        if CREDENTIALS_V1 in credential.get("@context", []):
            raise RefusedError("status entries are added to credentials of the data model 2.0 only")
        return self._issue({"credential": {**credential, "credentialStatus": entry}}, "eddsa-rdfc-2022")

    def status_list(self) -> Json:
        """The list that the entries point into, signed."""
        unsigned = build_list_credential(
            list_url=f"{self.base}/status/1",
            issuer=self.did,
            purpose="revocation",
            bitstring=Bitstring.empty(),
            valid_from=_now() - dt.timedelta(minutes=5),
            valid_until=_now() + dt.timedelta(days=1),
        )
        return sign_document(unsigned, self.key.signer(self.method), created=_now(), contexts=CONTEXTS)

    # --- Verifying -----------------------------------------------------------------------------------------

    def _verify_credential(self, body: Json) -> Answer:
        return self._verify(body, "verifiableCredential")

    def _verify_presentation(self, body: Json) -> Answer:
        return self._verify(body, "verifiablePresentation")

    def _verify(self, body: Json, member: str) -> Answer:
        document, options = body.get(member), body.get("options", {})
        if not isinstance(document, dict) or not isinstance(options, dict):
            raise RefusedError(f"there is no {member} in the request")
        texts = {name: _one(options.get(name)) for name in ("domain", "challenge")}
        verifier = Verifier.generic(
            inline_contexts=True,
            contexts=CONTEXTS,
            resolver=Resolver({}),
            status_lists={f"{self.base}/status/1": self.status_list()},
            sample_keys=True,
            domain=texts["domain"],
            challenge=texts["challenge"],
        )
        _hold_to_purpose(document, options.get("expectedProofPurpose"))
        report = verifier.verify(json.dumps(_once(document)).encode())
        wanted = _expected(member)
        if (
            report.credential.format is not None
            and (report.credential.format == "presentation") is not wanted
        ):
            raise RefusedError(f"this is no {member}")
        asked = ["proof"] if member == "verifiablePresentation" else options.get("checks", DEFAULT_CHECKS)
        faults = list(_faults(report, asked))
        if faults:
            return 400, {"verified": False, "errors": [f"{check.id}: {check.message}" for check in faults]}
        return 200, {"verified": True}

    # --- did:key -------------------------------------------------------------------------------------------

    @staticmethod
    def _resolve(address: str, key_format: str) -> Answer:
        did, _, fragment = address.partition("#")
        if key_format != "Multikey":
            reason = "invalidPublicKeyType" if key_format in OLD_FORMATS else "unsupportedPublicKeyType"
            return _unresolved(did, reason)
        if set(did) & set("/?"):
            return _unresolved(did, "invalidDidUrl")
        try:
            document = Resolver({}).resolve(did).document
        except KeyMaterialError as error:
            return _unresolved(did, _DID_ERRORS.get(error.code, "invalidDid"))
        methods = [entry for entry in document["verificationMethod"] if entry["id"] == address]
        if fragment and not methods:
            return _unresolved(did, "invalidDidUrl")
        found: Json = {
            "@context": DID_RESOLUTION,
            # The suite looks for what a URL leads to in the place of the document.
            "didDocument": methods[0] if fragment else document,
            "didDocumentMetadata": {},
            "didResolutionMetadata": {"contentType": "application/did+ld+json"},
        }
        if fragment:
            found["didDereferencingMetadata"] = {"contentType": "application/did+ld+json"}
            found["contentStream"] = methods[0]
        return 200, found


DID_RESOLUTION = "https://w3id.org/did-resolution/v1"
OLD_FORMATS = frozenset(
    {"Ed25519VerificationKey2018", "X25519KeyAgreementKey2019", "EcdsaSecp256k1VerificationKey2019"}
)
"""Kinds of keys that the did:key method calls experimental."""
_DID_ERRORS: Mapping[str, str] = {
    "did_method_unsupported": "methodNotSupported",
    "key_algorithm_unsupported": "unsupportedPublicKeyType",
    "key_malformed": "invalidPublicKeyLength",
    "key_weak": "invalidPublicKey",
}


def _unresolved(did: str, reason: str) -> Answer:
    if not did.startswith("did:key:z") and reason == "invalidPublicKeyLength":
        reason = "invalidDid"
    metadata = {"error": reason}
    return 400, {
        "@context": DID_RESOLUTION,
        # The suite wants one even for what is no DID.
        "didDocument": {},
        "didDocumentMetadata": {},
        "didResolutionMetadata": metadata,
        "didDereferencingMetadata": metadata,
    }


def _expected(member: str) -> bool:
    return member == "verifiablePresentation"


def _faults(report: Report, asked: Any) -> Iterator[Check]:
    """What keeps a document from being verified: its form, its meaning, its proofs, and what is asked besides."""
    if not isinstance(asked, list | tuple) or not all(isinstance(name, str) for name in asked):
        raise RefusedError("checks is a list of names")
    for check_id in PROOF_CHECKS:
        if report.check(check_id).outcome is not Outcome.PASSED:
            yield report.check(check_id)
    for name in asked:
        if name not in OTHER_CHECKS:
            raise RefusedError(f"{name[:50]} is no check that is done here")
        for check_id in OTHER_CHECKS[name]:
            if report.check(check_id).outcome not in (Outcome.PASSED, Outcome.NOT_APPLICABLE):
                yield report.check(check_id)
    for part in report.parts:
        yield from _faults(part.report, ["proof"])


def _hold_to_purpose(document: Json, purpose: Any) -> None:
    """Data Integrity 1.0, section 4.4: who expects a purpose refuses proofs of another one."""
    proofs = document.get("proof")
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if purpose is not None and (not isinstance(proof, dict) or proof.get("proofPurpose") != purpose):
            raise RefusedError("the proof has another purpose")


def _once(document: Json) -> Json:
    """The document with each proof once.

    The suite signs its set of proofs with one key within one second, so that both are the same object. A set holds
    that once. The product refuses the copy, since it would look like a second signature.
    """
    proofs = document.get("proof")
    if not isinstance(proofs, list):
        return document
    return {**document, "proof": [one for place, one in enumerate(proofs) if one not in proofs[:place]]}


def _one(value: Any) -> str | None:
    """A domain may come as a list of one."""
    first = value[0] if isinstance(value, list) and len(value) == 1 else value
    if first is not None and not isinstance(first, str):
        raise RefusedError("domain and challenge are texts")
    return first


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


# --- HTTP -------------------------------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    """JSON in, JSON out."""

    server: _Server
    timeout = 10

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            length = -1
        if not 0 <= length <= MAX_BODY_BYTES:
            self._send(413, {"errors": ["the request is too large, or does not say how large it is"]})
            return
        try:
            body = read_json_object(self.rfile.read(length))
        except McissueError as error:
            self._send(400, {"errors": [str(error)]})
            return
        self._send(*self.server.adapter.post(urlsplit(self.path).path, body))

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self._send(*self.server.adapter.get(address.path, address.query))

    def _send(self, status: int, body: Json) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Say nothing: the suites do."""


class _Server(ThreadingHTTPServer):
    """One of the addresses of this machine; several of them share an adapter."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)
        # The handshake is for the thread of the connection, so that a silent client holds up nobody else.
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.adapter = Adapter(f"https://localhost:{self.server_address[1]}")

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that broke off; any other fault is one of ours, and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _servers(port: int, tls: ssl.SSLContext) -> list[_Server]:
    """`localhost` is the one address or the other; some clients try only the newer one."""
    first = _Server(("127.0.0.1", port), tls)
    try:
        second = _Server(("::1", first.server_address[1]), tls)
    except OSError:
        return [first]
    second.adapter = first.adapter
    return [first, second]


def certificate(folder: Path) -> Path:
    """A new key and a certificate of itself for this machine; both in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    addresses = [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
    names = [x509.DNSName("localhost"), *addresses]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - dt.timedelta(hours=1))
        .not_valid_after(_now() + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextlib.contextmanager
def running(port: int = 0) -> Iterator[tuple[Adapter, ssl.SSLContext]]:
    """Serve on this machine.

    Args:
        port: the port; 0 takes any that is free.

    Yields:
        The adapter, and what trusts the server's certificate.
    """
    with tempfile.TemporaryDirectory() as folder:
        bundle = certificate(Path(folder))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(bundle)
        client = ssl.create_default_context(cafile=str(bundle))
    servers = _servers(port, context)
    threads = [threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield servers[0].adapter, client
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join(timeout=5)


def main(arguments: list[str] | None = None) -> None:
    """Serve until somebody stops it."""
    text = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=text)
    parser.add_argument("--port", type=int, default=40443)
    port: int = parser.parse_args(arguments).port
    with running(port) as (adapter, _):
        print(f"{adapter.base} issuing as {adapter.did}", flush=True)  # noqa: T201 - a program of its own
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
