"""What a release holds, in ./dist: wheel, source archive, list of dependencies, checksums. Run it by `make release`.

Both archives are built twice, from the committed files, in two places; different bytes stop it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SBOM = "sbom.cdx.json"
SUMS = "SHA256SUMS"


def run(*words: object, cwd: Path = ROOT, **variables: str) -> str:
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, env=os.environ | variables, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def build(commit: str, folder: Path, out: Path) -> list[Path]:
    """The archives of a commit: nothing of the working folder, of the clock or of the place gets in."""
    folder.mkdir(parents=True)
    archive = folder.with_suffix(".tar")
    run("git", "archive", "--format=tar", "-o", archive, commit)
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    # https://reproducible-builds.org/specs/source-date-epoch/
    epoch = run("git", "log", "-1", "--format=%ct", commit)
    run(sys.executable, "-m", "hatchling", "build", "-d", out, cwd=folder, SOURCE_DATE_EPOCH=epoch)
    return sorted(out.iterdir())


def build_twice(commit: str, out: Path) -> list[Path]:
    """The archives, and proof that they can be made again."""
    with tempfile.TemporaryDirectory() as name:
        first = build(commit, Path(name) / "one", Path(name) / "first")
        second = build(commit, Path(name) / "another" / "place", Path(name) / "second")
        for one, other in zip(first, second, strict=True):
            if one.name != other.name or one.read_bytes() != other.read_bytes():
                raise SystemExit(f"{one.name}: two builds of one commit give different bytes")
        out.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy(path, out)) for path in first]


def write_sbom(wheel: Path, out: Path) -> Path:
    """What the wheel brings with it (CycloneDX), from an environment that holds nothing else."""
    with tempfile.TemporaryDirectory() as name:
        venv.create(name)
        python = Path(name) / ("Scripts" if os.name == "nt" else "bin") / "python"
        run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel)
        run(
            sys.executable, "-m", "cyclonedx_py", "environment", python, "--pyproject", ROOT / "pyproject.toml",
            "--mc-type", "library", "--output-reproducible", "--of", "JSON", "-o", out / SBOM,
        )  # fmt: skip
    return out / SBOM


def write_sums(files: list[Path], out: Path) -> None:
    """As `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (out / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commit", default="HEAD")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    files = build_twice(options.commit, options.out)
    (wheel,) = (path for path in files if path.suffix == ".whl")
    files.append(write_sbom(wheel, options.out))
    write_sums(files, options.out)
    print((options.out / SUMS).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
