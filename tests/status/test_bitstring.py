"""The bits of status lists: order, limits, and hostile compressed texts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.errors import StatusListError
from mcissue.status.bitstring import MAX_BYTES, MAX_ENCODED_LENGTH, MIN_ENTRIES, Bitstring

VECTORS = json.loads((Path(__file__).parent / "bitstrings.json").read_bytes())["vectors"]


def encoded(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def compressed(text: str) -> bytes:
    return base64.urlsafe_b64decode(text[1:] + "==")


def refused(text: object) -> StatusListError:
    with pytest.raises(StatusListError) as caught:
        Bitstring.decode(text, path="$.x")
    assert caught.value.path == "$.x"
    return caught.value


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors_of_another_tool_decode_to_their_bits(vector):
    """Lists written by GNU gzip decode to the very bits, entry by entry."""
    bits = Bitstring.decode(vector["encodedList"])
    size = vector["status_size"]
    assert hashlib.sha256(bits.data).hexdigest() == vector["sha256"]
    assert bits.entries(size=size) == vector["entries"]
    assert list(bits.set_indexes(size=size)) == sorted(int(index) for index in vector["values"])
    assert {int(index): bits.get(int(index), size=size) for index in vector["values"]} == {
        int(index): value for index, value in vector["values"].items()
    }


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors_are_rebuilt_bit_by_bit(vector):
    """Setting the values of a vector in an empty list gives the vector's bits, also through its own text."""
    size = vector["status_size"]
    empty = Bitstring.empty(entries=vector["entries"], size=size)
    built = empty.with_values({int(i): v for i, v in vector["values"].items()}, size=size)
    assert hashlib.sha256(built.data).hexdigest() == vector["sha256"]
    assert Bitstring.decode(built.encode()) == built


@pytest.mark.reference
def test_published_lists_decode_to_their_bits(reference):
    """The project's reference vectors, and the list that the Recommendation prints, have the stated bits."""
    folder = reference / "w3c" / "status-list"
    for vector in json.loads((folder / "bit-order-vectors.json").read_bytes())["vectors"]:
        if "expect_error" in vector:
            code = {
                "STATUS_LIST_LENGTH_ERROR": "status_list_too_short",
                "MALFORMED_VALUE_ERROR": "status_list_encoding",
            }
            assert refused(vector["encodedList"]).code == code[vector["expect_error"]]
        else:
            assert list(Bitstring.decode(vector["encodedList"]).set_indexes()) == vector["set_indexes"]
    examples = json.loads((folder / "spec-examples.json").read_bytes())["examples"]
    texts = {
        example["credentialSubject"]["encodedList"]
        for example in examples
        if "encodedList" in example.get("credentialSubject", {})
    }
    assert texts
    for text in texts:
        assert Bitstring.decode(text) == Bitstring.empty()


def test_first_index_is_the_most_significant_bit():
    """Index 0 is the left-most bit of byte 0, index 7 its right-most, index 8 the left-most of byte 1."""
    for index, expected in ((0, b"\x80\x00"), (7, b"\x01\x00"), (8, b"\x00\x80")):
        assert Bitstring.empty().with_values({index: 1}).data[:2] == expected


def test_wide_entries_have_their_most_significant_bit_first():
    """An entry of two bits at index 1 sits in bits 2 and 3."""
    assert Bitstring.empty(size=2).with_values({1: 2}, size=2).data[:1] == b"\x20"


@given(
    st.sampled_from([1, 2, 3, 5, 8]).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.dictionaries(st.integers(0, MIN_ENTRIES - 1), st.integers(0, 2**size - 1), max_size=20),
        )
    )
)
def test_values_survive_writing_and_reading(case):
    """Whatever is set is read back through the text, and everything else stays 0."""
    size, values = case
    bits = Bitstring.decode(Bitstring.empty(size=size).with_values(values, size=size).encode())
    assert {index: bits.get(index, size=size) for index in values} == values
    assert set(bits.set_indexes(size=size)) == {index for index, value in values.items() if value}


@given(st.lists(st.tuples(st.integers(0, MIN_ENTRIES - 1), st.booleans()), max_size=15))
def test_bits_equal_those_of_a_big_number(steps):
    """A model made of one big integer, left-most bit highest, always has the same bits."""
    bits, number = Bitstring.empty(), 0
    for index, value in steps:
        mask = 1 << (MIN_ENTRIES - 1 - index)
        number = number | mask if value else number & ~mask
        bits = bits.with_values({index: int(value)})
    assert bits.data == number.to_bytes(MIN_ENTRIES // 8, "big")


@given(st.binary(max_size=200) | st.text(max_size=200) | st.none() | st.integers())
def test_any_text_is_a_list_or_one_of_our_errors(garbage):
    """Garbage, with or without the right header, raises nothing but a status list error."""
    for text in (garbage, encoded(garbage) if isinstance(garbage, bytes) else f"u{garbage}"):
        assert refused(text).indeterminate


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_never_changes_bits_unnoticed(place, mask):
    """A damaged compressed text is refused, or still means the same bits (header bytes without meaning)."""
    good = Bitstring.empty().with_values({7: 1, 94_567: 1})
    data = bytearray(compressed(good.encode()))
    data[place % len(data)] ^= mask
    try:
        found = Bitstring.decode(encoded(bytes(data)))
    except StatusListError as error:
        found = error.code
    assert found in (good, "status_list_compression", "status_list_too_short", "status_list_too_large")


def test_the_text_is_reproducible():
    """The text holds no time, file name or operating system; it is the same on every day and machine."""
    text = Bitstring.empty().with_values({5: 1}).encode()
    header = compressed(text)[:10]
    assert header == bytes.fromhex("1f8b08000000000002ff")
    assert text == Bitstring.empty().with_values({5: 1}).encode()
    assert gzip.decompress(compressed(text))[:1] == b"\x04"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text, None),
        (lambda text: text[1:], "status_list_encoding"),
        (lambda text: "z" + text[1:], "status_list_encoding"),
        (lambda text: "U" + text[1:], "status_list_encoding"),
        (lambda text: text + "=", "status_list_encoding"),
        (lambda text: text + "\n", "status_list_encoding"),
        (lambda text: text.replace("-", "+", 1), "status_list_encoding"),
        (lambda text: encoded(compressed(text)[:-1]), "status_list_compression"),
        (lambda text: encoded(compressed(text)[:20]), "status_list_compression"),
        (lambda text: "uAAAAA", "status_list_encoding"),
        (lambda text: "u", "status_list_compression"),
    ],
)
def test_texts_one_change_away_from_a_good_one(change, code):
    """One change to a good text is refused with its own code."""
    # A list whose compressed bytes hold the 62nd character, so that the alphabets differ.
    text = next(
        text
        for i in range(200)
        if "-" in (text := Bitstring.empty().with_values({i * 13 + j: 1 for j in range(9)}).encode())
    )
    if code is None:
        assert Bitstring.decode(change(text)).bits == MIN_ENTRIES
    else:
        assert refused(change(text)).code == code


@pytest.mark.parametrize("value", [None, 5, True, ["u"], {"u": 1}, b"uH4sI"])
def test_only_a_text_is_an_encoded_list(value):
    """A list of another JSON type is refused as a fault of encoding."""
    assert refused(value).code == "status_list_encoding"


def test_one_gzip_member_and_nothing_after_it():
    """A second member or any byte after the first is refused, since readers differ on what it means."""
    half = bytes(MIN_ENTRIES // 16)
    assert refused(encoded(gzip.compress(half) + gzip.compress(half))).code == "status_list_compression"
    whole = gzip.compress(bytes(MIN_ENTRIES // 8))
    assert Bitstring.decode(encoded(whole)) == Bitstring.empty()
    assert refused(encoded(whole + b"\0")).code == "status_list_compression"


def test_only_gzip_counts():
    """Bits that are bare, in a zlib stream or in a bare deflate stream are refused."""
    data = bytes(MIN_ENTRIES // 8)
    bare = zlib.compressobj(9, zlib.DEFLATED, -15)
    for other in (data, zlib.compress(data), bare.compress(data) + bare.flush()):
        assert refused(encoded(other)).code == "status_list_compression"


def test_the_checksum_is_held():
    """A GZIP trailer with another checksum or length is refused."""
    whole = bytearray(gzip.compress(bytes(MIN_ENTRIES // 8)))
    for place in (-8, -1):
        changed = bytearray(whole)
        changed[place] ^= 1
        assert refused(encoded(bytes(changed))).code == "status_list_compression"


def test_the_smallest_list_has_131072_entries():
    """131,072 bits are enough, one byte less is not."""
    assert Bitstring(bytes(MIN_ENTRIES // 8)).bits == 131_072
    assert refused(encoded(gzip.compress(bytes(MIN_ENTRIES // 8 - 1)))).code == "status_list_too_short"


def test_the_smallest_list_counts_entries_and_not_bits():
    """131,072 bits are too few for entries of two bits."""
    bits = Bitstring.empty()
    with pytest.raises(StatusListError) as caught:
        bits.get(0, size=2)
    assert caught.value.code == "status_list_too_short"
    assert Bitstring.empty(size=2).get(0, size=2) == 0


def test_the_largest_list_is_accepted_and_a_bomb_costs_little():
    """8 MiB of bits are read; a bomb of a gigabyte is given up at the limit, without its memory."""
    assert Bitstring.decode(encoded(gzip.compress(bytes(MAX_BYTES)))).bits == 67_108_864
    assert refused(encoded(gzip.compress(bytes(MAX_BYTES + 1)))).code == "status_list_too_large"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
    text = encoded(bomb)
    tracemalloc.start()
    try:
        assert refused(text).code == "status_list_too_large"
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_an_endless_text_is_refused_before_it_is_decoded():
    """A text above the limit of characters is refused by its length."""
    error = refused("u" + "A" * (MAX_ENCODED_LENGTH + 1))
    assert error.code == "status_list_encoding"
    assert "too many" in error.message


@pytest.mark.parametrize("index", [-1, MIN_ENTRIES, 10**30])
def test_places_outside_of_the_list(index):
    """An index below 0 or beyond the last entry is out of range, for reading and for writing."""
    for action in (lambda: Bitstring.empty().get(index), lambda: Bitstring.empty().with_values({index: 1})):
        with pytest.raises(StatusListError) as caught:
            action()
        assert caught.value.code == "status_index_out_of_range"
        assert not caught.value.indeterminate
    assert Bitstring.empty().get(MIN_ENTRIES - 1) == 0


def test_values_and_sizes_that_do_not_fit():
    """A value wider than its entry, and entries wider than 8 bits, are refused."""
    with pytest.raises(StatusListError) as caught:
        Bitstring.empty().with_values({0: 2})
    assert caught.value.code == "status_value_out_of_range"
    for size in (0, 9, -1):
        with pytest.raises(StatusListError) as caught:
            Bitstring.empty(size=size)
        assert caught.value.code == "status_size_unsupported"


def test_empty_lists_have_limits_too():
    """A list cannot be made too short or too large."""
    for entries, code in (
        (MIN_ENTRIES - 1, "status_list_too_short"),
        (MAX_BYTES * 8 + 1, "status_list_too_large"),
    ):
        with pytest.raises(StatusListError) as caught:
            Bitstring.empty(entries=entries)
        assert caught.value.code == code
    assert Bitstring.empty(entries=MIN_ENTRIES + 1).bits == MIN_ENTRIES + 8


def test_changing_gives_a_copy():
    """The list that was changed stays as it was."""
    before = Bitstring.empty()
    after = before.with_values({3: 1})
    assert (before.get(3), after.get(3), after.with_values({3: 0}) == before) == (0, 1, True)
