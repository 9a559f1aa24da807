"""What a verification found: a value that a person, a program and an archive can all read.

The shape and the rules are those of DESIGN section 6; `docs/report.md` explains them and
`docs/report.schema.json` is their JSON Schema. Rules that turn checks into answers and answers into a verdict
are pure functions here, so that a table of truth can test them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import VerificationError
from mcissue.proof.times import format_datetime
from mcissue.verify.policy import ANSWER_CHECKS, CHECK_IDS, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mcissue.annex import Element
    from mcissue.verify.opinion import Opinion

__all__ = [
    "CHECK_IDS",
    "MAX_TEXT",
    "Answers",
    "Check",
    "CredentialSummary",
    "EvidenceSummary",
    "InputSummary",
    "IssuerSummary",
    "Note",
    "Outcome",
    "Part",
    "PartRole",
    "ProofSummary",
    "RegistrySummary",
    "Report",
    "Verdict",
    "answer",
    "decide",
]


MAX_TEXT: Final = 2_000
"""Characters of one text in the JSON of a report: an id of 64,000 would stand there a dozen times."""


class Outcome(StrEnum):
    """What became of one check, or of one answer."""

    PASSED = "passed"
    """It was looked at, and it is in order."""

    FAILED = "failed"
    """It was looked at, and it is wrong."""

    INDETERMINATE = "indeterminate"
    """It was looked at, and could not be found out."""

    NOT_APPLICABLE = "not_applicable"
    """There is nothing of the kind in this document, and need not be."""

    NOT_CHECKED = "not_checked"
    """It was not looked at: nobody asked, or an earlier step left nothing to look at."""


class Verdict(StrEnum):
    """The one word at the top of a report."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was asked, what came of it, and why.

    Attributes:
        id: one of `CHECK_IDS`.
        outcome: what came of it.
        code: the stable code of the reason (`mcissue.codes`); None if the check simply passed.
        message: one sentence for people. It may repeat text of the document: escape it when you show it.
        path: the place in the document, as a JSON path.
        mend: how to mend it, where that can be said.
        detail: facts for machines.
    """

    id: str
    outcome: Outcome
    code: str | None = None
    message: str = ""
    path: str | None = None
    mend: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The check as JSON has it; every member is always there."""
        return {
            "id": self.id,
            "outcome": self.outcome.value,
            "code": self.code,
            "message": self.message,
            "path": self.path,
            "mend": self.mend,
            "detail": dict(self.detail),
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """The four answers; each is passed, failed or indeterminate."""

    authentic: Outcome
    recognised: Outcome
    current: Outcome
    complete: Outcome

    def to_json(self) -> dict[str, str]:
        """The answers by name."""
        return {name: getattr(self, name).value for name in ANSWER_CHECKS}


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know that is no check: how the verification was made, or what is odd.

    Attributes:
        code: a stable code (`mcissue.codes`).
        message: one sentence for people.
    """

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """The note as JSON has it."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class InputSummary:
    """What was verified: so that a report can be matched with a file later.

    Attributes:
        name: the name the caller gave (a file name), or None.
        sha256: hex digest of the bytes.
        size: number of bytes.
    """

    name: str | None
    sha256: str
    size: int

    def to_json(self) -> dict[str, Any]:
        """The input as JSON has it."""
        return {"name": self.name, "sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True)
class IssuerSummary:
    """Who issued it: what the document says, and what the registry says.

    Attributes:
        id: the issuer's identifier in the document, or None.
        claimed: the name in the document: the issuer's own word, or anybody's if nothing is authenticated.
        registered: the name under which the registry knows this identifier, or None. This is the one to show.
    """

    id: str | None = None
    claimed: str | None = None
    registered: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """The issuer as JSON has it."""
        return {"id": self.id, "claimed": self.claimed, "registered": self.registered}


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """One proof of the document.

    Attributes:
        path: its place in the document.
        cryptosuite: the suite it names, or its type if it names none.
        verification_method: the key it names.
        created: the time it gives for itself, as written: the signer's word.
        outcome: whether the signature is good.
        role: `issuer` if its key is bound to the issuer, `cosigner` if it is good but somebody else's, else
            None.
    """

    path: str
    cryptosuite: str | None
    verification_method: str | None
    created: str | None
    outcome: Outcome
    role: str | None

    def to_json(self) -> dict[str, str | None]:
        """The proof as JSON has it."""
        return {
            "path": self.path,
            "cryptosuite": self.cryptosuite,
            "verification_method": self.verification_method,
            "created": self.created,
            "outcome": self.outcome.value,
            "role": self.role,
        }


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """One piece of evidence that the document names; what it shows, nobody has looked at.

    Attributes:
        path: its place in the document.
        id: where it is to be found, as the document writes it; None if there is no address.
        name: what it is called.
        narrative: what it is said to show.
    """

    path: str
    id: str | None
    name: str | None
    narrative: str | None

    def to_json(self) -> dict[str, str | None]:
        """The evidence as JSON has it."""
        return {"path": self.path, "id": self.id, "name": self.name, "narrative": self.narrative}


@dataclass(frozen=True, slots=True)
class CredentialSummary:
    """What the document says, for a reader.

    Attributes:
        authenticated: true only if the answer `authentic` is passed. Everything else here is merely claimed
            while it is false: anybody may have written it.
        format: what kind of document it is (`mcissue.formats.Format`), or None if that was not found out.
        id: the credential's own identifier.
        title: the title of the achievement.
        issuer: who issued it.
        award_date: the day of the award as the document writes it (the issuer's word).
        valid_from: as the document writes it.
        valid_until: as the document writes it.
        proofs: every proof found.
        elements: the sixteen European standard elements, in their order; empty if the document is no
            achievement.
        evidence: what the document names as evidence.
    """

    authenticated: bool = False
    format: str | None = None
    id: str | None = None
    title: str | None = None
    issuer: IssuerSummary = field(default_factory=IssuerSummary)
    award_date: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    proofs: tuple[ProofSummary, ...] = ()
    elements: tuple[Element, ...] = ()
    evidence: tuple[EvidenceSummary, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The summary as JSON has it."""
        return {
            "authenticated": self.authenticated,
            "format": self.format,
            "id": self.id,
            "title": self.title,
            "issuer": self.issuer.to_json(),
            "award_date": self.award_date,
            "valid_from": self.valid_from,
            "valid_until": self.valid_until,
            "proofs": [proof.to_json() for proof in self.proofs],
            "elements": [_element_json(element) for element in self.elements],
            "evidence": [evidence.to_json() for evidence in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class RegistrySummary:
    """The registry snapshot that was asked.

    Attributes:
        operator: who keeps it.
        sequence: its sequence number.
        test: true if it is a test registry: its word means nothing outside of tests and samples.
        sha256: hex digest of the snapshot's bytes, or None if it did not come from bytes.
        dated: from when the snapshot is (its `valid_from`).
    """

    operator: str
    sequence: int
    test: bool
    sha256: str | None
    dated: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """The registry as JSON has it."""
        return {
            "operator": self.operator,
            "sequence": self.sequence,
            "test": self.test,
            "sha256": self.sha256,
            "dated": None if self.dated is None else format_datetime(self.dated),
        }


class PartRole(StrEnum):
    """Why a document stands in another one."""

    CREDENTIAL = "credential"
    """It is one of those that the other holds; the other is worth as much as the least of them."""

    ENDORSEMENT = "endorsement"
    """It speaks well of the other; it counts only if endorsements were asked for."""

    REFRESHED = "refreshed"
    """It is the issuer's newer copy of the other, fetched; it never counts for the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A document in a document, and the small report on it.

    Attributes:
        role: why it stands there.
        path: where it stands; the paths in its report begin there anew.
        report: what was found, under the same reference time and registry.
    """

    role: PartRole
    path: str
    report: Report

    def to_json(self) -> dict[str, Any]:
        """The part as JSON has it."""
        return {"role": self.role.value, "path": self.path, **self.report.to_small_json()}


@dataclass(frozen=True, slots=True)
class Source:
    """A document beside the credential that a check rests on, and from when it is.

    Attributes:
        kind: `controller_document`, `status_list`, or `credential`: a newer copy.
        url: the DID of the controller, or the address.
        how: `given` by the user, `fetched`, or `cached`: fetched earlier, and kept.
        retrieved_at: when it was fetched; None for what was given.
        sha256: hex digest of its bytes, where bytes were given or fetched.
        issuer: who issued a status list.
        dated: the date that a status list gives itself (`validFrom`).
    """

    kind: str
    url: str
    how: str
    retrieved_at: datetime | None = None
    sha256: str | None = None
    issuer: str | None = None
    dated: datetime | None = None

    def to_json(self) -> dict[str, str | None]:
        """The source as JSON has it."""
        return {
            "kind": self.kind,
            "url": self.url,
            "how": self.how,
            "retrieved_at": None if self.retrieved_at is None else format_datetime(self.retrieved_at),
            "sha256": self.sha256,
            "issuer": self.issuer,
            "dated": None if self.dated is None else format_datetime(self.dated),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of what a verification found. True in a condition only if the verdict is `valid`.

    Attributes:
        verdict: the one word.
        answers: the four answers.
        checks: every check of `CHECK_IDS`, in that order, whatever happened.
        credential: what the document says.
        policy: which answers count for the verdict.
        asked: checks outside the four answers that were asked for, and therefore count too.
        verified_at: the reference time of every check.
        registry: the snapshot that was asked, or None if there was none that could be used.
        input: what was verified.
        notes: what a reader should know besides.
        sources: the documents beside the credential that the checks rest on.
        parts: the documents in this one, each with its small report.
        subject_id: the id of what the document speaks about, if it has one.
        opinion: what another verifier would say, if that was asked for; it decides nothing.
    """

    verdict: Verdict
    answers: Answers
    checks: tuple[Check, ...]
    credential: CredentialSummary
    policy: Policy
    asked: tuple[str, ...]
    verified_at: datetime
    registry: RegistrySummary | None
    input: InputSummary
    notes: tuple[Note, ...] = ()
    parts: tuple[Part, ...] = ()
    subject_id: str | None = None
    opinion: Opinion | None = None
    sources: tuple[Source, ...] = ()

    def __bool__(self) -> bool:
        """Whether the verdict is `valid`; without this, every report would be true."""
        return self.verdict is Verdict.VALID

    def check(self, check_id: str) -> Check:
        """The check of that id.

        Raises:
            KeyError: if there is no such check.
        """
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)

    def checks_of(self, answer_name: str) -> tuple[Check, ...]:
        """The checks that an answer rests on, those of the credentials in the document included.

        Args:
            answer_name: a key of `ANSWER_CHECKS`.
        """
        inner = [
            _in_whole(check, part.path)
            for part in self.parts
            if part.role is PartRole.CREDENTIAL
            for check in part.report.checks_of(answer_name)
        ]
        return (*(self.check(check_id) for check_id in ANSWER_CHECKS[answer_name]), *inner)

    @property
    def deciding(self) -> tuple[Check, ...]:
        """The checks that keep the verdict from being `valid`, the failed ones first.

        Those of the credentials in the document are among them, with the path in the whole document. Where
        nothing applies that an answer could rest on, what does not apply is the reason.
        """
        counting = {check_id for name in self.policy.counting for check_id in ANSWER_CHECKS[name]}
        neutral = {Outcome.PASSED, Outcome.NOT_APPLICABLE}
        deciding = [
            check
            for check in self.checks
            if (check.id in self.asked and check.outcome is not Outcome.PASSED)
            or (check.id in counting and check.outcome not in neutral)
        ]
        if not (deciding or self.parts or self):
            bare = [
                self.checks_of(name)
                for name in self.policy.counting
                if getattr(self.answers, name) is Outcome.INDETERMINATE
            ]
            deciding = [checks[0] for checks in bare if checks[0].outcome is Outcome.NOT_APPLICABLE]
        for part in self.parts:
            if part.role is PartRole.CREDENTIAL:
                deciding += [_in_whole(check, part.path) for check in part.report.deciding]
        return tuple(sorted(deciding, key=lambda check: check.outcome is not Outcome.FAILED))

    def require_valid(self) -> None:
        """Return if the verdict is `valid`.

        Raises:
            VerificationError: `credential_invalid`, or `credential_indeterminate` (indeterminate); it names
                the checks that decided, each with its code.
        """
        if self:
            return
        reasons = [f"{check.id} ({check.code})" for check in self.deciding]
        invalid = self.verdict is Verdict.INVALID
        word = "not valid" if invalid else "neither valid nor invalid"
        raise VerificationError(
            f"the credential is {word}: {', '.join(reasons)}",
            code="credential_invalid" if invalid else "credential_indeterminate",
            mend=next((check.mend for check in self.deciding if check.mend), None),
            detail={"checks": [{"id": check.id, "code": check.code} for check in self.deciding]},
            indeterminate=not invalid,
        )

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object, as `docs/report.schema.json` describes it.

        Texts of the document that are longer than `MAX_TEXT` are cut, and say how long they are.
        """
        whole: dict[str, Any] = _cut(self._whole())
        return whole

    def _whole(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict.value,
            "answers": self.answers.to_json(),
            "checks": [check.to_json() for check in self.checks],
            "credential": self.credential.to_json(),
            "policy": self.policy.value,
            "asked": list(self.asked),
            "verified_at": format_datetime(self.verified_at),
            "registry": self.registry.to_json() if self.registry else None,
            "input": self.input.to_json(),
            "notes": [note.to_json() for note in self.notes],
            "sources": [source.to_json() for source in self.sources],
            "parts": [part.to_json() for part in self.parts],
            "opinion": self.opinion.to_json() if self.opinion is not None else None,
        }

    def to_small_json(self) -> dict[str, Any]:
        """The report on a document in a document: without what it has in common with the whole."""
        whole = self.to_json()
        names = ("verdict", "answers", "checks", "credential", "notes", "parts")
        return {name: whole[name] for name in names}


def _cut(value: Any) -> Any:
    """A value in which no text is longer than `MAX_TEXT`; one that was cut already stays as it is."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        length = f"... ({len(value)} characters)"
        return value[: MAX_TEXT - len(length)] + length
    if isinstance(value, dict):
        return {_cut(name): _cut(item) for name, item in value.items()}
    return [_cut(item) for item in value] if isinstance(value, list | tuple) else value


def _in_whole(check: Check, path: str) -> Check:
    """A check of a document in a document, for the reader of the whole."""
    place = path if check.path is None else path + check.path.removeprefix("$")
    return replace(check, path=place, message=f"in {path}: {check.message}")


def answer(outcomes: Sequence[Outcome]) -> Outcome:
    """Turn the outcomes of an answer's checks into the answer (DESIGN section 6).

    Failed if one check failed, else indeterminate if one could not be found out or was not checked, else
    passed; a check that does not apply is neutral. Where nothing at all was passed, there is nothing that the
    answer could rest on, and it is indeterminate.
    """
    if Outcome.FAILED in outcomes:
        return Outcome.FAILED
    if Outcome.INDETERMINATE in outcomes or Outcome.NOT_CHECKED in outcomes or Outcome.PASSED not in outcomes:
        return Outcome.INDETERMINATE
    return Outcome.PASSED


def decide(
    outcomes: Mapping[str, Outcome],
    *,
    policy: Policy,
    asked: Sequence[str] = (),
    parts: Sequence[Answers] = (),
) -> tuple[Answers, Verdict]:
    """Turn the outcomes of all checks into the four answers and the verdict (DESIGN section 6).

    Args:
        outcomes: check id -> outcome, for every id of `CHECK_IDS`.
        policy: which answers count.
        asked: checks that were asked for besides; each of them must have passed.
        parts: the answers of the credentials in the document: each counts like a check of its own.
    """
    answers = Answers(
        **{
            name: answer(
                [outcomes[check_id] for check_id in checks] + [getattr(part, name) for part in parts]
            )
            for name, checks in ANSWER_CHECKS.items()
        }
    )
    counting = [getattr(answers, name) for name in policy.counting]
    counting += [outcomes[check_id] for check_id in asked]
    if Outcome.FAILED in counting:
        verdict = Verdict.INVALID
    elif all(outcome is Outcome.PASSED for outcome in counting):
        verdict = Verdict.VALID
    else:
        verdict = Verdict.INDETERMINATE
    return answers, verdict


def _element_json(element: Element) -> dict[str, Any]:
    return {
        "id": element.id,
        "mandatory": element.mandatory,
        "state": str(element.state),
        "path": element.path,
        "value": element.value or None,
        "convention": element.convention or None,
        "note": element.note or None,
        "mend": element.mend or None,
    }
