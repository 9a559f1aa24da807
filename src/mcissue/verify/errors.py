"""Errors of the rooms below, as outcomes of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.verify.report.model import NO_CREDENTIAL
from mcissue.verify.report.outcomes import Check, Outcome

if TYPE_CHECKING:
    from mcissue.errors import McissueError

__all__ = ["check_of_error", "relocated"]


def check_of_error(check_id: str, error: McissueError) -> Check:
    """A check that an error decided: failed, or indeterminate if the error shows no harm.

    Where there is no credential, there is nothing that could pass or fail.
    """
    outcome = Outcome.INDETERMINATE if error.indeterminate else Outcome.FAILED
    return Check(
        check_id,
        Outcome.NOT_APPLICABLE if error.code in NO_CREDENTIAL else outcome,
        error.code,
        error.message,
        error.path,
        error.mend,
        error.detail,
    )


def relocated(error: McissueError, path: str, *, document: str = "controller_document") -> McissueError:
    """A fault of another document, at the place of the credential that names that document.

    Args:
        error: the fault; its own path is kept in the detail, for it is a place in the other document.
        path: the place in the credential.
        document: what the other document is; `<document>_path` is the name in the detail.
    """
    detail = {**error.detail, **({f"{document}_path": error.path} if error.path else {})}
    return type(error)(
        error.message,
        code=error.code,
        path=path,
        mend=error.mend,
        detail=detail,
        indeterminate=error.indeterminate,
    )
