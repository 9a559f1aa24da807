"""One cell: from what a file holds to the text that the record takes, or a fault with the way to mend it.

Whatever could be meant in two ways is refused unless it was stated: a decimal comma, another order of dates.
A spreadsheet program's own guesses (a grade that became a date, a number that lost its zeros) are refused
too, since the cell no longer holds what somebody typed (docs/threats.md 8.2 to 8.4).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from mcissue.issue.intake.columns import CellKind
from mcissue.words import is_day_form

__all__ = ["DATE_ORDERS", "Cell", "CellFault", "Rules", "TypedCell", "cell_text", "is_blank", "shown"]

DateOrder = Literal["dmy", "mdy", "ymd"]
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy", "ymd")

EXACT_DIGITS: Final = 15
"""Digits of a number that spreadsheet programs keep; what was typed behind them is gone."""

MAX_SHOWN: Final = 60
"""Characters of a value in a message."""

_ORDER_WORDS: Final = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
_OVERRIDES: Final = re.compile("[\u202a\u202b\u202d\u202e\u2066\u2067\u2068]")
_PLAIN: Final = re.compile(
    "[^\\s\ufeff'=+\\-@＝＋－＠\u202a-\u202e\u2066-\u2069][^\\r\\n\u202a-\u202e\u2066-\u2069]*(?<![\\s\ufeff])"
)
"""A text in which there is nothing to look at; most cells are, and there are millions."""

_DECIMAL_COMMA: Final = re.compile(r"\d+,\d+", re.ASCII)
_POWER_OF_TEN: Final = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_ESCAPED: Final = re.compile(r"'[+\-@\t\r＋－＠]")
_FORMULA: Final = re.compile(r"'?[=＝]")
_PARTS: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?", re.ASCII)
_DECIMALS: Final = re.compile(r"0(\.(0{1,9}))?")
_TEXT_FORMATS: Final = frozenset({"", "General", "@"})


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A cell that is no text.

    Attributes:
        kind: what the file says that it is.
        value: the number, the moment, true or false; None for formulas and errors.
        format: the number format of the cell, as the file has it.
        text: what the file holds, for messages.
    """

    kind: Literal["number", "date", "boolean", "error", "formula", "structure"]
    value: float | int | datetime | bool | None
    format: str
    text: str


Cell = str | TypedCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What was stated about how a file writes things.

    Attributes:
        decimal: the decimal mark, `.` or `,`.
        dates: another order of dates than year-month-day; None if nothing was stated.
    """

    decimal: str = "."
    dates: DateOrder | None = None


class CellFault(Exception):  # noqa: N818 - never leaves the intake: it becomes a RecordError with its place
    """What is wrong with a cell."""

    def __init__(self, message: str, *, code: str, mend: str) -> None:
        super().__init__(message)
        self.message, self.code, self.mend = message, code, mend


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that anybody sees."""
    return isinstance(cell, str) and not cell.strip()


def shown(text: str) -> str:
    """A foreign value for a message: quoted and cut."""
    return repr(text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}...")


def cell_text(cell: Cell, kind: CellKind, rules: Rules) -> str:
    """What a cell says, as the record takes it; an empty text for an empty cell.

    Args:
        cell: the cell.
        kind: how its column is read.
        rules: what was stated about the file.

    Raises:
        CellFault: it says nothing, or something else than it shows.
    """
    if not isinstance(cell, str):
        return _from_typed(cell, kind)
    if kind is CellKind.TEXT and _PLAIN.fullmatch(cell):
        return cell
    text = _from_text(cell, kind)
    if not text:
        return text
    if kind is CellKind.DATE or kind is CellKind.TIME:
        return text if is_day_form(text) else _date(text, rules.dates)
    if kind is CellKind.AMOUNT:
        return _with_point(text) if rules.decimal == "," else _without_comma(text)
    return text


def _from_text(cell: str, kind: CellKind) -> str:
    # Such a character makes a name read otherwise than it is written (Unicode Technical Report 36).
    if _OVERRIDES.search(cell):
        raise CellFault(
            "the text holds an invisible character that turns the direction of writing around",
            code="direction_override",
            mend="Type the text anew; names in right-to-left scripts need no such character.",
        )
    # A byte order mark is left behind where files are joined; it is no part of any text.
    text = cell.strip().strip("\ufeff").strip()
    if _FORMULA.match(text):
        raise CellFault(
            f"{shown(text)} is a formula, or would be one in a spreadsheet program",
            code="cell_formula",
            mend="Write what it comes to; no text begins with =.",
        )
    if kind is CellKind.IDENTIFIER and _POWER_OF_TEN.fullmatch(text):
        raise CellFault(
            f"a spreadsheet program has turned the number into {shown(text)}",
            code="identifier_mangled",
            mend="Take the number from its source again, into a column formatted as text.",
        )
    # The apostrophe with which texts are kept from being read as formulas, by people and by us.
    return text[1:] if _ESCAPED.match(text) else text


def _with_point(text: str) -> str:
    if "." in text:
        raise CellFault(
            f"{shown(text)} has a point, and it was stated that the file has decimal commas",
            code="decimal_point",
            mend="Write a comma, and nothing between thousands.",
        )
    return text.replace(",", ".")


def _without_comma(text: str) -> str:
    if _DECIMAL_COMMA.fullmatch(text):
        raise CellFault(
            f"{shown(text)} has a decimal comma",
            code="decimal_comma",
            mend=f"Write {text.replace(',', '.')}, with a point; or state that the whole file has commas: "
            "--decimal ,",
        )
    return text


def _date(text: str, order: DateOrder | None) -> str:
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return text  # the record refuses what is no date
    if order is None:
        raise CellFault(
            f"{shown(text)} is a date in an order that was not stated",
            code="time_invalid",
            mend="Write year-month-day as in 2026-06-15, or state the order: --dates dmy, mdy or ymd.",
        )
    numbers = dict(zip(order, (parts[1], parts[3], parts[4]), strict=True))
    try:
        if len(numbers["y"]) != len("2026"):
            raise ValueError  # noqa: TRY301 - one message for all of them
        return date(int(numbers["y"]), int(numbers["m"]), int(numbers["d"])).isoformat()
    except ValueError:
        raise CellFault(
            f"{shown(text)} is no date when read as {_ORDER_WORDS[order]}",
            code="time_invalid",
            mend="Correct it; a year has four digits.",
        ) from None


def _from_typed(cell: TypedCell, kind: CellKind) -> str:
    if cell.kind == "formula":
        raise CellFault(
            "the cell holds a formula; what it last came to is not taken for what somebody checked",
            code="cell_formula",
            mend="Copy the column and paste it as values only.",
        )
    if cell.kind == "error":
        raise CellFault(
            f"the cell holds the error {shown(cell.text)}",
            code="cell_error",
            mend="Write the value, or clear the cell.",
        )
    if cell.kind == "structure":
        raise CellFault(
            f"this is no plain value: {shown(cell.text)}",
            code="cell_type_wrong",
            mend="Write one text or number for each column.",
        )
    if isinstance(cell.value, datetime):
        return _moment(cell, cell.value, kind)
    if isinstance(cell.value, bool) or cell.value is None:
        raise CellFault(
            f"the cell holds {shown(cell.text)}, a yes or no",
            code="cell_type_wrong",
            mend="Format the column as text and write what is meant.",
        )
    return _number(cell.value, cell.format, kind)


def _moment(cell: TypedCell, moment: datetime, kind: CellKind) -> str:
    if kind not in {CellKind.DATE, CellKind.TIME}:
        raise CellFault(
            f"the cell holds the date {moment.date().isoformat()}; a spreadsheet program may have made it of "
            "something else",
            code="cell_type_wrong",
            mend="Format the column as text, and type the value anew.",
        )
    if moment.time().isoformat() != "00:00:00":
        raise CellFault(
            f"the cell holds a time of day beside the date: {shown(cell.text)}",
            code="cell_type_wrong",
            mend="Write the date alone, or as text with its zone: 2026-06-15T10:00:00+02:00.",
        )
    return moment.date().isoformat()


def _number(number: float, pattern: str, kind: CellKind) -> str:
    if kind in {CellKind.DATE, CellKind.TIME}:
        raise CellFault(
            f"the cell holds the number {number:.15g} and no date",
            code="cell_type_wrong",
            mend="Format the column as a date, or as text with dates such as 2026-06-15.",
        )
    if not math.isfinite(number):
        raise CellFault("the cell holds no finite number", code="cell_type_wrong", mend="Correct it.")
    whole = float(number).is_integer()
    if kind is CellKind.AMOUNT:
        return str(int(number)) if whole else format(number, f".{EXACT_DIGITS}g")
    if abs(number) >= 10**EXACT_DIGITS:
        raise CellFault(
            f"spreadsheet programs keep {EXACT_DIGITS} digits of a number, and this one has more",
            code="identifier_mangled",
            mend="Format the column as text, and take the number from its source again.",
        )
    text = str(int(number)) if whole else format(number, f".{EXACT_DIGITS}g")
    if kind is CellKind.IDENTIFIER and not whole:
        raise CellFault(
            f"the cell holds the number {text}, which is no identifier",
            code="identifier_mangled",
            mend="Format the column as text, and type the value anew.",
        )
    if pattern in _TEXT_FORMATS:
        return text
    return _as_formatted(number, text, pattern)


def _as_formatted(number: float, text: str, pattern: str) -> str:
    """A number as the sheet shows it, where that is plain; a certificate must not show another one."""
    decimals = _DECIMALS.fullmatch(pattern)
    if decimals is not None:
        with_zeros = f"{number:.{len(decimals[2] or '')}f}"
        if float(with_zeros) == number:
            return with_zeros
    raise CellFault(
        f"the cell holds the number {text} and shows something else (its format is {shown(pattern)})",
        code="identifier_mangled",
        mend="Format the column as text, and type what is to be shown: zeros in front count.",
    )
