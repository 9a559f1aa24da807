"""What a credential says of itself, as far as an accreditation may be limited by it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from mcissue.formats.conventions import Role, plain_url, role_of
from mcissue.formats.detect import Format, detect_format
from mcissue.formats.edc.view import EdcView
from mcissue.registry.scope import AwardScope
from mcissue.vocabulary import concept_by_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.jsonld.read import JsonObject

__all__ = ["MAX_CREDITS", "award_scope"]

MAX_CREDITS: Final = 100_000
"""More credits are no workload of anybody; a number beyond is taken for none."""

_AMOUNT: Final = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?", re.ASCII)


def award_scope(document: JsonObject) -> AwardScope:
    """Read type, level, workload, fields and country from a credential.

    Only coded values count: an accreditation has limits, and a limit is held against a value and not against
    prose. What is not there, can't be read, or is said twice and differently stays unknown: of two values
    the one that can't be read might be the one that is out of bounds.

    Args:
        document: the credential; whatever it holds, nothing is raised.
    """
    if detect_format(document) is Format.EDC:
        view = EdcView(document)
        return AwardScope(
            credential_type=view.kind(),
            eqf_level=view.eqf_level(),
            ects=view.ects(),
            isced_f=view.fields(),
            jurisdiction=view.country(),
        )
    achievement = _object(_object(document, "credentialSubject"), "achievement")
    alignments = list(_alignments(achievement))
    levels = {code for role, code in alignments if role is Role.EQF_LEVEL}
    level = (levels.pop() if len(levels) == 1 else None) or ""
    fields = {code for role, code in alignments if role is Role.FIELD}
    kind = _single(achievement.get("achievementType"))
    country = _single(_object(_object(document, "issuer"), "address").get("addressCountryCode"))
    return AwardScope(
        credential_type=kind if isinstance(kind, str) else None,
        eqf_level=int(level) if level.isascii() and level.isdigit() and len(level) == 1 else None,
        ects=_ects(achievement),
        isced_f=() if None in fields else tuple(sorted(code for code in fields if code is not None)),
        jurisdiction=country if isinstance(country, str) else None,
    )


def _ects(achievement: JsonObject) -> Decimal | None:
    """The credits, if they are said to be of the European system, and said once or alike."""
    codes = [plain.get("targetCode") for role, plain in _plain_alignments(achievement) if role is Role.ECTS]
    if not codes:
        return None
    said = (*codes, _single(achievement.get("creditsAvailable")))
    # A code without any digit, such as "ECTS", is no amount; one with digits that can't be read may be any.
    amounts = {_amount(value) for value in said if value is not None and _may_be_amount(value)}
    return amounts.pop() if len(amounts) == 1 else None


def _alignments(achievement: JsonObject) -> Iterator[tuple[Role, str | None]]:
    """The role of each alignment, and the code of the concept it points to."""
    for role, plain in _plain_alignments(achievement):
        url = plain.get("targetUrl")
        concept = concept_by_uri(plain_url(url)) if isinstance(url, str) else None
        yield role, concept.code if concept is not None else None


def _plain_alignments(achievement: JsonObject) -> Iterator[tuple[Role, JsonObject]]:
    """Each alignment whose role is known, with arrays of one as their item."""
    value = achievement.get("alignment")
    for alignment in value if isinstance(value, list) else [value]:
        if isinstance(alignment, dict):
            plain = {name: _single(member) for name, member in alignment.items()}
            role = role_of(plain)
            if role is not None:
                yield role, plain


def _may_be_amount(value: Any) -> bool:
    return not isinstance(value, str) or any(character.isnumeric() for character in value)


def _amount(value: Any) -> Decimal | None:
    """A number of credits, as a number or as the plain text of one."""
    if isinstance(value, str):
        return Decimal(value) if _AMOUNT.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MAX_CREDITS:
        return None
    return Decimal(str(value))


def _object(item: JsonObject, name: str) -> JsonObject:
    value = _single(item.get(name))
    return value if isinstance(value, dict) else {}


def _single(value: Any) -> Any:
    """The one item of an array of one: JSON-LD means the same by both."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
