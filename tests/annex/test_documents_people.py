"""Learner, issuer, awarding body, date, grade and links in anybody's document."""

from __future__ import annotations

import pytest
from tests.annex.samples import element, stranger

from mcissue.annex import ELEMENTS, elements_of_document, is_complete, why_no_achievement

HASH = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"


def _identity(kind, value, **more):
    return {"type": "IdentityObject", "identityType": kind, "identityHash": value, "hashed": False} | more


@pytest.mark.parametrize(
    ("identities", "state", "value"),
    [
        ([_identity("name", "Aino Virtanen")], "present", "Aino Virtanen"),
        (_identity("name", "Aino Virtanen"), "present", "Aino Virtanen"),
        (
            [_identity("emailAddress", "aino@x.example"), _identity("name", "Aino Virtanen")],
            "present",
            "Aino Virtanen",
        ),
        (
            [_identity("ext:givenName", "Aino"), _identity("ext:familyName", "Virtanen")],
            "present",
            "Aino Virtanen",
        ),
        ([_identity("emailAddress", "aino@x.example")], "present", "emailAddress aino@x.example"),
        ([_identity("ext:VAT|FI", "FI1")], "present", "VAT FI1"),
        ([_identity("emailAddress", HASH, hashed=True)], "partly", "emailAddress, hashed"),
        ([_identity("emailAddress", HASH)], "partly", "emailAddress, hashed"),
        ([_identity("emailAddress", "aino@x.example", hashed="no")], "partly", "emailAddress, hashed"),
        ([_identity("ext:dateOfBirth", "1999-02-28")], "partly", "1999-02-28"),
        ([_identity("name", "  ")], "missing", ""),
        ([_identity("name", 7)], "missing", ""),
        (["Aino Virtanen"], "missing", ""),
        ("Aino Virtanen", "missing", ""),
    ],
)
def test_identity_objects_identify_if_a_reader_can_read_them(identities, state, value):
    """A name or number in plain text is present; a hash, a birthday or a wrong type is not enough."""
    found = element(stranger("S.identifier", identities), "learner")
    assert (found.state, found.value) == (state, value)
    assert bool(found.mend) is (state != "present")


@pytest.mark.parametrize(
    ("subject_id", "state", "value"),
    [
        ("mailto:aino@x.example", "present", "aino@x.example"),
        ("did:key:z6Mk", "partly", "did:key:z6Mk"),
        ("urn:uuid:1", "partly", "urn:uuid:1"),
        ("mailto:", "partly", "mailto:"),
        ("", "missing", ""),
        (17, "missing", ""),
        ({"id": "did:key:z6Mk"}, "missing", ""),
    ],
)
def test_the_learners_own_address_identifies_only_if_it_is_an_e_mail_address(subject_id, state, value):
    """A DID can be proven to be somebody's, but it tells no reader whose."""
    found = element(stranger("S.id", subject_id), "learner")
    assert (found.state, found.value) == (state, value)


def test_the_name_that_vcdm_defines_identifies_the_learner():
    """`credentialSubject.name` is a term of the credentials context, and others use it."""
    found = element(stranger("S.name", "Aino Virtanen"), "learner")
    assert (found.state, found.path) == ("present", "$.credentialSubject.name")


@pytest.mark.parametrize(
    ("address", "state", "value", "path"),
    [
        ({"addressCountryCode": "FI"}, "present", "Finland", "addressCountryCode"),
        ([{"addressCountryCode": "FI"}], "present", "Finland", "addressCountryCode"),
        (
            {"addressCountryCode": "FI", "addressCountry": "Finland", "addressRegion": "Åland"},
            "present",
            "Finland (Åland)",
            "addressCountryCode",
        ),
        (
            {"addressCountryCode": "US", "addressCountry": "USA"},
            "present",
            "United States",
            "addressCountryCode",
        ),
        ({"addressCountry": "FIN"}, "present", "Finland", "addressCountry"),
        ({"addressCountry": "Suomen tasavalta"}, "present", "Suomen tasavalta", "addressCountry"),
        ({"addressCountryCode": "ZZ"}, "partly", "ZZ", "addressCountryCode"),
        ({"addressCountryCode": "ZZ", "addressCountry": "Utopia"}, "partly", "Utopia", "addressCountryCode"),
        (
            {"addressCountryCode": "FI", "addressCountry": "Sweden"},
            "partly",
            "Finland / Sweden",
            "addressCountryCode",
        ),
        ({"addressRegion": "Åland"}, "partly", "Åland", "addressRegion"),
        ({"addressLocality": "Kotka"}, "missing", "", None),
        ({"addressCountryCode": ["FI", "SE"]}, "missing", "", None),
        ({"addressCountryCode": True}, "missing", "", None),
        ("Finland", "missing", "", None),
    ],
)
def test_the_country_is_one_that_exists(address, state, value, path):
    """Code or name of the issuer's country; contradictions and unknown codes count as partly."""
    found = element(stranger("I.address", address), "country")
    assert (found.state, found.value) == (state, value)
    assert (found.path or "").rpartition(".")[2] == (path or "")


@pytest.mark.parametrize("home", ["A.creator", "I.parentOrg"])
def test_the_country_of_another_organisation_is_partly(home):
    """Where the creator or the parent organisation is, the issuer need not be."""
    other = {"id": "https://other.example/", "address": {"addressCountryCode": "FI"}}
    found = element(stranger(home, other), "country")
    assert (found.state, found.value) == ("partly", "Finland")
    assert found.note.startswith("The country of another organisation")


def test_a_creator_with_the_issuers_id_is_the_issuer():
    """The same id twice is one organisation, described in two places."""
    creator = {"id": "https://college.example/", "address": {"addressCountryCode": "FI"}}
    assert element(stranger("A.creator", creator), "country").state == "present"
    document = stranger("issuer", "https://college.example/", creator=creator)
    assert element(document, "country").state == "present"


@pytest.mark.parametrize(
    ("issuer", "state", "value"),
    [
        ({"id": "https://c.example/", "name": "College"}, "present", "College"),
        ([{"id": "https://c.example/", "name": "College"}], "present", "College"),
        ({"name": {"@value": "College", "@language": "en"}}, "present", "College"),
        ({"name": ["College"]}, "present", "College"),
        ({"name": {"en": "College", "fi": "Opisto"}}, "partly", "College / Opisto"),
        ({"id": "https://c.example/", "name": " "}, "partly", "https://c.example/"),
        ("https://c.example/", "partly", "https://c.example/"),
        ({"name": 5}, "missing", ""),
        ([], "missing", ""),
        (None, "missing", ""),
    ],
)
def test_an_awarding_body_is_one_that_has_a_name(issuer, state, value):
    """An address alone tells no reader who it is, and a language map has no meaning in the contexts."""
    found = element(stranger("issuer", issuer), "awarding_body")
    assert (found.state, found.value) == (state, value)
    if isinstance(issuer, dict) and state != "missing":
        assert found.path == ("$.issuer.id" if value == issuer.get("id") else "$.issuer.name")


def test_the_author_of_a_framework_is_not_taken_for_an_awarding_body():
    """A creator beside an issuer is shown, but awards nothing."""
    document = stranger("I.name", "College", creator={"id": "https://o.example/", "name": "Skills Inc."})
    found = element(document, "awarding_body")
    assert found.value == "College (the achievement is by Skills Inc.)"
    assert found.path == "$.issuer.name"


def test_under_a_mandate_the_creator_is_the_awarding_body():
    """A mandate says that the issuer signs for somebody else."""
    mandate = {"targetName": "Mandate", "targetUrl": "http://data.europa.eu/snb/evidence-type/c_18016257"}
    document = stranger("I.name", "Alliance", creator={"id": "https://o.example/", "name": "College"})
    document["credentialSubject"]["achievement"]["alignment"] = mandate
    found = element(document, "awarding_body")
    assert (found.value, found.path) == ("College", "$.credentialSubject.achievement.creator")


@pytest.mark.parametrize(
    ("members", "state", "value", "name"),
    [
        ({"validFrom": "2026-06-15T10:00:00Z"}, "present", "2026-06-15", "validFrom"),
        ({"validFrom": "2026-06-15T10:00:00+03:00"}, "present", "2026-06-15", "validFrom"),
        ({"issuanceDate": "2023-01-02T00:00:00Z"}, "present", "2023-01-02", "issuanceDate"),
        ({"validFrom": "2026-06-15"}, "present", "2026-06-15", "validFrom"),
        (
            {"awardedDate": "2026-06-01T00:00:00Z", "validFrom": "2026-06-15T10:00:00Z"},
            "present",
            "2026-06-01",
            "awardedDate",
        ),
        (
            {"awardedDate": "last summer", "validFrom": "2026-06-15T10:00:00Z"},
            "partly",
            "last summer",
            "awardedDate",
        ),
        ({"validFrom": "2026-02-30T00:00:00Z"}, "partly", "2026-02-30T00:00:00Z", "validFrom"),
        ({"validFrom": "2026-06-155"}, "partly", "2026-06-155", "validFrom"),
        ({"validFrom": 20260615}, "partly", "", "validFrom"),
        ({"validFrom": None}, "missing", "", None),
        ({}, "missing", "", None),
    ],
)
def test_the_date_is_the_award_date_else_the_beginning_of_validity(members, state, value, name):
    """VCDM 2.0 and 1.1; an award date that cannot be read is not replaced by another date."""
    found = element(stranger() | members, "date_of_issuing")
    assert (found.state, found.value, found.path) == (state, value, f"$.{name}" if name else None)


LEVELS = [
    {
        "rubricCriterionLevel": [
            {"id": "urn:l1", "name": "Basic"},
            {"id": "urn:l2", "level": "Mastered"},
            {"id": "urn:l3"},
        ]
    }
]


@pytest.mark.parametrize(
    ("results", "state", "value"),
    [
        ([{"value": "4"}], "present", "4"),
        ({"value": "4"}, "present", "4"),
        ([{"status": "Completed"}, {"value": "A"}, {"achievedLevel": "urn:l1"}], "present", "A; Basic"),
        ([{"achievedLevel": "urn:l2"}], "present", "Mastered"),
        ([{"achievedLevel": "urn:l3"}, {"achievedLevel": "urn:l4"}], "present", "urn:l3; urn:l4"),
        ([{"status": "Completed"}], "partly", "Completed"),
        ([{"value": 4}], "missing", ""),
        ([{}], "missing", ""),
        (["A"], "missing", ""),
    ],
)
def test_a_grade_is_a_value_or_a_level(results, state, value):
    """A status says that it was done, not how well."""
    found = element(stranger("S.result", results, resultDescription=LEVELS), "grade")
    assert (found.state, found.value) == (state, value)


@pytest.mark.parametrize(
    ("path", "value", "state", "shown"),
    [
        ("A.criteria", {"id": "https://c.example/a"}, "present", "https://c.example/a"),
        ("A.criteria", {"id": "urn:uuid:1", "url": "https://c.example/b"}, "present", "https://c.example/b"),
        ("A.criteria", {"id": "urn:uuid:1"}, "missing", ""),
        (
            "evidence",
            [{"id": "https://c.example/e"}, {"name": "Report"}],
            "present",
            "https://c.example/e; Report",
        ),
        ("evidence", {"narrative": "A project"}, "present", "A project"),
        ("evidence", [{"genre": "Research"}], "missing", ""),
        ("evidence", "https://c.example/e", "missing", ""),
    ],
)
def test_further_information_is_a_page_or_evidence(path, value, state, shown):
    """What a person can open or read."""
    found = element(stranger(path, value), "further_information")
    assert (found.state, found.value) == (state, shown)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"type": ["VerifiableCredential", "EndorsementCredential"], "credentialSubject": {"id": "x"}},
            "endorsement",
        ),
        ({"credentialSubject": {"type": ["EndorsementSubject"]}}, "endorsement"),
        ({"type": "ClrCredential", "credentialSubject": {"verifiableCredential": []}}, "several credentials"),
        ({"credentialSubject": {"degree": "BA"}}, "holds no Open Badges achievement"),
        ({"credentialSubject": {"achievement": None}}, "holds no Open Badges achievement"),
        ({"credentialSubject": {"achievement": []}}, "holds no Open Badges achievement"),
        ({"credentialSubject": "did:example:1"}, "no credentialSubject"),
        ({}, "no credentialSubject"),
        ([], "no credentialSubject"),
        (None, "no credentialSubject"),
        ("text", "no credentialSubject"),
        ({"credentialSubject": [{"achievement": {"id": "1"}}, {"achievement": {"id": "2"}}]}, "several"),
        ({"credentialSubject": [{"achievement": {"id": "1"}}, {"id": "did:example:2"}]}, "several"),
        ({"credentialSubject": {"achievement": [{"id": "1"}, {"id": "2"}]}}, "several"),
    ],
)
def test_a_document_that_awards_no_one_achievement_says_so(document, words):
    """An endorsement, a record of several credentials, or two subjects: nothing is guessed from them."""
    assert words in why_no_achievement(document)
    elements = elements_of_document(document)
    assert [found.id for found in elements] == [standard.id for standard in ELEMENTS]
    assert {(found.state, found.note) for found in elements} == {("missing", why_no_achievement(document))}
    assert not is_complete(elements)


def test_one_subject_in_an_array_is_that_subject():
    """JSON-LD means the same by a value and an array of it."""
    document = stranger("A.name", "Teamwork")
    document["credentialSubject"] = [document["credentialSubject"]]
    assert why_no_achievement(document) is None
    assert element(document, "title").state == "present"


def test_an_achievement_given_by_its_address_only_says_nothing():
    """What does not stand in the document cannot be counted."""
    document = stranger("S.achievement", "https://college.example/a/1")
    document["validFrom"] = "2026-06-15T00:00:00Z"
    assert why_no_achievement(document) is None
    assert element(document, "title").state == "missing"
    assert element(document, "date_of_issuing").state == "present"
