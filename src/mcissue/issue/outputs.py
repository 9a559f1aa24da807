"""What becomes of one record: what the files of its documents are called, and where they are.

All outputs of a record share the credential's id and its place in the status list: they are two ways to write
one award, and revoking it revokes both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.formats.outputs import output_by_id

if TYPE_CHECKING:
    from mcissue.formats.format import Output

__all__ = ["CREDENTIALS", "INDEX", "PART", "STATUS", "file_name", "file_name_of"]

CREDENTIALS: Final = "credentials"
"""The folder of credentials, below the one that is issued into."""

STATUS: Final = "status"
"""The folder of status lists, below the one that is issued into."""

INDEX: Final = "index.json"
"""The file beside status lists that finds each by its address."""

PART: Final = ".part"
"""The end of the name of a file that is not finished."""


def file_name(file: str, output: Output) -> str:
    """The name of an output's file.

    Args:
        file: the name that was set aside for the award, ending in `.json`.
        output: which document.
    """
    return file.removesuffix(".json") + output.suffix


def file_name_of(file: str, output_id: str) -> str:
    """The same for a document as the ledger names it.

    Args:
        file: the name that was set aside for the award, ending in `.json`.
        output_id: the id of the output.

    Raises:
        RecordError: `format_unknown` if nothing is written under that id.
    """
    return file_name(file, output_by_id(output_id))
