"""Short ways to write and read European Digital Credentials, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.records import FULL_CREDENTIAL_ID, node_id

from mcissue.formats import Conversion
from mcissue.formats.edc.documents import EdcForm, to_edc
from mcissue.record import Record

__all__ = ["ISSUED", "STATUS", "claim_of", "upload", "write"]

JsonObject = dict[str, Any]

ISSUED = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
STATUS = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://kymi.example/status/1",
}


def write(record: Record, **options: Any) -> Conversion:
    """Write the signed form with the usual id, node ids and time."""
    given = {"credential_id": FULL_CREDENTIAL_ID, "status": None, "node_id": node_id, "issued": ISSUED}
    return to_edc(record, **given | options)


def upload(record: Record, **options: Any) -> Conversion:
    """Write the form for upload."""
    return write(record, issued=None, form=EdcForm.UPLOAD, **options)


def claim_of(document: JsonObject) -> JsonObject:
    """The one claim."""
    (claim,) = document["credentialSubject"]["hasClaim"]
    return claim
