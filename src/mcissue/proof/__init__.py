"""Keys, controllers and proofs: who signed these bytes?

Cryptosuites turn a document into bytes to sign, `data_integrity` frames them as W3C proofs, and `did`
finds the key that a proof names in a controller document; `sign_document` and `verify_document` do all of it
for any document. Whether that controller is the issuer is the verifier's question, not this room's.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.proof.documents import sign_document, verify_document

__all__ = ["sign_document", "verify_document"]


def __getattr__(name: str) -> Any:
    # The rooms above import single modules of this one; none of them is to be slower for these two names.
    if name not in __all__:
        raise AttributeError(f"module 'mcissue.proof' has no attribute {name!r}")
    return getattr(import_module("mcissue.proof.documents"), name)
