"""`mcissue registry`, from an empty draft to a registry that verifies, and every way of going wrong."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.proof.key_material import key_of

from mcissue.cli import main
from mcissue.proof.did import PublishedKey, did_document, did_key
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.proof.stores.pem import write_private_key
from mcissue.registry.draft import DraftFile
from mcissue.registry.snapshot import load_registry

OPERATOR = PrivateKey.from_seed(b"the operator at the command line")
OTHER = PrivateKey.from_seed(b"x" * 32)
ISSUER = PrivateKey.from_seed(b"y" * 32).public_key
TRUST = did_key(OPERATOR.public_key)
UNIVERSITY = "did:web:uni.example"
FULL = "agency=FINEEC; from=2020-01-01; until=2027-12-31; eqf=5-7; ects=0.5-59; fields=06, 0413; types=MicroCredential; countries=FI,SE; decision=positive; report=https://q.example/1"


class Desk:
    """An operator's folder with keys, and a way to run the program in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.draft, self.out = folder / "draft.yaml", folder / "registry.json"
        for name, key in (("operator", OPERATOR), ("other", OTHER)):
            write_private_key(folder / f"{name}.pem", key, passphrase=None, insecure_plain=True)
        self.key = folder / "operator.pem"

    def run(self, *words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(["registry", *map(str, words)])
        captured = self.capsys.readouterr()
        return int(caught.value.code or 0), captured.out, captured.err

    def good(self, *words: object) -> tuple[str, str]:
        status, out, err = self.run(*words)
        assert status == 0, err
        return out, err

    def refused(self, *words: object, status: int = 2) -> str:
        """A call that must fail with one clear message and leave every file as it was."""
        before = self.files()
        found, out, err = self.run(*words)
        assert (found, out) == (status, "")
        assert "Traceback" not in err
        assert self.files() == before
        return err

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def begin(self, *words: object) -> None:
        self.good(
            "new",
            self.draft,
            "--operator-id",
            "did:web:agency.example",
            "--name",
            "en=Example Agency",
            *words,
        )

    def add(self, *words: object, issuer_id: str = UNIVERSITY) -> None:
        self.good("add", self.draft, "--id", issuer_id, "--name", "en=Example University", *words)

    def publish(self, *words: object) -> dict:
        self.good("publish", self.draft, "--key", self.key, "--out", self.out, *words)
        return json.loads(self.out.read_bytes())


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_whole_way(desk):
    """A new draft, an institution, a key and a publication give a registry that loads with all of it."""
    desk.begin("--name", "fi=Esimerkkivirasto", "--homepage", "https://agency.example/")
    desk.add(
        "--id", "https://uni.example/issuer", "--name", "fi=Esimerkkiyliopisto", "--country", "Finland",
        "--provider-type", "higher_education_institution", "--identifier", "DEQAR=DEQARINST0001",
        "--authority", "en=Ministry", "--legal-basis", "fi=Laki 558/2009", "--from", "1990-01-01",
        "--until", "2030-12-31", "--accreditation", FULL, "--accreditation", "unlimited",
    )  # fmt: skip
    desk.good(
        "bind", desk.draft, "--id", "https://uni.example/issuer", "--key", did_key(ISSUER),
        "--method", f"{UNIVERSITY}#key-1", "--from", "2024-01-01", "--until", "2028-12-31T12:00:00Z",
    )  # fmt: skip
    out, err = desk.good("publish", desk.draft, "--key", desk.key, "--out", desk.out)
    assert out == f"{desk.out}\n"
    assert TRUST in err
    now = datetime.now(UTC)
    registry = load_registry(desk.out.read_bytes(), operator_key=OPERATOR.public_key, at=now)
    assert registry.snapshot.sequence == 1
    assert registry.snapshot.valid_until - now > timedelta(days=89, hours=23)
    assert registry.snapshot.entries[0].to_data() == {
        "ids": [UNIVERSITY, "https://uni.example/issuer"],
        "names": {"en": "Example University", "fi": "Esimerkkiyliopisto"},
        "country": "FI",
        "provider_type": "higher_education_institution",
        "identifiers": [{"scheme": "DEQAR", "value": "DEQARINST0001"}],
        "authority": {"en": "Ministry"},
        "legal_basis": {"fi": "Laki 558/2009"},
        "valid_from": "1990-01-01",
        "valid_until": "2030-12-31",
        "keys": [
            {
                "multikey": ISSUER.multikey,
                "id": f"{UNIVERSITY}#key-1",
                "valid_from": "2024-01-01",
                "valid_until": "2028-12-31T12:00:00Z",
            }
        ],
        "accreditations": [
            {
                "scope": {
                    "credential_types": ["MicroCredential"],
                    "eqf_min": 5,
                    "eqf_max": 7,
                    "ects_min": 0.5,
                    "ects_max": 59,
                    "isced_fields": ["06", "0413"],
                    "jurisdictions": ["FI", "SE"],
                },
                "agency": {"name": "FINEEC"},
                "report": "https://q.example/1",
                "valid_from": "2020-01-01",
                "valid_until": "2027-12-31",
            },
            {},
        ],
    }


# Drafts -----------------------------------------------------------------------------------------------------


def test_an_rsa_key_is_bound_as_a_jwk(desk, tmp_path: Path):
    """It has no Multikey; what is published loads and binds it."""
    rsa = key_of("RSA").public_key
    (tmp_path / "uni.jwk").write_text(json.dumps(rsa.jwk))
    desk.begin()
    desk.add()
    _, err = desk.good("bind", desk.draft, "--id", UNIVERSITY, "--key", tmp_path / "uni.jwk")
    assert rsa.thumbprint in err
    assert rsa.fingerprint in err
    desk.publish()
    registry = load_registry(desk.out.read_bytes(), operator_key=OPERATOR.public_key, at=datetime.now(UTC))
    (key,) = registry.snapshot.entries[0].keys
    assert (key.public_key, key.multikey) == (rsa, None)
    out, _ = desk.good("show", desk.out)
    assert rsa.thumbprint in out


def test_comments_of_the_operator_stay(desk):
    """What an operator writes around the entries by hand survives adding, binding and publishing."""
    desk.begin()
    desk.add()
    text = desk.draft.read_text()
    assert "[" not in text
    desk.draft.write_text(text.replace("  - ids:", "  # asked the rector on 3 May\n  - ids:") + "# the end\n")
    desk.add(issuer_id="did:web:b.example")
    desk.good("bind", desk.draft, "--id", UNIVERSITY, "--key", ISSUER.multikey)
    desk.publish()
    text = desk.draft.read_text()
    assert "# asked the rector on 3 May" in text
    assert "# the end" in text
    assert "Nothing in it counts" in text
    assert DraftFile.read(desk.draft).draft.sequence == 1


def test_a_draft_written_by_hand(desk):
    """Plain days, times and numbers of YAML are read as what they are; NO is Norway."""
    desk.begin()
    desk.draft.write_text(
        desk.draft.read_text().replace("entries: []", "entries:")
        + "  - ids: [did:web:uni.example]\n    names: {no: Universitetet}\n    country: NO\n    valid_from: 2020-01-01\n"
        "    ended: {how: withdrawn, on: 2026-05-01T12:00:00+02:00}\n"
        "    accreditations: [{scope: {ects_max: 59.5}, valid_until: 2027-12-31}]\n"
    )
    entry = desk.publish()["entries"][0]
    assert (entry["country"], entry["valid_from"]) == ("NO", "2020-01-01")
    assert entry["ended"]["on"] == "2026-05-01T10:00:00Z"
    assert entry["accreditations"] == [{"scope": {"ects_max": 59.5}, "valid_until": "2027-12-31"}]


def test_a_draft_in_json(desk):
    """A name that ends in .json makes a JSON draft, which works the same way."""
    desk.draft = desk.folder / "draft.json"
    desk.begin("--test")
    desk.add()
    assert json.loads(desk.draft.read_bytes())["type"] == "IssuerRegistryDraft"
    assert desk.publish()["test"] is True
    assert json.loads(desk.draft.read_bytes())["sequence"] == 1
    assert "this is a draft" in desk.good("show", desk.draft)[0]


def test_a_draft_is_no_registry(desk):
    """The draft itself can't be loaded as a registry, and is told as unsigned."""
    desk.draft = desk.folder / "draft.json"
    desk.begin()
    from mcissue.errors import RegistryError

    with pytest.raises(RegistryError) as caught:
        load_registry(desk.draft.read_bytes(), operator_key=OPERATOR.public_key, at=datetime.now(UTC))
    assert caught.value.code == "registry_unsigned"


def test_an_existing_file_is_not_begun_anew(desk):
    """`new` overwrites nothing."""
    desk.begin()
    words = ("new", desk.draft, "--operator-id", "did:web:agency.example", "--name", "en=A")
    assert "not overwritten" in desk.refused(*words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--operator-id", "agency", "--name", "en=A"), "$.operator.id"),
        (("--operator-id", "did:web:a.example", "--name", "Agency"), "does not say its language"),
        (("--operator-id", "did:web:a.example", "--name", "en="), "does not say its language"),
        (("--operator-id", "did:web:a.example", "--name", "en=A", "--name", "en=B"), "given twice"),
        (("--operator-id", "did:web:a.example", "--name", "english=A"), "$.operator.name"),
        (
            ("--operator-id", "did:web:a.example", "--name", "en=A", "--homepage", "agency"),
            "$.operator.homepage",
        ),
        (("--name", "en=A"), "--operator-id"),
        (("--operator-id", "did:web:a.example"), "--name"),
    ],
)
def test_bad_beginnings(desk, words, said):
    """Each fault of `new` is told by its option or place, and no file is made."""
    assert said in desk.refused("new", desk.draft, *words)


def test_a_draft_in_a_folder_that_is_not_there(desk):
    """A missing folder is named, not a temporary file in it."""
    err = desk.refused(
        "new", desk.folder / "deep" / "d.yaml", "--operator-id", "did:web:a.example", "--name", "en=A"
    )
    assert "no such folder" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--id", "uni.example"), "--id number 2"),
        (("--id", UNIVERSITY + "#key-1"), "--id number 2"),
        (("--name", "Universität"), "does not say its language"),
        (("--country", "Finlan"), 'Did you mean "Finland"'),
        (("--provider-type", "university"), "--provider-type"),
        (("--identifier", "DEQARINST0001"), "whose number"),
        (("--identifier", "DE QAR=1"), "--identifier number 1"),
        (("--authority", "Ministry"), "--authority"),
        (("--legal-basis", "en=A", "--legal-basis", "en=B"), "given twice"),
        (("--from", "2026-02-30"), "--from"),
        (("--from", "next year"), "neither a day nor a time"),
        (("--from", "2026-02-02", "--until", "2026-02-01"), "before it begins"),
        (("--accreditation", ""), "empty"),
        (("--accreditation", "FINEEC"), "not known here"),
        (("--accreditation", "agncy=FINEEC"), "Did you mean 'agency'"),
        (("--accreditation", "agency"), "has no value"),
        (("--accreditation", "eqf=6; eqf=7"), "given twice"),
        (("--accreditation", "eqf=9"), "--accreditation number 1 scope eqf_min"),
        (("--accreditation", "eqf=6 to 7"), "no range"),
        (("--accreditation", "ects=-"), "no range"),
        (("--accreditation", "ects=7-5"), "below the lower one"),
        (("--accreditation", "ects=1,5"), "no range"),
        (("--accreditation", "fields=6"), "isced_fields"),
        (("--accreditation", "countries=Utopia"), "jurisdictions"),
        (("--accreditation", "decision=maybe"), "decision"),
        (
            ("--accreditation", "unlimited", "--accreditation", "until=soon"),
            "--accreditation number 2 valid_until",
        ),
        (("--delegate", ""), "id is missing"),
        (("--delegate", "id=did:web:a.example"), "role is missing"),
        (("--delegate", "did:web:a.example"), "not known here"),
        (("--delegate", "id=a.example; role=issue"), "--delegate number 1 id"),
        (("--delegate", "id=did:web:a.example; role=award"), "--delegate number 1 role"),
        (("--delegate", "id=did:web:a.example; role=issue; until=soon"), "--delegate number 1 valid_until"),
        (("--delegate", "id=did:web:a.example; role=issue; rle=issue"), "Did you mean 'role'"),
    ],
)
def test_bad_institutions(desk, words, said):
    """Each fault of `add` is told by the option it came from, and the draft stays as it was."""
    desk.begin()
    assert said in desk.refused("add", desk.draft, "--id", UNIVERSITY, "--name", "en=University", *words)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("eqf=6", {"eqf_min": 6, "eqf_max": 6}),
        ("eqf=6-", {"eqf_min": 6}),
        ("eqf=-6", {"eqf_max": 6}),
        ("eqf= 5 - 7 ;", {"eqf_min": 5, "eqf_max": 7}),
        ("ects=2.5", {"ects_min": 2.5, "ects_max": 2.5}),
        ("fields=06", {"isced_fields": ["06"]}),
    ],
)
def test_scopes_as_people_write_them(desk, text, scope):
    """A range may be one value or open on one side."""
    desk.begin()
    desk.add("--accreditation", text)
    assert DraftFile.read(desk.draft).draft.entries[0].accreditations[0].scope.to_data() == scope


def test_delegates_as_people_write_them(desk):
    """Who may sign for the institution stands in its entry, and is shown."""
    desk.begin()
    desk.add(
        "--delegate",
        "id=did:web:host.example; role=status_lists",
        "--delegate",
        "id=did:web:platform.example; role=issue; from=2026-01-01; until=2026-12-31",
    )
    delegates = DraftFile.read(desk.draft).draft.entries[0].delegates
    assert [(delegate.id, delegate.role.value, delegate.in_words()) for delegate in delegates] == [
        ("did:web:host.example", "status_lists", "without limit of time"),
        ("did:web:platform.example", "issue", "from 2026-01-01 until 2026-12-31"),
    ]
    out, _ = desk.good("show", desk.draft)
    assert "did:web:platform.example for issue, from 2026-01-01 until 2026-12-31" in " ".join(out.split())


def test_an_institution_is_added_once(desk):
    """An id that is there already is refused with the name of its entry."""
    desk.begin()
    desk.add()
    err = desk.refused(
        "add", desk.draft, "--id", "did:web:new.example", "--id", UNIVERSITY, "--name", "en=Other"
    )
    assert "Example University" in err


def test_an_institution_without_accreditation_is_remarked(desk):
    """The operator is told what verifiers will not be able to find out."""
    desk.begin()
    _, err = desk.good("add", desk.draft, "--id", UNIVERSITY, "--name", "en=U")
    assert "no accreditation is recorded" in err
    _, err = desk.good(
        "add", desk.draft, "--id", "did:web:b.example", "--name", "en=B", "--accreditation", "unlimited"
    )
    assert "no accreditation" not in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--key", "z6MkNotAKey"), "Multikey"),
        (("--key", "missing.pem"), "missing.pem"),
        (("--key", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"), "Everybody has the private half"),
        (
            ("--key", PrivateKey.from_seed(sample_seed("kymi")).public_key.multikey),
            "Everybody has the private half",
        ),
        (("--key", ISSUER.multikey, "--method", "key-1"), "--method"),
        (("--key", ISSUER.multikey, "--from", "soon"), "--from"),
        (("--key", ISSUER.multikey, "--from", "2026-02-02", "--until", "2026-02-01"), "before it begins"),
        (("--key", ISSUER.multikey, "--id", "did:web:b.example"), "no entry"),
    ],
)
def test_bad_bindings(desk, words, said):
    """Each fault of `bind` is told, and the draft stays as it was."""
    desk.begin()
    desk.add()
    assert said in desk.refused("bind", desk.draft, "--id", UNIVERSITY, *words)


def test_a_key_is_bound_once(desk):
    """The same key a second time is refused; from a file it is read like from the command line."""
    desk.begin()
    desk.add()
    file = desk.folder / "issuer.txt"
    file.write_text(ISSUER.multikey + "\n")
    _, err = desk.good("bind", desk.draft, "--id", UNIVERSITY, "--key", file)
    assert ISSUER.fingerprint in err
    assert "stands twice" in desk.refused("bind", desk.draft, "--id", UNIVERSITY, "--key", ISSUER.multikey)


def test_sample_keys_are_bound_in_test_registries(desk):
    """In a test registry a sample key may be bound, which the samples need."""
    desk.begin("--test")
    desk.add()
    sample = PrivateKey.from_seed(sample_seed("kymi")).public_key
    desk.good("bind", desk.draft, "--id", UNIVERSITY, "--key", sample.multikey)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("IssuerRegistryDraft", "Draft"), "line 3"),
        (lambda text: text.replace("sequence: 0", "sequence: -1"), "line 10"),
        (lambda text: text.replace("names:", "name:", 1), "Did you mean 'names'"),
        (lambda text: text + "test: true\n", "stands twice"),
        (lambda text: text + "  - {\n", "YAML"),
        (lambda text: "", "is empty"),
        (lambda text: "- a\n", "no fields"),
    ],
)
def test_drafts_spoilt_by_hand(desk, change, said):
    """A slip in a hand-edited draft is told with its line, by every command, and nothing is published."""
    desk.begin()
    desk.add()
    desk.draft.write_text(change(desk.draft.read_text()))
    for words in (
        ("publish", desk.draft, "--key", desk.key, "--out", desk.out),
        ("add", desk.draft, "--id", "did:web:b.example", "--name", "en=B"),
        ("show", desk.draft),
    ):
        assert said in desk.refused(*words)


# Publishing -------------------------------------------------------------------------------------------------


def test_numbers_rise(desk):
    """Each publication has the next number, in the registry and in the draft."""
    desk.begin()
    desk.add()
    assert [desk.publish()["sequence"] for _ in range(3)] == [1, 2, 3]
    assert DraftFile.read(desk.draft).draft.sequence == 3
    assert desk.publish("--sequence", 10)["sequence"] == 10
    assert desk.publish()["sequence"] == 11


def test_a_number_that_was_used_is_refused(desk):
    """A number that is not above the last one is refused, wherever the last one is written."""
    desk.begin()
    desk.add()
    desk.publish("--sequence", 5)
    words = ("publish", desk.draft, "--key", desk.key)
    assert "number 5 is published" in desk.refused(*words, "--out", desk.out, "--sequence", 5)
    assert "number 5 is published" in desk.refused(*words, "--out", desk.folder / "new.json", "--sequence", 4)
    desk.draft.write_text(desk.draft.read_text().replace("sequence: 5", "sequence: 2"))
    assert "number 5 is published" in desk.refused(*words, "--out", desk.out, "--sequence", 3)
    assert desk.publish()["sequence"] == 6


def test_the_number_survives_a_draft_that_could_not_be_written(desk, monkeypatch):
    """If the program dies between registry and draft, the next publication still has a higher number."""
    desk.begin()
    desk.add()
    before = desk.draft.read_bytes()
    desk.publish()
    desk.draft.write_bytes(before)
    assert desk.publish()["sequence"] == 2


def test_a_full_disk_leaves_the_old_registry(desk, monkeypatch):
    """If the new registry can't be put in place, the old one and the draft stay, and nothing lies around."""
    desk.begin()
    desk.add()
    desk.publish()

    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    assert "No space left" in desk.refused("publish", desk.draft, "--key", desk.key, "--out", desk.out)


def test_other_files_are_not_overwritten(desk):
    """What stands at --out and is no registry of this operator's key stays."""
    desk.begin()
    desk.add()
    notes = desk.folder / "notes.json"
    notes.write_text("{}")
    words = ("publish", desk.draft, "--key", desk.key, "--out")
    assert "is no registry" in desk.refused(*words, notes)
    assert "is no registry" in desk.refused(*words, desk.draft)
    assert "is no registry" in desk.refused(*words, desk.key)
    assert "no such folder" in desk.refused(*words, desk.folder / "deep" / "registry.json")


def test_a_registry_by_another_key_is_replaced_only_on_purpose(desk):
    """A former key's registry is replaced with --change-key, and its number goes on."""
    desk.begin()
    desk.add()
    desk.publish("--sequence", 7)
    words = ("publish", desk.draft, "--key", desk.folder / "other.pem", "--out", desk.out)
    assert "--change-key" in desk.refused(*words)
    desk.good(*words, "--change-key")
    loaded = load_registry(desk.out.read_bytes(), operator_key=OTHER.public_key, at=datetime.now(UTC))
    assert loaded.snapshot.sequence == 8


def test_a_registry_of_another_operator_is_never_replaced(desk):
    """Two operators don't write over one another."""
    desk.begin()
    desk.publish()
    desk.draft = desk.folder / "second.yaml"
    desk.good("new", desk.draft, "--operator-id", "did:web:else.example", "--name", "en=Else")
    err = desk.refused("publish", desk.draft, "--key", desk.key, "--out", desk.out, "--change-key")
    assert "did:web:agency.example" in err


def test_how_long_a_registry_is_valid(desk):
    """Days from now, or until the end of a day in UTC, or until a time; nothing that is over, not both."""
    desk.begin()
    end = datetime.fromisoformat(desk.publish("--valid-days", 2)["valid_until"])
    assert timedelta(days=1, hours=23) < end - datetime.now(UTC) <= timedelta(days=2)
    assert desk.publish("--valid-until", "2046-12-31")["valid_until"] == "2046-12-31T23:59:59Z"
    assert desk.publish("--valid-until", "2046-12-31T12:00:00+02:00")["valid_until"] == "2046-12-31T10:00:00Z"
    words = ("publish", desk.draft, "--key", desk.key, "--out", desk.out)
    assert "over already" in desk.refused(*words, "--valid-until", "2020-01-01")
    assert "--valid-until" in desk.refused(*words, "--valid-until", "some day")
    assert "not both" in desk.refused(*words, "--valid-until", "2046-12-31", "--valid-days", 3)
    assert "--valid-days" in desk.refused(*words, "--valid-days", 0)


def test_public_keys_sign_test_registries_only(desk):
    """A sample key signs a test registry and no other; a published test key signs none."""
    sample, published = desk.folder / "sample.pem", desk.folder / "published.pem"
    write_private_key(
        sample, PrivateKey.from_seed(sample_seed("operator")), passphrase=None, insecure_plain=True
    )
    write_private_key(published, PrivateKey.from_seed(bytes(32)), passphrase=None, insecure_plain=True)
    desk.begin("--test")
    desk.good("publish", desk.draft, "--key", sample, "--out", desk.out)
    assert "everybody has" in desk.refused(
        "publish", desk.draft, "--key", published, "--out", desk.folder / "b.json"
    )
    desk.draft.write_text(desk.draft.read_text().replace("test: true", "test: false"))
    assert "everybody has" in desk.refused(
        "publish", desk.draft, "--key", sample, "--out", desk.folder / "c.json"
    )


def test_a_key_with_a_passphrase(desk, monkeypatch):
    """The passphrase comes from a file or the environment; a wrong one publishes nothing."""
    locked = desk.folder / "locked.pem"
    write_private_key(locked, OPERATOR, passphrase=b"sesame")
    monkeypatch.setenv("REGISTRY_PASSPHRASE", "sesame")
    desk.begin()
    words = ("publish", desk.draft, "--key", locked, "--out", desk.out)
    assert "passphrase" in desk.refused(*words)
    monkeypatch.setenv("WRONG", "simsim")
    assert "passphrase" in desk.refused(*words, "--passphrase-env", "WRONG")
    desk.good(*words, "--passphrase-env", "REGISTRY_PASSPHRASE")


@pytest.mark.skipif(os.name != "posix", reason="file modes are a thing of POSIX")
def test_the_published_file_can_be_read_by_a_web_server(desk):
    """Registry and draft are no secrets; the registry is made readable for all."""
    before = os.umask(0o022)
    try:
        desk.begin()
        desk.publish()
    finally:
        os.umask(before)
    assert stat.S_IMODE(desk.out.stat().st_mode) == 0o644


# Showing ----------------------------------------------------------------------------------------------------


def test_the_table_says_whether_the_signature_was_checked(desk):
    """Without a trusted key the table says that nobody has checked; with one, by which key it is good."""
    desk.begin("--test")
    desk.add("--accreditation", FULL, "--until", "2030-12-31")
    desk.publish()
    out, _ = desk.good("show", desk.out)
    assert out.startswith("TEST REGISTRY")
    assert "NOT CHECKED" in out
    for words in (
        "Example University",
        UNIVERSITY,
        "until 2030-12-31",
        "EQF level 5 to 7",
        "FINEEC",
        "Example Agency",
    ):
        assert words in out
    out, _ = desk.good("show", desk.out, "--trust-operator", TRUST)
    assert "good, by the trusted key" in out
    assert "NOT CHECKED" not in out


def test_everything_an_entry_says_is_shown(desk):
    """Endings, keys, delegates and missing accreditations are in the table."""
    desk.begin()
    desk.draft.write_text(
        desk.draft.read_text().replace("entries: []", "entries:")
        + f"""\
  - ids: [{UNIVERSITY}]
    names: {{en: "A\\u202eB", fi: Toinen}}
    identifiers: [{{scheme: ROR, value: x1}}]
    authority: {{en: Ministry}}
    legal_basis: {{en: Law}}
    provider_type: company
    ended: {{how: withdrawn, on: 2026-05-01, reason: {{en: fraud}}}}
    keys: [{{multikey: {ISSUER.multikey}, id: "{UNIVERSITY}#k", revoked: {{how: compromised, on: 2026-04-01}}}}]
    known_from: 2025-01-01
    delegates: [{{id: "did:web:host.example", role: status_lists}}]
  - ids: [did:web:b.example]
    names: {{en: B}}
    accreditations: [{{decision: negative, withdrawn: {{on: 2026-01-01}}}}]
"""
    )
    out, _ = desk.good("show", desk.draft)
    for words in (
        "A\\u202eB", "Toinen (fi)", "ROR x1", "Ministry under Law", "company", "WITHDRAWN", "on 2026-05-01: fraud",
        f"{ISSUER.multikey} as {UNIVERSITY}#k", "compromised on 2026-04-01", "from 2025-01-01",
        "did:web:host.example for status lists", "nothing recorded", "decision negative", "withdrawn on 2026-01-01",
    ):  # fmt: skip
        assert words in out, words
    assert "\u202e" not in out


def test_the_same_as_json(desk):
    """The JSON form holds the registry as it stands, and what is known of its signature."""
    desk.begin()
    desk.add()
    published = desk.publish()
    facts = json.loads(desk.good("show", desk.out, "--format", "json")[0])
    del published["proof"]
    assert facts["registry"] == published
    assert (facts["kind"], facts["signature"]["checked"]) == ("snapshot", False)
    facts = json.loads(desk.good("show", desk.out, "--format", "json", "--trust-operator", TRUST)[0])
    assert facts["signature"] == {
        "checked": True,
        "signed_by": [f"{TRUST}#{OPERATOR.public_key.multikey}"],
        "trusted_key": OPERATOR.public_key.multikey,
    }
    facts = json.loads(desk.good("show", desk.draft, "--format", "json")[0])
    assert (facts["kind"], facts["registry"]["sequence"]) == ("draft", 1)


def test_the_trusted_key_in_all_its_forms(desk):
    """A Multikey, a did:key, key files and a DID document name the same operator; one of several is enough."""
    desk.begin()
    desk.publish()
    text, did = desk.folder / "key.txt", desk.folder / "did.json"
    text.write_text(OPERATOR.public_key.multikey)
    keys = [PublishedKey(public_key=OTHER.public_key), PublishedKey(public_key=OPERATOR.public_key)]
    did.write_text(json.dumps(did_document("did:web:agency.example", keys=keys)))
    for name in (OPERATOR.public_key.multikey, TRUST, text, desk.key, did):
        assert "good" in desk.good("show", desk.out, "--trust-operator", name)[0]
    both = ("--trust-operator", did_key(OTHER.public_key), "--trust-operator", TRUST)
    assert "good" in desk.good("show", desk.out, *both)[0]


def test_an_unusable_registry_is_not_shown(desk):
    """Checked and found bad: exit status 1, the reason, and nothing on standard output."""
    desk.begin()
    desk.add()
    desk.publish("--valid-until", "2030-12-31")
    words = ("show", desk.out, "--trust-operator")
    assert "not by the operator you trust" in desk.refused(*words, did_key(OTHER.public_key), status=1)
    assert "valid until" in desk.refused(*words, TRUST, "--at", "2031-01-01", status=1)
    assert "not yet" in desk.refused(*words, TRUST, "--at", "2020-01-01", status=1)
    assert "good" in desk.good(*words, TRUST, "--at", "2030-12-30")[0]
    desk.out.write_bytes(desk.out.read_bytes().replace(b"Example University", b"Example Diploma Mill"))
    assert "altered" in desk.refused(*words, TRUST, status=1)


def test_a_file_that_is_no_registry_is_named(desk):
    """Somebody who looks through a folder of files must see which one it was."""
    other = desk.folder / "other.json"
    other.write_text("{}")
    status, out, err = desk.run("show", other)
    assert (status, out) == (2, "")
    assert str(other) in err


def test_a_draft_that_is_not_there(desk):
    """The command that begins one is named."""
    status, _, err = desk.run("add", desk.folder / "none.yaml", "--id", UNIVERSITY, "--name", "en=A")
    assert status == 2
    assert "mcissue registry new" in err


def test_what_can_not_be_shown(desk):
    """No file, no registry, no key, a draft with a trusted key: exit status 2 and the reason."""
    desk.begin()
    desk.publish()
    notes, empty = desk.folder / "notes.json", desk.folder / "did.json"
    notes.write_text("[]")
    empty.write_text(json.dumps({"id": "did:web:a.example", "verificationMethod": []}))
    assert "does not exist" in desk.refused("show", desk.folder / "missing.json")
    assert "strict JSON" in desk.refused("show", notes)
    assert "nobody has signed" in desk.refused("show", desk.draft, "--trust-operator", TRUST)
    assert "lists no key" in desk.refused("show", desk.out, "--trust-operator", empty)
    assert "Multikey" in desk.refused("show", desk.out, "--trust-operator", "z6MkNone")
    assert "missing.pem" in desk.refused("show", desk.out, "--trust-operator", "missing.pem")
    assert "--at" in desk.refused("show", desk.out, "--at", "soon")


@pytest.mark.parametrize("command", ["", "new", "add", "bind", "publish", "show"])
def test_help_has_an_example(desk, command):
    """Every command explains itself with a line that can be copied."""
    out, _ = desk.good(*filter(None, (command,)), "--help")
    assert "mcissue registry" in out
    assert "Example" in out or "The whole way" in out
