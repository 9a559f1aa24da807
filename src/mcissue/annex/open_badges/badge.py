"""One Open Badges document laid out for reading: its achievement, its alignments by what they say."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from mcissue.annex.reading import Node
from mcissue.formats.conventions import Role, plain_url, role_of
from mcissue.vocabulary import concept_by_uri

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ALIGNMENT",
    "EU_CONCEPT",
    "NOT_MAPPED",
    "OPEN_BADGES",
    "TEXT",
    "Badge",
    "find_badge",
    "said",
    "spoken",
]

OPEN_BADGES = "open badges"
"""Convention of what has a property of its own in Open Badges 3.0."""

EU_CONCEPT = "eu concept"
"""Convention of what is said by an alignment to a concept of an EU vocabulary."""

ALIGNMENT = "mcissue alignment"
"""Convention of what is said by another alignment of the table in `mcissue.formats.conventions`."""

TEXT = "text"
"""Convention of what is said in words only."""

NOT_MAPPED = "It is written as a language map, which the contexts of Open Badges give no meaning."

_NO_SUBJECT = "This document has no credentialSubject that is an object."
_SEVERAL = "This document has several subjects or achievements; an Open Badges credential has exactly one."
_ENDORSEMENT = "This is an endorsement: it speaks well of somebody, but awards no achievement."
_TRANSCRIPT = "This is a learner record that holds several credentials; each of them is judged by itself."
_NO_ACHIEVEMENT = "This document holds no Open Badges achievement (credentialSubject.achievement)."


@dataclass(frozen=True, slots=True)
class Badge:
    """The parts of an Open Badges credential that the elements are read from.

    Attributes:
        credential: the whole document.
        issuer: who signs: an object, or the address of one.
        subject: the learner and what belongs to this award.
        achievement: what was achieved: an object, or the address of one.
        alignments: the alignments of the achievement by what they say, each list in document order.
        unknown: the other alignments of the achievement.
    """

    credential: Node
    issuer: Node
    subject: Node
    achievement: Node
    alignments: Mapping[Role, tuple[Node, ...]]
    unknown: tuple[Node, ...]

    def of(self, *roles: Role) -> tuple[Node, ...]:
        """The alignments that say one of these, in the order of the roles."""
        return tuple(node for role in roles for node in self.alignments.get(role, ()))

    def of_result(self, role: Role) -> tuple[Node, ...]:
        """The alignments of the learner's results that say this: what is true of this award alone."""
        return tuple(
            node
            for result in self.subject["result"].objects()
            for node in result["alignment"].objects()
            if role_in(node) is role
        )


def find_badge(document: object, path: str = "$") -> Badge | str:
    """Lay a document out, or say in a sentence why it awards no achievement.

    Args:
        document: any JSON value.
        path: where it stands in its file.
    """
    credential = Node(document, path)
    types = credential.types
    subjects = [entry for entry in credential["credentialSubject"].entries() if entry.is_object]
    if not any(subject["achievement"].exists for subject in subjects):
        if "EndorsementCredential" in types or any("EndorsementSubject" in s.types for s in subjects):
            return _ENDORSEMENT
        if "ClrCredential" in types or any("ClrSubject" in subject.types for subject in subjects):
            return _TRANSCRIPT
        return _NO_ACHIEVEMENT if subjects else _NO_SUBJECT
    # Which of several subjects is meant, nobody can say: one may be complete and another the learner.
    achievements = list(subjects[0]["achievement"].entries())
    if len(subjects) != 1 or len(achievements) != 1:
        return _SEVERAL
    known, unknown = _sort_alignments(achievements[0])
    return Badge(
        credential=credential,
        issuer=_only(credential["issuer"]),
        subject=subjects[0],
        achievement=achievements[0],
        alignments=known,
        unknown=unknown,
    )


def role_in(alignment: Node) -> Role | None:
    """What an alignment says, by the conventions; None if they don't know it."""
    return role_of(alignment.value) if isinstance(alignment.value, dict) else None


def said(alignment: Node) -> str:
    """What an alignment says in words: its description, else its name, else its code, else its address."""
    for name in ("targetDescription", "targetName", "targetCode", "targetUrl"):
        if text := alignment[name].text:
            return text
    return ""


def spoken(alignment: Node) -> str:
    """What a coded alignment says: the label of its concept, else the name that the document gives.

    The label goes first, since the address is what software acts on: a document must not be able to show
    people another level or assessment than it shows programs.
    """
    url = alignment["targetUrl"].text
    concept = concept_by_uri(plain_url(url)) if url else None
    if concept is not None and concept.label is not None:
        return concept.label
    return alignment["targetName"].text or alignment["targetDescription"].text


def _sort_alignments(achievement: Node) -> tuple[Mapping[Role, tuple[Node, ...]], tuple[Node, ...]]:
    known: dict[Role, list[Node]] = {}
    unknown: list[Node] = []
    for node in achievement["alignment"].objects():
        role = role_in(node)
        if role is None:
            unknown.append(node)
        else:
            known.setdefault(role, []).append(node)
    return MappingProxyType({role: tuple(nodes) for role, nodes in known.items()}), tuple(unknown)


def _only(node: Node) -> Node:
    """The one entry of an array of one; everything else as it is."""
    entries = list(node.entries())
    return entries[0] if len(entries) == 1 else node
