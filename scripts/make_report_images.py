"""Take pictures of ten reports in their three forms, for docs/reports.md: needs Chromium.

    python scripts/make_report_images.py

Each case becomes two pictures in docs/reports/: the HTML page as a browser shows it, and the text beside the JSON as a
terminal shows them.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "reports"
SAMPLES = Path("samples")
TRUST = [
    "--registry", "samples/registry.json", "--trust-operator", "samples/operator.multikey", "--allow-test-registry",
    "--did-documents", "samples/did-documents", "--status-lists", "samples/status", "--no-state",
    "--at", "2026-07-02T12:00:00Z",
]  # fmt: skip

#: Name of the picture -> the words of the command line before the trusted things, and after them.
CASES: dict[str, tuple[list[str], list[str]]] = {
    "01-valid-badge": (["samples/credentials/research-data/01-aino.json"], []),
    "02-valid-european": (["samples/credentials/live-sound/06-renee.edc.json"], []),
    "03-tampered": (["samples/twins/tampered-grade/credential.json"], []),
    "04-revoked": (["samples/credentials/research-data/01-aino.json"], ["--status-lists", "samples/twins/revoked/status"]),
    "05-issuer-not-listed": (["samples/twins/issuer-not-listed/credential.json"], []),
    "06-incomplete": (["samples/twins/edc-no-quality-assurance/credential.json"], []),
    "07-list-missing": (["samples/credentials/research-data/01-aino.json"], ["--status-lists", "samples/twins/list-missing/status"]),
    "08-picture": (["samples/twins/PICTURE"], []),
    "09-undefined-word": (["samples/twins/undefined-term/credential.json"], []),
    "10-several": (
        [
            "samples/credentials/research-data/01-aino.json",
            "samples/twins/tampered-name/credential.json",
            "samples/twins/unknown-suite/credential.json",
        ],
        [],
    ),
}  # fmt: skip

_PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; display: flex; gap: 24px; padding: 16px; background: #fff; color: #1d1d1f; }}
pre {{ font: 13px/1.45 "DejaVu Sans Mono", monospace; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }}
section {{ flex: 1 1 0; min-width: 0; }} h2 {{ font: 600 13px sans-serif; color: #555; margin: 0 0 8px; }}
</style><section><h2>--format text</h2><pre>{text}</pre></section><section><h2>--format json</h2><pre>{json}</pre></section>"""
_HEAD_LINES = 90
"""Lines of JSON that a picture shows; the rest has the same form."""


def report(words: list[str], form: str) -> str:
    """What the program prints."""
    command = [str(Path(sys.executable).with_name("mcissue")), "verify", *words, "--format", form]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in {0, 1, 3}:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def shoot(page: str, picture: Path, *, width: int, height: int) -> None:
    """Let Chromium draw a page, and cut off the empty rest below it."""

    browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
                f"--screenshot={picture}", file.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    with Image.open(picture) as drawn:
        flat = drawn.convert("RGB")
    corner = Image.new("RGB", flat.size, flat.getpixel((flat.width - 1, flat.height - 1)))
    box = ImageChops.difference(flat, corner).getbbox()
    bottom = min(flat.height, box[3] + 16) if box else flat.height
    flat.crop((0, 0, flat.width, bottom)).quantize(64).save(picture, optimize=True)


def main() -> None:
    """Take all pictures anew."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        baked = Path(folder, "badge.svg")
        bake = [
            str(Path(sys.executable).with_name("mcissue")), "bake", "samples/credentials/research-data/01-aino.json",
            str(_circle(Path(folder))), "--out", str(baked),
        ]  # fmt: skip
        subprocess.run(bake, cwd=ROOT, check=True, capture_output=True)
        for name, (files, more) in CASES.items():
            words = [str(baked) if "PICTURE" in file else file for file in files] + TRUST + more
            shoot(report(words, "html"), OUT / f"{name}.png", width=1000, height=4200)
            lines = re.sub(r"/tmp/\S+/", "", report(words, "json")).splitlines()
            shown = lines[:_HEAD_LINES] + (["..."] if len(lines) > _HEAD_LINES else [])
            shown = [line if len(line) < 2000 else line[:2000] + " ..." for line in shown]
            text = re.sub(r"/tmp/\S+/", "", report(words, "text"))
            page = _PAGE.format(text=html.escape(text), json=html.escape("\n".join(shown)))
            shoot(page, OUT / f"{name}-text.png", width=1500, height=3000)
            print(name)


def _circle(folder: Path) -> Path:
    path = folder / "circle.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="5"/></svg>', encoding="utf-8"
    )
    return path


if __name__ == "__main__":
    main()
