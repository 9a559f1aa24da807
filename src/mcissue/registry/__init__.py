"""Who was recognised, for what, when: signed snapshots of an issuer registry.

An operator signs a snapshot; a user pins the operator's key. Matching an issuer against a scope and a date
gives one of several answers that are kept apart. `model` says what a snapshot holds, `snapshot` signs and
loads it, `matching` answers, `state` remembers the last number seen for the command line, and `draft` is the
operator's working file. Importing this package loads nothing: a public name is resolved when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mcissue.registry.draft import Draft, DraftFile
    from mcissue.registry.matching import AwardScope, Match, match_accreditation, match_issuer
    from mcissue.registry.model import Entry, Snapshot
    from mcissue.registry.snapshot import (
        Registry,
        UncheckedSnapshot,
        content_digest,
        load_registry,
        read_unchecked,
        sign_snapshot,
    )
    from mcissue.registry.state import RegistryState

__all__ = [
    "AwardScope",
    "Draft",
    "DraftFile",
    "Entry",
    "Match",
    "Registry",
    "RegistryState",
    "Snapshot",
    "UncheckedSnapshot",
    "content_digest",
    "load_registry",
    "match_accreditation",
    "match_issuer",
    "read_unchecked",
    "sign_snapshot",
]

_MODULES: Final = {
    "draft": ("Draft", "DraftFile"),
    "matching": ("AwardScope", "Match", "match_accreditation", "match_issuer"),
    "model": ("Entry", "Snapshot"),
    "snapshot": (
        "Registry",
        "UncheckedSnapshot",
        "content_digest",
        "load_registry",
        "read_unchecked",
        "sign_snapshot",
    ),
    "state": ("RegistryState",),
}

_HOME: Final = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
