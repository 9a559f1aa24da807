"""One pass over a JSON text that builds the value and knows the place of every fault."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError
from mcissue.jsonld.read.errors import Fault, json_path, key_fault, limit_fault, number_of, string_fault

if TYPE_CHECKING:
    from mcissue.jsonld.limits import Limits

__all__ = ["Parser", "place_in"]

_SPACE: Final = re.compile(r"[ \t\n\r]*+")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?+(?![0-9A-Za-z_.+-])")
_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"')
_LITERALS: Final = (("true", True), ("false", False), ("null", None))
_NOT_JSON: Final = ("NaN", "Infinity", "-Infinity", "undefined", "None", "True", "False")


def place_in(text: str, position: int) -> dict[str, int]:
    """Line and column (both from 1, in characters) of a position in a text."""
    line_start = text.rfind("\n", 0, position) + 1
    return {"line": text.count("\n", 0, position) + 1, "column": position - line_start + 1}


class Parser:
    """A strict reader of one JSON text.

    Args:
        text: the whole text.
        limits: how deep and big the value may be; the size is the caller's to check.
    """

    __slots__ = ("_limits", "_members", "_position", "_steps", "_text")

    def __init__(self, text: str, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._position = 0
        self._members = 0
        self._steps: list[str | int] = []

    def parse(self) -> Any:
        """Read the value.

        Raises:
            DocumentError: the codes of `mcissue.jsonld.read.read_json`.
        """
        self._skip()
        if self._position == len(self._text):
            raise self._malformed("the file is empty")
        value = self._value(None)
        self._skip()
        if self._position != len(self._text):
            raise self._malformed("something follows the end of the JSON value")
        return value

    def _value(self, key: str | None) -> Any:
        """The value at the position; `key` is the member that holds it, perhaps within an array."""
        text, start = self._text, self._position
        first = text[start : start + 1]
        if first == '"':
            found = self._string()
            self._refuse(string_fault(found, key, self._limits), start)
            return found
        if first == "{":
            return self._object()
        if first == "[":
            return self._array(key)
        for word, value in _LITERALS:
            if text.startswith(word, start):
                self._position += len(word)
                return value
        if not first:
            raise self._malformed("the text ends too early")
        for word in _NOT_JSON:
            if text.startswith(word, start):
                raise self._malformed(f"{word} is no JSON value")
        return self._number()

    def _object(self) -> dict[str, Any]:
        self._open()
        found: dict[str, Any] = {}
        if self._take("}"):
            return found
        while True:
            start = self._position
            if not self._text.startswith('"', start):
                raise self._expected("a member name in double quotes")
            key = self._string()
            self._refuse(key_fault(key, self._limits), start)
            self._enter(key)
            if key in found:
                message = "the object has this member twice, and programs differ in which one they read"
                self._refuse(Fault("json_duplicate_member", message, "Leave one of the two."), start)
            if not self._take(":"):
                raise self._expected("a colon after the member name")
            self._skip()
            found[key] = self._value(key)
            self._steps.pop()
            if self._take("}"):
                return found
            if not self._take(","):
                raise self._expected("a comma or the end of the object")
            self._skip()

    def _array(self, key: str | None) -> list[Any]:
        self._open()
        found: list[Any] = []
        if self._take("]"):
            return found
        while True:
            if len(found) == self._limits.items:
                self._refuse(limit_fault("limit_items", "items in one array", self._limits.items))
            self._enter(len(found))
            found.append(self._value(key))
            self._steps.pop()
            if self._take("]"):
                return found
            if not self._take(","):
                raise self._expected("a comma or the end of the array")
            self._skip()

    def _open(self) -> None:
        # Each open container but the innermost has put one step on the path.
        if len(self._steps) >= self._limits.depth:
            self._refuse(limit_fault("limit_depth", "levels", self._limits.depth))
        self._position += 1
        self._skip()

    def _enter(self, step: str | int) -> None:
        self._steps.append(step)
        self._members += 1
        if self._members > self._limits.members:
            self._refuse(limit_fault("limit_members", "members and items", self._limits.members))

    def _string(self) -> str:
        start = self._position
        match = _STRING.match(self._text, start)
        if match is None:
            raise self._broken_string(start)
        self._position = match.end()
        if "\\" not in match[0]:
            return match[0][1:-1]
        try:
            text: str = json.loads(match[0])
        except json.JSONDecodeError as error:
            self._position = start + error.pos
            raise self._malformed("the string has a backslash with no known meaning") from error
        return text

    def _broken_string(self, start: int) -> DocumentError:
        """The string at `start` never ends, or holds a raw control character."""
        for match in re.compile(r"\\.|[\x00-\x1f]").finditer(self._text, start + 1):
            if match[0] < " ":
                self._position = match.start()
                return self._malformed(f"a string holds the raw control character U+{ord(match[0]):04X}")
        self._position = len(self._text)
        return self._malformed("the text ends in the middle of a string")

    def _number(self) -> int | float:
        start = self._position
        match = _NUMBER.match(self._text, start)
        if match is None:
            raise self._expected("a value")
        self._position = match.end()
        number = number_of(match[0], lawful=self._limits.lawful)
        if isinstance(number, Fault):
            raise number.error(json_path(self._steps), place_in(self._text, start))
        return number

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._position)
        assert match is not None
        self._position = match.end()

    def _take(self, token: str) -> bool:
        """Go past blanks and then, if it comes next, past a token of one character."""
        self._skip()
        if self._text.startswith(token, self._position):
            self._position += 1
            return True
        return False

    def _refuse(self, fault: Fault | None, position: int | None = None) -> None:
        if fault is not None:
            place = place_in(self._text, self._position if position is None else position)
            raise fault.error(json_path(self._steps), place)

    def _expected(self, what: str) -> DocumentError:
        at_end = self._position >= len(self._text)
        return self._malformed("the text ends too early" if at_end else f"{what} was expected")

    def _malformed(self, message: str) -> DocumentError:
        mend = "The file may have been cut short or edited by hand; take it from its source again."
        place = place_in(self._text, self._position)
        return Fault("json_malformed", message, mend).error(json_path(self._steps), place)
