"""How the value of an element reads, the same from a record and from a document."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MEND_EARNED", "MORE_EARNED", "amount_text", "is_hash", "joined", "more_earned", "workload_text"]

MAX_LISTED = 20
"""Entries of a list that go into one value: more would be cut off anyhow."""


_HASH = re.compile(r"(sha256|md5)\$[0-9A-Fa-f]+", re.ASCII)  # Open Badges 3.0, IdentityHash


def is_hash(value: str) -> bool:
    """Whether an identifier has the form of a hash: nobody's name or number looks like that."""
    return _HASH.fullmatch(value) is not None


def amount_text(amount: Decimal | float) -> str:
    """A number as people write it: `5`, `4.5`, never `5.0` or `5E+1`."""
    number = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def workload_text(
    ects: Decimal | float | None, hours: Decimal | float | None, earned: Decimal | float | None = None
) -> str:
    """`5 ECTS, 135 hours`; credits that the learner earned are named only where they differ."""
    parts = []
    if ects is not None:
        parts.append(f"{amount_text(ects)} ECTS")
    if hours is not None:
        parts.append(f"{amount_text(hours)} hours")
    if earned is not None and earned != ects:
        parts.append(f"earned {amount_text(earned)}")
    return ", ".join(parts)


MORE_EARNED = "The learner is said to have earned more credits than the offer has."
"""Why a workload is only partly there: one of the two numbers is wrong, and nobody can say which."""


MEND_EARNED = "Write at most as many earned credits as the offer has, or correct those of the offer."


def more_earned(ects: Decimal | float | None, earned: Decimal | float | None) -> bool:
    """Whether more credits were earned than there were to earn.

    Args:
        ects: the credits of the offer, if they are given.
        earned: those of the learner, if they are given.
    """
    return ects is not None and earned is not None and earned > ects


def joined(texts: Iterable[str], separator: str = "; ") -> str:
    """The texts that say something, in order, each once."""
    said = dict.fromkeys(" ".join(text.split()) for text in texts)
    said.pop("", None)
    return separator.join(list(said)[:MAX_LISTED])
