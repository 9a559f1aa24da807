"""A format that is no part of mcissue: a diploma on a Verifiable Credential 2.0, with a context of its own.

What it takes to add a format: this package, and its line in `mcissue.formats.table`.
"""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Output, Signs

__all__ = ["CONTEXT", "DIPLOMA", "FORMATS", "URL", "WRITTEN"]

URL: Final = "https://diplomas.example/v1"

_TERM: Final = "https://diplomas.example/terms#"
_TEXTS: Final = ("schoolName", "fullName", "studyTitle", "inTongue", "graduatedOn")
CONTEXT: Final = {
    "@context": {
        "@protected": True,
        **{name: f"{_TERM}{name}" for name in ("ToyDiploma", "ToySchool", "ToyGraduate", "ToyStudy")},
        **{name: f"{_TERM}{name}" for name in _TEXTS},
        "study": {"@id": f"{_TERM}study", "@type": "@id"},
    }
}

WRITTEN: Final = Output(
    id="toy-diploma",
    title="a toy diploma",
    family="toy",
    suffix=".toy.json",
    write=f"{__name__}.documents:write",
)

DIPLOMA: Final = Format(
    id="toy_diploma",
    title="a toy diploma",
    signs=Signs(types=frozenset({"ToyDiploma"})),
    awards=True,
    any_contexts=True,
    outputs=(WRITTEN,),
    rules=f"{__name__}.rules:findings",
    view=f"{__name__}.view:DiplomaView",
    elements=f"{__name__}.elements:find",
    read=f"{__name__}.documents:read",
)

FORMATS: Final = (DIPLOMA,)
