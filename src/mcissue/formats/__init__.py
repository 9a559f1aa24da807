"""Record to document and back, one module for each credential format.

Writing is total: what a format cannot hold is listed as a loss, never dropped. Reading gives the record
back, minus the listed losses. `detect_format` tells which format a document is of.
"""

from __future__ import annotations

from mcissue.formats.detect import Format, detect_format
from mcissue.formats.edc.documents import EdcForm, EdcProfile, from_edc, to_edc
from mcissue.formats.losses import Loss, without
from mcissue.formats.open_badges.documents import Conversion, Reading, from_openbadges, to_openbadges

__all__ = [
    "Conversion",
    "EdcForm",
    "EdcProfile",
    "Format",
    "Loss",
    "Reading",
    "detect_format",
    "from_edc",
    "from_openbadges",
    "to_edc",
    "to_openbadges",
    "without",
]
