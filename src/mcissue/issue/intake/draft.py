"""The draft of a mapping for another system's export, from its header row, for people to check."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from mcissue.errors import RecordError
from mcissue.issue.intake.columns import COLUMNS, column_name, kind_of
from mcissue.issue.intake.json_lines import open_json_lines
from mcissue.issue.intake.text import DELIMITERS, open_text
from mcissue.issue.intake.xlsx import open_xlsx

__all__ = ["draft_mapping"]

#: Words of a header, folded (no accents, no capitals) -> our column. Common names in student systems.
_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ["matrikelnummer", "matrikel", "matriculation number", "student id", "studentid", "opiskelijanumero",
         "studentnummer", "studienummer", "numero d'etudiant", "numero etudiant", "matricola",
         "numero de expediente", "nip", "nia", "numer albumu", "id", "sis user id", "sis id", "user id",
         "id number"],
        "learner_id",
    ),
    **dict.fromkeys(
        ["e-mail", "mail", "email address", "e-mail address", "correo", "correo electronico", "courriel",
         "sahkoposti", "e-post", "sis login id", "e-mail-adresse", "adresse mail", "indirizzo email"],
        "email",
    ),
    **dict.fromkeys(
        ["name", "full name", "student", "student name", "nimi", "naam", "nome completo", "nom complet",
         "nombre completo", "nombre y apellidos", "imie i nazwisko", "koko nimi"],
        "full_name",
    ),
    **dict.fromkeys(
        ["first name", "firstname", "forename", "given name", "vorname", "prenom", "nombre", "nome",
         "etunimi", "etunimet", "fornamn", "fornavn", "voornaam", "imie"],
        "given_name",
    ),
    **dict.fromkeys(
        ["last name", "lastname", "surname", "family name", "nachname", "familienname", "nom", "apellidos",
         "apellido", "cognome", "sukunimi", "efternamn", "etternavn", "efternavn", "achternaam", "nazwisko"],
        "family_name",
    ),
    **dict.fromkeys(
        ["birth date", "date of birth", "birthdate", "geburtsdatum", "date de naissance", "syntymaaika",
         "fecha de nacimiento", "data di nascita", "fodelsedatum", "geboortedatum", "data urodzenia"],
        "date_of_birth",
    ),
    **dict.fromkeys(
        ["grade", "final grade", "mark", "note", "nota", "arvosana", "betyg", "karakter", "cijfer", "voto",
         "ocena", "final score", "current grade", "unposted final grade", "course total (real)",
         "calificacion"],
        "grade",
    ),
    **dict.fromkeys(
        ["credits", "ects", "ects credits", "credit points", "opintopisteet", "op", "creditos", "cfu",
         "leistungspunkte", "hogskolepoang", "studiepunten", "punkty ects"],
        "credits_earned",
    ),
    **dict.fromkeys(
        ["date", "award date", "completion date", "completed", "datum", "prufungsdatum", "suorituspaiva",
         "fecha", "data", "date d'obtention", "examensdatum", "graduation date"],
        "award_date",
    ),
    **dict.fromkeys(["certificate number", "certificate no", "todistusnumero", "zeugnisnummer"],
                    "certificate_number"),
}  # fmt: skip

_DELIMITER_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def draft_mapping(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> str:
    """Write the YAML text of a mapping: what each header could be, as a draft.

    Args:
        path: the export: CSV, TSV, XLSX or JSON Lines.
        encoding: its encoding, if it was stated.
        sheet: the sheet of a workbook.

    Raises:
        RecordError: the file can't be read.
        OSError: it can't be opened.
    """
    headers, delimiter = _headers(path, encoding, sheet)
    columns: dict[str, str] = {}
    rest: list[str] = []
    for header in headers:
        column = _guess(header)
        if column is not None and column not in columns.values():
            columns[header] = column
        else:
            rest.append(header)
    return "\n".join(_lines(path, columns, rest, encoding=encoding, delimiter=delimiter, sheet=sheet)) + "\n"


def _headers(path: Path, encoding: str | None, sheet: str | None) -> tuple[list[str], str | None]:
    suffix = path.suffix.lower()
    found: list[str] = []
    delimiter = None
    if suffix in {".jsonl", ".ndjson"}:
        for _, members in open_json_lines(path).rows():
            if not isinstance(members, RecordError) and members:
                found = list(members)
                break
    elif suffix in {".xlsx", ".xlsm"}:
        cells = next((cells for _, cells in open_xlsx(path, sheet=sheet).rows()), {})
        found = [cell for cell in cells.values() if isinstance(cell, str)]
    else:
        table = open_text(path, encoding=encoding, delimiter=None, known=lambda header: bool(header.strip()))
        delimiter = table.delimiter
        found = next((row for _, row in table.rows() if any(row)), [])
    headers = [header.strip() for header in found if header.strip()]
    if not headers:
        raise RecordError(
            "the file has no header row", code="learners_empty", path=str(path), mend="Export it with one."
        )
    return list(dict.fromkeys(headers)), delimiter


def _guess(header: str) -> str | None:
    column = column_name(header)
    if kind_of(column) is not None:
        return column
    plain = unicodedata.normalize("NFKD", header.strip().casefold())
    folded = " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("_", " ").split())
    return _WORDS.get(folded)


def _lines(
    path: Path,
    columns: Mapping[str, str],
    rest: list[str],
    *,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
) -> Iterator[str]:
    yield f"# How {_quoted(path.name)} becomes a learner file. A draft: check every line."
    yield "# header of the export: column of mcissue"
    yield "columns:" if columns else "columns: {}"
    for header, column in columns.items():
        yield f"  {_quoted(header)}: {column}"
    yield ""
    yield "# Headers that are passed over. Move one up if it says something about the learner; columns are:"
    yield from (f"#   {line}" for line in _wrapped(list(COLUMNS)))
    yield "ignore:" if rest else "ignore: []"
    yield from (f"  - {_quoted(header)}" for header in rest)
    yield ""
    yield "# Columns that hold for every row, e.g. award_date: 2026-06-15"
    yield "constants: {}"
    yield ""
    yield "# How the export writes numbers and dates, if not 2.5 and 2026-06-15; dates: dmy, mdy or ymd."
    yield '# decimal: ","'
    yield "# dates: dmy"
    if encoding is not None:
        yield f"encoding: {_quoted(encoding)}"
    if delimiter is not None and delimiter in DELIMITERS:
        yield f"delimiter: {_DELIMITER_NAMES[delimiter]}"
    if sheet is not None:
        yield f"sheet: {_quoted(sheet)}"


def _quoted(text: str) -> str:
    """A text as a double-quoted scalar: what JSON writes is YAML too."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _wrapped(names: list[str]) -> Iterator[str]:
    for start in range(0, len(names), 6):
        yield ", ".join(names[start : start + 6])
