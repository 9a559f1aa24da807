"""Is a Comprehensive Learner Record written as the standard demands?

Comprehensive Learner Record 2.0, section B (class tables) on the Verifiable Credentials Data Model 2.0 or
1.1. The credentials in it are documents of their own and are looked at by themselves.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.formats import rules
from mcissue.formats.open_badges.rules import (
    OB_CONTEXT,
    context_faults,
    extras,
    head,
    issuer,
    related_resources,
    single_values,
)
from mcissue.formats.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.formats.rules import Rule
    from mcissue.jsonld.read import JsonObject

__all__ = ["ASSOCIATION_TYPES", "associations_of", "clr_findings"]

ASSOCIATION_TYPES: Final = frozenset(
    {"exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes"}
    | {"replacedBy"}
)
"""How two achievements of a record may belong together (CLR 2.0, AssociationType; a closed list)."""

_CLR_CONTEXT: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(-2\.\d\.\d)*\.json", re.ASCII
)
_CONTEXTS: Final = ((_CLR_CONTEXT, "Comprehensive Learner Record 2.0"), (OB_CONTEXT, "Open Badges 3.0"))


def clr_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming learner record.

    Args:
        document: a JSON object that was recognised as a ClrCredential.
    """
    return rules.findings_of(document, _RULES)


def associations_of(document: JsonObject) -> tuple[dict[str, str], ...]:
    """How the achievements of a learner record belong together, as the record says it.

    Args:
        document: the record; whatever it holds, nothing is raised.

    Returns:
        For each association that is whole: `type`, `source` and `target`.
    """
    subject = document.get("credentialSubject")
    found = []
    for _, item in rules.objects(subject, "", "association") if isinstance(subject, dict) else ():
        texts = [item.get(name) for name in _ASSOCIATION] if isinstance(item, dict) else [None]
        if all(isinstance(text, str) for text in texts):
            found.append(dict(zip(("type", "source", "target"), map(str, texts), strict=True)))
    return tuple(found)


_ASSOCIATION: Final = ("associationType", "sourceId", "targetId")


def _contexts(document: JsonObject) -> Iterator[Finding]:
    """Section B.1.1: three contexts in this order."""
    yield from context_faults(document, _CONTEXTS)


def _record(document: JsonObject) -> Iterator[Finding]:
    """ClrCredential and ClrSubject."""
    yield from rules.types(document, "$", "ClrCredential")
    yield from rules.required_text(document, "$", "name")
    path = "$.credentialSubject"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        message = "a learner record has exactly one subject, as an object and not as an array"
        yield Finding("subject_not_single", path, message)
        return
    yield from rules.types(subject, path, "ClrSubject")
    yield from rules.identifier(subject, path, required=False)
    if "id" not in subject and not list(rules.objects(subject, path, "identifier")):
        mend = "Add credentialSubject.identifier with an IdentityObject, or an id."
        yield Finding("subject_unidentified", path, "the subject has neither an id nor an identifier", mend)
    yield from _credentials(subject, path)
    for place, item in rules.objects(subject, path, "association"):
        yield from _association(item, place)


def _credentials(subject: dict[str, Any], path: str) -> Iterator[Finding]:
    held = list(rules.objects(subject, path, "verifiableCredential"))
    if not held:
        yield rules.missing(path, "verifiableCredential", "the credentials that the record is made of")
    for place, item in held:
        if not isinstance(item, dict):
            yield rules.wrong(place, "a credential in a learner record must be an object")


def _association(item: object, path: str) -> Iterator[Finding]:
    if not isinstance(item, dict):
        yield rules.wrong(path, "an association must be an object")
        return
    yield from rules.types(item, path, "Association")
    for name in _ASSOCIATION:
        yield from rules.required_text(item, path, name)
    kind = item.get("associationType")
    if isinstance(kind, str) and kind.strip() and kind not in ASSOCIATION_TYPES:
        known = ", ".join(sorted(ASSOCIATION_TYPES))
        yield rules.wrong(
            f"{path}.associationType", "this kind of association is not known", f"Known are: {known}."
        )


def _single_values(document: JsonObject) -> Iterator[Finding]:
    """Class tables, multiplicity; a record may have several achievements, and its credentials are apart."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        return
    own = {name: value for name, value in subject.items() if name not in _APART}
    yield from single_values({**document, "credentialSubject": own})
    for place, item in rules.objects(subject, "$.credentialSubject", "achievement"):
        if not isinstance(item, dict):
            yield rules.wrong(place, "an achievement must be an object")
            continue
        # Below a member, for at the top of a document a name may be more than one text.
        for finding in single_values({"achievement": item}):
            yield replace(finding, path=place + finding.path.removeprefix("$.achievement"))


_APART: Final = frozenset({"verifiableCredential", "achievement"})

_RULES: Final[tuple[Rule, ...]] = (
    _contexts,
    head,
    issuer,
    _record,
    extras,
    related_resources,
    _single_values,
)
