"""Two JSON values that RDF cannot tell apart: engines write their line once or twice, so we refuse them."""

from __future__ import annotations

from typing import Any

import pytest

from mcissue.errors import DocumentError
from mcissue.jsonld.quads import quads_of

FLOAT = "http://www.w3.org/2001/XMLSchema#float"
STRING = "http://www.w3.org/2001/XMLSchema#string"


def typed(value: Any, datatype: str = FLOAT) -> dict[str, Any]:
    return {"@value": value, "@type": datatype}


COINCIDING = [
    (typed(2), typed("2")),
    (typed("2.5E0"), typed(2.5)),
    (typed(True), typed("true")),
    ({"@value": "x"}, typed("x", STRING)),
]


@pytest.mark.parametrize(("first", "second"), COINCIDING)
def test_two_values_that_are_one_statement_are_refused(first: dict[str, Any], second: dict[str, Any]) -> None:
    """A number beside itself as a text of one datatype has one line here and two in jsonld.js and PyLD."""
    with pytest.raises(DocumentError) as raised:
        quads_of([{"@id": "urn:x:1", "urn:x:p": [first, second]}])
    assert raised.value.code == "values_coincide"


def test_it_is_seen_across_two_mentions_of_one_node() -> None:
    """The values may also stand at two places that speak of the same id."""
    mentions = [{"@id": "urn:x:1", "urn:x:p": [typed(2)]}, {"@id": "urn:x:1", "urn:x:p": [typed("2")]}]
    with pytest.raises(DocumentError) as raised:
        quads_of(mentions)
    assert raised.value.code == "values_coincide"


@pytest.mark.parametrize(
    ("first", "second"), [(typed(2), typed(2)), (typed(2), typed("3")), (typed(2), {"@value": 2})]
)
def test_the_same_value_twice_is_no_fault(first: dict[str, Any], second: dict[str, Any]) -> None:
    """A set that names one value twice, or different values, has one form everywhere."""
    assert len(quads_of([{"@id": "urn:x:1", "urn:x:p": [first, second]}])) == 2
