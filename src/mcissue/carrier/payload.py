"""What all carriers have in common: what one is, what was found in it, how large it may be.

A carrier is judged before its credential is: it must hold exactly one, in a form that every reader reads
alike (Open Badges 3.0 section 5.3). Whether that one is genuine is the verifier's question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from mcissue.errors import CarrierError
from mcissue.formats.open_badges import OPEN_BADGES_2

__all__ = [
    "MAX_CARRIED_BYTES",
    "MAX_PICTURE_BYTES",
    "MEND",
    "PICTURE_CAUTION",
    "PROLOGUE",
    "Baker",
    "CarriedCredential",
    "Carrier",
    "CarrierKind",
    "Remark",
    "carried",
    "is_compact_jws",
    "no_credential",
    "other_badge",
    "require_size",
    "too_large",
    "two_credentials",
    "unsupported",
]

MAX_PICTURE_BYTES: Final = 10_000_000
"""Bytes of a picture. Badges are some 100 kB; a photograph of full size fits; it is held in memory whole."""

MAX_CARRIED_BYTES: Final = 1_000_000
"""Bytes of a credential in a picture, after decompression. The largest honest ones, with two small pictures
of their own inside, are some 300 kB; a text chunk beyond this is an attack on image software."""

_WHITESPACE: Final = b" \t\r\n"

# Possessive throughout: a hostile text must not make the search slow.
_JWS: Final = re.compile(
    rb"\s*+e[yw][A-Za-z0-9_-]*+\.[A-Za-z0-9_-]++\.[A-Za-z0-9_-]*+(?:~[A-Za-z0-9_.~-]*+)?\s*+"
)


PROLOGUE: Final = rb"(?>\s*+(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>))*+\s*+"
"""What may stand before the root element of an XML or HTML file; atomic, as above."""

MEND: Final = "Give the credential itself: a JSON file, a token, or a PNG or SVG picture with one baked in."
"""What somebody can do whose file holds no credential that can be read."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a carrier that a reader should know, and that does not decide anything.

    Attributes:
        code: a stable code (`mcissue.codes`).
        message: one sentence for people.
    """

    code: str
    message: str


PICTURE_CAUTION: Final = Remark(
    "picture_not_signed",
    "The picture itself is not signed: rely on what this report says, not on what the picture shows.",
)
"""What is said of every picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierKind:
    """How a credential travels.

    Attributes:
        id: stable; it stands in reports.
        title: what it is called in a sentence, with its article.
        media_types: as which it is served; the first one is the usual one.
        suffixes: how names of such files end, in lower case, with the dot; the first one is the usual one.
        carries_itself: whether such a file is the credential, and nothing is around it.
        caution: what a reader should know about everything in it but the credential.
    """

    id: str
    title: str
    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    carries_itself: bool = False
    caution: Remark | None = None

    def __str__(self) -> str:
        """The id."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedCredential:
    """The one credential of a carrier, not judged yet.

    Attributes:
        carrier: what it was found in.
        content: its bytes as they stand there: JSON in UTF-8, or a compact JWS.
        is_jws: whether it is a compact JWS and not JSON.
        remarks: what is odd about the carrier.
    """

    carrier: CarrierKind
    content: bytes
    is_jws: bool
    remarks: tuple[Remark, ...] = ()


class Baker(Protocol):
    """What puts a credential into a carrier."""

    def __call__(self, picture: bytes, content: bytes, *, replace: bool = False) -> bytes:
        """Give the same carrier with the credential in it; all else in it stays as it is.

        Args:
            picture: the bytes of the carrier.
            content: the credential: JSON in UTF-8, or a compact JWS.
            replace: whether credentials that are in it already are taken out first.

        Raises:
            CarrierError: it can't take this credential.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A line of the table `mcissue.carrier.table.CARRIERS`.

    Attributes:
        kind: what it is.
        detect: whether bytes are such a file by the way they begin; never slow, never an error.
        extract: takes the one credential out, or raises a `CarrierError`.
        bake: puts one in; None where nobody does.
    """

    kind: CarrierKind
    detect: Callable[[bytes], bool]
    extract: Callable[[bytes], CarriedCredential]
    bake: Baker | None = None


def is_compact_jws(data: bytes) -> bool:
    """Whether the bytes have the form of a compact JWS or SD-JWT (RFC 7515 section 7.1).

    The first part is a JSON object in base64url, so it begins with `ey` or `ew`.

    Args:
        data: any bytes; white space around them is allowed.
    """
    return _JWS.fullmatch(data) is not None


def carried(text: bytes, *, carrier: CarrierKind, remarks: tuple[Remark, ...] = ()) -> CarriedCredential:
    """What a text in a picture is: JSON if its first character is a curly brace, else it must be a JWS.

    Args:
        text: the text as it stands there.
        carrier: where it was found.
        remarks: what is odd about the carrier.

    Raises:
        CarrierError: `carrier_payload_malformed` if it is neither.
    """
    if text.removeprefix(b"\xef\xbb\xbf").lstrip(_WHITESPACE).startswith(b"{"):
        return CarriedCredential(carrier=carrier, content=text, is_jws=False, remarks=remarks)
    if is_compact_jws(text):
        return CarriedCredential(
            carrier=carrier, content=text.strip(_WHITESPACE), is_jws=True, remarks=remarks
        )
    raise CarrierError(
        f"where {carrier.title} should hold a credential is neither JSON nor a compact JWS",
        code="carrier_payload_malformed",
        mend="Ask the issuer for the picture again, or for the credential itself as a JSON file.",
        detail={"carrier": carrier.id, "bytes": len(text)},
    )


def require_size(data: bytes, *, carrier: CarrierKind) -> None:
    """Return if a picture is not too large.

    Raises:
        CarrierError: `carrier_too_large` (indeterminate).
    """
    if len(data) > MAX_PICTURE_BYTES:
        raise too_large(carrier, "bytes", MAX_PICTURE_BYTES)


def too_large(carrier: CarrierKind, what: str, limit: int) -> CarrierError:
    """The error for a picture beyond a limit: it shows no harm, but nobody can say what is in it.

    Args:
        carrier: what kind of picture.
        what: what there is too much of.
        limit: how much is allowed.
    """
    return CarrierError(
        f"{carrier.title} with more than {limit:,} {what} is not opened",
        code="carrier_too_large",
        mend="Use a simpler picture, or the credential itself as a JSON file.",
        detail={"carrier": carrier.id, "what": what, "limit": limit},
        indeterminate=True,
    )


def no_credential(carrier: CarrierKind) -> CarrierError:
    """The error for a picture that is nothing but a picture."""
    return CarrierError(
        f"this is {carrier.title} with no credential in it",
        code="carrier_no_credential",
        mend="Image programs and messengers drop a baked credential when they save or shrink a picture: "
        "ask for the file as the issuer made it.",
        detail={"carrier": carrier.id},
    )


def two_credentials(carrier: CarrierKind, count: int) -> CarrierError:
    """The error for a picture with several credentials: readers would differ about which one counts."""
    return CarrierError(
        f"this is {carrier.title} with {count} places for a credential, and must have one",
        code="carrier_two_credentials",
        mend="Ask the issuer for the picture again; bake into a picture without a credential.",
        detail={"carrier": carrier.id, "count": count},
    )


def other_badge(carrier: CarrierKind) -> CarrierError:
    """The error for a picture that holds a badge of the older standard only.

    Args:
        carrier: what kind of picture.
    """
    kind = OPEN_BADGES_2
    return CarrierError(
        f"this is {carrier.title} that holds {kind.title} or older",
        code="carrier_open_badges_2",
        mend=kind.explanation,
        detail={"carrier": carrier.id, "format": kind.id},
        indeterminate=True,
    )


def unsupported(title: str, mend: str = MEND) -> CarrierError:
    """The error for what may hold a credential and can't be opened yet: not knowing is not failing.

    Args:
        title: what it is, with its article.
        mend: what its reader can do.
    """
    return CarrierError(
        f"this is {title}; it can't be opened yet",
        code="carrier_unsupported",
        mend=mend,
        detail={"kind": title},
        indeterminate=True,
    )
