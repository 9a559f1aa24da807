"""What a user's machine remembers of what it saw: the highest number of each thing, and where that is kept.

Without such a memory anybody who can hand over files could hand over last year's registry, in which an issuer
is still recognised, or last month's status list, in which a credential is not revoked yet. Only the command
line uses it; the verifier does no input or output.

One small file for each number that was seen, named by a digest of the thing and by the number: two programs
that write at once cannot undo each other's work, and the highest number in the folder is the truth.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mcissue.errors import McissueError, RegistryError

__all__ = ["STATE_VARIABLE", "Memory", "state_directory"]

STATE_VARIABLE: Final = "MCISSUE_STATE_DIR"
"""The environment variable that names the state folder."""

MEND_UNWRITABLE: Final = f"Let the environment variable {STATE_VARIABLE} name a folder that you may write to."

_NAME: Final = re.compile(r"(?P<name>[0-9a-f]{64})-(?P<number>[0-9]{1,18})", re.ASCII)
"""18 digits: the year 9999 in microseconds; the numbers of registries have 16 at most."""


def state_directory(
    environ: Mapping[str, str] | None = None, *, platform: str = sys.platform, home: Path | None = None
) -> Path:
    r"""The folder in which mcissue remembers things for this user.

    Args:
        environ: environment variables; by default those of the process.
        platform: as `sys.platform`.
        home: the user's home folder; by default that of the process.

    Returns:
        `MCISSUE_STATE_DIR` if it is set; else `%LOCALAPPDATA%\mcissue` on Windows, `~/Library/Application
        Support/mcissue` on macOS, and `$XDG_STATE_HOME/mcissue` or `~/.local/state/mcissue` elsewhere.

    Raises:
        RegistryError: `registry_state_unwritable` (indeterminate) if the user has no home folder.
    """
    environ = os.environ if environ is None else environ
    if environ.get(STATE_VARIABLE):
        return Path(environ[STATE_VARIABLE])
    if home is None:
        try:
            home = Path.home()
        except RuntimeError as error:  # a container without a user entry and without HOME
            raise RegistryError(
                "this user has no home folder in which to remember registries",
                code="registry_state_unwritable",
                mend=MEND_UNWRITABLE,
                indeterminate=True,
            ) from error
    if platform == "win32":
        base = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        # The XDG Base Directory Specification: a relative path is invalid and is ignored.
        named = Path(environ.get("XDG_STATE_HOME", ""))
        base = named if named.is_absolute() else home / ".local" / "state"
    return base / "mcissue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The memory of one kind of thing in one folder.

    Attributes:
        folder: where the files are; it need not be there yet.
        suffix: how their names end, such as `.json`.
        what: the things, as messages call them: `registries`.
        error: the class of the errors.
        unreadable: the code of the error where the memory can't be read.
        unwritable: the code of the error where it can't be written.
        mend: what the user can do about a memory that can't be read.
    """

    folder: Path
    suffix: str
    what: str
    error: type[McissueError]
    unreadable: str
    unwritable: str
    mend: str

    def numbers(self, name: str) -> dict[int, Path]:
        """The numbers kept of a thing, each with its file.

        Args:
            name: 64 small hexadecimal digits that stand for the thing.

        Raises:
            McissueError: `unreadable` (indeterminate) if the folder can't be read.
        """
        found = {}
        try:
            for file in self.folder.iterdir():
                match = _NAME.fullmatch(file.name.removesuffix(self.suffix))
                if match is not None and match["name"] == name and file.name.endswith(self.suffix):
                    found[int(match["number"])] = file
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self.refuse(self.folder, error.strerror or str(error)) from error
        return found

    def keep(self, name: str, number: int, content: bytes = b"") -> None:
        """Keep a number that is higher than all kept before, and forget those.

        Args:
            name: as for `numbers`.
            number: zero or more.
            content: what else is to be known of this number; whoever reads it checks it.

        Raises:
            McissueError: indeterminate each, `unreadable` or `unwritable`; then nothing has changed.
        """
        files = self.numbers(name)
        self._write(self.folder / f"{name}-{number}{self.suffix}", content)
        for lower, file in files.items():
            if lower < number:
                with contextlib.suppress(OSError):
                    file.unlink()

    def refuse(self, path: Path, reason: str) -> McissueError:
        """The error of a memory that can't be read.

        Args:
            path: the folder or file.
            reason: why, in words.
        """
        return self.error(
            f"the memory of {self.what} seen before can't be read: {reason}",
            code=self.unreadable,
            path=str(path),
            mend=self.mend,
            indeterminate=True,
        )

    def _write(self, file: Path, content: bytes) -> None:
        """Put a whole file in place, readable by its owner alone: what people verify is their business."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
        except OSError as error:
            raise self._unwritable(self.folder, error) from error
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        except BaseException as error:
            with contextlib.suppress(OSError):
                part.unlink()
            if isinstance(error, OSError):
                raise self._unwritable(file, error) from error
            raise

    def _unwritable(self, path: Path, error: OSError) -> McissueError:
        return self.error(
            f"the memory of {self.what} seen before can't be written: {error.strerror or error}",
            code=self.unwritable,
            path=str(path),
            mend=MEND_UNWRITABLE,
            indeterminate=True,
        )
