"""Documents of one format as records, for those who know which format theirs is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats import edc, open_badges
from mcissue.formats.detect import detect_format
from mcissue.formats.edc import documents as edc_documents
from mcissue.formats.open_badges import documents as badge_documents

if TYPE_CHECKING:
    from mcissue.formats.conversion import Reading
    from mcissue.formats.format import Format
    from mcissue.jsonld.read import JsonObject

__all__ = ["from_edc", "from_openbadges"]


def from_openbadges(document: JsonObject) -> Reading:
    """Read an Open Badges 3.0 credential, ours or anybody's, as a record.

    Proofs are not looked at. What is optional in a record and does not fit is left out and listed. A text
    whose language the document does not state is tagged `und`.

    Args:
        document: the credential as JSON data.

    Raises:
        RecordError: it is of another format (`format_unexpected`), holds no achievement
            (`achievement_missing`), or lacks what a record cannot do without; `path` is the place in the
            document.
        DocumentError: it is no strict JSON data, or too large (`mcissue.jsonld.read`).
    """
    wanted = (open_badges.OPEN_BADGES_3_0, open_badges.OPEN_BADGES_3_0_VC11)
    _require(document, wanted, "an Open Badges 3.0 credential")
    return badge_documents.read(document)


def from_edc(document: JsonObject) -> Reading:
    """Read a European Digital Credential, ours or anybody's, signed or not, as a record.

    Proofs and seals are not looked at; of a sealed file (JAdES) give the payload. What is optional in a
    record and does not fit is left out and listed. The pictures of its pages belong to the document.

    Args:
        document: the credential as JSON data, or the form for upload.

    Raises:
        RecordError: it is of another format (`format_unexpected`), claims nothing (`achievement_missing`),
            or lacks what a record cannot do without; `path` is the place in the document.
        DocumentError: it is no strict JSON data, or too large (`mcissue.jsonld.read`).
    """
    _require(document, (edc.EDC, edc.EDC_UPLOAD), "a European Digital Credential")
    return edc_documents.read(document)


def _require(document: JsonObject, wanted: tuple[Format, ...], title: str) -> None:
    found = detect_format(document)
    if found not in wanted:
        raise RecordError(
            f"this is {found.title}, not {title}",
            code="format_unexpected",
            path="$.type",
            detail={"got": found.id},
        )
