"""One European Digital Credential laid out for reading: its claim, what specifies it, who awarded it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

from mcissue.annex.reading import Node
from mcissue.formats.edc.conventions import Subject, main_tag, own_concept_id
from mcissue.vocabulary import concept_by_uri
from mcissue.words import best_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["ELM", "EU_CONCEPT", "LOCAL_CONCEPT", "OWN_NOTE", "TEXT", "Coded", "Edc", "ElmNode", "find_edc"]

ELM = "elm"
"""Convention of what has a property of its own in the European Learning Model."""

EU_CONCEPT = "eu concept"
"""Convention of what is said by a concept of an EU vocabulary."""

LOCAL_CONCEPT = "local concept"
"""Convention of what is said by a concept of somebody's own list, where the EU has one."""

OWN_NOTE = "mcissue note"
"""Convention of what is said in a note whose subject is one of `mcissue.formats.edc.conventions`."""

TEXT = "text"
"""Convention of what is said in words only."""

MAX_PARTS = 50
"""Parts of an assessment that are looked at: a report names a few."""

_NO_SUBJECT = "This document has no credentialSubject that is an object."
_NO_CLAIM = "This document claims nothing about its learner (credentialSubject.hasClaim)."
_SEVERAL = "This document has several subjects or achievements; which one is meant, nobody can say."
_CLAIMS = ("LearningAchievement", "LearningActivity", "LearningAssessment", "LearningEntitlement")

_SUBJECTS = {own_concept_id(subject): subject for subject in Subject}
_BARE = frozenset({"id", "type"})


class Coded(NamedTuple):
    """What a concept says.

    Attributes:
        node: the concept.
        text: the EU's label, else the name that the document gives it.
        code: its code in the EU's list, e.g. `6`.
        listed: whether it is a concept of the EU's list that was expected.
    """

    node: ElmNode
    text: str
    code: str | None
    listed: bool


@dataclass(frozen=True, slots=True)
class ElmNode(Node):
    """A value of a document; a bare reference leads to where its node is described.

    Attributes:
        index: id -> the path and value of its fullest description.
        language: the tag of the language in which texts are wanted.
    """

    index: Mapping[str, tuple[str, dict[str, object]]] = field(kw_only=True, repr=False)
    language: str = field(default="en", kw_only=True)

    def _at(self, value: object, path: str) -> Self:
        return type(self)(value, path, index=self.index, language=self.language)

    def __getitem__(self, name: str) -> Self:
        """A member of an object; of anything else a node without value."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return self._at(value, f"{self.path}.{name}")

    def entries(self) -> Iterator[Self]:
        """The entries of an array, or the one value."""
        if isinstance(self.value, list):
            for place, value in enumerate(self.value):
                yield self._at(value, f"{self.path}[{place}]")
        elif self.value is not None:
            yield self

    def objects(self) -> Iterator[Self]:
        """The entries that are objects, or refer to one."""
        for entry in self.entries():
            found = entry._resolved()  # noqa: SLF001 - of the same class
            if found.is_object:
                yield found

    def _resolved(self) -> Self:
        """The node that a reference names; everything else as it is."""
        value = self.value
        iri = value if isinstance(value, str) else None
        if isinstance(value, dict) and "id" in value and value.keys() <= _BARE:
            iri = value["id"] if isinstance(value["id"], str) else None
        if iri is not None and iri in self.index:
            path, full = self.index[iri]
            return self._at(full, path)
        return self

    def one(self, name: str) -> Self:
        """The first object of a member; a node without value if there is none."""
        return next(self[name].objects(), self._at(None, f"{self.path}.{name}"))

    @property
    def words(self) -> str:
        """A text: of a map from language to text the wanted language, else English, else the first one."""
        if not isinstance(self.value, dict) or "@value" in self.value:
            return self.text
        texts = {tag: text for tag, value in self.value.items() if (text := self._at(value, "").text)}
        return texts[best_tag(texts, self.language)] if texts else ""

    @property
    def iri(self) -> str:
        """The id, if it is a text."""
        return self["id"].text

    @property
    def note(self) -> str:
        """What a Note says."""
        return self["noteLiteral"].words

    def coded(self, name: str, scheme: str) -> tuple[Coded, ...]:
        """What the concepts of a member say.

        Args:
            name: the member.
            scheme: the EU vocabulary that is expected, a key of `mcissue.vocabulary.SCHEMES`.
        """
        return tuple(found for entry in self[name].entries() if (found := entry._coded(scheme)).text)  # noqa: SLF001

    def _coded(self, scheme: str) -> Coded:
        node = self._resolved()
        iri = node.iri if node.is_object else node.text
        concept = concept_by_uri(iri) if iri else None
        label = node["prefLabel"].words if node.is_object else ""
        if concept is None or concept.scheme != scheme:
            return Coded(node, label or iri, None, listed=False)
        # The EU's label goes first: people must not be shown another concept than programs act on.
        return Coded(node, concept.label or label or concept.uri, concept.code, listed=True)


@dataclass(frozen=True, slots=True)
class Edc:
    """The parts of a European Digital Credential that the elements are read from.

    Attributes:
        credential: the whole credential.
        issuer: who seals it; without value before that.
        person: the learner.
        claim: what is claimed: an achievement, else an activity, an assessment, an entitlement.
        specification: what the claim is specified by.
        bodies: who awarded it.
        assessments: what proves it.
        assessment_specifications: what these are specified by, with their parts.
        activities: what led to it.
    """

    credential: ElmNode
    issuer: ElmNode
    person: ElmNode
    claim: ElmNode
    specification: ElmNode
    bodies: tuple[ElmNode, ...]
    assessments: tuple[ElmNode, ...]
    assessment_specifications: tuple[ElmNode, ...]
    activities: tuple[ElmNode, ...]

    def notes(self, *subjects: Subject) -> tuple[ElmNode, ...]:
        """Our own notes about one of these subjects, of what specifies the claim and of the claim."""
        return tuple(
            note
            for holder in (self.specification, self.claim)
            for note in notes_of(holder)
            if subject_of(note) in subjects
        )


def notes_of(holder: ElmNode) -> tuple[ElmNode, ...]:
    """The additional notes of a node that say something."""
    return tuple(note for note in holder["additionalNote"].objects() if note.note)


def subject_of(note: ElmNode) -> Subject | None:
    """What one of our own notes is about; None for those of others."""
    return _SUBJECTS.get(note.one("subject").iri or note["subject"].text)


def find_edc(document: object, path: str = "$") -> Edc | str:
    """Lay a document out, or say in a sentence why it awards no achievement.

    Args:
        document: the credential, without what is wrapped around it.
        path: where it stands in its file.
    """
    credential = ElmNode(document, path, index=_index(document, path))
    subjects = list(credential["credentialSubject"].objects())
    if not subjects:
        return _NO_SUBJECT
    claims = list(subjects[0]["hasClaim"].objects())
    best = next((found for kind in _CLAIMS if (found := [c for c in claims if kind in c.types])), claims)
    if not best:
        return _NO_CLAIM
    if len(subjects) > 1 or len(best) > 1:
        return _SEVERAL
    language = _language(credential, best[0])
    credential, person, claim = (
        replace(one, language=language) for one in (credential, subjects[0], best[0])
    )
    specification = claim.one("specifiedBy")
    is_assessment = "LearningAssessment" in claim.types
    assessments = (claim,) if is_assessment else tuple(claim["provenBy"].objects())
    return Edc(
        credential=credential,
        issuer=credential.one("issuer"),
        person=person,
        claim=claim,
        specification=specification,
        bodies=tuple(claim.one("awardedBy")["awardingBody"].objects()),
        assessments=assessments,
        assessment_specifications=tuple(_assessment_specifications(assessments, specification)),
        activities=(claim,) if "LearningActivity" in claim.types else tuple(claim["influencedBy"].objects()),
    )


def _assessment_specifications(assessments: Iterable[ElmNode], specification: ElmNode) -> Iterator[ElmNode]:
    """What the assessments are specified by, with their parts; else what the offer says of assessment."""
    waiting = [one for assessment in assessments for one in assessment["specifiedBy"].objects()]
    waiting = waiting or list(specification["provenBy"].objects())
    seen: set[str] = set()
    while waiting and len(seen) < MAX_PARTS:
        here = waiting.pop(0)
        if here.path not in seen:  # parts may refer to one another
            seen.add(here.path)
            yield here
            waiting += here["hasPart"].objects()


def _language(credential: ElmNode, claim: ElmNode) -> str:
    """The tag of the main language, by the title of what is claimed."""
    titles = (holder["title"].value for holder in (claim, claim.one("specifiedBy")))
    title = next((found for found in titles if isinstance(found, dict) and "@value" not in found), {})
    return main_tag(credential.one("displayParameter").one("primaryLanguage").iri, title)


def _index(document: object, path: str) -> dict[str, tuple[str, dict[str, object]]]:
    """Where each id is described; the fullest description, and of equal ones the first."""
    index: dict[str, tuple[str, dict[str, object]]] = {}
    waiting: list[tuple[object, str]] = [(document, path)]
    while waiting:
        value, here = waiting.pop()
        if isinstance(value, dict):
            iri = value.get("id")
            if isinstance(iri, str) and not value.keys() <= _BARE:
                known = index.get(iri)
                if known is None or len(known[1]) < len(value):
                    index[iri] = (here, value)
            waiting += [
                (item, f"{here}.{name}") for name, item in reversed(value.items()) if name != "@context"
            ]
        elif isinstance(value, list):
            waiting += [(item, f"{here}[{place}]") for place, item in reversed(list(enumerate(value)))]
    return index
