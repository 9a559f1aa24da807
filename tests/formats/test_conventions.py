"""The table of conventions: which alignment says what."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcissue.formats.conventions import (
    AGENCY_URL,
    ALTERNATIVE_NAME,
    CONVENTIONS,
    CYCLE_URLS,
    DATE_OF_BIRTH,
    FAMILY_NAME,
    GIVEN_NAME,
    IDENTIFIER_TYPES,
    PROVIDER_TYPE,
    Role,
    hours_in,
    hours_text,
    identifier_type,
    plain_url,
    role_of,
    scheme_of_identifier_type,
)
from mcissue.vocabulary import SCHEMES, Cycle, ProviderType, concepts

_EU = "http://data.europa.eu/snb/"


@pytest.mark.parametrize(
    ("url", "role"),
    [
        (f"{_EU}eqf/6", Role.EQF_LEVEL),
        (f"{_EU}eqf/25831c2", Role.LEVEL_NOT_APPLICABLE),
        (f"{_EU}qdr/c_8a7da315", Role.NQF_LEVEL),
        ("https://www.ehea.info/page-qualification-frameworks#first-cycle", Role.CYCLE),
        (f"{_EU}education-credit/6fcec5c5af", Role.ECTS),
        (f"{_EU}model/elm/volumeOfLearning", Role.HOURS),
        (f"{_EU}isced-f/0612", Role.FIELD),
        ("http://publications.europa.eu/resource/authority/language/FIN", Role.LANGUAGE),
        (f"{_EU}assessment/795dac4096", Role.ASSESSMENT_TYPE),
        (f"{_EU}assessment/25831c2", Role.ASSESSMENT_DESCRIPTION),
        (f"{_EU}model/elm/gradingScheme", Role.GRADING),
        (f"{_EU}supervision-verification/70be69aaf9", Role.SUPERVISION),
        (f"{_EU}learning-assessment/920fbb3cbe", Role.MODE),
        (f"{_EU}learning-assessment/25831c2", Role.PARTICIPATION_DESCRIPTION),
        (f"{_EU}learning-setting/6fd4685715", Role.LEARNING_SETTING),
        (f"{_EU}accreditation/820101cba6", Role.QUALITY_ASSURANCE),
        (f"{_EU}accreditation/25831c2", Role.QUALITY_ASSURANCE),
        (f"{_EU}model/elm/entryRequirement", Role.PREREQUISITES),
        (f"{_EU}model/elm/isPartialQualification", Role.STACKABILITY),
        (f"{_EU}model/elm/additionalNote", Role.FURTHER_INFORMATION),
        (f"{_EU}evidence-type/c_18016257", Role.MANDATE),
        ("http://data.europa.eu/esco/skill/03bc5f23-4317-41c2-9528-2db5c3c87b85", Role.SKILL),
        (f"{_EU}dcf/3h9eab1489", Role.SKILL),
        (f"{_EU}model/elm/provenBy", Role.PRIOR_LEARNING),
        ("https://www.w3.org/2018/credentials#validUntil", Role.VALID_FOR),
    ],
)
def test_an_address_tells_the_role(url: str, role: Role) -> None:
    """These addresses are the convention; a change breaks every credential that was ever issued."""
    assert role_of({"targetUrl": url}) is role


@pytest.mark.parametrize(
    ("target_type", "role"),
    [
        ("ext:LearningOutcome", Role.LEARNING_OUTCOME),
        ("ext:Skill", Role.SKILL),
        ("ext:isPartOf", Role.PART_OF),
        ("ext:hasPart", Role.HAS_PART),
        ("ext:buildsOn", Role.BUILDS_ON),
        ("ext:AwardingBody", Role.AWARDING_BODY),
        ("ext:Agency", Role.AGENCY),
        ("ext:AgencyName", Role.AGENCY_NAME),
        ("ext:Report", Role.REPORT),
        ("ext:Document", Role.DOCUMENT),
    ],
)
def test_a_target_type_goes_before_the_address(target_type: str, role: Role) -> None:
    """Where the address may be anything, `targetType` tells the role, whatever the address looks like."""
    assert role_of({"targetType": target_type, "targetUrl": f"{_EU}eqf/6"}) is role


@pytest.mark.parametrize(
    "alignment",
    [
        {},
        {"targetUrl": 5},
        {"targetUrl": None, "targetType": ["ext:Skill"]},
        {"targetUrl": "https://example.org/"},
        {"targetUrl": f"{_EU}eqf/"},
        {"targetUrl": f"{_EU}education-credit/60b314e826"},
        {"targetUrl": f"{_EU}eqf/6/7"},
        {"targetUrl": "https://www.ehea.info/page-qualification-frameworks"},
        {"targetType": "CTDL", "targetUrl": "https://credentialengineregistry.org/resources/ce-1"},
    ],
)
def test_other_alignments_have_no_role(alignment: dict[str, object]) -> None:
    """What the table does not know, of whatever JSON type, says nothing and raises nothing."""
    assert role_of(alignment) is None


def test_https_is_read_like_http_for_the_eu_only() -> None:
    """The EU publishes its addresses with http; https is understood there, and left alone elsewhere."""
    assert role_of({"targetUrl": "https://data.europa.eu/snb/eqf/6"}) is Role.EQF_LEVEL
    assert (
        plain_url("https://publications.europa.eu/resource/x") == "http://publications.europa.eu/resource/x"
    )
    assert plain_url("https://example.org/") == "https://example.org/"
    assert plain_url("https://data.europa.eu.example/") == "https://data.europa.eu.example/"


def test_roles_are_disjoint() -> None:
    """Each role has one row; no two rows share an address, a vocabulary or a type."""
    assert set(CONVENTIONS) == set(Role)
    for member in ("url", "scheme", "target_type"):
        values = [getattr(row, member) for row in CONVENTIONS.values() if getattr(row, member)]
        assert len(values) == len(set(values)), member


def test_every_concept_of_a_vocabulary_has_its_role() -> None:
    """All shipped concepts of the vocabularies of the table are known by their address."""
    for row in CONVENTIONS.values():
        for concept in concepts(row.scheme) if row.scheme else ():
            assert role_of({"targetUrl": concept.uri}) is row.role


def test_cycles_have_addresses_of_their_own() -> None:
    """Four cycles, four addresses."""
    assert {role_of({"targetUrl": url}) for url in CYCLE_URLS.values()} == {Role.CYCLE}
    assert len(set(CYCLE_URLS.values())) == 4


@pytest.mark.parametrize(
    ("hours", "text"),
    [("135", "PT135H"), ("2.5", "PT2H30M"), ("0.01", "PT36S"), ("0.5", "PT30M"), ("67.51", "PT67H30M36S")],
)
def test_hours_are_iso_8601_durations(hours: str, text: str) -> None:
    """Hours are written as durations, fractions exactly."""
    assert hours_text(Decimal(hours)) == text
    assert hours_in(text) == Decimal(hours)


@given(st.decimals(min_value="0.01", max_value="99999.99", places=2))
def test_hours_come_back(hours: Decimal) -> None:
    """Any amount of hours comes back from its duration."""
    assert hours_in(hours_text(hours)) == hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [("P2DT1H", "49"), ("P1D", "24"), ("PT90M", "1.5"), ("PT", None), ("P", None), ("P1Y", None),
     ("P3M", None), ("135", None), ("", None), ("PT-5H", None), ("PT1.5H", None), ("pt5h", None)],
)  # fmt: skip
def test_durations_of_others(text: str, hours: str | None) -> None:
    """Days are 24 hours; what has no number of hours has none."""
    assert hours_in(text) == (None if hours is None else Decimal(hours))


def test_identifier_types() -> None:
    """A scheme becomes `ext:` and its name, with the country behind a bar; names of Open Badges stay."""
    assert identifier_type("DEQAR") == "ext:DEQAR"
    assert identifier_type("VAT", "FI") == "ext:VAT|FI"
    assert identifier_type("nationalIdentityNumber") == "nationalIdentityNumber"
    assert identifier_type("nationalIdentityNumber", "FI") == "ext:nationalIdentityNumber|FI"
    assert identifier_type("name") == "ext:name"
    assert f"ext:{'dateOfBirth'}" == DATE_OF_BIRTH
    assert identifier_type("dateOfBirth") == "ext:dateOfBirth_"


_schemes = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,10}", fullmatch=True) | st.sampled_from(
    [*IDENTIFIER_TYPES, "providerType", "providerType_", "givenName__", "dateOfBirth", "alternativeName"]
)


@given(_schemes, st.none() | st.sampled_from(["FI", "XK", "OP_DATPRO", "pt-BR"]))
def test_identifier_types_come_back(scheme: str, detail: str | None) -> None:
    """Any scheme and country come back, and none is taken for what the table uses itself."""
    written = identifier_type(scheme, detail)
    assert scheme_of_identifier_type(written) == (scheme, detail)
    assert written not in {"name", "emailAddress", "ext:providerType", "ext:givenName", DATE_OF_BIRTH}
    assert not written.startswith("ext:alternativeName|")


def test_the_mandate_is_a_concept_of_the_list() -> None:
    """The address of the mandate stands in the EU's list of types of evidence."""
    url = CONVENTIONS[Role.MANDATE].url
    assert [concept.label for concept in concepts("evidence_type") if concept.uri == url] == ["Mandate"]
    assert url.startswith(SCHEMES["evidence_type"].prefix)


def test_the_page_for_other_implementers_has_every_row() -> None:
    """The documented table names each address, type and vocabulary that the code uses."""
    page = (Path(__file__).parents[2] / "docs" / "standards" / "open-badges-3.md").read_text("utf-8")
    page = page.replace("`elm/", f"`{_EU}model/elm/").replace("`snb/", f"`{_EU}")
    for row in CONVENTIONS.values():
        expected = [row.url, row.target_type, SCHEMES[row.scheme].prefix if row.scheme else None]
        for text in filter(None, expected):
            assert f"`{text}" in page, row.role
    assert CYCLE_URLS[Cycle.FIRST] in page
    for name in (PROVIDER_TYPE, ALTERNATIVE_NAME, GIVEN_NAME, FAMILY_NAME, DATE_OF_BIRTH, AGENCY_URL):
        assert f"`{name}" in page
    for kind in ProviderType:
        assert f"`{kind.value}`" in page
