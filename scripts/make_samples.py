"""Make everything below `samples/` but its inputs and its README, byte for byte the same each time.

Run it after a change of the inputs, of what is written, or of the twins: `make samples`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from samples_issue import INPUTS, issue_all, key, registry, write, write_controllers
from samples_seal import write_trust
from samples_twin_table import TWINS
from samples_twins import make_twins

SAMPLES = INPUTS.parent
MADE = (
    "credentials", "did-documents", "seal-trust", "status", "twins", "registry.json", "operator.multikey",
)  # fmt: skip
"""What is made, and so replaced as a whole."""


def make(out: Path) -> None:
    """Make all samples in an empty folder."""
    write_controllers(out / "did-documents")
    write(out / "registry.json", registry())
    (out / "operator.multikey").write_text(key("operator").public_key.multikey + "\n", encoding="ascii")
    write_trust(out / "seal-trust")
    issue_all(out)
    make_twins(out, TWINS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLES, help="folder to write to (default: samples/)")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        make(made)
        assert {path.name for path in made.iterdir()} == set(MADE)
        out.mkdir(parents=True, exist_ok=True)
        # Only now are the old ones taken away: a failure leaves them as they were.
        for name in MADE:
            old = out / name
            if old.is_dir():
                shutil.rmtree(old)
            shutil.move(made / name, old)
    print(f"{sum(path.is_file() for name in MADE for path in (out / name).rglob('*'))} files in {out}")


if __name__ == "__main__":
    main()
