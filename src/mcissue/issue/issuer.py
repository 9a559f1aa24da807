"""One issuer with its key: turns a checked record into a signed credential.

Only a `Record` can be signed, never a document of unknown origin, and only with a key that belongs to the
record's issuer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mcissue.errors import KeyMaterialError, RecordError
from mcissue.formats.conversion import SealNames, WriteRequest
from mcissue.formats.format import Output
from mcissue.formats.losses import Loss
from mcissue.formats.open_badges import BADGE
from mcissue.formats.shared_parts import SharedParts
from mcissue.formats.wrapping import inner_credential
from mcissue.issue.envelopes import seal_names
from mcissue.jsonld import ContextStore, bundled_contexts, check_document
from mcissue.jsonld.read import JsonObject, write_json
from mcissue.proof.data_integrity import add_proof, prepare_proof
from mcissue.proof.did import computed_dids, did_key_method
from mcissue.proof.jwt import TokenProfile
from mcissue.proof.keys import PublicKey, Signer, is_published_test_key, is_sample_key
from mcissue.proof.seals.sealing import Sealer
from mcissue.record import Organisation, Record
from mcissue.status.entry import StatusEntry

__all__ = ["Issuer", "UnsignedDocument", "key_id_for"]

_COMPUTED = ("did:key:", "did:jwk:")
"""DIDs that are computed from a key, so that no other key can ever be theirs."""

_FRAGMENT = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)
"""Names of keys that `mcissue.proof.did.documents` writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedDocument:
    """A credential that is ready to be signed.

    Attributes:
        output: which document of the record it is.
        document: the unsigned document; it has one lossless meaning.
        losses: what the format could not hold of the record.
    """

    output: Output
    document: JsonObject
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An institution and the key that it signs with.

    Attributes:
        organisation: the institution.
        signer: its key, in a file or in hardware.
        cryptosuite: `eddsa-rdfc-2022`, or `eddsa-jcs-2022` on request.
        contexts: where JSON-LD contexts come from.
        allow_sample_key: whether one of the sample keys, which everybody knows, may sign.
        token_profile: after which text tokens are made.
        sealer: the institution's electronic seal, for sealed European Digital Credentials.
    """

    organisation: Organisation
    signer: Signer
    cryptosuite: str = "eddsa-rdfc-2022"
    contexts: ContextStore = field(default_factory=bundled_contexts)
    allow_sample_key: bool = False
    token_profile: TokenProfile = TokenProfile.OPEN_BADGES
    sealer: Sealer | None = None

    def __post_init__(self) -> None:
        """Refuse a key that is not this issuer's, or that others know.

        Raises:
            KeyMaterialError: `key_not_the_issuers`, `key_published` or `key_is_sample`.
        """
        key, issuer = self.signer.public_key, self.organisation.id
        controller = self.signer.key_id.partition("#")[0]
        stranger = issuer.startswith(_COMPUTED) and issuer not in computed_dids(key)
        if controller != issuer or stranger:
            raise KeyMaterialError(
                f"the key {self.signer.key_id} is not one of {issuer}",
                code="key_not_the_issuers",
                mend="Sign with the issuer's own key, or correct `id` in the issuer file.",
            )
        if is_published_test_key(key):
            raise KeyMaterialError(
                "this key is published as a test key: anybody can sign with it",
                code="key_published",
                mend="Make a key of your own with `mcissue keys new`.",
            )
        if is_sample_key(key) and not self.allow_sample_key:
            raise KeyMaterialError(
                "this is a sample key of mcissue: anybody can sign with it",
                code="key_is_sample",
                mend="Make your own with `mcissue keys new`, or give --sample-keys to try things out.",
            )

    def write(
        self,
        record: Record,
        *,
        status: StatusEntry | None,
        node_id: Callable[[str], str],
        created: datetime,
        output: Output = BADGE,
        shared: SharedParts | None = None,
    ) -> UnsignedDocument:
        """Write a record as an unsigned credential; `check` or `prepare` must judge it before it is signed.

        Args:
            record: the record, with its `credential_id`.
            status: its place in a status list.
            node_id: gives the ids of its inner nodes.
            created: when it will be signed: a European Digital Credential says so inside.
            output: which document to write.
            shared: for the records of one batch, keeps what their documents share.

        Raises:
            RecordError: the record is another issuer's, or has no id.
        """
        if record.issuer is not self.organisation and record.issuer != self.organisation:
            raise RecordError(
                "the record's issuer is another one", code="record_of_other_issuer", path="issuer.id"
            )
        if record.credential_id is None:
            raise RecordError("the record has no id", code="record_without_id", path="credential_id")
        request = WriteRequest(
            credential_id=record.credential_id,
            node_id=node_id,
            status=status,
            created=created,
            shared=shared,
            seal=self._seal_names,
        )
        conversion = output.written(record, request)
        return UnsignedDocument(output=output, document=conversion.document, losses=conversion.losses)

    def _seal_names(self) -> SealNames:
        if self.sealer is None:
            raise KeyMaterialError(
                "a sealed credential needs the issuer's seal",
                code="seal_missing",
                mend="Give the PKCS#12 file of your seal: --seal FILE.p12.",
            )
        return seal_names(self.sealer)

    def check(self, draft: UnsignedDocument) -> None:
        """Make sure that a draft has one lossless meaning.

        Raises:
            DocumentError: it has not.
        """
        check_document(inner_credential(draft.document).document, contexts=self.contexts)

    def draft(
        self,
        record: Record,
        *,
        status: StatusEntry | None,
        node_id: Callable[[str], str],
        created: datetime,
        output: Output = BADGE,
    ) -> UnsignedDocument:
        """Write a record as an unsigned credential and make sure that it has one lossless meaning.

        Args:
            record: as for `write`, as is everything else.
            status: its place in a status list.
            node_id: gives the ids of its inner nodes.
            created: when it will be signed.
            output: which document to write.

        Raises:
            RecordError, DocumentError: as `write` and `check`.
        """
        draft = self.write(record, status=status, node_id=node_id, created=created, output=output)
        self.check(draft)
        return draft

    def prepare(
        self, draft: UnsignedDocument, *, created: datetime, canonical: Callable[[JsonObject], bytes]
    ) -> tuple[JsonObject, bytes]:
        """Work out all of a draft's proof but the signature.

        Args:
            draft: what `write` gave.
            created: the time of signing.
            canonical: gives canonical forms in place of the engine
                (`mcissue.jsonld.batch.plan.BatchForms`); it judges the document as the engine does.

        Returns:
            The proof without its value, and the bytes to sign.

        Raises:
            RecordError: the document names another issuer.
            DocumentError: the document has no single lossless meaning.
        """
        self._check_issuer(draft.document)
        if self.cryptosuite != "eddsa-rdfc-2022":
            # Its canonical form is that of the JSON, and says nothing of the meaning.
            self.check(draft)
        return prepare_proof(
            draft.document,
            signer=self.signer,
            created=created,
            cryptosuite=self.cryptosuite,
            contexts=self.contexts,
            canonical=canonical,
        )

    def sign(
        self,
        document: JsonObject,
        *,
        created: datetime,
        canonical: Callable[[JsonObject], bytes] | None = None,
        as_array: bool = True,
    ) -> bytes:
        """Sign a draft's document, or a status list, and give its bytes as they go to disk.

        Args:
            document: the unsigned document; it names this issuer.
            created: the time of signing.
            canonical: gives canonical forms in place of the engine, for documents of one batch
                (`mcissue.jsonld.batch.plan.BatchForms`).
            as_array: write the proof as a list of one, as Open Badges want it.

        Raises:
            ProofError: the signer failed.
            RecordError: the document names another issuer.
        """
        self._check_issuer(document)
        signed = add_proof(
            document,
            signer=self.signer,
            created=created,
            cryptosuite=self.cryptosuite,
            contexts=self.contexts,
            canonical=canonical,
            as_array=as_array,
        )
        return write_json(signed)

    def _check_issuer(self, document: JsonObject) -> None:
        issuer = document.get("issuer")
        named = issuer.get("id") if isinstance(issuer, dict) else issuer
        if named != self.organisation.id:
            raise RecordError(
                "the document names another issuer", code="record_of_other_issuer", path="$.issuer"
            )


def key_id_for(issuer: str, key: PublicKey, *, fragment: str | None = None) -> str:
    """The verification method of an issuer's key: the issuer's id, `#`, and by default the key's own name.

    Args:
        issuer: a DID or https address.
        key: the public key.
        fragment: another name of the key in the issuer's document.

    Raises:
        KeyMaterialError: `verification_method_url_invalid` if the fragment can't name a key, or if it names
            another one than the only key of a did:key or did:jwk.
    """
    if issuer.startswith(_COMPUTED):
        # These DIDs are their key: the method has one name, whatever the key of the caller is.
        only = "0" if issuer.startswith("did:jwk:") else did_key_method(key).partition("#")[2]
        if fragment not in {None, only}:
            raise _unnamed(fragment, f"The only key of {issuer} is called {only}: leave the name out.")
        return f"{issuer}#{only}"
    if fragment is not None and not _FRAGMENT.fullmatch(fragment):
        raise _unnamed(
            fragment, "Use letters, digits, point, underscore and hyphen, without #, e.g. key-2026."
        )
    return f"{issuer}#{fragment or key.default_name}"


def _unnamed(fragment: str | None, mend: str) -> KeyMaterialError:
    return KeyMaterialError(
        f"{fragment!r} can't name the key", code="verification_method_url_invalid", mend=mend
    )
