"""Recognition in full: issuer and awarding bodies each on its own, mandates, names, stolen keys, then and today."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats import edcs
from tests.formats.badges import changed
from tests.records import full_record
from tests.university import CREATED, ISSUER, University, alignment, good_entry, key, sign
from tests.verify.schema import check_report

from mcissue.codes import CODES
from mcissue.errors import McissueError
from mcissue.formats.look import Look
from mcissue.proof.did import did_key, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.verify import Recipient, Report
from mcissue.verify.reading.bodies import awarding_bodies
from mcissue.verify.reading.recipient import check_recipient
from mcissue.verify.steps.registry import name_notes

Json = dict[str, Any]

PARTNER = "did:web:satama.example"
THIRD = "https://levante.example"
PARTNER_NAME = "Satama Vocational College"
AWARDING_BODY = "ext:AwardingBody"
EUROPEAN = edcs.write(full_record(), issued=CREATED).document


def entry(issuer_id: str, name: str, **members: Any) -> Json:
    """Another institution: recognised, and accredited for everything."""
    return {"ids": [issuer_id], "names": {"en": name}, "accreditations": [{}], **members}


def joint() -> University:
    """A joint award: the issuer, a partner, and a third body; all three in the registry."""
    uni = University()
    uni.achievement["creator"] = {"id": ISSUER, "type": ["Profile"], "name": uni.credential["issuer"]["name"]}
    uni.achievement["alignment"] += [
        alignment(PARTNER_NAME, PARTNER, targetType=AWARDING_BODY, targetCode="FI"),
        alignment("Levante University", THIRD, targetType=AWARDING_BODY, targetCode="ES"),
    ]
    uni.snapshot["entries"] += [entry(PARTNER, PARTNER_NAME), entry(THIRD, "Levante University")]
    return uni


def partner(uni: University) -> Json:
    found: Json = uni.snapshot["entries"][1]
    return found


def mandated() -> University:
    """The issuer only signs; a partner awards, and the registry says that it lets the issuer sign."""
    uni = joint()
    uni.achievement["creator"] = {"id": PARTNER, "type": ["Profile"], "name": PARTNER_NAME}
    del uni.achievement["alignment"][-2:]
    uni.achievement["alignment"].append(
        alignment(
            "Mandate",
            "http://data.europa.eu/snb/evidence-type/c_18016257",
            targetDescription="Satama lets Kymi sign.",
        )
    )
    partner(uni)["delegates"] = [{"id": ISSUER, "role": "issue", "valid_from": "2026-01-01"}]
    del uni.entry["accreditations"]
    return uni


def verified(uni: University) -> Report:
    report = uni.verify()
    check_report(report.to_json())
    assert all(note.code in CODES for note in report.notes)
    assert all(check.code in CODES for check in report.checks if check.code)
    return report


def said(report: Report) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
    """Outcome and code of both checks."""
    one, two = report.check("issuer_registry"), report.check("accreditation")
    return (one.outcome.value, one.code), (two.outcome.value, two.code)


def notes(report: Report) -> dict[str, str]:
    return {note.code: note.message for note in report.notes}


LISTED, COVERED = ("passed", "issuer_listed"), ("passed", "accreditation_covers")

# --- Joint awards -------------------------------------------------------------------------------------------


def test_every_body_of_a_joint_award_is_asked_about_and_named() -> None:
    """All recognised, all accredited: valid, and the report says so of each by its name."""
    report = verified(joint())
    assert report
    assert said(report) == (LISTED, COVERED)
    for check_id in ("issuer_registry", "accreditation"):
        bodies = report.check(check_id).detail["awarding_bodies"]
        assert [(body["id"], body["name"], body["outcome"]) for body in bodies] == [
            (PARTNER, PARTNER_NAME, "passed"),
            (THIRD, "Levante University", "passed"),
        ]
        assert all(body["today"] in {"recognised", "accredited"} for body in bodies)
    texts = [note.message for note in report.notes if note.code == "awarding_body"]
    assert len(texts) == 2
    assert PARTNER_NAME in texts[0]
    assert "Levante University" in texts[1]


BODY_CHANGES: list[tuple[str, Callable[[University], object], str, tuple[str, str], tuple[str, str]]] = [
    (
        "not listed",
        lambda uni: uni.snapshot["entries"].pop(1),
        "awarding_body_not_listed",
        ("indeterminate", "awarding_body_not_listed"),
        ("indeterminate", "awarding_body_not_listed"),
    ),
    (
        "not recognised yet",
        lambda uni: partner(uni).update(valid_from="2026-06-16"),
        "awarding_body_not_listed_then",
        ("failed", "awarding_body_not_listed_then"),
        COVERED,
    ),
    (
        "ended",
        lambda uni: partner(uni).update(ended={"how": "ended", "on": "2026-05-31"}),
        "awarding_body_ended",
        ("failed", "awarding_body_ended"),
        COVERED,
    ),
    (
        "withdrawn before",
        lambda uni: partner(uni).update(ended={"how": "withdrawn", "on": "2026-05-31"}),
        "awarding_body_withdrawn",
        ("failed", "awarding_body_withdrawn"),
        COVERED,
    ),
    (
        "withdrawn afterwards",
        lambda uni: partner(uni).update(ended={"how": "withdrawn", "on": "2026-06-18"}),
        "date_unproven",
        ("indeterminate", "date_unproven"),
        COVERED,
    ),
    (
        "keys stolen",
        lambda uni: partner(uni).update(ended={"how": "compromised", "on": "2026-05-31"}),
        "awarding_body_compromised",
        ("failed", "awarding_body_compromised"),
        COVERED,
    ),
    (
        "not stood for",
        lambda uni: partner(uni).update(known_from="2026-07-01"),
        "awarding_body_not_known_then",
        ("indeterminate", "awarding_body_not_known_then"),
        COVERED,
    ),
    (
        "no accreditation",
        lambda uni: partner(uni).update(accreditations=[]),
        "accreditation_missing",
        LISTED,
        ("indeterminate", "accreditation_missing"),
    ),
    (
        "accredited for another level",
        lambda uni: partner(uni).update(accreditations=[{"scope": {"eqf_max": 5}}]),
        "accreditation_out_of_scope",
        LISTED,
        ("failed", "accreditation_out_of_scope"),
    ),
    (
        "accredited until last year",
        lambda uni: partner(uni).update(accreditations=[{"valid_until": "2025-12-31"}]),
        "accreditation_not_then",
        LISTED,
        ("failed", "accreditation_not_then"),
    ),
    (
        "accredited in another country",
        lambda uni: partner(uni).update(accreditations=[{"scope": {"jurisdictions": ["SE"]}}]),
        "accreditation_out_of_scope",
        LISTED,
        ("failed", "accreditation_out_of_scope"),
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "recognised", "accredited"),
    [case[1:] for case in BODY_CHANGES],
    ids=[case[0] for case in BODY_CHANGES],
)
def test_one_body_one_change_away(
    change: Callable[[University], object],
    code: str,
    recognised: tuple[str, str],
    accredited: tuple[str, str],
) -> None:
    """One body of three that is not in order keeps the award from being recognised; the place names it."""
    uni = joint()
    change(uni)
    report = verified(uni)
    assert said(report) == (recognised, accredited)
    assert not report
    decided = next(
        check
        for check in (report.check("issuer_registry"), report.check("accreditation"))
        if check.code == code
    )
    assert decided.path == "$.credentialSubject.achievement.alignment[7]"
    assert PARTNER_NAME in decided.message
    outcomes = [body["outcome"] for body in decided.detail["awarding_bodies"]]
    assert outcomes == [decided.outcome.value, "passed"]


def test_the_issuer_of_a_joint_award_is_still_asked_about() -> None:
    """Partners in order do not make up for an issuer that is not."""
    uni = joint()
    uni.entry["ended"] = {"how": "withdrawn", "on": "2026-05-31"}
    assert said(verified(uni))[0] == ("failed", "issuer_withdrawn")
    uni = joint()
    uni.entry["accreditations"] = [{"scope": {"eqf_max": 5}}]
    assert said(verified(uni))[1] == ("failed", "accreditation_out_of_scope")


@pytest.mark.parametrize("body_id", ["urn:uuid:5b2e", "mailto:office@satama.example"])
def test_a_body_that_cannot_be_looked_up(body_id: str) -> None:
    """A name alone is nobody's: registries are asked by id."""
    uni = joint()
    uni.achievement["alignment"][-2]["targetUrl"] = body_id
    report = verified(uni)
    assert said(report)[0] == ("indeterminate", "awarding_body_id_missing")


def test_of_too_many_bodies_the_rest_is_not_passed_over() -> None:
    """Twenty are looked at; an award by more stays open."""
    uni = joint()
    template = uni.achievement["alignment"].pop()
    uni.achievement["alignment"].pop()
    del uni.snapshot["entries"][1:]
    for number in range(21):
        body = f"https://body{number}.example"
        uni.achievement["alignment"].append({**template, "targetUrl": body})
        uni.snapshot["entries"].append(entry(body, f"Body {number}"))
    assert said(verified(uni))[0] == ("indeterminate", "awarding_bodies_too_many")
    uni.achievement["alignment"].pop()
    assert said(verified(uni)) == (LISTED, COVERED)


def test_another_id_of_the_issuers_entry_is_the_issuer() -> None:
    """The registry says that both ids are one institution: it is asked about once, as the issuer."""
    uni = joint()
    uni.entry["ids"].append(PARTNER)
    uni.snapshot["entries"].pop(1)
    report = verified(uni)
    assert said(report) == (LISTED, COVERED)
    ids = [body["id"] for body in report.check("issuer_registry").detail["awarding_bodies"]]
    assert ids == [THIRD]
    uni = mandated()
    uni.entry["ids"].append(PARTNER)
    uni.snapshot["entries"].pop(1)
    assert verified(uni).check("accreditation").code == "accreditation_missing"


def test_a_creator_alone_is_the_author_and_awards_nothing() -> None:
    """Badges name who made the framework as creator; that is no awarding body."""
    uni = University()
    uni.achievement["creator"] = {"id": "https://framework.example", "type": ["Profile"], "name": "Framework"}
    report = verified(uni)
    assert report
    assert "awarding_bodies" not in report.check("issuer_registry").detail


def test_bodies_of_a_european_credential_are_asked_about() -> None:
    """The European model names awarding bodies in a place of their own."""
    uni = University()
    record = changed(full_record(), **{"course.fields": ["http://data.europa.eu/snb/isced-f/0612"]})
    uni.credential = edcs.write(record, issued=CREATED).document
    report = verified(uni)
    assert said(report)[0] == ("indeterminate", "awarding_body_not_listed")
    ids = [body["id"] for body in report.check("issuer_registry").detail["awarding_bodies"]]
    assert ids == ["did:web:levante.example", "https://satama.example/"]
    uni.snapshot["entries"] += [entry(ids[0], "Levante University"), entry(ids[1], PARTNER_NAME)]
    assert said(verified(uni)) == (LISTED, COVERED)
    uni.snapshot["entries"][1]["accreditations"] = [{"scope": {"jurisdictions": ["FI"]}}]
    assert said(verified(uni))[1] == ("failed", "accreditation_out_of_scope")


# --- Who says that a body stands behind it ------------------------------------------------------------------


def test_the_issuers_word_is_called_so() -> None:
    """Bodies that have not signed, and of which the registry knows no mandate, are the issuer's claim."""
    texts = [note.message for note in verified(joint()).notes if note.code == "awarding_body_claimed"]
    assert [PARTNER_NAME in text for text in texts] == [True, False]


def test_a_body_that_signed_too_confirms() -> None:
    """A good second proof by the body's own key is the body's word."""
    uni = joint()
    second = key("impostor")
    body = did_key(second.public_key)
    uni.achievement["alignment"][-2]["targetUrl"] = body
    partner(uni)["ids"] = [body]
    proof = sign(uni.credential, second, did_key_method(second.public_key), created=CREATED)["proof"][0]
    uni.after_signing.append(lambda document: document["proof"].append(proof))
    report = verified(uni)
    assert report
    bodies = report.check("issuer_registry").detail["awarding_bodies"]
    assert [body["confirmed_by"] for body in bodies] == ["signature", None]


def test_a_mandate_that_the_registry_names() -> None:
    """An issuer that only signs needs no accreditation of its own; the body that awards does."""
    report = verified(mandated())
    assert report
    assert said(report) == (LISTED, COVERED)
    bodies = report.check("accreditation").detail["awarding_bodies"]
    assert [(body["name"], body["confirmed_by"]) for body in bodies] == [(PARTNER_NAME, "registry")]
    assert "awarding_body_claimed" not in notes(report)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda uni: partner(uni).pop("delegates"), "accreditation_missing"),
        (lambda uni: partner(uni)["delegates"][0].update(role="status_lists"), "accreditation_missing"),
        (lambda uni: partner(uni)["delegates"][0].update(id=THIRD), "accreditation_missing"),
        (lambda uni: partner(uni)["delegates"][0].update(valid_from="2026-06-16"), "delegate_not_then"),
        (lambda uni: partner(uni)["delegates"][0].update(valid_until="2026-06-14"), "delegate_not_then"),
        (lambda uni: partner(uni)["delegates"][0].update(valid_until="2026-06-15"), "delegate_not_then"),
        (
            lambda uni: partner(uni)["delegates"][0].update(ended={"how": "ended", "on": "2026-06-15"}),
            "delegate_not_then",
        ),
        (
            lambda uni: partner(uni)["delegates"][0].update(ended={"how": "withdrawn", "on": "2026-06-17"}),
            "date_unproven",
        ),
        (
            lambda uni: partner(uni).update(accreditations=[{"scope": {"eqf_max": 5}}]),
            "accreditation_out_of_scope",
        ),
    ],
    ids=[
        "none",
        "for lists only",
        "for another",
        "not yet then",
        "no longer then",
        "over when signed",
        "ended when signed",
        "withdrawn since",
        "body out of scope",
    ],
)
def test_a_mandate_one_change_away(change: Callable[[University], object], code: str) -> None:
    """Without the registry's word for it, then, the issuer's mandate is its own claim, and lends it nothing."""
    uni = mandated()
    change(uni)
    report = verified(uni)
    assert report.check("accreditation").code == code
    assert not report


def test_an_issuer_that_awards_as_well_needs_an_accreditation_of_its_own() -> None:
    """Bodies that let it sign for them lend it nothing for its own part of a joint award."""
    uni = joint()
    for listed in uni.snapshot["entries"][1:]:
        listed["delegates"] = [{"id": ISSUER, "role": "issue"}]
    assert verified(uni)
    uni.entry["accreditations"] = [{"scope": {"eqf_max": 5}}]
    assert said(verified(uni))[1] == ("failed", "accreditation_out_of_scope")


# --- Then and today -----------------------------------------------------------------------------------------


def test_then_and_today_are_told_apart_for_everybody() -> None:
    """Recognised and accredited on the award date, and no longer today: valid, and said of each by name."""
    uni = joint()
    uni.entry["ended"] = {"how": "ended", "on": "2026-06-18"}
    partner(uni)["ended"] = {"how": "ended", "on": "2026-06-17"}
    partner(uni)["accreditations"] = [{"valid_until": "2026-06-17"}]
    report = verified(uni)
    assert report
    found = notes(report)
    assert found["issuer_not_recognised_today"] == "Today the issuer is no longer recognised (ended)."
    assert found["awarding_body_not_recognised_today"] == (
        f"Today {PARTNER_NAME} is no longer recognised (ended)."
    )
    assert PARTNER_NAME in found["awarding_body_not_accredited_today"]
    assert report.check("issuer_registry").detail["today"] == "ended"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(PARTNER),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            found += places(item, (*path, step))
    return found


@pytest.mark.parametrize("kind", ["badge", "european", "sealed"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_stands_in_a_document_nothing_is_raised(kind: str, data: st.DataObject) -> None:
    """Bodies, names and learners are read of any document: each place of a good one may hold anything."""
    uni = joint()
    document = copy.deepcopy(uni.credential if kind == "badge" else EUROPEAN)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(document)))
        item: Any = document
        for step in path[:-1]:
            item = item[step]
        item[path[-1]] = data.draw(JUNK)
    if kind == "sealed":
        text = json.dumps(document)
        payload = text[: data.draw(st.integers(0, len(text)))] + "EuropeanDigitalCredential"
        document = {"payload": payload, "signatures": []}
    trust = uni.verifier()._trust_now()[0]
    awarding_bodies(Look(document), issuer_id=ISSUER)
    name_notes(Look(document), issuer_id=ISSUER, trust=trust)
    with contextlib.suppress(McissueError):
        check_recipient(Look(document), [Recipient("name", "Aino"), Recipient("emailAddress", "a@b.example")])


# --- Names --------------------------------------------------------------------------------------------------

NAME = "Kymi University of Applied Sciences"


def named(name: str, *entries: Json) -> Report:
    uni = University()
    uni.credential["issuer"]["name"] = name
    uni.snapshot["entries"] += entries
    return verified(uni)


def test_a_registered_name_in_any_language_is_no_news() -> None:
    """Nothing is said, whichever of its names an institution uses, and however its letters are composed."""
    for name in (NAME, "Kymin ammattikorkeakoulu"):
        assert not {"issuer_name_differs", "name_look_alike", "name_odd"} & notes(named(name)).keys()
    uni = University()
    uni.entry["names"] = {"fr": "Universit\u00e9 de Kymi"}
    uni.credential["issuer"]["name"] = "Universite\u0301 de Kymi"
    assert "issuer_name_differs" not in notes(verified(uni))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Kymi College", {"issuer_name_differs"}),
        ("KYMI UNIVERSITY OF APPLIED SCIENCES", {"issuer_name_differs"}),
        (f"{NAME} ", {"issuer_name_differs", "name_odd"}),
        ("Kymi\u200b University of Applied Sciences", {"issuer_name_differs", "name_odd"}),
        ("Кymi University of Applied Sciences", {"issuer_name_differs", "name_odd"}),
        ("Helsinki School", {"issuer_name_differs", "name_look_alike"}),
        ("HeIsinki School", {"issuer_name_differs", "name_look_alike"}),
        ("Неlsinki School", {"issuer_name_differs", "name_look_alike", "name_odd"}),
    ],
)
def test_other_names_are_said(name: str, codes: set[str]) -> None:
    """A registered issuer under another name: the report shows the registry's, and says what is odd."""
    report = named(name, entry("did:web:helsinki.example", "Helsinki School"))
    assert {"issuer_name_differs", "name_look_alike", "name_odd"} & notes(report).keys() == codes
    assert report.credential.issuer.registered == NAME
    assert report  # a name decides nothing


@pytest.mark.parametrize(
    ("name", "members", "code"),
    [
        ("Helsinki School", {"country": "FI"}, "issuer_name_borrowed"),
        ("Helsinki School", {"country": "SE"}, "issuer_listed"),
        ("Helsinki School", {}, "issuer_listed"),
        ("HeIsinki School", {"country": "FI"}, "issuer_listed"),
        (NAME, {"country": "FI"}, "issuer_listed"),
        ("Helsinki School", {"country": "FI", "valid_until": "2020-01-01"}, "issuer_listed"),
        ("Helsinki School", {"country": "FI", "valid_from": "2026-06-17"}, "issuer_listed"),
    ],
)
def test_a_registered_issuer_under_the_name_of_another_fails(name: str, members: Json, code: str) -> None:
    """Only if it is the very name of another institution then in the same country; else it is said."""
    report = named(name, entry("did:web:helsinki.example", "Helsinki School") | members)
    check = report.check("issuer_registry")
    assert check.code == code
    assert (check.outcome == "failed") == (code == "issuer_name_borrowed")
    assert report.credential.issuer.registered == NAME


@pytest.mark.parametrize("name", [NAME, f"{NAME} ", "Kymi Unıversity of Applıed Sciences"])
def test_a_stranger_under_a_recognised_name_is_pointed_out(name: str) -> None:
    """An issuer that nobody lists, with the name of one that is listed: whose name it is, is said."""
    uni = University()
    uni.entry["ids"] = ["did:web:the-real-kymi.example"]
    uni.credential["issuer"]["name"] = name
    report = verified(uni)
    assert report.check("issuer_registry").code == "issuer_not_listed"
    assert "did:web:the-real-kymi.example" in notes(report)["name_look_alike"]
    assert ("which is the name" in notes(report)["name_look_alike"]) == (name == NAME)


def test_names_of_awarding_bodies_are_compared_too() -> None:
    """A body under another name than the registry's, and under that of a third institution."""
    uni = joint()
    uni.achievement["alignment"][-2]["targetName"] = "Levante University"
    found = notes(verified(uni))
    assert PARTNER_NAME in found["awarding_body_name_differs"]
    assert THIRD in found["name_look_alike"]


def test_a_did_listed_twice_makes_the_registry_unusable() -> None:
    """One id with two names would have two answers."""
    uni = University()
    uni.options["sample_keys"] = True
    uni.snapshot["entries"].append({**good_entry(), "names": {"en": "Another name"}})
    check = uni.verify().check("issuer_registry")
    assert (check.outcome, check.code) == ("indeterminate", "registry_malformed")


# --- Stolen keys --------------------------------------------------------------------------------------------


def shared(uni: University, **of_the_key: Any) -> None:
    """Another institution uses the issuer's key, too: both are on one platform."""
    uni.snapshot["entries"].append(
        entry(
            PARTNER,
            PARTNER_NAME,
            keys=[{"multikey": key("kymi").public_key.multikey, **of_the_key}],
        )
    )


@pytest.mark.parametrize(
    ("on", "outcome", "code"),
    [
        ("2026-06-16", "failed", "issuer_key_compromised"),
        ("2026-06-17", "indeterminate", "date_unproven"),
        ("2026-06-21", "passed", None),
    ],
)
@pytest.mark.parametrize("listed", [True, False], ids=["own entry", "no entry of its own"])
def test_a_key_stolen_elsewhere_is_stolen_here(on: str, outcome: str, code: str | None, listed: bool) -> None:
    """The key stands in the issuer's own DID document, and is called stolen under another institution."""
    uni = University()
    shared(uni, revoked={"how": "compromised", "on": on})
    if not listed:
        uni.entry["ids"] = ["did:web:somebody-else.example"]
    check = verified(uni).check("issuer_binding")
    assert (check.outcome, check.code) == (outcome, code)


def test_a_key_that_another_one_retired_is_good_here() -> None:
    """What one institution no longer uses, another one may."""
    uni = University()
    shared(uni, revoked={"how": "retired", "on": "2020-01-01"})
    assert verified(uni)


def test_keys_of_a_compromised_institution_are_stolen_from_all() -> None:
    """Its keys fell into other hands: also those that others use."""
    uni = University()
    shared(uni)
    uni.snapshot["entries"][1]["ended"] = {"how": "compromised", "on": "2026-06-01"}
    assert verified(uni).check("issuer_binding").code == "issuer_key_compromised"


def test_a_stolen_key_signs_no_status_list() -> None:
    """A thief who can sign lists can un-revoke."""
    uni = University()
    host = key("impostor")
    uni.list_signer, uni.list_method = host, f"{ISSUER}#key-2"
    uni.did_documents[ISSUER] = did_document(
        ISSUER,
        keys=[
            PublishedKey(public_key=key("kymi").public_key, fragment="key-1"),
            PublishedKey(public_key=host.public_key, fragment="key-2"),
        ],
    )
    assert verified(uni)
    stolen = {"multikey": host.public_key.multikey, "revoked": {"how": "compromised", "on": "2026-06-01"}}
    uni.snapshot["entries"].append(entry(PARTNER, PARTNER_NAME, keys=[stolen]))
    check = verified(uni).check("status")
    assert (check.outcome, check.code) == ("indeterminate", "status_list_not_authentic")
    assert check.detail["reason"] == "issuer_key_compromised"


@pytest.mark.parametrize("how", ["revoked", "over"])
def test_a_key_that_its_own_institution_uses_no_more_supports_nothing_as_a_cosigner(how: str) -> None:
    """The entry of the one who co-signs is asked, not that of the issuer."""
    uni = University()
    second = key("impostor")
    uni.did_documents[PARTNER] = did_document(
        PARTNER, keys=[PublishedKey(public_key=second.public_key, fragment="key-1")]
    )
    proof = sign(uni.credential, second, f"{PARTNER}#key-1", created=CREATED)["proof"][0]
    uni.after_signing.append(lambda document: document["proof"].append(copy.deepcopy(proof)))
    good = {"multikey": second.public_key.multikey}
    ended = (
        {"revoked": {"how": "retired", "on": "2026-06-01"}}
        if how == "revoked"
        else {"valid_until": "2026-06-01"}
    )
    uni.snapshot["entries"].append(entry(PARTNER, PARTNER_NAME, keys=[good]))
    assert [item.role for item in verified(uni).credential.proofs] == ["issuer", "cosigner"]
    uni.snapshot["entries"][-1] = entry(PARTNER, PARTNER_NAME, keys=[{**good, **ended}])
    report = verified(uni)
    assert report
    assert [item.role for item in report.credential.proofs] == ["issuer", None]
    assert "proof_not_counted" in notes(report)


def test_a_stolen_key_supports_nothing_as_a_cosigner() -> None:
    """A second signature by a stolen key is said not to count."""
    uni = University()
    second = key("impostor")
    proof = sign(uni.credential, second, did_key_method(second.public_key), created=CREATED)["proof"][0]
    uni.after_signing.append(lambda document: document["proof"].append(copy.deepcopy(proof)))
    assert [item.role for item in verified(uni).credential.proofs] == ["issuer", "cosigner"]
    stolen = {"multikey": second.public_key.multikey, "revoked": {"how": "compromised", "on": "2026-06-01"}}
    uni.snapshot["entries"].append(entry(PARTNER, PARTNER_NAME, keys=[stolen]))
    report = verified(uni)
    assert report
    assert [item.role for item in report.credential.proofs] == ["issuer", None]
    assert "stolen" in notes(report)["proof_not_counted"]
