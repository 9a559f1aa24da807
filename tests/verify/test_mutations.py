"""Thousands of damaged inputs: a report each time, never an exception, and never `valid` for what was not signed."""

from __future__ import annotations

import copy
import json
import random
from functools import lru_cache, partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.university import University
from tests.verify.schema import check_report

from mcissue.errors import McissueError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form
from mcissue.verify import Outcome, Report, Verdict, Verifier

Path = tuple[str | int, ...]

VALUES: list[Any] = [
    None, True, False, 0, -1, 5, 5.5, 2**60, "", "x", "_:b0", "https://a.example/", "did:web:a.example", "\u202e",
    "2026-06-15T10:00:00Z", "2099-01-01T00:00:00Z", [], {}, [[]], [None], {"id": "urn:uuid:1"}, {"@value": "x"},
    {"@id": "urn:uuid:1"}, {"en": "x"}, {"@type": "x"}, {"a": {"b": {"c": 1}}},
]  # fmt: skip
KEYS = [
    "id",
    "type",
    "@id",
    "@type",
    "@graph",
    "@included",
    "name",
    "grade",
    "@context",
    "proof",
    "validUntil",
    "x",
]


@lru_cache(maxsize=1)
def surroundings() -> tuple[Verifier, dict[str, Any], bytes]:
    university = University()
    document = university.signed()
    return university.verifier(), document, _form(document) or b""


def _form(document: dict[str, Any]) -> bytes | None:
    """The canonical form of what is signed, or None if there is none."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    try:
        return canonical_form(unsecured, contexts=bundled_contexts(), policy=ContextPolicy.AGREEING)
    except McissueError:
        return None


def _proofs(document: dict[str, Any]) -> list[Any]:
    proof = document.get("proof")
    return proof if isinstance(proof, list) else [proof]


def verify(data: bytes) -> Report:
    """The report, which must fit its published schema."""
    report = surroundings()[0].verify(data)
    check_report(report.to_json())
    json.dumps(report.to_json())
    return report


def judge(document: Any) -> None:
    """A changed document may be valid only if neither its meaning nor its proof was changed."""
    _, original, form = surroundings()
    report = verify(json.dumps(document).encode())
    same = isinstance(document, dict) and _form(document) == form and _proofs(document) == _proofs(original)
    if not same:
        assert report.verdict is not Verdict.VALID, document
    elif report.verdict is not Verdict.VALID:
        # Other JSON for the same statements is refused only where a standard demands one form.
        malformed = report.check("status").code == "status_entry_malformed"
        assert malformed or report.check("format").outcome is Outcome.FAILED, report.deciding


def paths(value: Any, path: Path = ()) -> list[Path]:
    """Every place of a JSON value."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for step, item in inner for place in paths(item, (*path, step)))]


def changed(document: Any, path: Path, change) -> Any:
    """A copy in which one value was replaced by what `change` makes of it."""
    if not path:
        return change(copy.deepcopy(document))
    result = copy.deepcopy(document)
    parent = result
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = change(parent[path[-1]])
    return result


def without(document: Any, path: Path) -> Any:
    result = copy.deepcopy(document)
    parent = result
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    return result


def test_every_member_of_the_credential_is_covered() -> None:
    """Each single value removed, or replaced by something else: none of it goes unnoticed."""
    _, document, _ = surroundings()
    for path in paths(document):
        if path:
            judge(without(document, path))
        judge(changed(document, path, lambda value: [value]))
        judge(changed(document, path, lambda value: f"{value} " if isinstance(value, str) else "other"))
        judge(changed(document, path, lambda _: None))


def test_every_object_is_closed_to_additions() -> None:
    """A member added anywhere is either signed, and so missed in the signature, or has no meaning."""
    _, document, _ = surroundings()
    for path in paths(document):
        for name in KEYS:
            if _is_object(document, path):
                judge(changed(document, path, partial(_add, name=name)))


def _add(value: dict[str, Any], name: str) -> Any:
    return {**value, name: "x"}


def _is_object(document: Any, path: Path) -> bool:
    for step in path:
        document = document[step]
    return isinstance(document, dict)


@st.composite
def mutations(draw: st.DrawFn) -> Any:
    """The good credential after one to three random changes."""
    document: Any = surroundings()[1]
    for _ in range(draw(st.integers(1, 3))):
        places = paths(document)
        path = places[draw(st.integers(0, len(places) - 1))]
        change = draw(st.sampled_from([_replace, _add_some, _wrap, _double, _shuffle, _letter, _move]))
        document = changed(
            document, path, partial(change, random=random.Random(draw(st.integers())), whole=document)
        )
    return document


def _replace(_: Any, random: random.Random, whole: Any) -> Any:
    return random.choice(VALUES)


def _add_some(old: Any, random: random.Random, whole: Any) -> Any:
    return {**old, random.choice(KEYS): random.choice(VALUES)} if isinstance(old, dict) else old


def _wrap(old: Any, random: random.Random, whole: Any) -> Any:
    return [old]


def _double(old: Any, random: random.Random, whole: Any) -> Any:
    return [*old, *old] if isinstance(old, list) else old


def _shuffle(old: Any, random: random.Random, whole: Any) -> Any:
    return random.sample(old, len(old)) if isinstance(old, list) else old


def _letter(old: Any, random: random.Random, whole: Any) -> Any:
    if not isinstance(old, str) or not old:
        return old
    place = random.randrange(len(old))
    return old[:place] + chr(ord(old[place]) ^ 1) + old[place + 1 :]


def _move(_: Any, random: random.Random, whole: Any) -> Any:
    """A copy of another part of the document."""
    for step in random.choice(paths(whole)):
        whole = whole[step]
    return copy.deepcopy(whole)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutations())
def test_random_mutations_are_never_valid_unless_they_say_the_same(document: Any) -> None:
    """Whatever is done to the JSON, only the same statements under the same proof stay valid."""
    judge(document)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutations())
def test_many_more_random_mutations(document: Any) -> None:
    """The same, ten thousand times."""
    judge(document)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_give_a_report(data: bytes) -> None:
    """Noise is not valid, and no exception."""
    assert verify(data).verdict is not Verdict.VALID


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_cut_and_damaged_files_give_a_report(draws: st.DataObject) -> None:
    """A file that was cut off, or in which bytes were changed, is not valid unless it reads the same."""
    original = surroundings()[1]
    data = bytearray(json.dumps(original).encode())
    start = draws.draw(st.integers(0, len(data) - 1))
    if draws.draw(st.booleans()):
        del data[start:]
    else:
        data[start] ^= draws.draw(st.integers(1, 255))
    try:
        document = json.loads(bytes(data))
    except ValueError:
        document = None
    if document is None:
        assert verify(bytes(data)).verdict is not Verdict.VALID
    else:
        judge(document)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.sampled_from(VALUES), lambda inner: st.dictionaries(st.sampled_from(KEYS), inner), max_leaves=20
    )
)
def test_arbitrary_json_gives_a_report(value: Any) -> None:
    """JSON of any shape is judged."""
    assert verify(json.dumps(value).encode()).verdict is not Verdict.VALID


# --- What changes nothing -----------------------------------------------------------------------------------


def _reordered(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: _reordered(value[name], order) for name in names}
    return [_reordered(item, order) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("revoked", [False, True])
def test_other_spelling_of_the_same_json_keeps_the_verdict(seed: int, revoked: bool) -> None:
    """White space, the order of members, escapes and the spelling of numbers are not what was signed."""
    university = University()
    if revoked:
        university.revoked.add(4711)
    order = random.Random(seed)
    document = _reordered(university.signed(), order)
    text = json.dumps(
        document, indent=order.choice([None, 1, "\t"]), ensure_ascii=order.choice([True, False])
    )
    text = text.replace('"Aino', '"\\u0041ino').replace(
        'Available": 5', f'Available": {order.choice(["5.0", "5e0", "50e-1"])}'
    )
    report = university.verifier().verify(f"\n {text}\r\n".encode())
    assert report.verdict is (Verdict.INVALID if revoked else Verdict.VALID), report.deciding
    assert [check.id for check in report.deciding] == (["status"] if revoked else [])


def test_the_order_of_sets_is_not_signed_and_means_nothing() -> None:
    """Alignments and types are sets: in another order the credential says the same, and the report too."""
    university = University()
    university.after_signing.append(lambda document: document["type"].reverse())
    university.after_signing.append(
        lambda document: document["credentialSubject"]["achievement"]["alignment"].reverse()
    )
    assert university.verify()
