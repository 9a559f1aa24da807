"""The package of an XLSX file: a ZIP with XML parts, opened with limits and without following anything.

A ZIP bomb, a doubled name or an encrypted part is refused before a byte is unpacked; sizes that lie are found
while unpacking. XML with a document type is refused, so there are no entities to expand and nothing external
to fetch (docs/threats.md 8.4).
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.parsers import expat

from mcissue.bounded_xml import MAX_ATTRIBUTES, TooManyAttributesError, feed, require_few
from mcissue.errors import RecordError

__all__ = ["MAX_UNPACKED", "Attributes", "Package", "open_package"]

MAX_PACKED: Final = 50_000_000
"""Bytes of the file itself."""

MAX_UNPACKED: Final = 50_000_000
"""Bytes of all parts together: about 100,000 rows; larger classes come as CSV, which is streamed."""

MAX_RATIO: Final = 100
"""Unpacked bytes for each packed one, over the whole file: real sheets have 5 to 30."""

MIN_FOR_RATIO: Final = 1_000_000
"""Unpacked bytes below which the ratio harms nobody."""

MAX_PARTS: Final = 2_000
"""Parts of one file: pictures and pivot tables make hundreds."""

PIECE: Final = 1 << 16

MAX_NAMES: Final = 1_000
"""Names of elements that are remembered; a workbook has some hundred."""

_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

# What zipfile and zlib raise on bytes that are no ZIP, or a broken one.
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    EOFError, RuntimeError, ValueError, KeyError, OverflowError, IndexError,
)  # fmt: skip

_MAIN: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
    }
)

Attributes = dict[str, str]


class Package:
    """An open XLSX file.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self._names = frozenset(archive.namelist())

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def resolve(self, base: str, target: str) -> str:
        """The part that a relationship leads to.

        Args:
            base: the part that the relationship is of.
            target: the relationship's target.
        """
        joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
        return posixpath.normpath(joined).lstrip("/")

    def walk(
        self,
        part: str,
        *,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] = lambda _: None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Parse a part; elements outside of the spreadsheet's own namespaces are passed over.

        Args:
            part: its name.
            start: told the name and attributes of each element.
            end: told the name of each element that ends.
            text: told pieces of text.

        Raises:
            RecordError: `xlsx_malformed`, `xlsx_declaration_refused` or `xlsx_too_large`.
        """
        parser = expat.ParserCreate(None, " ")
        parser.buffer_text = True
        parser.ordered_attributes = False

        names = _Names()

        def opened(name: str, attributes: Attributes) -> None:
            require_few(attributes)
            local = names[name]
            if local:
                start(local, attributes)

        def closed(name: str) -> None:
            local = names[name]
            if local:
                end(local)

        def refused(*_: object) -> None:
            raise RecordError(
                "the file declares a document type, which no spreadsheet needs",
                code="xlsx_declaration_refused",
                path=f"{self.path}, part {part!r}",
                mend="Save it anew with a spreadsheet program.",
            )

        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = refused
        try:
            feed(parser, self._pieces(part))
        except TooManyAttributesError:
            raise malformed(self.path, f"a tag has more than {MAX_ATTRIBUTES:,} attributes") from None
        except expat.ExpatError as error:
            raise malformed(self.path, f"{part!r} is no XML: {expat.ErrorString(error.code)}") from None
        except (UnicodeError, LookupError, ValueError):
            raise malformed(self.path, f"{part!r} is in an encoding that can't be read") from None

    def _pieces(self, part: str) -> Iterator[bytes]:
        if part not in self._names:
            raise malformed(self.path, f"it has no part {part!r}")
        try:
            with self._archive.open(part) as file:
                # zipfile gives no byte more than the directory says, and compares the checksum.
                while piece := file.read(PIECE):
                    yield piece
        except _BROKEN as error:
            raise malformed(self.path, f"{part!r} can't be unpacked: {error}") from None


class _Names(dict[str, str]):
    """Name of an element with its namespace -> its bare name, empty if foreign: asked millions of times."""

    def __missing__(self, name: str) -> str:
        namespace, _, local = name.rpartition(" ")
        found = local if namespace in _MAIN else ""
        if len(self) < MAX_NAMES:
            self[name] = found
        return found


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open an XLSX file.

    Args:
        path: the file.

    Raises:
        RecordError: it is no ZIP, or a harmful one.
        OSError: it can't be opened.
    """
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise RecordError(
                "the file is protected by a password, or of the old kind (.xls)",
                code="xlsx_malformed",
                path=str(path),
                mend="Save it as .xlsx without a password.",
            )
        size = file.seek(0, 2)
        if size > MAX_PACKED:
            raise too_large(path)
        file.seek(0)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise malformed(path, str(error)) from None
        with archive:
            _check_parts(path, archive, size)
            yield Package(path, archive)


def _check_parts(path: Path, archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise too_large(path)
    if unpacked > max(MIN_FOR_RATIO, size * MAX_RATIO):
        raise RecordError(
            f"the file unpacks to more than {MAX_RATIO} times its size",
            code="xlsx_too_large",
            path=str(path),
            mend="Copy the cells into a new file, or save it as CSV UTF-8.",
        )
    if len({part.filename for part in parts}) != len(parts):
        raise malformed(path, "a part stands in it twice")
    for part in parts:
        if not 0 <= part.header_offset < size:
            raise malformed(path, f"{part.filename!r} lies outside of the file")
        if part.compress_type not in _METHODS:
            raise malformed(path, f"{part.filename!r} is packed in a way that no spreadsheet is")


def malformed(path: Path, why: str) -> RecordError:
    """The file is no XLSX that one could read in one way only."""
    return RecordError(
        f"this is no XLSX file that can be read: {why}",
        code="xlsx_malformed",
        path=str(path),
        mend="Save it anew as .xlsx, or as CSV UTF-8.",
    )


def too_large(path: Path) -> RecordError:
    """The file unpacks to more than we take."""
    return RecordError(
        f"the file is larger than {MAX_UNPACKED:,} bytes when unpacked, or has more than {MAX_PARTS:,} parts",
        code="xlsx_too_large",
        path=str(path),
        mend="Save it as CSV UTF-8, or split it.",
    )
