"""The few words of our own that stand in an Open Badge, in the languages of the Union and of its neighbours.

What is not here is written in English. Reading knows them all, so a badge comes back whatever language it was
written in.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GRADES", "OUTCOMES", "grade_name", "outcomes_heading"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    "bg": ("Резултати от ученето", "Оценка"),
    "ca": ("Resultats d'aprenentatge", "Qualificació"),
    "cs": ("Výsledky učení", "Hodnocení"),
    "da": ("Læringsudbytte", "Karakter"),
    "de": ("Lernergebnisse", "Note"),
    "el": ("Μαθησιακά αποτελέσματα", "Βαθμός"),
    "en": ("Learning outcomes", "Grade"),
    "es": ("Resultados de aprendizaje", "Calificación"),
    "et": ("Õpiväljundid", "Hinne"),
    "eu": ("Ikaskuntzaren emaitzak", "Kalifikazioa"),
    "fi": ("Oppimistulokset", "Arvosana"),
    "fr": ("Acquis d'apprentissage", "Note"),
    "ga": ("Torthaí foghlama", "Grád"),
    "gl": ("Resultados da aprendizaxe", "Cualificación"),
    "hr": ("Ishodi učenja", "Ocjena"),
    "hu": ("Tanulási eredmények", "Érdemjegy"),
    "is": ("Hæfniviðmið", "Einkunn"),
    "it": ("Risultati di apprendimento", "Voto"),
    "lt": ("Mokymosi rezultatai", "Įvertinimas"),
    "lv": ("Mācīšanās rezultāti", "Vērtējums"),
    "mt": ("Eżiti tat-tagħlim", "Grad"),
    "nb": ("Læringsutbytte", "Karakter"),
    "nl": ("Leerresultaten", "Cijfer"),
    "nn": ("Læringsutbyte", "Karakter"),
    "no": ("Læringsutbytte", "Karakter"),
    "pl": ("Efekty uczenia się", "Ocena"),
    "pt": ("Resultados de aprendizagem", "Classificação"),
    "ro": ("Rezultatele învățării", "Nota"),
    "sk": ("Vzdelávacie výstupy", "Hodnotenie"),
    "sl": ("Učni izidi", "Ocena"),
    "sv": ("Läranderesultat", "Betyg"),
    "uk": ("Результати навчання", "Оцінка"),
})  # fmt: skip
"""Language -> how it calls learning outcomes, as the Union's own texts on qualifications do; and a grade."""

OUTCOMES: Final = frozenset(outcomes for outcomes, _ in _WORDS.values())
"""Every heading above a list of learning outcomes."""

GRADES: Final = frozenset(grade for _, grade in _WORDS.values())
"""Every name of a grade."""


def outcomes_heading(language: str) -> str:
    """What learning outcomes are called.

    Args:
        language: a BCP 47 tag; its script and region do not matter.
    """
    return _words(language)[0]


def grade_name(language: str) -> str:
    """What a grade is called.

    Args:
        language: a BCP 47 tag; its script and region do not matter.
    """
    return _words(language)[1]


def _words(language: str) -> tuple[str, str]:
    return _WORDS.get(language.partition("-")[0], _WORDS["en"])
