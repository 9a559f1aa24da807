"""The text that is signed: jsonld.js in safe mode and our engine agree on it, or we refuse."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.interop.documents import CREDENTIAL_MAKERS, full, minimal, with_status
from tests.interop.mutations import mutants
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier
from tests.interop.sources import both  # noqa: F401 - a fixture

from mcissue.errors import McissueError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form
from mcissue.jsonld.limits import FOREIGN_LIMITS
from mcissue.jsonld.read import read_json_object

pytestmark = pytest.mark.interop


def ours(document: Any) -> str | McissueError:
    """Our canonical form, or our refusal. Anything but our own exceptions is let through, as a failure."""
    try:
        text = json.dumps(document).encode()
        return canonical_form(read_json_object(text), contexts=bundled_contexts()).decode()
    except McissueError as error:
        return error


def compare(documents: list[dict[str, Any]], node: Node) -> Counter[str]:
    """Hold each document to the rule of this page; count how the documents ended."""
    # Factor 3, because theirs gives up early by default (README.md of this folder).
    answers = node.ask_all("canonize", [{"document": one, "maxWorkFactor": 3} for one in documents])
    ends: Counter[str] = Counter()
    for document, answer in zip(documents, answers, strict=True):
        form = ours(document)
        if isinstance(form, McissueError):
            assert form.code
            ends["refused by both" if "refused" in answer else "refused here"] += 1
        else:
            shown = json.dumps(document, indent=1)
            assert "nquads" in answer, f"accepted here, refused there with {answer}:\n{shown}"
            assert form == answer["nquads"], f"two different forms of\n{shown}"
            ends["equal"] += 1
    return ends


@pytest.mark.parametrize("name", CREDENTIAL_MAKERS)
def test_three_engines_give_one_form(name: str, node: Node, pyld: PyldVerifier) -> None:
    """jsonld.js, PyLD and mcissue give the same canonical form of each credential."""
    document = CREDENTIAL_MAKERS[name]()
    form = ours(document)
    assert form == node.ask("canonize", document=document)["nquads"]
    assert form == pyld.canonical(document).decode()


def test_mutated_badges_have_the_same_form_or_are_refused(node: Node) -> None:
    """On 300 changed badges the two engines agree to the byte, or we refuse with a code; never anything else."""
    ends = compare(mutants([full(), minimal(), with_status(5)], count=300, seed=1), node)
    # The comparison is worth something only if enough documents come through, and enough do not.
    assert ends["equal"] > 120, ends
    assert ends["refused by both"] > 30, ends


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_many_mutated_badges_have_the_same_form_or_are_refused(seed: int, node: Node) -> None:
    """The same on 5,000 more, in five lots."""
    ends = compare(mutants([full(), minimal(), with_status(5)], count=1_000, seed=seed), node)
    assert ends["equal"] > 400, ends


LAWFUL = [
    0.1 + 0.2,
    4.123456789012345,
    1234567.1234567891,
    5e-05 / 3,
    "a\x80b",
    "\x9f",
    "",
    123456789012.34567,
]


@pytest.mark.parametrize("value", LAWFUL, ids=repr)
def test_three_engines_give_one_form_of_lawful_values(value: Any, node: Node, pyld: PyldVerifier) -> None:
    """Long numbers and C1 control characters of others are read, since all engines write them alike."""
    document = full()
    subject = document["credentialSubject"]
    if isinstance(value, str):
        subject["achievement"]["description"] = value
    else:
        subject["achievement"]["creditsAvailable"] = value
    read = read_json_object(json.dumps(document).encode(), limits=FOREIGN_LIMITS)
    form = canonical_form(read, contexts=bundled_contexts(), policy=ContextPolicy.AGREEING).decode()
    assert form == node.ask("canonize", document=document)["nquads"]
    assert form == pyld.canonical(document).decode()
