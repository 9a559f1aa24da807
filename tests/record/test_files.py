"""Course and issuer files: YAML by hand, and errors that name the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.errors import RecordError
from mcissue.record.files import read_course, read_issuer

GOOD = """\
# a comment
id: https://uni.example/course
title:
  en: "Norway: NO"
  fi: Norja
languages: [no, en]
fields: ["0322"]
workload: {ects: 5}
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "course.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(folder: Path, content: str | bytes) -> RecordError:
    with pytest.raises(RecordError) as caught:
        read_course(write(folder, content))
    return caught.value


def test_a_file_is_read_as_yaml_1_2(tmp_path: Path) -> None:
    """`no` is the language code of Norwegian and not false, and "0322" keeps its zero."""
    course = read_course(write(tmp_path, GOOD))
    assert course.title["en"] == "Norway: NO"
    assert [language.uri.rsplit("/")[-1] for language in course.languages] == ["NOR", "ENG"]
    assert course.fields[0].uri.endswith("/0322")


@pytest.mark.parametrize(
    "encode", [lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.replace("\n", "\r\n").encode()]
)
def test_byte_order_marks_and_windows_line_ends_are_taken(tmp_path: Path, encode: object) -> None:
    """What Windows editors write is read like any other file."""
    assert read_course(write(tmp_path, encode(GOOD))) == read_course(write(tmp_path, GOOD))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("workload: {ects: 5}", "workload: {ects: -5}"), "value_out_of_range", 8),
        (("workload:", "workloud:"), "unknown_field", 8),
        (('fields: ["0322"]', 'fields: ["0399x"]'), "unknown_concept", 7),
        (("  fi: Norja", "  en: Norja"), "yaml_doubled_field", 5),
        (("title:\n", "title: {\n"), "yaml_malformed", 5),
        (("  fi: Norja", "  FI: Norja"), None, 5),
    ],
)
def test_faults_name_file_and_line(
    tmp_path: Path, change: tuple[str, str], code: str | None, line: int
) -> None:
    """Each fault is found by its line in the file."""
    error = refusal(tmp_path, GOOD.replace(*change))
    assert f"course.yaml, line {line}" in str(error.path)
    assert code is None or error.code == code


def test_other_encodings_are_named(tmp_path: Path) -> None:
    """A file in Latin-1 is refused with the way to save it, and the line of the first foreign byte."""
    error = refusal(tmp_path, GOOD.replace("Norja", "Norjä").encode("latin-1"))
    assert (error.code, "line 5" in str(error.path)) == ("file_not_utf8", True)


@pytest.mark.parametrize("content", ["", "# nothing\n", "- a\n- b\n", "just text"])
def test_a_file_without_fields_says_so(tmp_path: Path, content: str) -> None:
    """An empty file, a list and a plain text are no course."""
    assert refusal(tmp_path, content).code == "file_empty"


def test_alias_bombs_are_refused(tmp_path: Path) -> None:
    """Nine lines that grow to a billion values are stopped."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert refusal(tmp_path, "\n".join(lines)).code == "file_too_large"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (
            "base: &a {x: 1}\nitems:\n" + "  - {<<: [" + ",".join(["*a"] * 50) + "]}\n",
            "yaml_refused",
            "merge key",
        ),
        ("a: &a {b: 1}\nc:\n  <<: *a\n", "yaml_refused", "merge key"),
        ("%YAML 1.1\n---\na: " + "59:" * 1000 + "59\n", "yaml_refused", "directive"),
        ("%TAG ! tag:example.org,2026:\n---\na: 1\n", "yaml_refused", "directive"),
        ("a: &a x\nb: [" + "*a, " * 101 + "*a]\n", "file_too_large", "aliases"),
        ("a: " + "x" * 100_001 + "\n", "file_too_large", "characters"),
        ("a: [" + "1, " * 20_000 + "1]\n", "file_too_large", "values and brackets"),
    ],
)
def test_what_makes_a_parser_work_for_minutes_is_refused_before_anything_is_built(
    tmp_path: Path, content: str, code: str, said: str
) -> None:
    """Merge keys, directives, floods of aliases, of values and of letters: told with the line."""
    error = refusal(tmp_path, content)
    assert (error.code, said in error.message, ", line " in str(error.path)) == (code, True, True)


def test_a_text_that_only_looks_like_a_merge_key_is_a_text(tmp_path: Path) -> None:
    """In quotes it is a name like any other, and refused as an unknown field only."""
    assert refusal(tmp_path, GOOD + "\n'<<': x\n").code == "unknown_field"


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    """A tower of brackets gives an error of ours and no crash."""
    assert refusal(tmp_path, "id: " + "[" * 5000).code == "yaml_malformed"


@pytest.mark.parametrize(
    "value", ["+_", "-_", "_", "0x", "0b_", "0o", "1e", ".", "+.", "0x_", "1_", "-.e", "08_"]
)
def test_what_only_looks_like_a_number_is_told_with_its_line(tmp_path: Path, value: str) -> None:
    """It is a text or our error, whatever the parser makes of it."""
    path = write(tmp_path, f"title:\n  en: Welding\nversion: {value}\n".encode())
    with pytest.raises(RecordError) as caught:
        read_course(path)
    assert "string index" not in caught.value.message
    if caught.value.code == "yaml_malformed":
        assert str(caught.value.path).endswith("line 3")
        assert value in caught.value.message
        assert "in quotes if it is a text" in str(caught.value.mend)


@given(
    content=st.binary(max_size=300)
    | st.text(alphabet="ab:{}[]-&*!|> \n\t\"'#%@?,0", max_size=120).map(str.encode)
    | st.text(alphabet="+-._0179xobeEinfNTZ:", max_size=12).map(str.encode)
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_course_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """No file makes the reader fail in a way of its own."""
    path = write(tmp_path_factory.mktemp("f"), content)
    for read in (read_course, read_issuer):
        with pytest.raises(RecordError):
            read(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id: did:web:uni.example\nlegal_name: {en: A University}\n", "this is an issuer, not a course"),
        ('{"@context": [], "id": "urn:x"}', "a credential or another JSON-LD document, not a course"),
        ("type: IssuerRegistryDraft\nentries: []\n", "a registry of issuers, not a course"),
        ("learner_id,full_name\n1,A\n", "no fields with values"),
        ("[1, 2]", "no fields with values"),
        ("", "the file is empty"),
        ("[" * 3000, "nested too deeply"),
    ],
)
def test_a_file_of_another_kind_is_told_in_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    """Exchanged files are not answered with a list of unknown fields."""
    error = refusal(tmp_path, content)
    assert said in error.message
    assert error.mend


def test_a_course_in_the_place_of_the_issuer_is_told(tmp_path: Path) -> None:
    """The other way round as well."""
    with pytest.raises(RecordError, match="this is a course, not an issuer"):
        read_issuer(write(tmp_path, GOOD))


def test_tabs_are_told(tmp_path: Path) -> None:
    """YAML's own words about tabs help nobody who can't see them."""
    error = refusal(tmp_path, "title:\n\ten: A\n")
    assert (error.code, error.path) == ("yaml_malformed", f"{tmp_path / 'course.yaml'}, line 2")
    assert "spaces" in (error.mend or "")
