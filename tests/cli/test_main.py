"""The program as a whole: help at once, light, one message for each fault, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from tests.cli.running import run
from tests.clock import slack
from tests.samples.files import CREDENTIALS, SAMPLES

import mcissue
from mcissue.cli import app as _main
from mcissue.cli import main
from mcissue.errors import McissueError

HEAVY = (
    "pydantic",
    "cryptography",
    "pyld",
    "ruamel",
    "rfc8785",
    "mcissue.jsonld",
    "mcissue.record",
    "mcissue.proof",
)
"""What takes a tenth of a second or more to import, and what would import it."""

COURSE = SAMPLES / "inputs" / "courses" / "live-sound.yaml"

AT_ONCE = 0.2
"""Seconds that --help takes on the machine of tests/clock.py."""

TERMINAL = 80
"""Columns of a terminal as it opens: no line of help is broken in two."""


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""

    def walk(
        words: tuple[str, ...], command: click.Command
    ) -> Iterator[tuple[tuple[str, ...], click.Command]]:
        yield words, command
        if isinstance(command, click.Group):
            for name, each in command.commands.items():
                yield from walk((*words, name), each)

    for name, (where, _) in _main._COMMANDS.items():
        module, _, attribute = where.partition(":")
        yield from walk((name,), getattr(import_module(module), attribute))


COMMANDS = dict(commands())


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *words], capture_output=True, encoding="utf-8", errors="replace", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip


# --- Help ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    """It says what the command does; options and arguments are explained; no layout marks are left over."""
    ran = run(*words, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Usage: mcissue ")
    assert "\b" not in ran.out
    assert max(map(len, ran.out.splitlines())) < TERMINAL, words
    assert "\\" not in ran.out.replace(" \\\n", "")
    command = COMMANDS[words]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (words, parameter.name)
    assert run(*words, "-h").out == ran.out


@pytest.mark.parametrize(
    "words", [words for words, each in COMMANDS.items() if not isinstance(each, click.Group)]
)
def test_help_shows_its_examples_as_one_types_them(words: tuple[str, ...]) -> None:
    """Every command has one; its lines are not run together."""
    lines = run(*words, "--help").out.splitlines()
    assert {"Example:", "Examples:"} & {line.strip() for line in lines}
    for number, line in enumerate(lines):
        if line.strip() in {"Example:", "Examples:"}:
            assert lines[number + 1].strip().startswith("mcissue "), words


def test_the_help_of_a_command_is_asked_for_in_either_way() -> None:
    """`mcissue help` and its words say what --help says."""
    for words in ((), ("issue",), ("status",), ("status", "publish"), ("help",)):
        assert run("help", *words).out == run(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("isue",), "Did you mean 'issue'?"),
        (("status", "publis"), "Did you mean 'publish'?"),
        (("verify", "it"), "mcissue verify has no commands of its own"),
    ],
)
def test_help_of_what_is_no_command_is_refused(words: tuple[str, ...], said: str) -> None:
    """As the command itself would be."""
    ran = run("help", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    """The texts of `mcissue --help` are kept apart from the commands, so that showing them imports none."""
    ran = run("--help")
    for name, (_, text) in _main._COMMANDS.items():
        own = COMMANDS[name,].get_short_help_str(limit=200)
        assert own.rstrip(".") == text.rstrip(".")
        assert " ".join(text.split()) in " ".join(ran.out.split())


def test_no_command_without_words_is_help() -> None:
    """Groups and the program itself show their help; that is wrong usage."""
    for words in ((), ("keys",), ("status",), ("registry",), ("course",)):
        ran = run(*words)
        assert ran.status == 2
        assert "Usage: mcissue" in ran.err + ran.out


def test_help_imports_nothing_heavy() -> None:
    """`mcissue --help` and `import mcissue` load neither models nor cryptography nor JSON-LD."""
    code = (
        "import json, sys\n"
        "from mcissue.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    ran = process("-c", code)
    assert ran.stdout.startswith("Usage: mcissue")
    loaded = json.loads(ran.stderr.splitlines()[-1])
    assert not [name for name in loaded if name.split(".")[0] in HEAVY or name.startswith(HEAVY)]


def test_help_comes_at_once() -> None:
    """The best of three, so that only a slow program and no busy machine fails."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert process("-m", "mcissue", "--help").returncode == 0
        times.append(time.perf_counter() - start)
    assert min(times) < AT_ONCE * slack()


@pytest.mark.parametrize(
    "words", [words for words, each in COMMANDS.items() if not isinstance(each, click.Group)]
)
def test_help_of_a_command_imports_no_cryptography(words: tuple[str, ...]) -> None:
    """Commands import what they need when they run."""
    code = (
        "import sys\nfrom mcissue.cli import main\n"
        f"try:\n    main({[*words, '--help']!r})\nexcept SystemExit:\n    pass\n"
        "print(*[name for name in ('cryptography', 'pydantic', 'pyld') if name in sys.modules], file=sys.stderr)\n"
    )
    assert process("-c", code).stderr.strip() == ""


# --- Ways in and out ----------------------------------------------------------------------------------------


def test_the_version() -> None:
    """As a word, and as a module."""
    assert run("--version").out == f"mcissue, version {mcissue.__version__}\n"
    assert process("-m", "mcissue", "-V").stdout == f"mcissue, version {mcissue.__version__}\n"


@pytest.mark.parametrize(
    ("words", "needle"),
    [
        (("verfy",), "Did you mean 'verify'?"),
        (("nonsense",), "No such command 'nonsense'"),
        (("verify", "/"), "/*.json"),
        (("inspect", "/"), "this is a folder"),
        (("inspect", os.devnull), os.devnull),
        (("verify",), "FILE"),
        (("issue", "--no-such"), "--no-such"),
        (("keys", "nwe"), "nwe"),
        (("verify", "/no/such/file"), "/no/such/file"),
    ],
)
def test_wrong_usage_is_status_2(words: tuple[str, ...], needle: str) -> None:
    """One message on standard error, nothing on standard output."""
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert needle in ran.err


def raising(error: BaseException) -> click.Command:
    @click.command()
    def broken() -> None:
        raise error

    return broken


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (McissueError("it is wrong", code="x", path="a.csv, row 2", mend="Mend it."), 2, "Error: a.csv, row 2: it is wrong\n  Mend it.\n"),
        (FileNotFoundError(2, "No such file or directory", "a b"), 2, "Error: a b: No such file or directory\n"),
        (OSError("odd"), 2, "Error: odd\n"),
        (KeyboardInterrupt(), 130, "Stopped.\n"),
    ],
    ids=["ours", "file", "bare", "Ctrl-C"],
)  # fmt: skip
def test_each_kind_of_error_has_one_message(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, text: str
) -> None:
    """Where, what, how to mend it; Ctrl-C is no error."""
    monkeypatch.setattr(_main.LazyGroup, "get_command", lambda *_: raising(error))
    ran = run("demo")
    assert (ran.status, ran.out, ran.err.lstrip("\n")) == (status, "", text)


def test_a_fault_of_ours_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is confessed in one sentence, and MCISSUE_DEBUG shows where it is."""
    monkeypatch.setattr(_main.LazyGroup, "get_command", lambda *_: raising(ZeroDivisionError("secret name")))
    monkeypatch.delenv("MCISSUE_DEBUG", raising=False)
    with pytest.raises(SystemExit) as caught:
        main(["demo"])
    err = capsys.readouterr().err
    assert caught.value.code == 2
    assert "ZeroDivisionError" in err
    assert "MCISSUE_DEBUG" in err
    assert "Traceback" not in err
    assert "secret name" not in err
    monkeypatch.setenv("MCISSUE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["demo"])


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX")
@pytest.mark.parametrize(
    "words",
    [["verify", "--format", "json", *map(str, CREDENTIALS)], ["inspect", str(CREDENTIALS[0])]],
    ids=["much", "little"],
)
def test_a_reader_that_goes_away_is_no_verdict(words: list[str]) -> None:
    """`mcissue ... | head` ends in silence, and neither with the status of valid nor with that of invalid."""
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "mcissue", *words],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, "")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_a_console_that_cannot_show_a_letter(encoding: str) -> None:
    """It shows the letter's number, or what click makes of a console that claims ASCII, and goes on."""
    path = next(path for path in CREDENTIALS if "xiaolong" in path.name)
    for command in (["inspect", str(path)], ["verify", str(path)], ["course", "check", str(COURSE)]):
        ran = process("-m", "mcissue", *command, PYTHONIOENCODING=encoding)
        assert ran.stderr == ""
        assert ran.returncode in {0, 1, 3}
        if command[0] == "inspect" and encoding != "ascii":
            assert "\\u674e" in ran.stdout


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_a_stream_that_the_caller_closed_is_empty(stream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has None there (`<&-`, a service without a console): the command does its work all the same."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", None)
        patch.setattr(sys, stream, None)
        with pytest.raises(SystemExit) as leaving:
            main(["verify", "-"])
        opened = {sys.stdin, getattr(sys, stream)}
    for each in opened:
        each.close()
    assert leaving.value.code == 2  # nothing was read, and nothing is no credential


def test_a_full_disk_behind_standard_output_is_told(tmp_path: Path) -> None:
    """An error of a stream has no file name, and the message says so much."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "mcissue", "schema", "course"],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False, cwd=tmp_path,
        )  # fmt: skip
    assert (ran.returncode, "the output or a file: No space left" in ran.stderr) == (2, True)


def test_a_file_under_way_is_called_by_its_own_name() -> None:
    """What is written stands under another name at first, which says nothing to anybody."""
    error = PermissionError(13, "Permission denied", "out/.report.html.32aaaca4ba51.part")
    assert _main._describe(error) == "out/report.html: Permission denied"
