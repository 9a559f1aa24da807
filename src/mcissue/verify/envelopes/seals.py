"""Sealed European Digital Credentials: does the seal hold, and is it the seal of the issuer that is named?

The first question is `mcissue.proof.seals.jades`'s. The second has three parts (docs/standards/jades.md): the
certificate carries the number that the credential gives its issuer, it could be used for sealing when the
seal was made, and an authority that the user trusts stands behind it. Without such an authority the seal is
intact and its owner unknown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, KeyMaterialError, McissueError, ProofError
from mcissue.formats.edc.view import EdcView
from mcissue.jsonld.limits import FOREIGN_LIMITS
from mcissue.jsonld.read import read_json_object
from mcissue.proof.keys import is_sample_key
from mcissue.proof.seals.jades import read_seals
from mcissue.proof.seals.sealed_file import read_sealed
from mcissue.verify.binding import Binding, check_known_keys
from mcissue.verify.envelopes.seal_registry import registry_id_of_seal
from mcissue.verify.proofs import PURPOSE, ExaminedProof, envelope_view
from mcissue.verify.report import Note
from mcissue.vocabulary import concept_by_uri, country_alpha2
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.seals.jades import Certificate, Seal
    from mcissue.proof.terms import Terms
    from mcissue.verify.trust import Trust

__all__ = ["SealEnvelope"]

SEAL_TYPE: Final = "JAdES"
"""What a report calls this kind of signature."""

_PREFIXED: Final = re.compile(r"[A-Z]{3}([A-Z]{2})-(.+)", re.DOTALL)
"""ETSI EN 319 412-1, section 5.1.4: kind of the number (NTR, VAT, ...), country, the number itself."""

_MEMBERS: Final = frozenset({"payload", "signatures", "protected", "header", "signature"})
"""Members of a JWS in JSON form (RFC 7515, section 7.2)."""

_GREECE: Final = frozenset({"EL", "GR"})


@dataclass(frozen=True, slots=True)
class SealEnvelope:
    """A sealed file as an `Envelope`.

    Attributes:
        seals: its signatures, already checked.
        document: the credential inside; empty if it can't be read.
        fault: why not.
        unsealed: why there are no signatures, if there are none.
        beside: members of the file that belong neither to the document nor to a signature.
    """

    seals: tuple[Seal, ...]
    document: JsonObject
    fault: McissueError | None = None
    unsealed: McissueError | None = None
    beside: tuple[str, ...] = ()

    kind = "jades"
    is_broken = False
    title = "a sealed file"

    @classmethod
    def open(cls, value: JsonObject) -> SealEnvelope:
        """Open a sealed file; whatever is wrong with it shows in the steps to which it belongs.

        Args:
            value: the file as JSON, for which `mcissue.proof.seals.sealed_file.is_sealed` is true.
        """
        document: JsonObject = {}
        fault: McissueError | None = None
        try:
            document = read_json_object(value["payload"].encode("utf-8"), limits=FOREIGN_LIMITS)
        except DocumentError as error:
            fault = error
        beside = tuple(sorted(value.keys() - _MEMBERS))
        try:
            return cls(read_seals(read_sealed(value)), document, fault, beside=beside)
        except ProofError as error:
            return cls((), document, fault, error, beside)

    def reading(self, document: JsonObject) -> SealEnvelope:
        """What means nothing names no issuer either; see `Envelope.reading`."""
        return replace(self, document=document)

    @property
    def confirmation(self) -> object:
        """What a seal says besides confirms no key."""
        return None

    def examine(
        self,
        *,
        issuer_id: str | None,  # noqa: ARG002 - a seal names its issuer by a number
        trust: Trust,  # noqa: ARG002
        terms: Terms,
    ) -> tuple[ExaminedProof, ...]:
        """Whether each seal holds; see `Envelope.examine`.

        Raises:
            ProofError: why there is no seal, as `proof.seals.sealed_file.read_sealed`;
                `proof_purpose_wrong` for a presentation, `proof_repeated`.
        """
        if self.unsealed is not None:
            raise self.unsealed
        if terms.for_reader:
            # It names no reader and answers no challenge: whoever once saw it could show it again.
            raise ProofError(
                "a seal is an issuer's under a credential, and no holder's under a presentation",
                code="proof_purpose_wrong",
                path=self.seals[0].path,
                mend="Ask the holder for a presentation that the holder has signed.",
            )
        _refuse_repetition(self.seals)
        return tuple(_examined(place, seal) for place, seal in enumerate(self.seals))

    @staticmethod
    def require_good(examined: Sequence[ExaminedProof], *, issuer_id: str | None) -> None:  # noqa: ARG004
        """Return if every seal holds; see `Envelope.require_good`.

        Raises:
            McissueError: why one does not.
        """
        faults = [proof.error for proof in examined if proof.error is not None]
        if faults:
            raise min(faults, key=lambda fault: fault.indeterminate)

    def registry_id(self, *, issuer_id: str | None, trust: Trust) -> str | None:
        """A seal proves the number of its certificate and not the issuer's id; see `Envelope.registry_id`.

        Raises:
            RegistryError: as `mcissue.verify.envelopes.seal_registry.registry_id_of_seal`.
        """
        # A seal that is bound goes first: beside it anybody may put another one, with any number.
        for seal in sorted(self.seals, key=lambda seal: not self._is_bound(seal, trust)):
            if seal.intact and seal.certificate is not None and seal.certificate.organisation_identifier:
                number = seal.certificate.organisation_identifier
                return registry_id_of_seal(number, issuer_id=issuer_id, trust=trust)
        return issuer_id

    def _is_bound(self, seal: Seal, trust: Trust) -> bool:
        """Whether a seal is one that `bind` takes for the issuer's."""
        try:
            _owner(seal, self.document, trust)
        except McissueError:
            return False
        return True

    @staticmethod
    def place(path: str | None) -> str | None:
        """The time of a seal is its `sigT`; see `Envelope.place`."""
        if path is not None and path.startswith("$.signatures") and path.endswith("].created"):
            return path.removesuffix("created") + "protected.sigT"
        return path

    def check_times(self, at: datetime) -> None:
        """A seal has no times but those that every signature has; see `Envelope.check_times`."""

    def bind(
        self,
        examined: Sequence[ExaminedProof],
        *,
        issuer_id: str | None,  # noqa: ARG002 - a seal names its issuer by a number
        trust: Trust,
    ) -> tuple[Binding, tuple[Note, ...]]:
        """Find a seal that is the issuer's; see `Envelope.bind`.

        Raises:
            McissueError: why none is: `seal_issuer_mismatch`, `seal_issuer_unidentified`,
                `certificate_not_for_sealing`, `seal_certificate_not_then`, `seal_chain_not_then`; or,
                indeterminate: `seal_owner_unknown`, `seal_not_anchored`, `seal_time_claimed`.
        """
        by_path = {proof.view.path: proof for proof in examined}
        reasons: list[McissueError] = []
        bound: list[tuple[Seal, dict[str, Any]]] = []
        for seal in self.seals:
            try:
                bound.append((seal, _owner(seal, self.document, trust)))
            except McissueError as error:
                reasons.append(error)
        if not bound:
            raise min(reasons, key=lambda error: error.indeterminate)
        seal, detail = bound[0]
        assert seal.certificate is not None
        binding = Binding(
            proof=by_path[seal.path],
            message=f"an authority that you trust says that the seal is of {_name(seal.certificate)}",
            sample_key=is_sample_key(seal.certificate.public_key(path=seal.path)),
            detail=detail,
            path=f"{seal.path}.protected.x5c",
            cosigners=tuple(by_path[other.path] for other, _ in bound[1:]),
        )
        text = "Whether the certificate of the seal was revoked was not checked."
        notes = [*_name_notes(seal.certificate, self.document), Note("seal_revocation_unchecked", text)]
        return binding, tuple(notes)

    def notes(self) -> tuple[Note, ...]:
        """What is in the unsigned headers, and that it is unsigned."""
        names = ", ".join(self.beside)[:200]
        text = f"Unsigned, and nothing here rests on it: the file says {names} beside what is sealed."
        beside = (Note("enveloped_unsigned_members", text),) if names else ()
        return beside + tuple(
            Note(
                "seal_unsigned_header",
                f"Unsigned, and nothing here rests on it: the seal at {seal.path} carries "
                f"{', '.join(seal.unsigned)} in its unsigned header.",
            )
            for seal in self.seals
            if seal.unsigned
        )


def _refuse_repetition(seals: Sequence[Seal]) -> None:
    """As in a set of proofs: a copy of a seal would look like a second one."""
    for place, seal in enumerate(seals):
        earlier = seals[:place]
        if seal.intact and any(seal.signature == one.signature for one in earlier if one.intact):
            raise ProofError("the same seal stands there twice", code="proof_repeated", path=seal.path)


def _examined(place: int, seal: Seal) -> ExaminedProof:
    key = None
    if seal.certificate is not None and seal.intact:
        key = seal.certificate.public_key(path=seal.path)
    method = None if seal.certificate is None else f"urn:x509:sha256:{seal.certificate.sha256}"
    return ExaminedProof(
        view=envelope_view(
            place,
            path=seal.path,
            kind=SEAL_TYPE,
            suite=f"{SEAL_TYPE} {seal.algorithm[:20]}" if seal.algorithm else SEAL_TYPE,
            method=method or "",
            purpose=PURPOSE,
            created=seal.sealed_at,
        ),
        supported=True,
        public_key=key,
        error=seal.error,
    )


def _owner(seal: Seal, document: JsonObject, trust: Trust) -> dict[str, Any]:
    """Hold a certificate against the issuer that the document names, the time of the seal, and the trust.

    Returns:
        Facts for machines.
    """
    if seal.error is not None:
        raise seal.error
    certificate, at = seal.certificate, seal.sealed_at
    assert certificate is not None
    assert at is not None
    place = f"{seal.path}.protected.x5c"
    match = _match_identifier(certificate, document)
    certificate.require_sealing(place)
    check_known_keys(certificate.public_key(path=place), trust, place)
    _refuse_stolen(certificate, at, trust, place)
    facts = {"certificate": certificate.to_json(), "sealed": format_datetime(at), "identifier": match}
    if not certificate.covers(at):
        raise ProofError(
            "the certificate could not be used when the seal was made",
            code="seal_certificate_not_then",
            path=place,
            detail=facts,
        )
    if trust.seals is None:
        raise ProofError(
            f"the seal is intact; that it is of {_name(certificate)} is only the certificate's word",
            code="seal_owner_unknown",
            path=place,
            mend="Give the certificates of the authorities that you trust: --seal-trust FOLDER.",
            detail=facts,
            indeterminate=True,
        )
    try:
        chain = trust.seals.chain(certificate, seal.between, at=at, path=place)
    except ProofError as error:
        error.detail = {**facts, **error.detail}
        raise
    _refuse_ended(chain, facts, trust, place)
    return {**facts, "source": "certificate", "chain": [one.subject for one in chain]}


def _refuse_ended(chain: Sequence[Certificate], facts: dict[str, Any], trust: Trust, path: str) -> None:
    """ETSI EN 319 102-1, OUT_OF_BOUNDS_NO_POE: a key that outlived its certificate could write any `sigT`.

    Only a time-stamp under a trusted authority would show that the seal is older, and none is checked here.
    The last certificate of a chain is trusted as it is (RFC 5280, section 6.1.1), unless it seals itself.
    """
    for one in (chain[0], *chain[1:-1]):
        if not one.covers(trust.at):
            raise ProofError(
                f"a certificate behind the seal ended on {format_datetime(one.valid_until)}; that the seal "
                f"was made before, on {facts['sealed']}, is only the sealer's word",
                code="seal_time_claimed",
                path=path,
                mend="Ask the issuer to seal the credential again; if you had the file then, ask as of then.",
                detail={**facts, "ended": one.subject},
                indeterminate=True,
            )


def _refuse_stolen(certificate: Certificate, at: datetime, trust: Trust, path: str) -> None:
    """What a registry knows against a key counts for a seal as for any other signature."""
    registry = trust.usable_registry
    if registry is None:
        return
    from mcissue.registry.keys import stolen_findings  # noqa: PLC0415 - loaded only where a registry is used

    key = certificate.public_key(path=path)
    for match in sorted(
        stolen_findings(registry, key, at, trust.at), key=lambda one: one.outcome != "failed"
    ):
        raise KeyMaterialError(
            match.message,
            code=match.code,
            path=path,
            detail=match.detail,
            indeterminate=match.outcome == "indeterminate",
        )


def _match_identifier(certificate: Certificate, document: JsonObject) -> dict[str, str]:
    """ELM: `eIDASIdentifier` of the issuer is the organizationIdentifier of its certificate.

    Official files have it in full. Others leave out the kind and the country (`17207834` for
    `NTREE-17207834`) and name the country beside it; that is the same number if the country is the same.
    """
    path = "$.issuer.eIDASIdentifier.notation"
    found, countries = _claimed_identifier(document)
    if found is None:
        raise ProofError(
            "the credential does not give its issuer's number, which the certificate of a seal must carry",
            code="seal_issuer_unidentified",
            path=path,
        )
    sealed = certificate.organisation_identifier
    if sealed is None:
        raise ProofError(
            "the certificate of the seal does not say whose number it is made for",
            code="seal_issuer_unidentified",
            path=path,
            detail={"certificate": certificate.to_json(), "claimed": found[:200]},
        )
    if sealed == found:
        return {"claimed": found, "certificate": sealed, "match": "exact"}
    parts = _PREFIXED.fullmatch(sealed)
    if parts is not None and parts[2] == found and parts[1] in countries:
        return {"claimed": found, "certificate": sealed, "match": "normalised"}
    raise ProofError(
        f"the credential gives its issuer the number {found[:100]!r}; the seal is of {sealed[:100]!r}",
        code="seal_issuer_mismatch",
        path=path,
        detail={"claimed": found[:200], "certificate": sealed[:200]},
    )


def _claimed_identifier(document: JsonObject) -> tuple[str | None, frozenset[str]]:
    """The issuer's number, and the letters that stand for its country in such numbers."""
    number, uri = EdcView(document).issuer_number()
    country = concept_by_uri(uri) if uri is not None else None
    letters = country_alpha2(country) if country is not None else None
    if letters is None:
        return number, frozenset()
    # Greece is EL in the Union's own codes and in VAT numbers, GR in ISO 3166-1.
    return number, _GREECE if letters in _GREECE else frozenset({letters})


def _name(certificate: Certificate) -> str:
    return (certificate.organisation or certificate.common_name or certificate.subject)[:200]


def _name_notes(certificate: Certificate, document: JsonObject) -> list[Note]:
    """The seal proves a number; a name that is not the certificate's is the sealer's own word."""
    claimed = EdcView(document).issuer_name()
    known = {_plain(name) for name in (certificate.organisation, certificate.common_name) if name}
    if claimed is None or not known or _plain(claimed) in known:
        return []
    text = f"The credential calls its issuer {claimed[:200]!r}; the seal is of {_name(certificate)!r}."
    return [Note("seal_name_differs", text)]


def _plain(name: str) -> str:
    """A name without what certificates write otherwise: accents, case, points, blanks."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in folded if character.isalnum())
