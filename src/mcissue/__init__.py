"""mcissue: issue and verify European microcredentials.

One microcredential record becomes an Open Badges 3.0 credential, signed with Ed25519; anyone can
check one, offline. Importing this package loads nothing heavy and never touches the network: the
public names are resolved when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.errors import McissueError

__version__ = "0.1.0"

# Public name -> the module that holds it. `__getattr__` imports it on first use (PEP 562).
_PUBLIC = {
    "McissueError": "mcissue.errors",
}

__all__ = ["McissueError", "__version__"]


def __getattr__(name: str) -> Any:
    module = _PUBLIC.get(name)
    if module is None:
        raise AttributeError(f"module 'mcissue' has no attribute {name!r}")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return sorted(__all__)
