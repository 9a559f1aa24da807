"""The memory of registries: the highest sequence number seen of each.

A registry is known by its operator's id and by every key that the user pins for it: an operator changes keys,
and then the old registry by the old key must not pass again. So the number is kept under each of them, and
the highest number kept under any of them counts. With the number goes a digest of the content, for one number
for two contents shows an operator who tells different users different things.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mcissue.errors import RegistryError
from mcissue.proof.keys import PublicKey
from mcissue.seen import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

    def minimum_sequence(
        self, operator_key: PublicKey | Sequence[PublicKey], *, operator_id: str | None = None
    ) -> int | None:
        """The highest sequence number seen of a registry; None if none was seen.

        Args:
            operator_key: the key that the user pins for it, or all of them.
            operator_id: the id of its operator, if it is known beforehand.

        Raises:
            RegistryError: `registry_state_unreadable` (indeterminate) if the folder can't be read.
        """
        keys = (operator_key,) if isinstance(operator_key, PublicKey) else tuple(operator_key)
        return max(self._numbers(_names(keys, operator_id)), default=None)

    def remember(self, registry: Registry) -> None:
        """Keep the sequence number of a registry that was loaded, and so fully checked.

        Args:
            registry: a registry from `load_registry`.

        Raises:
            RegistryError: indeterminate each: `registry_rolled_back` if a higher number was seen,
                `registry_sequence_reused` if another registry was seen under this number,
                `registry_state_unreadable`, `registry_state_unwritable`.
        """
        sequence = registry.snapshot.sequence
        names = _names(registry.pinned, registry.snapshot.operator.id)
        kept = {name: self._memory.numbers(name) for name in names}
        highest = max((number for files in kept.values() for number in files), default=0)
        if sequence < highest:
            raise RegistryError(
                f"this registry is number {sequence}; number {highest} was seen before",
                code="registry_rolled_back",
                path="$.sequence",
                mend="Get the current registry from its operator.",
                detail={"sequence": sequence, "minimum": highest},
                indeterminate=True,
            )
        for files in kept.values():
            if sequence in files:
                self._compare(files[sequence], registry)
        content = {
            "operator": registry.operator_name,
            "operator_key": registry.operator_key.multikey,
            "sequence": sequence,
            "content_sha256": registry.content_sha256,
        }
        text = json.dumps(content, ensure_ascii=False, indent=2)
        for name, files in kept.items():
            if sequence not in files:
                self._memory.keep(name, sequence, text.encode() + b"\n")

    def _numbers(self, names: Iterable[str]) -> set[int]:
        return {number for name in names for number in self._memory.numbers(name)}

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


def _names(keys: Iterable[PublicKey], operator_id: str | None) -> tuple[str, ...]:
    """Under which names a registry is kept, each once; earlier versions kept it under one key's."""
    found = [key.fingerprint for key in keys]
    if operator_id is not None:
        found.append(hashlib.sha256(f"operator\n{operator_id}".encode()).hexdigest())
    return tuple(dict.fromkeys(found))
