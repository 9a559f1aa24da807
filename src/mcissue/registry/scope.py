"""One award against the limits of an accreditation: covered, outside, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.registry.model import Scope

__all__ = ["AwardScope", "Limit", "LimitState", "check_scope", "scope_in_words"]

LimitState = Literal["covered", "outside", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardScope:
    """What a credential says of itself, as far as accreditations are limited by it.

    Attributes:
        credential_type: its type as it writes it: the Open Badges `achievementType` or the address of an EU
            concept.
        eqf_level: its EQF level, 1 to 8.
        ects: its workload in ECTS credits.
        isced_f: its ISCED-F fields, two to four digits each.
        jurisdiction: the country it was awarded in, ISO 3166-1 alpha-2.
    """

    credential_type: str | None = None
    eqf_level: int | None = None
    ects: Decimal | None = None
    isced_f: tuple[str, ...] = ()
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of an accreditation, held against one award.

    Attributes:
        name: `credential_type`, `eqf_level`, `ects`, `isced_f` or `jurisdiction`.
        state: `covered`, `outside`, or `unknown` if the credential does not say enough.
        allowed: what the accreditation allows, in words.
        stated: what the credential states, in words.
    """

    name: str
    state: LimitState
    allowed: str
    stated: str


def check_scope(scope: Scope, award: AwardScope) -> tuple[Limit, ...]:
    """Hold an award against every limit that a scope has.

    Args:
        scope: the scope of an accreditation.
        award: what the credential says of itself.

    Returns:
        One result for each limit; an unlimited scope has none.
    """
    return tuple(_limits(scope, award))


def scope_in_words(scope: Scope) -> str:
    """A scope as people read it; `everything` if it is unlimited."""
    return ", ".join(limit.allowed for limit in check_scope(scope, AwardScope())) or "everything"


def _limits(scope: Scope, award: AwardScope) -> Iterator[Limit]:
    if scope.credential_types:
        allowed = f"the type {' or '.join(scope.credential_types)}"
        yield _limit(
            "credential_type",
            allowed,
            award.credential_type,
            within=award.credential_type in scope.credential_types,
        )
    if scope.eqf_min is not None or scope.eqf_max is not None:
        allowed = f"EQF level {_range(scope.eqf_min, scope.eqf_max)}"
        yield _limit(
            "eqf_level",
            allowed,
            award.eqf_level,
            within=_inside(award.eqf_level, scope.eqf_min, scope.eqf_max),
        )
    if scope.ects_min is not None or scope.ects_max is not None:
        allowed = f"{_range(scope.ects_min, scope.ects_max)} ECTS credits"
        yield _limit("ects", allowed, award.ects, within=_inside(award.ects, scope.ects_min, scope.ects_max))
    if scope.isced_fields:
        allowed = f"the field(s) {', '.join(scope.isced_fields)}"
        state = _fields(scope.isced_fields, award.isced_f)
        yield Limit("isced_f", state, allowed, ", ".join(award.isced_f) or _NOTHING)
    if scope.jurisdictions:
        allowed = f"the country {' or '.join(scope.jurisdictions)}"
        yield _limit(
            "jurisdiction", allowed, award.jurisdiction, within=award.jurisdiction in scope.jurisdictions
        )


_NOTHING = "nothing"


def _limit(name: str, allowed: str, stated: object, *, within: bool) -> Limit:
    if stated is None:
        return Limit(name, "unknown", allowed, _NOTHING)
    return Limit(name, "covered" if within else "outside", allowed, str(stated))


def _inside(value: Decimal | int | None, low: Decimal | int | None, high: Decimal | int | None) -> bool:
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def _range(low: object, high: object) -> str:
    if low is not None and high is not None:
        return f"{low}" if low == high else f"{low} to {high}"
    return f"{low} and above" if low is not None else f"up to {high}"


def _fields(allowed: tuple[str, ...], stated: tuple[str, ...]) -> LimitState:
    """Every stated field must lie in an allowed one: `0613` lies in `06`, `061` and `0613`.

    A credential that states only a wider field (`06` where `0613` is allowed) may lie inside or not.
    """
    states: set[LimitState] = {
        "covered"
        if any(field.startswith(limit) for limit in allowed)
        else "unknown"
        if any(limit.startswith(field) for limit in allowed)
        else "outside"
        for field in stated
    }
    if not states:
        return "unknown"
    return "outside" if "outside" in states else "unknown" if "unknown" in states else "covered"
