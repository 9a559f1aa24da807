"""European Digital Credentials that wait for their seal: what the European Commission's issuing tool takes.

Such a file is no signed credential and never valid. It is judged all the same, so that whoever prepares one
learns what is wrong with it; the first thing that is said of it is that nobody has signed it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mcissue.errors import McissueError
from mcissue.formats.edc.rules import edc_findings
from mcissue.formats.wrapping import inner_credential

if TYPE_CHECKING:
    from mcissue.formats.rules import Finding
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.canonical_forms import CanonicalForms

__all__ = ["check_meaning", "upload_findings"]

_ADDED_BY_SEALING: Final = frozenset({"$.issued", "$.issuanceDate", "$.issuer"})
"""What the tool itself writes when it seals: the times, and the issuer from the certificate of the seal."""


def upload_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps the credential of a form for upload from conforming, but for what sealing adds.

    Args:
        document: a JSON object that was recognised as such a form.
    """
    inner = inner_credential(document)
    absent = {path for path in _ADDED_BY_SEALING if path.removeprefix("$.") not in inner.document}
    return tuple(
        replace(finding, path=_inside(finding.path, inner.path))
        for finding in edc_findings(inner.with_contexts)
        if finding.path not in absent
    )


def check_meaning(document: JsonObject, forms: CanonicalForms) -> None:
    """Return if the credential inside has one lossless meaning.

    Args:
        document: the form for upload.
        forms: the canonical forms of this verification.

    Raises:
        DocumentError, ContextError: it has none, see `mcissue.jsonld`.
    """
    inner = inner_credential(document)
    try:
        forms.form({name: value for name, value in inner.with_contexts.items() if name != "proof"})
    except McissueError as error:
        if error.path is not None:
            error.path = _inside(error.path, inner.path)
        raise


def _inside(path: str, place: str) -> str:
    return place + path.removeprefix("$")
