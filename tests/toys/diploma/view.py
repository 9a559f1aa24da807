"""What others ask of a toy diploma."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcissue.formats.view import NAME, AwardingBody, Beside, LearnerFact, Scope, Stated, StatedDates
from mcissue.jsonld.read import JsonObject

__all__ = ["DiplomaView"]


class DiplomaView:
    """One diploma laid out for reading."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._subject = _object(document, "credentialSubject")

    def title(self) -> str | None:
        """The title of the study."""
        return _text(_object(self._subject, "study").get("studyTitle"))

    def issuer_name(self) -> str | None:
        """The name of the school."""
        return _text(_object(self._document, "issuer").get("schoolName"))

    def awarding_bodies(self) -> Iterator[AwardingBody]:
        """The school alone awards."""
        return iter(())

    def learner(self) -> Iterator[LearnerFact]:
        """The graduate's name."""
        name = _text(self._subject.get("fullName"))
        if name is not None:
            yield LearnerFact(NAME, name, "$.credentialSubject.fullName")

    def dates(self) -> StatedDates:
        """From graduation on."""
        document = self._document
        stated = {name: Stated(document[name], f"$.{name}") for name in _DATES if name in document}
        return StatedDates(
            begins=tuple(stated[name] for name in ("validFrom",) if name in stated),
            ends=tuple(stated[name] for name in ("validUntil",) if name in stated),
            awarded=stated.get("graduatedOn"),
        )

    def status_entries(self) -> tuple[tuple[str, JsonObject], ...]:
        """None of its own."""
        return ()

    def beside(self) -> tuple[Beside, ...]:
        """A toy is about one thing."""
        return ()

    def scopes(self) -> tuple[Scope, ...]:
        """A toy is out of every scope."""
        return (Scope(),)


_DATES = ("validFrom", "validUntil", "graduatedOn")


def _object(item: JsonObject, name: str) -> JsonObject:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
