"""Workbooks for the tests of the intake: made by openpyxl as offices make them, and taken apart by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from mcissue.issue.intake import Intake, ReadOptions, read_learners

__all__ = ["HEADER", "book", "parts_of", "read", "repacked", "with_shared_texts"]

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = ["learner_id", "full_name", "grade", "award_date", "credits_earned"]


def book(path: Path, *rows: list[Any], change: Callable[[Worksheet], None] = lambda _: None) -> Path:
    """A workbook of one sheet `Results`."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Results"
    for row in rows:
        sheet.append(row)
    change(sheet)
    workbook.save(path)
    return path


def read(path: Path, **options: Any) -> Intake:
    """Read it with an award date for all."""
    return read_learners(path, language="en", award_date="2026-06-15", options=ReadOptions(**options))


_INLINE = re.compile(rb'<c r="(\w+)"([^>]*) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>')


def with_shared_texts(path: Path) -> Path:
    """The same workbook with its texts in a part of their own, as Excel itself writes them."""
    parts = parts_of(path)
    texts: list[bytes] = []

    def moved(found: re.Match[bytes]) -> bytes:
        texts.append(found[3])
        return b'<c r="%s"%s t="s"><v>%d</v></c>' % (found[1], found[2], len(texts) - 1)

    sheet = _INLINE.sub(moved, parts["xl/worksheets/sheet1.xml"])
    items = b"".join(b'<si><t xml:space="preserve">%s</t></si>' % text for text in texts)
    relation = (
        b'<Relationship Id="rIdTexts" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    )
    relations = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    return repacked(
        path,
        {
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (MAIN, items),
            "xl/_rels/workbook.xml.rels": relations,
        },
    )


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path: Path, changes: Mapping[str, bytes | None], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The same workbook with some parts changed, added or (None) removed."""
    parts: dict[str, bytes | None] = {**parts_of(path), **changes}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path
