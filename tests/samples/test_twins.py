"""The bad twins: each is noticed by its check, with its code, and its good original by none."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import Ran, run
from tests.samples.files import SAMPLES, TWINS, expected, options_of, usual_options

from mcissue.annex import ELEMENTS
from mcissue.cli.output.verify_printer import EXITS
from mcissue.codes import CODES
from mcissue.verify import ASKABLE_CHECKS, CHECK_IDS
from mcissue.verify.report.wording import with_days

MANDATORY = 11
"""Mandatory elements of Annex I."""


def verified(credential: str, verify: dict[str, Any], state: Path, *more: str) -> Ran:
    """Verify a sample in a machine that has seen nothing, or the registry that it should have seen."""
    environment = {"MCISSUE_STATE_DIR": str(state)}
    seen = verify["registry_seen_before"]
    if seen is not None:
        first = run("verify", SAMPLES / credential, *options_of({**verify, "registry": seen}), **environment)
        assert first.status == 0
    words = [*options_of(verify), "--format", "json", *more]
    return run("verify", SAMPLES / credential, *words, **environment)


@cache
def good_status(credential: str, verify: str, state: Path) -> int:
    return verified(credential, json.loads(verify), state).status


@pytest.fixture(scope="module")
def shared_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_is_noticed_as_expected(name: str, tmp_path: Path) -> None:
    """Verdict, exit status, answers, and every check with its code and place are those of expected.json."""
    wanted = expected(name)
    ran = verified(wanted["credential"], wanted["verify"], tmp_path)
    report = json.loads(ran.out)
    found = {
        "verdict": report["verdict"],
        "answers": report["answers"],
        "checks": [
            {part: check[part] for part in ("id", "outcome", "code", "path")} for check in report["checks"]
        ],
        "notes": [note["code"] for note in report["notes"]],
    }
    assert found == wanted["report"]
    assert ran.status == wanted["exit_status"] == EXITS[report["verdict"]]
    noticed = {check["id"]: (check["outcome"], check["code"]) for check in found["checks"]}
    by = wanted["noticed_by"]
    assert noticed[by["check"]] == (by["outcome"], by["code"])
    assert by["outcome"] in {"failed", "indeterminate", "not_applicable"}
    assert by["code"] in CODES
    # What is only badly written is valid for a reader; its issuer is told, and never passes with it.
    assert (report["verdict"] == "valid") is (_wrong_answers(report) == {"well_formed"})
    strict = verified(wanted["credential"], wanted["verify"], tmp_path, "--policy", "conformant")
    assert strict.status in {ran.status, EXITS["incomplete"]} - {0}


def _wrong_answers(report: dict[str, Any]) -> set[str]:
    return {name for name, outcome in report["answers"].items() if outcome != "passed"}


@pytest.mark.parametrize("name", TWINS)
def test_a_reader_is_told_what_is_wrong(name: str, tmp_path: Path) -> None:
    """The report for people has the sentence of the check, the same exit status, and no error beside it."""
    wanted = expected(name)
    ran = verified(wanted["credential"], wanted["verify"], tmp_path)
    checks = {check["id"]: check for check in json.loads(ran.out)["checks"]}
    said = checks[wanted["noticed_by"]["check"]]["message"]
    text = run("verify", SAMPLES / wanted["credential"], *options_of(wanted["verify"]),
               MCISSUE_STATE_DIR=str(tmp_path))  # fmt: skip
    assert (text.status, text.err) == (wanted["exit_status"], "")
    assert _bare(with_days(said)) in _bare(text.out), text.out


def _bare(text: str) -> str:
    """Without the layout of a page."""
    return re.sub(r"[^\w.]+", "", text).lower()


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_differs_in_one_thing(name: str, shared_state: Path) -> None:
    """Credential or surroundings are those of the good original, and with the usual ones that one is valid."""
    wanted = expected(name)
    usual = usual_options()
    changed_credential = wanted["credential"] != wanted["twin_of"]
    changed_surroundings = wanted["verify"] != usual
    assert changed_credential != changed_surroundings
    if changed_credential:
        assert (SAMPLES / wanted["credential"]).read_bytes() != (SAMPLES / wanted["twin_of"]).read_bytes()
    assert good_status(wanted["twin_of"], json.dumps(usual), shared_state) == 0


def test_every_check_has_bad_twins() -> None:
    """Each implemented check has at least three twins, so that none is a check in name only."""
    count = Counter(expected(name)["noticed_by"]["check"] for name in TWINS)
    assert set(count) == set(CHECK_IDS) - set(ASKABLE_CHECKS)
    assert min(count.values()) >= 3


def test_checks_that_read_a_format_have_twins_in_both() -> None:
    """Where a European credential is read in a way of its own, a European twin is noticed too."""
    checks = {expected(name)["noticed_by"]["check"] for name in TWINS if name.startswith("edc-")}
    assert checks == set(CHECK_IDS) - set(ASKABLE_CHECKS) - {"carrier"}


def test_every_mandatory_element_is_missed() -> None:
    """For each of the eleven there is a badge in which the report finds it missing, and it alone."""
    missed = []
    for name in TWINS:
        if name.startswith("edc-"):
            continue
        wanted = expected(name)
        if wanted["noticed_by"]["check"] == "mandatory_elements":
            ran = run("verify", SAMPLES / wanted["credential"], "--format", "json", "--policy", "authentic")
            (check,) = [each for each in json.loads(ran.out)["checks"] if each["id"] == "mandatory_elements"]
            missed.append(check["detail"]["elements"])
    assert all(len(each) == 1 for each in missed), missed
    mandatory = [element for element in ELEMENTS if element.mandatory]
    assert len(mandatory) == MANDATORY
    assert sorted(next(iter(each)) for each in missed) == sorted(element.id for element in mandatory)


def test_the_table_of_twins_is_whole() -> None:
    """The page for people names every twin with its check and code."""
    page = (SAMPLES / "twins" / "README.md").read_text(encoding="utf-8")
    for name in TWINS:
        by = expected(name)["noticed_by"]
        (line,) = [line for line in page.splitlines() if f"[`{name}`]" in line]
        assert f"`{by['check']}` {by['outcome']}" in line
        assert f"`{by['code']}`" in line
