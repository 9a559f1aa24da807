"""Who may read what a run writes, whatever the umask: learners' data nobody else, what is published everybody."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from tests.cli.office import Office

PUBLIC = {"did-documents", "status"}


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize(
    ("umask", "more"), [(0o000, ()), (0o077, ("--output", "zip")), (0o000, ("--output", "jsonl"))]
)
def test_only_what_is_published_is_readable_by_others(
    tmp_path: Path, umask: int, more: tuple[str, ...]
) -> None:
    """Folders and files of the run, its report and its refused rows."""
    office = Office(tmp_path / "office")
    report, rejects = office.folder / "report.html", office.folder / "bad.csv"
    office.edit(office.learners, "1,Aino", "1,,\n4,Aino")
    before = os.umask(umask)
    try:
        ran = office.issue("--report", report, "--rejects", rejects, "--skip-bad-rows", *more)
    finally:
        os.umask(before)
    assert ran.status == 1, ran.err
    for path in (office.out, report, rejects, *office.out.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        open_to_all = bool(PUBLIC & set(path.relative_to(office.folder).parts))
        wanted = (0o755 if open_to_all else 0o700) if path.is_dir() else (0o644 if open_to_all else 0o600)
        assert (path.name, oct(mode)) == (path.name, oct(wanted))
