"""Files are whole or absent, whatever fails in between."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mcissue.carrier.files import make_folder, write_whole


def failing(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "os.fdopen"])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk at any step: the reader still finds what was there before."""
    path = tmp_path / "a.json"
    write_whole(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(step, failing)
        with pytest.raises(OSError, match="No space"):
            write_whole(path, b"new")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"a.json": b"old"}


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """A reader who has the old file open goes on reading it; the next one gets the new."""
    path = tmp_path / "a.json"
    write_whole(path, b"old" * 1000)
    with path.open("rb") as reader:
        first = reader.read(3)
        write_whole(path, b"new")
        assert first + reader.read() == b"old" * 1000
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_who_may_read_does_not_follow_from_the_umask(tmp_path: Path, umask: int) -> None:
    """What is not said to be public is its owner's alone, file and folder; what is public is everybody's."""
    before = os.umask(umask)
    try:
        for public in (False, True):
            folder = tmp_path / str(public) / "in"
            make_folder(folder, public=public)
            write_whole(folder / "a", b"x", public=public)
    finally:
        os.umask(before)
    found = {
        path.relative_to(tmp_path).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in tmp_path.rglob("*")
    }
    assert found == {
        "False": 0o700, "False/in": 0o700, "False/in/a": 0o600,
        "True": 0o755, "True/in": 0o755, "True/in/a": 0o644,
    }  # fmt: skip


def test_a_folder_in_the_way_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Nothing is replaced that is no file."""
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OSError, match=r"a\.json"):
        write_whole(tmp_path / "a.json", b"x")
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_folders_are_made_with_those_above(tmp_path: Path) -> None:
    """Making one that is there already changes nothing."""
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
