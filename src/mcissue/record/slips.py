"""Slips in files that people write by hand: values that no form forbids and nobody can have meant.

The models of the record accept most of them, since other people's documents must be readable.
"""

from __future__ import annotations

import math
import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import RecordError
from mcissue.record.base import Model
from mcissue.record.texts import LanguageText
from mcissue.vocabulary import resolve
from mcissue.words import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mcissue.record.base import Location
    from mcissue.record.course import Course
    from mcissue.record.organisation import Organisation, QualityAssurance

__all__ = ["line_of_impossible_day", "refuse_odd_values", "refuse_slips"]

_OVERRIDES: Final = re.compile("[\u202a\u202b\u202d\u202e]")
"""Characters that turn the direction of writing around (Unicode Technical Report 36); marks and
isolates, which texts in two scripts may need, do not."""

_DAY: Final = re.compile(r"(?<![\d-])(\d{4})-(\d\d?)-(\d\d?)(?![\d-])", re.ASCII)


def line_of_impossible_day(text: str) -> tuple[int, str] | None:
    """The first day in a text that no calendar has, such as 2026-02-30: its line, and how it is written."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _DAY.finditer(line):
            try:
                date(*map(int, found.groups()))
            except ValueError:
                return number, found[0]
    return None


def refuse_odd_values(data: Any, *, locate: Callable[[Location], str]) -> None:
    """Return if every value of a file can be what somebody meant.

    Args:
        data: its values, as plain data.
        locate: turns a position into file, line and field.

    Raises:
        RecordError: `value_invalid`, `text_empty` or `direction_override`; the first one found.
    """
    for location, value in _values(data, ()):
        if isinstance(value, float) and not math.isfinite(value):
            raise _refused(
                "this is no number", "value_invalid", "Write digits, as in 5 or 2.5.", locate(location)
            )
        if not isinstance(value, str):
            continue
        if any("\ud800" <= character <= "\udfff" for character in value):
            message = "the text holds half a character"
            raise _refused(
                message, "value_invalid", "Type the text anew, without \\u escapes.", locate(location)
            )
        if _OVERRIDES.search(value):
            raise _refused(
                "the text holds an invisible character that turns the direction of writing around",
                "direction_override",
                "Type the text anew; right-to-left scripts need no such character.",
                locate(location),
            )
        if value.strip() and is_blank(value):
            message = "nobody can see anything of this text"
            raise _refused(message, "text_empty", "Write a text, or remove the field.", locate(location))


def _values(data: Any, location: Location) -> Iterator[tuple[Location, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, (*location, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _values(value, (*location, place))
    else:
        yield location, data


def refuse_slips(value: Course | Organisation, *, locate: Callable[[Location], str]) -> None:
    """Return if no field of a course or an issuer contradicts another one, and its languages are some.

    Args:
        value: what was read.
        locate: turns a position into file, line and field.

    Raises:
        RecordError: `value_invalid`, `unknown_concept`; the first one found.
    """
    for location, assurance in _assurances(value):
        begin, end = assurance.valid_from, assurance.valid_until
        if begin is not None and end is not None and end < begin:
            raise _refused(
                f"it ends on {end}, before it begins on {begin}",
                "value_invalid",
                "Look whether valid_from and valid_until were exchanged, and whether the years are right.",
                locate((*location, "valid_until")),
            )
    for location, tag in _languages(value, ()):
        if not _is_language(tag):
            raise _refused(
                f"{tag!r} is no language",
                "unknown_concept",
                "Write its code in ISO 639, often another than the country's: sv for Swedish, el for Greek.",
                locate((*location, tag)),
            )
    seen: set[str] = set()
    for place, body in enumerate(getattr(value, "awarding_bodies", ())):
        if body.id in seen:
            raise _refused(
                f"{body.id} stands twice among the awarding bodies",
                "value_invalid",
                "Remove one of the two, or correct its id.",
                locate(("awarding_bodies", place, "id")),
            )
        seen.add(body.id)
    period = getattr(value, "valid_for", None)
    if period is not None and not re.search("[1-9]", period):
        raise _refused(
            f"{period} is no time at all",
            "value_invalid",
            "Write P5Y for five years, P18M for eighteen months; or remove the field if it does not expire.",
            locate(("valid_for",)),
        )


def _languages(value: object, location: Location) -> Iterator[tuple[Location, str]]:
    """Every language in which something is written, with its place."""
    if isinstance(value, LanguageText):
        for tag in value.languages:
            yield location, tag
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _languages(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _languages(item, (*location, place))


@lru_cache(maxsize=256)
def _is_language(tag: str) -> bool:
    try:
        resolve("language", tag)
    except RecordError:
        return False
    return True


def _assurances(value: Course | Organisation) -> Iterator[tuple[Location, QualityAssurance]]:
    for place, item in enumerate(value.quality_assurance):
        yield ("quality_assurance", place), item
    for place, body in enumerate(getattr(value, "awarding_bodies", ())):
        for location, item in _assurances(body):
            yield ("awarding_bodies", place, *location), item


def _refused(message: str, code: str, mend: str, path: str) -> RecordError:
    return RecordError(message, code=code, mend=mend, path=path)
