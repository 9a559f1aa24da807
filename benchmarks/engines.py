"""The engines of the comparison, each behind the same two calls: sign a document, verify a signed one.

All make the same proof (eddsa-rdfc-2022, one key, one time) with two canonicalizations each, of the document and
of the proof's options, so their proof values must be equal.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from benchmarks.documents import BADGES, CREDENTIALS_V1, EUROPEAN, INTEGRITY, KEY_ID
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mcissue.jsonld.batch.plan import BatchForms
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.keys import PrivateKey
from mcissue.proof.multibase import decode_base58btc, encode_base58btc

SEED = sha256(b"mcissue benchmarks: the issuer").digest()
CREATED = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
CREATED_TEXT = "2026-06-15T12:00:00Z"

Document = dict[str, Any]


class Engine(Protocol):
    """What is measured."""

    name: str

    def sign(self, document: Document) -> Document:
        """The document with its proof."""

    def verify(self, signed: Document) -> None:
        """Silence, or an exception."""


class Ours:
    """mcissue, one document at a time."""

    name = "mcissue"

    def __init__(self) -> None:
        self.contexts = bundled_contexts()
        key = PrivateKey.from_seed(SEED)
        self.public_key = key.public_key
        self.signer = key.signer(KEY_ID)

    def sign(self, document: Document) -> Document:
        return add_proof(
            document,
            signer=self.signer,
            created=CREATED,
            contexts=self.contexts,
            policy=ContextPolicy.PINNED,
            as_array=False,
        )

    def verify(self, signed: Document) -> None:
        verify_proof(
            signed,
            proofs_of(signed)[0],
            public_key=self.public_key,
            contexts=self.contexts,
            policy=ContextPolicy.PINNED,
        )


class OursInBatch(Ours):
    """mcissue with the plan of a batch."""

    name = "mcissue, batch of one course"

    def __init__(self) -> None:
        super().__init__()
        self.forms = BatchForms(self.contexts, ContextPolicy.PINNED)

    def sign(self, document: Document) -> Document:
        return add_proof(
            document,
            signer=self.signer,
            created=CREATED,
            contexts=self.contexts,
            policy=ContextPolicy.PINNED,
            as_array=False,
            canonical=self.forms,
        )


class ByCanonicalForm(ABC):
    """Data Integrity by hand around somebody's canonicalization, with the fewest steps."""

    name = ""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(SEED)
        self.public_key = self.key.public_key()
        self.contexts = bundled_contexts()

    @abstractmethod
    def canonical(self, document: Document) -> bytes:
        """The document's canonical form, as the engine gives it."""

    def _data(self, document: Document, options: Document) -> bytes:
        config = self.canonical({"@context": document["@context"], **options})
        return sha256(config).digest() + sha256(self.canonical(document)).digest()

    def sign(self, document: Document) -> Document:
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": CREATED_TEXT,
            "verificationMethod": KEY_ID,
            "proofPurpose": "assertionMethod",
        }
        signature = self.key.sign(self._data(document, options))
        return {**document, "proof": {**options, "proofValue": encode_base58btc(signature)}}

    def verify(self, signed: Document) -> None:
        document = {name: value for name, value in signed.items() if name != "proof"}
        options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
        signature = decode_base58btc(signed["proof"]["proofValue"], length=64)
        self.public_key.verify(signature, self._data(document, options))


class PyLD(ByCanonicalForm):
    """PyLD; with a static loader it keeps contexts that it has processed, else it processes them each time."""

    def __init__(self, *, static: bool) -> None:
        super().__init__()
        from pyld import ContextResolver, jsonld

        self.name = "PyLD, static loader" if static else "PyLD, plain loader"
        self._normalize = jsonld.normalize
        loaded = {url: self.contexts.load(url) for url in self.contexts.urls}
        tag = {"tag": "static"} if static else {}

        def load(url: str, _options: Any = None) -> dict[str, Any]:
            return {"contextUrl": None, "documentUrl": url, "document": loaded[url], **tag}

        self._options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "base": None,
            "documentLoader": load,
        }
        if static:
            self._options["contextResolver"] = ContextResolver({}, load)
        else:
            self._fresh = lambda: ContextResolver({}, load)
        self._is_static = static

    def canonical(self, document: Document) -> bytes:
        options = dict(self._options)
        if not self._is_static:
            options["contextResolver"] = self._fresh()
        return self._normalize(document, options).encode()


class Pyoxigraph(ByCanonicalForm):
    """pyoxigraph, with the contexts written into the document: its JSON-LD parser takes none by address."""

    name = "pyoxigraph, contexts inlined"

    def __init__(self) -> None:
        super().__init__()
        import pyoxigraph

        self._ox = pyoxigraph
        self._inline = {url: self.contexts.load(url)["@context"] for url in self.contexts.urls}

    def canonical(self, document: Document) -> bytes:
        ox = self._ox
        inlined = {**document, "@context": [self._inline[url] for url in document["@context"]]}
        data = json.dumps(inlined).encode()
        dataset = ox.Dataset(ox.parse(data, format=ox.RdfFormat.JSON_LD))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        text = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS).decode()
        return "".join(sorted(line + "\n" for line in text.split("\n") if line)).encode()


class OpenVC:
    """openvc-core's Data Integrity suite (PyLD inside), with the contexts that it does not bundle handed in."""

    name = "openvc-core"

    def __init__(self) -> None:
        from openvc.keys import Ed25519SigningKey
        from openvc.proof.data_integrity import DataIntegrityProofSuite

        self._suite = DataIntegrityProofSuite()
        self._key = Ed25519SigningKey(Ed25519PrivateKey.from_private_bytes(SEED), KEY_ID)
        self._jwk = self._key.public_jwk()
        self._contexts = _extra_contexts()

    def sign(self, document: Document) -> Document:
        return self._suite.add_proof(
            document,
            signing_key=self._key,
            verification_method=KEY_ID,
            created=CREATED,
            extra_contexts=self._contexts,
        )

    def verify(self, signed: Document) -> None:
        self._suite.verify(
            signed, public_key_jwk=self._jwk, extra_contexts=self._contexts, check_temporal=False
        )


class OpenBadgesLib:
    """The Data Integrity functions of openbadgeslib (PyLD inside)."""

    name = "openbadgeslib"

    def __init__(self) -> None:
        from cryptography.hazmat.primitives import serialization
        from openbadgeslib.ob3 import ldp

        self._ldp = ldp
        key = Ed25519PrivateKey.from_private_bytes(SEED)
        self._private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._contexts = _extra_contexts()

    def sign(self, document: Document) -> Document:
        return self._ldp.add_data_integrity_proof(
            document, self._private, KEY_ID, created=CREATED, extra_contexts=self._contexts
        )

    def verify(self, signed: Document) -> None:
        self._ldp.verify_data_integrity_proof(signed, self._public, extra_contexts=self._contexts)


def _extra_contexts() -> dict[str, Any]:
    store = bundled_contexts()
    return {url: store.load(url) for url in (BADGES, EUROPEAN, INTEGRITY, CREDENTIALS_V1)}


def context_files() -> dict[str, str]:
    """Address -> file of the shipped contexts, in their newest editions, for Node."""
    folder = Path(__file__).resolve().parents[1] / "contexts"
    index = json.loads((folder / "INDEX.json").read_bytes())
    return {url: str(folder / rows[0]["file"]) for url, rows in index.items()}
