"""The face of the room: every public name is there, and nothing is loaded before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mcissue.issue

HEAVY = ("sqlalchemy", "pydantic", "mcissue.record", "mcissue.jsonld", "mcissue.issue.ledger")


@pytest.mark.parametrize("name", mcissue.issue.__all__)
def test_every_public_name_is_found(name: str) -> None:
    """In the module that the room's table names, and in the list of names."""
    assert getattr(mcissue.issue, name) is not None
    assert name in dir(mcissue.issue)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="no attribute 'Books'"):
        _ = mcissue.issue.Books


def test_nothing_is_loaded_before_it_is_used() -> None:
    """Help and summaries need this package, and no database."""
    program = f"import sys, mcissue.issue; print(*(name for name in {HEAVY} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
