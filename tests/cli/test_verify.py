"""`mcissue verify` as a user meets it: exit statuses, one clear message for each bad input, readable text."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.university import INDEX, ISSUER, LIST_URL, University, key
from tests.verify.schema import check_report

from mcissue.cli import main
from mcissue.cli.options.verify import MAX_JOBS
from mcissue.cli.output.render import Style, escape, render_report, terminal_style
from mcissue.verify import Policy
from mcissue.verify.many import MAX_PROCESSES

VALID, INVALID, USAGE, OPEN, INCOMPLETE = 0, 1, 2, 3, 4


class Desk:
    """A folder as an employer has it, and a way to run the program in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.university = University()
        self.credential = folder / "credential.json"
        self.registry = folder / "registry.json"

    def write(self) -> None:
        """Put everything of the university on disk."""
        self.credential.write_bytes(self.university.data())
        self.registry.write_bytes(self.university.registry_data())
        self.folder_of("dids", {ISSUER: json.dumps(self.university.did_documents[ISSUER]).encode()})
        self.folder_of("lists", self.university.status_lists())

    def folder_of(self, name: str, files: dict[str, bytes]) -> None:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        index = {}
        for number, (url, data) in enumerate(files.items()):
            (folder / f"{number}.json").write_bytes(data)
            index[url] = f"{number}.json"
        (folder / "index.json").write_text(json.dumps(index))

    @property
    def trust(self) -> list[str]:
        return [
            "--registry", str(self.registry),
            "--trust-operator", self.university.operator.multikey,
            "--allow-test-registry",
            "--did-documents", str(self.folder / "dids"),
            "--status-lists", str(self.folder / "lists"),
            "--at", "2026-06-20T12:00:00Z",
        ]  # fmt: skip

    def run(self, *words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(["verify", *map(str, words)])
        captured = self.capsys.readouterr()
        assert "Traceback" not in captured.err
        return int(caught.value.code or 0), captured.out, captured.err

    def report(self, *words: object) -> tuple[int, dict[str, Any]]:
        status, out, _ = self.run(*words, "--format", "json")
        report = json.loads(out)
        check_report(report)
        return status, report


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("MCISSUE_STATE_DIR", str(tmp_path / "state"))
    made = Desk(tmp_path, capsys)
    made.write()
    return made


def check(report: dict[str, Any], check_id: str) -> tuple[str, str | None]:
    found = next(each for each in report["checks"] if each["id"] == check_id)
    return found["outcome"], found["code"]


# --- Exit statuses ------------------------------------------------------------------------------------------


def test_a_good_credential_is_valid(desk: Desk) -> None:
    """Everything at hand and in order: exit status 0."""
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, report["verdict"]) == (VALID, "valid")
    assert report["input"]["name"] == str(desk.credential)


def test_a_tampered_credential_is_invalid(desk: Desk) -> None:
    """`proof` failed, exit status 1."""
    desk.credential.write_bytes(desk.credential.read_bytes().replace(b"Aino", b"Eino"))
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "proof")) == (INVALID, ("failed", "signature_invalid"))


def test_a_revoked_credential_is_invalid(desk: Desk) -> None:
    """`status` failed, exit status 1."""
    desk.university.revoked.add(INDEX)
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "status")) == (INVALID, ("failed", "revoked"))


def test_an_unrecognised_issuer_is_indeterminate(desk: Desk) -> None:
    """`issuer_registry` indeterminate, exit status 3."""
    desk.university.entry["ids"] = ["did:web:other.example"]
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "issuer_registry")) == (OPEN, ("indeterminate", "issuer_not_listed"))


def test_an_incomplete_credential_is_called_genuine(desk: Desk) -> None:
    """`mandatory_elements` failed, exit status 4; a weaker policy does not ask."""
    desk.university.credential["issuer"].pop("name")
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "mandatory_elements")) == (
        INCOMPLETE,
        ("failed", "mandatory_element_missing"),
    )
    assert desk.report(desk.credential, *desk.trust, "--policy", "recognised")[0] == VALID


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["good"], VALID),
        (["good", "open"], OPEN),
        (["good", "open", "missing"], USAGE),
        (["missing", "bad", "open", "good"], INVALID),
        (["open", "missing"], USAGE),
        (["lacking", "open", "good"], OPEN),
        (["good", "lacking"], INCOMPLETE),
        (["good", "letter"], VALID),
        (["letter", "lacking", "letter"], INCOMPLETE),
        (["letter", "letter"], USAGE),
    ],
)
def test_of_several_files_the_gravest_status_counts(desk: Desk, words: list[str], status: int) -> None:
    """1 before 2 before 3 before 4 before 0, in whatever order the files come; every file is judged."""
    (desk.folder / "good").write_bytes(desk.university.data())
    (desk.folder / "bad").write_bytes(b"{broken")
    (desk.folder / "letter").write_bytes(b"no credential")
    lacking = University()
    lacking.credential["issuer"].pop("name")
    (desk.folder / "lacking").write_bytes(lacking.data())
    (desk.folder / "open").write_bytes(b"%PDF-1.7")
    found, out, err = desk.run(*(desk.folder / word for word in words), *desk.trust, "--format", "json")
    assert found == status
    lines = out.splitlines()
    readable = [word for word in words if word != "missing"]
    assert len(lines) == (len(readable) if len(words) > 1 else out.count("\n"))
    if len(words) > 1:
        for line in lines:
            check_report(json.loads(line))
    assert ("No such file" in err) is ("missing" in words)


def test_text_of_several_files_ends_with_a_count(desk: Desk) -> None:
    """The count is talk: it goes to standard error."""
    (desk.folder / "bad").write_bytes(b"no credential")
    status, out, err = desk.run(desk.credential, desk.folder / "bad", *desk.trust)
    assert status == VALID
    assert err.strip() == "2 files: 1 valid, 1 no credential."
    assert "NO CREDENTIAL IN THIS FILE" in out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_line_of_json_lines_is_a_credential(desk: Desk, jobs: str) -> None:
    """Lines are judged one by one, named by their number, and counted; a file that is missing keeps its place."""
    good = json.dumps(desk.university.signed()).encode() + b"\n"
    (desk.folder / "class").write_bytes(good + b"[\n\n" + good)
    words = [desk.folder / "missing", desk.folder / "class", desk.credential]
    status, out, err = desk.run(*words, *desk.trust, "--format", "json", "--jobs", jobs)
    assert status == INVALID
    reports = [json.loads(line) for line in out.splitlines()]
    name = str(desk.folder / "class")
    assert [(report["input"]["name"], report["verdict"]) for report in reports] == [
        (f"{name}, line 1", "valid"),
        (f"{name}, line 2", "invalid"),
        (f"{name}, line 4", "valid"),
        (str(desk.credential), "valid"),
    ]
    assert "No such file" in err
    _, out, err = desk.run(desk.folder / "class", *desk.trust, "--jobs", jobs)
    assert err.strip() == "3 credentials: 2 valid, 1 not valid."
    assert out.index("line 1") < out.index("line 2") < out.index("line 4")


def test_standard_input_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen stands for standard input."""
    stream = io.TextIOWrapper(io.BytesIO(desk.university.data()))
    monkeypatch.setattr(sys, "stdin", stream)
    status, report = desk.report("-", *desk.trust)
    assert (status, report["input"]["name"]) == (VALID, "standard input")


# --- Wrong usage: exit status 2 and one message ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda words: [], "Missing argument"),
        (lambda words: [*words, "--at", "yesterday"], "--at"),
        (lambda words: [*words, "--at", "2026-02-30"], "--at"),
        (lambda words: [*words, "--at", "2026-W25-6"], "--at"),
        (lambda words: [*words, "--at", "20260620"], "--at"),
        (lambda words: [*words, "--at", "２０２６-06-20"], "--at"),
        (lambda words: [*words, "--jobs", str(MAX_PROCESSES + 1)], "--jobs"),
        (lambda words: [*words, "--at", "2026-06-20T12:00:00"], "--at"),
        (lambda words: [*words, "--trust-operator", "z6MkNoKey"], "--trust-operator"),
        (lambda words: [*words, "--trust-operator", "no-such-file"], "no-such-file"),
        (lambda words: [*words, "--registry", "no-such-file"], "no-such-file"),
        (lambda words: [*words, "--status-lists", "no-such-folder"], "no-such-folder"),
        (lambda words: [*words, "--policy", "lax"], "lax"),
        (lambda words: [words[0], "--trust-operator", words[4]], "--registry"),
        (lambda words: [words[0], "--registry", words[2]], "--trust-operator"),
    ],
)
def test_wrong_usage_is_said_once(desk: Desk, change, message: str) -> None:
    """Exit status 2, nothing on standard output, one message that names what is wrong."""
    status, out, err = desk.run(*change([str(desk.credential), *desk.trust]))
    assert (status, out) == (USAGE, "")
    assert message in err


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (b"[]", "object"),
        (b"{", "index.json"),
        (b'{"https://a.example/": "gone.json"}', "gone.json"),
        (b'{"https://a.example/": "../registry.json"}', "no name of a file"),
        (b'{"https://a.example/": 1}', "no name of a file"),
        (b'{"https://a.example/": "/etc/passwd"}', "no name of a file"),
    ],
)
def test_a_bad_folder_of_status_lists_is_wrong_usage(desk: Desk, index: bytes, message: str) -> None:
    """The index must name files of its own folder."""
    (desk.folder / "lists" / "index.json").write_bytes(index)
    status, out, err = desk.run(desk.credential, *desk.trust)
    assert (status, out) == (USAGE, "")
    assert message in err


def test_a_bad_folder_of_did_documents_is_wrong_usage(desk: Desk) -> None:
    """The same for DID documents."""
    (desk.folder / "dids" / "index.json").write_bytes(b"[]")
    status, out, err = desk.run(desk.credential, *desk.trust)
    assert (status, out) == (USAGE, "")
    assert "index.json" in err


# --- Bad input: the right status and one clear message --------------------------------------------------------


def test_a_registry_signed_by_somebody_else_is_indeterminate(desk: Desk) -> None:
    """The registry says nothing then; the credential may be good."""
    desk.university.registry_signer = key("impostor")
    desk.university.entry["keys"] = []
    desk.write()
    _, report = desk.report(desk.credential, *desk.trust)
    assert check(report, "issuer_registry") == ("indeterminate", "registry_wrong_operator")
    assert report["registry"] is None


def test_an_expired_registry_is_indeterminate(desk: Desk) -> None:
    """An old registry is no longer asked."""
    words = [*desk.trust[:-1], "2027-06-20T12:00:00Z"]
    _, report = desk.report(desk.credential, *words)
    assert check(report, "issuer_registry") == ("indeterminate", "registry_expired")


def test_a_registry_older_than_the_last_seen_is_indeterminate(desk: Desk) -> None:
    """The state folder remembers the highest number; `--no-state` does not ask it, and says so."""
    desk.university.snapshot["sequence"] = 13
    desk.write()
    assert desk.report(desk.credential, *desk.trust)[0] == VALID
    desk.university.snapshot["sequence"] = 12
    desk.write()
    _, report = desk.report(desk.credential, *desk.trust)
    assert check(report, "issuer_registry") == ("indeterminate", "registry_rolled_back")
    status, report = desk.report(desk.credential, *desk.trust, "--no-state")
    assert status == VALID
    assert "no_state" in {note["code"] for note in report["notes"]}


def test_a_test_registry_that_was_not_allowed_is_not_asked_and_not_remembered(desk: Desk) -> None:
    """Without --allow-test-registry it says nothing, and it leaves no trace in the state folder."""
    words = [word for word in desk.trust if word != "--allow-test-registry"]
    _, report = desk.report(desk.credential, *words)
    assert check(report, "issuer_registry") == ("indeterminate", "registry_test_not_allowed")
    assert report["registry"] is None
    assert not (desk.folder / "state").exists()


def test_a_status_list_of_another_issuer_is_indeterminate(desk: Desk) -> None:
    """Somebody else's list says nothing about this credential."""
    from mcissue.proof.did import did_key, did_key_method

    other = key("impostor")
    university = desk.university
    university.list_signer, university.list_method = other, did_key_method(other.public_key)
    university.list_issuer = did_key(other.public_key)
    desk.write()
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "status")) == (OPEN, ("indeterminate", "status_list_foreign"))


def test_a_key_that_is_not_the_issuers_is_invalid(desk: Desk) -> None:
    """A stranger who signs in the issuer's name."""
    desk.university.issuer_key = key("impostor")
    desk.write()
    assert desk.report(desk.credential, *desk.trust)[0] == INVALID


def test_an_unknown_format_is_explained(desk: Desk) -> None:
    """A credential of a kind that is not known here is indeterminate; what is no credential is that."""
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "Diploma"],
    }
    desk.credential.write_text(json.dumps(document))
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "format")) == (OPEN, ("indeterminate", "format_unsupported"))
    desk.credential.write_text('{"name": "Bachelor"}')
    assert desk.report(desk.credential, *desk.trust)[0] == USAGE


def test_a_file_beyond_all_measure_is_not_opened(desk: Desk) -> None:
    """Above 50 MB a file is not even read to its end."""
    with desk.credential.open("wb") as stream:
        stream.truncate(60_000_000)
    status, _, err = desk.run(desk.credential, *desk.trust)
    assert status == USAGE
    assert "50 MB" in err


def test_a_folder_is_no_file(desk: Desk) -> None:
    """A folder in the place of a file can't be opened."""
    assert desk.run(desk.folder, *desk.trust)[0] == USAGE


# --- Text -----------------------------------------------------------------------------------------------------


def text_of(university: University, style: Style | None = None, **options: Any) -> str:
    return render_report(university.verify(**options), style)


def test_the_text_begins_with_the_verdict_and_has_every_check() -> None:
    """A person reads the verdict first, then the four answers, then all that was looked at."""
    text = text_of(University())
    assert text.startswith("✓ VALID  credential.json\n")
    for question in (
        "Is it authentic?",
        "Was its issuer recognised?",
        "Is it still current?",
        "Is it complete?",
    ):
        assert f"✓ {question} yes" in text
    from mcissue.verify import CHECK_IDS

    assert all(check_id in text for check_id in CHECK_IDS)
    assert "Aino Virtanen" in text


def test_a_test_registry_is_said_before_anything_else() -> None:
    """Nobody may take a sample for real."""
    lines = text_of(University()).splitlines()
    assert lines[2].strip().startswith("TEST REGISTRY")


def test_a_missing_signature_is_the_first_thing_said() -> None:
    """An unsigned file is not worth reading on."""
    university = University()
    university.after_signing.append(lambda document: document.pop("proof"))
    university.credential.pop("id")
    lines = text_of(university).splitlines()
    assert lines[0].startswith("✗ NOT VALID")
    assert "no proof: nobody has signed it" in lines[1]
    assert any("NOTHING BELOW IS PROVEN" in line for line in lines[:6])


def test_good_answers_about_a_forgery_are_no_good_news() -> None:
    """That a forger names a recognised issuer is not shown as recognition."""
    university = University()
    university.after_signing.append(lambda document: document.update(name="Doctor"))
    text = text_of(university)
    assert "✓ Was its issuer recognised?" not in text
    assert "yes, if it were authentic" in text
    assert "claims to be whom the registry knows as" in text


def test_what_is_wrong_comes_with_code_place_and_mend() -> None:
    """Every check that is not in order says where and how to mend it."""
    university = University()
    university.did_documents.clear()
    text = text_of(university, registry=None)
    assert "[controller_document_unavailable]" in text
    assert "$.proof[0].verificationMethod" in text
    assert "→ Let it be fetched with --online" in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("unicode", [True, False])
def test_the_text_fits_the_terminal(width: int, unicode: bool) -> None:
    """No line is longer than the terminal is wide, but for words that must stay whole; ASCII where need be."""
    university = University()
    university.did_documents.clear()
    text = text_of(university, Style(width=width, unicode=unicode), registry=None)
    for line in text.splitlines():
        assert len(line) <= width or max(len(word) for word in line.split()) > width - 30, line
    if not unicode:
        assert text.isascii()


def test_colour_only_repeats_what_marks_say() -> None:
    """Without its escape sequences a coloured report is the plain one."""
    import click

    university = University()
    university.revoked.add(INDEX)
    coloured = text_of(university, Style(colour=True))
    assert "\x1b[31m" in coloured
    assert click.unstyle(coloured) == text_of(university)


def test_colour_needs_a_terminal_and_no_objection(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is respected, and a file gets no colours."""

    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert terminal_style(Terminal()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal_style(Terminal()).colour
    assert not terminal_style(io.StringIO()).colour


def test_marks_fall_back_where_they_can_not_be_written() -> None:
    """A terminal of an old encoding gets plain marks."""
    assert not terminal_style(io.TextIOWrapper(io.BytesIO(), encoding="cp1252")).unicode
    assert terminal_style(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")).unicode


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Aino \x1b[2J", "Aino \\u001b[2J"),
        ("\u202eanevlA", "\\u202eanevlA"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\u2066Aino\u2069", "\\u2066Aino\\u2069"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("👩🏽‍🎓", "👩🏽‍🎓"),
        ("\U000e0041", "\\U000e0041"),
        ("x" * 1000, "x" * 400 + "..."),
    ],
)
def test_text_of_a_document_can_not_change_the_screen(text: str, shown: str) -> None:
    """Control and direction characters are shown as numbers; joiners, which names need, stay."""
    assert escape(text) == shown


def test_a_hostile_name_is_shown_harmlessly() -> None:
    """A signed document may hold what it likes: the report stays a report."""
    university = University()
    university.achievement["name"] = "Data\u202e\u2066VALID"
    text = text_of(university)
    assert "Data\\u202e\\u2066VALID" in text
    assert "\u202e" not in text


def test_the_policy_is_said() -> None:
    """Answers that do not count are marked as such."""
    text = text_of(University(), policy=Policy.AUTHENTIC)
    assert text.count("(does not count for the verdict)") == 2


def test_help_says_what_the_exit_statuses_mean(desk: Desk) -> None:
    """A script's author finds the exit statuses in the help."""
    status, out, _ = desk.run("--help")
    assert status == 0
    assert "exit status is 0 for valid" in " ".join(out.split())
    assert LIST_URL not in out


# --- A page -------------------------------------------------------------------------------------------------


def test_html_is_one_page_for_all_files(desk: Desk) -> None:
    """UTF-8 whatever the console, the exit status of the gravest, what can't be opened also said as talk."""
    (desk.folder / "bad").write_bytes(b"no credential")
    status, out, err = desk.run(
        desk.credential, desk.folder / "bad", desk.folder / "missing", *desk.trust, "--format", "html"
    )
    assert status == USAGE
    assert out.startswith("<!DOCTYPE html>\n")
    assert out.count("<html") == out.count("</html>") == 1
    assert out.count("<article") == 2
    assert "3 files: 1 valid, 1 no credential, 1 could not be opened." in out
    assert "No such file" in err
    assert "No such file" in out


def test_html_of_one_file_has_its_exit_status(desk: Desk) -> None:
    """0 for a valid one; no summary."""
    status, out, err = desk.run(desk.credential, *desk.trust, "--format", "html")
    assert (status, err) == (VALID, "")
    assert "<nav" not in out


def test_as_many_processes_as_the_verifier_allows() -> None:
    """One number at two places."""
    assert MAX_JOBS == MAX_PROCESSES


def test_a_file_without_a_name_is_no_folder(desk: Desk) -> None:
    """An empty variable in a script must not be taken for the folder that one stands in."""
    status, _, err = desk.run("", *desk.trust)
    assert status == USAGE
    assert "without a name" in err


# --- Reports in a file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_reports_may_go_to_a_file(desk: Desk, form: str) -> None:
    """The same bytes as on standard output, in UTF-8 whatever the console is; what was there is replaced."""
    desk.university.revoked.add(INDEX)
    desk.write()
    words = (desk.credential, *desk.trust, "--format", form, "--no-state")
    status, out, _ = desk.run(*words)
    file = desk.folder / "report"
    file.write_text("an older one", encoding="utf-8")
    assert desk.run(*words, "-o", file) == (status, "", "")
    written = file.read_text(encoding="utf-8")
    assert written.splitlines()[:3] == out.splitlines()[:3]
    assert len(written.splitlines()) == len(out.splitlines())


def test_a_report_does_not_write_over_a_credential(desk: Desk) -> None:
    """Nor over anything else, if there is none."""
    before = desk.credential.read_bytes()
    status, out, err = desk.run(desk.credential, *desk.trust, "--output", desk.credential)
    assert (status, out, desk.credential.read_bytes()) == (2, "", before)
    assert "is one of the credentials" in err
    file = desk.folder / "none" / "report.txt"
    status, out, err = desk.run(desk.credential, *desk.trust, "--output", file)
    assert (status, out) == (2, "")
    assert str(file) in err
