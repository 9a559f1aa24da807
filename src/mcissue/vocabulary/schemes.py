"""The lists of concepts that a record may point to: names, addresses, sources, completeness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCHEMES", "Scheme"]

_READ_ON = "2026-11-21"
_SNB = "http://data.europa.eu/snb/"
_SNB_LIST = "25831c2"  # every list below data.europa.eu/snb ends its own address in this segment
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_ELM = "European Commission, European Learning Model 3, code lists of 2024-02"
_SNB_SEGMENT = r"[0-9a-f]{10}|c_[0-9a-f]{8}"
_AUTHORITY_SEGMENT = r"[A-Z0-9_]+"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One controlled list.

    Attributes:
        name: our short name, e.g. `eqf`; the first argument of `resolve`.
        uri: the address of the list itself, as EDC writes it in `inScheme`.
        prefix: what every concept's address of this list starts with; all prefixes are disjoint.
        title: the list's English name.
        source: whose list it is, and where the rows were read.
        read_on: the date of reading, `YYYY-MM-DD`.
        complete: true if the rows are the whole list as of its source; then nothing else is accepted.
        segment: what may follow the prefix, as a regular expression without anchors.
        coded: true if the last segment of a concept's address is its code (`0613`), not an opaque key.
        note: what else a reader should know.
    """

    name: str
    uri: str
    prefix: str
    title: str
    source: str
    read_on: str
    complete: bool
    segment: str
    coded: bool = False
    note: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the address of a concept looks like; use it with `fullmatch`."""
        # Compiled on first use (and kept by `re`), so that importing the module stays cheap.
        return re.compile(f"{re.escape(self.prefix)}(?:{self.segment})")


def _snb(
    name: str,
    folder: str,
    title: str,
    source: str,
    *,
    complete: bool = True,
    segment: str = _SNB_SEGMENT,
    coded: bool = False,
    note: str = "",
) -> Scheme:
    prefix = f"{_SNB}{folder}/"
    return Scheme(
        name, prefix + _SNB_LIST, prefix, title, source, _READ_ON, complete, segment, coded=coded, note=note
    )


def _authority(
    name: str,
    title: str,
    source: str,
    *,
    complete: bool = True,
    segment: str = _AUTHORITY_SEGMENT,
    note: str = "",
) -> Scheme:
    uri = _AUTHORITY + name.replace("_", "-")
    return Scheme(name, uri, f"{uri}/", title, source, _READ_ON, complete, segment, coded=True, note=note)


def _elm(file: str) -> str:
    return f"{_ELM} ({file}.xsd)"


_SAMPLES = "signed and unsigned samples of the European Learning Model"
_EDC = "source code of European Digital Credentials 2.0.6"

_ALL = (
    _snb("eqf", "eqf", "European Qualifications Framework levels", _elm("eqf"), segment="[0-9]", coded=True),
    _snb(
        "isced_f",
        "isced-f",
        "Fields of education and training (ISCED-F 2013)",
        _elm("isced-f"),
        segment="[0-9]{2,4}",
        coded=True,
        note="Broad (2 digits), narrow (3) and detailed (4) fields share some labels: there, use the code.",
    ),
    _snb("assessment", "assessment", "Types of assessment", _elm("europass-learning-assessment-types")),
    _snb("mode", "learning-assessment", "Modes of learning and assessment", _elm("europass-modes")),
    _snb(
        "learning_setting", "learning-setting", "Learning settings", _elm("europass-learning-setting-types")
    ),
    _snb(
        "supervision",
        "supervision-verification",
        "Supervision and identity verification during assessment",
        "EU Vocabularies, read through the vocabulary files of MyNextID (2026-03)",
    ),
    _snb("education_credit", "education-credit", "Systems of education credits", _elm("credit-points")),
    _snb(
        "credential",
        "credential",
        "Types of credential",
        f"{_elm('europass-credential-types')}; {_EDC}",
        complete=False,
        note="`Accredited` is the newer label (samples of 2024); the code list said `Qualification Award`.",
    ),
    _snb(
        "learning_opportunity",
        "learning-opportunity",
        "Types of learning opportunity",
        _elm("europass-learning-opportunity-types"),
    ),
    _snb(
        "learning_activity",
        "learning-activity",
        "Types of learning activity",
        _elm("europass-learning-activity-types"),
    ),
    _snb(
        "learning_schedule",
        "learning-schedule",
        "Types of learning schedule",
        _elm("europass-learning-schedule-types"),
    ),
    _snb(
        "accreditation",
        "accreditation",
        "Types of accreditation",
        f"{_elm('europass-accreditation-types')}; {_SAMPLES}",
        complete=False,
        note="Newer types exist than the four of the code list.",
    ),
    _snb(
        "accreditation_decision",
        "accreditation-decision",
        "Accreditation decisions",
        _SAMPLES,
        complete=False,
    ),
    _snb("entitlement", "entitlement", "Types of entitlement", _elm("europass-learning-entitlement-types")),
    _snb(
        "entitlement_status",
        "entitlement-status",
        "States of an entitlement",
        _elm("europass-learning-entitlement-statuses"),
    ),
    _snb("evidence_type", "evidence-type", "Types of evidence", f"{_SAMPLES}; {_EDC}", complete=False),
    _snb(
        "nqf",
        "qdr",
        "National qualifications frameworks and their levels",
        _elm("nqf"),
        note="Frameworks and levels stand in one list; a level is found by its label, e.g. `FiNQF Level 6`.",
    ),
    _snb("skill_type", "skill-type", "Types of skill", _elm("skill-types"), segment="[a-z-]+", coded=True),
    _snb(
        "skill_reuse_level",
        "skill-reuse-level",
        "Reuse levels of skills",
        _elm("skill-reuse-levels"),
        segment="[a-z-]+",
        coded=True,
    ),
    _snb("target_group", "target-group", "Target groups", _elm("europass-target-groups")),
    _snb("encoding", "encoding", "Encodings of content", _elm("europass-content-encoding-types")),
    _snb(
        "digcomp",
        "dcf",
        "Digital Competence Framework for Citizens (DigComp)",
        _SAMPLES,
        complete=False,
        segment="[0-9a-z]{10}",
    ),
    _snb("verification", "verification", "Types of verification check", _EDC, complete=False),
    _snb(
        "verification_status", "verification-status", "Outcomes of a verification check", _EDC, complete=False
    ),
    _snb(
        "presentation_type",
        "verifiable-presentation",
        "Types of verifiable presentation",
        _EDC,
        complete=False,
    ),
    Scheme(
        "esco_skill",
        "http://data.europa.eu/esco/concept-scheme/skills",
        "http://data.europa.eu/esco/skill/",
        "ESCO skills and competences",
        f"{_SAMPLES}; {_EDC}",
        _READ_ON,
        complete=False,
        segment=_UUID,
        note="Some 14,000 skills exist; the few here are those of the samples.",
    ),
    _authority(
        "country",
        "Countries and territories",
        _elm("country"),
        note="A concept's code is its ISO 3166-1 alpha-2 code; EL and UK are read as GR and GB.",
    ),
    _authority(
        "language",
        "Languages",
        _elm("language"),
        note="Most rows carry no label; the names of the languages of ISO 639-1 are completed by us.",
    ),
    _authority("currency", "Currencies", _elm("currency")),
    _authority("file_type", "File types", _elm("file-type")),
    _authority("human_sex", "Human sex", f"{_SAMPLES}; {_EDC}", complete=False),
    _authority(
        "atu",
        "Administrative territorial units",
        "EU Vocabularies; no rows are shipped (2,450 in 2024-02)",
        complete=False,
        segment=r"[A-Z0-9]{3}(?:_[A-Z0-9]+)+",
        note="By address only, e.g. `http://publications.europa.eu/resource/authority/atu/IRL_CTH_DUB`.",
    ),
)

#: Short name -> list. Nothing is read from disk before a concept is asked for.
SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.name: scheme for scheme in _ALL})
