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
    from mcissue.registry.answer import Match as Match
    from mcissue.registry.answer import worst as worst
    from mcissue.registry.delegation import match_delegate as match_delegate
    from mcissue.registry.draft import Draft as Draft
    from mcissue.registry.draft import DraftFile as DraftFile
    from mcissue.registry.matching import match_accreditation as match_accreditation
    from mcissue.registry.matching import match_issuer as match_issuer
    from mcissue.registry.model import Entry as Entry
    from mcissue.registry.model import Snapshot as Snapshot
    from mcissue.registry.scope import AwardScope as AwardScope
    from mcissue.registry.snapshot import Registry as Registry
    from mcissue.registry.snapshot import UncheckedSnapshot as UncheckedSnapshot
    from mcissue.registry.snapshot import content_digest as content_digest
    from mcissue.registry.snapshot import load_registry as load_registry
    from mcissue.registry.snapshot import read_unchecked as read_unchecked
    from mcissue.registry.snapshot import sign_snapshot as sign_snapshot
    from mcissue.registry.state import RegistryState as RegistryState

# Module -> the public names that it holds. `__getattr__` imports it on first use (PEP 562); the block above
# says the same to type checkers, and a test holds that they agree.
_HOMES: Final = {
    "answer": ("Match", "worst"),
    "delegation": ("match_delegate",),
    "draft": ("Draft", "DraftFile"),
    "matching": ("match_accreditation", "match_issuer"),
    "model": ("Entry", "Snapshot"),
    "scope": ("AwardScope",),
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

_HOME: Final = {name: f"{__name__}.{module}" for module, names in _HOMES.items() for name in names}

__all__ = [*_HOME]  # noqa: PLE0604 - the keys of the table are names


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
