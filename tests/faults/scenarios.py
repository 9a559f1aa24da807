"""What is killed in the middle: small runs, each in a folder of its own, always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.issue.desk import NOW, Desk, regraded, rows

from mcissue.formats.edc import SIGNED
from mcissue.formats.open_badges import BADGE
from mcissue.issue.batch import Packing
from mcissue.issue.batch import rows as _batch_rows
from mcissue.issue.status_lists import change_status

__all__ = ["SCENARIOS"]

COUNT = 3


def _desk(order: dict[str, Any], **changes: Any) -> Desk:
    # Two shards, so that there is a commit in the middle.
    _batch_rows.SHARD = 2  # type: ignore[misc]
    desk = Desk(Path(order["out"]), **changes)
    desk.url = order.get("url")
    return desk


def _issue(desk: Desk, learners: Any) -> None:
    desk.issue(learners, make_check=lambda _: lambda _: None)


def files(order: dict[str, Any]) -> None:
    _issue(_desk(order), rows(COUNT))


def both(order: dict[str, Any]) -> None:
    _issue(_desk(order, outputs=(BADGE, SIGNED)), rows(2))


def jsonl(order: dict[str, Any]) -> None:
    _issue(_desk(order, packing=Packing.JSONL), rows(COUNT))


def zipped(order: dict[str, Any]) -> None:
    _issue(_desk(order, packing=Packing.ZIP), rows(COUNT))


def processes(order: dict[str, Any]) -> None:
    _issue(_desk(order, jobs=2), rows(COUNT))


def superseding(order: dict[str, Any]) -> None:
    """A second run on a folder that `files` was run in: one row has changed, one is new."""
    desk = _desk(order, supersede=True, now=NOW + timedelta(days=1))
    _issue(desk, (regraded(rows(1)[0], "1"), *rows(COUNT + 1)[1:]))


def correcting(order: dict[str, Any]) -> None:
    """A second run on a folder that `files` was run in: two award dates are corrected, and one is another person."""
    desk = _desk(order, supersede=True, other_persons=frozenset({4}), now=NOW + timedelta(days=1))
    learners = []
    for row in rows(COUNT):
        award = row.award.model_copy(update={"awarded": row.award.awarded + timedelta(days=1)})
        learners.append(replace(row, award=award))
    address = learners[0].award.learner.email
    learner = learners[2].award.learner.model_copy(update={"email": address})
    award = learners[2].award.model_copy(update={"learner": learner})
    _issue(desk, (*learners[:2], replace(learners[2], key="somebody else", written_key="", award=award)))


def revoking(order: dict[str, Any]) -> None:
    """A revocation and its publication, on a folder that `files` was run in."""
    desk = _desk(order, now=NOW + timedelta(days=1))
    with desk.ledger() as ledger:
        change_status(ledger, ledger.awards.find(run=1, row=2), verb="revoke", at=desk.now, reason="an error")
        desk.batch(ledger).publish()


def reissuing(order: dict[str, Any]) -> None:
    """On a folder that `files` was run in: two rows are revoked, and the second run issues them anew."""
    desk = _desk(order, reissue_revoked=True, now=NOW + timedelta(days=1))
    with desk.ledger() as ledger:
        first, second = ledger.awards.find(run=1, row=2), ledger.awards.find(run=1, row=3)
        change_status(ledger, [*first, *second], verb="revoke", at=desk.now, reason="the key leaked")
    _issue(desk, rows(COUNT))


SCENARIOS: dict[str, Callable[[dict[str, Any]], None]] = {
    each.__name__: each
    for each in (files, both, jsonl, zipped, processes, superseding, correcting, revoking, reissuing)
}
