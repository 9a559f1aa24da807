"""The house: data flows one way through the rooms, and nothing unfinished is left lying about."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_the_rooms_import_downstairs_only() -> None:
    """The layers of the design hold, issuing and verifying do not know each other, and no room has a circle.

    Imports for types and those inside of functions count. What is still to mend stands in the contract.
    """
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "pattern", [r"\bTODO\b", r"\bFIXME\b", r"\bXXX\b", r"NotImplementedError", r"\bprint\("]
)
def test_nothing_unfinished_is_left(pattern: str) -> None:
    """No marks of unfinished work, and no print in the library."""
    found = [path.name for path in SOURCES if re.search(pattern, path.read_text(encoding="utf-8"))]
    assert not found


def test_every_public_module_says_what_it_is() -> None:
    """Each module begins with a docstring."""
    silent = [
        path.name for path in SOURCES if not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert not silent


MOST_MODULES = 20
"""In one folder: more names than that nobody takes in at a glance; then some of them belong together."""


def test_no_folder_is_a_heap() -> None:
    """A room that grows gets packages."""
    folders = {path.parent for path in SOURCES}
    heaps = [folder for folder in folders if len(list(folder.glob("*.py"))) - 1 > MOST_MODULES]
    assert not heaps


def test_the_command_line_has_one_module_a_command() -> None:
    """What is not a command is in a folder, but for the verifier that issuing is handed."""
    folder = ROOT / "src" / "mcissue" / "cli"
    others = {
        path.stem
        for path in folder.glob("*.py")
        if not re.search(r"^@(click|\w+)\.(command|group)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert others == {"__init__", "self_check"}


def test_no_private_name_crosses_a_folder() -> None:
    """A leading underscore says: for this module. What another folder needs has a name without one."""
    crossing = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("mcissue"):
                continue
            names = [*str(node.module).split("."), *(alias.name for alias in node.names)]
            private = [name for name in names if name.startswith("_") and not name.startswith("__")]
            crossing += [f"{path.relative_to(ROOT)}:{node.lineno} {name}" for name in private]
    assert not crossing


DOORS = {
    "carrier": "baking files members payload plain reading",
    "formats": (
        ". clr clr.rules conventions conversion convert detect edc.conventions edc.view format look losses"
        " open_badges open_badges.narrative order outputs rules shared_parts vcdm view wrapping"
    ),
    "issue": (
        ". course_problems envelopes identity intake.draft ledger outputs rejects report_page sheets templates"
    ),
    "jsonld": (
        ". batch.plan batch.texts contexts contexts.policy contexts.processor contexts.trial engine limits"
        " rdfc read urls"
    ),
    "proof": (
        "data_integrity did did.documents did.rotation did.urls jwt keys multibase seals.jades"
        " seals.sealed_file seals.sealing stores stores.pacing stores.pem terms"
    ),
    "record": ". base files plausibility schema texts",
    "registry": ". keys model names periods scope",
    "status": "bitstring entry lists revocation_list state",
    "verify": (
        ". net.cache net.fetch net.online own_rules.json_schema own_rules.rdf own_rules.shapes"
        " reading.summary report report.page report.wording steps.carrier"
    ),
}
"""Room -> the modules of it that other rooms may import, `.` being its face; other rooms have their face alone."""


def _entered() -> dict[str, set[str]]:
    """Room -> those of its modules that are imported from other rooms, for types and inside of functions too."""
    package = ROOT / "src" / "mcissue"
    names = {path.relative_to(package).with_suffix("").as_posix().replace("/", ".") for path in SOURCES}
    modules = {f"mcissue.{name.removesuffix('.__init__')}" for name in names}
    entered: dict[str, set[str]] = {}
    for path in SOURCES:
        own = path.relative_to(package).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert not node.level, f"{path}:{node.lineno}: an import that does not name its room"
                whole = [f"{node.module}.{alias.name}" for alias in node.names]
                imported = [name if name in modules else str(node.module) for name in whole]
            for name in imported:
                first, _, rest = name.partition(".")
                room, _, inside = rest.partition(".")
                if first == "mcissue" and room and room != own:
                    entered.setdefault(room, set()).add(inside or ".")
    return entered


def test_a_room_is_entered_through_its_doors() -> None:
    """Its face, or a module that is named here: a new door is a decision, and one that nobody uses is closed."""
    entered = {(room, module) for room, modules in _entered().items() for module in modules}
    rooms = {room for room, _ in entered} | set(DOORS)
    doors = {(room, module) for room in rooms for module in DOORS.get(room, ".").split()}
    assert sorted(entered - doors) == [], "entered past the doors"
    assert sorted(doors - entered) == [], "doors that nobody uses"


REFERENCES = {
    "docs/threats.md": (r"docs/threats\.md[\s#]+(\d+\.\d+)(?: (?:to|and) (\d+\.\d+))?", r"^\| (\d+\.\d+) \|"),
    "docs/design.md": (r"DESIGN[\s#]+sections?[\s#]+(\d+)(?: (?:to|and) (\d+))?", r"^## (\d+)\. "),
}
"""Page -> how the source names a place of it, and how the page numbers its places."""


@pytest.mark.parametrize("page", REFERENCES)
def test_every_reference_leads_somewhere(page: str) -> None:
    """A comment that cites a page of ours cites a number that stands there."""
    cited, numbered = REFERENCES[page]
    there = set(re.findall(numbered, (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE))
    found = {
        (path.name, number)
        for path in SOURCES
        for numbers in re.findall(cited, path.read_text(encoding="utf-8"))
        for number in numbers
        if number
    }
    assert len(found) > 8
    assert {place for place in found if place[1] not in there} == set()


def test_no_reference_leads_out_of_the_repository() -> None:
    """Notes that only their author has help nobody."""
    pattern = re.compile(r"facts: threats|\(threats")
    assert not [path.name for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))]
