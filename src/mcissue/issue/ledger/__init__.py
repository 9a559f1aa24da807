"""The ledger: what was set aside, issued, revoked and suspended, in a database of its own."""

from __future__ import annotations

from mcissue.issue.ledger.awards import Awards
from mcissue.issue.ledger.check import Finding, check_ledger
from mcissue.issue.ledger.erase import erase_credentials
from mcissue.issue.ledger.export import CREDENTIAL_COLUMNS, RUN_COLUMNS, credential_rows, run_rows
from mcissue.issue.ledger.ledger import FOLDER, Ledger
from mcissue.issue.ledger.published import check_published, compare_published
from mcissue.issue.ledger.values import Issued, Known, Reservation, Reserved, StatusList

__all__ = [
    "CREDENTIAL_COLUMNS",
    "FOLDER",
    "RUN_COLUMNS",
    "Awards",
    "Finding",
    "Issued",
    "Known",
    "Ledger",
    "Reservation",
    "Reserved",
    "StatusList",
    "check_ledger",
    "check_published",
    "compare_published",
    "credential_rows",
    "erase_credentials",
    "run_rows",
]
