"""Erasing a learner: what leads to the person goes, what others rely on stays.

Gone are the award date, the digests of award, learner, e-mail address and content, the credential's id, the
digests of its documents, reasons, answers about the person, and the salts of their entries in the chain:
nobody can find out any more, even with the issuer's secret, whose row it was. What stays is the chain itself,
the place in the status list, so that nobody gets it again, and whether it is set (EDPB Guidelines 01/2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from mcissue.carrier.files import sync_folder
from mcissue.formats.outputs import outputs
from mcissue.issue.ledger.chain import ChainEntry, add_to_chain
from mcissue.issue.ledger.ledger import Ledger
from mcissue.issue.ledger.tables import ANSWERS, CHAIN, CHANGES, CREDENTIALS, OUTPUTS
from mcissue.issue.ledger.values import Known
from mcissue.issue.outputs import CREDENTIALS as FOLDER
from mcissue.issue.outputs import file_name
from mcissue.words import format_datetime

__all__ = ["erase_credentials"]


def erase_credentials(ledger: Ledger, credentials: Sequence[Known], *, out: Path, at: datetime) -> list[str]:
    """Erase credentials from the ledger, and remove their files.

    Files go first: a run that is killed in between is run again and finds the rest by the learner's key.

    Args:
        ledger: the ledger, open.
        credentials: what to erase, as the ledger found it.
        out: the folder that was issued into.
        at: when.

    Returns:
        Names of packed files that still hold documents of them.

    Raises:
        OSError: a file can't be removed.
    """
    database = ledger.database
    folder = out / FOLDER
    for known in credentials:
        for output in outputs():
            (folder / file_name(known.reservation.file, output)).unlink(missing_ok=True)
    if folder.is_dir():
        sync_folder(folder)
    numbers = [known.number for known in credentials]
    query = select(OUTPUTS.c.file).where(OUTPUTS.c.credential.in_(numbers), OUTPUTS.c.file.is_not(None))
    packed = sorted({row[0] for row in database.rows(query)})
    moment = format_datetime(at)
    with ledger.transaction():
        ledger.runs.new("erase", at=at)
        subjects = [("erased", numbers)]
        answers = ANSWERS.c.credential.in_(numbers) | ANSWERS.c.other.in_(numbers)
        for kind, table, rows in (
            ("output", OUTPUTS, OUTPUTS.c.credential.in_(numbers)),
            ("change", CHANGES, CHANGES.c.credential.in_(numbers)),
            ("answer", ANSWERS, answers),
        ):
            chosen = select(table.c.number).where(rows)
            subjects.append((kind, [row[0] for row in database.rows(chosen)]))
        for kind, chosen_numbers in subjects:
            entries = (CHAIN.c.kind == kind) & CHAIN.c.subject.in_(chosen_numbers)
            database.run(update(CHAIN).where(entries).values(salt=None))
        database.run(update(OUTPUTS).where(OUTPUTS.c.credential.in_(numbers)).values(sha256=None))
        database.run(update(CHANGES).where(CHANGES.c.credential.in_(numbers)).values(reason=None))
        database.run(update(ANSWERS).where(answers).values(other=None))
        nothing = dict.fromkeys(("row", "award", "learner", "email", "awarded", "content", "credential"))
        rows = CREDENTIALS.c.number.in_(numbers)
        database.run(update(CREDENTIALS).where(rows).values(**nothing, erased=moment))
        add_to_chain(
            database.connection, [ChainEntry("erased", number, (number, moment)) for number in numbers]
        )
    return packed
