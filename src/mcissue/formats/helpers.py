"""Documents that credentials are verified with: recognised, so that one handed over by mistake is named."""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Nature, Signs

__all__ = ["DID_DOCUMENT", "FORMATS", "REGISTRY_SNAPSHOT"]


REGISTRY_SNAPSHOT: Final = Format(
    id="registry_snapshot",
    title="an issuer registry",
    signs=Signs(types=frozenset({"IssuerRegistrySnapshot"})),
    explanation="It lists institutions. Verify the credential itself, and give this with it: "
    "--registry FILE --trust-operator KEY.",
    nature=Nature.NO_CREDENTIAL,
    helper=True,
)

DID_DOCUMENT: Final = Format(
    id="did_document",
    title="a DID document",
    signs=Signs(members="mcissue.formats.vcdm.signs:is_did_document"),
    explanation="It holds the keys of an institution or a person. Verify the credential itself, "
    "and give this in a folder with it: --did-documents FOLDER.",
    nature=Nature.NO_CREDENTIAL,
    helper=True,
)

FORMATS: Final = (REGISTRY_SNAPSHOT, DID_DOCUMENT)
