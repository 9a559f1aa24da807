"""Reading the shipped lists: one file a list, read when the first concept of it is asked for."""

from __future__ import annotations

import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mcissue.errors import RecordError
from mcissue.vocabulary.schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Table", "code_key_of", "key_of", "read_rows", "table_of"]

_FOLDER = "tables"
_COMBINING_MARKS = range(0x0300, 0x0370)  # accents on Latin, Greek and Cyrillic letters
_IGNORED = frozenset("-_'\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u02bb")  # hyphens, dashes, apostrophes


class Table(NamedTuple):
    """The rows of one list, and the ways in.

    Attributes:
        labels: last segment of the address -> English label or None.
        codes: last segment -> the code a concept shows; absent where it has none.
        by_code: `code_key_of` a code -> segments with this code.
        by_label: `key_of` a label -> segments with this label.
        by_name: `key_of` another name -> segments with this name.
    """

    labels: Mapping[str, str | None]
    codes: Mapping[str, str]
    by_code: Mapping[str, tuple[str, ...]]
    by_label: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]


def key_of(text: str) -> str:
    """What two spellings of a label have in common: no case, space, hyphen, apostrophe or accent."""
    return "".join(
        character
        for character in unicodedata.normalize("NFD", text.casefold())
        if not (character.isspace() or character in _IGNORED or ord(character) in _COMBINING_MARKS)
    )


def code_key_of(text: str) -> str:
    """What two spellings of a code have in common: all but case. A hyphen counts: -6 is not level 6."""
    return text.strip().casefold()


def read_rows(name: str, *, columns: int) -> tuple[tuple[str, ...], ...]:
    """The rows of a shipped file, each with exactly `columns` fields; empty ones at the end may be left out.

    Args:
        name: the file's name without `.tsv`.
        columns: how many fields a row has.

    Raises:
        RecordError: the file is missing, damaged or cut (code `vocabulary_damaged`): the installation is.
    """
    from importlib.resources import files  # noqa: PLC0415 - slow to import, and most runs need few lists

    try:
        text = files("mcissue").joinpath("vocabulary", _FOLDER, f"{name}.tsv").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(name, str(error)) from error
    lines = text.split("\n")
    if lines.pop() != "":
        raise _damaged(name, "the last line is cut")
    rows = tuple(tuple(line.split("\t")) for line in lines if not line.startswith("# "))
    if any(len(row) > columns or not row[0] for row in rows):
        raise _damaged(name, f"a row does not have {columns} fields")
    promised = next((line for line in lines if line.startswith("# rows: ")), None)
    if promised is not None and promised != f"# rows: {len(rows)}":
        raise _damaged(name, f"{len(rows)} rows, and its head says {promised[2:]}")
    return tuple(row + ("",) * (columns - len(row)) for row in rows)


def _damaged(name: str, why: str) -> RecordError:
    return RecordError(
        f"the shipped list '{name}' cannot be read: {why}",
        code="vocabulary_damaged",
        mend="install mcissue again",
        indeterminate=True,
    )


@cache
def table_of(name: str) -> Table:
    """The list with the short name `name`, a key of `SCHEMES`, read once.

    Raises:
        RecordError: its file is damaged (code `vocabulary_damaged`).
    """
    rows = read_rows(name, columns=2)
    labels: dict[str, str | None] = {segment: label or None for segment, label in rows}
    codes = {segment: segment for segment in labels} if SCHEMES[name].coded else {}
    more_codes: list[tuple[str, str]] = []
    names = [
        (segment, other) for scheme, segment, other in read_rows("other_names", columns=3) if scheme == name
    ]
    if name == "country":
        codes = _add_countries(more_codes)
    elif name == "language":
        _add_languages(labels, more_codes, names)
    elif name == "eqf":
        names += [(segment, f"{word}{segment}") for segment in labels for word in ("EQF", "EQF level")]
    names += [(segment, code) for segment, code in codes.items() if not code.isalnum()]  # words with hyphens
    return Table(
        labels=MappingProxyType(labels),
        codes=MappingProxyType(codes),
        by_code=_index([*codes.items(), *more_codes], key=code_key_of),
        by_label=_index([(segment, label) for segment, label in labels.items() if label]),
        by_name=_index(names),
    )


def _add_countries(more_codes: list[tuple[str, str]]) -> dict[str, str]:
    """Countries are shown by their alpha-2 code, and read by the authority's code too."""
    codes: dict[str, str] = {}
    for alpha2, segment, also in read_rows("country_codes", columns=3):
        codes[segment] = alpha2
        more_codes += [(segment, code) for code in (segment, also) if code]
    return codes


def _add_languages(
    labels: dict[str, str | None], more_codes: list[tuple[str, str]], names: list[tuple[str, str]]
) -> None:
    """Languages are also read by their two-letter and bibliographic codes, and by their own names."""
    for alpha2, segment, bibliographic, english, own in read_rows("language_names", columns=5):
        more_codes += [(segment, code) for code in (alpha2, bibliographic) if code]
        names += [(segment, text) for text in (english, own) if text]
        labels[segment] = labels[segment] or english


def _index(
    pairs: list[tuple[str, str]], *, key: Callable[[str], str] = key_of
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for segment, text in pairs:
        found.setdefault(key(text), {})[segment] = None
    return MappingProxyType({text: tuple(segments) for text, segments in found.items()})
