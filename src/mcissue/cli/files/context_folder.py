"""A folder of JSON-LD contexts that a user added: each pinned by its SHA-256, laid out as `contexts/` is.

`INDEX.json` holds address -> [{edition, file, sha256}]. A folder may be made by hand, or handed to a
colleague; a file that is not the one that was pinned is refused, never read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mcissue.carrier.files import make_folder, write_whole
from mcissue.errors import ContextError, McissueError
from mcissue.jsonld.contexts import MAX_CONTEXT_BYTES, ContextStore, bundled_contexts
from mcissue.jsonld.contexts.trial import try_out
from mcissue.jsonld.read import read_json_object
from mcissue.words import is_identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ContextFolder", "OwnContext"]

MAX_CONTEXTS: Final = 100
"""Contexts in one folder: each is read and compared at every start of `mcissue verify`."""

_INDEX: Final = "INDEX.json"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnContext:
    """One context of the user.

    Attributes:
        url: the address under which documents name it.
        file: the name of its file in the folder.
        sha256: hex digest of the file.
    """

    url: str
    file: str
    sha256: str


class ContextFolder:
    """A folder of contexts that a user added.

    Args:
        folder: the folder; it need not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> tuple[OwnContext, ...]:
        """What is in the folder, in the order of the addresses; nothing if there is no index.

        Raises:
            ContextError: `contexts_unreadable` (indeterminate: the folder is at fault, not a credential).
        """
        index = self.folder / _INDEX
        try:
            data = index.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        try:
            rows = read_json_object(data)
        except McissueError as error:
            raise self._unreadable(error.message) from error
        if len(rows) > MAX_CONTEXTS:
            raise self._unreadable(f"it names more than {MAX_CONTEXTS} contexts")
        return tuple(self._entry(url, row) for url, row in sorted(rows.items()))

    def store(self, base: ContextStore | None = None) -> ContextStore:
        """The contexts of mcissue, and those of the folder.

        Args:
            base: what to add them to; by default the bundled contexts.

        Raises:
            ContextError: as `entries`; `context_altered` if a file is not the pinned one, `context_known` if
                mcissue has the address itself, `context_malformed`.
        """
        store = base if base is not None else bundled_contexts()
        for entry in self.entries():
            store = store.with_context(entry.url, self._read(entry), entry.sha256)
        return store

    def add(self, url: str, data: bytes, *, sha256: str | None = None) -> OwnContext:
        """Add a context, or say why not; the address must be new.

        Args:
            url: the address under which documents name it.
            data: the bytes of the context document.
            sha256: the digest that the giver told, if he did.

        Raises:
            ContextError: `context_known`, `context_malformed`, `context_altered`, `context_invalid`,
                `context_feature_unsupported`, `context_unknown`, `contexts_full`; as `entries`.
            DocumentError: `protected_term_redefined`: no credential could name it.
        """
        if not is_identifier(url):
            raise ContextError(
                f"{url[:200]!r} is no absolute address",
                code="context_malformed",
                mend="Give the address exactly as it stands in the @context of the credentials.",
            )
        entries = self.entries()
        if len(entries) >= MAX_CONTEXTS:
            raise ContextError(
                f"the folder holds {MAX_CONTEXTS} contexts already",
                code="contexts_full",
                mend="Remove those that nobody needs, or use another folder.",
            )
        try_out(self.store().with_context(url, data, sha256), url)
        digest = hashlib.sha256(data).hexdigest()
        added = OwnContext(url, f"{digest[:16]}.json", digest)
        make_folder(self.folder)
        # First the file, then the index that names it: whoever reads meanwhile sees the old folder.
        write_whole(self.folder / added.file, data)
        self._write((*entries, added))
        return added

    def remove(self, url: str) -> bool:
        """Take a context away.

        Args:
            url: its address.

        Returns:
            Whether it was there.
        """
        entries = self.entries()
        left = tuple(entry for entry in entries if entry.url != url)
        if len(left) == len(entries):
            return False
        self._write(left)
        for entry in entries:
            if entry.url == url and entry.file not in {other.file for other in left}:
                with contextlib.suppress(OSError):
                    (self.folder / entry.file).unlink()
        return True

    def _write(self, entries: tuple[OwnContext, ...]) -> None:
        rows = {
            entry.url: [{"edition": "own", "file": entry.file, "sha256": entry.sha256}] for entry in entries
        }
        text = json.dumps(rows, indent=2, sort_keys=True, ensure_ascii=False)
        write_whole(self.folder / _INDEX, f"{text}\n".encode())

    def _read(self, entry: OwnContext) -> bytes:
        path = self.folder / entry.file
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_CONTEXT_BYTES + 1)
        except OSError as error:
            raise self._unreadable(f"{entry.file}: {error.strerror or error}") from error
        # Before anything of it is read: what was changed may be anything.
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise ContextError(
                f"the file of the context {entry.url} in {self.folder} is not the pinned one",
                code="context_altered",
                mend="Remove the context, and add the copy that you trust.",
                detail={"url": entry.url, "expected": entry.sha256},
                indeterminate=True,
            )
        return data

    def _entry(self, url: str, rows: object) -> OwnContext:
        row: Mapping[str, object] = (
            rows[0] if isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], dict) else {}
        )
        file, digest = row.get("file"), row.get("sha256")
        if not (isinstance(file, str) and _NAME.fullmatch(file)):
            raise self._unreadable(f"{url[:200]}: the index names no file in this folder")
        if not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise self._unreadable(f"{url[:200]}: the index gives no SHA-256 in 64 small hexadecimal digits")
        return OwnContext(url, file, digest)

    def _unreadable(self, why: str) -> ContextError:
        return ContextError(
            f"the folder of contexts {self.folder} can't be used: {why}",
            code="contexts_unreadable",
            mend="Add the contexts anew with `mcissue contexts add`, or name another folder.",
            indeterminate=True,
        )
