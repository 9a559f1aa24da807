"""One entry of the table of codes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Code"]


@dataclass(frozen=True, slots=True)
class Code:
    """A stable code.

    Attributes:
        code: lower case words joined by underscores, e.g. `signature_invalid`.
        meaning: one sentence for people, without reference to a concrete document.
        problem_type: the W3C problem-details type (RFC 9457) that says the same, where one exists.
    """

    code: str
    meaning: str
    problem_type: str | None = None
