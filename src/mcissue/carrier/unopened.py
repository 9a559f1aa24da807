"""What carries credentials elsewhere, and can't be opened yet: not knowing is not failing."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from mcissue.carrier.payload import PROLOGUE, Carrier, CarrierKind, unsupported

__all__ = ["HTML", "HTML_CARRIER", "PDF", "PDF_CARRIER"]

_HEAD: Final = 4_096
"""Bytes that are looked at for the root element of a web page."""

_BEGIN: Final = re.compile(PROLOGUE + rb"<html\b", re.DOTALL | re.IGNORECASE)


_ATTACHED: Final = (
    "Open it in a PDF reader, save what is attached to it (a JSON file, a token or a picture), and verify "
    "that. Without an attachment ask its issuer or learner for the credential itself."
)
_LINKED: Final = (
    "Open it in a browser, save what it offers (a JSON file, a token or a picture), and verify that."
)


def _unopened(kind: CarrierKind, mend: str) -> NoReturn:
    raise unsupported(kind.title, mend)


PDF: Final = CarrierKind(
    id="pdf",
    title="a PDF file, to which a credential may be attached",
    media_types=("application/pdf",),
    suffixes=(".pdf",),
)

HTML: Final = CarrierKind(
    id="html",
    title="a web page, which may hold a credential",
    media_types=("text/html",),
    suffixes=(".html", ".htm"),
)

PDF_CARRIER: Final = Carrier(
    kind=PDF, detect=lambda data: data.startswith(b"%PDF-"), extract=lambda _: _unopened(PDF, _ATTACHED)
)

HTML_CARRIER: Final = Carrier(
    kind=HTML,
    detect=lambda data: _BEGIN.match(data[:_HEAD]) is not None,
    extract=lambda _: _unopened(HTML, _LINKED),
)
