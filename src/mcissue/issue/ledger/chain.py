"""The hash chain of the ledger: each entry's digest is salted, each link covers all entries before it.

Link n is SHA-256(link n-1, digest n); digest n is SHA-256(salt, what the entry says). Erasing a learner takes
the salt and what was said away: the digest is left, it can't be guessed any more, and the chain still holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select

from mcissue.issue.ledger.tables import CHAIN
from mcissue.issue.ledger.values import Issued

__all__ = ["START", "ChainEntry", "add_to_chain", "chain_digest", "output_body"]

START: Final = bytes(32)
"""The link before the first entry."""

SALT_BYTES: Final = 16
"""As many as nobody can try out."""


class ChainEntry(NamedTuple):
    """Something that is put down for good.

    Attributes:
        kind: `output`, `change`, `answer`, `erased` or `clock`.
        subject: its number in its table.
        body: what is put down, of JSON values.
    """

    kind: str
    subject: int
    body: Sequence[Any]


def chain_digest(salt: bytes, kind: str, body: Sequence[Any]) -> bytes:
    """The digest of an entry."""
    text = json.dumps([kind, *body], ensure_ascii=False, separators=(",", ":"))
    return sha256(salt + text.encode("utf-8", "surrogatepass")).digest()


def output_body(credential: int, run: int, issued: Issued) -> tuple[Any, ...]:
    """What is put down of a document: all that was set aside for it, and its digest."""
    each = issued.reservation
    # Entries of an earlier mcissue end before the last two.
    learner = (each.email, each.awarded) if each.awarded else ()
    return (
        credential, run, issued.output, issued.sha256.hex(), each.credential, each.award, each.generation,
        each.learner, each.content, each.created, each.row, each.purpose, each.list_url, each.index,
        *learner,
    )  # fmt: skip


def add_to_chain(connection: Connection, entries: Sequence[ChainEntry]) -> None:
    """Put entries at the end of the chain; in a transaction."""
    if not entries:
        return
    last = connection.execute(
        select(CHAIN.c.number, CHAIN.c.link).order_by(CHAIN.c.number.desc()).limit(1)
    ).first()
    number, link = (last.number, last.link) if last else (0, START)
    random = os.urandom(SALT_BYTES * len(entries))
    rows = []
    for place, (kind, subject, body) in enumerate(entries):
        salt = random[place * SALT_BYTES : (place + 1) * SALT_BYTES]
        digest = chain_digest(salt, kind, body)
        link = sha256(link + digest).digest()
        number += 1
        rows.append(
            {"number": number, "kind": kind, "subject": subject, "salt": salt, "digest": digest, "link": link}
        )
    connection.execute(insert(CHAIN), rows)
