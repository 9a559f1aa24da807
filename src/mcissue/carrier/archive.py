"""ZIP archives as a carrier: they hold files and not one credential, so each file is verified by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.carrier.members import ZIP, is_archive
from mcissue.carrier.payload import Carrier
from mcissue.errors import CarrierError

if TYPE_CHECKING:
    from mcissue.carrier.payload import CarriedCredential

__all__ = ["ZIP_CARRIER"]


def _detect(data: bytes) -> bool:
    return is_archive(data)


def _extract(data: bytes) -> CarriedCredential:  # noqa: ARG001 - as any carrier
    raise CarrierError(
        "this is a ZIP archive, which may hold many credentials",
        code="carrier_unsupported",
        mend="Give it to mcissue verify, which verifies each file in it; or unpack it, and give the files.",
        detail={"carrier": ZIP.id},
        indeterminate=True,
    )


ZIP_CARRIER: Final = Carrier(kind=ZIP, detect=_detect, extract=_extract)
