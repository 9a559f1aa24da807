"""`mcissue demo`: the whole story on sample data, told by the commands that a user would type."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from mcissue.carrier.files import make_folder
from mcissue.cli.files.sample_inputs import sample_inputs
from mcissue.errors import CarrierError

__all__ = ["demo"]

EXIT_UNEXPECTED = 1
MARK = ".mcissue-demo"
"""Marks a folder that a demo made, so that the next one may replace it and nothing else."""

AWARD_DATE = "2026-06-15"

EDC = ".edc.json"
"""How the name of a European Digital Credential ends; its Open Badge has the same name without `.edc`."""

#: Course file, learner file, issuer file, and the part of the name that keys and folders take.
CLASSES = (
    ("research-data", "kymi"),
    ("contenidos-digitales", "levante"),
    ("live-sound", "alliance"),
)


@click.command()
@click.option(
    "--out",
    default="mcissue-demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to put everything into. A folder of an earlier demo is replaced, no other.",
)
def demo(out: Path) -> int:
    """Show the whole story on sample data.

    Makes keys and a test registry, issues three classes of learners as Open Badges and as European Digital
    Credentials, verifies all of them, then shows four awards that are not valid in either format: tampered
    with, revoked, by an unrecognised issuer, and incomplete. Needs no network.

    \b
    Example:
      mcissue demo --out mcissue-demo

    Exit status: 0 if everything came out as it should, 1 if not.
    """  # noqa: D301 - click wants the control character itself
    _prepare(out)
    story = Story(out=out)
    _make_keys(story)
    _make_registry(story)
    _issue(story)
    credentials = sorted((out / "issued").glob("*/credentials/*.json"))
    _verify_all(story, credentials)
    _tamper(story)
    _revoke(story)
    _unrecognised(story)
    _incomplete(story)
    return _end(story, credentials)


@dataclass(slots=True)
class Story:
    """The demo as it is told.

    Attributes:
        out: the demo's folder.
        surprises: what did not come out as it should.
    """

    out: Path
    surprises: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Tell the reader something."""
        click.echo(text)

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        click.echo()
        click.secho(title, bold=True)
        click.echo()

    def run(
        self,
        *words: str | Path,
        expect: int = 0,
        quiet: bool = False,
        brief: bool = False,
        silent: bool = False,
        shown: Mapping[str, Sequence[Path]] = MappingProxyType({}),
    ) -> str:
        """Show a command, run it, and compare its exit status with the one that it should have.

        Args:
            words: the command line after `mcissue`.
            expect: the exit status that it should have.
            quiet: whether what it prints is kept for the caller alone.
            brief: whether only the head of a report is printed, up to its list of checks.
            silent: whether its talk is left out, because the reader has seen the like before.
            shown: patterns to show in place of the long lists of files that they stand for.

        Returns:
            What it wrote to standard output.
        """
        line = [str(word) for word in words]
        typed = _shell(line)
        for pattern, files in shown.items():
            typed = typed.replace(_shell([str(file) for file in files]), pattern)
        click.secho(f"$ mcissue {typed}", fg="cyan")
        with _captured() as written:
            status = _run(line)
        output, talk = written()
        if not quiet:
            click.echo(_head(output) if brief else output, nl=False)
        if not silent or status != expect:
            click.echo(talk, nl=False)
        if status != expect and quiet:
            # Whoever reads the demo must see why it can't go on, not what its caller then stumbles over.
            raise CarrierError(f"mcissue {line[0]} ended with {status}", code="demo_step_failed")
        if status != expect:
            self.surprises.append(f"mcissue {line[0]} ended with {status} and not with {expect}")
        return output

    def expect(self, found: object, wanted: object, what: str) -> None:
        """Note a surprise if something is not as it should be."""
        if found != wanted:
            self.surprises.append(f"{what}: {found!r} and not {wanted!r}")

    def trust(self) -> list[str | Path]:
        """The options that say whom the employer of this story trusts, and what lies on the disk."""
        operator = (self.out / "keys" / "operator.multikey").read_text(encoding="ascii").strip()
        return [
            "--registry", self.out / "registry.json", "--trust-operator", operator,
            "--allow-test-registry", "--no-state",
            "--did-documents", self.out / "web" / "did-documents",
            "--status-lists", self.out / "web" / "status",
        ]  # fmt: skip


def _run(line: list[str]) -> int:
    from mcissue.cli.app import main

    try:
        main(line)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


class _Kept(io.StringIO):
    """What a command prints, kept; it may use the characters that the real output can show."""

    @property
    def encoding(self) -> str:  # type: ignore[override] # a plain StringIO has none
        return getattr(sys.__stdout__, "encoding", None) or "ascii"


@contextlib.contextmanager
def _captured() -> Iterator[Callable[[], tuple[str, str]]]:
    """Keep what a command prints, apart for data and talk."""
    output, talk = _Kept(), _Kept()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(talk):
        yield lambda: (output.getvalue(), talk.getvalue())


def _head(report: str) -> str:
    head, found, _ = report.partition("\nChecks\n")
    return f"{head}\n  ... (each check and each element follow, as above)\n" if found else report


def _shell(line: list[str]) -> str:
    return " ".join(shlex.quote(word) for word in line)


def _prepare(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise CarrierError(
                "this folder is not empty and was not made by a demo",
                code="demo_folder_in_use",
                path=str(out),
                mend="Name another one with --out.",
            )
        _empty(out)
    make_folder(out)
    (out / MARK).write_text("Made by `mcissue demo`; the next demo replaces this folder.\n", encoding="utf-8")
    shutil.copytree(sample_inputs(), out / "inputs")
    (out / "keys").mkdir()


def _empty(folder: Path) -> None:
    """Take away what is in a folder; the folder itself may be the current one, or a link.

    The mark goes last: if this is stopped half way, the next demo may go on.
    """
    for path in sorted(folder.iterdir(), key=lambda path: path.name == MARK):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _make_keys(story: Story) -> None:
    story.chapter("1. Keys: one for each issuer, one for the operator of the registry")
    story.say("Real keys are protected by a passphrase; the demo's are not, so that it need not ask.\n")
    for name in ("operator", *(issuer for _, issuer in CLASSES), "stranger"):
        text = story.run(
            "keys", "new", "--out", story.out / "keys" / f"{name}.pem", "--insecure-plain-key",
            "--format", "json", quiet=True, silent=name != "operator",
        )  # fmt: skip
        multikey = json.loads(text)["multikey"]
        (story.out / "keys" / f"{name}.multikey").write_text(multikey + "\n", encoding="ascii")


def _make_registry(story: Story) -> None:
    story.chapter("2. A test registry: who is recognised, for what, when")
    draft = story.out / "inputs" / "registry.yaml"
    story.run(
        "registry",
        "publish",
        draft,
        "--key",
        story.out / "keys" / "operator.pem",
        "--out",
        story.out / "registry.json",
    )


def _issue(story: Story) -> None:
    story.chapter("3. Three universities issue: one command for each class, two files of each award")
    for course, issuer in CLASSES:
        story.run(
            "issue",
            story.out / "inputs" / "courses" / f"{course}.yaml",
            story.out / "inputs" / "learners" / f"{course}.csv",
            "--issuer", story.out / "inputs" / "issuers" / f"{issuer}.yaml",
            "--key", story.out / "keys" / f"{issuer}.pem",
            "--award-date", AWARD_DATE,
            "--status-base", f"https://status.{issuer}.example/",
            "--out", story.out / "issued" / course,
            quiet=True,
        )  # fmt: skip
        _publish(story, course)


def _publish(story: Story, course: str) -> None:
    """Put a class's DID document and status lists where the story's web servers are: a folder of the demo."""
    for kind in ("did-documents", "status"):
        source, target = story.out / "issued" / course / kind, story.out / "web" / kind
        if not source.is_dir():
            continue
        target.mkdir(parents=True, exist_ok=True)
        index_file = target / "index.json"
        index: dict[str, Any] = json.loads(index_file.read_bytes()) if index_file.exists() else {}
        for url, name in json.loads((source / "index.json").read_bytes()).items():
            index[url] = f"{course}-{name}"
            shutil.copyfile(source / name, target / index[url])
        index_file.write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")


def _verify_all(story: Story, credentials: list[Path]) -> None:
    story.chapter("4. An employer verifies: no account, no network")
    badge = _badges(credentials)[0]
    story.run("verify", badge, *story.trust())
    story.say("\nThe same award as a European Digital Credential, in all languages of the course:\n")
    story.run("verify", _european(badge), *story.trust(), brief=True)
    story.say(f"\nAll {len(credentials)} at once, one line of JSON each for a program:\n")
    everything = story.out / "issued" / "*" / "credentials" / "*.json"
    text = story.run(
        "verify",
        *credentials,
        *story.trust(),
        "--format",
        "json",
        quiet=True,
        shown={str(everything): credentials},
    )
    verdicts = Counter(json.loads(line)["verdict"] for line in text.splitlines())
    story.say(", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()))
    story.expect(dict(verdicts), {"valid": len(credentials)}, "the verdicts")


def _badges(files: Sequence[Path]) -> list[Path]:
    return sorted(path for path in files if not path.name.endswith(EDC))


def _european(badge: Path) -> Path:
    """The European Digital Credential of the same award, which lies beside the badge."""
    return badge.with_name(badge.name.removesuffix(".json") + EDC)


def _first(folder: Path) -> Path:
    return _badges(list((folder / "credentials").glob("*.json")))[0]


def _tamper(story: Story) -> None:
    story.chapter("5. Tampered with: a learner gives herself a better grade")
    original = _first(story.out / "issued" / "research-data")
    badge, european = json.loads(original.read_bytes()), json.loads(_european(original).read_bytes())
    results = badge["credentialSubject"]["result"]
    story.say(f'The result {results[0]["value"]!r} becomes "5+", nothing else is touched.\n')
    results[0]["value"] = "5+"
    (assessment,) = european["credentialSubject"]["hasClaim"][0]["provenBy"]
    assessment["grade"]["noteLiteral"] = dict.fromkeys(assessment["grade"]["noteLiteral"], "5+")
    changed = story.out / "tampered.json"
    for path, document in ((changed, badge), (_european(changed), european)):
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    _verify_bad(story, changed, check="proof", outcome="failed", status=1)


def _revoke(story: Story) -> None:
    story.chapter("6. Revoked: the university takes one back, and with it both files")
    folder = story.out / "issued" / "contenidos-digitales"
    credential = _first(folder)
    story.run("status", "revoke", folder, credential, "--reason", "issued in error")
    story.run(
        "status", "publish", folder,
        "--issuer", story.out / "inputs" / "issuers" / "levante.yaml",
        "--key", story.out / "keys" / "levante.pem",
    )  # fmt: skip
    _publish(story, "contenidos-digitales")
    story.say("")
    _verify_bad(story, credential, check="status", outcome="failed", status=1, show_european=True)


def _unrecognised(story: Story) -> None:
    story.chapter("7. Unrecognised: well signed, by somebody whom the registry does not know")
    issuer = story.out / "inputs" / "issuers" / "stranger.yaml"
    known = (story.out / "inputs" / "issuers" / "kymi.yaml").read_text(encoding="utf-8")
    issuer.write_text(known.replace("did:web:kymi.example", "did:web:kymi-degrees.example"), encoding="utf-8")
    credential = _issue_one(story, "stranger", issuer=issuer, course="research-data")
    _verify_bad(story, credential, check="issuer_registry", outcome="indeterminate", status=3)


def _incomplete(story: Story) -> None:
    story.chapter("8. Incomplete: nothing is said of quality assurance")
    course = story.out / "inputs" / "courses" / "incomplete.yaml"
    text = (story.out / "inputs" / "courses" / "research-data.yaml").read_text(encoding="utf-8")
    before, _, rest = text.partition("quality_assurance:\n")
    course.write_text(before + "prerequisites:" + rest.partition("prerequisites:")[2], encoding="utf-8")
    issuer = story.out / "inputs" / "issuers" / "kymi-without-quality.yaml"
    known = (story.out / "inputs" / "issuers" / "kymi.yaml").read_text(encoding="utf-8")
    issuer.write_text(known.partition("quality_assurance:\n")[0], encoding="utf-8")
    credential = _issue_one(
        story, "incomplete", issuer=issuer, course="incomplete", key="kymi", more=["--allow-incomplete"]
    )
    _verify_bad(story, credential, check="mandatory_elements", outcome="failed", status=4, show_european=True)


def _issue_one(
    story: Story, folder: str, *, issuer: Path, course: str, key: str = "stranger", more: Sequence[str] = ()
) -> Path:
    learners = story.out / "inputs" / "learners" / "one.csv"
    learners.write_text("learner_id,full_name\n1,Robin O'Neill\n", encoding="utf-8")
    out = story.out / "issued" / folder
    text = story.run(
        "issue", story.out / "inputs" / "courses" / f"{course}.yaml", learners,
        "--issuer", issuer, "--key", story.out / "keys" / f"{key}.pem", "--award-date", AWARD_DATE,
        "--no-status", "--out", out, *more, quiet=True,
    )  # fmt: skip
    if key == "stranger":
        _publish(story, folder)
    return _badges([Path(line) for line in text.splitlines()])[0]


def _verify_bad(
    story: Story, badge: Path, *, check: str, outcome: str, status: int, show_european: bool = False
) -> None:
    """Show the report of one format, and make sure that in both the named check alone is the reason."""
    european = _european(badge)
    shown, other = (european, badge) if show_european else (badge, european)
    story.run("verify", shown, *story.trust(), expect=status, brief=True)
    for path in (shown, other):
        with _captured() as written:
            _run([str(word) for word in ("verify", path, *story.trust(), "--format", "json")])
        report = json.loads(written()[0])
        noticed = {
            each["id"]: each["outcome"]
            for each in report["checks"]
            if each["outcome"] in {"failed", "indeterminate"}
        }
        story.expect(noticed, {check: outcome}, f"what was noticed of {path.name}")
    kind = "Open Badge" if show_european else "European Digital Credential"
    story.say(f"\nIts {kind} gets the same answer: {report['verdict']}.")


def _end(story: Story, credentials: list[Path]) -> int:
    story.chapter("Where everything is")
    for name, what in (
        ("issued", "credentials, status lists and ledger of each class"),
        ("web", "what the universities would put on their web servers: DID documents and status lists"),
        ("registry.json", "the signed test registry"),
        ("inputs", "issuers, courses and learners: change them and run the commands above yourself"),
        ("keys", "the keys of this demo"),
    ):
        story.say(f"  {story.out / name}: {what}")
    story.say("")
    if story.surprises:
        for surprise in story.surprises:
            click.echo(f"Unexpected: {surprise}", err=True)
        return EXIT_UNEXPECTED
    story.say(
        f"{len(credentials)} credentials issued and verified; four bad awards caught in both formats, "
        "each for its own reason."
    )
    return 0
