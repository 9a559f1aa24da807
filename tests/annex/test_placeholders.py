"""Placeholders: what stands where a learner, a title or criteria should stand, and says nothing."""

from __future__ import annotations

import pytest

from mcissue.annex import elements_of_document
from mcissue.annex.answers import DOCUMENT, EDC, RECORD
from mcissue.annex.result import State


@pytest.mark.parametrize("answers", [DOCUMENT, EDC, RECORD])
@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        ("title", ".", State.MISSING),
        ("learning_outcomes", "- / -", State.MISSING),
        ("quality_assurance", "—", State.MISSING),
        ("title", "TBD", State.PARTLY),
        ("learner", "N.N.", State.PARTLY),
        ("awarding_body", "unknown", State.PARTLY),
        ("prerequisites", "None", State.PRESENT),
        ("grade", "+", State.PRESENT),
        ("learner", "Ng", State.PRESENT),
    ],
)
def test_a_placeholder_is_no_element(answers, element: str, value: str, state: State) -> None:
    """Signs alone are nothing; a word for "nothing" is told as such, where it can't be the true value."""
    found = answers.present(element, "$", value, "a convention")
    assert found.state is state
    assert ("placeholder" in found.note) == (state is not State.PRESENT)


@pytest.mark.parametrize("name", ["-", ".", "?", "_"])
@pytest.mark.parametrize(("more", "state"), [([], State.MISSING), (["12345"], State.PRESENT)])
def test_a_learner_called_nothing_is_known_by_a_number_if_by_anything(
    name: str, more: list[str], state: State
) -> None:
    """The name neither identifies nor stands in the way of what does."""
    kinds = [("name", name), *(("sourcedId", number) for number in more)]
    badge = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityType": kind, "identityHash": text, "hashed": False}
                for kind, text in kinds
            ],
            "achievement": {"type": ["Achievement"], "name": "Statistics"},
        },
    }
    (learner,) = [element for element in elements_of_document(badge) if element.id == "learner"]
    assert learner.state is state
    assert name not in learner.value
