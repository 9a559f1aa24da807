"""What an absolute IRI is, is decided once, for every room."""

from __future__ import annotations

import pytest

from mcissue.errors import McissueError
from mcissue.formats.rules import identifier
from mcissue.record import Organisation
from mcissue.status.entry import is_address
from mcissue.words import is_absolute_iri, is_https_address, is_identifier, is_web_address

GOOD = [
    "https://uni.example/credentials/1?a=b#c",
    "did:web:uni.example",
    "urn:uuid:0d3ad9c0-4a5d-4f5c-8f34-5d0fe9f7ab11",
    "mailto:aino@uni.example",
    "https://uni.example/žluťoučký/学",
    "x-1.a+b:c",
    "https://uni.example/100%",  # a wrong percent sign is the scheme's business
]

NO_IRI = {
    "nothing": "",
    "no scheme": "uni.example/credentials",
    "a scheme that begins with a digit": "1https://uni.example/",
    "a scheme of Greek letters": "δοκ:1",
    "a blank node": "_:b0",
    "a space": "urn:a b",
    "a line feed at the end": "https://uni.example/\n",
    "no-break space": "urn:a\u00a0b",
    "ideographic space": "urn:a\u3000b",
    "NUL": "urn:a\x00b",
    "DEL": "urn:a\x7fb",
    "C1 control": "urn:a\x80b",
    "next line": "urn:a\x85b",
    "line separator": "urn:a\u2028b",
    "angle brackets": "https://uni.example/<1>",
    "backslash": "https:\\\\uni.example",
    "backtick": "urn:a`b",
    "right-to-left override": "https://uni.example/\u202egpj.exe",
    "right-to-left mark": "https://uni.example/\u200fa",
}


@pytest.mark.parametrize("text", GOOD)
def test_identifiers_of_every_scheme_are_taken(text: str) -> None:
    """Web addresses, DIDs, URNs and others, in the letters of any script."""
    assert is_absolute_iri(text)
    assert is_identifier(text)


@pytest.mark.parametrize("text", NO_IRI.values(), ids=NO_IRI)
def test_odd_strings_get_the_same_answer_everywhere(text: str) -> None:
    """What is refused as an IRI is refused as an id of a record, of a document and of a status list."""
    assert not is_absolute_iri(text)
    assert not is_identifier(text)
    assert not is_web_address(text)
    assert not is_address(text)
    assert [finding.code for finding in identifier({"id": text}, "$", required=True)] == ["id_malformed"]
    with pytest.raises(McissueError):
        Organisation.from_data({"id": text, "legal_name": {"en": "University"}})


@pytest.mark.parametrize("value", [None, 1, True, ["urn:a:b"], {"id": "urn:a:b"}, b"urn:a:b"])
def test_what_is_no_text_is_no_iri(value: object) -> None:
    """Any value may be asked about, and none raises."""
    assert not is_absolute_iri(value)
    assert not is_identifier(value)
    assert not is_web_address(value)
    assert not is_https_address(value)


def test_a_scheme_alone_identifies_nothing() -> None:
    """By the grammar it is an IRI, which a context may use as a prefix; as an id it is refused."""
    assert is_absolute_iri("urn:")
    assert not is_identifier("urn:")


@pytest.mark.parametrize(
    ("text", "web", "https"),
    [
        ("https://uni.example", True, True),
        ("https://uni.example/a?b", True, True),
        ("https://uni.example/a#b", True, False),
        ("http://uni.example/a", True, False),
        ("HTTPS://uni.example/a", False, False),
        ("https:///a", False, False),
        ("https://?a", False, False),
        ("https://#a", False, False),
        ("https:uni.example", False, False),
        ("ftp://uni.example/", False, False),
        ("https://uni.example/\n", False, False),
    ],
)
def test_addresses_on_the_web_are_stricter(text: str, web: bool, https: bool) -> None:
    """A host is needed; what is to be fetched whole has https and no fragment."""
    assert is_web_address(text) is web
    assert is_https_address(text) is https
