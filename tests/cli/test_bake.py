"""`mcissue bake`, `extract`, and pictures at `verify` and `inspect`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.carrier.pictures import chunk, png, svg
from tests.university import University

from mcissue.cli import main

GOOD = University().data()
PICTURES = {"badge.png": png(), "badge.svg": svg()}


class Desk:
    """A folder with a credential and pictures, and a way to run the program in it."""

    def __init__(self, folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        self.folder, self.capture = folder, capsysbinary
        self.credential, self.out = folder / "credential.json", folder / "out"
        self.credential.write_bytes(GOOD)
        for name, data in PICTURES.items():
            (folder / name).write_bytes(data)

    def run(self, *words: object) -> tuple[int, bytes, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(word) for word in words])
        captured = self.capture.readouterr()
        talk = captured.err.decode()
        assert "Traceback" not in talk
        return int(caught.value.code or 0), captured.out, talk


@pytest.fixture
def desk(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Desk:
    return Desk(tmp_path, capsysbinary)


@pytest.fixture(params=list(PICTURES))
def picture(request: pytest.FixtureRequest, desk: Desk) -> Path:
    return desk.folder / str(request.param)


def test_bake_and_extract_give_back_the_same_bytes(desk: Desk, picture: Path) -> None:
    """To standard output or to a file; talk goes to standard error, and says that the picture is not signed."""
    status, out, err = desk.run("bake", desk.credential, picture, "--out", desk.out)
    assert (status, out) == (0, b"")
    assert "the picture is not" in err
    assert desk.run("extract", desk.out)[:2] == (0, GOOD)
    copy = desk.folder / "copy.json"
    status, out, err = desk.run("extract", desk.out, "--out", copy)
    assert (status, out, copy.read_bytes()) == (0, b"", GOOD)
    assert "was not verified" in err
    assert picture.read_bytes() == PICTURES[picture.name]


def test_inspect_and_verify_take_pictures(desk: Desk, picture: Path) -> None:
    """By content: the name of the file says nothing."""
    desk.run("bake", desk.credential, picture, "--out", desk.out)
    kind = picture.suffix.removeprefix(".")
    assert json.loads(desk.run("inspect", desk.out, "--format", "json")[1])["carrier"] == kind
    text = desk.run("inspect", desk.out)[1].decode()
    assert f"a picture ({kind.upper()}), which is not signed itself" in text
    assert b"a picture" not in desk.run("inspect", desk.credential)[1]
    status, out, _ = desk.run("verify", desk.out, "--format", "json", "--at", "2026-06-20T12:00:00Z")
    report = json.loads(out)
    assert (status, report["checks"][0]["detail"]) == (3, {"carrier": kind})
    assert "picture_not_signed" in {note["code"] for note in report["notes"]}


def test_a_badge_in_the_picture_stays_unless_replaced(desk: Desk, picture: Path) -> None:
    """A second bake is refused, and nothing is written; --replace takes the old one out."""
    desk.run("bake", desk.credential, picture, "--out", desk.out)
    again = desk.folder / "again"
    status, _, err = desk.run("bake", desk.credential, desk.out, "--out", again)
    assert (status, again.exists()) == (2, False)
    assert "a badge already" in err
    assert desk.run("bake", desk.credential, desk.out, "--out", again, "--replace")[0] == 0
    assert again.read_bytes() == desk.out.read_bytes()


def test_a_picture_can_be_baked_in_its_place(desk: Desk, picture: Path) -> None:
    """The file is replaced whole."""
    assert desk.run("bake", desk.credential, picture, "--out", picture)[0] == 0
    assert desk.run("extract", picture)[1] == GOOD
    assert sorted(path.name for path in desk.folder.iterdir()) == [
        "badge.png",
        "badge.svg",
        "credential.json",
    ]


def test_no_original_is_lost(desk: Desk, picture: Path) -> None:
    """The credential, or a baked picture, is not written over by mistake."""
    status, _, err = desk.run("bake", desk.credential, picture, "--out", desk.credential)
    assert (status, desk.credential.read_bytes()) == (2, GOOD)
    assert "would be lost" in err
    desk.run("bake", desk.credential, picture, "--out", desk.out)
    before = desk.out.read_bytes()
    status, _, err = desk.run("extract", desk.out, "--out", desk.out)
    assert (status, desk.out.read_bytes()) == (2, before)
    assert "would be lost" in err


def test_another_file_is_not_written_over(desk: Desk, picture: Path) -> None:
    """Neither by bake nor by extract, unless that is asked for."""
    desk.out.write_bytes(b"somebody's")
    status, _, err = desk.run("bake", desk.credential, picture, "--out", desk.out)
    assert (status, desk.out.read_bytes()) == (2, b"somebody's")
    assert "is there already" in err
    assert desk.run("bake", desk.credential, picture, "--out", desk.out, "--overwrite")[0] == 0
    other = desk.folder / "other.json"
    other.write_bytes(b"somebody's")
    status, _, err = desk.run("extract", desk.out, "--out", other)
    assert (status, other.read_bytes()) == (2, b"somebody's")
    assert "--overwrite" in err
    assert desk.run("extract", desk.out, "--out", other, "--overwrite")[0] == 0
    assert other.read_bytes() == GOOD


def test_each_message_names_the_file_that_it_is_about(desk: Desk, picture: Path) -> None:
    """Two files are given, and either may be the wrong one; exchanged ones are told."""
    status, _, err = desk.run("bake", picture, desk.credential, "--out", desk.out)
    assert (status, desk.out.exists()) == (2, False)
    assert f"{picture} is " in err
    assert "Name the credential first" in err
    err = desk.run("bake", desk.credential, desk.credential, "--out", desk.out)[2]
    assert err.startswith(f"Error: {desk.credential}: this is neither a PNG picture nor an SVG")
    desk.run("bake", desk.credential, picture, "--out", desk.out)
    err = desk.run("bake", desk.credential, desk.out, "--out", desk.folder / "b")[2]
    assert err.startswith(f"Error: {desk.out}: the picture holds a badge already")
    assert "--replace" in err
    for data in (b"no", b"{}", GOOD.replace(b'"proof"', b'"x"')):
        desk.credential.write_bytes(data)
        err = desk.run("bake", desk.credential, picture, "--out", desk.folder / "b")[2]
        assert err.startswith(f"Error: {desk.credential}")
    err = desk.run("extract", picture)[2]
    assert err.startswith(f"Error: {picture}: ")


def test_extract_notes_what_is_odd(desk: Desk) -> None:
    """The data stays clean on standard output."""
    desk.run("bake", desk.credential, desk.folder / "badge.svg", "--out", desk.out)
    desk.out.write_bytes(desk.out.read_bytes().replace(b"<circle", b"<script/><circle"))
    status, out, err = desk.run("extract", desk.out)
    assert (status, out) == (0, GOOD)
    assert "scripts" in err


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png(), "no credential in it"),
        (svg(), "no credential in it"),
        (png(chunk(b"tEXt", b"openbadges\0{}")), "an Open Badge 2.0"),
        (png()[:-1], "ends in the middle of a chunk"),
        (GOOD, "is a JSON document already"),
        (b"GIF89a", "no file in which a credential travels"),
        (bytes(10_000_002), "no file in which a credential travels"),
    ],
)
def test_what_holds_no_credential_gets_one_message(desk: Desk, data: bytes, words: str) -> None:
    """Exit status 2 and a sentence, nothing on standard output, no file."""
    (desk.folder / "x").write_bytes(data)
    status, out, err = desk.run("extract", desk.folder / "x", "--out", desk.out)
    assert (status, out, desk.out.exists()) == (2, b"", False)
    assert words in err


def test_an_unsigned_or_strange_credential_is_not_baked(desk: Desk, picture: Path) -> None:
    """Exit status 2, a sentence, no file."""
    for data, words in (
        (b"{}", "only an Open Badge 3.0"),
        (b"no", "error"),
        (GOOD.replace(b'"proof"', b'"x"'), "not signed"),
    ):
        desk.credential.write_bytes(data)
        status, _, err = desk.run("bake", desk.credential, picture, "--out", desk.out)
        assert (status, desk.out.exists()) == (2, False)
        assert words in err.lower() or words in err
