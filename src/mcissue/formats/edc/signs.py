"""By what European Digital Credentials are known, and the files that they travel in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.formats.format import names_in
from mcissue.jsonld.urls import EDC_AP

if TYPE_CHECKING:
    from mcissue.formats.format import Surface

__all__ = ["is_of_the_profile", "is_sealed", "is_upload"]

_TYPE: Final = "EuropeanDigitalCredential"


def is_of_the_profile(surface: Surface) -> bool:
    """Whether the context of the application profile is among its contexts."""
    return EDC_AP in surface.contexts


def is_upload(surface: Surface) -> bool:
    """Whether a credential stands in `credential`, as the Commission's issuing tool takes it."""
    inner = surface.document.get("credential")
    return isinstance(inner, dict) and _TYPE in names_in(inner.get("type"))


def is_sealed(surface: Surface) -> bool:
    """Whether its text stands in the payload of a JWS in JSON form (RFC 7515 section 7.2)."""
    payload = surface.document.get("payload")
    return isinstance(payload, str) and "signatures" in surface.document and _TYPE in payload
