"""What a single string, member name or number may not be: the rules that reading and checking share."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from mcissue.errors import DocumentError
from mcissue.jsonld.limits import LARGE_STRING_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.jsonld.limits import Limits

__all__ = ["BEYOND", "Fault", "Steps", "json_path", "key_fault", "limit_fault", "number_of", "string_fault"]

#: Member names and array indexes from the top of a document downwards.
Steps: TypeAlias = "Sequence[str | int]"

#: The largest integer that JavaScript, and so many readers, hold exactly (I-JSON, RFC 7493 section 2.2).
MAX_INTEGER: Final = 2**53 - 1
#: An integer that is certainly too large.
BEYOND: Final = 2**64
#: Below this JavaScript prints an exponent ("1e-7"), which jsonld.js then takes for an integer.
MIN_FRACTION: Final = 1e-6
#: A decimal of so many digits survives the way into a double and back; a longer one may not, and its 16th
#: digit is where JavaScript and Python round differently.
MAX_DIGITS: Final = 15
# Longer than any number within these limits; nothing longer is handed to int() or float().
_MAX_NUMBER_LENGTH: Final = 64
_SHOWN: Final = 40

# Tab and line ends (also those of Windows) occur in honest texts, and all engines write them alike. Other
# control characters (C0, DEL, C1), halves of surrogate pairs, and U+FFFE and U+FFFF are written differently
# by different engines (RDFC-1.0 section 5), so a signature over them would hold here and fail there.
_BAD_IN_STRING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BAD_IN_FOREIGN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""The same without C1, which all engines write as they are; nobody means to write one, so none is issued."""
_BAD_IN_KEY: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Fault(NamedTuple):
    """What is wrong with one value, before it is known where the value stands."""

    code: str
    message: str
    mend: str | None = None
    indeterminate: bool = False
    detail: dict[str, Any] | None = None

    def error(self, path: str, place: dict[str, int] | None = None) -> DocumentError:
        """The exception for this fault.

        Args:
            path: the JSON path of the value.
            place: `line` and `column` in the text, if there is a text.
        """
        where = f", at line {place['line']}, column {place['column']}" if place else ""
        return DocumentError(
            self.message + where,
            code=self.code,
            path=path,
            mend=self.mend,
            detail={**(self.detail or {}), **(place or {})},
            indeterminate=self.indeterminate,
        )


def json_path(steps: Steps) -> str:
    """Write a place in a document as a JSON path (RFC 9535), member names that are no plain words quoted.

    Args:
        steps: the member names and array indexes from the top downwards.
    """
    return "$" + "".join(_selector(step) for step in steps)


def _selector(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if len(step) > _SHOWN:
        step = step[:_SHOWN] + "..."
    elif _PLAIN_KEY.fullmatch(step):
        return f".{step}"
    quoted = json.dumps(step, ensure_ascii=not step.isprintable())[1:-1]
    return "['" + quoted.replace('\\"', '"').replace("'", "\\'") + "']"


def limit_fault(code: str, what: str, limit: int) -> Fault:
    """The fault of passing a limit. It shows no harm, so it is indeterminate."""
    mend = _LARGE_MENDS.get(code, "Ask its maker for one with less in it.")
    return Fault(
        code, f"there are more than {limit} {what}", mend, indeterminate=True, detail={"limit": limit}
    )


_LARGE_MENDS: Final = MappingProxyType(
    {
        "limit_size": "Ask its maker for a smaller one; it is pictures that make a credential so large.",
        "limit_string": "Ask its maker for one with a smaller picture or a shorter text there.",
    }
)
"""What helps against a document that is too large; there is no way to check it as it is."""


def string_fault(text: str, key: str | None, limits: Limits) -> Fault | None:
    """What is wrong with a string, if anything.

    Args:
        text: the string.
        key: the name of the member that holds it, perhaps within an array.
        limits: how long it may be.
    """
    if len(text) <= limits.string and text.isprintable():
        # Nearly all strings: printable text has none of the bad characters.
        return None
    if len(text) > limits.string:
        is_large = key in LARGE_STRING_MEMBERS or text.startswith("data:")
        limit = limits.large_string if is_large else limits.string
        if len(text) > limit:
            return limit_fault("limit_string", "characters in one string", limit)
    bad = (_BAD_IN_FOREIGN if limits.lawful else _BAD_IN_STRING).search(text)
    return _character_fault(bad[0], "string") if bad else None


def key_fault(key: str, limits: Limits) -> Fault | None:
    """What is wrong with a member name, if anything."""
    if len(key) > limits.string:
        return limit_fault("limit_string", "characters in a member name", limits.string)
    if key.isprintable():
        return None
    bad = _BAD_IN_KEY.search(key)
    return _character_fault(bad[0], "member name") if bad else None


def _character_fault(character: str, where: str) -> Fault:
    name = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return Fault(
            "json_lone_surrogate",
            f"the {where} holds {name}, half of a surrogate pair, which is no character",
            "Write the whole character; some program cut the text in the middle of one.",
            detail={"character": name},
        )
    return Fault(
        "json_control_character",
        f"the {where} holds the control character {name}, which programs sign differently",
        "Take the character out; it is invisible and was probably pasted in.",
        # Lawful JSON (RFC 8259 section 7): nothing is known to be wrong, and no one signature fits it.
        indeterminate=True,
        detail={"character": name},
    )


def number_of(text: str, *, lawful: bool = False) -> int | float | Fault:
    """The number that all readers agree on, whole numbers as `int`, or what is wrong with it.

    Args:
        text: the number as JSON, or as `repr` writes a number in memory.
        lawful: whether more than 15 digits are let through, where all engines round them alike.
    """
    fault: str | None = None
    value: float = 0
    if len(text) > _MAX_NUMBER_LENGTH:
        fault = _TOO_LARGE
    elif text.removeprefix("-").isdigit():
        value = int(text)
        fault = _NEGATIVE_ZERO if text == "-0" else _TOO_LARGE if abs(value) > MAX_INTEGER else None
    else:
        value = float(text)
        digits = re.sub(r"[eE].*|[-.]", "", text).strip("0")
        if not digits:
            value, fault = 0, _NEGATIVE_ZERO if text.startswith("-") else None
        else:
            fault = _fraction_fault(value, digits, lawful=lawful)
    if fault is not None:
        return _number_fault(text, fault)
    return int(value) if isinstance(value, int) or value.is_integer() else value


def _fraction_fault(value: float, digits: str, *, lawful: bool) -> str | None:
    if not abs(value) <= MAX_INTEGER:
        return _TOO_LARGE
    if abs(value) < MIN_FRACTION:
        return f"below {MIN_FRACTION:f} programs write it differently"
    if len(digits) <= MAX_DIGITS or (lawful and not _is_tie(value)):
        return None
    return f"beyond {MAX_DIGITS} digits programs round differently"


def _is_tie(value: float) -> bool:
    """Whether a number lies halfway between two of 16 digits, where JavaScript rounds up and Python to even.

    All engines read the same double (RFC 8259 section 6), and JSON-LD writes it with 16 digits (JSON-LD 1.1
    API section 8.6); a double is halfway only if its exact decimal expansion ends with a 5 as 17th digit.
    """
    digits = "".join(map(str, Decimal(value).as_tuple().digits)).rstrip("0")
    return len(digits) == MAX_DIGITS + 2 and digits.endswith("5")


_TOO_LARGE: Final = f"beyond {MAX_INTEGER} many programs lose digits"
_NEGATIVE_ZERO: Final = "some programs read 0, some -0"


def _number_fault(text: str, reason: str) -> Fault:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return Fault(
        "json_number_out_of_range",
        f"the number {shown} has no one meaning: {reason}",
        "Write the value as a string, or as an integer or short decimal.",
        # Lawful JSON (RFC 8259 section 6), of which programs make different values.
        indeterminate=True,
    )
