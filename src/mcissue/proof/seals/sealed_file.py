"""A sealed file as JSON: a text under signatures, taken apart and not judged (RFC 7515, section 7.2).

Whether a seal holds is `mcissue.proof.seals.jades`'s question. Nothing of certificates is loaded here, for
every file is asked whether it is a sealed one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mcissue.errors import ProofError
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, Limits

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject, JsonValue

__all__ = ["MAX_SEALS", "SEALED_FILE_LIMITS", "SealedFile", "is_sealed", "malformed", "read_sealed"]

MAX_SEALS: Final = 8
"""Signatures of one file, as many as proofs of one document (`mcissue.proof.data_integrity`)."""

SEALED_FILE_LIMITS: Final = Limits(
    size=CREDENTIAL_LIMITS.size,
    depth=CREDENTIAL_LIMITS.depth,
    members=CREDENTIAL_LIMITS.members,
    items=CREDENTIAL_LIMITS.items,
    string=CREDENTIAL_LIMITS.large_string,
    large_string=CREDENTIAL_LIMITS.large_string,
    lawful=True,
)
"""Limits of the file around a credential: revocation lists of several 100 kB stand in its unsigned header as
one text. The credential inside is read under `CREDENTIAL_LIMITS`."""

_BASE64URL_TEXT: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file, taken apart and not judged.

    Attributes:
        payload: the sealed bytes: the text of the credential exactly as it stands in the file.
        entries: its signatures as they stand there, each with its path.
    """

    payload: bytes
    entries: tuple[tuple[str, JsonValue], ...]


def is_sealed(value: JsonValue) -> bool:
    """Whether a JSON value has the form of a sealed file: a text under signatures, not a token in JSON form.

    Args:
        value: any JSON value.
    """
    if not isinstance(value, dict):
        return False
    if "signatures" not in value and not {"protected", "signature"} <= value.keys():
        return False
    payload = value.get("payload")
    return isinstance(payload, str) and _BASE64URL_TEXT.fullmatch(payload) is None


def read_sealed(value: JsonObject) -> SealedFile:
    """Take a sealed file apart.

    Args:
        value: the file as JSON, for which `is_sealed` is true.

    Raises:
        ProofError: `seal_malformed`; `proof_missing` if there is no signature; indeterminate: `proof_limit`.
    """
    if not is_sealed(value):
        raise malformed("this is no sealed file", "$")
    try:
        payload = value["payload"].encode("utf-8")
    except UnicodeEncodeError as error:
        raise malformed("the sealed text holds characters that are none", "$.payload") from error
    if "signatures" not in value:
        return SealedFile(payload, (("$", value),))
    entries = value["signatures"]
    if not isinstance(entries, list) or {"protected", "signature", "header"} & value.keys():
        raise malformed("signatures must be a list, and no other signature may stand beside it", "$")
    if not entries:
        raise ProofError("nobody has sealed the file", code="proof_missing", path="$.signatures")
    if len(entries) > MAX_SEALS:
        raise ProofError(
            f"the file has {len(entries)} seals, and at most {MAX_SEALS} are checked",
            code="proof_limit",
            path="$.signatures",
            indeterminate=True,
        )
    return SealedFile(
        payload, tuple((f"$.signatures[{place}]", entry) for place, entry in enumerate(entries))
    )


def malformed(message: str, path: str) -> ProofError:
    """What is no sealed file, or no seal, by its form.

    Args:
        message: what is wrong.
        path: where.
    """
    return ProofError(message, code="seal_malformed", path=path)
