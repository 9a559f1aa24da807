"""`mcissue status`: credentials are taken back, given back, and the lists that say so are published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from tests.carrier.pictures import svg
from tests.cli.office import BASE, ISSUER, OTHER, Office
from tests.cli.running import Ran, run
from tests.issue.desk import told, tree

from mcissue.issue.ledger import FOLDER, Ledger
from mcissue.proof.stores.pem import write_private_key


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "the office's")


def change(office: Office, verb: str, *credentials: object) -> Ran:
    return run("status", verb, office.out, *credentials)


def publish(office: Office, *more: object) -> Ran:
    return run("status", "publish", office.out, "--issuer", office.issuer, "--key", office.key, *more)


def current(office: Office, *files: object) -> list[str]:
    """What a verifier says of the status of each."""
    _, reports = office.verify(*files)
    checks = [{check["id"]: check for check in report["checks"]} for report in reports]
    return [check["status"]["code"] or check["status"]["outcome"] for check in checks]


def identifier(path: Path) -> str:
    return str(json.loads(path.read_bytes())["id"])


def untouched(office: Office, ran: Ran) -> str:
    """A refusal that left the ledger as it was before, which the caller has just read."""
    assert (ran.status, ran.out) == (1, ""), ran
    return ran.err


def test_a_revoked_credential_stops_being_valid_when_the_list_is_published(office: Office) -> None:
    """Not before: until then nobody can know. The others stay valid, and revoking says what to do next."""
    first, second, third = office.issued()
    ran = change(office, "revoke", first)
    assert (ran.status, ran.lines) == (0, [identifier(first)])
    assert "status publish" in ran.err
    assert current(office, first, second, third) == ["passed"] * 3
    ran = publish(office)
    assert ran.status == 0
    assert [Path(line).parent for line in ran.lines] == [office.out / "status"]
    assert f"Upload {office.out / 'status'} to {BASE}" in ran.err
    assert current(office, first, second, third) == ["revoked", "passed", "passed"]


def test_credentials_are_named_by_id_or_by_file(office: Office) -> None:
    """Several at once, in either way."""
    first, second, _ = office.issued()
    ran = change(office, "revoke", identifier(first), second)
    assert ran.lines == [identifier(first), identifier(second)]
    publish(office)
    assert current(office, first, second) == ["revoked", "revoked"]


def test_a_credential_is_named_by_any_file_that_it_travels_in(office: Office, tmp_path: Path) -> None:
    """A token, a European credential, a picture; a file of many is refused, for a revocation is final."""
    tokens = office.issued("--proof", "jwt", "--format", "both")
    badge, european = (
        next(path for path in tokens if path.name.endswith(end)) for end in (".jwt", ".edc.json")
    )
    assert change(office, "revoke", badge).lines == [f"urn:uuid:{badge.stem}"]
    assert "already revoked" in change(office, "revoke", european).err
    second = Office(tmp_path / "second")
    first, *_ = second.issued()
    picture = tmp_path / "picture.svg"
    picture.write_bytes(svg())
    assert run("bake", first, picture, "--out", tmp_path / "baked.svg").status == 0
    assert change(second, "revoke", tmp_path / "baked.svg").lines == [identifier(first)]
    for packing in ("jsonl", "zip"):
        third = Office(tmp_path / packing)
        (file,) = third.issued("--output", packing)
        err = untouched(third, change(third, "revoke", file))
        assert "holds many credentials" in err
        assert "--run" in err


def test_a_name_that_leads_nowhere(office: Office) -> None:
    """It may have been meant as a file or as an id: both are told."""
    office.issued()
    err = untouched(office, change(office, "revoke", "no/such.json"))
    assert err.count("no/such.json") == 1
    assert "urn:uuid:..." in err


def test_what_was_revoked_is_issued_anew_on_request_only(office: Office) -> None:
    """A plain second run says that it stays revoked, and names the option; with it a new one is valid."""
    first, second, _ = office.issued()
    change(office, "revoke", first)
    ran = office.issue()
    assert (ran.status, ran.out) == (0, "")
    assert "3 rows: 2 issued before, 1 issued before and taken back since." in ran.err
    assert "--reissue-revoked" in ran.err
    office.edit(office.learners, "O'Hara,5", "O'Hara,4")
    assert "--reissue-revoked" in office.refused("--supersede")
    ran = office.issue("--reissue-revoked")
    (new,) = map(Path, ran.lines)
    assert "taken back" not in ran.err
    assert current(office, first, new, second) == ["revoked", "passed", "passed"]
    assert "3 issued before" in office.issue("--reissue-revoked").err


def test_the_purpose_of_an_earlier_run_is_told(office: Office) -> None:
    """Everything looks changed where an option was forgotten: the message names it."""
    office.issued("--status-purpose", "suspension")
    err = office.refused()
    assert "Give --status-purpose suspension as then" in err
    assert "anew and suspend urn:uuid:" in err
    words = [word for word in office.words() if word not in {"--status-base", BASE}]
    assert "--status-purpose suspension" in run(*words, "--no-status").err


def test_a_folder_whose_secret_is_lost_can_still_revoke(office: Office) -> None:
    """By id, file or run; nothing is issued from it, nobody is looked up, and the check tells."""
    first, second, third = office.issued()
    (office.out / FOLDER / "secret").unlink()
    assert change(office, "revoke", first, identifier(second)).status == 0
    assert change(office, "revoke", "--run", "1").lines == [identifier(third)]
    assert publish(office).status == 0
    assert current(office, first, second, third) == ["revoked"] * 3
    assert "secret of this folder is lost" in change(office, "revoke", "--learner", "1").err
    assert "secret of this folder is lost" in office.refused()
    ran = run("ledger", "check", office.out)
    assert (ran.status, "secret of this folder is lost" in ran.out) == (1, True)
    assert run("ledger", "export", office.out).out.count("revoked") == 3


def test_a_superseded_credential_of_a_run_cut_short_is_revoked_with_its_run(office: Office) -> None:
    """Its successor was set aside and never signed: until it is, the old one is in force."""
    first, *_ = office.issued()
    office.edit(office.learners, "O'Hara,5", "O'Hara,4")
    with mock.patch(
        "mcissue.issue.batch.sign.Signing.sign", side_effect=OSError(28, "No space left on device")
    ):
        assert office.issue("--supersede").status == 2
    ran = change(office, "revoke", "--run", "1")
    assert identifier(first) in ran.lines
    assert len(ran.lines) == 3


def test_revoking_twice_changes_nothing(office: Office) -> None:
    """It is said, and is no error."""
    first, *_ = office.issued()
    change(office, "revoke", first)
    before = tree(office.out)
    ran = change(office, "revoke", first)
    assert (ran.status, ran.out) == (0, "")
    assert f"{identifier(first)}: already revoked, nothing to change" in ran.err
    assert tree(office.out) == before


def test_a_suspension_can_be_taken_back(office: Office) -> None:
    """Suspended, published, reinstated, published, and suspended again."""
    first, second, _ = office.issued("--status-purpose", "suspension")
    for verb, wanted in (("suspend", "suspended"), ("reinstate", "passed"), ("suspend", "suspended")):
        assert change(office, verb, first).status == 0
        assert publish(office).status == 0
        assert current(office, first, second) == [wanted, "passed"]
    assert "not suspended, nothing to change" in change(office, "reinstate", second).err
    assert "already suspended, nothing to change" in change(office, "suspend", first).err


@pytest.mark.parametrize(
    ("purpose", "verb", "needles"),
    [
        ("revocation", "suspend", ["can be revoked, which is final", "can't be suspended", "status revoke"]),
        ("revocation", "reinstate", ["can't be reinstated", "--reissue-revoked"]),
        (
            "suspension",
            "revoke",
            ["can be suspended and reinstated", "can't be revoked", "--status-purpose", "status suspend"],
        ),
    ],
)
def test_a_verb_that_does_not_fit_is_refused_with_the_reason(
    office: Office, purpose: str, verb: str, needles: list[str]
) -> None:
    """The purpose was chosen when the credential was issued, and the message says so."""
    first, *_ = office.issued("--status-purpose", purpose)
    before = tree(office.out)
    err = untouched(office, change(office, verb, first))
    assert all(needle in err for needle in needles)
    assert tree(office.out) == before


def test_one_bad_credential_does_not_stop_the_others(office: Office) -> None:
    """What can be done is done, the rest is told, and the exit status is 1."""
    first, second, _ = office.issued()
    ran = change(office, "revoke", first, "urn:uuid:nobody", office.course, second)
    assert ran.status == 1
    assert ran.lines == [identifier(first), identifier(second)]
    assert "urn:uuid:nobody" in ran.err
    assert "course.yaml" in ran.err


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"id": 5}',
        b"[]",
        b"\x00\xff",
        b'{"id": "urn:uuid:00000000-0000-8000-8000-000000000000"}',
    ],
)
def test_a_file_that_is_no_credential_of_ours_is_told(office: Office, data: bytes) -> None:
    """One message with the file's name, and nothing in the ledger."""
    office.issued()
    stranger = office.folder / "stranger.json"
    stranger.write_bytes(data)
    before = tree(office.out)
    assert "stranger.json" in untouched(office, change(office, "revoke", stranger))
    assert tree(office.out) == before


def test_a_credential_without_an_entry_can_never_be_revoked(office: Office) -> None:
    """Neither it nor a list of the folder."""
    words = [word for word in office.words() if word not in {"--status-base", BASE}]
    path = Path(run(*words, "--no-status").lines[0])
    assert "can never be revoked" in untouched(office, change(office, "revoke", path))
    ran = publish(office)
    assert (ran.status, ran.out) == (2, "")
    assert "--status-base" in ran.err


def test_a_folder_that_nothing_was_issued_from(office: Office) -> None:
    """It is told, and no ledger is begun there."""
    office.out.mkdir()
    for ran in (change(office, "revoke", "urn:uuid:x"), publish(office)):
        assert (ran.status, ran.out) == (2, "")
        assert "nothing was issued from this folder" in ran.err
    assert not list(office.out.iterdir())


def test_the_reason_stays_in_the_issuers_ledger(office: Office) -> None:
    """It is noted there, and published nowhere."""
    first, *_ = office.issued()
    assert change(office, "revoke", first, "--reason", "issued in error").status == 0
    publish(office)
    assert [row[4] for row in told(office.out)["changes"]] == ["issued in error"]
    assert not any(b"issued in error" in path.read_bytes() for path in (office.out / "status").iterdir())
    ran = change(office, "revoke", first, "--reason", "x" * 301)
    assert (ran.status, "300 characters" in ran.err) == (2, True)


def test_publishing_renews_the_lists(office: Office) -> None:
    """--list-days counts from today; the index finds each list by its address."""
    first, *_ = office.issued("--list-days", "1")
    assert publish(office, "--list-days", "400").status == 0
    index: dict[str, str] = json.loads((office.out / "status" / "index.json").read_bytes())
    (url,) = index
    assert url.startswith(BASE)
    listed: dict[str, Any] = json.loads((office.out / "status" / index[url]).read_bytes())
    days = [int(listed[name][:4]) for name in ("validFrom", "validUntil")]
    assert days[1] - days[0] in {1, 2}
    assert json.loads(first.read_bytes())["credentialStatus"]["statusListCredential"] == url


def test_another_key_or_issuer_can_not_publish(office: Office) -> None:
    """A list by a key that the issuer's document does not list would take every credential's status away."""
    first, *_ = office.issued()
    before = tree(office.out)
    other = office.folder / "other.pem"
    write_private_key(other, OTHER, passphrase=None, insecure_plain=True)
    ran = run("status", "publish", office.out, "--issuer", office.issuer, "--key", other)
    assert (ran.status, ran.out) == (2, "")
    assert "--change-key" in ran.err
    office.edit(office.issuer, ISSUER, "did:web:other.example")
    ran = publish(office)
    assert (ran.status, ran.out) == (2, "")
    assert "belongs to the issuer did:web:kymi.example" in ran.err
    assert tree(office.out) == before
    office.edit(office.issuer, "did:web:other.example", ISSUER)
    ran = run("status", "publish", office.out, "--issuer", office.issuer, "--key", other, "--change-key")
    assert ran.status == 0
    assert current(office, first) == ["passed"]


def test_two_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a run is in progress nothing is revoked or published."""
    first, *_ = office.issued()
    monkeypatch.setattr("mcissue.issue.ledger.engine.PATIENCE", 0.1)
    with Ledger.open(office.out / FOLDER):
        for ran in (change(office, "revoke", first), publish(office)):
            assert (ran.status, ran.out) == (2, "")
            assert "another run is using this folder" in ran.err


def test_an_encrypted_key_publishes_with_its_passphrase(office: Office) -> None:
    """As for issuing: from a file or the environment, else it is asked for."""
    office.issued()
    office.key.unlink()
    from tests.cli.office import KEY

    write_private_key(office.key, KEY, passphrase=b"word")
    ran = publish(office)
    assert (ran.status, "--passphrase-file" in ran.err) == (2, True)
    ran = run(
        "status", "publish", office.out, "--issuer", office.issuer, "--key", office.key,
        "--passphrase-env", "THE_WORD", THE_WORD="word",
    )  # fmt: skip
    assert ran.status == 0


def test_revocations_outlive_later_runs(office: Office) -> None:
    """Issuing more publishes the lists again, with what was revoked before."""
    first, *_ = office.issued()
    change(office, "revoke", first)
    with office.learners.open("a", encoding="utf-8") as file:
        file.write("4,Robin O'Neill,2\n")
    (new,) = office.issued()
    assert current(office, first, new) == ["revoked", "passed"]
