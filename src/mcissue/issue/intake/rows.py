"""From the cells of one row to a learner's award, every fault at its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from mcissue.errors import RecordError
from mcissue.issue.identity import normal_key
from mcissue.issue.intake.cells import Cell, CellFault, Rules, cell_text, shown
from mcissue.issue.intake.columns import EVIDENCE_PARTS, KEYS, MAX_EVIDENCE, NAMES, CellKind, kind_of
from mcissue.issue.intake.source import Source
from mcissue.record import Assessment, Award, Course, LanguageText, Participation
from mcissue.record.base import Location
from mcissue.words import first_hidden, is_placeholder, is_plain_language_tag, says_nothing

__all__ = ["LearnerRow", "RowReader"]

# Where in the award's data a column's value goes. Faults found there are reported at the column.
_PLACES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "email": ("learner", "email"),
        "full_name": ("learner", "full_name"),
        "given_name": ("learner", "given_name"),
        "family_name": ("learner", "family_name"),
        "date_of_birth": ("learner", "date_of_birth"),
        "learner_did": ("learner", "id"),
        "award_date": ("awarded",),
        "valid_from": ("valid_from",),
        "valid_until": ("valid_until",),
        "grade": ("grade", "value"),
        "credits_earned": ("credits_earned",),
        "supervision": ("supervision",),
        "activity_start": ("activity_start",),
        "activity_end": ("activity_end",),
        "certificate_number": ("certificate_number",),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRow:
    """One learner of the file.

    Attributes:
        row: the row in the spreadsheet; the header is row 1.
        key: what identifies the learner at the issuer, in one form (`normal_key`).
        written_key: the same as it stands in the file, which is how an earlier mcissue took it.
        award: what the row says.
        language: the language to write this learner's credential in, if other than the run's.
        assessment: this learner's assessment, if other than the course's: only its `types` are given.
        participation: how this learner took part, if other than the course's: only its `modes` are given.
        further_information: a remark in place of the course's.
    """

    row: int
    key: str
    award: Award
    written_key: str = ""
    language: str | None = None
    assessment: Assessment | None = None
    participation: Participation | None = None
    further_information: LanguageText | None = None

    def course_of(self, course: Course) -> Course:
        """The course as this learner took it: the course itself, unless the row says something else.

        Args:
            course: the course of the run.
        """
        changes: dict[str, Any] = {}
        if self.assessment is not None:
            given = course.assessment or Assessment()
            # A description of another kind of assessment would contradict the row.
            changes["assessment"] = given.model_copy(
                update={"types": self.assessment.types, "description": None}
            )
        if self.participation is not None:
            took_part = course.participation or Participation()
            changes["participation"] = took_part.model_copy(
                update={"modes": self.participation.modes, "description": None}
            )
        if self.further_information is not None:
            changes["further_information"] = self.further_information
        return course.model_copy(update=changes) if changes else course


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """Reads rows of one file.

    Attributes:
        source: the file.
        language: tag of the language that free texts are written in.
        award_date: the award date of rows that have none.
        rules: how the file writes numbers and dates.
        constants: columns that hold for every row.
        strict_key: whether the file has a column learner_id, which must then be filled in everywhere: rows
            that fall back on the e-mail would become other learners once the number is added.
        kinds: how the cells of each column of the header are read.
    """

    source: Source
    language: str
    award_date: str | None
    rules: Rules
    constants: Mapping[str, str]
    strict_key: bool
    kinds: Mapping[str, CellKind]

    def read(self, number: int, cells: Mapping[str, tuple[int | None, Cell]]) -> LearnerRow:
        """Read a row.

        Args:
            number: its number.
            cells: column -> position and cell, of the cells that aren't blank.

        Raises:
            RecordError: what is wrong with it, each fault at its column.
        """
        values = self._values(number, cells)
        written_key = self._key(number, values)
        self._require(number, values)
        columns = {column: position for column, (position, _) in cells.items()}

        def at(column: str) -> str:
            return self.source.at(row=number, column=column, position=columns.get(column))

        evidence = _evidence(values)
        data = self._award_data(values, evidence)
        award = Award.from_data(data, locate=lambda place: self._locate(place, number, evidence, at))
        return LearnerRow(
            row=number,
            key=normal_key(written_key),
            written_key=written_key,
            award=award,
            **self._of_course(values, at),
        )

    def _values(self, number: int, cells: Mapping[str, tuple[int | None, Cell]]) -> dict[str, str]:
        values = dict(self.constants)
        faults: list[dict[str, str]] = []
        for column, (position, cell) in cells.items():
            kind = self.kinds.get(column) or kind_of(column) or CellKind.TEXT
            try:
                text = cell_text(cell, kind, self.rules)
            except CellFault as fault:
                path = self.source.at(row=number, column=column, position=position)
                faults.append(
                    {"path": path, "message": fault.message, "mend": fault.mend, "code": fault.code}
                )
            else:
                if text:
                    values[column] = text
        if faults:
            raise _joined(faults)
        return values

    def _key(self, number: int, values: Mapping[str, str]) -> str:
        key = values.get("learner_id") or ("" if self.strict_key else values.get("email", "").lower())
        if key:
            return key
        if self.strict_key and "email" in values:
            raise RecordError(
                "the row has no learner_id, and others have one",
                code="learner_key_missing",
                path=self.source.at(row=number),
                mend="Fill it in; or remove the column learner_id, so that the e-mail identifies every row.",
            )
        raise RecordError(
            "the row has neither learner_id nor email",
            code="learner_key_missing",
            path=self.source.at(row=number),
            mend=f"A name alone does not identify a learner: fill in {' or '.join(KEYS)}.",
        )

    def _require(self, number: int, values: Mapping[str, str]) -> None:
        if not any(name in values for name in NAMES):
            raise RecordError(
                "the row has no name",
                code="learner_unnamed",
                path=self.source.at(row=number),
                mend=f"Fill in one of: {', '.join(NAMES)}.",
            )
        self._check_names(number, {name: values[name] for name in NAMES if name in values})
        if "award_date" not in values and self.award_date is None:
            raise RecordError(
                "the row has no award date",
                code="row_date_missing",
                path=self.source.at(row=number),
                mend="Fill in award_date, or give --award-date.",
            )

    def _check_names(self, number: int, names: Mapping[str, str]) -> None:
        """A name is one line that a reader sees, and says something: a certificate is about a person."""
        whole = names.get("full_name") or " ".join(names.values())
        for column, name in names.items():
            hidden = first_hidden(name)
            if hidden is not None:
                message = f"the name holds the invisible character U+{ord(hidden):04X}"
                mend = "Type the name anew, in one line."
            elif says_nothing(name) or is_placeholder(whole):
                message = f"{shown(name)} is no name"
                mend = "Write the name, or leave the cell empty."
            else:
                continue
            path = self.source.at(row=number, column=column)
            raise RecordError(message, code="name_unfit", path=path, mend=mend)

    def _award_data(
        self, values: Mapping[str, str], evidence: list[tuple[int, dict[str, str]]]
    ) -> dict[str, Any]:
        data: dict[str, Any] = {"learner": {}, "awarded": self.award_date}
        for column, place in _PLACES.items():
            if column in values:
                here = data
                for step in place[:-1]:
                    here = here.setdefault(step, {})
                here[place[-1]] = values[column]
        if "student_number" in values:
            data["learner"]["identifiers"] = [{"scheme": "student_number", "value": values["student_number"]}]
        if "recognised_prior_learning" in values:
            data["recognised_prior_learning"] = {self.language: values["recognised_prior_learning"]}
        if evidence:
            data["evidence"] = [piece for _, piece in evidence]
        return data

    def _locate(
        self,
        place: Location,
        number: int,
        evidence: list[tuple[int, dict[str, str]]],
        at: Callable[[str], str],
    ) -> str:
        """The column of a fault in the award's data; the row where it is about several."""
        if place[:1] == ("evidence",) and len(place) > 1 and isinstance(place[1], int):
            piece = evidence[place[1]][0]
            return at(_evidence_column(piece, str(place[2]))) if len(place) > 2 else self._row(number)  # noqa: PLR2004
        if place[:2] == ("learner", "identifiers"):
            return at("student_number")
        if place[:1] == ("recognised_prior_learning",):
            return at("recognised_prior_learning")
        column = _BY_PLACE.get(place) or _BY_PLACE.get(place[:2]) or _BY_PLACE.get(place[:1])
        return at(column) if column else self._row(number)

    def _row(self, number: int) -> str:
        return self.source.at(row=number)

    def _of_course(self, values: Mapping[str, str], at: Callable[[str], str]) -> dict[str, Any]:
        """What the row says about the course as this learner took it, and its language."""
        found: dict[str, Any] = {}
        if "language" in values:
            if not is_plain_language_tag(values["language"]):
                raise RecordError(
                    f"{values['language'][:40]!r} is no language tag",
                    code="value_invalid",
                    path=at("language"),
                    mend="Write a tag such as fi or pt-BR.",
                )
            found["language"] = values["language"]
        for column, name, model, member in _CHOICES:
            if column in values:
                chosen = [part.strip() for part in values[column].split("|") if part.strip()]
                found[name] = model.from_data({member: chosen}, locate=_always(at(column)))
        if "further_information" in values:
            # Read as a text of the course, so that it obeys the same rules.
            text = {"description": {self.language: values["further_information"]}}
            read = Participation.from_data(text, locate=_always(at("further_information")))
            found["further_information"] = read.description
        return found


_CHOICES: Final[tuple[tuple[str, str, type[Assessment | Participation], str], ...]] = (
    ("assessment_types", "assessment", Assessment, "types"),
    ("participation_modes", "participation", Participation, "modes"),
)
_BY_PLACE: Final[Mapping[Location, str]] = MappingProxyType(
    {place: column for column, place in _PLACES.items()}
)


def _always(place: str) -> Callable[[Location], str]:
    return lambda _: place


def _evidence_column(piece: int, part: str) -> str:
    return f"evidence_{part}" if piece == 1 else f"evidence_{piece}_{part}"


def _evidence(values: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    """The pieces of evidence with their numbers; numbers may be left out."""
    if not any(column.startswith("evidence_") for column in values):
        return []
    pieces = []
    for piece in range(1, MAX_EVIDENCE + 1):
        found = {
            part: values[column]
            for part in EVIDENCE_PARTS
            if (column := _evidence_column(piece, part)) in values
        }
        if found:
            pieces.append((piece, found))
    return pieces


def _joined(faults: list[dict[str, str]]) -> RecordError:
    """One error of several faults, in the form that faults of a record have."""
    if len(faults) == 1:
        (only,) = faults
        return RecordError(
            only["message"],
            code=only["code"],
            path=only["path"],
            mend=only["mend"],
            detail={"problems": faults},
        )
    lines = [f"{fault['path']}: {fault['message']}\n    {fault['mend']}" for fault in faults]
    return RecordError(
        f"{len(faults)} faults:\n  " + "\n  ".join(lines), code="record_invalid", detail={"problems": faults}
    )
