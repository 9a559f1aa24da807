"""Step 6: every date of the credential, held against one reference time.

VCDM 2.0 section 4.9 and Data Integrity 1.0 section 2.1. What begins may be ahead of the reference time
by as much as two good clocks differ (`mcissue.words.CLOCK_TOLERANCE`); what ends, ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import DocumentError, VerificationError
from mcissue.proof.data_integrity import is_supported
from mcissue.verify.proofs import check_proof_times
from mcissue.verify.reading.dates import read_dates
from mcissue.verify.report.outcomes import Check, Outcome
from mcissue.words import format_datetime, is_ahead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.proof.data_integrity import ProofView
    from mcissue.verify.reading.dates import Dates
    from mcissue.verify.steps.state import State

__all__ = ["step"]


def step(state: State) -> Check:
    """Hold all dates against the reference time and against each other.

    Args:
        state: the state of the verification.

    Raises:
        DocumentError: `datetime_malformed` (indeterminate).
        VerificationError: `dates_contradict`, `created_in_future`, `award_date_in_future`,
            `award_date_after_signature`, `proof_expired`, `expired`, `not_yet_valid`, `token_not_yet_valid`.
    """
    if (left_out := state.left_out("validity")) is not None:
        return left_out
    at = state.trust.at
    if state.envelope is not None:
        state.envelope.check_times(at)
    try:
        dates = read_dates(state.look)
    except DocumentError as error:
        # It may be a date of any day; what can't be read is no proof of anything.
        error.indeterminate = True
        raise
    # What can never have been right comes first, then what is over, then what is still to come.
    # VCDM 2.0 section 4.9: the beginning is not later than the end.
    _check_order(dates)
    # Data Integrity 1.0 section 2.1: `created` and `expires`, of the proofs that count (DESIGN section 4).
    counting = [view for view in state.views if view in state.outside or is_supported(view)]
    _check_signing(dates, counting, at)
    # VCDM 2.0 section 4.9: it may be used from the one instant to the other, both included.
    if dates.valid_until is not None and at > dates.valid_until:
        raise _late("the credential expired", dates.valid_until, "expired", dates.valid_until_path)
    if dates.valid_from is not None and is_ahead(dates.valid_from, at):
        raise _late(
            "the credential is only valid from then on",
            dates.valid_from,
            "not_yet_valid",
            dates.valid_from_path,
        )
    until = f" until {format_datetime(dates.valid_until)}" if dates.valid_until else ", without an end"
    since = format_datetime(dates.valid_from) if dates.valid_from else "the beginning"
    return Check(
        "validity",
        Outcome.PASSED,
        message=f"it is valid from {since}{until}",
        detail={"at": format_datetime(at)},
    )


def _check_order(dates: Dates) -> None:
    for first, second, path in (
        (dates.valid_from, dates.valid_until, dates.valid_until_path),
        (dates.activity_start, dates.activity_end, dates.activity_end_path),
    ):
        if first is not None and second is not None and second < first:
            raise VerificationError(
                "an end lies before its beginning",
                code="dates_contradict",
                path=path,
                detail={"from": format_datetime(first), "until": format_datetime(second)},
            )


def _check_signing(dates: Dates, views: Sequence[ProofView], at: datetime) -> None:
    check_proof_times(views, at=at)
    for said, path in ((dates.awarded, dates.awarded_path), (dates.issued, "$.issued")):
        if said is None:
            continue
        if is_ahead(said, at):
            raise _late("the award lies in the future", said, "award_date_in_future", path)
        for view in views:
            if view.created is not None and said > view.created:
                raise VerificationError(
                    "the award is dated later than its signature",
                    code="award_date_after_signature",
                    path=path,
                    detail={"awarded": format_datetime(said), "created": format_datetime(view.created)},
                )


def _late(message: str, instant: datetime, code: str, path: str) -> VerificationError:
    shown = format_datetime(instant)
    return VerificationError(f"{message}: {shown}", code=code, path=path, detail={"time": shown})
