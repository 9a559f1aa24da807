"""Random changes to one signed sample of each format, both ways.

What changes the signed content is never valid; what only spells it otherwise is never anything else.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from tests.verify.changes import KINDS, data_of, mutated, respelled, signed_content, verifier

from mcissue.verify import Report, Verdict

FEW, MANY = 120, int(os.environ.get("MCISSUE_CHANGES", "500"))
"""How many changes of each format: always, and in `make test-slow`. Ten thousand (`MCISSUE_CHANGES=10000`) take half
an hour of two cores: by hand, before a release."""


def answers(report: Report) -> dict[str, str]:
    """What counts; faults of form are told and decide nothing."""
    return {name: value for name, value in report.answers.to_json().items() if name != "well_formed"}


def hold_that_nothing_changed_is_valid(kind: str, seeds: range) -> None:
    content = signed_content(kind, data_of(kind))
    assert content is not None
    for seed in seeds:
        data = mutated(kind, Random(seed))
        verdict = verifier().verify(data).verdict
        assert verdict is not Verdict.VALID or signed_content(kind, data) == content, (seed, data[:300])


def hold_that_lawful_spellings_say_the_same(kind: str, seeds: range) -> None:
    good = verifier().verify(data_of(kind))
    assert good.verdict is Verdict.VALID, good.deciding
    for seed in seeds:
        data = respelled(kind, Random(seed))
        assert signed_content(kind, data) == signed_content(kind, data_of(kind)), seed
        report = verifier().verify(data)
        assert report.verdict is Verdict.VALID, (seed, report.deciding)
        assert answers(report) == answers(good)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_valid_whose_signed_content_changed(kind: str) -> None:
    """Members, values, letters, headers, signatures: whatever is done to them, only the same content is valid."""
    hold_that_nothing_changed_is_valid(kind, range(FEW))


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_standards_allow_is_never_held_against_a_credential(kind: str) -> None:
    """Order of members and sets, escapes, forms of numbers, white space, a mark of order, known contexts."""
    hold_that_lawful_spellings_say_the_same(kind, range(FEW))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_changes_of_signed_content(kind: str) -> None:
    """The same, with more changes."""
    hold_that_nothing_changed_is_valid(kind, range(FEW, FEW + MANY))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_lawful_spellings(kind: str) -> None:
    """The same, with more changes."""
    hold_that_lawful_spellings_say_the_same(kind, range(FEW, FEW + MANY))
