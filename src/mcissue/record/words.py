"""What the common faults of a value are called for people, and how each is mended."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

from mcissue.words import usual_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic_core import ErrorDetails

__all__ = ["plain_words"]

Words = tuple[str, str]

_LANGUAGE: Final = (
    "Write two or three small letters, as in en, fi or mt; with script or region as in sr-Latn, pt-BR."
)

#: The last step of a place -> what a value of another pattern is, and how to write it.
_PATTERNS: Final[Mapping[str, Words]] = {
    "[key]": ("is no language", _LANGUAGE),
    "language": ("is no language", _LANGUAGE),
    "valid_for": (
        "is no period",
        "Write P5Y for five years, P18M for eighteen months, P90D for ninety days.",
    ),
    "phone": ("is no telephone number", "Write it with digits, as in +358 20 7654321."),
    "scheme": (
        "is no name of a scheme",
        "Write letters, digits, and - _ . between them, as in DEQAR, VAT, student_number.",
    ),
}

_MOST_SHOWN: Final = 100
"""Characters of a refused value in a message: enough to find it again."""

_QUOTED: Final = re.compile(r"'([^']*)'")


def plain_words(fault: ErrorDetails, *, known: Sequence[str]) -> Words | None:
    """The message about a fault, and its mend; None for a fault that has words of its own.

    Args:
        fault: as pydantic gives it.
        known: names of the fields that the place has.
    """
    kind = "date" if fault["type"].startswith("date_") else fault["type"]
    words = _WORDS.get(kind)
    return None if words is None else words(fault, known)


def _shown(value: object) -> str:
    """A value as it stands in a message, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} ..."


def _text(fault: ErrorDetails, _: Sequence[str]) -> Words:
    value = fault["input"]
    if value is None:
        return "there is no text", "Write one, or remove the line."
    if isinstance(value, bool | int | float):
        shown = str(value).lower() if isinstance(value, bool) else value
        return f"{shown} is no text", "Put it in quotes, written as it is to stand there."
    return "one text belongs here", "Write it in one piece, in quotes."


def _fields(fault: ErrorDetails, known: Sequence[str]) -> Words:
    value = fault["input"]
    if value is None:
        return "there is nothing", "Write its fields, or remove the line."
    return (
        "fields with their values belong here",
        f"Write {{field: value}}, with fields of: {', '.join(known)}.",
    )


def _list(fault: ErrorDetails, _: Sequence[str]) -> Words:
    if fault["input"] is None:
        return "there is nothing", "Write a list, or remove the line."
    return (
        "a list belongs here",
        "Put it in brackets, [ ]; or begin each entry with '- ' on a line of its own.",
    )


def _one_of(fault: ErrorDetails, _: Sequence[str]) -> Words:
    expected = str((fault.get("ctx") or {}).get("expected", ""))
    words = _QUOTED.findall(expected)
    value = fault["input"]
    near = difflib.get_close_matches(str(value).replace(" ", "_").lower(), words, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"{_shown(value)} is not known here", f"{hint}Write one of: {', '.join(words)}."


def _pattern(fault: ErrorDetails, _: Sequence[str]) -> Words:
    value, field = fault["input"], str(fault["loc"][-1]) if fault["loc"] else ""
    what, how = _PATTERNS.get(field, ("is not of the form that is wanted", ""))
    if what == "is no language":
        simpler = usual_spelling(str(value).replace("_", "-"))
        how = f"Write {simpler}." if simpler else how
    return f"{_shown(value)} {what}", how


def _digits(fault: ErrorDetails, _: Sequence[str]) -> Words:
    message = f"{fault['input']} has too many digits"
    return message, "Write two decimals at most, as in 0.33, and no more than 99999.99."


def _positive(fault: ErrorDetails, _: Sequence[str]) -> Words:
    return f"{fault['input']} is not above {(fault.get('ctx') or {}).get('gt')}", "Write a positive number."


def _date(fault: ErrorDetails, _: Sequence[str]) -> Words:
    return f"{_shown(fault['input'])} is no date", "Write year, month and day, as in 2026-06-15."


def _true_or_false(fault: ErrorDetails, _: Sequence[str]) -> Words:
    return f"{_shown(fault['input'])} is neither true nor false", "Write true, or false."


def _long_text(fault: ErrorDetails, _: Sequence[str]) -> Words:
    most = (fault.get("ctx") or {}).get("max_length", 0)
    return f"the text has more than {most:,} characters", "Shorten it."


def _long_list(fault: ErrorDetails, known: Sequence[str]) -> Words:
    if isinstance(fault["input"], str):
        return _long_text(fault, known)
    most = (fault.get("ctx") or {}).get("max_length", 0)
    return f"the list has more than {most:,} entries", "Shorten it."


_WORDS: Final[Mapping[str, Callable[[ErrorDetails, Sequence[str]], Words]]] = {
    "string_type": _text,
    "model_type": _fields,
    "model_attributes_type": _fields,
    "dict_type": _fields,
    "tuple_type": _list,
    "list_type": _list,
    "enum": _one_of,
    "literal_error": _one_of,
    "string_pattern_mismatch": _pattern,
    "decimal_max_digits": _digits,
    "decimal_max_places": _digits,
    "decimal_whole_digits": _digits,
    "greater_than": _positive,
    "date": _date,
    "bool_type": _true_or_false,
    "string_too_long": _long_text,
    "too_long": _long_list,
}
