"""European files that are wrong in one place: `mcissue verify` names each by check, code, path and a way to mend it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import run
from tests.samples.files import SAMPLES, options_of, usual_options

GOOD = SAMPLES / "credentials" / "research-data" / "01-aino.edc.json"
EQF = "http://data.europa.eu/snb/eqf"
CLAIM = "$.credentialSubject.hasClaim[0]"
OFFER = f"{CLAIM}.specifiedBy"
MEGABYTE = 1_000_000

Document = dict[str, Any]


def offer(document: Document) -> Document:
    found: Document = document["credentialSubject"]["hasClaim"][0]["specifiedBy"]
    return found


def pages(document: Document) -> list[Document]:
    """Its pages, one for each language."""
    found: list[Document] = document["displayParameter"]["individualDisplay"]
    return found


def pictures(document: Document) -> list[Document]:
    """The pictures of its pages."""
    return [page["displayDetail"][0]["image"] for page in pages(document)]


def concept(uri: str, scheme: str) -> Document:
    return {"id": uri, "type": "Concept", "inScheme": {"id": scheme, "type": "ConceptScheme"}}


def level(number: int) -> Document:
    return concept(f"{EQF}/{number}", f"{EQF}/25831c2")


#: Name -> what is done to the good file; check, code and path that name it; a word of the way to mend it.
BAD: dict[str, tuple[Callable[[Document], object], str, str, str, str]] = {
    "no contexts": (
        lambda document: document.pop("@context"),
        "format", "context_order", "$['@context']", "https://www.w3.org/2018/credentials/v1",
    ),
    "one id for two things": (
        lambda document: pages(document)[1].update(id=pages(document)[0]["id"]),
        "format", "edc_id_reused", "$.displayParameter.individualDisplay[1]",
        "an id of its own",
    ),
    "a concept of another list": (
        lambda document: offer(document).update(eqfLevel=offer(document)["thematicArea"][0]),
        "format", "edc_concept_of_other_list", f"{OFFER}.eqfLevel", f"{EQF}/25831c2",
    ),
    "a concept that names another list": (
        lambda document: offer(document)["nqfLevel"][0]["inScheme"].update(id=f"{EQF}/25831c2"),
        "format", "edc_concept_of_other_list", f"{OFFER}.nqfLevel[0]", "http://data.europa.eu/snb/qdr/25831c2",
    ),
    "a concept that is not in its list": (
        lambda document: offer(document).update(
            mode=[
                concept(
                    "http://data.europa.eu/snb/learning-assessment/nowhere",
                    "http://data.europa.eu/snb/learning-assessment/25831c2",
                )
            ]
        ),
        "format", "edc_concept_unknown", f"{OFFER}.mode[0].id", "EU vocabularies",
    ),
    "EQF level 99": (
        lambda document: offer(document).update(eqfLevel=level(99)),
        "format", "edc_concept_unknown", f"{OFFER}.eqfLevel.id", "EU vocabularies",
    ),
    "sixty months for sixty hours": (
        lambda document: offer(document).update(volumeOfLearning="P60M"),
        "format", "edc_duration_implausible", f"{OFFER}.volumeOfLearning", "PT60H",
    ),
    "two languages in a name": (
        lambda document: document["credentialSubject"]["fullName"].update(en="Aino Vaisanen"),
        "format", "edc_several_languages", "$.credentialSubject.fullName", "Keep the language",
    ),
    "a day in the place of a time": (
        lambda document: document.update(validFrom="2026-06-15"),
        "format", "datetime_malformed", "$.validFrom", "2026-05-31T12:00:00Z",
    ),
    "a date without zone": (
        lambda document: document.update(validFrom="2026-06-15T00:00:00"),
        "format", "datetime_malformed", "$.validFrom", "2026-05-31T12:00:00Z",
    ),
    "a picture of 3 MB": (
        lambda document: pictures(document)[0].update(content="A" * 3 * MEGABYTE),
        "carrier", "limit_string", "$.displayParameter.individualDisplay[0].displayDetail[0].image.content", "smaller picture",
    ),
    "a picture of 40 MB": (
        lambda document: pictures(document)[0].update(content="A" * 40 * MEGABYTE),
        "carrier", "limit_size", "$", "smaller one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_european_file_is_named_by_check_code_path_and_mend(name: str, tmp_path: Path) -> None:
    """Not valid, in the JSON for programs and in the text for people."""
    change, check_id, code, path, mend = BAD[name]
    document = copy.deepcopy(json.loads(GOOD.read_bytes()))
    change(document)
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    ran = run("verify", file, *options_of(usual_options()), "--no-state", "--format", "json")
    report = json.loads(ran.out)
    (check,) = [each for each in report["checks"] if each["id"] == check_id]
    # A limit is no proof of harm: then the answer is that nobody knows, and never that it is good.
    expected = ("indeterminate", 3) if check_id == "carrier" else ("failed", 1)
    assert (check["code"], check["path"]) == (code, path), check
    assert (check["outcome"], ran.status) == expected
    assert check["mend"]
    assert mend in check["mend"]
    text = run("verify", file, *options_of(usual_options()), "--no-state").out
    assert f"[{code}]" in text
    assert path in text.replace("\n", "").replace(" ", "")


def test_a_credential_without_contexts_says_nothing_unless_it_is_wrapped(tmp_path: Path) -> None:
    """Zero triples outside of the Commission's form; inside of it, the contexts are those that its tools mean."""
    document = json.loads(GOOD.read_bytes())
    del document["@context"], document["proof"]
    bare, wrapped = tmp_path / "bare.json", tmp_path / "wrapped.json"
    bare.write_text(json.dumps(document), encoding="utf-8")
    wrapped.write_text(json.dumps({"credential": document}), encoding="utf-8")
    outcomes = []
    for file in (bare, wrapped):
        report = json.loads(run("verify", file, "--format", "json").out)
        checks = {each["id"]: each for each in report["checks"]}
        outcomes.append(
            [checks[name]["code"] or checks[name]["outcome"] for name in ("format", "json_ld", "proof")]
        )
        assert report["verdict"] == "invalid"
    assert outcomes == [
        ["context_order", "context_missing", "proof_missing"],
        ["passed", "passed", "proof_missing"],
    ]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "elements"),
    [
        ("elm-support-AA-Annex1-MC-unsigned.json", {"quality_assurance": "missing"}),
        (
            "Sample-MC-Annex1-unsigned.jsonld",
            {"date_of_issuing": "partly", "assessment_type": "partly", "quality_assurance": "missing"},
        ),
        (
            "Sample-MC-Annex1-unsigned-uploadable.json",
            {"date_of_issuing": "partly", "assessment_type": "partly", "quality_assurance": "missing"},
        ),
    ],
)
def test_the_commissions_own_samples_are_unsigned_first_and_incomplete_second(
    reference: Path, name: str, elements: dict[str, str]
) -> None:
    """Invalid; the first sentence is that nobody has signed it; of the eleven elements the others are there."""
    file = reference / "elm" / "samples" / name
    ran = run("verify", file, "--format", "json")
    report = json.loads(ran.out)
    checks = {each["id"]: each for each in report["checks"]}
    assert (ran.status, report["verdict"], checks["proof"]["code"]) == (1, "invalid", "proof_missing")
    assert report["credential"]["title"] == "Digital micro-credential creation"
    found = {each["id"]: each["state"] for each in report["credential"]["elements"] if each["mandatory"]}
    assert {id_: state for id_, state in found.items() if state != "present"} == elements
    assert len(found) == 11
    first = " ".join(run("verify", file).out.partition("\n\n")[0].split())
    assert first.index("nobody has signed it") < first.index("Mandatory")
