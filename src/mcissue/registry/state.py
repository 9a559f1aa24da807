"""What a user's machine remembers of registries: the highest sequence number seen of each operator.

Without this memory anybody who can hand over files could hand over last year's registry, in which an issuer
is still recognised. Only the command line uses this module; the verifier does no input or output.

One small file for each registry seen, named by the operator's key and the sequence number: two programs that
write at once cannot undo each other's work, and the highest number in the folder is the truth.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mcissue.errors import RegistryError

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey
    from mcissue.registry.snapshot import Registry

__all__ = ["STATE_VARIABLE", "RegistryState", "state_directory"]

STATE_VARIABLE: Final = "MCISSUE_STATE_DIR"
"""The environment variable that names the state folder."""

_MAX_FILE_BYTES: Final = 10_000
"""Bytes of a file of ours; it has some hundred."""

_NAME: Final = re.compile(r"(?P<key>[0-9a-f]{64})-(?P<sequence>[0-9]{1,16})\.json", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


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
                mend=f"Let the environment variable {STATE_VARIABLE} name a folder that you may write to.",
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


class RegistryState:
    """The memory of registries in one state folder."""

    __slots__ = ("_folder",)

    def __init__(self, directory: Path) -> None:
        """Use a state folder; nothing is read or made yet.

        Args:
            directory: the folder, usually `state_directory()`.
        """
        self._folder = directory / "registries"

    def minimum_sequence(self, operator_key: PublicKey) -> int | None:
        """The highest sequence number seen of an operator; None if none was seen.

        Raises:
            RegistryError: `registry_state_unreadable` (indeterminate) if the folder can't be read.
        """
        return max(self._files(operator_key), default=None)

    def remember(self, registry: Registry) -> None:
        """Keep the sequence number of a registry that was loaded, and so fully checked.

        Args:
            registry: a registry from `load_registry`.

        Raises:
            RegistryError: indeterminate each: `registry_rolled_back` if a higher number was seen,
                `registry_sequence_reused` if another registry was seen under this number,
                `registry_state_unreadable`, `registry_state_unwritable`.
        """
        key, sequence = registry.operator_key, registry.snapshot.sequence
        files = self._files(key)
        highest = max(files, default=0)
        if sequence < highest:
            raise RegistryError(
                f"this registry is number {sequence}; number {highest} was seen before",
                code="registry_rolled_back",
                path="$.sequence",
                mend="Get the current registry from its operator.",
                detail={"sequence": sequence, "minimum": highest},
                indeterminate=True,
            )
        if sequence in files:
            self._compare(files[sequence], registry)
            return
        self._write(self._folder / f"{key.fingerprint}-{sequence}.json", registry)
        for lower in files.values():
            with contextlib.suppress(OSError):
                lower.unlink()

    def _files(self, operator_key: PublicKey) -> dict[int, Path]:
        """The files kept for an operator, by sequence number."""
        found = {}
        try:
            for file in self._folder.iterdir():
                match = _NAME.fullmatch(file.name)
                if match is not None and match["key"] == operator_key.fingerprint:
                    found[int(match["sequence"])] = file
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise _unreadable(self._folder, error.strerror or str(error)) from error
        return found

    def _compare(self, file: Path, registry: Registry) -> None:
        """One number for two contents: the operator shows different users different registries."""
        try:
            with file.open("rb") as stream:
                kept = json.loads(stream.read(_MAX_FILE_BYTES))
            digest = kept["content_sha256"]
        except FileNotFoundError:
            return  # another program has just put a newer one in its place
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise _unreadable(file, "it is damaged") from error
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise _unreadable(file, "it is damaged")
        if digest != registry.content_sha256:
            raise RegistryError(
                f"another registry with the same number {registry.snapshot.sequence} was seen before",
                code="registry_sequence_reused",
                path=str(file),
                mend="Ask the operator; every publication must have a number of its own.",
                detail={"seen": digest, "now": registry.content_sha256},
                indeterminate=True,
            )

    def _write(self, file: Path, registry: Registry) -> None:
        """Put a whole file in place, readable by its owner alone: what people verify is their business."""
        content = {
            "operator": registry.operator_name,
            "operator_key": registry.operator_key.multikey,
            "sequence": registry.snapshot.sequence,
            "content_sha256": registry.content_sha256,
        }
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self._folder)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        except BaseException as error:
            with contextlib.suppress(OSError):
                part.unlink()
            if isinstance(error, OSError):
                raise _unwritable(file, error) from error
            raise


def _unreadable(path: Path, reason: str) -> RegistryError:
    return RegistryError(
        f"the memory of registries seen before can't be read: {reason}",
        code="registry_state_unreadable",
        path=str(path),
        mend="Delete it if you know why it is damaged; an older registry would then be accepted once.",
        indeterminate=True,
    )


def _unwritable(path: Path, error: OSError) -> RegistryError:
    return RegistryError(
        f"the memory of registries seen before can't be written: {error.strerror or error}",
        code="registry_state_unwritable",
        path=str(path),
        mend=f"Let the environment variable {STATE_VARIABLE} name a folder that you may write to.",
        indeterminate=True,
    )
