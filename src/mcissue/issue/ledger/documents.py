"""What the ledger knows of documents: which are on disk, with which bytes, and where in a file of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from mcissue.issue.ledger.chain import ChainEntry, add_to_chain, output_body
from mcissue.issue.ledger.database import Database
from mcissue.issue.ledger.tables import CREDENTIALS, OUTPUTS
from mcissue.issue.ledger.values import Issued

__all__ = ["Documents"]


class Documents:
    """Documents that were issued; `Ledger.documents`.

    Args:
        database: the ledger's database, open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def note_issued(self, documents: Sequence[Issued], *, run: int) -> None:
        """Note documents that are on disk, forced there, under their names; in a transaction."""
        first = self._database.number(OUTPUTS, len(documents))
        self._database.add(
            OUTPUTS,
            [
                {
                    "number": number,
                    "credential": each.credential,
                    "run": run,
                    "output": each.output,
                    "sha256": each.sha256,
                    "file": each.file,
                    "start": each.start,
                    "length": each.length,
                }
                for number, each in enumerate(documents, first)
            ],
        )
        entries = [
            ChainEntry("output", number, output_body(each.credential, run, each))
            for number, each in enumerate(documents, first)
        ]
        add_to_chain(self._database.connection, entries)

    def packed(self, file: str) -> Iterator[tuple[str, str, int, int]]:
        """The documents in a file of many, in order: credential, output, start and length."""
        query = (
            select(
                OUTPUTS.c.number,
                CREDENTIALS.c.credential,
                OUTPUTS.c.output,
                OUTPUTS.c.start,
                OUTPUTS.c.length,
            )
            .join(CREDENTIALS, CREDENTIALS.c.number == OUTPUTS.c.credential)
            .where(OUTPUTS.c.file == file)
        )
        for rows in self._database.pages(query, OUTPUTS.c.number):
            for row in rows:
                yield row.credential, row.output, row.start, row.length

    def written_length(self, file: str) -> int:
        """How many bytes of a file of many documents are noted, each with the line feed behind it."""
        query = select(func.coalesce(func.max(OUTPUTS.c.start + OUTPUTS.c.length + 1), 0))
        return int(self._database.one(query.where(OUTPUTS.c.file == file)))
