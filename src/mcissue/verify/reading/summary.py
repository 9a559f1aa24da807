"""What a report repeats of a document: who, what and when, read from members that the data model knows."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError
from mcissue.formats.order import order_key
from mcissue.formats.rules import objects
from mcissue.formats.view import NAME
from mcissue.proof.keys import PublicKey
from mcissue.verify.report import (
    CredentialSummary,
    EvidenceSummary,
    IssuerSummary,
    Note,
    Outcome,
    ProofSummary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.annex import Element
    from mcissue.formats.look import Look
    from mcissue.formats.view import LearnerFact, Stated
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.data_integrity import ProofView
    from mcissue.registry import Entry
    from mcissue.verify.binding import Binding
    from mcissue.verify.envelopes.envelope import Envelope
    from mcissue.verify.proofs import ExaminedProof

__all__ = [
    "claimed_issuer_name",
    "confirmed_key_of",
    "holder_id_of",
    "issuer_id_of",
    "learner_notes",
    "learner_of",
    "presentation_frame",
    "subject_id_of",
    "summarize",
    "title_of",
]


MAX_NAMES: Final = 5
"""Names of one learner that a note repeats: nobody has more who means well."""


def issuer_id_of(document: JsonObject) -> str | None:
    """The id of the one issuer, or None if there is none that is a text (VCDM 2.0 section 4.7)."""
    issuer = document.get("issuer")
    return _text(issuer.get("id") if isinstance(issuer, dict) else issuer)


def holder_id_of(document: JsonObject) -> str | None:
    """The id of the holder of a presentation, or None if it names none (VCDM 2.0 section 4.13)."""
    holder = document.get("holder")
    return _text(holder.get("id") if isinstance(holder, dict) else holder)


def presentation_frame(document: JsonObject) -> JsonObject:
    """What a report repeats of a presentation: which one it is, and nothing that reads like an award.

    Whoever shows credentials signs the presentation and may write any title, issuer or learner into it.

    Args:
        document: the presentation.
    """
    return {member: document[member] for member in ("@context", "id", "type") if member in document}


def learner_of(look: Look) -> tuple[LearnerFact, ...]:
    """What a document says of who its learner is."""
    return tuple(look.view.learner())


def learner_notes(look: Look) -> tuple[Note, ...]:
    """Tell a reader of a learner with several names: of two scripts, of two times of life, of two people."""
    plain = [fact.value for fact in look.view.learner() if fact.kind == NAME and not fact.hashed]
    said = {
        frozenset(re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())): name
        for name in sorted(plain)
    }
    # The same words in another order, or a name with all of another one in it, is no other name.
    names = sorted(name for words, name in said.items() if not any(words < others for others in said))
    if len(names) < 2:  # noqa: PLR2004 - one name is the rule
        return ()
    shown = "; ".join(repr(name[:100]) for name in names[:MAX_NAMES])
    text = (
        f"The credential gives its learner {len(names)} names: {shown}. "
        "Ask the issuer whether one person has them all."
    )
    return (Note("learner_names_differ", text),)


def confirmed_key_of(document: JsonObject, envelope: Envelope | None) -> str | None:
    """The thumbprint of the key that is said to be the subject's (`cnf`, RFC 7800), or None.

    It stands in the claims of a token; the contexts of VCDM 2.0 define it as a member, too.

    Args:
        document: the document.
        envelope: the signatures around it.
    """
    said = (envelope.confirmation if envelope is not None else None) or document.get("cnf")
    if not isinstance(said, dict):
        return None
    if isinstance(said.get("jkt"), str):
        return str(said["jkt"])  # RFC 9449 section 6.1
    key = said.get("jwk")
    try:
        return PublicKey.from_jwk(key).thumbprint if isinstance(key, dict) else None
    except McissueError:
        return None


def subject_id_of(document: JsonObject) -> str | None:
    """The id of the one subject, or None if there are several, or none with an id."""
    subject = document.get("credentialSubject")
    return _text(subject.get("id")) if isinstance(subject, dict) else None


def claimed_issuer_name(look: Look) -> str | None:
    """The name that the document gives its issuer."""
    return look.view.issuer_name()


def title_of(look: Look) -> str | None:
    """The title of the achievement, else the name of the document."""
    return look.view.title()


def summarize(
    look: Look,
    *,
    format_name: str | None,
    authenticated: bool,
    examined: Sequence[ExaminedProof],
    views: Sequence[ProofView],
    binding: Binding | None,
    elements: tuple[Element, ...],
    entry: Entry | None,
    holder: str | None = None,
) -> CredentialSummary:
    """Put the summary together.

    Args:
        look: into the document; into an empty object where nothing could be read.
        format_name: what it was recognised as.
        authenticated: whether it is proven to be its issuer's.
        examined: its proofs, if they were looked at.
        views: its proofs, if they have the form of proofs.
        binding: the proof that is the issuer's.
        elements: the European standard elements.
        entry: the registry's entry of the issuer.
        holder: the id of the holder of a presentation.
    """
    inner, view = look.credential, look.view
    dates = view.dates()
    begins = _first_text(*dates.begins)
    return CredentialSummary(
        authenticated=authenticated,
        format=format_name,
        id=_text(inner.get("id")),
        title=view.title(),
        issuer=IssuerSummary(
            id=issuer_id_of(inner),
            claimed=view.issuer_name(),
            registered=entry.name if entry is not None else None,
        ),
        award_date=_first_text(dates.awarded) or begins,
        valid_from=begins,
        valid_until=_first_text(*dates.ends),
        proofs=tuple(_proofs(examined, views, binding)),
        elements=elements,
        evidence=tuple(_evidence(inner)),
        holder=holder,
    )


def _first_text(*stated: Stated | None) -> str | None:
    """The first of some dates that is a text, as the document writes it."""
    return next((text for each in stated if each is not None and (text := _text(each.value))), None)


def _evidence(document: JsonObject) -> Iterator[EvidenceSummary]:
    """VCDM 2.0 section 5.6; Open Badges 3.0, Evidence."""
    # No signature over a graph covers the order of an array.
    for path, item in sorted(objects(document, "$", "evidence"), key=lambda each: order_key(each[1])):
        if isinstance(item, dict):
            yield EvidenceSummary(
                path=path,
                id=_text(item.get("id")),
                name=_text(item.get("name")),
                narrative=_text(item.get("narrative")) or _text(item.get("description")),
            )


def award_date_of(look: Look) -> str | None:
    """The day of the award as the document writes it."""
    return _first_text(look.view.dates().awarded)


def _proofs(
    examined: Sequence[ExaminedProof], views: Sequence[ProofView], binding: Binding | None
) -> Iterator[ProofSummary]:
    for proof in examined:
        outcome, role = _judgement(proof, binding)
        yield _proof(proof.view, outcome, role)
    if not examined:
        for view in views:
            yield _proof(view, Outcome.NOT_CHECKED, None)


def _judgement(proof: ExaminedProof, binding: Binding | None) -> tuple[Outcome, str | None]:
    if not proof.supported:
        return Outcome.NOT_CHECKED, None
    if proof.good:
        if binding is None:
            return Outcome.PASSED, None
        if binding.proof is proof:
            return Outcome.PASSED, "issuer"
        return Outcome.PASSED, "cosigner" if proof in binding.cosigners else None
    error = proof.error or proof.key_error
    return Outcome.INDETERMINATE if error is None or error.indeterminate else Outcome.FAILED, None


def _proof(view: ProofView, outcome: Outcome, role: str | None) -> ProofSummary:
    return ProofSummary(
        path=view.path,
        cryptosuite=view.cryptosuite or view.type,
        verification_method=view.verification_method or None,
        created=_text(view.proof.get("created")),
        outcome=outcome,
        role=role,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
