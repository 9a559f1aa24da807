"""The table of carriers: what holds for every line of it holds for a line that is added, and nothing else is touched."""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.carrier.pictures import JWT, png, svg
from tests.cli.running import run
from tests.toys import postcard
from tests.university import University
from tests.verify.schema import check_report

from mcissue.carrier import table
from mcissue.carrier.baking import bake
from mcissue.carrier.payload import MAX_CARRIED_BYTES, MAX_PICTURE_BYTES, Carrier
from mcissue.carrier.reading import detect, extract
from mcissue.errors import CarrierError
from mcissue.verify import Outcome, Verdict
from mcissue.verify.steps.carrier import open_carrier

SOURCES = Path(importlib.import_module("mcissue").__file__ or "").parent
UNIVERSITY = University()
GOOD = UNIVERSITY.data()
CARRIERS = (*table.CARRIERS, postcard.CARRIER)
BLANK = {"png": png(), "svg": svg(), "postcard": postcard.BLANK}
"""A file of each carrier that credentials are put into, with none in it."""

BAKED = [carrier for carrier in CARRIERS if carrier.bake is not None]
every_carrier = pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.kind.id)
every_baked = pytest.mark.parametrize("carrier", BAKED, ids=lambda carrier: carrier.kind.id)


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line more in the table: the only thing that these tests change."""
    monkeypatch.setattr(table, "CARRIERS", CARRIERS)


def baked(carrier: Carrier, content: bytes = GOOD) -> bytes:
    assert carrier.bake is not None
    return carrier.bake(BLANK[carrier.kind.id], content)


def code_of(data: bytes) -> str:
    with pytest.raises(CarrierError) as caught:
        extract(data)
    return caught.value.code


# --- A line -------------------------------------------------------------------------------------------------


@every_carrier
def test_a_carrier_is_described(carrier: Carrier) -> None:
    """Its id is a word, its title has an article, its types and suffixes have their forms."""
    kind = carrier.kind
    assert re.fullmatch("[a-z][a-z0-9_]*", kind.id)
    assert kind.title.startswith(("a ", "an "))
    assert kind.media_types
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", media_type) for media_type in kind.media_types)
    assert kind.suffixes
    assert all(re.fullmatch(r"\.[a-z0-9]+", suffix) for suffix in kind.suffixes)


def test_no_two_carriers_are_alike() -> None:
    """Neither by id, nor by the ends of file names, nor by media type."""
    kinds = [carrier.kind for carrier in CARRIERS]
    for values in (
        [kind.id for kind in kinds],
        [suffix for kind in kinds for suffix in kind.suffixes],
        [media_type for kind in kinds for media_type in kind.media_types],
    ):
        assert len(values) == len(set(values))


@every_carrier
@given(data=st.binary(max_size=200))
def test_looking_at_bytes_is_never_an_error(carrier: Carrier, data: bytes) -> None:
    """Whatever they are."""
    assert carrier.detect(data) in {True, False}


def _modules_of_carriers() -> set[str]:
    return {carrier.detect.__module__ for carrier in CARRIERS} - {"mcissue.carrier.payload"}


def test_only_the_table_knows_carriers_by_name() -> None:
    """No other module imports one of a carrier: who adds a carrier touches the table, and nothing else.

    `plain` is none in this sense: JSON and tokens are the credential itself, and nothing is around them.
    """
    ours = _modules_of_carriers() - {"mcissue.carrier.plain"} - {postcard.__name__}
    assert {"mcissue.carrier.png", "mcissue.carrier.svg", "mcissue.carrier.unopened"} <= ours
    found = {
        f"{path.relative_to(SOURCES)}: {name}"
        for path in SOURCES.rglob("*.py")
        for name in _imported(path)
        if name in ours
    }
    assert found == {f"carrier/table.py: {name}" for name in ours}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# --- Detected, baked, extracted -----------------------------------------------------------------------------


@every_baked
def test_a_file_belongs_to_one_carrier(carrier: Carrier) -> None:
    """Empty or not, whatever the order of the table."""
    for data in (BLANK[carrier.kind.id], baked(carrier), baked(carrier, JWT)):
        assert [other.kind.id for other in CARRIERS if other.detect(data)] == [carrier.kind.id]
        assert detect(data) is carrier.kind


@every_baked
def test_what_is_baked_comes_out_byte_for_byte(carrier: Carrier) -> None:
    """A document and a token; and what is replaced leaves nothing behind."""
    blank = BLANK[carrier.kind.id]
    assert carrier.bake is not None
    for content, is_jws in ((GOOD, False), (JWT, True)):
        data = baked(carrier, content)
        found = extract(data)
        assert (found.content, found.carrier, found.is_jws) == (content, carrier.kind, is_jws)
        assert carrier.bake(data, GOOD, replace=True) == carrier.bake(blank, GOOD)
    assert bake(GOOD, blank).data == baked(carrier)


@every_baked
def test_a_second_credential_is_not_put_beside_the_first(carrier: Carrier) -> None:
    """Readers would differ about which one counts."""
    with pytest.raises(CarrierError) as caught:
        bake(GOOD, baked(carrier))
    assert caught.value.code == "bake_credential_present"


@every_baked
def test_an_empty_carrier_is_told(carrier: Carrier) -> None:
    """It is such a file, and holds no credential."""
    assert code_of(BLANK[carrier.kind.id]) == "carrier_no_credential"


@every_carrier
def test_what_nobody_bakes_into_is_refused(carrier: Carrier) -> None:
    """The message names what can be taken instead."""
    heads = {"json": b"{}", "jws": JWT, "pdf": b"%PDF-1.7", "html": b"<html>", "zip": b"PK\x05\x06"}
    if carrier.bake is None:
        with pytest.raises(CarrierError) as caught:
            bake(GOOD, heads[carrier.kind.id])
        assert caught.value.code == "bake_not_a_picture"
        assert all(other.kind.title in caught.value.message for other in BAKED)


# --- Verified -----------------------------------------------------------------------------------------------


@every_baked
def test_a_baked_credential_is_judged_like_the_credential(carrier: Carrier) -> None:
    """Only what carried it differs in the report, and what is said of the rest of the file."""
    report, plain = (UNIVERSITY.verifier().verify(data) for data in (baked(carrier), GOOD))
    check_report(report.to_json())
    assert report.verdict is Verdict.VALID
    assert report.check("carrier").detail == {"carrier": carrier.kind.id}
    assert carrier.kind.title in report.check("carrier").message
    assert report.checks[1:] == plain.checks[1:]
    caution = carrier.kind.caution
    added = {note.code for note in report.notes} - {note.code for note in plain.notes}
    assert added == ({caution.code} if caution else set())


@every_baked
def test_a_baked_forgery_fails(carrier: Carrier) -> None:
    """A carrier vouches for nothing."""
    report = UNIVERSITY.verifier().verify(baked(carrier, GOOD.replace(b"Aino Virtanen", b"Aimo Virtanen")))
    assert report.verdict is Verdict.INVALID
    assert report.check("carrier").outcome is Outcome.PASSED
    assert report.check("proof").code == "signature_invalid"


@every_baked
def test_a_member_twice_is_noticed(carrier: Carrier) -> None:
    """Strict reading holds inside of every carrier, and the finding names it."""
    twice = GOOD.replace(b'"id":', b'"id": "urn:uuid:1", "id":', 1)
    check = UNIVERSITY.verifier().verify(baked(carrier, twice)).check("carrier")
    assert (check.outcome, check.code) == (Outcome.FAILED, "json_duplicate_member")
    assert check.detail["carrier"] == carrier.kind.id


@every_baked
def test_the_commands_take_it(carrier: Carrier, tmp_path: Path) -> None:
    """Bake, inspect and extract, from the file to the same bytes."""
    credential, blank, made = (tmp_path / name for name in ("credential.json", "blank", "made"))
    credential.write_bytes(GOOD)
    blank.write_bytes(BLANK[carrier.kind.id])
    ran = run("bake", credential, blank, "--out", made)
    assert (ran.status, carrier.kind.title in ran.err) == (0, True)
    assert json.loads(run("inspect", made, "--format", "json").out)["carrier"] == carrier.kind.id
    copy = tmp_path / "copy.json"
    assert run("extract", made, "--out", copy).status == 0
    assert copy.read_bytes() == GOOD
    assert f"is {carrier.kind.title}. Name the credential first" in run(
        "bake", made, blank, "--out", copy, "--overwrite"
    ).err  # fmt: skip


@every_baked
def test_a_name_that_misleads_is_said(carrier: Carrier, tmp_path: Path) -> None:
    """Programs go by the end of a name; mcissue does not, so it is a note."""
    (tmp_path / "credential.json").write_bytes(GOOD)
    (tmp_path / "blank").write_bytes(BLANK[carrier.kind.id])
    words = ("bake", tmp_path / "credential.json", tmp_path / "blank", "--out")
    wrong, right = tmp_path / "badge.jpeg", tmp_path / f"badge{carrier.kind.suffixes[0].upper()}"
    assert f"name it badge{carrier.kind.suffixes[0]}" in run(*words, wrong).err
    assert "Note:" not in run(*words, right).err


# --- Hostile ------------------------------------------------------------------------------------------------


@every_baked
@given(data=st.data())
def test_a_damaged_file_gives_a_credential_or_our_error(carrier: Carrier, data: st.DataObject) -> None:
    """One stretch of a good one is exchanged for noise, or it is cut off."""
    good = baked(carrier, b'{"name": "Aino"}')
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    tail = data.draw(st.sampled_from([good[end:], b""]))
    with contextlib.suppress(CarrierError):
        assert isinstance(
            carrier.extract(good[:start] + data.draw(st.binary(max_size=20)) + tail).content, bytes
        )


@every_baked
def test_two_credentials_are_never_one(carrier: Carrier) -> None:
    """Whatever stands twice in a file is not silently read once."""
    one = baked(carrier, b'{"a": 1}')
    blank = BLANK[carrier.kind.id]
    start = next(at for at in range(len(blank) + 1) if one[at : at + 1] != blank[at : at + 1])
    piece = one[start : start + len(one) - len(blank)]
    assert code_of(one[:start] + piece + one[start:]) != "carrier_no_credential"


@every_baked
def test_a_file_or_credential_beyond_the_limit_is_undecided(carrier: Carrier) -> None:
    """Too large shows no harm: indeterminate, in reading as in baking."""
    large = b'{"name": "' + b"x" * MAX_CARRIED_BYTES + b'"}'
    assert carrier.bake is not None
    with pytest.raises(CarrierError) as caught:
        carrier.bake(BLANK[carrier.kind.id], large)
    assert (caught.value.code, caught.value.indeterminate) == ("carrier_too_large", True)
    with pytest.raises(CarrierError) as caught:
        open_carrier(BLANK[carrier.kind.id] + b" " * MAX_PICTURE_BYTES)
    assert (caught.value.code, caught.value.indeterminate) == ("carrier_too_large", True)


def test_what_can_not_be_opened_yet_is_undecided() -> None:
    """Not knowing is not failing."""
    for data in (b"%PDF-1.7", b"<!DOCTYPE html><html>"):
        with pytest.raises(CarrierError) as caught:
            open_carrier(data)
        assert (caught.value.code, caught.value.indeterminate) == ("carrier_unsupported", True)


def test_without_its_line_the_toy_is_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is the line that makes the difference."""
    monkeypatch.setattr(table, "CARRIERS", CARRIERS[:-1])
    assert code_of(baked(postcard.CARRIER)) == "carrier_no_credential"
