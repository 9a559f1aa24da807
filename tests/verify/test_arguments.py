"""What is handed to `Verifier` and `verify_many`: a mistake in a program is told at once, by the argument's name."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.university import LIST_URL, University

from mcissue.verify import Item, Policy, Verdict, Verifier, verify_many

WRONG_TYPES: list[tuple[str, Any]] = [
    ("at", "2026"),
    ("at", date(2026, 6, 20)),
    ("registry", {}),
    ("registry", b"{}"),
    ("resolver", {}),
    ("status_lists", [("https://kymi.example/status/1", b"{}")]),
    ("status_lists", {LIST_URL: "{}"}),
    ("status_lists", {5: b"{}"}),
    ("status_lists_seen", [1]),
    ("max_status_age", 24),
    ("status", "https://kymi.example/status/1"),
    ("refresh", True),
    ("contexts", {}),
    ("ask", "schema"),
    ("ask", [5]),
    ("ask", 5),
    ("schema", {}),
    ("shapes", "shapes.ttl"),
    ("recipient", "aino@example.org"),
    ("recipient", ["aino@example.org"]),
    ("recipient", None),
    ("allow_test_registry", "false"),
    ("sample_keys", 1),
    ("domain", 5),
    ("challenge", ["x"]),
    ("profile", []),
    ("seal_trust", [b"x"]),
    ("notes", "no state"),
    ("notes", ["no state"]),
]


@pytest.mark.parametrize(("name", "value"), WRONG_TYPES, ids=lambda value: str(value)[:20])
def test_an_argument_of_another_type_is_refused(name: str, value: Any) -> None:
    """Not met later as a fault of ours; and the text "false" does not allow a test registry."""
    with pytest.raises(TypeError, match=name):
        Verifier(**{name: value})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("at", datetime(2026, 6, 20), "time zone"),  # noqa: DTZ001 - that is the mistake
        ("policy", "strict", "authentic, conformant, full, recognised"),
        ("policy", None, "authentic, conformant, full, recognised"),
        ("ask", ["proof"], "endorsements, presenter, recipient, schema"),
        ("profile", "edtech", "1edtech"),
    ],
)
def test_a_value_that_there_is_not_is_refused_with_those_that_there_are(
    name: str, value: Any, said: str
) -> None:
    """So that a reader of the error need not look them up."""
    with pytest.raises(ValueError, match=said):
        Verifier(**{name: value})


@pytest.mark.parametrize("data", ["{}", None, 5, Path("credential.json")])
def test_a_file_is_handed_over_as_bytes(data: Any) -> None:
    """Text has lost its encoding, and a path would be a way to read files."""
    with pytest.raises(TypeError, match="bytes"):
        Verifier().verify(data)


def test_a_name_is_a_text() -> None:
    """It goes into the report as it is."""
    with pytest.raises(TypeError, match="name"):
        Verifier().verify(b"{}", name=Path("credential.json"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("processes", "error"), [(0, ValueError), (65, ValueError), (1.5, TypeError), (True, TypeError)]
)
def test_the_number_of_processes_is_a_whole_number(processes: Any, error: type[Exception]) -> None:
    """At least one; and not so many that starting them stops the computer."""
    with pytest.raises(error, match="process"):
        verify_many(Verifier(), [], processes=processes)


@pytest.mark.parametrize("processes", [1, 2])
def test_bytes_alone_are_no_item(processes: int) -> None:
    """The report would have no name for them."""
    with pytest.raises(TypeError, match="Item"):
        list(verify_many(Verifier(), [b"{}"], processes=processes))  # type: ignore[list-item]


def test_a_verifier_can_be_copied_and_sent_to_another_process() -> None:
    """The copy gives the same report, whatever the first one has done before."""
    university = University()
    verifier = university.verifier(policy=Policy.RECOGNISED, ask=["endorsements"])
    report = verifier.verify(university.data())
    for other in (pickle.loads(pickle.dumps(verifier)), copy.deepcopy(verifier), copy.copy(verifier)):
        assert isinstance(other, Verifier)
        assert other.verify(university.data()).to_json() == report.to_json()


def test_a_generic_verifier_stays_one_when_it_is_copied() -> None:
    """What is asked travels too."""
    university = University()
    generic = Verifier.generic(at=university.at, status_lists=university.status_lists(), sample_keys=True)
    assert pickle.loads(pickle.dumps(generic)).verify(b"{}").to_json() == generic.verify(b"{}").to_json()


def test_what_can_not_be_sent_is_said() -> None:
    """A function that is written inside another one has no name in another process."""
    verifier = Verifier(status=lambda url: None)  # type: ignore[arg-type, return-value]
    with pytest.raises(TypeError, match="can't be copied or handed to other processes"):
        pickle.dumps(verifier)
    reports = list(verify_many(verifier, [Item("a", b"{}"), Item("b", b"{}")], processes=2))
    assert [report.verdict for report in reports] == [Verdict.NO_CREDENTIAL] * 2
