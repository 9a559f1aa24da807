"""The second half of a run: what was set aside is signed shard by shard, and noted once it is on disk."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mcissue.carrier.files import make_folder
from mcissue.issue.batch.pack import PackedFile, packed_name
from mcissue.issue.batch.pool import in_order
from mcissue.issue.batch.rows import OnRow, taking_back
from mcissue.issue.batch.sign import Check, Signing
from mcissue.issue.batch.spool import Spool
from mcissue.issue.batch.values import DoneShard, Packing, PreparedAward, SigningTask
from mcissue.issue.ledger.values import Issued
from mcissue.issue.outputs import CREDENTIALS, file_name
from mcissue.issue.results import RowOutcome, RowResult

if TYPE_CHECKING:
    from mcissue.issue.batch.batch import Batch

__all__ = ["RunWriter"]

_log = logging.getLogger(__name__)


class RunWriter:
    """Signs the awards of a run and notes them.

    Args:
        batch: the batch.
        run: the number of the run in the ledger.
        spool: the awards, prepared.
        total: how many there are.
    """

    def __init__(self, batch: Batch, *, run: int, spool: Spool, total: int) -> None:
        self._batch, self._run, self._spool, self._total = batch, run, spool, total

    def sign_all(
        self,
        numbers: Sequence[int],
        *,
        check: Check,
        on_row: OnRow,
        on_progress: Callable[[int], None],
    ) -> int:
        """Sign and note every award; how many credentials were superseded by them.

        Args:
            numbers: for each shard its first new number in the ledger.
            check: judges credentials.
            on_row: told of each row that was issued.
            on_progress: told the number of awards finished so far.

        Raises:
            LedgerError, ProofError, OSError: as `Batch.run`.
        """
        batch, spool = self._batch, self._spool
        folder = batch.out / CREDENTIALS
        make_folder(folder)
        packed = batch.packing is not Packing.FILES
        signing = Signing(
            signer=batch.issuer.signer,
            check=check,
            verify_all=batch.verify_all,
            folder=None if packed else folder,
            indent=batch.indent,
            source=batch.source,
            sealer=batch.issuer.sealer,
        )
        target = PackedFile(folder, packed_name(batch.packing, self._run), batch.ledger) if packed else None
        superseded = done = 0
        try:
            shards = _signing_tasks(spool, self._total)
            results = in_order(signing.sign, shards, jobs=batch.jobs)
            # The spool is read a second time for what the processes do not send back.
            for first, awards, result in zip(numbers, spool, results, strict=True):
                superseded += self._note(first, awards, result, target)
                done += len({document.place for document in result.documents})
                for row in _row_results(awards, result, folder, target):
                    on_row(row)
                on_progress(done)
                if result.error is not None:
                    raise result.error
        finally:
            if target is not None:
                target.close()
        return superseded

    def _note(
        self,
        first: int,
        awards: Sequence[PreparedAward],
        result: DoneShard,
        target: PackedFile | None,
    ) -> int:
        """Note what is on disk, and take back what it supersedes, in one transaction."""
        fresh = itertools.count(first)
        numbers = [next(fresh) if award.number is None else award.number for award in awards]
        documents = [(numbers[each.place], awards[each.place].reservation, each) for each in result.documents]
        if target is not None:
            issued = target.add(documents)
        else:
            issued = [
                Issued(
                    credential=number, reservation=reservation, output=each.output.value, sha256=each.sha256
                )
                for number, reservation, each in documents
            ]
        _log.debug("run %d: %d documents are on disk", self._run, len(issued))
        superseded = 0
        with self._batch.ledger.transaction():
            self._batch.ledger.documents.note_issued(issued, run=self._run)
            for place in sorted({each.place for each in result.documents}):
                old = awards[place].replaces
                if old is not None:
                    superseded += self._take_back(old, awards[place].reservation.credential)
        return superseded

    def _take_back(self, number: int, successor: str) -> int:
        found = self._batch.ledger.awards.find(number=number)
        if not found or self._batch.ledger.status.last_verb(number) in {"revoke", "suspend"}:
            return 0
        reason = f"superseded by {successor}"
        self._batch.ledger.status.note_change(
            number, run=self._run, verb=taking_back(found[0]), at=self._batch.now, reason=reason
        )
        return 1


def _signing_tasks(spool: Spool, total: int) -> Iterator[SigningTask]:
    first = 0
    for awards in spool:
        yield SigningTask(awards=awards, first=first, total=total)
        first += len(awards)


def _row_results(
    awards: Sequence[PreparedAward], result: DoneShard, folder: Path, target: PackedFile | None
) -> Iterator[RowResult]:
    files: dict[int, list[str]] = {}
    for document in result.documents:
        award = awards[document.place]
        name = target.name if target else file_name(award.reservation.file, document.output)
        files.setdefault(document.place, []).append(f"{folder.name}/{name}")
    for place, names in files.items():
        award = awards[place]
        yield RowResult(
            row=award.row,
            outcome=RowOutcome.ISSUED,
            credential=award.reservation.credential,
            files=tuple(dict.fromkeys(names)),
        )
