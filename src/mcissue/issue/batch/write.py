"""The second half of a run: what was set aside is signed shard by shard, and noted once it is on disk."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mcissue.carrier.files import make_folder
from mcissue.issue.batch.pack import PackedFile, packed_name
from mcissue.issue.batch.pool import in_order
from mcissue.issue.batch.rows import OnRow
from mcissue.issue.batch.sign import Signing, written_files
from mcissue.issue.batch.spool import Spool
from mcissue.issue.batch.stop import stopped
from mcissue.issue.batch.values import DoneShard, Packing, PreparedAward, SigningTask
from mcissue.issue.ledger import Issued, Ledger
from mcissue.issue.outputs import file_name
from mcissue.issue.results import RowOutcome, RowResult
from mcissue.issue.status_lists import taking_back

__all__ = ["RunWriter"]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Noted:
    """What the ledger knows of a run so far.

    Attributes:
        shards: the places of the awards that are done, shard by shard.
        awards: how many they are.
        superseded: how many credentials they took the place of.
        error: the first thing that failed; what other processes have done meanwhile is noted all the same.
    """

    shards: list[frozenset[int]] = field(default_factory=list)
    awards: int = 0
    superseded: int = 0
    error: Exception | None = None

    def add(self, result: DoneShard) -> None:
        """A shard is noted."""
        places = frozenset(document.place for document in result.documents)
        self.shards.append(places)
        self.awards += len(places)
        self.error = self.error or result.error

    def require(self, *, shards: int) -> None:
        """Raise what failed, or that so many shards were not reached."""
        if self.error is not None:
            raise self.error
        if len(self.shards) < shards:
            raise stopped()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWriter:
    """Signs the awards of a run and notes them.

    Attributes:
        ledger: the ledger, open.
        run: the number of the run in it.
        now: the time of the run.
        folder: where credentials go.
        packing: a file of each document, or one file of all.
        signing: signs and writes.
        jobs: how many processes sign.
    """

    ledger: Ledger
    run: int
    now: datetime
    folder: Path
    packing: Packing
    signing: Signing
    jobs: int

    def sign_all(
        self,
        spool: Spool,
        numbers: Sequence[int],
        *,
        total: int,
        on_row: OnRow,
        on_progress: Callable[[int], None],
    ) -> int:
        """Sign and note every award; how many credentials were superseded by them.

        Args:
            spool: the awards, prepared.
            numbers: for each shard its first new number in the ledger.
            total: how many awards there are.
            on_row: told of each row that was issued.
            on_progress: told the number of awards finished so far.

        Raises:
            LedgerError, ProofError, OSError: as `Batch.run`.
        """
        make_folder(self.folder)
        target = self._packed_file()
        noted = _Noted()
        try:
            # The processes have ended before anybody looks at what they left behind.
            with closing(in_order(self.signing.sign, self._tasks(spool, total), jobs=self.jobs)) as results:
                # The spool is read a second time for what the processes do not send back.
                for first, awards, result in zip(numbers, spool, results, strict=False):
                    noted.superseded += self._note(first, awards, result, target)
                    noted.add(result)
                    for row in _row_results(awards, result, self.folder, target):
                        on_row(row)
                    on_progress(noted.awards)
            noted.require(shards=len(numbers))
        except BaseException:
            for row in self._left_behind(spool, noted):
                on_row(row)
            raise
        finally:
            if target is not None:
                target.close()
        return noted.superseded

    def _tasks(self, spool: Spool, total: int) -> Iterator[SigningTask]:
        first = 0
        for awards in spool:
            if self.signing.stop.asked:
                return
            yield SigningTask(awards=awards, first=first, total=total)
            first += len(awards)

    def _left_behind(self, spool: Spool, noted: _Noted) -> Iterator[RowResult]:
        """Awards that are signed, and not noted: a process was killed, or the ledger can't be written to."""
        for awards, result in itertools.zip_longest(spool, noted.shards):
            known = result or frozenset()
            for place, award in enumerate(awards):
                paths = written_files(self.signing.folder, award)
                if place not in known and paths and all(path.exists() for path in paths):
                    yield _row_result(award, RowOutcome.SIGNED, [self._name(path) for path in paths])

    def _name(self, path: Path) -> str:
        return f"{self.folder.name}/{path.name}"

    def _packed_file(self) -> PackedFile | None:
        if self.packing is Packing.FILES:
            return None
        name = packed_name(self.packing, self.run)
        return PackedFile(self.folder, name, length=self.ledger.documents.written_length(name))

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
                Issued(credential=number, reservation=reservation, output=each.output.id, sha256=each.sha256)
                for number, reservation, each in documents
            ]
        _log.debug("run %d: %d documents are on disk", self.run, len(issued))
        superseded = 0
        with self.ledger.transaction():
            self.ledger.documents.note_issued(issued, run=self.run)
            for place in sorted({each.place for each in result.documents}):
                old = awards[place].replaces
                if old is not None:
                    superseded += self._take_back(old, awards[place].reservation.credential)
        return superseded

    def _take_back(self, number: int, successor: str) -> int:
        found = self.ledger.awards.find(number=number)
        if not found or found[0].taken_back:
            return 0
        reason = f"superseded by {successor}"
        self.ledger.status.note_change(
            number, run=self.run, verb=taking_back(found[0]), at=self.now, reason=reason
        )
        return 1


def _row_results(
    awards: Sequence[PreparedAward], result: DoneShard, folder: Path, target: PackedFile | None
) -> Iterator[RowResult]:
    files: dict[int, list[str]] = {}
    for document in result.documents:
        award = awards[document.place]
        name = target.name if target else file_name(award.reservation.file, document.output)
        files.setdefault(document.place, []).append(f"{folder.name}/{name}")
    for place, names in files.items():
        yield _row_result(awards[place], RowOutcome.ISSUED, names)


def _row_result(award: PreparedAward, outcome: RowOutcome, names: list[str]) -> RowResult:
    return RowResult(
        row=award.row,
        outcome=outcome,
        credential=award.reservation.credential,
        files=tuple(dict.fromkeys(names)),
    )
