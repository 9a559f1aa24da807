"""Who stands behind an award: the awarding bodies that a credential names, beside the issuer who signed it.

Whatever the document holds, nothing is raised. An Open Badge names several bodies as our tables say
(docs/standards/open-badges-3.md): the achievement's `creator` and alignments of the role `awarding_body`. A
`creator` alone is the author of the achievement and awards nothing, unless there is a mandate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcissue.errors import McissueError
from mcissue.formats.conventions import Role, role_of
from mcissue.formats.detect import Format, detect_format
from mcissue.formats.edc.view import EdcView
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.jsonld.read import JsonObject

__all__ = ["MAX_BODIES", "AwardingBody", "awarding_bodies"]

MAX_BODIES = 20
"""Awarding bodies of one award that are looked at: as many as a course file may name."""


@dataclass(frozen=True, slots=True)
class AwardingBody:
    """One awarding body, as the credential names it.

    Attributes:
        id: its id, or None.
        name: its name in the credential, or None.
        country: its country, ISO 3166-1 alpha-2, if the credential says so.
        path: where it stands.
    """

    id: str | None
    name: str | None
    country: str | None
    path: str

    @property
    def shown(self) -> str:
        """What to call it where the registry does not know it."""
        return (self.name or self.id or "an awarding body without a name")[:200]


def awarding_bodies(document: JsonObject, *, issuer_id: str | None) -> tuple[tuple[AwardingBody, ...], bool]:
    """Find the awarding bodies other than the issuer.

    Args:
        document: the credential.
        issuer_id: the id of its issuer.

    Returns:
        The others, each once, and whether the issuer awards as well: it does where nobody else is named, or
        where it is named with the others.
    """
    try:
        named = list(_named(inner_credential(document).document))
    except McissueError:
        # What stands inside of a seal can't be read; the check `carrier` or `format` says so.
        named = []
    others = {
        body.id or body.path: body for body in reversed(named) if issuer_id is None or body.id != issuer_id
    }
    awards = not named or any(issuer_id is not None and body.id == issuer_id for body in named)
    return tuple(others.values())[::-1], awards


def _named(document: JsonObject) -> Iterator[AwardingBody]:
    if detect_format(document) is Format.EDC:
        for found in EdcView(document).awarding_bodies():
            yield AwardingBody(*found)
        return
    achievement = _object(_object(document, "credentialSubject"), "achievement")
    path = "$.credentialSubject.achievement"
    listed = achievement.get("alignment")
    alignments = [
        (f"{path}.alignment[{place}]" if isinstance(listed, list) else f"{path}.alignment", item, role)
        for place, item in enumerate(listed if isinstance(listed, list) else [listed])
        if isinstance(item, dict)
        and (role := role_of({name: _single(value) for name, value in item.items()})) is not None
    ]
    if not {Role.AWARDING_BODY, Role.MANDATE} & {role for _, _, role in alignments}:
        return
    creator = _single(achievement.get("creator"))
    if isinstance(creator, dict):
        yield AwardingBody(
            _text(creator, "id"), _text(creator, "name"), _address_country(creator), f"{path}.creator"
        )
    elif isinstance(creator, str):
        yield AwardingBody(creator, None, None, f"{path}.creator")
    for where, item, role in alignments:
        if role is Role.AWARDING_BODY:
            name = _text(item, "name") or _text(item, "targetName")
            country = _address_country(item) or _text(item, "targetCode")
            yield AwardingBody(_text(item, "targetUrl"), name, country, where)


def _address_country(profile: JsonObject) -> str | None:
    return _text(_object(profile, "address"), "addressCountryCode")


def _object(item: JsonObject, name: str) -> JsonObject:
    value = _single(item.get(name))
    return value if isinstance(value, dict) else {}


def _text(item: JsonObject, name: str) -> str | None:
    value = _single(item.get(name))
    return value if isinstance(value, str) and value else None


def _single(value: Any) -> Any:
    """The one item of an array of one: JSON-LD means the same by both."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
