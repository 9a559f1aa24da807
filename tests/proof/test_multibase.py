"""Text forms of bytes: one text for one byte string, and no time lost on bombs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock import within

from mcissue.errors import DocumentError
from mcissue.proof.multibase import (
    decode_base58btc,
    decode_base64url,
    encode_base58btc,
    encode_base64url,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/proof/multibase.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["base58btc"], ids=lambda vector: vector["hex"] or "empty")
def test_base58btc_vectors_hold_in_both_directions(vector: dict[str, str]) -> None:
    """Each committed vector is written and read exactly."""
    data = bytes.fromhex(vector["hex"])
    assert encode_base58btc(data) == vector["text"]
    assert decode_base58btc(vector["text"], length=len(data)) == data


@pytest.mark.parametrize("vector", VECTORS["base64url"], ids=lambda vector: vector["hex"] or "empty")
def test_base64url_vectors_hold_in_both_directions(vector: dict[str, str]) -> None:
    """Each committed vector is written and read exactly."""
    data = bytes.fromhex(vector["hex"])
    assert encode_base64url(data) == vector["text"]
    assert decode_base64url(vector["text"], max_length=100) == data


@pytest.mark.parametrize("vector", VECTORS["base58btc_refused"], ids=lambda vector: vector["why"])
def test_bad_base58btc_is_refused(vector: dict[str, str]) -> None:
    """Blanks, other headers, foreign digits, wrong lengths: each is refused with one code."""
    with pytest.raises(DocumentError) as caught:
        decode_base58btc(vector["text"], length=int(vector["length"]), path="$.x")
    assert (caught.value.code, caught.value.path) == ("multibase_malformed", "$.x")


@pytest.mark.parametrize("vector", VECTORS["base64url_refused"], ids=lambda vector: vector["why"])
def test_bad_base64url_is_refused(vector: dict[str, str]) -> None:
    """Padding, stray bits, blanks, the other alphabet: each is refused with one code."""
    with pytest.raises(DocumentError) as caught:
        decode_base64url(vector["text"], max_length=20)
    assert caught.value.code == "base64url_malformed"


@pytest.mark.parametrize("value", [None, 7, b"z6", ["z6"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    """A JSON value of another kind gives our error and no other."""
    with pytest.raises(DocumentError):
        decode_base58btc(value, length=1)  # type: ignore[arg-type]
    with pytest.raises(DocumentError):
        decode_base64url(value, max_length=9)  # type: ignore[arg-type]


@given(st.binary(max_size=80))
def test_base58btc_goes_there_and_back(data: bytes) -> None:
    """Whatever the bytes, leading zeros included, they come back."""
    assert decode_base58btc(encode_base58btc(data), length=len(data)) == data


@given(st.binary(max_size=300))
def test_base64url_goes_there_and_back(data: bytes) -> None:
    """Whatever the bytes, they come back."""
    assert decode_base64url(encode_base64url(data), max_length=400) == data


@given(st.text(alphabet="z123ABCabc \n=", max_size=14), st.integers(0, 9))
def test_a_text_that_is_read_is_the_text_that_is_written(text: str, length: int) -> None:
    """No two texts mean the same bytes: what is accepted is written back identically."""
    try:
        data = decode_base58btc(text, length=length)
    except DocumentError:
        return
    assert encode_base58btc(data) == text


@given(st.text(alphabet="AQgwZz019-_=+/ \n", max_size=9))
def test_a_base64url_text_that_is_read_is_the_text_that_is_written(text: str) -> None:
    """No two texts mean the same bytes: what is accepted is written back identically."""
    try:
        data = decode_base64url(text, max_length=9)
    except DocumentError:
        return
    assert encode_base64url(data) == text


@pytest.mark.parametrize("bomb", ["z" + "2" * 5_000_000, "z" + "1" * 5_000_000])
def test_length_bombs_are_refused_at_once(bomb: str) -> None:
    """Five million digits cost nothing, because the length is judged before anything is decoded."""
    with within(0.5):
        with pytest.raises(DocumentError):
            decode_base58btc(bomb, length=64)
        with pytest.raises(DocumentError):
            decode_base64url(bomb, max_length=100)


def test_a_length_beyond_reason_is_the_callers_fault() -> None:
    """Nobody may ask for a kilobyte of base58: that is a programming error and not a document's."""
    with pytest.raises(ValueError, match="length"):
        decode_base58btc("z1", length=1025)


@pytest.mark.reference
@pytest.mark.parametrize("name", ["basic", "leading_zero", "two_leading_zeros"])
def test_published_multibase_vectors(reference: Path, name: str) -> None:
    """The rows base58btc and base64url of the multibase project hold."""
    with (reference / f"w3c/multibase/{name}.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream, skipinitialspace=True))
    data = rows[0][1].encode("latin-1").decode("unicode_escape").encode("latin-1")
    found = {row[0]: row[1] for row in rows[1:]}
    assert encode_base58btc(data) == found["base58btc"]
    assert decode_base58btc(found["base58btc"], length=len(data)) == data
    assert "u" + encode_base64url(data) == found["base64url"]
    assert decode_base64url(found["base64url"][1:], max_length=99) == data
