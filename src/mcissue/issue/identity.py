"""Identities that reveal nobody: credential ids, node ids and status indexes derived with a secret.

Everything is HMAC-SHA-256(secret, award identity, generation) (DESIGN section 8): the same input gives the
same bytes, and without the secret nobody can tell whose credential an id or an index belongs to.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

__all__ = ["AwardIdentity", "content_digest", "credential_id", "derive", "node_ids", "status_index"]

GENERATION = 1
"""The first credential for an award; a superseding one would be the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardIdentity:
    """What makes an award the same award: issued once, whatever else its row says.

    Attributes:
        issuer: the issuer's id.
        course: the course's id.
        version: the course's version, or an empty text.
        learner: the learner's key in the issuer's own books: the learner id, else the e-mail address.
        awarded: the award date, in UTC.
    """

    issuer: str
    course: str
    version: str
    learner: str
    awarded: str

    def digest(self, secret: bytes) -> str:
        """The award's name in the issuer's books: 64 hex digits that tell nobody who it is."""
        return derive(
            secret, "award", self.issuer, self.course, self.version, self.learner, self.awarded
        ).hex()


def derive(secret: bytes, purpose: str, *parts: str) -> bytes:
    """Derive 32 bytes for one purpose.

    Args:
        secret: the issuer's secret, 32 bytes.
        purpose: what the bytes are for; different purposes give unrelated bytes.
        parts: what they are derived from.
    """
    # JSON keeps the parts apart: ("a", "bc") and ("ab", "c") must not give the same bytes.
    message = json.dumps([purpose, *parts], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(secret, message.encode("utf-8", "surrogatepass"), "sha256")


def content_digest(secret: bytes, content: dict[str, Any]) -> str:
    """A keyed digest of everything that a credential will say, to notice a changed row."""
    return derive(secret, "content", json.dumps(content, ensure_ascii=False, sort_keys=True)).hex()


def credential_id(secret: bytes, award: str) -> str:
    """The id that all formats of one award share: a `urn:uuid:` (RFC 9562, version 8).

    Args:
        secret: the issuer's secret.
        award: the award's digest.
    """
    return _urn(derive(secret, "credential", award, str(GENERATION)))


def node_ids(secret: bytes, award: str) -> Callable[[str], str]:
    """Give the maker of one credential's node ids: fresh for each credential, the same in each run.

    Args:
        secret: the issuer's secret.
        award: the award's digest.
    """
    return lambda label: _urn(derive(secret, "node", award, str(GENERATION), label))


def status_index(secret: bytes, award: str, *, entries: int, taken: Container[int]) -> int:
    """Choose a place in a status list that looks random and is free.

    Args:
        secret: the issuer's secret.
        award: the award's digest.
        entries: how many places the list has.
        taken: the places that are in use, or were.
    """
    attempt = 0
    while True:
        number = int.from_bytes(derive(secret, "status", award, str(GENERATION), str(attempt)), "big")
        index = number % entries
        if index not in taken:
            return index
        attempt += 1


def _urn(digest: bytes) -> str:
    number = bytearray(digest[:16])
    number[6] = (number[6] & 0x0F) | 0x80  # version 8: made by a rule of our own (RFC 9562, section 5.8)
    number[8] = (number[8] & 0x3F) | 0x80
    return uuid.UUID(bytes=bytes(number)).urn
