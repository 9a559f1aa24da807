"""The memory of registries: the highest sequence number seen of each operator.

Each is known by its operator's key; with the number goes a digest of the content, for one number for two
contents shows an operator who tells different users different things.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mcissue.errors import RegistryError
from mcissue.seen import Memory

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey
    from mcissue.registry.snapshot import Registry

__all__ = ["RegistryState"]

_MAX_FILE_BYTES: Final = 10_000
"""Bytes of a file of ours; it has some hundred."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class RegistryState:
    """The memory of registries in one state folder."""

    __slots__ = ("_memory",)

    def __init__(self, directory: Path) -> None:
        """Use a state folder; nothing is read or made yet.

        Args:
            directory: the folder, usually `mcissue.seen.state_directory()`.
        """
        self._memory = Memory(
            folder=directory / "registries",
            suffix=".json",
            what="registries",
            error=RegistryError,
            unreadable="registry_state_unreadable",
            unwritable="registry_state_unwritable",
            mend="Delete it if you know why it is damaged; an older registry would then be accepted once.",
        )

    def minimum_sequence(self, operator_key: PublicKey) -> int | None:
        """The highest sequence number seen of an operator; None if none was seen.

        Raises:
            RegistryError: `registry_state_unreadable` (indeterminate) if the folder can't be read.
        """
        return max(self._memory.numbers(operator_key.fingerprint), default=None)

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
        files = self._memory.numbers(key.fingerprint)
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
        content = {
            "operator": registry.operator_name,
            "operator_key": key.multikey,
            "sequence": sequence,
            "content_sha256": registry.content_sha256,
        }
        text = json.dumps(content, ensure_ascii=False, indent=2)
        self._memory.keep(key.fingerprint, sequence, text.encode() + b"\n")

    def _compare(self, file: Path, registry: Registry) -> None:
        """One number for two contents: the operator shows different users different registries."""
        try:
            with file.open("rb") as stream:
                kept = json.loads(stream.read(_MAX_FILE_BYTES))
            digest = kept["content_sha256"]
        except FileNotFoundError:
            return  # another program has just put a newer one in its place
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise self._memory.refuse(file, "it is damaged") from error
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise self._memory.refuse(file, "it is damaged")
        if digest != registry.content_sha256:
            raise RegistryError(
                f"another registry with the same number {registry.snapshot.sequence} was seen before",
                code="registry_sequence_reused",
                path=str(file),
                mend="Ask the operator; every publication must have a number of its own.",
                detail={"seen": digest, "now": registry.content_sha256},
                indeterminate=True,
            )
