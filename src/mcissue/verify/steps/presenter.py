"""Step 11, `presenter`: does a presentation come from the person whom the credentials in it are about?

Whoever has a copy of a credential can wrap it into a presentation of their own and sign that. So the holder,
whose key has signed, is compared with the subject of each credential: by its DID (VCDM 2.0 section 4.13, and
"Subject-Holder Relationships" there), or by the key that a token confirms (`cnf`, RFC 7800 section 3). It
belongs to the presentation; each credential in it keeps its own answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.formats.view import NAME, SUBJECT_ID
from mcissue.proof.did import computed_dids
from mcissue.verify.report import PartRole
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.state import unmade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.proof.keys import PublicKey
    from mcissue.verify.report import Part, Report
    from mcissue.verify.steps.state import State

__all__ = ["step"]

_ID: Final = "presenter"
_MAX_NAMES: Final = 3
"""Names that a sentence tells; more people than that show nothing together."""


def step(state: State) -> Check:
    """Compare the holder of a presentation with the subjects of the credentials in it.

    Args:
        state: the state of the verification, with the parts of the document; what a reader should know where
            nobody asked for it is left among its notes.
    """
    if not state.passed("carrier"):
        return unmade(_ID, "there is nothing to look at (see carrier)")
    asked = _ID in state.request.asked
    if not state.by_holder:
        if asked:
            return unmade(_ID, "nobody presents it (see proof)")
        text = "the document is no presentation, so nobody presents it"
        return Check(_ID, Outcome.NOT_APPLICABLE, "not_presented", text)
    shown = list(_credentials(state.parts))
    if not shown or not state.passed("proof"):
        return unmade(_ID, "it is not clear who presents what (see format and proof)")
    check = _nameless(shown) if state.issuer_id is None else _compared(state, shown)
    if asked or check.outcome in {Outcome.PASSED, Outcome.NOT_CHECKED}:
        return check
    text = check.message[0].upper() + check.message[1:] + "."
    state.notes.append(Note(check.code or "", text))
    return Check(_ID, Outcome.NOT_CHECKED, "not_asked", "nobody asked for it; see the notes")


def _credentials(parts: Sequence[Part]) -> Iterator[tuple[str, Report]]:
    """Each credential that is shown, with its place; those of a learner record too."""
    for part in parts:
        if part.role is PartRole.CREDENTIAL:
            yield part.path, part.report
            for path, report in _credentials(part.report.parts):
                yield part.path + path.removeprefix("$"), report


def _nameless(shown: Sequence[tuple[str, Report]]) -> Check:
    message = f"the presentation names no holder, so nobody is compared with the learner; {_instead(shown)}"
    return Check(_ID, Outcome.INDETERMINATE, "holder_absent", message, "$.holder")


def _compared(state: State, shown: Sequence[tuple[str, Report]]) -> Check:
    if state.binding is None:
        return unmade(_ID, "the key is not known to be the holder's (see issuer_binding)")
    holder, key = state.issuer_id, state.binding.public_key
    assert holder is not None
    answers = [(path, report, _is_subject(report, holder, key)) for path, report in shown]
    detail = {
        "holder": holder[:500],
        "credentials": [
            {"path": path, "same": same, "subject": (report.subject_id or "")[:500] or None}
            for path, report, same in answers
        ],
    }
    for path, report, same in answers:
        if same is False:
            subject = (report.subject_id or "the one who has another key")[:200]
            message = (
                f"who presents it ({holder[:200]}) is not whom a credential in it is about ({subject}): "
                "anybody who has a copy can present it so"
            )
            return Check(_ID, Outcome.FAILED, "presenter_differs", message, path, detail=detail)
    unknown = [(path, report) for path, report, same in answers if same is None]
    if unknown:
        message = (
            "whether who presents it is the learner can't be compared: a credential in it names the learner "
            f"by no DID and no key; {_instead(unknown)}"
        )
        return Check(_ID, Outcome.INDETERMINATE, "presenter_unknown", message, unknown[0][0], detail=detail)
    message = "each credential in it is about the one who presents it"
    return Check(_ID, Outcome.PASSED, message=message, path="$.holder", detail=detail)


def _is_subject(report: Report, holder: str, key: PublicKey) -> bool | None:
    """Whether a credential is about the holder; None if it does not say so in a way that can be compared."""
    ids = {fact.value.partition("#")[0] for fact in report.learner if fact.kind == SUBJECT_ID}
    if ids & {holder, *computed_dids(key)} or report.confirmed_key == key.thumbprint:
        return True
    comparable = report.confirmed_key is not None or any(id_.startswith("did:") for id_ in ids)
    return False if comparable else None


def _instead(shown: Sequence[tuple[str, Report]]) -> str:
    """What a reader can compare instead: names, with something that shows who somebody is."""
    names = sorted({fact.value[:100] for _, report in shown for fact in report.learner if fact.kind == NAME})
    who = f" ({', '.join(names[:_MAX_NAMES])})" if names and len(names) <= _MAX_NAMES else ""
    return f"compare the learner's name in it{who} with an identity document of who presents it"
