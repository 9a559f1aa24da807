"""Strict JSON: what is refused, where it says so, and that nothing else comes out."""

from __future__ import annotations

import contextlib
import enum
import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import within

from mcissue.errors import DocumentError, McissueError
from mcissue.jsonld import limits
from mcissue.jsonld.limits import CREDENTIAL_LIMITS
from mcissue.jsonld.read import check_value, json_path, read_json, read_json_object, write_json
from mcissue.jsonld.read.parser import Parser

SMALL = limits.Limits(size=2_000, depth=4, members=20, items=5, string=30, large_string=60)


def refusal(data: bytes, **options) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_json(data, **options)
    return caught.value


def value_refusal(value: object, **options) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        check_value(value, **options)
    return caught.value


GOOD = [
    (b"{}", {}),
    (b" [ ] \n", []),
    (b"\t[1 , -2,\r\n3.5]", [1, -2, 3.5]),
    (b'{"a": {"b": [true, false, null]}}', {"a": {"b": [True, False, None]}}),
    (rb'"\u00e9\n\t\r\"\\\/\b"'.replace(rb"\b", b""), 'é\n\t\r"\\/'),
    (rb'"\ud83c\udf93"', "\U0001f393"),
    ('"Ünïcödé 學位"'.encode(), "Ünïcödé 學位"),
    (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    (b'{"__proto__": 1, "constructor": 2}', {"__proto__": 1, "constructor": 2}),
    (b'{"": 1}', {"": 1}),
    (b"0", 0),
    (b'"  "', "  "),
]


@pytest.mark.parametrize(("data", "value"), GOOD)
def test_good_json_is_read(data, value) -> None:
    """Ordinary JSON, blanks, escapes and a UTF-8 byte order mark are read."""
    assert read_json(data) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6", 6),
        ("6.0", 6),
        ("6e0", 6),
        ("60E-1", 6),
        ("-2.50", -2.5),
        ("0.000001", 1e-6),
        ("9007199254740991", 2**53 - 1),
        ("0.0", 0),
        ("0e9", 0),
        ("1e15", 10**15),
        ("12345678.1234567", 12345678.1234567),
    ],
)
def test_a_number_reads_the_same_however_it_is_written(text, value) -> None:
    """Whole numbers come out as int in every spelling, fractions as float."""
    number = read_json(text.encode())
    assert (number, type(number)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "9007199254740992", "-9007199254740992", "12345678901234567890", "1e20", "1e400", "-1e400",
        "1" * 100_000, "0." + "1" * 100_000, "1e" + "9" * 100_000, "1e-7", "1e-400", "-0", "-0.0", "-0e5",
        "0.1234567890123456", "123456789012345.6", "4503599627370496.5", "9007199254740992.0",
    ],
)  # fmt: skip
def test_a_number_on_which_programs_disagree_is_refused(text) -> None:
    """Beyond 2^53-1, below 1e-6, past 15 digits, a negative zero: refused, and quickly."""
    with within(0.5):
        error = refusal(f'{{"a": [1, {text}]}}'.encode())
    assert (error.code, error.path) == ("json_number_out_of_range", "$.a[1]")
    assert len(str(error)) < 300


@pytest.mark.parametrize(
    ("data", "path", "line", "column", "says"),
    [
        (b"", "$", 1, 1, "empty"),
        (b" \n ", "$", 2, 2, "empty"),
        (b'{"a": 1', "$", 1, 8, "too early"),
        (b'{"a": [1, 2', "$.a", 1, 12, "too early"),
        (b'{"a"', "$.a", 1, 5, "too early"),
        (b'{"a": "xy', "$.a", 1, 10, "middle of a string"),
        (b"{} {}", "$", 1, 4, "follows the end"),
        (b'{"a": 1,}', "$", 1, 9, "member name"),
        (b"[1,]", "$[1]", 1, 4, "a value was expected"),
        (b"{'a': 1}", "$", 1, 2, "member name"),
        (b'{"a" 1}', "$.a", 1, 6, "colon"),
        (b'{"a": 1 "b": 2}', "$", 1, 9, "comma"),
        (b"[1 2]", "$", 1, 4, "comma"),
        (b'{\n  "a": NaN\n}', "$.a", 2, 8, "NaN"),
        (b"[Infinity]", "$[0]", 1, 2, "Infinity"),
        (b"[-Infinity]", "$[0]", 1, 2, "Infinity"),
        (b"[None]", "$[0]", 1, 2, "None"),
        (b"[01]", "$[0]", 1, 2, "a value"),
        (b"[1.]", "$[0]", 1, 2, "a value"),
        (b"[.5]", "$[0]", 1, 2, "a value"),
        (b"[+1]", "$[0]", 1, 2, "a value"),
        (b"[1e]", "$[0]", 1, 2, "a value"),
        (b"[0x10]", "$[0]", 1, 2, "a value"),
        ("[\u0661]".encode(), "$[0]", 1, 2, "a value"),
        (b"[tru]", "$[0]", 1, 2, "a value"),
        (b'["\\x41"]', "$[0]", 1, 3, "backslash"),
        (b'["\\u12"]', "$[0]", 1, 4, "backslash"),
        (b'["a\nb"]', "$[0]", 1, 4, "U+000A"),
        (b'["a\tb"]', "$[0]", 1, 4, "U+0009"),
        (b'{"x": {"a b": nul}}', "$.x['a b']", 1, 15, "a value"),
        (b"// c\n{}", "$", 1, 1, "a value"),
        (b"\xc2\xa0{}", "$", 1, 1, "a value"),
    ],
)
def test_broken_json_is_refused_with_its_place(data, path, line, column, says) -> None:
    """Every syntax error says what is wrong, with JSON path, line and column."""
    error = refusal(data)
    assert (error.code, error.path) == ("json_malformed", path)
    assert (error.detail["line"], error.detail["column"]) == (line, column)
    assert says in error.message
    assert f"line {line}, column {column}" in error.message
    assert not error.indeterminate


@pytest.mark.parametrize(
    ("data", "says", "column"),
    [
        ('{"a": 1}'.encode("utf-16"), "UTF-16", 1),
        ('{"a": 1}'.encode("utf-16-le"), "UTF-16", 1),
        ('{"a": 1}'.encode("utf-16-be"), "UTF-16", 1),
        ('{"a": 1}'.encode("utf-32"), "UTF-32", 1),
        ('{"a": 1}'.encode("utf-32-le"), "UTF-32", 1),
        ('{"a": 1}'.encode("utf-32-be"), "UTF-32", 1),
        ('{"a": "é"}'.encode("latin-1"), "not UTF-8", 8),
        (b'["\xed\xa0\x80"]', "not UTF-8", 3),
        (b'["\xc0\x80"]', "not UTF-8", 3),
        (b'["\xf4\x90\x80\x80"]', "not UTF-8", 3),
    ],
)
def test_only_utf_8_is_read_and_wide_encodings_are_named(data, says, column) -> None:
    """UTF-16 and UTF-32, with and without a mark, are named; other bytes get their place."""
    error = refusal(data)
    assert error.code == "json_not_utf8"
    assert says in error.message
    assert error.detail["column"] == column


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b'{"a": 1, "a": 1}', "$.a"),
        (b'{"x": [{"a": 1, "\\u0061": 2}]}', "$.x[0].a"),
        (b'{"@context": 1, "b": {}, "@context": 2}', "$['@context']"),
    ],
)
def test_a_member_twice_is_refused_at_the_second(data, path) -> None:
    """Duplicate members are refused however the name is escaped, even with equal values."""
    error = refusal(data)
    assert (error.code, error.path) == ("json_duplicate_member", path)
    assert error.detail["column"] > 5


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_characters_that_engines_sign_differently_are_refused(code) -> None:
    """Control characters but tab and line ends, half surrogates and U+FFFE/F are refused; in keys, all are."""
    escape = f"\\u{code:04x}"
    lone = 0xD800 <= code <= 0xDFFF
    expected = "json_lone_surrogate" if lone else "json_control_character"
    if chr(code) not in "\t\n\r":
        error = refusal(f'{{"a": "x{escape}"}}'.encode())
        assert (error.code, error.path) == (expected, "$.a")
        assert f"U+{code:04X}" in error.message
        assert value_refusal({"a": "x" + chr(code)}).code == expected
    else:
        assert read_json(f'{{"a": "x{escape}"}}'.encode()) == {"a": "x" + chr(code)}
        check_value({"a": "x" + chr(code)})
    assert refusal(f'{{"k{escape}": 1}}'.encode()).code == expected
    assert value_refusal({"k" + chr(code): 1}).code == expected


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ([[[[[]]]]], "limit_depth", "$[0][0][0][0]"),
        ({"a": {"a": {"a": {"a": {}}}}}, "limit_depth", "$.a.a.a.a"),
        ([1] * 6, "limit_items", "$"),
        ([[1, 2, 3, 4]] * 5, "limit_members", "$[4]"),
        ({str(n): n for n in range(21)}, "limit_members", "$['20']"),
        ({"a": "x" * 31}, "limit_string", "$.a"),
        ({"x" * 31: 1}, "limit_string", "$"),
        ({"a": "data:" + "x" * 56}, "limit_string", "$.a"),
        ({"content": "x" * 61}, "limit_string", "$.content"),
        ({"content": {"a": "x" * 31}}, "limit_string", "$.content.a"),
        (["x" * 30] * 5 + ["y" * 30] * 65, "limit_size", None),
    ],
)
def test_limits_hold_in_bytes_and_in_memory(value, code, path) -> None:
    """Depth, members, items and string lengths are refused at the same place from bytes and in memory."""
    roomy = limits.Limits(size=2_000, depth=4, members=100, items=100, string=30, large_string=60)
    using = {"limits": roomy if code == "limit_size" else SMALL}
    for error in (refusal(json.dumps(value).encode(), **using), value_refusal(value, **using)):
        assert (error.code, error.indeterminate) == (code, True)
        assert path is None or error.path.startswith(path)


@pytest.mark.parametrize(
    "value",
    [
        [[[[]]]],
        [1] * 5,
        {"a": "x" * 30},
        {"a": "data:" + "x" * 55},
        {"content": ["x" * 60]},
        {"encodedList": "x" * 60},
    ],
)
def test_exactly_at_a_limit_is_read(value) -> None:
    """A limit is the last allowed size; pictures and status lists have the larger one."""
    assert read_json(json.dumps(value).encode(), limits=SMALL) == value
    check_value(value, limits=SMALL)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 4_000_000,
        b'{"a":' * 900_000,
        b"[" + b"[]," * 1_600_000,
        b"[" + b"1," * 2_400_000,
        b" " * 4_900_000,
        b'"' + b"\\n" * 2_400_000 + b'"',
        b'"' + b"\\n" * 2_400_000,
        b'"' + b"\\" * 4_900_000,
        b'["' + b"a" * 4_900_000 + b'"]',
        b"-" + b"1" * 4_900_000,
        b"{" + b",".join(b'"%d":{}' % n for n in range(400_000)) + b"}",
        b"\n" * 4_900_000 + b"x",
        b"x" * 5_000_001,
    ],
)
def test_hostile_sizes_are_answered_in_time(data) -> None:
    """Megabytes of brackets, digits, escapes or blanks are refused within a second, without recursion."""
    with within(1):
        refusal(data)


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ({"a": (1, 2)}, "json_not_a_value", "$.a"),
        ({"a": {1, 2}}, "json_not_a_value", "$.a"),
        ({"a": b"x"}, "json_not_a_value", "$.a"),
        ({"a": [object()]}, "json_not_a_value", "$.a[0]"),
        ({"a": Colour.RED}, "json_not_a_value", "$.a"),
        ({"a": {1: 2}}, "json_not_a_value", "$.a"),
        ({"a": {None: 2}}, "json_not_a_value", "$.a"),
        ({"a": math.nan}, "json_number_out_of_range", "$.a"),
        ({"a": -math.inf}, "json_number_out_of_range", "$.a"),
        ({"a": 1e20}, "json_number_out_of_range", "$.a"),
        ({"a": 2**53}, "json_number_out_of_range", "$.a"),
        ({"a": -(10**5000)}, "json_number_out_of_range", "$.a"),
        ({"a": 1e-7}, "json_number_out_of_range", "$.a"),
        ({"a": -0.0}, "json_number_out_of_range", "$.a"),
        ({"a": 0.1 + 0.2}, "json_number_out_of_range", "$.a"),
    ],
)
def test_values_in_memory_follow_the_same_rules(value, code, path) -> None:
    """Other Python types, other keys and doubtful numbers are refused with their path."""
    error = value_refusal(value)
    assert (error.code, error.path) == (code, path)


def test_a_value_that_contains_itself_is_refused() -> None:
    """A cycle ends at the depth limit."""
    loop: list[object] = []
    loop.append({"a": loop})
    assert value_refusal(loop).code == "limit_depth"


def test_whole_floats_in_memory_are_fine() -> None:
    """3.0 in memory is the number 3."""
    check_value({"a": [3.0, 2.5, 1e6, True, None]})


def test_only_an_object_is_an_object() -> None:
    """`read_json_object` refuses other values by name."""
    assert read_json_object(b'{"a": 1}') == {"a": 1}
    with pytest.raises(DocumentError) as caught:
        read_json_object(b"[1]")
    assert (caught.value.code, caught.value.path) == ("json_not_an_object", "$")


def test_paths_are_json_paths() -> None:
    """Plain names follow a dot, others stand in quoted brackets, long ones are cut."""
    assert json_path([]) == "$"
    assert json_path(["proof", 0, "created"]) == "$.proof[0].created"
    assert (
        json_path(["@context", "it's", 'say "hi"', "a\\b"])
        == r"""$['@context']['it\'s']['say "hi"']['a\\b']"""
    )
    assert json_path(["nül", "a\nb"]) == "$['nül']['a\\nb']"
    assert len(json_path(["x" * 10_000])) < 60


def test_what_is_written_is_one_form_and_reads_back() -> None:
    """UTF-8 as it is, two blanks, line feeds, one at the end, members in their order."""
    value = {"b": ["é", {"a": 2.5}], "a": None, "c": "x\u2028\n"}
    data = write_json(value)
    assert (
        data
        == (
            '{\n  "b": [\n    "é",\n    {\n      "a": 2.5\n    }\n  ],\n  "a": null,\n  "c": "x\u2028\\n"\n}\n'
        ).encode()
    )
    assert list(read_json(data)) == ["b", "a", "c"]
    assert read_json(data) == value


def test_what_could_not_be_read_again_is_not_written() -> None:
    """Writing checks first."""
    for bad in ({"a": "\x01"}, {"a": math.nan}, {"a": (1,)}, {1: 1}):
        with pytest.raises(DocumentError):
            write_json(bad)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="\ufffe\uffff"), max_size=8
)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.decimals(-(10**6), 10**6, places=6).map(
    lambda number: float(number) or 0.0
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_every_good_value_survives_writing_and_reading(value) -> None:
    """What is written is read back equal, and as the standard library reads it."""
    data = write_json(value)
    assert read_json(data) == value == json.loads(data)


JSON_PIECES = st.sampled_from(
    [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u", b"d800", b"1", b"-", b"e", b".", b"true", b"null",
     b" ", b"\n", b'"a"', b"0", b"\xff", b"\xc3\xa9", b"\x00", b"NaN", b'{"a":', b'"\\n"']
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60) | st.lists(JSON_PIECES, max_size=25).map(b"".join))
def test_any_bytes_give_a_value_or_our_error(data) -> None:
    """No bytes raise anything but our error; what is accepted, the standard library reads the same."""
    try:
        value = read_json(data)
    except McissueError:
        return
    assert value == json.loads(data)
    check_value(value)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.data())
def test_a_cut_or_changed_byte_never_raises_anything_else(value, draw) -> None:
    """Truncated and altered files give a value or our error."""
    data = bytearray(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    place = draw.draw(st.integers(0, len(data) - 1))
    if draw.draw(st.booleans()):
        data[place] = draw.draw(st.integers(0, 255))
    else:
        del data[place:]
    with contextlib.suppress(McissueError):
        read_json(bytes(data))


@pytest.mark.parametrize("seed", range(300))
def test_both_parsers_read_alike(seed) -> None:
    """Whatever bytes come, the quick way gives the value that our own parser gives, or its very error."""
    rng = random.Random(seed)
    pieces = ["{", "}", "[", "]", ",", ":", '"a"', '"b"', '""', '"\\ud800"', '"\\u0000"', '"é"', "1", "-0", "1.0", "1e2",
              "1e999", "0.1", "12345678901234567890", "1e-7", "NaN", "true", "null", " ", "\n", '{"a":1}', "[1,2]", '{"a":1,"a":2}']  # fmt: skip
    text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 8)))
    if rng.random() < 0.5:
        text = f'{{"a": [{text}], "b": {{"c": "x"}}}}'

    def outcome(read):
        try:
            return json.dumps(read())
        except DocumentError as error:
            return (error.code, error.path, error.detail)

    assert outcome(lambda: read_json(text.encode())) == outcome(
        lambda: Parser(text, CREDENTIAL_LIMITS).parse()
    )
