"""What all parts of writing a European Digital Credential share: nodes, concepts, notes, losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcissue.errors import RecordError
from mcissue.formats.edc.conventions import LABELS, MADE_IDS, NODE_ID, OWN, Subject, own_concept_id
from mcissue.formats.losses import Loss
from mcissue.jsonld.read import copied
from mcissue.vocabulary import SCHEMES, concept_by_uri, country_alpha2, scheme_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Identifier, LanguageText
    from mcissue.vocabulary import Concept

__all__ = ["EdcWriting", "country_prefix", "day_text", "present"]

_SKILL_SCHEMES = frozenset({"esco_skill", "digcomp"})


class EdcWriting:
    """One credential being written.

    Two objects with one id are one node to JSON-LD, and the published shapes then count what both hold. So an
    id is either written once, or each time with the same content; what would need it otherwise gets an id of
    its own and its true one as an identifier.

    Args:
        language: the tag for texts that the record holds without a language, such as names.
        node_id: makes the id of a node from its name within the credential.
    """

    def __init__(self, *, language: str, node_id: Callable[[str], str]) -> None:
        self.language = language
        self.losses: list[Loss] = []
        self._node_id = node_id
        self._nodes: dict[str, JsonObject] = {}
        self._claimed: set[str] = set()
        self._known: dict[tuple[str, ...], JsonObject] = {}
        self._count = 0

    def lose(self, *steps: str | int, what: str, why: str, becomes: Any = None) -> None:
        """List something of the record that the document does not hold."""
        self.losses.append(Loss(steps=steps, what=what, why=why, becomes=becomes))

    def fresh_id(self, name: str) -> str:
        """An id for a node that has no address of its own, or a secret derived like one."""
        return self._node_id(name)

    def claim(self, iri: str, path: str) -> str:
        """Keep an id for the one node that must have it.

        Raises:
            RecordError: `ids_coincide` if another such node has it.
        """
        if iri in self._claimed:
            raise RecordError(
                "this id stands for something else in the same record",
                code="ids_coincide",
                path=path,
                mend="Give the credential, the issuer, the course and the learner an id each.",
            )
        self._claimed.add(iri)
        return iri

    def node(self, kind: str, members: JsonObject) -> JsonObject:
        """A node without an address of its own."""
        self._count += 1
        return {"id": self._node_id(f"edc/{self._count}"), "type": kind, **members}

    def named(self, kind: str, iri: str, members: JsonObject, *, owner: bool = False) -> JsonObject:
        """A node with an address of its own, if no other content stands under it.

        Args:
            kind: its type.
            iri: its address.
            members: what is said of it.
            owner: whether it is the one that the address was claimed for.
        """
        written = {"id": iri, "type": kind, **members}
        known = self._nodes.get(iri)
        if known == written:
            return copied(known)
        if known is None and (owner or iri not in self._claimed):
            self._nodes[iri] = written
            return written
        identifiers = [self.identifier(NODE_ID, iri), *members.get("identifier", [])]
        return self.node(kind, {**members, "identifier": identifiers})

    def optional(self, kind: str, iri: str | None, members: JsonObject, *, owner: bool = False) -> JsonObject:
        """A node that may have an address of its own; one that looks like a made one is said to be real."""
        if iri is None:
            return self.node(kind, members)
        if iri.startswith(MADE_IDS):
            members = {
                **members,
                "identifier": [self.identifier(NODE_ID, iri), *members.get("identifier", [])],
            }
            if self._nodes.get(iri) or (iri in self._claimed and not owner):
                return self.node(kind, members)
        return self.named(kind, iri, members, owner=owner)

    def once(self, key: tuple[str, ...], make: Callable[[], JsonObject]) -> JsonObject:
        """What was written under this key before, or else what is made now."""
        known = self._known.get(key)
        if known is not None:
            return copied(known)
        self._known[key] = made = make()
        return made

    def tagged(self, text: str) -> JsonObject:
        """A text that the record holds without a language."""
        return {self.language: text}

    def concept(self, concept: Concept) -> JsonObject:
        """A concept of an EU vocabulary."""
        label = {} if concept.label is None else {"prefLabel": {"en": concept.label}}
        return self._concept(concept.uri, SCHEMES[concept.scheme].uri, label)

    def own(self, iri: str, scheme: str, label: str) -> JsonObject:
        """A concept of ours, or of a list that is no EU vocabulary."""
        return self._concept(iri, scheme, {"prefLabel": {"en": label}})

    def about(self, subject: Subject) -> JsonObject:
        """The concept that tells what a note is about."""
        return self.own(own_concept_id(subject), f"{OWN}subject", LABELS[subject])

    def skill(self, uri: str, label: str) -> JsonObject:
        """A skill of any list, with the name that the record gives it."""
        scheme = scheme_of(uri)
        listed = None if scheme is None else concept_by_uri(uri)
        # A record's name has no language; where it is the list's own, it is the English one.
        english = listed is not None and listed.label == label
        members: JsonObject = {"prefLabel": {"en": label} if english else self.tagged(label)}
        if scheme in _SKILL_SCHEMES:
            return self.named("Concept", uri, {"inScheme": self._scheme(SCHEMES[scheme].uri), **members})
        members = {"inScheme": self._scheme(f"{OWN}skills"), **members}
        if scheme is None:
            return self.named("Concept", uri, members)
        # A concept of another EU vocabulary must keep that vocabulary's own words wherever it stands.
        return self.node("Concept", {**members, "identifier": [self.identifier(NODE_ID, uri)]})

    def local(self, label: str, scheme: str) -> JsonObject:
        """A concept that only this document has: words where the model wants a concept."""
        return self.node("Concept", {"inScheme": self._scheme(OWN + scheme), "prefLabel": self.tagged(label)})

    def _concept(self, iri: str, scheme: str, label: JsonObject) -> JsonObject:
        return self.named("Concept", iri, {"inScheme": self._scheme(scheme), **label})

    def _scheme(self, iri: str) -> JsonObject:
        return self.named("ConceptScheme", iri, {})

    def note(self, text: JsonObject, subject: Subject | None = None, **members: Any) -> JsonObject:
        """A note: texts by language, and what they are about."""
        about = {} if subject is None else {"subject": self.about(subject)}
        return self.node("Note", {"noteLiteral": text, **about, **present(members)})

    def texts(self, text: LanguageText) -> JsonObject:
        """A text in all its languages."""
        return dict(text.root)

    def page(self, url: str, **members: Any) -> JsonObject:
        """Something on the web."""
        return self.node("WebResource", {"contentURL": url, **present(members)})

    def identifier(self, scheme: str, value: str, **members: Any) -> JsonObject:
        """An identifier by the name of its numbering."""
        return self.node("Identifier", {"schemeName": scheme, "notation": value, **present(members)})

    def numbering(self, item: Identifier) -> JsonObject:
        """An identifier of the record; with a country it is a legal one."""
        if item.country is None:
            return self.identifier(item.scheme, item.value)
        return self.legal(item.scheme, item.value, item.country)

    def legal(self, scheme: str, value: str, country: Concept) -> JsonObject:
        """An identifier in the register of a country."""
        members = {"schemeName": scheme, "notation": value, "spatial": self.concept(country)}
        return self.node("LegalIdentifier", members)

    def mailbox(self, address: str) -> JsonObject:
        """An e-mail address, as the IRI that it is to the model (RFC 6068)."""
        from urllib.parse import quote  # noqa: PLC0415 - few documents need it

        return {"id": "mailto:" + quote(address, safe="@!$&'*+-.=_~"), "type": "Mailbox"}


def present(members: JsonObject) -> JsonObject:
    """The members that say something."""
    return {key: value for key, value in members.items() if value is not None and value != []}


def day_text(value: date) -> str:
    """A day as the model's date-time: its first instant in UTC."""
    return f"{value.isoformat()}T00:00:00Z"


def country_prefix(country: Concept) -> str:
    """The two letters of a country in a semantic identifier (ETSI EN 319 412-1, section 5.1.4)."""
    return country_alpha2(country) or country.uri.removeprefix(SCHEMES["country"].prefix)
