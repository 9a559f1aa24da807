"""What was prepared and waits to be signed: in memory while it is little, else in a nameless file."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from mcissue.carrier.files import make_folder, naming

__all__ = ["Spool"]

IN_MEMORY: Final = 32_000_000
"""Bytes kept in memory: some 15,000 credentials."""


class Spool:
    """Values in the order in which they were added, read as often as needed.

    Args:
        folder: where a file may be made. It has no name and is gone when the process ends, however it ends:
            it holds what the credentials hold.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[bytes] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._made: list[Path] = []

    def add(self, value: Any) -> None:
        """Add a value.

        Raises:
            OSError: the disk is full.
        """
        data = pickle.dumps(value, protocol=5)
        with naming(self._folder):
            if self._file is None and self._size + len(data) > IN_MEMORY:
                self._file = self._open()
                for part in self._parts:
                    self._file.write(part)
                self._parts.clear()
            if self._file is None:
                self._parts.append(data)
            else:
                self._file.seek(self._size)
                self._file.write(data)
        self._size += len(data)

    def __iter__(self) -> Iterator[Any]:
        """Every value; what is read was written by this process."""
        if self._file is None:
            for part in self._parts:
                yield pickle.loads(part)  # noqa: S301
            return
        self._file.flush()
        place = 0
        while place < self._size:
            # Two readers may take turns.
            self._file.seek(place)
            value = pickle.load(self._file)  # noqa: S301
            place = self._file.tell()
            yield value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self._parts.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
        for folder in self._made:
            # Nothing was issued into it.
            if not any(folder.iterdir()):
                folder.rmdir()
        self._made.clear()

    def _open(self) -> IO[bytes]:
        folder = self._folder
        while not folder.exists():
            self._made.append(folder)
            folder = folder.parent
        make_folder(self._folder)
        return tempfile.TemporaryFile(dir=self._folder)
