"""Write the pages of docs/ that are made from the code: `docs/codes.md`. Run it by `make docs`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mcissue.codes import FRAGMENTS

DOCS = Path(__file__).resolve().parents[1] / "docs"

ROOMS = {
    "record": "The record: courses, issuers, awards",
    "jsonld": "Strict JSON, contexts, one lossless meaning",
    "proof": "Keys, controllers, proofs",
    "formats": "Formats",
    "registry": "The registry of issuers",
    "status": "Status lists",
    "carrier": "Carriers: how a credential travels",
    "seals": "Seals",
    "verify": "The verifier",
    "verify_online": "Fetching, and what is remembered",
    "issue": "Issuing",
}

HEAD = """\
# Codes

Every error of mcissue and every check of a report that is not simply passed has a code: `error.code`, and `code` in
the JSON of `mcissue verify --format json`. Codes are part of the interface: they are never renamed or reused. Messages
are for people and may change.

A code says what was found, not what follows from it: whether a check is then failed or indeterminate is said by its
outcome. A code stands under the room that says it first; rooms above report it as it is. Problem types are those of
the W3C specifications (RFC 9457), where one says the same.

This page is made by `make docs` from `mcissue.codes`.
"""

W3C = {"https://www.w3.org/TR/vc-data-model#": "VCDM", "https://w3id.org/security#": "Data Integrity"}
W3C["https://www.w3.org/ns/credentials/status-list#"] = "Bitstring Status List"


def codes() -> str:
    """The page of codes."""
    parts = [HEAD]
    for fragment in FRAGMENTS:
        room = fragment.__name__.rpartition(".")[2]
        parts.append(f"\n## {ROOMS[room]}\n\n| code | meaning | problem type |\n| --- | --- | --- |\n")
        parts += [
            f"| `{entry.code}` | {entry.meaning} | {problem(entry.problem_type)} |\n"
            for entry in sorted(fragment.CODES, key=lambda entry: entry.code)
        ]
    return "".join(parts)


def problem(address: str | None) -> str:
    """A problem type as a link with a short name."""
    if address is None:
        return ""
    base, mark, name = address.partition("#")
    return f"[{W3C[base + mark]} {name}]({address})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DOCS, help="folder to write to (default: docs/)")
    out = parser.parse_args().out
    (out / "codes.md").write_text(codes(), encoding="utf-8")
    print(out / "codes.md")


if __name__ == "__main__":
    main()
