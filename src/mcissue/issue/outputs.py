"""What becomes of one record: the documents that a run writes of it, and what their files are called.

All outputs of a record share the credential's id and its place in the status list: they are two ways to write
one award, and revoking it revokes both.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SIGNED", "TITLES", "Output", "file_name"]


class Output(StrEnum):
    """One kind of document. The values stand in the books."""

    OPEN_BADGES = "openbadges"
    EDC = "edc"
    EDC_UPLOAD = "edc-upload"


SIGNED: Final = frozenset({Output.OPEN_BADGES, Output.EDC})
"""The outputs that get our proof. The form for upload is sealed by somebody else."""

TITLES: Final[Mapping[Output, str]] = MappingProxyType(
    {
        Output.OPEN_BADGES: "an Open Badge",
        Output.EDC: "a European Digital Credential",
        Output.EDC_UPLOAD: "a European Digital Credential for upload",
    }
)
"""What each is called in a sentence."""

_SUFFIXES: Final[Mapping[Output, str]] = MappingProxyType(
    {Output.OPEN_BADGES: ".json", Output.EDC: ".edc.json", Output.EDC_UPLOAD: ".edc-upload.json"}
)


def file_name(file: str, output: Output) -> str:
    """The name of an output's file.

    Args:
        file: the name that was set aside for the award, ending in `.json`.
        output: which document.
    """
    return file.removesuffix(".json") + _SUFFIXES[output]
