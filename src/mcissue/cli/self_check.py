"""The strict verifier as the issuer's check: what was just signed must pass, from its bytes on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import load_did_documents
from mcissue.proof.seals.jades import SealTrust
from mcissue.verify import Outcome, Verifier

__all__ = ["self_check"]

REQUIRED = ("carrier", "format", "json_ld", "proof", "issuer_binding", "validity", "status")
"""Checks that a fresh credential must pass. The registry is not asked; `status` is by the run's own list."""

_GOOD = frozenset({Outcome.PASSED, Outcome.NOT_APPLICABLE})


def self_check(
    *,
    did_documents: Path | None,
    lists: Mapping[str, Path],
    at: datetime,
    complete: bool,
    seals: SealTrust | None = None,
) -> Callable[[bytes], str | None]:
    """Make the check that `mcissue.issue.batch.Batch.run` asks for.

    Args:
        did_documents: the folder of the run's own DID document; None for issuers that have none.
        lists: the run's own status lists, address -> file, as they lie on disk.
        at: the time of the run.
        complete: whether the mandatory elements must all be there.
        seals: the certificate of the run's own seal.
    """
    verifier = Verifier(
        resolver=Resolver(load_did_documents(did_documents) if did_documents else {}),
        status_lists={url: path.read_bytes() for url, path in lists.items()},
        at=at,
        sample_keys=True,
        seal_trust=seals,
    )
    required = (*REQUIRED, "mandatory_elements") if complete else REQUIRED

    def check(data: bytes) -> str | None:
        report = verifier.verify(data)
        for each in report.checks:
            if each.id in required and each.outcome not in _GOOD:
                return f"{each.id}: {each.message}"
        return None

    return check
