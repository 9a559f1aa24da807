"""mcissue: issue and verify European microcredentials.

One microcredential record becomes an Open Badges 3.0 credential, signed with Ed25519; anyone can
check one, offline. Importing this package loads nothing heavy and never touches the network: the
public names are resolved when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.annex import elements_of_course, elements_of_document, elements_of_record
    from mcissue.errors import McissueError
    from mcissue.formats import EdcForm, EdcProfile, from_edc, from_openbadges, to_edc, to_openbadges
    from mcissue.issue.batch import Batch, StatusPlan
    from mcissue.issue.issuer import Issuer
    from mcissue.issue.ledger import Ledger
    from mcissue.proof.did import Resolver, load_did_documents
    from mcissue.proof.keys import PrivateKey, PublicKey, Signer
    from mcissue.record import Award, Course, Learner, Organisation, Record
    from mcissue.record.files import read_course, read_issuer
    from mcissue.registry.snapshot import Registry, load_registry
    from mcissue.verify import Outcome, Policy, Report, Verifier

__version__ = "0.1.0"

# Public name -> the module that holds it. `__getattr__` imports it on first use (PEP 562).
_PUBLIC = {
    "Award": "mcissue.record",
    "Batch": "mcissue.issue.batch",
    "Course": "mcissue.record",
    "EdcForm": "mcissue.formats",
    "EdcProfile": "mcissue.formats",
    "Issuer": "mcissue.issue.issuer",
    "Learner": "mcissue.record",
    "Ledger": "mcissue.issue.ledger",
    "McissueError": "mcissue.errors",
    "Organisation": "mcissue.record",
    "Outcome": "mcissue.verify",
    "Policy": "mcissue.verify",
    "PrivateKey": "mcissue.proof.keys",
    "PublicKey": "mcissue.proof.keys",
    "Record": "mcissue.record",
    "Registry": "mcissue.registry.snapshot",
    "Report": "mcissue.verify",
    "Resolver": "mcissue.proof.did",
    "Signer": "mcissue.proof.keys",
    "StatusPlan": "mcissue.issue.batch",
    "Verifier": "mcissue.verify",
    "elements_of_course": "mcissue.annex",
    "elements_of_document": "mcissue.annex",
    "elements_of_record": "mcissue.annex",
    "from_edc": "mcissue.formats",
    "from_openbadges": "mcissue.formats",
    "load_did_documents": "mcissue.proof.did",
    "load_registry": "mcissue.registry.snapshot",
    "read_course": "mcissue.record.files",
    "read_issuer": "mcissue.record.files",
    "to_edc": "mcissue.formats",
    "to_openbadges": "mcissue.formats",
}

__all__ = [
    "Award",
    "Batch",
    "Course",
    "EdcForm",
    "EdcProfile",
    "Issuer",
    "Learner",
    "Ledger",
    "McissueError",
    "Organisation",
    "Outcome",
    "Policy",
    "PrivateKey",
    "PublicKey",
    "Record",
    "Registry",
    "Report",
    "Resolver",
    "Signer",
    "StatusPlan",
    "Verifier",
    "__version__",
    "elements_of_course",
    "elements_of_document",
    "elements_of_record",
    "from_edc",
    "from_openbadges",
    "load_did_documents",
    "load_registry",
    "read_course",
    "read_issuer",
    "to_edc",
    "to_openbadges",
]


def __getattr__(name: str) -> Any:
    module = _PUBLIC.get(name)
    if module is None:
        raise AttributeError(f"module 'mcissue' has no attribute {name!r}")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
