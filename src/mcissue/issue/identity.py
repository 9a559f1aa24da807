"""Identities that reveal nobody: credential ids, node ids and status indexes derived with a secret.

Everything is HMAC-SHA-256(secret, award identity, generation) (DESIGN section 8): the same input gives the
same bytes, and without the secret nobody can tell whose credential an id or an index belongs to.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

__all__ = [
    "AwardIdentity",
    "content_digest",
    "credential_id",
    "derive",
    "learner_digest",
    "learner_digests",
    "node_ids",
    "normal_key",
    "status_index",
]

FIRST = 1
"""The first credential for an award has the generation 1; one that supersedes it has the next.

Once a learner was erased, all new awards begin after the highest generation that was erased: nobody knows any
more which award it was of, and nothing that is issued again may have the id or the place of what is gone.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardIdentity:
    """What makes an award the same award: issued once, whatever else its row says.

    Attributes:
        issuer: the issuer's id.
        course: the course's id.
        version: the course's version, or an empty text.
        learner: the learner's key at the issuer: the learner id, else the e-mail address.
        awarded: the award date, in UTC.
    """

    issuer: str
    course: str
    version: str
    learner: str
    awarded: str

    def digest(self, secret: bytes) -> str:
        """The award's name in the ledger: 64 hex digits that tell nobody who it is."""
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
    message = f"[{','.join(map(encode_basestring, (purpose, *parts)))}]"
    return hmac.digest(secret, message.encode("utf-8", "surrogatepass"), "sha256")


def learner_digest(secret: bytes, learner: str) -> str:
    """The learner's name in the ledger: 64 hex digits that tell nobody who it is.

    Args:
        secret: the issuer's secret.
        learner: the learner's key: the learner id, else the e-mail address.
    """
    return derive(secret, "learner", learner).hex()


def normal_key(key: str) -> str:
    """A learner's key in one form, whatever keyboard it was typed on: full-width digits are digits.

    Args:
        key: a learner id, or an e-mail address in small letters.
    """
    # UAX 15: compatible characters are equal under NFKC.
    return key if key.isascii() else unicodedata.normalize("NFKC", key)


def learner_digests(secret: bytes, typed: str) -> list[str]:
    """All names in the ledger that somebody may mean by a key: ids as they are, addresses in small letters.

    Args:
        secret: the issuer's secret.
        typed: the key, as a person typed it.
    """
    keys = (typed, typed.lower())
    # An earlier mcissue took ids as they stood.
    return [learner_digest(secret, key) for key in dict.fromkeys((*keys, *map(normal_key, keys)))]


def content_digest(secret: bytes, content: dict[str, Any]) -> str:
    """A keyed digest of everything that a credential will say, to notice a changed row."""
    return derive(secret, "content", json.dumps(content, ensure_ascii=False, sort_keys=True)).hex()


def credential_id(secret: bytes, award: str, generation: int = FIRST) -> str:
    """The id that all formats of one award share: a `urn:uuid:` (RFC 9562, version 8).

    Args:
        secret: the issuer's secret.
        award: the award's digest.
        generation: which credential of the award, from 1.
    """
    return _urn(derive(secret, "credential", award, str(generation)))


def node_ids(secret: bytes, award: str, generation: int = FIRST) -> Callable[[str], str]:
    """Give the maker of one credential's node ids: fresh for each credential, the same in each run.

    Args:
        secret: the issuer's secret.
        award: the award's digest.
        generation: which credential of the award, from 1.
    """
    # As `derive(secret, "node", award, str(generation), label)`, with what stays the same worked out once.
    begun = hmac.new(secret, f'["node",{encode_basestring(award)},"{generation}",'.encode(), "sha256")

    def node_id(label: str) -> str:
        # A copy goes on from there; a credential has some forty nodes.
        code = begun.copy()
        code.update(_closing(label))
        return _urn(code.digest())

    return node_id


@lru_cache(maxsize=4096)
def _closing(label: str) -> bytes:
    """The end of a message, with the label: credentials of a course have the same labels."""
    return f"{encode_basestring(label)}]".encode("utf-8", "surrogatepass")


def status_index(
    secret: bytes, award: str, *, entries: int, taken: Container[int], generation: int = FIRST
) -> int:
    """Choose a place in a status list that looks random and is free.

    Args:
        secret: the issuer's secret.
        award: the award's digest.
        entries: how many places the list has.
        taken: the places that are in use, or were.
        generation: which credential of the award, from 1.
    """
    attempt = 0
    while True:
        number = int.from_bytes(derive(secret, "status", award, str(generation), str(attempt)), "big")
        index = number % entries
        if index not in taken:
            return index
        attempt += 1


def _urn(digest: bytes) -> str:
    # Version 8: made by a rule of our own (RFC 9562, section 5.8); the variant is that of the RFC.
    text = digest[:16].hex()
    version, variant = "8", _VARIANTS[text[16]]
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{version}{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
