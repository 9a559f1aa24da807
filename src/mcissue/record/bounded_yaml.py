"""YAML whose cost is known before anything is built of it: events are counted, and some things refused.

A parser of YAML builds its tree first and follows merge keys, aliases and directives while it does so; a file
of 100 kB can keep it busy for a minute. So the events (YAML 1.2.2 section 3.1) are looked at as they come,
before the first value is constructed.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, ScalarEvent
from ruamel.yaml.parser import RoundTripParser

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MAX_ALIASES", "MAX_SCALAR", "OddNumberError", "RefusedYamlError", "load_yaml"]

MAX_ALIASES: Final = 100
"""Aliases in one file: people write a handful; each may be followed into a tree of its own."""

MAX_SCALAR: Final = 100_000
"""Characters of one text: a page of a syllabus has 5,000; some constructors take more than in proportion."""

_MERGE: Final = "<<"


class RefusedYamlError(Exception):
    """The file has more of something than it may, or something that no file of ours needs.

    Attributes:
        message: what it has, in a sentence.
        hint: what to write instead.
        line: the line, from 1.
        too_large: whether a limit was passed.
    """

    def __init__(self, message: str, *, hint: str, line: int, too_large: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line
        self.too_large = too_large


class _BoundedParser(RoundTripParser):
    """The parser, with a look at each event that leaves it."""

    most_events: int

    def __init__(self, loader: Any) -> None:
        super().__init__(loader)
        self._events = 0
        self._aliases = 0

    def get_event(self) -> Any:
        """The next event; each passes here once, on its way to the tree."""
        event = super().get_event()
        line = event.start_mark.line + 1
        self._events += 1
        if self._events > self.most_events:
            message = f"the file has more than {self.most_events:,} values and brackets"
            raise RefusedYamlError(message, hint="Is it the right file?", line=line, too_large=True)
        if isinstance(event, DocumentStartEvent) and (event.version is not None or event.tags):
            # `%YAML 1.1` brings back numbers of base 60 and `yes` for true (YAML 1.1, type repository).
            message = "the file begins with a directive (%YAML or %TAG)"
            raise RefusedYamlError(message, hint="Remove that line.", line=line)
        if isinstance(event, AliasEvent):
            self._aliases += 1
            if self._aliases > MAX_ALIASES:
                message = f"the file has more than {MAX_ALIASES} aliases (*name)"
                raise RefusedYamlError(message, hint="Write the values out.", line=line, too_large=True)
        if isinstance(event, ScalarEvent):
            if event.value == _MERGE and event.style is None:
                message = "the file has a merge key (<<)"
                raise RefusedYamlError(message, hint="Write the fields out.", line=line)
            if len(event.value) > MAX_SCALAR:
                message = f"a text has more than {MAX_SCALAR:,} characters"
                raise RefusedYamlError(message, hint="Is it the right file?", line=line, too_large=True)
        return event


class OddNumberError(ConstructorError):
    """A value has the form of a number, and is none."""


class _Constructor(RoundTripConstructor):
    """The constructor; what only looks like a number, as `+_` does, it tells with its line."""

    def construct_yaml_int(self, node: Any) -> Any:
        """A whole number (YAML 1.2.2 section 10.3.2)."""
        return self._number(super().construct_yaml_int, node)

    def construct_yaml_float(self, node: Any) -> Any:
        """A number with a point or an exponent."""
        return self._number(super().construct_yaml_float, node)

    @staticmethod
    def _number(construct: Callable[[Any], Any], node: Any) -> Any:
        try:
            return construct(node)
        except (ValueError, LookupError, ArithmeticError):
            problem = f"{node.value[:100]!r} looks like a number and can't be read as one"
            raise OddNumberError(None, None, problem, node.start_mark) from None


_Constructor.add_constructor("tag:yaml.org,2002:int", _Constructor.construct_yaml_int)
_Constructor.add_constructor("tag:yaml.org,2002:float", _Constructor.construct_yaml_float)


def load_yaml(text: str, *, most_events: int) -> Any:
    """The parser's own tree, which keeps lines, comments and layout; a doubled key is refused.

    Args:
        text: the YAML, version 1.2.
        most_events: how many events it may have: a value is one, a list or map two.

    Raises:
        RefusedYamlError: before anything is built, see the limits of this module.
        ruamel.yaml.error.YAMLError: it is not YAML.
    """
    reader = YAML(typ="rt", pure=True)
    reader.Constructor = _Constructor
    reader.Parser = type("_Parser", (_BoundedParser,), {"most_events": most_events})
    return reader.load(io.StringIO(text))
