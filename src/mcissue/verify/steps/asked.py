"""Step 11: what only counts when somebody asks for it: `schema`, `recipient` and `endorsements`.

Open Badges 3.0 section 9: the recipient, and step 6 on endorsements. The documents in the document were
verified by themselves before; what they say of a person or of the document is held together here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mcissue.errors import VerificationError
from mcissue.formats.open_badges import ENDORSEMENT
from mcissue.verify.own_rules.check import check_schema
from mcissue.verify.parts import APART, admit, endorsements_in
from mcissue.verify.reading.recipient import check_recipient
from mcissue.verify.report import Part, PartRole, Verdict
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.steps.state import State

__all__ = ["endorsements", "recipient", "schema"]


def schema(state: State) -> Check:
    """Hold the document to the JSON Schema and the SHACL shapes that its reader brought.

    Args:
        state: the state of the verification.

    Raises:
        McissueError: as `mcissue.verify.own_rules.check.check_schema`.
    """
    if (open_ := _open("schema", state)) is not None:
        return open_
    if not state.request.rules.given:
        return _nothing_given("schema")
    return check_schema(state.signed, rules=state.request.rules, contexts=state.trust.contexts)


def recipient(state: State) -> Check:
    """Compare what the reader knows of the person with what the issuer says of the learner.

    Args:
        state: the state of the verification.

    Raises:
        VerificationError: `recipient_differs`, `recipient_not_named`, `recipient_hash_unknown`.
    """
    if (open_ := _open("recipient", state)) is not None:
        return open_
    people = state.request.rules.recipients
    if not people:
        return _nothing_given("recipient")
    if state.by_holder or not state.is_signed:
        # Of a presentation nobody's word but that of the issuers in it says who the learner is.
        return _recipient_of_parts(state.parts, None)
    if not state.held:
        return check_recipient(state.look, people)
    try:
        own: Check | VerificationError = check_recipient(state.look, people)
    except VerificationError as error:
        own = error
    return _recipient_of_parts(state.parts, own)


def endorsements(state: State) -> Check:
    """Verify each endorsement by the same steps: does it hold, and does it speak of this credential?

    Args:
        state: the state of the verification; `parts` gains the endorsements.

    Raises:
        DocumentError: `parts_limit` (indeterminate).
    """
    if (open_ := _open("endorsements", state)) is not None:
        return open_
    # As they were signed: what the whole is read without, an endorser's own signature may not cover.
    found = endorsements_in(state.signed)
    admit(found, state.request, state.budget)
    # Open Badges 3.0 section 9 step 6: each endorsement is verified as any credential is.
    state.parts += [state.part(each, PartRole.ENDORSEMENT) for each in found]
    state.notes += _own_praise(state)
    return _endorsements_of_parts(state.document, state.parts)


def _own_praise(state: State) -> list[Note]:
    """Which endorsements are by the issuer itself, under whatever id of its institution.

    Only of one that is proven: anybody can write the issuer's id under praise.
    """
    entry = state.trust.entry_for(state.registry_id)
    own = {state.issuer_id, *(entry.ids if entry is not None else ())} - {None}
    return [
        Note(
            "endorsement_by_issuer",
            f"The issuer itself wrote the endorsement at {part.path}: no other voice speaks for it.",
        )
        for part in state.parts
        if part.role is PartRole.ENDORSEMENT
        and part.report.answers.authentic is Outcome.PASSED
        and part.report.credential.issuer.id in own
    ]


def _open(check_id: str, state: State) -> Check | None:
    """Why such a check is not made; None if it is."""
    if check_id not in state.request.asked:
        return Check(check_id, Outcome.NOT_CHECKED, "not_asked", "nobody asked for it")
    if not state.passed("carrier"):
        return unmade(check_id, "there is nothing to look at (see carrier)")
    return None


def _nothing_given(check_id: str) -> Check:
    message = "this check was asked for, and this version can't make it yet"
    return Check(check_id, Outcome.INDETERMINATE, "check_not_available", message)


def _recipient_of_parts(parts: Sequence[Part], own: Check | VerificationError | None) -> Check:
    """The check of a document that holds credentials: each must be of the same person.

    Each was opened and looked at by itself: what an envelope says beside its token is nobody's word, nor is
    what stands beside the credentials in a presentation.

    Args:
        parts: what came of the documents in it.
        own: what a learner record says of its learner, which need not be of the kind that was asked about; or
            None for what says nothing itself.

    Raises:
        VerificationError: `recipient_differs`, `recipient_not_named`, `recipient_hash_unknown`.
    """
    if isinstance(own, VerificationError) and own.code != "recipient_not_named":
        raise own
    fits = list(own.detail["fits"]) if isinstance(own, Check) else []
    inner = [
        (part.path, part.report.check("recipient")) for part in parts if part.role is PartRole.CREDENTIAL
    ]
    for outcome in (Outcome.FAILED, Outcome.INDETERMINATE):
        for path, check in inner:
            if check.outcome is outcome:
                return replace(check, path=_place(path, check.path))
    for path, check in inner:
        if check.outcome is not Outcome.PASSED:
            text = "a credential in it can't be read, so it names nobody"
            return Check(
                "recipient",
                Outcome.INDETERMINATE,
                "recipient_not_named",
                text,
                _place(path, "$.credentialSubject"),
            )
        fits += [{**fit, "path": _place(path, fit["path"])} for fit in check.detail["fits"]]
    if not inner:
        if isinstance(own, VerificationError):
            raise own
        if own is not None:
            return own
        text = "no credential in it names anybody"
        return Check("recipient", Outcome.INDETERMINATE, "recipient_not_named", text)
    kinds = " and ".join(dict.fromkeys(fit["kind"] for fit in fits))
    message = f"each credential in it is of the person who was named ({kinds})"
    return Check("recipient", Outcome.PASSED, message=message, path=fits[0]["path"], detail={"fits": fits})


def _place(path: str, inner: str | None) -> str:
    """A place in a document in a document, for the reader of the whole."""
    return path + (inner or "$").removeprefix("$")


def _endorsements_of_parts(document: JsonObject, parts: Sequence[Part]) -> Check:
    """Does each endorsement hold, and does each speak of this credential?

    Args:
        document: the credential.
        parts: what came of its endorsements, and of the credentials in it, which have their own.
    """
    own = [part for part in parts if part.role is PartRole.ENDORSEMENT]
    inner = [part.report.check("endorsements") for part in parts if part.role is PartRole.CREDENTIAL]
    known = _ids(document)
    for part in own:
        subject = part.report.subject_id
        if subject not in known or part.report.credential.format != ENDORSEMENT.id:
            return Check(
                "endorsements",
                Outcome.FAILED,
                "endorsement_of_other",
                "what stands as an endorsement is none of this credential, or of anything in it",
                part.path,
                detail={"subject": subject, "format": part.report.credential.format},
            )
    detail = {"endorsements": [{"path": part.path, "verdict": part.report.verdict.value} for part in own]}
    for worse, outcome, code, text in (
        ({Verdict.INVALID}, Outcome.FAILED, "endorsement_invalid", "does not hold"),
        (
            set(Verdict) - {Verdict.VALID},
            Outcome.INDETERMINATE,
            "endorsement_indeterminate",
            "could not be judged",
        ),
    ):
        bad = next((part for part in own if part.report.verdict in worse), None)
        if bad is not None:
            reason = next((check.message for check in bad.report.deciding), "")
            message = f"an endorsement {text}: {reason}"
            return Check("endorsements", outcome, code, message, bad.path, detail=detail)
    for outcome in (Outcome.FAILED, Outcome.INDETERMINATE):
        found = next((check for check in inner if check.outcome is outcome), None)
        if found is not None:
            return found
    if own or any(check.outcome is Outcome.PASSED for check in inner):
        count = len(own) or "all"
        message = "the endorsement holds" if count == 1 else f"{count} endorsements hold"
        return Check("endorsements", Outcome.PASSED, message=message, detail=detail if own else {})
    return Check(
        "endorsements", Outcome.NOT_APPLICABLE, "endorsement_absent", "nobody endorses it in the document"
    )


def _ids(value: object) -> set[str]:
    """Every id of a document, apart from the documents in it."""
    if isinstance(value, list):
        return {found for item in value for found in _ids(item)}
    if not isinstance(value, dict):
        return set()
    apart = APART | {"endorsement", "endorsementJwt"}
    own = {value["id"]} if isinstance(value.get("id"), str) else set()
    return own | {found for name, item in value.items() if name not in apart for found in _ids(item)}
