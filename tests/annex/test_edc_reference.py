"""The elements of every published European Digital Credential, file by file and element by element."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.annex.samples import element

from mcissue.annex import (
    ELEMENTS,
    elements_of_document,
    is_complete,
    missing_mandatory,
    why_no_achievement,
)
from mcissue.verify import Verifier

pytestmark = pytest.mark.reference

# One column for each published file: +: present, ~: partly, -: missing.
#   aa      the Commission's Annex 1 sample of 2024     mc      that of 2023, unsealed    mc-s  the same, sealed
#   part    certificate of participation, 2023          part24  that of 2025              joint, tor, master: degrees
#   nd, nm  another issuer's (2026): an activity and a microcredential
TABLE = """
                      aa  aa-s  mc  mc-s  part  part-s  part24  joint  tor  master  nd  nm
learner               +   +     +   +     +     +       +       +      +    +       +   +
title                 +   +     +   +     +     +       +       +      +    +       +   +
country               +   +     +   +     +     +       +       +      +    +       +   +
awarding_body         +   +     +   +     +     +       +       +      +    +       +   +
date_of_issuing       +   +     ~   +     ~     +       +       +      +    +       +   +
learning_outcomes     +   +     +   +     ~     ~       ~       +      +    +       ~   +
workload              +   +     +   +     ~     ~       +       +      +    +       -   +
level                 +   +     +   +     -     -       -       +      +    +       -   +
assessment_type       +   +     ~   ~     -     -       -       ~      -    ~       -   ~
participation_form    +   +     +   +     +     +       +       +      +    +       -   +
quality_assurance     -   -     -   -     -     -       -       +      +    +       -   -
prerequisites         +   +     +   +     -     -       -       +      +    +       -   -
supervision           +   +     +   +     -     -       -       +      -    +       -   ~
grade                 +   +     +   +     -     -       -       +      -    +       -   +
stackability          -   -     +   +     -     -       -       +      +    +       -   -
further_information   +   +     -   -     +     +       +       +      +    +       -   -
"""

FILES = {
    "aa": "samples/elm-support-AA-Annex1-MC-unsigned.json",
    "aa-s": "samples-signed/elm-support-AA-Annex1-MC-signed.jsonld",
    "mc": "samples/Sample-MC-Annex1-unsigned.jsonld",
    "mc-s": "samples-signed/Sample-MC-Annex1-signed.jsonld",
    "part": "samples/Sample-CertOfPart-unsigned.jsonld",
    "part-s": "samples-signed/Sample-CertOfPart-signed.jsonld",
    "part24": "samples/elm-support-Sample-CertOfPart-unsigned.json",
    "joint": "samples/elm-support-Sample-JointDegree-unsigned.json",
    "tor": "samples/elm-support-Sample-TranscriptOfRecords-unsigned.json",
    "master": "samples-signed/elm-support-Sample-MastersDegree-signed.jsonld",
    "nd": "samples-signed/mynextid-edc-dc-signed.jsonld",
    "nm": "samples-signed/mynextid-edc-mc-signed.jsonld",
}
UPLOADS = {"mc": "samples/Sample-MC-Annex1-unsigned-uploadable.json", "part": "samples/Sample-CertOfPart-unsigned-uploadable.json"}  # fmt: skip
STATES = {"+": "present", "~": "partly", "-": "missing"}


def read(reference: Path, name: str) -> Any:
    return json.loads((reference / "elm" / name).read_bytes())


def column(name: str) -> dict[str, str]:
    head, *rows = TABLE.strip("\n").splitlines()
    place = head.split().index(name)
    return {row.split()[0]: STATES[row.split()[1 + place]] for row in rows}


@pytest.mark.parametrize("name", FILES)
def test_a_published_file_has_exactly_these_elements(reference: Path, name: str) -> None:
    """The table is the statement; not one of the Commission's own files is complete by Annex I."""
    elements = elements_of_document(read(reference, FILES[name]))
    assert {found.id: str(found.state) for found in elements} == column(name)
    assert not is_complete(elements)
    assert all(found.mend for found in missing_mandatory(elements))
    assert all(found.path and found.convention for found in elements if found.state != "missing")


@pytest.mark.parametrize("name", UPLOADS)
def test_the_form_for_upload_has_the_same(reference: Path, name: str) -> None:
    """Only the paths differ."""
    plain = elements_of_document(read(reference, FILES[name]))
    wrapped = elements_of_document(read(reference, UPLOADS[name]))
    assert [(found.state, found.value) for found in plain] == [
        (found.state, found.value) for found in wrapped
    ]


def test_the_rows_are_the_sixteen_elements_and_the_columns_all_files(reference: Path) -> None:
    """No element is left out, and a new file in the folders is judged too."""
    assert list(column("aa")) == [standard.id for standard in ELEMENTS]
    folders = (reference / "elm" / "samples", reference / "elm" / "samples-signed")
    names = {f"{folder.name}/{path.name}" for folder in folders for path in folder.iterdir()}
    assert names == {*FILES.values(), *UPLOADS.values()}


def test_the_sample_of_2024_has_ten_of_eleven(reference: Path) -> None:
    """Only quality assurance is missing, which the Recommendation calls mandatory."""
    (lacking,) = missing_mandatory(elements_of_document(read(reference, FILES["aa"])))
    assert (lacking.id, lacking.state) == ("quality_assurance", "missing")


def test_the_sample_of_2023_has_three_faults(reference: Path) -> None:
    """From when on it holds is no date of issuing, a concept of its own no type; both say how to mend it."""
    document = read(reference, FILES["mc"])
    lacking = {found.id: found for found in missing_mandatory(elements_of_document(document))}
    assert {id_: str(found.state) for id_, found in lacking.items()} == {
        "date_of_issuing": "partly",
        "assessment_type": "partly",
        "quality_assurance": "missing",
    }
    assert lacking["date_of_issuing"].path == "$.validFrom"
    assert lacking["assessment_type"].convention == "local concept"
    assert "http://data.europa.eu/snb/assessment/de4d165a6c" in lacking["assessment_type"].mend


def test_months_that_were_meant_as_hours_are_named(reference: Path) -> None:
    """`P2M` of a webinar of two hours."""
    workload = element(read(reference, FILES["part"]), "workload")
    assert (workload.state, workload.value) == ("partly", "P2M")
    assert "PT2H" in workload.mend


@pytest.mark.parametrize("name", FILES)
def test_the_verifier_reports_the_same_elements(reference: Path, name: str) -> None:
    """Sealed or not, wrapped or not: the report has every element, and is not valid."""
    data = (reference / "elm" / FILES[name]).read_bytes()
    report = Verifier().verify(data)
    document = json.loads(data)
    if "signatures" in document:
        # The verifier opens the seal; its paths are those of the credential inside.
        document = json.loads(document["payload"])
    assert report.credential.elements == elements_of_document(document)
    assert why_no_achievement(json.loads(data)) is None
    assert report.check("mandatory_elements").code == "mandatory_element_missing"
    assert not report
