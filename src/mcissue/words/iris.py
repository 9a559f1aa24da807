"""Absolute IRIs: one rule of syntax, and stricter rules that begin with it.

RFC 3987 section 2.2 gives the grammar: a scheme (RFC 3986 section 3.1), a colon, and a rest that may be
empty. The rule looks at the scheme and at single characters, as RDF does (RDF 1.1 N-Triples section 7,
IRIREF); how a scheme divides its rest is the business of that scheme. No IRI holds a control character, a
blank of any script, an angle bracket, quote, brace, bar, backslash, caret or backtick; and none holds a mark
that turns the direction of writing (RFC 3987 section 4.1): a reader would see another address than the
program.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ABSOLUTE_IRI", "is_absolute_iri", "is_https_address", "is_identifier", "is_web_address"]

_FORBIDDEN: Final = r"\x00-\x20\x7f-\x9f\s<>\"{}|\\^`\u200e\u200f\u202a-\u202e"

ABSOLUTE_IRI: Final = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:[^{_FORBIDDEN}]*")
"""The rule itself, to be matched against a whole text (`fullmatch`)."""

_WEB: Final = re.compile(r"https?://[^/?#].*", re.DOTALL)


def is_absolute_iri(value: object) -> bool:
    """Whether a value is a text of the form of an absolute IRI (RFC 3987 section 2.2).

    Args:
        value: anything that stands where an IRI belongs.
    """
    return isinstance(value, str) and ABSOLUTE_IRI.fullmatch(value) is not None


def is_identifier(value: object) -> bool:
    """Whether an absolute IRI can name something: after its scheme it goes on.

    `https:` is an IRI by the grammar, and as a prefix in a context it has its use; it identifies nothing.

    Args:
        value: anything that stands where an id belongs.
    """
    return is_absolute_iri(value) and str(value).partition(":")[2] != ""


def is_web_address(value: object) -> bool:
    """Whether a value is an absolute IRI of the web: http or https, and a host (RFC 9110 section 4.2).

    Args:
        value: anything that stands where an address on the web belongs.
    """
    return is_absolute_iri(value) and _WEB.fullmatch(str(value)) is not None


def is_https_address(value: object) -> bool:
    """Whether a value is a web address that can be fetched safely and whole: https, and no fragment.

    A fragment is never sent to a server (RFC 9110 section 7.1), so two such addresses would be one document.

    Args:
        value: anything that stands where an address to fetch from belongs.
    """
    return is_web_address(value) and str(value).startswith("https:") and "#" not in str(value)
