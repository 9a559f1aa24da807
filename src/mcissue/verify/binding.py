"""Is the key that signed the issuer's? A good signature by somebody else proves nothing about the issuer.

A key is the issuer's if the issuer's own controller document lists it (did:web, did:key, did:jwk, an https
document), or if the registry binds it; and if it was in use when the proof says that it was made. A key that
only asserts itself is not bound (DESIGN section 4; Controlled Identifiers 1.0, section 5; docs/threats.md
2.1 to 2.4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mcissue.errors import KeyMaterialError, McissueError
from mcissue.proof.did import key_ends
from mcissue.proof.keys import is_published_test_key, is_sample_key
from mcissue.proof.terms import check_key_in_use
from mcissue.verify.errors import relocated
from mcissue.verify.proofs import registered_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcissue.proof.keys import PublicKey
    from mcissue.verify.proofs import ExaminedProof
    from mcissue.verify.trust import Trust

__all__ = ["Binding", "bind_issuer", "check_in_use_at", "check_known_keys"]


@dataclass(frozen=True, slots=True)
class Binding:
    """The proof whose key is the issuer's.

    Attributes:
        proof: that proof.
        message: how the key is bound, in one sentence.
        sample_key: whether it is one of the published sample keys of mcissue.
        detail: facts for machines.
        path: where the key or certificate is named, if not by a proof inside the document.
        cosigners: the other good proofs, whose keys may be used.
        doubtful: good proofs by keys that may not: each with the reason.
    """

    proof: ExaminedProof
    message: str
    sample_key: bool
    detail: dict[str, Any]
    path: str | None = None
    cosigners: tuple[ExaminedProof, ...] = ()
    doubtful: tuple[tuple[ExaminedProof, McissueError], ...] = ()

    @property
    def public_key(self) -> PublicKey:
        """The issuer's key."""
        assert self.proof.public_key is not None
        return self.proof.public_key


def bind_issuer(examined: Sequence[ExaminedProof], *, issuer_id: str | None, trust: Trust) -> Binding:
    """Find a proof that is bound to the issuer.

    Args:
        examined: the proofs of a document; one that is not good counts for nothing.
        issuer_id: the id of the issuer that the document names.
        trust: the registry and the reference time.

    Returns:
        The first proof that is bound, with those of co-signers.

    Raises:
        KeyMaterialError: why none is: a definite reason before an open one, and one about a key that claims
            to be the issuer's before `issuer_not_bound`. Codes: those of controller documents, of registered
            keys, and `issuer_id_missing`, `issuer_not_bound`, `published_test_key`, `sample_key`,
            `key_revoked`, `key_expired`, `date_unproven`.
    """
    if issuer_id is None:
        raise KeyMaterialError(
            "the document names no issuer that a key could belong to",
            code="issuer_id_missing",
            path="$.issuer",
        )
    reasons: list[McissueError] = []
    for proof in examined:
        if not proof.supported:
            continue
        try:
            if proof.error is not None:
                raise proof.error
            binding = _bind(proof, issuer_id, trust)
        except McissueError as error:
            reasons.append(error)
            continue
        return _with_cosigners(binding, examined, trust)
    raise min(reasons, key=_weight)


def _with_cosigners(binding: Binding, examined: Sequence[ExaminedProof], trust: Trust) -> Binding:
    """Tell co-signers from good signatures by keys that may not be used: those must not look like support."""
    cosigners: list[ExaminedProof] = []
    doubtful: list[tuple[ExaminedProof, McissueError]] = []
    for proof in examined:
        if not proof.good or proof is binding.proof:
            continue
        try:
            _vet(proof, trust)
            _check_registered(proof)
            _check_registered(_as_its_own(proof, trust))
        except McissueError as error:
            doubtful.append((proof, error))
        else:
            cosigners.append(proof)
    return replace(binding, cosigners=tuple(cosigners), doubtful=tuple(doubtful))


def _as_its_own(proof: ExaminedProof, trust: Trust) -> ExaminedProof:
    """A proof with what the registry says of its key as a key of its controller, and not of the issuer.

    A body that confirms an award by a signature does so in its own name: its own entry says what its key is
    good for, and until when.
    """
    controller = proof.view.verification_method.partition("#")[0]
    return replace(proof, binding=registered_key(proof.view, proof.public_key, controller, trust))


def _vet(proof: ExaminedProof, trust: Trust) -> bool:
    """Refuse a key that may not be used, whoever its owner is; true for an accepted sample key."""
    path = f"{proof.view.path}.verificationMethod"
    assert proof.public_key is not None
    sample = check_known_keys(proof.public_key, trust, path)
    for expires, revoked in _ends(proof, trust):
        check_key_in_use(proof.view, expires=expires, revoked=revoked, at=trust.at)
    return sample


def _ends(proof: ExaminedProof, trust: Trust) -> Iterator[tuple[datetime | None, datetime | None]]:
    """The ends of a key in its controller's document, and in those of the same institution's other ids."""
    assert proof.public_key is not None
    if proof.method is not None:
        yield proof.method.expires, proof.method.revoked
    controller = proof.view.verification_method.partition("#")[0]
    entry = trust.entry_for(controller)
    for other in entry.ids if entry is not None else ():
        if proof.method is not None and other == proof.method.controller:
            continue
        try:
            yield key_ends(proof.public_key, controller=other, resolver=trust.resolver)
        except KeyMaterialError as error:
            # What can't be had, or can't be used, says nothing of this key; an end that can't be read does.
            if error.code == "verification_method_malformed":
                raise


def check_in_use_at(proof: ExaminedProof, instant: datetime, *, issuer_id: str, trust: Trust) -> None:
    """Return if the key of a bound proof was in use at an instant, whatever the proof says of its time.

    Args:
        proof: a good proof with a key.
        instant: the time that counts, aware.
        issuer_id: the issuer that the document names.
        trust: the registry and the reference time.

    Raises:
        KeyMaterialError: as `bind_issuer`, about the use of the key.
    """
    view = replace(proof.view, created=instant)
    judged = replace(proof, view=view, binding=registered_key(view, proof.public_key, issuer_id, trust))
    _vet(judged, trust)
    _check_registered(judged)


def _weight(error: McissueError) -> tuple[bool, bool]:
    """Definite reasons first; among them, those about the issuer's own keys first."""
    return error.indeterminate, error.code == "issuer_not_bound"


def _bind(proof: ExaminedProof, issuer_id: str, trust: Trust) -> Binding:
    path = f"{proof.view.path}.verificationMethod"
    key = proof.public_key
    if key is None:
        assert proof.key_error is not None
        raise relocated(proof.key_error, path)
    sample = _vet(proof, trust)
    method, binding, controller = (
        proof.method,
        proof.binding,
        proof.view.verification_method.partition("#")[0],
    )
    detail: dict[str, Any] = {"method": proof.view.verification_method, "key": key.text}
    _check_registered(proof)
    if method is not None and method.controller == issuer_id:
        if method.source == "computed":
            message, source = "the issuer's id is this key itself", "did"
        else:
            message, source = "the issuer's own document lists this key", "controller_document"
    elif binding is not None:
        message, source = binding.match.message, "registry"
    elif method is not None and _same_institution(method.controller, issuer_id, trust):
        message, source = f"the registry lists {controller} and {issuer_id} as one institution", "registry"
    else:
        raise KeyMaterialError(
            f"the key belongs to {controller}, and nothing says that this is the issuer {issuer_id}",
            code="issuer_not_bound",
            path=path,
            detail={**detail, "controller": controller, "issuer": issuer_id},
        )
    return Binding(proof, message, sample, {**detail, "source": source})


def _check_registered(proof: ExaminedProof) -> None:
    """Refuse a key that the registry holds something against, wherever else the key is listed."""
    match = proof.binding.match if proof.binding is not None else None
    if match is None or match.outcome == "passed":
        return
    detail = {"method": proof.view.verification_method, **match.detail}
    if proof.public_key is not None:
        detail["key"] = proof.public_key.text
    raise KeyMaterialError(
        match.message,
        code=match.code,
        path=f"{proof.view.path}.verificationMethod",
        detail=detail,
        indeterminate=match.outcome == "indeterminate",
    )


def check_known_keys(key: PublicKey, trust: Trust, path: str) -> bool:
    """Refuse keys whose private half is published (DESIGN section 8); true for an accepted sample key.

    Args:
        key: the key of a signature.
        trust: whether sample keys count.
        path: where the key is named, for the error.

    Raises:
        KeyMaterialError: `published_test_key`, `sample_key`.
    """
    if is_published_test_key(key):
        raise KeyMaterialError(
            "this is a published test key: anybody can sign with it",
            code="published_test_key",
            path=path,
            detail={"key": key.text},
        )
    if not is_sample_key(key):
        return False
    registry = trust.usable_registry
    if not trust.sample_keys and (registry is None or not registry.snapshot.test):
        raise KeyMaterialError(
            "this is a sample key of mcissue: anybody can sign with it",
            code="sample_key",
            path=path,
            mend="Samples are verified with their test registry: --registry ... --allow-test-registry.",
            detail={"key": key.text},
        )
    return True


def _same_institution(controller: str, issuer_id: str, trust: Trust) -> bool:
    """Whether one entry of the registry holds both ids: its operator says that they are one institution."""
    entry = trust.entry_for(issuer_id)
    return entry is not None and controller in entry.ids
