"""The EU vocabularies: what a person writes becomes exactly one concept, or a message that mends it."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcissue.errors import McissueError, RecordError
from mcissue.vocabulary import (
    SCHEMES,
    Concept,
    concept_by_uri,
    concepts,
    country_alpha2,
    language_tag,
    resolve,
    scheme_of,
)
from mcissue.vocabulary import lookup as vocabulary
from mcissue.vocabulary.data import key_of, read_rows

# Lists that are complete as of their source, with the number of their concepts.
COMPLETE = {
    "eqf": 8,
    "isced_f": 220,
    "assessment": 14,
    "mode": 6,
    "learning_setting": 2,
    "supervision": 4,
    "education_credit": 2,
    "learning_opportunity": 12,
    "learning_activity": 11,
    "learning_schedule": 3,
    "entitlement": 3,
    "entitlement_status": 2,
    "nqf": 424,
    "skill_type": 2,
    "skill_reuse_level": 4,
    "target_group": 20,
    "encoding": 1,
    "country": 253,
    "language": 8175,
    "currency": 179,
    "file_type": 195,
}
HUGE = pytest.param(10**5000, id="huge")
MADE_UP = {
    "credential": "c_00000000",
    "accreditation": "0123456789",
    "accreditation_decision": "c_0123abcd",
    "evidence_type": "c_0123abcd",
    "digcomp": "zz00zz00zz",
    "verification": "0123456789",
    "verification_status": "0123456789",
    "presentation_type": "c_0123abcd",
    "esco_skill": "00000000-0000-4000-8000-000000000000",
    "human_sex": "OTHER",
    "atu": "IRL_CTH_DUB",
}
AUTHORITY = "http://publications.europa.eu/resource/authority"

# Members of the EU and the EEA, Switzerland, and candidates: ISO alpha-2 and EU authority code.
EUROPE = """AT:AUT BE:BEL BG:BGR HR:HRV CY:CYP CZ:CZE DK:DNK EE:EST FI:FIN FR:FRA DE:DEU GR:GRC HU:HUN IE:IRL
IT:ITA LV:LVA LT:LTU LU:LUX MT:MLT NL:NLD PL:POL PT:PRT RO:ROU SK:SVK SI:SVN ES:ESP SE:SWE IS:ISL LI:LIE NO:NOR
CH:CHE GB:GBR AL:ALB BA:BIH GE:GEO MD:MDA ME:MNE MK:MKD RS:SRB TR:TUR UA:UKR XK:1A0"""

# The 24 official languages of the EU (Regulation 1/1958) and others of the EEA: tag, EU code, name, own name.
TONGUES = """bg BUL Bulgarian български|hr HRV Croatian hrvatski|cs CES Czech čeština|da DAN Danish dansk
nl NLD Dutch Nederlands|en ENG English English|et EST Estonian eesti keel|fi FIN Finnish suomi
fr FRA French français|de DEU German Deutsch|el ELL Greek ελληνικά|hu HUN Hungarian magyar|ga GLE Irish Gaeilge
it ITA Italian italiano|lv LAV Latvian latviešu valoda|lt LIT Lithuanian lietuvių kalba|mt MLT Maltese Malti
pl POL Polish polski|pt POR Portuguese português|ro RON Romanian română|sk SLK Slovak slovenčina
sl SLV Slovenian slovenščina|es SPA Spanish español|sv SWE Swedish svenska|no NOR Norwegian norsk
is ISL Icelandic íslenska|uk UKR Ukrainian українська|sq SQI Albanian shqip|sr SRP Serbian српски
ca CAT Catalan català|eu EUS Basque euskara|gl GLG Galician galego|lb LTZ Luxembourgish Lëtzebuergesch"""


def uris_of(scheme: str, value: str) -> list[str]:
    """The concept that a value names, or the candidates if it is refused as ambiguous."""
    try:
        return [resolve(scheme, value).uri]
    except RecordError as error:
        return list(error.detail.get("candidates", []))


def error_of(scheme: str, value: object) -> RecordError:
    with pytest.raises(RecordError) as caught:
        resolve(scheme, value, path="$.course.level")  # type: ignore[arg-type]
    assert caught.value.path == "$.course.level"
    return caught.value


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_every_list_loads_and_says_where_it_comes_from(name: str) -> None:
    """Each list is shipped, its concepts have its form of address, and its head and ours agree."""
    scheme = SCHEMES[name]
    held = concepts(name)
    assert (scheme.complete, len(held)) == (name in COMPLETE, COMPLETE.get(name, len(held)))
    assert all(scheme.pattern.fullmatch(concept.uri) and concept.listed for concept in held)
    assert not scheme.pattern.fullmatch(scheme.uri)
    assert scheme.title
    assert scheme.source
    assert scheme.read_on == "2026-11-21"


def test_only_complete_and_named_incomplete_lists_exist() -> None:
    """The tables of this test name every list, so that a new one cannot slip in untested."""
    assert set(SCHEMES) == set(COMPLETE) | set(MADE_UP)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_each_concept_is_found_by_its_address_code_and_label(name: str) -> None:
    """Address and code lead back to the very concept; a label does too, or is refused as ambiguous."""
    held = concepts(name)
    for concept in held if len(held) < 500 else held[::40]:
        assert concept_by_uri(concept.uri) == concept == resolve(name, concept.uri)
        assert scheme_of(concept.uri) == name
        if concept.code is not None:
            assert resolve(name, concept.code) == concept
        if concept.label is not None:
            assert concept.uri in uris_of(name, concept.label)


@pytest.mark.parametrize(
    ("scheme", "value", "uri"),
    [
        ("eqf", "6", "http://data.europa.eu/snb/eqf/6"),
        ("eqf", 6, "http://data.europa.eu/snb/eqf/6"),
        ("eqf", "EQF 6", "http://data.europa.eu/snb/eqf/6"),
        ("eqf", "eqf level 6", "http://data.europa.eu/snb/eqf/6"),
        ("eqf", "EQF-6", "http://data.europa.eu/snb/eqf/6"),
        ("eqf", " Level  6 ", "http://data.europa.eu/snb/eqf/6"),
        ("isced_f", "0613", "http://data.europa.eu/snb/isced-f/0613"),
        ("isced_f", 1041, "http://data.europa.eu/snb/isced-f/1041"),
        ("education_credit", "ECTS", "http://data.europa.eu/snb/education-credit/6fcec5c5af"),
        ("mode", "project-based", "http://data.europa.eu/snb/learning-assessment/7813801c77"),
        ("mode", "On-site", "http://data.europa.eu/snb/learning-assessment/9191af2ed9"),
        ("learning_setting", "nonformal learning", "http://data.europa.eu/snb/learning-setting/e207a81fc7"),
        ("assessment", "WRITTEN EXAMINATION", "http://data.europa.eu/snb/assessment/6e6cb2cc78"),
        ("credential", "Qualification award", "http://data.europa.eu/snb/credential/6cf8e68c43"),
        ("credential", "converted", "http://data.europa.eu/snb/credential/c_7e400154"),
        ("nqf", "FiNQF level 6", "http://data.europa.eu/snb/qdr/c_8a7da315"),
        ("country", "FIN", f"{AUTHORITY}/country/FIN"),
        ("country", "fi", f"{AUTHORITY}/country/FIN"),
        ("country", "EL", f"{AUTHORITY}/country/GRC"),
        ("country", "UK", f"{AUTHORITY}/country/GBR"),
        ("country", "XKX", f"{AUTHORITY}/country/1A0"),
        ("country", "Cote d'Ivoire", f"{AUTHORITY}/country/CIV"),
        ("country", "Türkiye", f"{AUTHORITY}/country/TUR"),
        ("language", "ger", f"{AUTHORITY}/language/DEU"),
        ("language", "pt-BR", f"{AUTHORITY}/language/POR"),
        ("language", "sr-Latn-RS", f"{AUTHORITY}/language/SRP"),
        ("language", "smn", f"{AUTHORITY}/language/SMN"),
        ("language", "espanol", f"{AUTHORITY}/language/SPA"),
        ("language", "dan", f"{AUTHORITY}/language/DAN"),
        ("skill_reuse_level", "cross sector", "http://data.europa.eu/snb/skill-reuse-level/cross-sector"),
        ("file_type", "png", f"{AUTHORITY}/file-type/PNG"),
    ],
)
def test_the_usual_ways_to_write_a_concept_are_read(scheme: str, value: str | int, uri: str) -> None:
    """Codes, labels and usual other names are read in any case, with or without spaces, hyphens and accents."""
    assert resolve(scheme, value).uri == uri


def test_a_concept_tells_its_list_label_and_code() -> None:
    """A concept holds what both formats and a reader need, survives worker processes, and reads as its label."""
    concept = resolve("country", "FIN")
    assert concept == Concept("country", f"{AUTHORITY}/country/FIN", "Finland", "FI")
    assert pickle.loads(pickle.dumps(concept)) == concept
    assert str(concept) == "Finland"
    assert resolve("eqf", 6) == Concept("eqf", "http://data.europa.eu/snb/eqf/6", "Level 6", "6")
    assert resolve("language", "en").code == "ENG"
    assert resolve("mode", "online").code is None


def test_a_remark_in_place_of_a_label_is_no_label() -> None:
    """Where no label was seen, a concept has none and reads as its address; no remark of the reader is shown."""
    concept = resolve("credential", "http://data.europa.eu/snb/credential/c_ae121a00")
    assert (concept.label, str(concept), concept.listed) == (None, concept.uri, True)
    assert resolve("credential", "http://data.europa.eu/snb/credential/6cf8e68c43").label == "Accredited"
    for name in SCHEMES:
        assert not [c for c in concepts(name) if c.label and ("seen" in c.label or "XSD" in c.label)]


@pytest.mark.parametrize(
    ("scheme", "value", "said"),
    [
        ("assessment", "writen examination", 'Did you mean "written examination"?'),
        (
            "mode",
            "hybrid",
            "The list: Workbased; Project based; Presential; Online; Blended; Research-Lab based.",
        ),
        ("eqf", "Level 9", "Level 7; Level 8."),
        ("country", "Fnland", 'Did you mean "Finland" (FI)?'),
        ("language", "Finish", '"Finnish" (FIN)'),
        ("isced_f", "software", '"Software and applications development and analysis" (0613)'),
        (
            "isced_f",
            613,
            'zeros, in quotes. Did you mean "Software and applications development and analysis" (0613)',
        ),
        ("nqf", "FiNQF 6", 'Did you mean "FiNQF Level 6"?'),
        (
            "mode",
            "https://data.europa.eu/snb/learning-assessment/920fbb3cbe",
            "Write http://data.europa.eu/snb/",
        ),
        ("language", f"{AUTHORITY}/language/eng", f"Write {AUTHORITY}/language/ENG exactly so."),
        ("eqf", "http://data.europa.eu/snb/eqf/6/", "Write http://data.europa.eu/snb/eqf/6 exactly so."),
        ("mode", "http://data.europa.eu/snb/eqf/6", "That address is of the list 'eqf'"),
        ("mode", "http://data.europa.eu/snb/learning-assessment/25831c2", "the address of the list itself"),
        ("esco_skill", "thinking", "The list is not complete here; give another concept by its address"),
        ("atu", "Dublin", "address of a concept"),
        ("country", False, "in quotes"),
        ("eqf", 6.0, "in quotes"),
    ],
)
def test_an_unknown_value_is_answered_with_how_to_mend_it(scheme: str, value: object, said: str) -> None:
    """A typo gets the nearest labels, a short list is shown whole, a wrong address gets the right one."""
    error = error_of(scheme, value)
    assert error.code == "unknown_concept"
    assert said in (error.mend or "")
    assert not error.indeterminate


def test_suggestions_are_also_for_machines() -> None:
    """The error carries the value, the list and the addresses of the nearest concepts."""
    assert error_of("country", "Fnland").detail == {
        "got": "Fnland",
        "scheme": "country",
        "suggestions": [f"{AUTHORITY}/country/FIN"],
    }


@pytest.mark.parametrize(
    ("scheme", "value", "codes"),
    [
        ("isced_f", "Law", ["042", "0421"]),
        ("isced_f", "education", ["01", "011"]),
        ("language", "Nepali", ["NEP", "NPI"]),
        ("language", "Dan", ["DAN", "DNJ"]),
        ("currency", "US dollar", ["USD", "USN"]),
    ],
)
def test_an_ambiguous_label_is_never_guessed(scheme: str, value: str, codes: list[str]) -> None:
    """A label of several concepts is an error that names the candidates with code and address."""
    error = error_of(scheme, value)
    assert error.code == "ambiguous_concept"
    assert [uri.rpartition("/")[2] for uri in error.detail["candidates"]] == codes
    assert all(f"{code} (" in (error.mend or "") for code in codes)


@pytest.mark.parametrize(("name", "segment"), MADE_UP.items())
def test_an_incomplete_list_takes_an_address_of_the_right_form_and_says_so(name: str, segment: str) -> None:
    """What an incomplete list does not hold is taken by the form of its address, without label, not `listed`."""
    scheme = SCHEMES[name]
    concept = resolve(name, scheme.prefix + segment)
    assert concept == concept_by_uri(scheme.prefix + segment)
    assert (concept.uri, concept.label, concept.listed) == (scheme.prefix + segment, None, False)
    assert error_of(name, scheme.prefix + "!").code == "unknown_concept"
    assert concept_by_uri(f"{scheme.prefix}{segment}\n") is None


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_complete_list_refuses_what_it_does_not_hold(name: str) -> None:
    """An address of the right form that is not in a complete list is unknown."""
    scheme = SCHEMES[name]
    free = {"eqf": "9", "isced_f": "0614", "skill_type": "attitude", "skill_reuse_level": "none"}.get(
        name, "QQQ" if scheme.coded else "0123456789"
    )
    uri = scheme.prefix + free
    assert scheme.pattern.fullmatch(uri)
    assert concept_by_uri(uri) is None
    assert scheme_of(uri) == name
    assert error_of(name, uri).code == "unknown_concept"


def test_the_prefixes_of_the_lists_are_disjoint() -> None:
    """No concept's address can belong to two lists."""
    prefixes = [scheme.prefix for scheme in SCHEMES.values()]
    assert not [(a, b) for a in prefixes for b in prefixes if a is not b and a.startswith(b)]


def test_addresses_of_no_list_belong_to_none() -> None:
    """Foreign addresses, lists themselves and things that are no text are of no list."""
    for value in ("", "/", "x", "https://example.org/6", "https://data.europa.eu/snb/eqf/6", None, 6, ["x"]):
        assert scheme_of(value) is None
        assert concept_by_uri(value) is None
    for scheme in SCHEMES.values():
        assert scheme_of(scheme.uri) is None
        assert scheme_of(scheme.prefix) is None
        assert concept_by_uri(scheme.uri) is None
    assert scheme_of("http://data.europa.eu/snb/eqf/" + "6" * 300) is None


@pytest.mark.parametrize("pair", EUROPE.split())
def test_countries_of_europe_go_to_alpha_2_and_back(pair: str) -> None:
    """The two-letter code of Open Badges and the authority code of EDC stand for the same country."""
    alpha2, authority = pair.split(":")
    concept = resolve("country", alpha2)
    assert concept.uri == f"{AUTHORITY}/country/{authority}"
    assert concept == resolve("country", authority)
    assert country_alpha2(concept) == alpha2 == concept.code


def test_every_country_but_the_placeholder_has_one_alpha_2_code() -> None:
    """Two-letter codes are unique; only `OP_DATPRO` (provisional data), which is no country, has none."""
    codes = [country_alpha2(concept) for concept in concepts("country")]
    assert len({code for code in codes if code}) == 252
    assert [c.uri for c in concepts("country") if country_alpha2(c) is None] == [
        f"{AUTHORITY}/country/OP_DATPRO"
    ]
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in codes if code)
    assert country_alpha2(resolve("language", "fi")) is None
    assert country_alpha2(Concept("country", "https://example.org/FIN")) is None


@pytest.mark.parametrize("line", TONGUES.replace("\n", "|").split("|"))
def test_languages_of_europe_go_to_their_tag_and_back(line: str) -> None:
    """The tag of a text and the authority code of EDC stand for the same language, whichever name is used."""
    tag, authority, english, own = line.split(" ", 3)
    concept = resolve("language", tag)
    assert concept == Concept("language", f"{AUTHORITY}/language/{authority}", english, authority)
    assert language_tag(concept) == tag
    for name in (english, own, own.upper(), authority, authority.lower(), f"{tag}-EU"):
        assert resolve("language", name) == concept


def test_a_common_language_without_published_label_gets_one_from_us() -> None:
    """Where the published list has no label, the English name of a language with a two-letter code is ours."""
    assert resolve("language", "gu").label == "Gujarati"
    assert resolve("language", "AAA").label is None


def test_a_value_that_is_too_long_is_not_looked_up() -> None:
    """A value longer than any label or address is refused before work is spent on it."""
    assert resolve("eqf", "Level" + " " * 100 + "6").code == "6"
    assert error_of("eqf", "Level" + " " * 300 + "6").detail["suggestions"] == []


def test_every_tag_leads_back_to_its_language() -> None:
    """Tags are unique; only the placeholder for provisional data has none."""
    held = concepts("language")
    tags = {language_tag(concept): concept for concept in held}
    assert len(tags) == len(held)
    assert tags[None].uri == f"{AUTHORITY}/language/OP_DATPRO"
    assert sum(len(tag) == 2 for tag in tags if tag) == 183
    assert [tag for tag in tags if tag and resolve("language", tag) != tags[tag]] == []
    assert language_tag(resolve("country", "FI")) is None


def test_our_own_tables_point_to_concepts_of_the_lists() -> None:
    """Two-letter codes and other names never point to a concept that is not there, and clash with nothing."""
    for alpha2, segment, _also in read_rows("country_codes", columns=3):
        assert resolve("country", alpha2).uri == f"{AUTHORITY}/country/{segment}"
    for alpha2, segment, *_ in read_rows("language_names", columns=5):
        assert resolve("language", alpha2).uri == f"{AUTHORITY}/language/{segment}"
    for scheme, segment, name in read_rows("other_names", columns=3):
        found = resolve(scheme, name)
        assert found.uri.rpartition("/")[2] == segment
        assert found.listed
        assert key_of(name) != key_of(found.label or "")


def test_an_unknown_list_is_named_with_those_that_exist() -> None:
    """A wrong short name is our own error with all short names."""
    for name in ("eqv", "", None, []):
        with pytest.raises(RecordError) as caught:
            resolve(name, "6")  # type: ignore[arg-type]
        assert caught.value.code == "unknown_vocabulary"
        assert "isced_f" in (caught.value.mend or "")
    with pytest.raises(RecordError, match="there is no list"):
        concepts("eqv")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "x" * 301,
        "\x1b[31m",
        HUGE,
        -1,
        "-6",
        "\N{SUPERSCRIPT TWO}",
        "'6'",
        "http://",
        "://",
        None,
        b"6",
        {},
    ],
)
def test_hostile_values_are_answered_and_never_repeated_raw(value: object) -> None:
    """Any value gives our error; what it repeats is cut and holds nothing that a terminal would act on."""
    for name in ("eqf", "language", "esco_skill"):
        error = error_of(name, value)
        assert error.code == "unknown_concept"
        assert len(error.message) < 250
        assert error.message.isprintable()


@settings(max_examples=300, deadline=None)
@given(scheme=st.sampled_from(["eqf", "isced_f", "credential", "country"]), value=st.text() | st.integers())
def test_any_text_gives_a_concept_of_the_list_or_our_error(scheme: str, value: str | int) -> None:
    """Whatever is written, the answer is a concept of that very list or an error of ours."""
    code = None
    try:
        found = resolve(scheme, value)
    except McissueError as error:
        code = error.code
    assert code in {"unknown_concept", "ambiguous_concept"} or scheme == found.scheme == scheme_of(found.uri)


def test_a_damaged_file_is_told_from_a_wrong_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is missing or cut is a fault of the installation and says so."""
    with pytest.raises(RecordError) as caught:
        read_rows("no_such_list", columns=2)
    assert caught.value.code == "vocabulary_damaged"
    assert caught.value.indeterminate
    with pytest.raises(RecordError, match="does not have 1 fields"):
        read_rows("eqf", columns=1)
    from importlib.resources import files

    shipped = files("mcissue").joinpath("vocabulary", "tables", "eqf.tsv").read_text(encoding="utf-8")
    for cut, why in (
        (shipped[:-4], "last line is cut"),
        (shipped[: shipped.index("8\tLevel")], "7 rows, and"),
    ):

        class Cut:
            def joinpath(self, *_: str) -> Cut:
                return self

            def read_text(self, *, encoding: str, text: str = cut) -> str:
                return text

        with monkeypatch.context() as patch:
            patch.setattr("importlib.resources.files", lambda _: Cut())
            with pytest.raises(RecordError, match=why):
                read_rows("eqf", columns=2)


def test_importing_reads_no_list() -> None:
    """Importing the module loads neither the lists nor what only faults need."""
    program = (
        "import sys, mcissue.vocabulary.lookup as v\n"
        "from mcissue.vocabulary import data as d\n"
        "assert d.table_of.cache_info().currsize == 0\n"
        "v.resolve('eqf', '6')\n"
        "assert d.table_of.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_public_names_are_listed() -> None:
    """What other rooms import is public."""
    assert {"Concept", "SCHEMES", "resolve", "concept_by_uri", "scheme_of"} <= set(vocabulary.__all__)
