"""`mcissue convert` as a user meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.cli.running import run

from mcissue.cli import main
from mcissue.cli.convert import _node_ids
from mcissue.formats import detect_format, from_edc, from_openbadges

BADGE = Path(__file__).parents[2] / "samples" / "credentials" / "research-data" / "01-aino.json"


def convert(capsysbinary: pytest.CaptureFixture[bytes], *words: object) -> tuple[int, bytes, str]:
    with pytest.raises(SystemExit) as caught:
        main(["convert", *map(str, words)])
    captured = capsysbinary.readouterr()
    err = captured.err.decode()
    assert "Traceback" not in err
    return int(caught.value.code or 0), captured.out, err


def test_the_result_goes_to_standard_output_and_the_talk_elsewhere(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """It is said that nobody has signed it, and that something got lost."""
    status, out, err = convert(capsysbinary, BADGE, "--to", "edc")
    assert status == 0
    assert detect_format(json.loads(out)).id == "edc_upload"
    assert "unsigned" in err
    assert "1 thing does not fit" in err
    assert "--report" in err


def test_the_form_that_mcissue_signs_has_no_proof_yet(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """It has the time of issuing, and is not signed all the same."""
    _, out, _ = convert(capsysbinary, BADGE, "--to", "edc", "--edc-form", "signed")
    document = json.loads(out)
    assert "issued" in document
    assert "proof" not in document
    assert from_edc(document).record.course.title["fi"] == "Avoimen tutkimusdatan hallinta"


def test_a_file_is_written_once(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    """--out makes a new file, and overwrites none."""
    out = tmp_path / "new.json"
    status, shown, err = convert(capsysbinary, BADGE, "--to", "edc", "--out", out)
    assert (status, shown) == (0, b"")
    assert str(out) in err
    before = out.read_bytes()
    status, shown, err = convert(capsysbinary, BADGE, "--to", "edc", "--out", out)
    assert (status, shown) == (2, b"")
    assert "--out" in err
    assert out.read_bytes() == before


def test_there_and_back_at_the_command_line(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    """The title, the learner and the workload survive."""
    there = tmp_path / "there.json"
    convert(capsysbinary, BADGE, "--to", "edc", "--out", there)
    _, out, _ = convert(capsysbinary, there, "--to", "openbadges")
    old = from_openbadges(json.loads(BADGE.read_bytes())).record
    new = from_openbadges(json.loads(out)).record
    assert (new.course.title, new.award.learner.name) == (old.course.title, old.award.learner.name)
    assert new.course.workload == old.course.workload


def test_the_report_stands_in_place_of_the_result(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    """Place, what and why of each loss; with --out the result is written as well."""
    out = tmp_path / "new.json"
    status, shown, err = convert(capsysbinary, BADGE, "--to", "edc", "--report", "--out", out)
    lines = shown.decode().splitlines()
    assert (status, lines[0]) == (0, "Not read from the file:")
    assert lines[1].startswith("  $.credentialSubject.identifier[3]: ")
    assert lines[2].startswith("Not written to the result: nothing")
    assert out.exists()
    assert "--report lists" not in err


def test_the_report_for_programs(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The same as JSON; what a loss says is never a value of the learner's."""
    _, out, _ = convert(capsysbinary, BADGE, "--to", "record", "--report", "--format", "json")
    report = json.loads(out)
    assert report["source"] == "open_badges_3_0"
    assert [loss["path"] for loss in report["not_read"]] == ["$.credentialSubject.identifier[3]"]
    assert report["not_written"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([BADGE], "--to"),
        ([BADGE, "--to", "pdf"], "pdf"),
        ([BADGE, "--to", "openbadges", "--edc-form", "signed"], "--edc-form"),
        (["no-such-file", "--to", "edc"], "no-such-file"),
        ([Path(__file__), "--to", "edc"], "no JSON"),
    ],
)
def test_what_can_not_be_done_is_said(words: list[object], message: str) -> None:
    """Exit status 2, and nothing on standard output."""
    ran = run("convert", *words)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_a_wish_for_a_language_without_title_is_listed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """It is written in the language that there is."""
    _, out, _ = convert(capsysbinary, BADGE, "--to", "openbadges", "--language", "xx", "--report")
    assert "the wish for xx" in out.decode()


def test_standard_input_is_read(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hyphen stands for it."""
    with BADGE.open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", type("Stream", (), {"buffer": stream})())
        status, out, _ = convert(capsysbinary, "-", "--to", "record")
    assert status == 0
    assert json.loads(out)["course"]


def test_node_ids_can_not_be_told_in_advance() -> None:
    """The same name gives the same id in one run, and another in the next."""
    first, second = _node_ids(), _node_ids()
    assert first("salt/email") == first("salt/email") != second("salt/email")
