"""Many credentials: files and lines, one report each, in order, whatever is among them."""

from __future__ import annotations

import io
import itertools
import json
import pickle
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from tests.university import University

from mcissue.verify import Item, Verdict, Verifier, read_items, verify_many


@cache
def surroundings() -> tuple[Verifier, dict[str, Any]]:
    university = University()
    return university.verifier(), university.signed()


def line(document: Any) -> bytes:
    return json.dumps(document).encode() + b"\n"


def items(data: bytes) -> list[Item]:
    return list(read_items(io.BytesIO(data), name="class"))


def good() -> bytes:
    return line(surroundings()[1])


def bad() -> bytes:
    document = {**surroundings()[1], "name": "Medicine"}
    return line(document)


TOKEN = b"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln\n"

ONE_FILE = {
    "pretty": lambda: json.dumps(surroundings()[1], indent=2).encode() + b"\n",
    "one line": good,
    "one line without an end": lambda: good().strip(),
    "blank lines around": lambda: b"\n\n" + good() + b"\n \n",
    "no JSON": lambda: b"Dear reader,\nthis is no credential.\n",
    "nothing": lambda: b"",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n\n{}\n",
    "a token": lambda: TOKEN,
    "an object over two lines": lambda: b'{"a": 1,\n"b": 2}\n',
}


@pytest.mark.parametrize("name", ONE_FILE)
def test_a_file_is_one_item_with_all_its_bytes(name: str) -> None:
    """Whatever is no JSON Lines goes to the verifier as it is."""
    data = ONE_FILE[name]()
    (item,) = items(data)
    assert item.name == "class"
    assert item.data.strip() == data.strip()


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b'{"a": 1}\n{"b": 2}\n', [1, 2]),
        (b'{"a": 1}\r\n{"b": 2}', [1, 2]),
        (b'\xef\xbb\xbf{"a": 1}\n\n\n{"b": 2}\n', [1, 4]),
        (b'\n{"a": 1}\nrubbish\n{"b": 2}\n', [2, 3, 4]),
        (b'{"a": 1, "a": 2}\n{"b": 2}\n', [1, 2]),
        (b'{"broken": }\n{"b": 2}\n', [1, 2]),
        (TOKEN + TOKEN, [1, 2]),
    ],
)
def test_lines_are_told_by_content_and_counted(data: bytes, lines: list[int]) -> None:
    """Empty lines are passed over but counted; a broken line is a line."""
    assert [item.name for item in items(data)] == [f"class, line {number}" for number in lines]


def test_a_line_that_is_too_long_is_said_and_the_next_is_read() -> None:
    """Beyond the limit for a credential no line is kept in memory, and those after it are not lost."""
    huge = b'{"x": "' + b"y" * 12_000_000 + b'"}\n'
    verifier, _ = surroundings()
    stream = io.BytesIO(good() + huge + good())
    reports = list(verify_many(verifier, read_items(stream, name="class")))
    assert [report.verdict for report in reports] == [Verdict.VALID, Verdict.INDETERMINATE, Verdict.VALID]
    assert reports[1].check("carrier").code == "limit_size"
    assert [report.input.name for report in reports] == ["class, line 1", "class, line 2", "class, line 3"]


def test_a_file_far_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film under the name of a credential is refused as a file."""
    monkeypatch.setattr("mcissue.verify.many.MAX_FILE_BYTES", 1000)
    with pytest.raises(OSError, match="so no credential"):
        items(b"\x00" * 2000)


@pytest.mark.parametrize("processes", [1, 2])
def test_reports_come_in_order_from_any_number_of_processes(processes: int) -> None:
    """Two hundred lines, every seventh of them changed: each report at its place."""
    verifier, _ = surroundings()
    data = b"".join(bad() if number % 7 == 0 else good() for number in range(1, 201))
    reports = list(verify_many(verifier, read_items(io.BytesIO(data), name="class"), processes=processes))
    assert [report.input.name for report in reports] == [f"class, line {number}" for number in range(1, 201)]
    wrong = [number for number, report in enumerate(reports, 1) if report.verdict is not Verdict.VALID]
    assert wrong == list(range(7, 201, 7))


def test_no_more_is_read_than_reports_are_taken() -> None:
    """A stream without end gives its first reports."""
    verifier, _ = surroundings()
    drawn = itertools.count()

    def endless() -> Iterator[Item]:
        while True:
            next(drawn)
            yield Item("x", good())

    reports = verify_many(verifier, endless(), processes=1)
    assert [next(reports).verdict for _ in range(3)] == [Verdict.VALID] * 3
    assert next(drawn) == 3
    shared = verify_many(verifier, endless(), processes=2)
    assert next(shared).verdict is Verdict.VALID
    shared.close()  # type: ignore[attr-defined]
    assert next(drawn) < 1000


def test_a_verifier_that_cannot_travel_works_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where something of the user's can't be copied to other processes, one does the work and says so."""

    def refuse(*_: object) -> None:
        raise pickle.PicklingError("not this one")

    monkeypatch.setattr("mcissue.verify.pickling._Pickler.dump", refuse, raising=False)
    verifier, _ = surroundings()
    (report,) = verify_many(verifier, [Item("x", good())], processes=2)
    assert report.verdict is Verdict.VALID
    assert "one process does all the work" in caplog.text


def test_no_process_is_no_way_to_work() -> None:
    """A number below one is a mistake of the caller."""
    with pytest.raises(ValueError, match="at least one"):
        verify_many(surroundings()[0], [], processes=0)
