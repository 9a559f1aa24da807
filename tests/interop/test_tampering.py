"""What was changed after signing, or loses data, is refused here and by the others."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from tests.interop.documents import CREATED, DOCUMENTS, KEY_ID, NOW, SEED, full, minimal
from tests.interop.node import Node
from tests.interop.pyld_verifier import PyldVerifier

from mcissue.errors import McissueError
from mcissue.proof.data_integrity import add_proof, proofs_of, verify_proof
from mcissue.proof.keys import PrivateKey

pytestmark = pytest.mark.interop

KEY = PrivateKey.from_seed(SEED)
#: The creator of the achievement is the issuer, whose type is signed where the issuer stands.
UNSAID = ("credentialSubject", "achievement", "creator", "type")
Path = tuple[str | int, ...]


def signed(document: dict[str, Any]) -> dict[str, Any]:
    return add_proof(document, signer=KEY.signer(KEY_ID), created=CREATED)


def fault(document: Any) -> str | None:
    """The code with which we refuse a signed document, or None."""
    try:
        for view in proofs_of(document):
            verify_proof(document, view, public_key=KEY.public_key)
    except McissueError as error:
        return error.code
    return None


def accepted_by_pyld(document: Any, pyld: PyldVerifier) -> bool:
    """Whether the plain verifier is content; whatever it or PyLD throws counts as a no."""
    try:
        return pyld.verify(document, DOCUMENTS)
    except Exception:  # noqa: BLE001 - it has no error handling of its own
        return False


def accepted_there(documents: list[Any], node: Node) -> list[bool]:
    jobs = [{"credential": document, "documents": DOCUMENTS, "now": NOW} for document in documents]
    return [answer.get("verified", False) for answer in node.ask_all("verifyCredential", jobs)]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every text, number and truth value of a document, with the way to it."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def changed(document: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    copy = deepcopy(document)
    target: Any = copy
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return copy


def another(value: Any) -> Any:
    """Another value of the same kind: a text with other last letters, so that an address stays one."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else value[:-1] + ("a" if value[-1:] != "a" else "b")


def test_one_change_anywhere_is_refused_on_all_sides(node: Node, pyld: PyldVerifier) -> None:
    """Each single value of a full credential and of its proof, changed, breaks it here, in Node and in PyLD."""
    good = signed(full())
    assert fault(good) is None
    paths = [(path, value) for path, value in leaves(good) if path[:1] != ("@context",)]
    assert len(paths) > 80
    documents = [changed(good, path, another(value)) for path, value in paths]
    there = accepted_there(documents, node)
    for (path, _), document, theirs in zip(paths, documents, there, strict=True):
        assert fault(document), path
        assert not theirs, path
        # PyLD drops a type that no context defines; only there it is left to its user to look.
        assert accepted_by_pyld(document, pyld) == (path[:-1] == UNSAID), path


def test_one_member_removed_is_refused_on_all_sides(node: Node, pyld: PyldVerifier) -> None:
    """Removing any member of the subject, the issuer or the top level is noticed by everyone."""
    good = signed(full())
    ways = [
        way
        for way in {path[:depth] for path, _ in leaves(good) for depth in range(1, 6)}
        if isinstance(way[-1], str) and way[0] in ("credentialSubject", "issuer", "evidence", "name")
    ]
    documents = []
    for way in ways:
        copy = deepcopy(good)
        target: Any = copy
        for step in way[:-1]:
            target = target[step]
        del target[way[-1]]
        documents.append(copy)
    assert len(documents) > 40
    there = accepted_there(documents, node)
    for way, document, theirs in zip(ways, documents, there, strict=True):
        assert (fault(document) is None) == theirs == accepted_by_pyld(document, pyld) == (way == UNSAID), way


#: Name -> (a change of a credential that JSON-LD drops or reads in several ways, the code of our refusal).
LOSSY = {
    "undefined member": (lambda one: one.update(honours="summa cum laude"), "undefined_term"),
    "undefined member inside": (
        lambda one: one["credentialSubject"]["achievement"].update(level="6"),
        "undefined_term",
    ),
    "undefined type": (lambda one: one["type"].append("DoctorCredential"), "undefined_type"),
    "relative id": (lambda one: one["credentialSubject"].update(id="student-7"), "relative_iri"),
    "texts by language": (
        lambda one: one["credentialSubject"]["achievement"].update(name={"en": "Data", "fi": "Aineistot"}),
        "language_map_not_signed",
    ),
}


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_documents_are_signed_by_neither(name: str, node: Node) -> None:
    """What would lose data when signed is refused here with its own code, and refused in Node."""
    change, code = LOSSY[name]
    document = minimal()
    change(document)
    with pytest.raises(McissueError) as raised:
        signed(document)
    assert raised.value.code == code
    job = {"seed": SEED.hex(), "keyId": KEY_ID, "created": "2026-06-15T12:00:00Z", "now": NOW}
    answer = node.ask("issue", credential=document, cryptosuite="eddsa-rdfc-2022", **job)
    assert "refused" in answer, answer


@pytest.mark.parametrize("name", LOSSY)
def test_data_smuggled_in_after_signing_is_refused_on_both_sides(
    name: str, node: Node, pyld: PyldVerifier
) -> None:
    """Members that the signature does not cover are refused here and in Node, though a bare check passes."""
    change, code = LOSSY[name]
    document = signed(minimal())
    change(document)
    assert fault(document) == code
    assert accepted_there([document], node) == [False]
    # This is why our own rule stands before PyLD: the signature still fits.
    assert accepted_by_pyld(document, pyld) == name.startswith("undefined")


def test_another_key_is_refused_on_all_sides(node: Node, pyld: PyldVerifier) -> None:
    """A signature by another key under the issuer's key id does not verify anywhere."""
    forger = PrivateKey.from_seed(bytes(31) + b"\x07")
    document = add_proof(minimal(), signer=forger.signer(KEY_ID), created=CREATED)
    assert fault(document) == "signature_invalid"
    assert accepted_there([document], node) == [False]
    assert not accepted_by_pyld(document, pyld)
