"""Records for tests: a full one, a minimal one, and a strategy for arbitrary valid ones.

All of them are invented; no institution and no person of these names is meant.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from mcissue.record import (
    Address,
    Agency,
    Assessment,
    Award,
    Course,
    CourseReference,
    Cycle,
    Evidence,
    Grade,
    Identifier,
    LanguageText,
    Learner,
    LearningOutcome,
    Level,
    Mandate,
    Organisation,
    Participation,
    ProviderType,
    QualityAssurance,
    QualityAssuranceKind,
    Record,
    Skill,
    Stackability,
    Workload,
)
from mcissue.vocabulary import EdcProfileWish, concepts, resolve
from mcissue.words import is_blank

FULL_CREDENTIAL_ID = "urn:uuid:5b0e7f43-8d3c-4a51-9f0e-2f3c4d5e6f70"

__all__ = [
    "FULL_CREDENTIAL_ID",
    "full_record",
    "minimal_record",
    "node_id",
    "organisations",
    "records",
    "texts",
]


def node_id(name: str) -> str:
    """Ids for the nodes of a document, the same ones in every test."""
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(FULL_CREDENTIAL_ID[9:]), name)}"


def minimal_record() -> Record:
    """The least that makes a record: an issuer, a titled course, a named learner, a date."""
    return Record(
        issuer=Organisation(id="did:web:kymi.example", legal_name=LanguageText({"en": "Kymi University"})),
        course=Course(id="https://kymi.example/courses/1", title=LanguageText({"en": "Data protection"})),
        award=Award(
            learner=Learner(full_name="Aino Virtanen"), awarded=datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
        ),
    )


def full_record(
    *, language: str | None = "en", email: str | None = "aino.virtanen@student.example"
) -> Record:
    """A record with every field filled, all texts in English; with `email=None` nothing of it is lost.

    Args:
        language: the record's language.
        email: the learner's address; an Open Badge keeps only its hash.
    """
    return Record(
        issuer=_issuer(),
        course=_course(),
        award=_award(email),
        credential_id=FULL_CREDENTIAL_ID,
        language=language,
    )


def _text(text: str) -> LanguageText:
    return LanguageText({"en": text})


def _issuer() -> Organisation:
    return Organisation(
        id="did:web:kymi.example",
        legal_name=_text("Kymi University of Applied Sciences"),
        alternative_name=_text("Kymi UAS"),
        provider_type=ProviderType.HIGHER_EDUCATION_INSTITUTION,
        address=Address(
            country=resolve("country", "FI"),
            region="Kymenlaakso",
            locality="Kotka",
            street="Satamakatu 1",
            postal_code="48100",
        ),
        identifiers=(
            Identifier(scheme="DEQAR", value="DEQARINST0001"),
            Identifier(scheme="VAT", value="FI01234567", country=resolve("country", "FI")),
            Identifier(scheme="sourcedId", value="007"),
        ),
        homepage="https://kymi.example/",
        email="credentials@kymi.example",
        phone="+358 40 1234567",
        logo="https://kymi.example/logo.png",
        quality_assurance=(
            QualityAssurance(
                kind=QualityAssuranceKind.EXTERNAL,
                type=resolve("accreditation", "Institutional Quality Assurance"),
                framework="ESG",
                agency=Agency(name="Evaluation Centre", id="https://evaluation.example/"),
                decision="positive",
                report="https://evaluation.example/reports/1",
                valid_from=date(2023, 1, 1),
                valid_until=date(2029, 12, 31),
                description=_text("Audit of the whole institution"),
            ),
        ),
    )


def _course() -> Course:
    second = Organisation(
        id="https://satama.example/",
        legal_name=_text("Satama Vocational College"),
        provider_type=ProviderType.VET_PROVIDER,
        address=Address(country=resolve("country", "FI"), locality="Kotka"),
        identifiers=(Identifier(scheme="registration", value="0001", country=resolve("country", "FI")),),
        quality_assurance=(
            QualityAssurance(kind=QualityAssuranceKind.INTERNAL, description=_text("Yearly self-evaluation")),
        ),
    )
    third = Organisation(
        id="did:web:levante.example",
        legal_name=_text("Levante University"),
        address=Address(country=resolve("country", "ES")),
        homepage="https://levante.example/",
    )
    return Course(
        id="https://kymi.example/courses/research-data",
        title=_text("Research data management"),
        version="2026-1",
        code="RDM-5",
        description=_text("How to plan, keep and share research data."),
        criteria=_text("Complete all assignments.\n\n* Pass the exam."),
        homepage="https://kymi.example/courses/research-data/about",
        image="https://kymi.example/courses/research-data.png",
        languages=(resolve("language", "en"), resolve("language", "fi")),
        fields=(resolve("isced_f", "0612"), resolve("isced_f", "0322")),
        learning_outcomes=(
            LearningOutcome(
                title=_text("Write a data management plan"),
                skills=(
                    Skill(
                        uri="http://data.europa.eu/esco/skill/03bc5f23-4317-41c2-9528-2db5c3c87b85",
                        label="analyse cultural trends",
                    ),
                    Skill(
                        uri="http://data.europa.eu/snb/dcf/3h9eab1489",
                        label="Evaluating data, information and digital content",
                    ),
                    Skill(uri="https://skills.example/1", label="A skill of another list"),
                ),
            ),
            LearningOutcome(title=_text("Choose a licence for a data set")),
        ),
        workload=Workload(ects=Decimal("2.5"), hours=Decimal("67.5")),
        level=Level(eqf=resolve("eqf", "6"), nqf=(resolve("nqf", "FiNQF Level 6"),), cycle=Cycle.FIRST),
        assessment=Assessment(
            types=(resolve("assessment", "project work"), resolve("assessment", "written examination")),
            description=_text("A plan for a real project, and an exam"),
            supervision=resolve("supervision", "Supervised with ID Verification"),
            grading=_text("0 to 5, pass at 1"),
        ),
        participation=Participation(
            modes=(resolve("mode", "Blended"), resolve("mode", "Online")),
            setting=resolve("learning_setting", "formal learning"),
            description=_text("Two days on the campus, the rest online"),
        ),
        quality_assurance=(
            QualityAssurance(kind=QualityAssuranceKind.INTERNAL, framework="ESG"),
            QualityAssurance(
                kind=QualityAssuranceKind.EXTERNAL,
                type=resolve("accreditation", "Program Quality Assurance"),
                agency=Agency(name="A peer group without an address"),
                valid_from=date(2025, 9, 1),
            ),
        ),
        prerequisites=_text("A bachelor's degree or 120 ECTS"),
        stackability=Stackability(
            description=_text("Counts towards the master's degree"),
            part_of=(
                CourseReference(id="https://kymi.example/programmes/data", title=_text("Data steward")),
            ),
            has_part=(CourseReference(id="urn:uuid:0b7ff1d4-3f8e-4c39-8f63-7a1d2b9c4e5f"),),
            builds_on=(
                CourseReference(id="https://kymi.example/courses/statistics", title=_text("Statistics")),
                CourseReference(id="https://kymi.example/courses/methods"),
            ),
        ),
        further_information=_text("Ask the study office."),
        awarding_bodies=(_issuer(), second, third),
        mandate=Mandate(
            statement=_text("The three bodies mandate Kymi to issue."),
            document="https://kymi.example/mandate.pdf",
            granted=datetime(2025, 8, 1, 9, 30, tzinfo=UTC),
        ),
        valid_for="P5Y",
    )


def _award(email: str | None) -> Award:
    return Award(
        learner=Learner(
            id="did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
            full_name="Aino Maria Virtanen",
            given_name="Aino",
            family_name="Virtanen",
            date_of_birth=date(1999, 2, 28),
            email=email,
            identifiers=(
                Identifier(scheme="student_number", value="0012345"),
                Identifier(scheme="nationalIdentityNumber", value="280299-123A"),
                Identifier(scheme="eIDAS", value="FI/ES/1", country=resolve("country", "FI")),
            ),
        ),
        awarded=datetime(2026, 6, 15, 10, 0, tzinfo=UTC),
        valid_from=datetime(2026, 6, 16, tzinfo=UTC),
        valid_until=datetime(2031, 6, 16, tzinfo=UTC),
        grade=Grade(value="4"),
        credits_earned=Decimal(2),
        supervision=resolve("supervision", "Supervised without ID Verification"),
        recognised_prior_learning=_text("Validated by portfolio"),
        activity_start=date(2026, 1, 12),
        activity_end=date(2026, 5, 29),
        evidence=(
            Evidence(name="The plan", description="As handed in", url="https://kymi.example/works/1"),
            Evidence(name="Presentation"),
        ),
        certificate_number="2026/0042",
    )


# --- Arbitrary records --------------------------------------------------------------------------------------

_LANGUAGES = ("en", "fi", "sv", "es", "ar", "sr-Latn", "pt-BR", "zh-Hant-TW", "und")
_HARD = (
    'He said "it\'s 5 < 6 & so on" \\ / `code` **bold**',
    "שלום עולם",
    "مرحبا بالعالم",
    "Ğüneş, Łódź, Ærø, Çeşme, naïve",
    "👩🏽‍🎓 emoji and \u2066marks\u2069",
    "two\nlines\n\n* and a list\n* of two",
    "tab\there",
    "数据保护",
    "a" * 5_000,
    "{curly} [square] @at #hash $dollar %percent _:b0",
    "https://not.a.link.example/",
    "2026-06-15",
    "5",
)
_ALPHABET = st.characters(exclude_categories=("Cc", "Cs", "Cn"))


@cache
def texts(max_size: int = 25) -> st.SearchStrategy[str]:
    """One text: random characters, or one of those that break software."""
    written = st.text(_ALPHABET, min_size=1, max_size=max_size).map(str.strip)
    anything = written.filter(lambda text: not is_blank(text))
    return st.sampled_from([text for text in _HARD if len(text) <= max(max_size, 60)]) | anything


@cache
def _language_texts(*, long: bool = False) -> st.SearchStrategy[LanguageText]:
    written = texts(max_size=6_000) if long else texts()
    return st.dictionaries(st.sampled_from(_LANGUAGES), written, min_size=1, max_size=3).map(LanguageText)


@cache
def _maybe(strategy):
    return st.none() | strategy


@cache
def _tuple(strategy, most: int = 2):
    return st.lists(strategy, max_size=most).map(tuple)


@cache
def _concept(scheme: str):
    return st.sampled_from(concepts(scheme))


_NAMES = st.sampled_from(("course", "unit/1", "päätös", "a#b", "x?y=1&z='2'", "%C3%A9", "c(1)"))
_NUMBERS = st.integers(min_value=0, max_value=10**9)
_PAGES = st.builds("https://host{}.example/{}".format, _NUMBERS, _NAMES)
_DIDS = st.builds("did:web:host{}.example".format, _NUMBERS)
_URNS = st.uuids().map(lambda value: f"urn:uuid:{value}")
_IRIS = st.one_of(_PAGES, _DIDS, _URNS)
_ADDRESSES = st.builds("https://web{}.example/{}".format, st.integers(0, 4), _NAMES)
_SCHEMES = st.sampled_from(
    ("DEQAR", "VAT", "registration", "student_number", "a.b-c", "name", "emailAddress", "identifier",
     "providerType", "providerType_", "givenName", "dateOfBirth", "alternativeName", "sourcedId", "FI")
)  # fmt: skip
_DATES = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
_AMOUNTS = st.decimals(min_value="0.01", max_value="99999.99", places=2).map(Decimal) | st.integers(
    1, 60
).map(Decimal)
_INSTANTS = st.datetimes(
    min_value=datetime.fromisoformat("0001-01-02"),
    max_value=datetime.fromisoformat("9900-01-01"),
    timezones=st.just(UTC),
).map(lambda value: value.replace(microsecond=0))
_EMAILS = st.sampled_from(
    ("aino@student.example", "Aino.O'Neil+x@Student.EXAMPLE", "ääkkö@esimerkki.example")
)

_identifiers = st.builds(Identifier, scheme=_SCHEMES, value=texts(), country=_maybe(_concept("country")))


_agencies = st.builds(Agency, name=texts(), id=_maybe(_IRIS))
_assurance_kinds = st.sampled_from(QualityAssuranceKind)


@st.composite
def _assurances(draw) -> QualityAssurance:
    return QualityAssurance(
        kind=draw(_assurance_kinds),
        type=draw(_maybe(_concept("accreditation"))),
        framework=draw(_maybe(texts())),
        agency=draw(_maybe(_agencies)),
        decision=draw(_maybe(texts())),
        report=draw(_maybe(_ADDRESSES)),
        valid_from=draw(_maybe(_DATES)),
        valid_until=draw(_maybe(_DATES)),
        description=draw(_maybe(_language_texts())),
    )


_ASSURANCES = _assurances()
_addresses = st.builds(
    Address,
    country=_concept("country"),
    region=_maybe(texts()),
    locality=_maybe(texts()),
    street=_maybe(texts()),
    postal_code=_maybe(texts()),
)


@st.composite
def organisations(draw) -> Organisation:
    """An organisation with anything in it."""
    return Organisation(
        id=draw(_DIDS | _PAGES.map("{}/org".format)),
        legal_name=draw(_language_texts()),
        alternative_name=draw(_maybe(_language_texts())),
        provider_type=draw(_maybe(st.sampled_from(ProviderType))),
        address=draw(_maybe(_addresses)),
        identifiers=draw(_tuple(_identifiers)),
        homepage=draw(_maybe(_ADDRESSES)),
        email=draw(_maybe(_EMAILS)),
        phone=draw(_maybe(st.sampled_from(("+358 40 123", "0800-100 (1)")))),
        logo=draw(_maybe(_ADDRESSES)),
        quality_assurance=draw(_tuple(_ASSURANCES, 1)),
    )


_cycles = st.sampled_from(Cycle)


@st.composite
def _levels(draw) -> Level:
    if draw(st.booleans()):
        return Level(not_applicable=True)
    eqf = draw(_maybe(_concept("eqf")))
    nqf = draw(_tuple(_concept("nqf")))
    cycle = draw(_cycles if eqf is None and not nqf else _maybe(_cycles))
    return Level(eqf=eqf, nqf=nqf, cycle=cycle)


_skills = st.builds(
    Skill,
    uri=_concept("esco_skill").map(lambda concept: concept.uri)
    | _concept("digcomp").map(lambda concept: concept.uri)
    | _concept("eqf").map(lambda concept: concept.uri)  # whatever the address says, it is a skill
    | _IRIS,
    label=texts(),
)
_outcomes = st.builds(LearningOutcome, title=_language_texts(), skills=_tuple(_skills))
_references = st.builds(CourseReference, id=_IRIS, title=_maybe(_language_texts()))


@st.composite
def _bodies(draw, issuer: Organisation) -> tuple[Organisation, ...]:
    """Awarding bodies, now and then the issuer itself, or the issuer described otherwise."""
    namesake = organisations().map(lambda body: body.model_copy(update={"id": issuer.id}))
    choices = st.just(issuer) | organisations() | organisations() | namesake
    return tuple(draw(st.lists(choices, max_size=3)))


_workloads = (
    st.tuples(_maybe(_AMOUNTS), _maybe(_AMOUNTS))
    .filter(any)
    .map(lambda pair: Workload(ects=pair[0], hours=pair[1]))
)
_assessments = st.builds(
    Assessment,
    types=_tuple(_concept("assessment")),
    description=_maybe(_language_texts()),
    supervision=_maybe(_concept("supervision")),
    grading=_maybe(_language_texts()),
)
_participations = st.builds(
    Participation,
    modes=_tuple(_concept("mode")),
    setting=_maybe(_concept("learning_setting")),
    description=_maybe(_language_texts()),
)
_stackabilitys = st.builds(
    Stackability,
    description=_maybe(_language_texts()),
    part_of=_tuple(_references),
    has_part=_tuple(_references, 1),
    builds_on=_tuple(_references, 1),
)
_mandates = st.builds(
    Mandate,
    statement=_language_texts(),
    document=_maybe(_ADDRESSES),
    granted=_maybe(_INSTANTS),
)


@st.composite
def _courses(draw, issuer: Organisation) -> Course:
    title = draw(_language_texts())
    assurances, mandate = draw(_tuple(_ASSURANCES)), draw(_maybe(_mandates))
    may_ask = mandate is None and any(
        item.kind is QualityAssuranceKind.EXTERNAL and item.type is not None and item.agency is not None
        for item in assurances
    )
    return Course(
        id=draw(_PAGES | _URNS),
        title=title,
        version=draw(_maybe(texts())),
        code=draw(_maybe(texts())),
        description=draw(st.one_of(st.none(), st.just(title), _language_texts(), _language_texts(long=True))),
        criteria=draw(st.one_of(st.none(), st.just(title), _language_texts(), _language_texts(long=True))),
        homepage=draw(_maybe(_ADDRESSES)),
        image=draw(_maybe(_ADDRESSES)),
        languages=draw(_tuple(_concept("language"))),
        fields=draw(_tuple(_concept("isced_f"))),
        learning_outcomes=draw(_tuple(_outcomes, 3)),
        workload=draw(_maybe(_workloads)),
        level=draw(_maybe(_levels())),
        assessment=draw(_maybe(_assessments)),
        participation=draw(_maybe(_participations)),
        quality_assurance=assurances,
        prerequisites=draw(_maybe(_language_texts())),
        stackability=draw(_maybe(_stackabilitys)),
        further_information=draw(_maybe(_language_texts())),
        awarding_bodies=draw(_bodies(issuer)),
        mandate=mandate,
        valid_for=draw(_maybe(st.sampled_from(("P5Y", "P1Y6M", "P90D")))),
        repeatable=draw(st.booleans()),
        edc_profile=draw(_maybe(st.just(EdcProfileWish.ACCREDITED))) if may_ask else None,
    )


@st.composite
def _learners(draw) -> Learner:
    learner = Learner(
        id=draw(_maybe(st.just("did:example:learner"))),
        full_name=draw(_maybe(texts())),
        given_name=draw(_maybe(texts())),
        family_name=draw(_maybe(texts())),
        date_of_birth=draw(_maybe(_DATES)),
        email=draw(_maybe(_EMAILS)),
        identifiers=draw(_tuple(_identifiers)),
    )
    return learner if learner != Learner() else Learner(full_name="Aino Virtanen")


_evidence_parts = st.tuples(_maybe(texts()), _maybe(texts()), _maybe(_ADDRESSES)).filter(any)


@st.composite
def _evidence(draw) -> Evidence:
    name, description, url = draw(st.tuples(_maybe(texts()), _maybe(texts()), _maybe(_ADDRESSES)).filter(any))
    return Evidence(name=name, description=description, url=url)


_EVIDENCE = _evidence()
_two_dates = st.tuples(_DATES, _DATES)
_days = _maybe(st.integers(1, 30_000))
_grades = st.builds(Grade, value=texts())


@st.composite
def _awards(draw, course: Course) -> Award:
    awarded = draw(_INSTANTS)
    start = draw(st.none() | st.just(awarded) | _INSTANTS)
    activity = sorted(draw(_two_dates))
    same_supervision = course.assessment.supervision if course.assessment else None
    same_credits = course.workload.ects if course.workload else None
    return Award(
        learner=draw(_learners()),
        awarded=awarded,
        valid_from=start,
        valid_until=None if (days := draw(_days)) is None else (start or awarded) + timedelta(days=days),
        grade=draw(_maybe(_grades)),
        credits_earned=draw(st.none() | st.just(same_credits) | _AMOUNTS),
        supervision=draw(st.none() | st.just(same_supervision) | _concept("supervision")),
        recognised_prior_learning=draw(_maybe(_language_texts())),
        activity_start=draw(_maybe(st.just(activity[0]))),
        activity_end=draw(_maybe(st.just(activity[1]))),
        evidence=draw(_tuple(_EVIDENCE)),
        certificate_number=draw(_maybe(texts())),
    )


@st.composite
def records(draw) -> Record:
    """An arbitrary valid record: several languages, hard texts, bodies that share an id, empty parts."""
    issuer = draw(organisations())
    course = draw(_courses(issuer))
    return Record(
        issuer=issuer,
        course=course,
        award=draw(_awards(course)),
        credential_id=draw(_maybe(_IRIS)),
        language=draw(st.none() | st.sampled_from(_LANGUAGES) | st.sampled_from(course.title.languages)),
    )
