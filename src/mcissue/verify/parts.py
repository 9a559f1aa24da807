"""Documents in documents: the credentials of a learner record or a presentation, the endorsements of a badge.

Each is a document of its own, with its own contexts and its own signature, and is verified by itself with the
same steps (Open Badges 3.0 section 9 step 6; VCDM 2.0 section 4.13; CLR 2.0 section 7).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, VerificationError
from mcissue.formats.detect import Format
from mcissue.verify.document_kinds import Holding
from mcissue.verify.policy import Policy
from mcissue.verify.report import Check, Outcome, Part, PartRole, Verdict
from mcissue.verify.steps.schema import OwnRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.question import Request

__all__ = [
    "MAX_ALL_PARTS",
    "MAX_DEPTH",
    "MAX_PARTS",
    "Budget",
    "Found",
    "admit",
    "container_check",
    "credentials_in",
    "endorsements_check",
    "endorsements_in",
    "recipient_check",
    "request_for",
    "source_of",
]

MAX_PARTS: Final = 100
"""Documents that are looked at in one document: a transcript of a whole degree has fewer; each costs as much
as a file of its own."""

MAX_ALL_PARTS: Final = 300
"""Documents in one file, at all depths: some hundred credentials with their endorsements."""

MAX_DEPTH: Final = 3
"""How deep documents may stand in each other: an endorsement of a badge of a learner record that is shown."""

_HELD: Final = {
    Holding.NOTHING: (),
    Holding.RECORD: (("credentialSubject", "verifiableCredential"),),
    Holding.PRESENTATION: (("verifiableCredential",),),
    Holding.RESPONSE: (("credential",), ("compactJwsString",)),
}
"""Where credentials stand in a document."""

_APART: Final = frozenset({"verifiableCredential", "proof"})
"""Members that are no part of what a document says itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document in a document, not yet looked at.

    Attributes:
        path: where it stands.
        value: a JSON object, or the text of a token; anything else was refused with the outer document.
    """

    path: str
    value: Any


def credentials_in(document: JsonObject, holds: Holding) -> tuple[Found, ...]:
    """The credentials that a document holds.

    Args:
        document: a document that conforms to its format.
        holds: what such documents hold.

    Raises:
        DocumentError: `parts_limit` (indeterminate) if there are more than 100.
    """
    found: list[Found] = []
    for members in _HELD[holds]:
        value: Any = document
        path = "$"
        for member in members:
            value = value.get(member) if isinstance(value, dict) else None
            path = f"{path}.{member}"
        found += _each(value, path)
    return _bounded(found)


def endorsements_in(document: JsonObject) -> tuple[Found, ...]:
    """The endorsements of a credential, its achievement and its issuer, wherever they stand.

    Args:
        document: the credential; credentials inside it have endorsements of their own.

    Raises:
        DocumentError: `parts_limit` (indeterminate) if there are more than 100.
    """
    return _bounded(list(_endorsements(document, "$")))


def _endorsements(value: object, path: str) -> Iterator[Found]:
    """Strict reading has bounded the depth."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _endorsements(item, f"{path}[{place}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in {"endorsement", "endorsementJwt"}:
                yield from _each(item, f"{path}.{name}")
            elif name not in _APART:
                yield from _endorsements(item, f"{path}.{name}")


def _each(value: Any, path: str) -> Iterator[Found]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield Found(f"{path}[{place}]", item)
    elif value is not None:
        yield Found(path, value)


def _bounded(found: list[Found]) -> tuple[Found, ...]:
    if len(found) > MAX_PARTS:
        raise DocumentError(
            f"{len(found)} documents stand in this one, and at most {MAX_PARTS} are looked at",
            code="parts_limit",
            path=found[MAX_PARTS].path,
            mend="Verify them one by one, or in smaller groups.",
            detail={"found": len(found), "limit": MAX_PARTS},
            indeterminate=True,
        )
    return tuple(found)


class Budget:
    """How many documents of one file may still be looked at; one for the file and all that stands in it."""

    __slots__ = ("_left",)

    def __init__(self, left: int = MAX_ALL_PARTS) -> None:
        self._left = left

    def spend(self, found: Sequence[Found]) -> None:
        """Take the place of some documents, all of them or none.

        Raises:
            DocumentError: `parts_limit` (indeterminate) if there is not enough left.
        """
        if len(found) > self._left:
            raise DocumentError(
                f"more than {MAX_ALL_PARTS} documents stand in this file",
                code="parts_limit",
                path=found[0].path,
                mend="Verify them in smaller groups.",
                detail={"limit": MAX_ALL_PARTS},
                indeterminate=True,
            )
        self._left -= len(found)


def admit(found: Sequence[Found], request: Request, budget: Budget) -> None:
    """Return if documents don't stand in each other too deep, and are not too many.

    Args:
        found: what stands in a document.
        request: what is asked of that document.
        budget: how many may still be looked at.

    Raises:
        DocumentError: `parts_limit` (indeterminate).
    """
    if found and request.depth >= MAX_DEPTH:
        raise DocumentError(
            "documents stand in each other deeper than is looked at",
            code="parts_limit",
            path=found[0].path,
            mend="Take the inner documents out, and verify them by themselves.",
            detail={"limit": MAX_DEPTH},
            indeterminate=True,
        )
    budget.spend(found)


def request_for(found: Found, role: PartRole, request: Request) -> Request:
    """What is asked of a document in a document.

    Args:
        found: the inner document.
        role: why it stands there.
        request: what is asked of the outer one.
    """
    endorsed = role is PartRole.CREDENTIAL and "endorsements" in request.asked
    asked = ("endorsements",) if endorsed and _has_endorsements(found.value) else ()
    recipients = request.rules.recipients if role is PartRole.CREDENTIAL else ()
    return replace(
        request,
        # Whether an endorser was recognised, and for what, no standard asks (Open Badges 3.0, section 9).
        policy=Policy.AUTHENTIC if role is PartRole.ENDORSEMENT else request.policy,
        asked=("recipient", *asked) if recipients else asked,
        rules=OwnRules(recipients=recipients),
        domain=None,
        challenge=None,
        depth=request.depth + 1,
    )


def source_of(found: Found) -> bytes | JsonObject:
    """What is verified: a document, or bytes, of which the step `carrier` says whether they are a token."""
    value: Any = found.value
    if isinstance(value, dict):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()


def container_check(check_id: str) -> Check:
    """A check of a document that says nothing itself, and that nobody signed."""
    text = "the document only holds credentials; each is looked at by itself"
    return Check(check_id, Outcome.NOT_APPLICABLE, "container", text)


def recipient_check(parts: Sequence[Part], own: Check | VerificationError | None) -> Check:
    """The check `recipient` of a document that holds credentials: each must be of the same person.

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


def _has_endorsements(value: object) -> bool:
    try:
        return isinstance(value, dict) and bool(endorsements_in(value))
    except DocumentError:
        return True


def endorsements_check(document: JsonObject, parts: Sequence[Part]) -> Check:
    """The check `endorsements`: does each hold, and does each speak of this credential?

    Args:
        document: the credential.
        parts: what came of its endorsements, and of the credentials in it, which have their own.
    """
    own = [part for part in parts if part.role is PartRole.ENDORSEMENT]
    inner = [part.report.check("endorsements") for part in parts if part.role is PartRole.CREDENTIAL]
    known = _ids(document)
    for part in own:
        subject = part.report.subject_id
        if subject not in known or part.report.credential.format != Format.ENDORSEMENT:
            return Check(
                "endorsements",
                Outcome.FAILED,
                "endorsement_of_other",
                "what stands as an endorsement is none of this credential, or of anything in it",
                part.path,
                detail={"subject": subject, "format": part.report.credential.format},
            )
    outcomes = [part.report.verdict for part in own]
    detail = {"endorsements": [{"path": part.path, "verdict": part.report.verdict.value} for part in own]}
    for verdict, outcome, code, text in (
        (Verdict.INVALID, Outcome.FAILED, "endorsement_invalid", "does not hold"),
        (Verdict.INDETERMINATE, Outcome.INDETERMINATE, "endorsement_indeterminate", "could not be judged"),
    ):
        if verdict in outcomes:
            part = own[outcomes.index(verdict)]
            reason = next((check.message for check in part.report.deciding), "")
            message = f"an endorsement {text}: {reason}"
            return Check("endorsements", outcome, code, message, part.path, detail=detail)
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
    apart = _APART | {"endorsement", "endorsementJwt"}
    own = {value["id"]} if isinstance(value.get("id"), str) else set()
    return own | {found for name, item in value.items() if name not in apart for found in _ids(item)}
