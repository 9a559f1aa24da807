"""Who stands behind an award: the awarding bodies that a credential names, beside the issuer who signed it.

Whatever the document holds, nothing is raised. How each format names them, its view says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcissue.formats.look import Look
    from mcissue.formats.view import AwardingBody

__all__ = ["MAX_BODIES", "awarding_bodies"]

MAX_BODIES = 20
"""Awarding bodies of one award that are looked at: as many as a course file may name."""


def awarding_bodies(look: Look, *, issuer_id: str | None) -> tuple[tuple[AwardingBody, ...], bool]:
    """Find the awarding bodies other than the issuer.

    Args:
        look: into the credential.
        issuer_id: the id of its issuer.

    Returns:
        The others, each once, and whether the issuer awards as well: it does where nobody else is named, or
        where it is named with the others.
    """
    named = list(look.view.awarding_bodies())
    others: dict[str, AwardingBody] = {}
    for body in named:
        if issuer_id is None or body.id != issuer_id:
            first = others.setdefault(body.id or body.path, body)
            # One that stands behind several things answers for each of them.
            others[body.id or body.path] = replace(
                first, scopes=tuple(dict.fromkeys((*first.scopes, *body.scopes)))
            )
    awards = not named or any(issuer_id is not None and body.id == issuer_id for body in named)
    return tuple(others.values()), awards
