"""What all sheets of an XLSX file share: names, texts, number formats, the first day of the calendar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.intake.package import Attributes, Package, malformed
from mcissue.issue.intake.source import Source

__all__ = ["FORM_SHEET", "MAX_DIGITS", "MAX_TEXT", "TextCollector", "Workbook", "is_date", "unescape"]

FORM_SHEET: Final = "learners"
"""The sheet of our own forms that holds the learners; it need not be named."""

MAX_TEXT: Final = 100_000
"""Characters of one cell; spreadsheet programs allow 32,767."""

MAX_DIGITS: Final = 9
"""Digits of an index in the file; more would be no index."""

_XSTRING: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")

_BUILT_IN_FORMATS: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_DATE_FORMATS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats of dates and times (ECMA-376 part 1, 18.8.30)."""


class Workbook:
    """The parts that all sheets share: names, texts, number formats, the first day of the calendar."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.base = self._main_part()
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False
        package.walk(self.base, start=self._workbook_element)
        targets = self._targets(self.base)
        self.parts = {key: part for key, (_, part) in targets.items()}
        by_kind = dict(targets.values())
        self.texts = self._texts(by_kind.get("sharedStrings"))
        self.formats = self._formats(by_kind.get("styles"))

    def choose(self, wanted: str | None) -> tuple[str, str, tuple[str, ...]]:
        """The name and part of the sheet that is meant, and what to say about the others."""
        path = self.package.path
        shown = [name for name, _, hidden in self.sheets if not hidden]
        named = wanted if wanted is not None else FORM_SHEET if FORM_SHEET in shown else None
        if named is None:
            if len(shown) != 1:
                raise RecordError(
                    f"the file has {len(shown)} sheets",
                    code="sheet_unclear",
                    path=str(path),
                    mend=f"Name one: --sheet. They are: {', '.join(map(repr, shown[:20]))}.",
                )
            (named,) = shown
        chosen = next((entry for entry in self.sheets if entry[0] == named), None)
        if chosen is None:
            raise RecordError(
                f"the file has no sheet {named!r}",
                code="sheet_unknown",
                path=str(path),
                mend=f"It has: {', '.join(map(repr, shown[:20]))}.",
            )
        name, key, hidden = chosen
        if hidden:
            raise RecordError(
                "the sheet is hidden, so nobody sees whom it is about",
                code="sheet_hidden",
                path=Source(path, sheet=name).at(),
                mend="Unhide it in the spreadsheet program.",
            )
        part = self.parts.get(key)
        if part is None:
            raise malformed(path, f"the sheet {name!r} has no part")
        others = [f"{path.name}: the hidden sheet {n!r} is not read." for n, _, out in self.sheets if out]
        if len(self.sheets) > 1:
            others.insert(0, f"{path.name}: the sheet {name!r} is read.")
        return name, part, tuple(others)

    def _main_part(self) -> str:
        for kind, part in self._targets("").values():
            if kind == "officeDocument":
                return part
        raise malformed(self.package.path, "it is no workbook")

    def _targets(self, base: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part inside the package: id -> last word of the type, part."""
        folder, _, file = base.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                target = self.package.resolve(base, attributes.get("Target", ""))
                found[attributes.get("Id", "")] = (kind, target)

        self.package.walk(f"{folder}/_rels/{file}.rels".lstrip("/"), start=start)
        return found

    def _workbook_element(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), key, hidden))

    def _texts(self, part: str | None) -> list[str]:
        texts: list[str] = []
        if part is None:
            return texts
        collector = TextCollector(self.package.path)

        def end(name: str) -> None:
            if name == "si":
                texts.append(collector.take())
            else:
                collector.end(name)

        self.package.walk(part, start=collector.start, end=end, text=collector.text)
        return texts

    def _formats(self, part: str | None) -> list[tuple[str, bool]]:
        """Of each cell style the number format, and whether it is one of dates."""
        own: dict[str, str] = {}
        styles: list[tuple[str, bool]] = []
        inside = False

        def start(name: str, attributes: Attributes) -> None:
            nonlocal inside
            if name == "numFmt":
                own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                code = own.get(number)
                if code is not None:
                    styles.append((code, is_date(code)))
                else:
                    known = int(number) if number.isdecimal() and len(number) < MAX_DIGITS else -1
                    styles.append(
                        (_BUILT_IN_FORMATS.get(known, f"built in {number}"), known in _DATE_FORMATS)
                    )

        def end(name: str) -> None:
            nonlocal inside
            if name == "cellXfs":
                inside = False

        if part is not None:
            self.package.walk(part, start=start, end=end)
        return styles


class TextCollector:
    """The text of one string item: runs together, without the reading aids of East Asian scripts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pieces: list[str] = []
        self._size = 0
        self._open = False
        self._aid = False

    def start(self, name: str, _: Attributes) -> None:
        """Note the start of an element."""
        if name == "t":
            self._open = not self._aid
        elif name == "rPh":
            self._aid = True

    def end(self, name: str) -> None:
        """Note the end of an element."""
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._aid = False

    def text(self, piece: str) -> None:
        """Keep a piece of text, unless it belongs to a reading aid."""
        if self._open:
            self._size += len(piece)
            if self._size > MAX_TEXT:
                raise malformed(self._path, f"a text has more than {MAX_TEXT:,} characters")
            self._pieces.append(piece)

    def take(self) -> str:
        """The text collected since the last call."""
        whole = "".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return unescape(whole)


def unescape(text: str) -> str:
    """Characters that XML can't hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _XSTRING.sub(lambda found: chr(int(found[1], 16)), text)


def is_date(code: str) -> bool:
    """Whether a number format shows dates or times: a y, m, d, h or s outside of quotes and brackets."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code)
    return re.search("[ymdhs]", bare, re.IGNORECASE) is not None
