"""Two JSON values that RDF cannot tell apart: engines write their line once or twice, so we refuse them."""

from __future__ import annotations

import pytest
from tests.interop.documents import full, minimal

from mcissue.errors import DocumentError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.engine import canonical_form


@pytest.mark.parametrize("values", [[2, "2"], ["2.5E0", 2.5], [True, "true"]])
def test_a_value_beside_itself_as_text_is_refused(values: list[object]) -> None:
    """A number and the same number as a text, under a word with a datatype, are one statement."""
    document = full()
    document["credentialSubject"]["creditsEarned"] = values
    with pytest.raises(DocumentError) as raised:
        canonical_form(document, contexts=bundled_contexts())
    assert raised.value.code == "values_coincide"


def test_it_is_seen_across_two_mentions_of_one_node() -> None:
    """The values may also stand at two places that speak of the same id."""
    document = full()
    subject = document["credentialSubject"]
    again = {"id": subject["id"], "type": ["AchievementSubject"], "creditsEarned": "2"}
    document["credentialSubject"] = [subject, again]
    with pytest.raises(DocumentError) as raised:
        canonical_form(document, contexts=bundled_contexts())
    assert raised.value.code == "values_coincide"


@pytest.mark.parametrize("values", [["a", "a"], [2, 2], [2, "3"]])
def test_the_same_value_twice_is_no_fault(values: list[object]) -> None:
    """A set that names one value twice, or different values, has one form everywhere."""
    document = minimal()
    document["credentialSubject"]["creditsEarned"] = values
    assert canonical_form(document, contexts=bundled_contexts())
