"""The working file of an operator: what the next snapshot will say, edited by hand or by command, unsigned.

YAML keeps the operator's comments and layout; JSON serves programs. The file knows the number that was last
published, so that numbers rise even where the published file is elsewhere.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from mcissue.errors import McissueError, RecordError, RegistryError
from mcissue.jsonld.limits import REGISTRY_LIMITS
from mcissue.jsonld.read import read_json_object, write_json
from mcissue.record.files import read_yaml
from mcissue.registry.faults import json_path
from mcissue.registry.model import (
    DRAFT_TYPE,
    FORMAT_VERSION,
    MAX_ENTRIES,
    MAX_SEQUENCE,
    SNAPSHOT_TYPE,
    Entry,
    FormatVersion,
    Operator,
    Snapshot,
    check_entries,
)
from mcissue.registry.reading import AtMost, Checked
from mcissue.registry.values import whole_number
from mcissue.words import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

__all__ = ["Draft", "DraftFile"]

MAX_DRAFT_EVENTS: Final = 200_000
"""Parts of a draft in YAML: some 3,000 institutions; a larger register is kept as JSON, which reads fast."""

_HEADER = """\
# Working file of an issuer registry. Nothing in it counts before "mcissue registry publish" signs it.
# Edit it by hand, or with "mcissue registry add" and "mcissue registry bind"; comments are kept.
"""

_LINE_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Checked):
    """A registry that is not published yet.

    Attributes:
        type: always `IssuerRegistryDraft`.
        version: the version of the format, 1.
        operator: who keeps the registry.
        test: true if nobody should rely on it.
        sequence: the number that was last published; 0 before the first time.
        entries: the institutions.
    """

    type: Literal["IssuerRegistryDraft"]
    version: FormatVersion
    operator: Operator
    test: bool
    sequence: Annotated[int, whole_number(0, MAX_SEQUENCE)]
    entries: Annotated[tuple[Entry, ...], AtMost(MAX_ENTRIES)]

    def __post_init__(self) -> None:
        """Refuse entries that contradict one another."""
        check_entries(self.entries)

    def snapshot(self, *, sequence: int, valid_from: datetime, valid_until: datetime) -> Snapshot:
        """What this draft says, as a snapshot to sign.

        Args:
            sequence: the number to publish it under.
            valid_from: the first instant at which it may be used.
            valid_until: the last one.

        Raises:
            RegistryError: `draft_malformed` if number or times do not fit.
        """
        data = {
            "type": SNAPSHOT_TYPE,
            "version": FORMAT_VERSION,
            "operator": self.operator.to_data(),
            "sequence": sequence,
            "test": self.test,
            "valid_from": shown(valid_from),
            "valid_until": shown(valid_until),
            "entries": [entry.to_data() for entry in self.entries],
        }
        try:
            return Snapshot.from_data(data)
        except RecordError as error:
            raise _malformed(error) from error


class DraftFile:
    """A draft together with the text of its file; changes keep what the operator wrote around it."""

    __slots__ = ("_data", "_locate", "_tree", "_yaml", "draft")

    draft: Draft

    def __init__(self, tree: Any, data: dict[str, Any], *, yaml: bool, locate: Callable[..., str]) -> None:
        """Use `new` or `read`.

        Args:
            tree: the parser's tree, for YAML; not used for JSON.
            data: the same as plain JSON data.
            yaml: whether the file is YAML.
            locate: turns a position into file, line and field.
        """
        self._tree, self._data, self._yaml, self._locate = tree, data, yaml, locate
        self.draft = self._validated(data)

    @classmethod
    def new(cls, *, operator: dict[str, Any], test: bool, yaml: bool) -> DraftFile:
        """Begin a draft without entries.

        Args:
            operator: the operator as plain JSON data.
            test: whether nobody should rely on the registry.
            yaml: write it as YAML, else as JSON.

        Raises:
            RegistryError: `draft_malformed`.
        """
        data: dict[str, Any] = {
            "type": DRAFT_TYPE,
            "version": FORMAT_VERSION,
            "operator": operator,
            "test": test,
            "sequence": 0,
            "entries": [],
        }
        tree: Any = data
        if yaml:
            tree = _yaml_tool().load(_HEADER + "type: x\n")
            tree.clear()
            tree.update({**data, "entries": []})
        return cls(tree, data, yaml=yaml, locate=json_path)

    @classmethod
    def read(cls, path: Path) -> DraftFile:
        """Read a draft: JSON if the name ends in `.json`, else YAML.

        Args:
            path: the file.

        Raises:
            RegistryError: `draft_malformed`, with every fault and its place.
            OSError: the file can't be opened.
        """
        try:
            if path.suffix.lower() != ".json":
                file = read_yaml(path, most_events=MAX_DRAFT_EVENTS)
                return cls(file.tree, file.data, yaml=True, locate=file.locate)
            with path.open("rb") as stream:
                data = read_json_object(stream.read(REGISTRY_LIMITS.size + 1), limits=REGISTRY_LIMITS)
        except RegistryError:
            raise
        except McissueError as error:
            raise _malformed(error, path=error.path or str(path)) from error
        return cls(data, data, yaml=False, locate=lambda location: f"{path}: {json_path(location)}")

    def add_entry(self, data: dict[str, Any]) -> None:
        """Append an institution.

        Args:
            data: the entry as plain JSON data.

        Raises:
            RegistryError: `draft_malformed` if it is no entry, or one of its ids is there already.
        """
        self._change(lambda tree: _append(tree, "entries", data))

    def add_key(self, issuer_id: str, data: dict[str, Any]) -> None:
        """Append a key to an institution.

        Args:
            issuer_id: one of its ids.
            data: the key as plain JSON data.

        Raises:
            RegistryError: `draft_entry_unknown`; `draft_malformed` if it is no key, or there already.
        """
        places = [place for place, entry in enumerate(self.draft.entries) if issuer_id in entry.ids]
        if not places:
            raise RegistryError(
                f"the draft has no entry with the id {issuer_id}",
                code="draft_entry_unknown",
                mend="Add it first: mcissue registry add ... --id " + issuer_id,
            )
        self._change(lambda tree: _append(tree["entries"][places[0]], "keys", data))

    def set_sequence(self, sequence: int) -> None:
        """Note the number that was published."""
        self._change(lambda tree: tree.__setitem__("sequence", sequence))

    def to_bytes(self) -> bytes:
        """The whole file, to be written."""
        if not self._yaml:
            return write_json(self._data, limits=REGISTRY_LIMITS)
        stream = io.StringIO()
        _yaml_tool().dump(self._tree, stream)
        return stream.getvalue().encode()

    def _change(self, edit: Callable[[Any], object]) -> None:
        # Tried on a copy first, so that a refused change leaves nothing behind.
        data = _copy(self._data)
        edit(data)
        self.draft = self._validated(data)
        self._data = data
        if self._yaml:
            edit(self._tree)

    def _validated(self, data: dict[str, Any]) -> Draft:
        try:
            return Draft.from_data(data, locate=self._locate)
        except RecordError as error:
            raise _malformed(error) from error


def _append(tree: Any, name: str, data: dict[str, Any]) -> None:
    members = tree.setdefault(name, [])
    layout = getattr(members, "fa", None)
    if layout is not None and not members:
        layout.set_block_style()  # an empty list stands as [] in the file, and would go on as one long line
    members.append(_copy(data))


def _copy(data: Any) -> Any:
    """Plain data anew: tree and data must not share what is later changed in both."""
    if isinstance(data, dict):
        return {name: _copy(value) for name, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data


def _yaml_tool() -> Any:
    # Imported here: a verifier never reads YAML.
    from ruamel.yaml import YAML  # noqa: PLC0415

    tool = YAML(typ="rt", pure=True)
    tool.indent(mapping=2, sequence=4, offset=2)
    tool.width = _LINE_WIDTH
    tool.preserve_quotes = True
    return tool


def _malformed(error: McissueError, *, path: str | None = None) -> RegistryError:
    return RegistryError(
        error.message, code="draft_malformed", path=path or error.path, mend=error.mend, detail=error.detail
    )
