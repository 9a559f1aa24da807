"""mcissue: issue and verify European microcredentials.

One microcredential record becomes an Open Badges 3.0 credential, signed with Ed25519; anyone can
check one, offline. Importing this package loads nothing heavy and never touches the network: the
public names are resolved when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.annex import (
        elements_of_course as elements_of_course,
    )
    from mcissue.annex import (
        elements_of_document as elements_of_document,
    )
    from mcissue.annex import (
        elements_of_record as elements_of_record,
    )
    from mcissue.errors import McissueError as McissueError
    from mcissue.formats import (
        EdcForm as EdcForm,
    )
    from mcissue.formats import (
        EdcProfile as EdcProfile,
    )
    from mcissue.formats import (
        from_edc as from_edc,
    )
    from mcissue.formats import (
        from_openbadges as from_openbadges,
    )
    from mcissue.formats import (
        to_edc as to_edc,
    )
    from mcissue.formats import (
        to_openbadges as to_openbadges,
    )
    from mcissue.issue import Batch as Batch
    from mcissue.issue import Issuer as Issuer
    from mcissue.issue import Ledger as Ledger
    from mcissue.issue import StatusPlan as StatusPlan
    from mcissue.proof.did import Resolver as Resolver
    from mcissue.proof.did import load_did_documents as load_did_documents
    from mcissue.proof.keys import PrivateKey as PrivateKey
    from mcissue.proof.keys import PublicKey as PublicKey
    from mcissue.proof.keys import Signer as Signer
    from mcissue.record import (
        Award as Award,
    )
    from mcissue.record import (
        Course as Course,
    )
    from mcissue.record import (
        Learner as Learner,
    )
    from mcissue.record import (
        Organisation as Organisation,
    )
    from mcissue.record import (
        Record as Record,
    )
    from mcissue.record.files import read_course as read_course
    from mcissue.record.files import read_issuer as read_issuer
    from mcissue.registry import Registry as Registry
    from mcissue.registry import load_registry as load_registry
    from mcissue.verify import Outcome as Outcome
    from mcissue.verify import Policy as Policy
    from mcissue.verify import Report as Report
    from mcissue.verify import Verifier as Verifier

__version__ = "0.1.0"

# Module -> the public names that it holds. `__getattr__` imports it on first use (PEP 562); the block above
# says the same to type checkers, and a test holds that they agree.
_HOMES = {
    "annex": ("elements_of_course", "elements_of_document", "elements_of_record"),
    "errors": ("McissueError",),
    "formats": ("EdcForm", "EdcProfile", "from_edc", "from_openbadges", "to_edc", "to_openbadges"),
    "issue": ("Batch", "Issuer", "Ledger", "StatusPlan"),
    "proof.did": ("Resolver", "load_did_documents"),
    "proof.keys": ("PrivateKey", "PublicKey", "Signer"),
    "record": ("Award", "Course", "Learner", "Organisation", "Record"),
    "record.files": ("read_course", "read_issuer"),
    "registry": ("Registry", "load_registry"),
    "verify": ("Outcome", "Policy", "Report", "Verifier"),
}
_HOME = {name: f"mcissue.{module}" for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 - the keys of the table are names


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'mcissue' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
