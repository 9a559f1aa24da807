"""Where signed documents go: a file of each, or one file of all lines, or a ZIP that is built at the end.

A packed file grows under a name that ends in `.part`. What is in it counts as far as the ledger says;
anything beyond was written by a run that was killed, and is cut off. It gets its name at the end of the run.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from mcissue.carrier.files import OWNER_FILE, make_folder, sync_folder
from mcissue.errors import LedgerError
from mcissue.issue.batch.values import DoneDocument, Packing
from mcissue.issue.ledger import Issued, Ledger, Reservation
from mcissue.issue.outputs import PART, file_name_of

__all__ = ["PackedFile", "clean", "finish_packed", "packed_name"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP can hold: the same documents give the same bytes."""


def packed_name(packing: Packing, run: int) -> str:
    """The name of a run's packed file."""
    return f"run-{run:04}.{packing.value}"


class PackedFile:
    """A packed file that grows.

    Args:
        folder: the folder of credentials.
        name: its name in the end.
        length: the bytes of it that count, as the ledger says.
    """

    def __init__(self, folder: Path, name: str, *, length: int) -> None:
        make_folder(folder)
        self.name = name
        self._path = folder / f"{name}{PART}"
        self._end = length
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
        if os.fstat(self._descriptor).st_size < self._end:
            os.close(self._descriptor)
            raise LedgerError(
                f"the file is shorter than the {self._end} bytes that the ledger knows of it",
                code="packed_file_lost",
                path=str(self._path),
                mend="Restore it from your backup.",
            )
        os.ftruncate(self._descriptor, self._end)
        sync_folder(folder)

    def add(self, documents: Sequence[tuple[int, Reservation, DoneDocument]]) -> list[Issued]:
        """Write documents, force them to disk and read them back.

        Args:
            documents: credential's number, what was set aside for it, and the document.

        Raises:
            LedgerError: `self_check_failed` if the disk gives back other bytes.
            OSError: the disk is full; what was written of them does not count.
        """
        start = self._end
        data = b"".join(document.data + b"\n" for _, _, document in documents if document.data is not None)
        view, place = memoryview(data), start
        while view:
            count = os.pwrite(self._descriptor, view, place)
            view, place = view[count:], place + count
        os.fsync(self._descriptor)
        found = os.pread(self._descriptor, len(data), start)
        noted = []
        for credential, reservation, document in documents:
            assert document.data is not None
            length = len(document.data)
            if sha256(found[start - self._end :][:length]).digest() != document.sha256:
                raise LedgerError(
                    "the disk gives back other bytes than were written",
                    code="self_check_failed",
                    path=str(self._path),
                    mend="Nothing is lost: mend the cause and run again.",
                )
            noted.append(
                Issued(
                    credential=credential,
                    reservation=reservation,
                    output=document.output.id,
                    sha256=document.sha256,
                    file=self.name,
                    start=start,
                    length=length,
                )
            )
            start += length + 1
        self._end = start
        return noted

    def close(self) -> None:
        """Let go of the file; it keeps the name that ends in `.part`."""
        os.close(self._descriptor)


def finish_packed(folder: Path, ledger: Ledger) -> list[Path]:
    """Give every packed file that is complete its name; a ZIP is built first.

    Returns:
        The files that got their names now.
    """
    finished = []
    for part in sorted(folder.glob(f"run-*{PART}")):
        final = part.with_suffix("")
        length = ledger.documents.written_length(final.name)
        if not length:
            part.unlink()
            continue
        with part.open("r+b") as file:
            file.truncate(length)
            os.fsync(file.fileno())
        if final.suffix == ".zip":
            _build_zip(part, final, ledger)
            part.unlink()
        else:
            part.replace(final)
        sync_folder(folder)
        finished.append(final)
    return finished


def _build_zip(part: Path, final: Path, ledger: Ledger) -> None:
    """A ZIP of a grown file's documents, each under the name that its file would have."""
    temporary = final.with_name(f".{final.name}{PART}")
    with temporary.open("wb") as file:
        with part.open("rb") as source, zipfile.ZipFile(file, "w", allowZip64=True) as archive:
            for credential, output, start, length in ledger.documents.packed(final.name):
                source.seek(start)
                entry = zipfile.ZipInfo(file_name_of(_plain_name(credential), output), _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = OWNER_FILE << 16
                archive.writestr(entry, source.read(length))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(final)


def _plain_name(credential: str) -> str:
    return f"{credential.removeprefix('urn:uuid:')}.json"


def clean(folder: Path) -> None:
    """Take away what a killed run left of files that it had begun to write."""
    for left in folder.glob(f".*{PART}") if folder.is_dir() else ():
        left.unlink()
