"""The exceptions of mcissue: one tree, each with a stable code, a place and a way to mend it.

Only these exceptions leave a public function, whatever bytes go in (DESIGN section 8).
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "CarrierError",
    "ContextError",
    "DocumentError",
    "FetchRefusedError",
    "KeyMaterialError",
    "LedgerError",
    "McissueError",
    "ProofError",
    "RecordError",
    "RegistryError",
    "StatusListError",
    "VerificationError",
]


class McissueError(Exception):
    """The base of every error that mcissue raises.

    Args:
        message: what is wrong, in one sentence without a full stop at the end of a path.
        code: a stable machine code, listed in `mcissue.codes`.
        path: where: a JSON path (`$.issuer.id`), a file with row and column, or a file with a line.
        mend: how to mend it, in one sentence.
        detail: facts for machines (got, expected, limit); never personal data.
        indeterminate: true if the fault shows no harm, only that something could not be found out
            (an unknown context, a missing extra, a limit reached); a verifier then answers
            `indeterminate` and not `failed`.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        path: str | None = None,
        mend: str | None = None,
        detail: dict[str, Any] | None = None,
        indeterminate: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.path = path
        self.mend = mend
        self.detail: dict[str, Any] = dict(detail or {})
        self.indeterminate = indeterminate

    def __str__(self) -> str:
        """The message as a person reads it: where, what, and how to mend it."""
        text = f"{self.path}: {self.message}" if self.path else self.message
        return f"{text}\n  {self.mend}" if self.mend else text

    def __reduce__(self) -> tuple[Any, ...]:
        # The default reduction loses keyword arguments, and worker processes send errors home.
        return (
            _rebuild,
            (type(self), self.message, self.code, self.path, self.mend, self.detail, self.indeterminate),
        )


def _rebuild(  # noqa: PLR0917 - positional by the pickle protocol
    kind: type[McissueError],
    message: str,
    code: str,
    path: str | None,
    mend: str | None,
    detail: dict[str, Any],
    indeterminate: bool,  # noqa: FBT001
) -> McissueError:
    return kind(message, code=code, path=path, mend=mend, detail=detail, indeterminate=indeterminate)


class RecordError(McissueError):
    """A course, issuer, award or learner row is not what the record allows."""


class DocumentError(McissueError):
    """Bytes are not strict JSON, or a JSON document has no single lossless meaning."""


class ContextError(McissueError):
    """A JSON-LD context is unknown, altered, or not allowed here."""


class ProofError(McissueError):
    """A proof is missing, malformed, unsupported, or does not verify."""


class KeyMaterialError(McissueError):
    """A key, key file or controller document is unusable or not the one it claims to be."""


class RegistryError(McissueError):
    """An issuer registry is unusable: unsigned, altered, expired, rolled back, or malformed."""


class StatusListError(McissueError):
    """A status list or status entry is malformed, foreign, stale, or does not fit."""


class CarrierError(McissueError):
    """A file holds no credential that can be taken out of it."""


class LedgerError(McissueError):
    """The record of what was issued is damaged, locked, or contradicts the request."""


class FetchRefusedError(McissueError):
    """A network address must not or could not be fetched."""


class VerificationError(McissueError):
    """`Report.require_valid` was called on a report whose verdict is not `valid`."""
