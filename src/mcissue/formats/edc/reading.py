"""What all parts of reading a European Digital Credential share: cursors, texts, concepts, notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from mcissue.formats.edc.conventions import MADE_IDS, NODE_ID, OWN, Subject, main_tag, own_concept_id
from mcissue.formats.order import in_order
from mcissue.formats.reading import Cursor, Found, Tree
from mcissue.vocabulary import concept_by_uri
from mcissue.words import is_blank, is_plain_language_tag, usual_spelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcissue.formats.losses import Steps
    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = ["EdcCursor", "index_of", "is_bare", "main_language", "spread", "walk"]

_BARE = frozenset({"id", "type"})
_SUBJECTS = {own_concept_id(subject): subject for subject in Subject}
_DAY_TIMES = frozenset({"", "00:00:00Z", "00:00:00.000Z", "00:00:00+00:00"})


@dataclass(frozen=True, slots=True)
class EdcCursor(Cursor):
    """One object of the document; a bare reference leads to where the object is described.

    Attributes:
        index: id -> the place and value of its fullest description.
    """

    index: Mapping[str, tuple[Steps, JsonObject]]

    def _at(self, value: JsonValue, steps: Steps) -> Self | None:
        if isinstance(value, str):
            iri: object = value
        elif isinstance(value, dict):
            iri = value.get("id") if is_bare(value) else None
        else:
            return None
        if isinstance(iri, str) and iri in self.index:
            self.used.add(steps)
            place, full = self.index[iri]
            return type(self)(full, place, self.used, self.index)
        return None if isinstance(value, str) else type(self)(value, steps, self.used, self.index)

    def object(self, key: str) -> Self | None:
        """A member that is an object, or an array of one."""
        return next(self.objects(key), None)

    def objects(self, key: str) -> Iterator[Self]:
        """The objects of a member that is one object or an array of them."""
        value = self.value.get(key)
        if isinstance(value, list):
            for place, item in enumerate(value):
                if (found := self._at(item, (*self.steps, key, place))) is not None:
                    yield found
        elif (found := self._at(value, (*self.steps, key))) is not None:
            yield found

    def each(self, key: str) -> Iterator[Self]:
        """The same in an order that no array gives (`mcissue.formats.order`)."""
        value = self.value.get(key)
        if not isinstance(value, list):
            if (found := self._at(value, (*self.steps, key))) is not None:
                yield found
            return
        for place, item in in_order(value):
            if (found := self._at(item, (*self.steps, key, place))) is not None:
                yield found

    def whole(self) -> None:
        """Mark the object with all that is in it as read: it follows from what was read."""
        self.used.add(self.steps)

    def iri(self) -> str | None:
        """What the object is called, unmarked: the id that it had to leave to another, else its id."""
        for item in self.objects("identifier"):
            if item.peek("schemeName") == NODE_ID:
                return item.peek("notation")
        return self.peek("id")

    def own_id(self) -> Found | None:
        """The same, marked."""
        for item in self.objects("identifier"):
            if item.peek("schemeName") == NODE_ID:
                item.whole()
                self.use("id")
                return item.text("notation")
        return self.text("id")

    def real_id(self) -> Found | None:
        """The same, unless it was only made for this document."""
        has_own = any(item.peek("schemeName") == NODE_ID for item in self.objects("identifier"))
        if has_own or not (self.peek("id") or "").startswith(MADE_IDS):
            return self.own_id()
        self.use("id")
        return None

    def ignore_id(self) -> None:
        """A name that the document gave the node says nothing."""
        if (self.peek("id") or "").startswith(("urn:", "_:")):
            self.use("id")

    # Texts.

    def texts(self, key: str) -> Tree:
        """A text in all its languages, as the data of a `LanguageText`; a text without language is `und`."""
        found = self._texts(key)
        self.used.update(text.steps for text in found.values())
        return found or None

    def one_text(self, key: str, language: str) -> Found | None:
        """A text of which the record keeps one language: this one, else the first; any others stay unread."""
        texts = self._texts(key)
        if not texts:
            return None
        found = texts.get(language) or next(iter(texts.values()))
        self.used.add(found.steps)
        return found

    def _texts(self, key: str) -> dict[str, Found]:
        value = self.value.get(key)
        if isinstance(value, str):
            return {"und": Found(value, (*self.steps, key))} if not is_blank(value) else {}
        found: dict[str, Found] = {}
        for tag, text in value.items() if isinstance(value, dict) else ():
            steps: Steps = (*self.steps, key, tag)
            first = text
            if isinstance(text, list) and text:
                first, steps = text[0], (*steps, 0)
            known = tag if is_plain_language_tag(tag) else usual_spelling(tag)
            if known is not None and isinstance(first, str) and not is_blank(first):
                found.setdefault(known, Found(first, steps))
        return found

    def label(self) -> str | None:
        """What a concept is called, without marking it."""
        value = self.value.get("prefLabel")
        for text in value.values() if isinstance(value, dict) else ():
            first = text[0] if isinstance(text, list) and text else text
            if isinstance(first, str):
                return first
        return value if isinstance(value, str) else None

    def day(self, key: str) -> Found | None:
        """The day of a date-time; one that is not midnight in UTC keeps its time unread."""
        text = self.peek(key) or ""
        day, _, time = text.partition("T")
        if time in _DAY_TIMES:
            self.use(key)
        return Found(day, (*self.steps, key)) if day else None

    # Concepts and notes.

    def concept(self, scheme: str) -> Found | None:
        """This object as a concept of an EU vocabulary; None, and unread, if it is none of it."""
        known = concept_by_uri(self.iri())
        if known is None or known.scheme != scheme:
            return None
        self.whole()
        return Found(known.uri, (*self.steps, "id"))

    def concepts(self, key: str, scheme: str) -> list[Found]:
        """The concepts of a member, as far as they are of this vocabulary."""
        return [found for item in self.objects(key) if (found := item.concept(scheme)) is not None]

    def notes(self, key: str = "additionalNote") -> Mapping[Subject | None, list[Self]]:
        """The notes of a member, by what they are about; None for what this table does not know."""
        found: Mapping[Subject | None, list[Self]] = defaultdict(list)
        for note in self.objects(key):
            found[note.about("subject")].append(note)
        return found

    def about(self, key: str) -> Subject | None:
        """Which of our subjects a member names."""
        subject = self.object(key)
        return None if subject is None else _SUBJECTS.get(subject.iri() or "")

    def note_read(self) -> None:
        """Mark what every note of ours has."""
        self.ignore_id()
        subject = self.object("subject")
        if subject is not None and (subject.iri() or "").startswith(OWN):
            subject.whole()

    def page(self) -> Found | None:
        """The address of a web resource."""
        found = self.text("contentURL")
        self.ignore_id()
        kind = self.object("dcType")
        if kind is not None and (kind.iri() or "").startswith(OWN):
            kind.whole()
        return found


def is_bare(value: JsonObject) -> bool:
    """Whether an object only refers to another by its id."""
    return "id" in value and value.keys() <= _BARE


def walk(value: JsonValue, steps: Steps = ()) -> Iterator[tuple[Steps, JsonObject]]:
    """Every object of a document with its place. Strict reading has bounded the depth."""
    if isinstance(value, dict):
        yield steps, value
        for key, item in value.items():
            if key != "@context":
                yield from walk(item, (*steps, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from walk(item, (*steps, place))


def index_of(document: JsonObject) -> dict[str, tuple[Steps, JsonObject]]:
    """Where each id is described; the fullest description, and of equal ones the first."""
    index: dict[str, tuple[Steps, JsonObject]] = {}
    for steps, value in walk(document):
        iri = value.get("id")
        if isinstance(iri, str) and not is_bare(value):
            known = index.get(iri)
            if known is None or len(known[1]) < len(value):
                index[iri] = (steps, value)
    return index


def spread(document: JsonObject, used: set[Steps]) -> None:
    """What was read at one mention of a node was read at its other mentions with the same content.

    Documents of this kind repeat an institution wherever it is named.
    """
    mentions: dict[str, list[tuple[Steps, JsonObject]]] = defaultdict(list)
    for steps, value in walk(document):
        if isinstance(iri := value.get("id"), str):
            mentions[iri].append((steps, value))
    others: dict[Steps, list[Steps]] = {}
    for group in mentions.values():
        if len(group) > 1:
            for steps, value in group:
                others[steps] = [place for place, same in group if place != steps and same == value]
    for place in list(used):
        for length in range(len(place) + 1):
            for mention in others.get(place[:length], ()):
                used.add(mention + place[length:])


def main_language(top: EdcCursor, title: Tree) -> str:
    """The tag of the main language (`mcissue.formats.edc.conventions.main_tag`).

    Args:
        top: the credential.
        title: the title of what it is about, by language.
    """
    display = top.object("displayParameter")
    primary = None if display is None else display.object("primaryLanguage")
    return main_tag(None if primary is None else primary.iri(), title)
