"""Record to document and back, one package for each credential format (`mcissue.formats.table`).

Writing is total: what a format cannot hold is listed as a loss, never dropped. Reading gives the record
back, minus the listed losses. `detect_format` tells which format a document is of. What reads and writes
records is imported when it is asked for, since a verifier needs neither.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mcissue.formats.conversion import Conversion, Reading
    from mcissue.formats.detect import detect_format
    from mcissue.formats.edc.documents import EdcForm, EdcProfile, to_edc
    from mcissue.formats.format import Format, Output
    from mcissue.formats.losses import Loss, without
    from mcissue.formats.open_badges.documents import to_openbadges
    from mcissue.formats.records import from_edc, from_openbadges

__all__ = [
    "Conversion",
    "EdcForm",
    "EdcProfile",
    "Format",
    "Loss",
    "Output",
    "Reading",
    "detect_format",
    "from_edc",
    "from_openbadges",
    "to_edc",
    "to_openbadges",
    "without",
]

_HOMES: Final = {
    "Conversion": "conversion",
    "EdcForm": "edc.documents",
    "EdcProfile": "edc.documents",
    "Format": "format",
    "Loss": "losses",
    "Output": "format",
    "Reading": "conversion",
    "detect_format": "detect",
    "from_edc": "records",
    "from_openbadges": "records",
    "to_edc": "edc.documents",
    "to_openbadges": "open_badges.documents",
    "without": "losses",
}


def __getattr__(name: str) -> Any:
    """Import a name of this face from where it is at home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
