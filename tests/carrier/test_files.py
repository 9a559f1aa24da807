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
def test_a_secret_file_is_never_readable_by_others(tmp_path: Path) -> None:
    """The mode is there before the first byte is."""
    write_whole(tmp_path / "a", b"x", mode=0o600)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


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
