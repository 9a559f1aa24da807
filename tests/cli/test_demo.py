"""`mcissue demo`: the whole story comes out as it is told, from a checkout and from an installed wheel."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import Ran, run

from mcissue.cli import demo as demo_module

ROOT = Path(__file__).resolve().parents[2]

BAD = {
    "tampered.json": ("proof", "failed", 1),
    "revoked": ("status", "failed", 1),
    "issued/stranger": ("issuer_registry", "indeterminate", 3),
    "issued/incomplete": ("mandatory_elements", "failed", 4),
}
"""The four bad ones of the story: the check that must notice each, its outcome, and the exit status."""

NEUTRAL = {"passed", "not_applicable", "not_checked"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The demo, once for all tests that only look at it; its folder has a blank and an apostrophe."""
    out = tmp_path_factory.mktemp("demo") / "Aino's demo"
    return run("demo", "--out", out), out


def verified(out: Path, path: Path) -> tuple[int, dict[str, Any]]:
    """Verify one file of the demo as its employer does."""
    ran = run(
        "verify", path, "--format", "json", "--registry", out / "registry.json",
        "--trust-operator", out / "keys" / "operator.multikey", "--allow-test-registry", "--no-state",
        "--did-documents", out / "web" / "did-documents", "--status-lists", out / "web" / "status",
    )  # fmt: skip
    return ran.status, json.loads(ran.out)


def revoked_one(ran: Ran) -> Path:
    """The file of the credential that the story revokes."""
    (line,) = [line for line in ran.lines if line.startswith("$ mcissue status revoke ")]
    (name,) = [word for word in line.replace("'", " ").split() if word.endswith(".json")]
    return Path(name.rpartition("/")[2])


def bad_one(told: tuple[Ran, Path], name: str) -> Path:
    ran, out = told
    if name == "revoked":
        return out / "issued" / "contenidos-digitales" / "credentials" / revoked_one(ran)
    if name.endswith(".json"):
        return out / name
    (path,) = badges((out / name / "credentials").glob("*.json"))
    return path


def badges(files: Iterable[Path]) -> list[Path]:
    """The Open Badges among files, in order; each has its European twin beside it."""
    return sorted(path for path in files if not path.name.endswith(demo_module.EDC))


def european(badge: Path) -> Path:
    """The European Digital Credential of the same award."""
    return badge.with_name(badge.name.replace(".json", demo_module.EDC))


def test_the_story_comes_out_as_told(told: tuple[Ran, Path]) -> None:
    """Exit status 0, no surprise, and at the end everybody knows where the files are."""
    ran, out = told
    assert (ran.status, ran.err) == (0, "")
    assert "50 valid" in ran.out
    assert ran.lines[-1] == (
        "50 credentials issued and verified; four bad awards caught in both formats, each for its own reason."
    )
    for name in ("issued", "web", "registry.json", "inputs", "keys"):
        assert f"{out / name}: " in ran.out
        assert (out / name).exists()


def test_the_good_ones_are_valid_until_one_is_revoked(told: tuple[Ran, Path]) -> None:
    """All but the two files of one award still verify after the story."""
    ran, out = told
    files = [
        path for path in sorted((out / "issued").glob("*/credentials/*.json")) if "stranger" not in str(path)
    ]
    files = [path for path in files if "incomplete" not in str(path)]
    assert len(files) == 50
    found = {path.name: verified(out, path)[0] for path in files}
    assert found.pop(revoked_one(ran).name) == 1
    assert found.pop(european(revoked_one(ran)).name) == 1
    assert set(found.values()) == {0}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("in_format", ["openbadges", "edc"])
def test_each_bad_one_is_caught_by_its_check_alone(told: tuple[Ran, Path], name: str, in_format: str) -> None:
    """The named check says no, and nothing else does; what follows from it could not be checked."""
    check, outcome, status = BAD[name]
    badge = bad_one(told, name)
    found, report = verified(told[1], badge if in_format == "openbadges" else european(badge))
    assert found == status
    noticed = {each["id"]: each["outcome"] for each in report["checks"] if each["outcome"] not in NEUTRAL}
    assert noticed == {check: outcome}


def test_what_is_typed_can_be_typed_again(told: tuple[Ran, Path]) -> None:
    """Each command line that the story shows is a whole one, quoted for a shell."""
    ran, out = told
    lines = [line.removeprefix("$ ") for line in ran.lines if line.startswith("$ ")]
    assert len(lines) > 15
    lists = [shlex.split(line) for line in lines if "*" not in line]
    for words in lists:
        assert words[0] == "mcissue"
        for place, word in enumerate(words):
            if word in {"--key", "--issuer", "--registry", "--did-documents", "--status-lists"}:
                assert words[place + 1].startswith(str(out))
                assert Path(words[place + 1]).exists()
    # The first credential that the story verifies is the one that it revokes later.
    again = [run(*words[1:]).status for words in lists if words[1] == "verify"]
    assert again == [1, 1, 1, 1, 3, 4]


def test_its_private_keys_are_for_their_owner_only(told: tuple[Ran, Path]) -> None:
    """Throw-away keys, but keys."""
    keys = list((told[1] / "keys").glob("*.pem"))
    assert len(keys) == 5
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in keys} == {0}


def test_a_second_demo_replaces_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is the current folder; what the first one left is gone."""
    monkeypatch.chdir(tmp_path)
    assert run("demo", "--out", ".").status == 0
    first = {path.name for path in tmp_path.glob("issued/*/credentials/*.json")}
    assert run("demo", "--out", ".").status == 0
    second = {path.name for path in tmp_path.glob("issued/*/credentials/*.json")}
    assert len(second) == 54
    assert not first & second


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    """The link stays a link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for _ in range(2):
        assert run("demo", "--out", tmp_path / "link").status == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "registry.json").is_file()


@pytest.mark.parametrize("name", ["thesis.txt", ".hidden", "issued"])
def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path, name: str) -> None:
    """Anything in it that a demo did not put there stays, and another name is asked for."""
    (tmp_path / name).write_text("years of work", encoding="utf-8")
    ran = run("demo", "--out", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "--out" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "years of work"


def test_a_file_in_the_way(tmp_path: Path) -> None:
    """It is told and left."""
    (tmp_path / "demo").write_text("mine", encoding="utf-8")
    ran = run("demo", "--out", tmp_path / "demo")
    assert (ran.status, ran.out) == (2, "")
    assert (tmp_path / "demo").read_text(encoding="utf-8") == "mine"


def test_a_surprise_is_not_told_as_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a bad one were not caught, the demo would say so and end with 1."""
    monkeypatch.setattr(demo_module, "_tamper", lambda story: story.expect("passed", "failed", "check proof"))
    ran = run("demo", "--out", tmp_path / "demo")
    assert ran.status == 1
    assert "Unexpected: check proof: 'passed' and not 'failed'" in ran.err
    assert "four bad awards caught" not in ran.out


def test_a_bad_one_that_is_caught_for_another_reason_is_a_surprise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right exit status is not enough: the check that the story names must be the one."""
    real = demo_module._verify_bad
    monkeypatch.setattr(
        demo_module, "_verify_bad", lambda *words, **options: real(*words, **options | {"check": "status"})
    )
    ran = run("demo", "--out", tmp_path / "demo")
    assert ran.status == 1
    assert ran.err.count("Unexpected: what was noticed of") == 6


def test_a_step_that_does_not_work_ends_the_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own message is shown, and the story stops there instead of stumbling on."""
    monkeypatch.setattr(demo_module, "AWARD_DATE", "someday")
    ran = run("demo", "--out", tmp_path / "demo")
    assert ran.status == 2
    assert "someday" in ran.out + ran.err
    assert "mcissue issue ended with 2" in ran.err


def test_the_demo_from_an_installed_wheel(tmp_path: Path) -> None:
    """Built, installed into an empty folder, run in another one: nothing of the checkout is needed."""
    wheels, target, empty = (tmp_path / name for name in ("wheels", "target", "empty"))
    empty.mkdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(install, check=True, capture_output=True)
    # The path of PYTHONPATH comes before that of an editable installation.
    environment = {**os.environ, "PYTHONPATH": str(target)}
    where = subprocess.run(
        [sys.executable, "-c", "import mcissue; print(mcissue.__file__)"],
        cwd=empty, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(target))
    ran = subprocess.run(
        [sys.executable, "-m", "mcissue", "demo"],
        cwd=empty, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert [path.name for path in empty.iterdir()] == ["mcissue-demo"]
    assert "four bad awards caught" in ran.stdout
