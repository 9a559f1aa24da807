"""Blockcerts 1 to 3, which are recognised and explained: their proof is an entry in a block chain."""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Nature, Signs

__all__ = ["BLOCKCERTS_1", "BLOCKCERTS_2", "BLOCKCERTS_3", "FORMATS"]

_NEXT: Final = (
    "Its proof stands in a block chain (Merkle proof), which is not asked here. Check it with the verifier "
    "of Blockcerts (blockcerts.org), or ask the issuer for an Open Badge 3.0."
)

BLOCKCERTS_3: Final = Format(
    id="blockcerts_3",
    title="a Blockcerts 3 credential",
    signs=Signs(types=frozenset({"BlockcertsCredential"}), looks=f"{__name__}.signs:is_version_3"),
    explanation=_NEXT,
    nature=Nature.OTHER_CREDENTIAL,
)

BLOCKCERTS_2: Final = Format(
    id="blockcerts_2",
    title="a Blockcerts 2 certificate",
    signs=Signs(members=f"{__name__}.signs:is_version_2"),
    explanation=_NEXT,
    nature=Nature.OTHER_CREDENTIAL,
)

BLOCKCERTS_1: Final = Format(
    id="blockcerts_1",
    title="a Blockcerts 1 certificate",
    signs=Signs(members=f"{__name__}.signs:is_version_1"),
    explanation=_NEXT,
    nature=Nature.OTHER_CREDENTIAL,
)

FORMATS: Final = (BLOCKCERTS_3, BLOCKCERTS_2, BLOCKCERTS_1)
