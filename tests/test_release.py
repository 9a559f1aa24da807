"""A release can be made again by anybody, byte for byte."""

from __future__ import annotations

import hashlib
import importlib.util
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_two_builds_of_a_commit_give_the_same_bytes(tmp_path: Path) -> None:
    """Wheel and source archive, built in two places; the sums are theirs, and what newcomers need is in it."""
    spec = importlib.util.spec_from_file_location("make_release", ROOT / "scripts" / "make_release.py")
    release = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(release)
    files = release.build_twice("HEAD", tmp_path)
    assert [path.name.removeprefix("mcissue-0.1.0") for path in files] == ["-py3-none-any.whl", ".tar.gz"]
    release.write_sums(files, tmp_path)
    sums = dict(reversed(line.split("  ")) for line in (tmp_path / "SHA256SUMS").read_text().splitlines())
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with zipfile.ZipFile(files[0]) as wheel:
        assert "mcissue/cli/__init__.py" in wheel.namelist()
    with tarfile.open(files[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile", "pyproject.toml"} <= names
