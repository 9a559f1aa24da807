"""What a reader should know of all that a credential claims beside what its title says.

Who sees the credential elsewhere sees these claims too, and takes the answers of the report for answers about
them. Their bodies and their limits are judged with the others' (`mcissue.verify.steps.awarding_bodies`); the
European elements are those of what the title says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mcissue.verify.report.outcomes import Note

if TYPE_CHECKING:
    from mcissue.formats.look import Look
    from mcissue.formats.view import Beside

__all__ = ["claims_notes"]

MAX_NAMED: Final = 20
"""Further claims that a note names: with more of them it is a transcript, which has its own pages."""


def claims_notes(look: Look) -> tuple[Note, ...]:
    """Name what is claimed besides.

    Args:
        look: into the credential; whatever it holds, nothing is raised.
    """
    beside = sorted(map(_named, look.view.beside()))
    if not beside:
        return ()
    shown = "; ".join(beside[:MAX_NAMED])
    more = f"; and {len(beside) - MAX_NAMED} more" if len(beside) > MAX_NAMED else ""
    text = (
        f"Beside what its title says, the credential claims: {shown}{more}. Who awards them was asked, too; "
        "the European elements are not theirs."
    )
    return (Note("claims_beside", text),)


def _named(claim: Beside) -> str:
    """`learning entitlement 'Licence to practise'`."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", claim.kind).lower()
    return f"{kind} {claim.title[:100]!r}" if claim.title else f"{kind} without a title"
