"""The ledger: what was set aside, issued, revoked and suspended, in a database of its own."""

from __future__ import annotations

from mcissue.issue.ledger.ledger import (
    FOLDER,
    Issued,
    Known,
    Ledger,
    Reservation,
    StatusList,
)

__all__ = [
    "FOLDER",
    "Issued",
    "Known",
    "Ledger",
    "Reservation",
    "StatusList",
]
