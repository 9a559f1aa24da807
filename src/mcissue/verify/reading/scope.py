"""What a credential says of itself, as far as an accreditation may be limited by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.registry import AwardScope

if TYPE_CHECKING:
    from mcissue.formats.look import Look
    from mcissue.formats.view import Scope

__all__ = ["award_scope", "award_scopes"]


def award_scopes(look: Look) -> tuple[AwardScope, ...]:
    """Read type, level, workload, fields and country of each award in a credential.

    Only coded values count: an accreditation has limits, and a limit is held against a value and not against
    prose. What is not there, can't be read, or is said twice and differently stays unknown; of several
    amounts of credits each is held against the limits.

    Args:
        look: into the credential; whatever it holds, nothing is raised.
    """
    return tuple(map(award_scope, look.view.scopes()))


def award_scope(scope: Scope) -> AwardScope:
    """The same of one award, as a registry asks for it."""
    return AwardScope(
        credential_type=scope.credential_type,
        eqf_level=scope.eqf_level,
        ects=scope.ects,
        isced_f=scope.isced_f,
        jurisdiction=scope.jurisdiction,
    )
