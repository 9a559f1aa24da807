"""The package as a whole: light to import, and its public names are there."""

from __future__ import annotations

import subprocess
import sys

import mcissue

HEAVY = ("pydantic", "cryptography", "pyld", "click", "ruamel", "rfc8785", "socket", "http", "urllib.request")


def test_every_public_name_can_be_used() -> None:
    """What `__all__` promises is there, and nothing else is resolved."""
    assert set(mcissue._PUBLIC) | {"__version__"} == set(mcissue.__all__)
    for name in mcissue.__all__:
        assert getattr(mcissue, name) is not None
    assert not hasattr(mcissue, "nothing_of_this_name")


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import mcissue` alone brings in no dependency and no network module."""
    code = f"import sys, mcissue; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
