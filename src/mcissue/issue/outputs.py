"""What becomes of one record: the documents that a run writes of it, what their files are called, and where.

All outputs of a record share the credential's id and its place in the status list: they are two ways to write
one award, and revoking it revokes both.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CREDENTIALS", "ENVELOPED", "INDEX", "PART", "SIGNED", "STATUS", "TITLES", "Output", "file_name"]

CREDENTIALS: Final = "credentials"
"""The folder of credentials, below the one that is issued into."""

STATUS: Final = "status"
"""The folder of status lists, below the one that is issued into."""

INDEX: Final = "index.json"
"""The file beside status lists that finds each by its address."""

PART: Final = ".part"
"""The end of the name of a file that is not finished."""


class Output(StrEnum):
    """One kind of document. The values stand in the ledger."""

    OPEN_BADGES = "openbadges"
    EDC = "edc"
    EDC_UPLOAD = "edc-upload"
    BADGE_TOKEN = "badge-jwt"  # noqa: S105 - no password
    EDC_SEALED = "edc-sealed"


SIGNED: Final = frozenset({Output.OPEN_BADGES, Output.EDC})
"""The outputs that get our proof inside. The form for upload is sealed by somebody else."""

ENVELOPED: Final = frozenset({Output.BADGE_TOKEN, Output.EDC_SEALED})
"""The outputs that get a signature around them."""

TITLES: Final[Mapping[Output, str]] = MappingProxyType(
    {
        Output.OPEN_BADGES: "an Open Badge",
        Output.EDC: "a European Digital Credential",
        Output.EDC_UPLOAD: "a European Digital Credential for upload",
        Output.BADGE_TOKEN: "an Open Badge as a token",
        Output.EDC_SEALED: "a sealed European Digital Credential",
    }
)
"""What each is called in a sentence."""

_SUFFIXES: Final[Mapping[Output, str]] = MappingProxyType(
    {
        Output.OPEN_BADGES: ".json",
        Output.EDC: ".edc.json",
        Output.EDC_UPLOAD: ".edc-upload.json",
        Output.BADGE_TOKEN: ".jwt",
        Output.EDC_SEALED: ".edc-sealed.json",
    }
)


def file_name(file: str, output: Output) -> str:
    """The name of an output's file.

    Args:
        file: the name that was set aside for the award, ending in `.json`.
        output: which document.
    """
    return file.removesuffix(".json") + _SUFFIXES[output]
