"""The check `recipient`: whose credential it is, asked by e-mail address, name, number or DID."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.running import run
from tests.university import University
from tests.verify.documents import record
from tests.verify.schema import check_report

from mcissue.errors import VerificationError
from mcissue.formats.look import Look
from mcissue.verify import Check, Recipient, Report
from mcissue.verify.reading.recipient import check_recipient
from mcissue.verify.verifier import Verifier

EMAIL = "aino.virtanen@example.org"
SALT = "Kosher"
SUBJECT = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def identity(value: str, kind: str = "emailAddress", **members: Any) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": value,
        "identityType": kind,
        **members,
    }


def hashed(
    text: str, *, salt: str = SALT, kind: str = "emailAddress", name: str = "sha256"
) -> dict[str, Any]:
    digest = hashlib.new(name, (text + salt).encode()).hexdigest()
    return identity(f"{name}${digest}", kind, hashed=True, **({"salt": salt} if salt else {}))


def badge(*identities: dict[str, Any], **subject: Any) -> dict[str, Any]:
    """As much of a badge as the check reads."""
    return {
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            **({"identifier": list(identities)} if identities else {}),
            **subject,
        },
    }


def asked(document: dict[str, Any], *texts: str) -> str:
    """What becomes of asking: `passed`, or the code."""
    try:
        check = check_recipient(Look(document), [Recipient.parse(text) for text in texts])
    except VerificationError as error:
        refused = error
    else:
        return check.outcome.value
    assert refused.indeterminate == (refused.code != "recipient_differs")
    return refused.code


def whole(uni: University, *texts: str) -> tuple[Report, Check]:
    report = uni.verify(recipient=[Recipient.parse(text) for text in texts])
    check_report(report.to_json())
    return report, report.check("recipient")


# --- Through the verifier -----------------------------------------------------------------------------------


def test_nobody_asked_nothing_is_compared() -> None:
    """The check stays away, and the verdict rests on the others."""
    report, check = whole(University())
    assert report
    assert (check.outcome, check.code) == ("not_checked", "not_asked")


@pytest.mark.parametrize(
    ("texts", "verdict", "code"),
    [
        (["name=Aino Virtanen"], "valid", None),
        (["name=Aino Virtanen", f"email={EMAIL}"], "valid", None),
        ([EMAIL], "valid", None),
        (["someone.else@example.org"], "invalid", "recipient_differs"),
        (["name=Aino Virtanen", "someone.else@example.org"], "invalid", "recipient_differs"),
        (["nationalIdentityNumber=1"], "indeterminate", "recipient_not_named"),
        (["nationalIdentityNumber=1", "name=Eino"], "invalid", "recipient_differs"),
    ],
)
def test_what_was_asked_counts_for_the_verdict(texts: list[str], verdict: str, code: str | None) -> None:
    """Whoever asks gets no `valid` without the right person, and all that was asked must fit."""
    uni = University()
    uni.subject["identifier"].append(hashed(EMAIL))
    report, check = whole(uni, *texts)
    assert (report.verdict, check.code) == (verdict, code)
    assert report.asked == ("recipient",)


def test_the_report_does_not_repeat_what_was_asked() -> None:
    """Reports are kept and sent on; a hash beside its plain text would be none."""
    uni = University()
    uni.subject["identifier"] = [hashed(EMAIL)]
    for text in (EMAIL, "other.person@example.org"):
        report, check = whole(uni, text)
        assert text not in str(report.to_json())
    assert check.path == "$.credentialSubject.identifier[0]"


def presentation(*documents: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(documents),
    }


def test_every_credential_of_a_presentation_must_be_the_persons() -> None:
    """What a wallet shows may hold somebody else's credential, or one that names nobody."""
    mine, other = University(), University()
    other.subject["identifier"][0]["identityHash"] = "Eino Virtanen"
    other.credential["id"] = "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b12"
    verifier = mine.verifier(recipient=Recipient.parse("name=Aino Virtanen"))

    def found(*documents: Any) -> tuple[str, str | None, str | None]:
        check = verifier.verify(json.dumps(presentation(*documents)).encode()).check("recipient")
        return check.outcome.value, check.code, check.path

    first = "$.verifiableCredential[0].credentialSubject"
    second = "$.verifiableCredential[1].credentialSubject"
    assert found(mine.signed()) == ("passed", None, f"{first}.identifier[0]")
    assert found(mine.signed(), other.signed()) == ("failed", "recipient_differs", f"{second}.identifier[0]")
    other.subject["identifier"] = [identity("7", "ext:student_number")]
    assert found(mine.signed(), other.signed()) == ("indeterminate", "recipient_not_named", second)
    assert found(mine.signed(), "a.b.c") == ("indeterminate", "recipient_not_named", second)


def test_a_record_need_not_name_its_learner_but_must_not_name_another() -> None:
    """A learner record whose subject has only an id, or a name of its own."""
    verifier = University().verifier(recipient=Recipient("name", "Aino Virtanen"))

    def found(name: str | None) -> tuple[str, str | None, str | None]:
        document = record(University().signed())
        if name is not None:
            document["credentialSubject"]["identifier"] = [identity(name, "name")]
        check = verifier.verify(json.dumps(document).encode()).check("recipient")
        return check.outcome.value, check.code, check.path

    inner = "$.credentialSubject.verifiableCredential[0].credentialSubject.identifier[0]"
    own = "$.credentialSubject.identifier[0]"
    assert found(None) == ("passed", None, inner)
    assert found("Aino Virtanen") == ("passed", None, own)
    assert found("Eino Virtanen") == ("failed", "recipient_differs", own)


# --- E-mail addresses ---------------------------------------------------------------------------------------


def test_the_example_of_the_specification() -> None:
    """The hash that Open Badges 3.0 prints for a@example.com with the salt Kosher."""
    printed = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    document = badge(identity(printed, hashed=True, salt="Kosher"))
    assert asked(document, "a@example.com") == "passed"
    assert asked(document, "b@example.com") == "recipient_differs"
    document["credentialSubject"]["identifier"][0]["identityHash"] = printed.replace("b580", "B580")
    assert asked(document, "a@example.com") == "passed"


@pytest.mark.parametrize("stored", [EMAIL, "Aino.Virtanen@example.org", "AINO.VIRTANEN@EXAMPLE.ORG"])
@pytest.mark.parametrize("salt", [SALT, ""])
def test_hashed_addresses_fit_as_written_and_in_small_letters(stored: str, salt: str) -> None:
    """Issuers hash what they have, or its small letters; the reader may write it in either way."""
    document = badge(hashed(stored, salt=salt))
    assert asked(document, stored) == "passed"
    assert asked(badge(hashed(stored.lower(), salt=salt)), stored) == "passed"
    assert asked(document, "x" + stored) == "recipient_differs"


def test_a_host_has_no_large_letters() -> None:
    """The part before the @ may be case sensitive, the host never is."""
    assert asked(badge(hashed("Aino@example.org")), "Aino@EXAMPLE.org") == "passed"


@pytest.mark.parametrize("form", ["hashed", "plain", "mailto"])
def test_every_form_of_an_address_is_compared(form: str) -> None:
    """A hash, a plain identifier, and the subject's own id as `mailto:`."""
    document = {
        "hashed": badge(hashed(EMAIL)),
        "plain": badge(identity("Aino.Virtanen@Example.org")),
        "mailto": badge(id="mailto:aino.virtanen%40example.org?subject=x"),
    }[form]
    assert asked(document, EMAIL) == "passed"
    assert asked(document, f"mailto:{EMAIL}") == "passed"
    assert asked(document, f"1{EMAIL}") == "recipient_differs"


def test_md5_is_read_since_the_standard_allows_it() -> None:
    """Old badges have it."""
    assert asked(badge(hashed(EMAIL, name="md5")), EMAIL) == "passed"
    assert asked(badge(hashed(EMAIL, name="md5")), "x@y.example") == "recipient_differs"


@pytest.mark.parametrize(
    "value",
    ["sha512$" + "0" * 128, "sha256$" + "0" * 63, "sha256$" + "g" * 64, "0" * 64, EMAIL, "sha256$", "md5$00"],
)
def test_a_hash_that_cannot_be_made_again_stays_open(value: str) -> None:
    """An unknown or malformed hash could be anybody's: neither this person's nor another's."""
    assert asked(badge(identity(value, hashed=True, salt=SALT)), EMAIL) == "recipient_hash_unknown"
    # Another identifier that fits decides; one that differs does not.
    both = badge(identity(value, hashed=True), hashed(EMAIL))
    assert asked(both, EMAIL) == "passed"
    assert asked(both, "x@y.example") == "recipient_hash_unknown"


def test_hashed_and_plain_are_not_confused() -> None:
    """A plain identifier that looks like the hash of the address is not the address, nor the other way."""
    as_text = {**hashed(EMAIL), "hashed": False}
    assert asked(badge(as_text), EMAIL) == "recipient_differs"
    assert asked(badge(identity(EMAIL, hashed=True)), EMAIL) == "recipient_hash_unknown"
    assert asked(badge(identity(EMAIL, hashed="false")), EMAIL) == "recipient_hash_unknown"


def test_the_salt_counts() -> None:
    """The same address with another salt has another hash."""
    other = {**hashed(EMAIL), "salt": "Koscher"}
    assert asked(badge(other), EMAIL) == "recipient_differs"


# --- Names, numbers, ids ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "wanted", "result"),
    [
        ("Aino Virtanen", "Aino Virtanen", "passed"),
        ("Åke Öman", "A\u030ake O\u0308man", "passed"),
        ("Aino Virtanen", "aino virtanen", "recipient_differs"),
        ("Aino Virtanen", "Aino  Virtanen", "recipient_differs"),
        ("Aino Virtanen", "Аino Virtanen", "recipient_differs"),
    ],
    ids=["same", "composed", "small letters", "two blanks", "Cyrillic A"],
)
def test_names_are_compared_as_they_are_written(stored: str, wanted: str, result: str) -> None:
    """Only how Unicode composes letters does not matter; hashed names likewise."""
    assert asked(badge(identity(stored, "name")), f"name={wanted}") == result
    assert asked(badge(hashed(stored, kind="name")), f"name={wanted}") == result


@pytest.mark.parametrize(
    "wanted", ["ext:student_number=0123", "student_number=0123", "ext:student_number|FI=0123"]
)
def test_numbers_are_found_by_the_name_of_their_kind(wanted: str) -> None:
    """With and without `ext:` and the country; leading zeros count."""
    document = badge(identity("0123", "ext:student_number|FI"))
    assert asked(document, wanted) == "passed"
    assert asked(document, wanted.replace("0123", "123")) == "recipient_differs"
    assert asked(document, "ext:student_number|SE=0123") == "recipient_not_named"


def test_the_id_of_the_subject() -> None:
    """A DID is compared character by character."""
    document = badge(id=SUBJECT)
    assert asked(document, SUBJECT) == asked(document, f"did={SUBJECT}") == "passed"
    assert asked(document, SUBJECT.lower()) == "recipient_differs"
    assert asked(document, EMAIL) == "recipient_not_named"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentialSubject": None},
        {"credentialSubject": []},
        {"credentialSubject": {"identifier": None, "id": 7}},
        {"credentialSubject": {"identifier": [None, 7, {}, identity("x", salt=7), {"identityType": "name"}]}},
        {"credentialSubject": [{"id": "mailto:" + EMAIL}, {"id": SUBJECT}]},
    ],
)
def test_a_credential_that_names_nobody_leaves_it_open(document: dict[str, Any]) -> None:
    """No learner, or several: the answer is not known, and nothing breaks."""
    assert asked(document, EMAIL) == "recipient_not_named"


# --- European Digital Credentials ---------------------------------------------------------------------------


def edc(**subject: Any) -> dict[str, Any]:
    return {
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {"id": "urn:epass:person:1", "type": "Person", **subject},
    }


@pytest.mark.parametrize(
    ("subject", "fits", "differs"),
    [
        ({"fullName": {"en": "Aino Virtanen"}}, "name=Aino Virtanen", "name=Eino Virtanen"),
        ({"fullName": {"en": ["Aino Virtanen"]}}, "name=Aino Virtanen", "name=Eino Virtanen"),
        ({"givenName": {"fi": "Aino"}, "familyName": {"fi": "Virtanen"}}, "name=Aino Virtanen", "name=Aino"),
        (
            {
                "contactPoint": {
                    "id": "urn:x:1",
                    "type": "ContactPoint",
                    "emailAddress": {"id": f"mailto:{EMAIL}", "type": "Mailbox"},
                }
            },
            EMAIL,
            "x@y.example",
        ),
        ({"contactPoint": [{"emailAddress": f"mailto:{EMAIL}"}]}, EMAIL.upper(), "x@y.example"),
        (
            {
                "identifier": {
                    "id": "urn:x:2",
                    "type": "Identifier",
                    "schemeName": "emailAddress",
                    "notation": hashed(EMAIL)["identityHash"],
                    "schemeVersion": SALT,
                }
            },
            EMAIL,
            "x@y.example",
        ),
        (
            {"identifier": [{"schemeName": "student_number", "notation": "7"}]},
            "student_number=7",
            "student_number=8",
        ),
        ({"nationalID": {"notation": "1-2"}}, "nationalIdentityNumber=1-2", "nationalIdentityNumber=1-3"),
        ({"id": SUBJECT}, SUBJECT, SUBJECT + "x"),
        ({"id": f"mailto:{EMAIL}"}, EMAIL, "x@y.example"),
    ],
)
def test_the_learner_of_a_european_credential(subject: dict[str, Any], fits: str, differs: str) -> None:
    """Names, addresses, our salted hash, numbers and the id, where the European model keeps them."""
    assert asked(edc(**subject), fits) == "passed"
    assert asked(edc(**subject), differs) == "recipient_differs"
    assert asked(edc(), fits) in {"recipient_not_named", "recipient_differs"}


# --- What a reader may write --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("a@b.example", "emailAddress", "a@b.example"),
        (" a@b.example ", "emailAddress", "a@b.example"),
        ("x=y@b.example", "emailAddress", "x=y@b.example"),
        ("email=x=y@b.example", "emailAddress", "x=y@b.example"),
        ("name=A = B", "name", "A = B"),
        ("ext:VAT|FI=1", "ext:VAT|FI", "1"),
        ("id=urn:uuid:1", "id", "urn:uuid:1"),
        ("did:web:a.example", "id", "did:web:a.example"),
        ("student_number=7", "student_number", "7"),
    ],
)
def test_what_is_read_as_what(text: str, kind: str, value: str) -> None:
    """An address, a DID, or a kind and a value."""
    assert Recipient.parse(text) == Recipient(kind, value)


@pytest.mark.parametrize(
    "text", ["", " ", "Aino", "name=", "=x", "email=Aino", "@", "a@", "a b@c", "x" * 2000, "1=2"]
)
def test_what_is_no_recipient(text: str) -> None:
    """A slip is said at once, and not later as somebody else's credential."""
    with pytest.raises(VerificationError) as caught:
        Recipient.parse(text)
    assert caught.value.code == "recipient_invalid"
    assert caught.value.mend


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(_TEXTS, _TEXTS)
def test_only_the_same_text_fits(stored: str, wanted: str) -> None:
    """Whatever two texts are: they fit if and only if they are the same in Unicode's composed form."""
    same = unicodedata.normalize("NFC", stored) == unicodedata.normalize("NFC", wanted)
    if wanted.strip():
        recipient = Recipient("name", wanted)
        if same:
            assert check_recipient(Look(badge(identity(stored, "name"))), [recipient]).outcome == "passed"
        else:
            with pytest.raises(VerificationError):
                check_recipient(Look(badge(identity(stored, "name"))), [recipient])
        assert check_recipient(Look(badge(hashed(wanted, kind="name"))), [recipient]).outcome == "passed"


# --- On the command line ------------------------------------------------------------------------------------


def test_the_command_line_asks(tmp_path: Path) -> None:
    """`--recipient` counts for the exit status; what is no recipient is wrong usage."""
    uni = University()
    uni.subject["identifier"].append(hashed(EMAIL))
    file = tmp_path / "badge.json"
    file.write_bytes(uni.data())
    answers = {
        EMAIL: ("passed", None),
        "x@y.example": ("failed", "recipient_differs"),
        "did:web:a.example": ("indeterminate", "recipient_not_named"),
    }
    for text, expected in answers.items():
        result = run("verify", file, "--at", "2026-06-20", "--format", "json", "--recipient", text)
        check = next(item for item in json.loads(result.out)["checks"] if item["id"] == "recipient")
        assert (check["outcome"], check["code"]) == expected
    assert run("verify", file, "--recipient", "Aino").status == 2


def test_a_recipient_as_text_is_refused() -> None:
    """A text is a sequence of letters, and would be taken for as many people."""
    with pytest.raises(TypeError, match=r"Recipient\.parse"):
        Verifier(recipient="aino@example.org")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "differ"),
    [
        (["Aino Virtanen"], False),
        (["Aino Virtanen", "Virtanen Aino"], False),
        (["Aino Virtanen", "Aino Maria Virtanen"], False),
        (["Aino Virtanen", "Bob Builder"], True),
    ],
)
def test_two_names_of_a_learner_are_two_names(names: list[str], differ: bool) -> None:
    """They are shown apart and said: a badge that names two people must not read like one of them."""
    university = University()
    subject = university.credential["credentialSubject"]
    subject["identifier"] = [identity(name, "name") for name in names]
    report = university.verify()
    assert ("learner_names_differ" in {note.code for note in report.notes}) is differ
    (learner,) = [element.value for element in report.credential.elements if element.id == "learner"]
    assert learner == " / ".join(names)
