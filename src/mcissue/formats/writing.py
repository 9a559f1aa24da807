"""What all parts of writing an Open Badge share: one language, node ids, alignments, the list of losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from mcissue.formats.conventions import CONVENTIONS, Role
from mcissue.formats.losses import Loss, Steps
from mcissue.words import format_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from mcissue.jsonld.read import JsonObject
    from mcissue.record import LanguageText
    from mcissue.vocabulary import Concept

__all__ = ["MAX_NAME", "UNDETERMINED", "Sharing", "Writing", "amount_text", "instant_text", "number"]

MAX_NAME = 200
"""Characters of a `targetName`: a name longer than that is a text, and wallets cut it anyway."""

UNDETERMINED = "und"
"""BCP 47's tag for a language that nobody stated; it is not written, and read where none is written."""


class Sharing(Protocol):
    """What keeps the parts that documents of one batch share (`mcissue.formats.shared_parts`)."""

    def part(
        self,
        key: tuple[Hashable, ...],
        about: object,
        writing: Writing,
        write: Callable[[Writing], JsonObject],
    ) -> JsonObject:
        """A part of a document, written or taken from those that are kept."""


class Writing:
    """One credential being written.

    Args:
        language: the language of the document.
        node_id: makes the id of a node from its name within the credential.
    """

    def __init__(self, *, language: str, node_id: Callable[[str], str]) -> None:
        self.language = language
        self.losses: list[Loss] = []
        #: How many alignments have been written.
        self.alignments = 0
        #: The addresses that were asked for, and whether they were taken already when they first were.
        self.asked: dict[str, bool] = {}
        #: Keeps what documents of a batch share, and the course and issuer that it is about.
        self.shared: Sharing | None = None
        self.shared_about: tuple[object, ...] = ()
        self._node_id = node_id
        self._ids: set[str] = set()

    def trial(self, node_id: Callable[[str], str]) -> Writing:
        """A copy that can go on elsewhere: what is written there changes nothing here."""
        copy = Writing(language=self.language, node_id=node_id)
        copy.losses, copy.alignments, copy._ids = list(self.losses), self.alignments, set(self._ids)
        return copy

    def part(self, key: tuple[Hashable, ...], write: Callable[[Writing], JsonObject]) -> JsonObject:
        """A part of the document that may be the same in others, but for the ids of its nodes.

        Args:
            key: what it depends on besides course and issuer.
            write: writes it.
        """
        if self.shared is None:
            return write(self)
        about = self.shared_about
        return self.shared.part((*key, *map(id, about)), about, self, write)

    def claimed(self, url: str) -> bool:
        """Whether a node of this document has this address already."""
        return url in self._ids

    def lose(self, *steps: str | int, what: str, why: str, becomes: Any = None) -> None:
        """List something of the record that the document does not hold."""
        self.losses.append(Loss(steps=steps, what=what, why=why, becomes=becomes))

    def text(self, text: LanguageText, steps: Steps) -> tuple[str, JsonObject]:
        """Choose the one language of a text that is written, and list the others as lost.

        Returns:
            The text, and the `inLanguage` member that its node needs if it is not in the document's language.
        """
        tag = text.best_language(self.language)
        for other in text.languages:
            if other != tag:
                self.lose(
                    *steps, other, what=f"the text in {other}", why="an Open Badge is written in one language"
                )
        return text[tag], {} if tag == self.language else {"inLanguage": tag}

    def fresh_id(self, name: str) -> str:
        """The id of a node that has no address of its own."""
        return self._node_id(name)

    def claim(self, url: str) -> bool:
        """Take an address as a node's id; false if another node of this document has it already.

        Two nodes with one id are one node to JSON-LD: members could then wander from one to the other without
        the signature noticing.
        """
        taken = url in self._ids
        self.asked.setdefault(url, taken)
        self._ids.add(url)
        return not taken

    def page(self, url: str | None, name: str) -> JsonObject:
        """The members that say at which web address a criteria or evidence node is to be read."""
        if url is None:
            return {}
        return {"id": url} if self.claim(url) else {"id": self.fresh_id(name), "url": url}

    def alignment(
        self,
        role: Role,
        *,
        url: str | None = None,
        name: str | None = None,
        description: str | None = None,
        code: str | None = None,
        framework: str | None = None,
        more: JsonObject | None = None,
        details: Sequence[JsonObject] = (),
    ) -> JsonObject:
        """An alignment as the table of conventions says.

        Args:
            role: the row of the table; what is not given is taken from it.
            url: `targetUrl`.
            name: `targetName`; a long one is shortened, and stands whole in `targetDescription`.
            description: `targetDescription`.
            code: `targetCode`.
            framework: `targetFramework`.
            more: further members.
            details: alignments inside this one.
        """
        convention = CONVENTIONS[role]
        name = name or convention.name
        if len(name) > MAX_NAME:
            name, description = name[: MAX_NAME - 1] + "…", name
        self.alignments += 1
        written: JsonObject = {"id": self.fresh_id(f"alignment/{self.alignments}"), "type": ["Alignment"]}
        members = {
            "targetType": convention.target_type,
            "targetName": name,
            "targetDescription": description,
            "targetFramework": framework or convention.framework,
            "targetCode": code,
            "targetUrl": url or convention.url,
        }
        written |= {key: value for key, value in members.items() if value is not None}
        written |= more or {}
        if details:
            written["alignment"] = list(details)
        return written

    def concept(self, role: Role, concept: Concept, **members: Any) -> JsonObject:
        """An alignment to a concept of an EU vocabulary."""
        label = concept.label or concept.uri.rpartition("/")[2]
        return self.alignment(role, url=concept.uri, name=label, **{"code": concept.code} | members)

    def description(self, role: Role, text: LanguageText, steps: Steps, **members: Any) -> JsonObject:
        """An alignment that says something in words."""
        words, tagged = self.text(text, steps)
        return self.alignment(role, description=words, more=tagged, **members)


def instant_text(value: datetime) -> str:
    """An instant in UTC as `2026-06-15T10:00:00Z`."""
    return format_datetime(value.replace(microsecond=0))


def number(value: Decimal) -> int | float:
    """An amount as a JSON number: an integer when whole, else the shortest decimal fraction."""
    return int(value) if value == value.to_integral_value() else float(value)


def amount_text(value: Decimal) -> str:
    """An amount as text: `5`, `2.5`."""
    return str(number(value))
