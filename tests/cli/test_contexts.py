"""`mcissue contexts`, and the options of `mcissue verify` about what a file holds besides."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from tests.cli.test_verify import INVALID, OPEN, USAGE, VALID, Desk, check, desk
from tests.university import key
from tests.verify.documents import (
    HOLDER_ID,
    badge_of,
    endorsement,
    issued,
    presentation,
    presented,
    sign_any,
)

from mcissue.cli import main
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.proof.did import did_key

__all__ = ["desk"]

OWN = "https://words.example/context"
CONTEXT = json.dumps({"@context": {"hobby": "https://words.example/hobby"}}).encode()
DIGEST = hashlib.sha256(CONTEXT).hexdigest()


def run(desk: Desk, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([*map(str, words)])
    captured = desk.capsys.readouterr()
    assert "Traceback" not in captured.err
    return int(caught.value.code or 0), captured.out, captured.err


@pytest.fixture
def hobbyist(desk: Desk) -> Desk:
    """A badge with a word of somebody's own, and the context that defines it."""
    (desk.folder / "own.json").write_bytes(CONTEXT)
    university = desk.university
    university.credential["@context"].append(OWN)
    university.subject["hobby"] = "sailing"
    store = bundled_contexts().with_context(OWN, CONTEXT)
    document = sign_any(university.credential, ContextPolicy.STRICT, contexts=store)
    desk.credential.write_text(json.dumps(document))
    return desk


def test_a_context_is_added_used_said_listed_and_removed(hobbyist: Desk) -> None:
    """The whole life of a context: unknown, added, used and said, removed, unknown again."""
    desk = hobbyist
    status, report = desk.report(desk.credential, *desk.trust)
    assert (status, check(report, "json_ld")[1]) == (OPEN, "context_unknown")

    status, out, err = run(desk, "contexts", "add", OWN, desk.folder / "own.json")
    assert (status, out) == (0, f"{DIGEST}  {OWN}\n")
    assert "state" in err

    status, report = desk.report(desk.credential, *desk.trust)
    assert status == VALID
    (note,) = [note for note in report["notes"] if note["code"] == "own_context_used"]
    assert OWN in note["message"]
    assert DIGEST in note["message"]

    assert run(desk, "contexts", "list")[:2] == (0, f"{DIGEST}  {OWN}\n")
    assert run(desk, "contexts", "remove", OWN)[0] == 0
    assert run(desk, "contexts", "list")[1] == ""
    assert desk.report(desk.credential, *desk.trust)[0] == OPEN


def test_contexts_may_be_kept_in_a_folder_of_ones_own(hobbyist: Desk) -> None:
    """`--contexts DIR` is that folder alone; the user's own is then not looked at."""
    desk = hobbyist
    folder = desk.folder / "contexts"
    assert run(desk, "contexts", "add", OWN, desk.folder / "own.json", "--contexts", folder)[0] == 0
    assert desk.report(desk.credential, *desk.trust)[0] == OPEN
    assert desk.report(desk.credential, *desk.trust, "--contexts", folder)[0] == VALID
    status, _, err = desk.run(desk.credential, *desk.trust, "--contexts", desk.folder / "empty")
    assert status == USAGE
    assert "holds no contexts" in err


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / f"{DIGEST[:16]}.json").write_text("{}"), "not the pinned one"),
        (lambda folder: (folder / f"{DIGEST[:16]}.json").unlink(), "can't be used"),
        (lambda folder: (folder / "INDEX.json").write_text("["), "can't be used"),
        (lambda folder: (folder / "INDEX.json").write_text('{"urn:x": [{"file": "../x"}]}'), "no file"),
        (
            lambda folder: (folder / "INDEX.json").write_text('{"urn:x": [{"file": "x", "sha256": "1"}]}'),
            "no SHA-256",
        ),
    ],
)
def test_a_folder_of_contexts_that_was_changed_is_refused(hobbyist: Desk, break_it, said: str) -> None:
    """A context that is not the one that was trusted is not read; nothing is verified with it."""
    desk = hobbyist
    run(desk, "contexts", "add", OWN, desk.folder / "own.json")
    break_it(desk.folder / "state" / "contexts")
    status, out, err = desk.run(desk.credential, *desk.trust)
    assert (status, out) == (USAGE, "")
    assert said in err
    assert run(desk, "contexts", "list")[0] != 0


@pytest.mark.parametrize(
    ("words", "content", "said"),
    [
        (["https://www.w3.org/ns/credentials/v2"], CONTEXT, "is known already"),
        (["words"], CONTEXT, "no absolute address"),
        ([OWN], b"[]", "has no @context"),
        ([OWN], b'{"@context": {"a": {"@id": 5}}}', "breaks a rule of JSON-LD"),
        ([OWN], b'{"@context": {"@base": "https://a.example/"}}', "which mcissue does not read"),
        ([OWN], b'{"@context": "https://nowhere.example/c"}', "has no @context that is an object"),
        ([OWN], b'{"@context": ["https://nowhere.example/c"]}', "is not among the known ones"),
        ([OWN, "--sha256", "0" * 64], CONTEXT, "not the pinned one"),
    ],
)
def test_a_context_that_can_not_serve_is_refused(
    desk: Desk, words: list[str], content: bytes, said: str
) -> None:
    """Better now than at the first credential."""
    file = desk.folder / "own.json"
    file.write_bytes(content)
    status, _, err = run(desk, "contexts", "add", words[0], file, *words[1:])
    assert status != 0
    assert said in err
    assert not (desk.folder / "state" / "contexts").exists()


def test_what_is_not_there_can_not_be_removed(desk: Desk) -> None:
    """A slip of the pen is told."""
    status, _, err = run(desk, "contexts", "remove", OWN)
    assert status == USAGE
    assert "contexts list" in err


def test_two_addresses_may_share_a_file(desk: Desk) -> None:
    """Removing one leaves the other usable."""
    file = desk.folder / "own.json"
    file.write_bytes(CONTEXT)
    assert run(desk, "contexts", "add", OWN, file)[0] == 0
    assert run(desk, "contexts", "add", f"{OWN}/v2", file)[0] == 0
    assert run(desk, "contexts", "remove", OWN)[0] == 0
    assert run(desk, "contexts", "list")[1] == f"{DIGEST}  {OWN}/v2\n"


def test_endorsements_are_verified_on_request(desk: Desk) -> None:
    """A badge with a bad endorsement is good until somebody relies on the endorsement."""
    document = desk.university.credential
    bad = issued(endorsement(document["credentialSubject"]["achievement"]["id"]))
    bad["name"] = "The best course"
    document["endorsement"] = [bad]
    desk.credential.write_text(json.dumps(issued(document)))
    assert desk.run(desk.credential, *desk.trust)[0] == VALID
    status, report = desk.report(desk.credential, *desk.trust, "--endorsements")
    assert (status, check(report, "endorsements")[1]) == (INVALID, "endorsement_invalid")


ASKED = {"domain": "jobs.example", "challenge": "n-1"}


def test_a_presentation_is_held_to_domain_and_challenge(desk: Desk) -> None:
    """What the reader asked for is compared with what the holder signed."""
    document = presented(presentation(badge_of(HOLDER_ID)), **ASKED)
    desk.credential.write_text(json.dumps(document))
    good = ("--domain", "jobs.example", "--challenge", "n-1")
    assert desk.run(desk.credential, *desk.trust, *good)[0] == VALID
    status, report = desk.report(desk.credential, *desk.trust, *good[:3], "n-2")
    assert (status, check(report, "proof")[1]) == (INVALID, "proof_challenge_wrong")
    other = presented(presentation(badge_of(did_key(key("impostor").public_key))), **ASKED)
    desk.credential.write_text(json.dumps(other))
    status, report = desk.report(desk.credential, *desk.trust, *good)
    assert (status, check(report, "presenter")[1]) == (INVALID, "presenter_differs")


def test_the_folder_of_a_user_is_in_his_state_folder(desk: Desk, tmp_path: Path) -> None:
    """MCISSUE_STATE_DIR names it, as for everything that is remembered."""
    file = desk.folder / "own.json"
    file.write_bytes(CONTEXT)
    run(desk, "contexts", "add", OWN, file)
    assert sorted(path.name for path in (tmp_path / "state" / "contexts").iterdir()) == [
        "INDEX.json",
        f"{DIGEST[:16]}.json",
    ]
