"""The report as a web page: all of it is there, it is well-formed, and nothing in it can do anything."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from typing import Any

import html5rdf
import pytest
from tests.university import INDEX, University

from mcissue.annex import ELEMENT_BY_ID, ELEMENTS
from mcissue.verify import CHECK_IDS, Report, Verdict, Verifier
from mcissue.verify.report.page import MAX_DETAIL, Unreadable, report_page
from mcissue.verify.report.wording import (
    CHECK_QUESTIONS,
    QUESTIONS,
    TEST_REGISTRY,
    element_value,
    with_days,
)
from mcissue.words.characters import MAX_SHOWN

ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "img",
    "link",
    "base",
    "form",
    "svg",
    "audio",
    "video",
    "template",
}


def parse(page: str) -> Any:
    """The tree of a page; raises at the first error that a browser would have to mend."""
    return html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def every(tree: Any, name: str) -> list[Any]:
    return list(tree.iter(name))


def text_of(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def page_of(university: University | None = None, **options: Any) -> tuple[str, Any]:
    page = report_page([(university or University()).verify(**options)])
    return page, parse(page)


def named(name: str) -> University:
    """A university that gave a learner, the award and itself this name, honestly signed."""
    university = University()
    university.subject["identifier"][0]["identityHash"] = name
    university.achievement["name"] = name
    university.credential["issuer"]["name"] = name
    return university


# --- Whole and harmless -------------------------------------------------------------------------------------


def test_the_page_is_whole_in_itself() -> None:
    """No element that loads or runs, no address to load from, no handler, no inline style, no redirect."""
    _, tree = page_of()
    names = {node.tag for node in tree.iter() if isinstance(node.tag, str)}
    assert not names & ACTIVE
    for node in tree.iter():
        for name, value in node.attrib.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "style", "action", "background", "poster", "srcdoc"}
            if name == "href":
                assert value.startswith("#")
    (style,) = every(tree, "style")
    assert not re.search(r"url\(|@import|expression|javascript", style.text)
    assert "refresh" not in [node.get("http-equiv") for node in every(tree, "meta")]


def test_the_policy_forbids_everything_but_this_very_style() -> None:
    """`default-src 'none'`, and the style by the digest of what stands there."""
    _, tree = page_of()
    (policy,) = [
        node.get("content")
        for node in every(tree, "meta")
        if node.get("http-equiv") == "Content-Security-Policy"
    ]
    (style,) = every(tree, "style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'; --></style><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "<!-- </main>",
        "&lt;b&gt; &amp; &#x3c;",
        "]]><svg/onload=alert(1)>",
        "Anna\u202egnp.exe",
        "\u2066Aino\u2069\u200b\ufeff",
        "\x1b[2J\x07\x00",
        "\U000e0041\U000e0042",
        "a\ud800b",
        "Ni\u0303o \u0645\u062d\u0645\u062f \u05d3\u05d5\u05d3",
    ],
)  # fmt: skip
def test_a_name_can_do_nothing(name: str) -> None:
    """Markup is text, direction marks and control characters are shown as what they are."""
    document = named("NAME").signed()
    data = json.dumps(document).replace("NAME", json.dumps(name)[1:-1]).encode()
    report = Verifier().verify(data, name=name)
    page = report_page([report, Unreadable(name, name), report])
    tree = parse(page)
    assert page.encode("utf-8").decode("utf-8") == page
    names = {node.tag for node in tree.iter() if isinstance(node.tag, str)}
    assert not names & ACTIVE
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]",
        page,
    )
    assert "<!--" not in page


def test_a_name_of_another_script_has_its_own_direction_and_no_language() -> None:
    """`bdi` keeps it from turning its surroundings round; the page's English is not claimed for it."""
    _, tree = page_of(named("محمد الأحمد"))
    found = [node for node in every(tree, "bdi") if text_of(node) == "محمد الأحمد"]
    assert len(found) >= 3
    assert {(node.get("dir"), node.get("lang")) for node in found} == {("auto", "")}


def test_huge_values_are_cut() -> None:
    """A name of a megabyte, and facts without end, do not make the page long."""
    university = named("x" * 60_000)
    report = university.verify()
    report = Report(
        **{
            **{name: getattr(report, name) for name in Report.__slots__},
            "checks": tuple(
                type(check)(check.id, check.outcome, "code", "m" * 10_000, "$." + "p" * 10_000, "d" * 10_000,
                            {"all": list(range(100_000))})
                for check in report.checks
            ),
        }
    )  # fmt: skip
    page = report_page([report])
    parse(page)
    assert "x" * (MAX_SHOWN + 1) not in page
    assert "m" * (MAX_SHOWN + 1) not in page
    assert len(page) < 60_000 + len(report.checks) * (MAX_DETAIL + 4 * MAX_SHOWN)
    assert "99999" not in page


# --- Everything is there ------------------------------------------------------------------------------------


def tampered() -> University:
    university = University()
    university.after_signing.append(lambda document: document["issuer"].update(name="Somebody else"))
    return university


def incomplete() -> University:
    university = University()
    del university.credential["issuer"]["name"]
    return university


def revoked() -> University:
    university = University()
    university.revoked.add(INDEX)
    return university


@pytest.mark.parametrize("make", [University, tampered, incomplete, revoked])
def test_the_page_says_what_the_report_says(make: Any) -> None:
    """Every check with outcome, message, code, place and mend; every element; every answer; notes, input."""
    report = make().verify()
    _, tree = page_of(make())
    whole = text_of(tree)
    rows = [text_of(row) for row in every(tree, "tr")]
    for check in report.checks:
        (row,) = [row for row in rows if CHECK_QUESTIONS[check.id] in row]
        assert check.id in row
        message = with_days(check.message[1:].rstrip("."))
        assert message in row
        if check.outcome in {"failed", "indeterminate"}:
            assert all(part in row for part in (check.code, check.path or "", check.mend or "") if part)
    for element in report.credential.elements:
        (row,) = [row for row in rows if row.startswith(f"{ELEMENT_BY_ID[element.id].title} {element.id}")]
        for part in (
            str(element.state).replace("_", " "),
            element_value(element),
            element.path or "",
            element.convention,
        ):
            assert " ".join(part.split()) in row
        if element.mandatory and not element.settled:
            assert element.mend in row
    assert all(QUESTIONS[name][0] in whole for name in QUESTIONS if name != "well_formed")
    assert all(with_days(note.message[1:]) in whole for note in report.notes)
    assert report.input.sha256 in whole
    assert report.registry.sha256 in whole
    assert {node.get("class") for node in every(tree, "article")} == {
        {
            Verdict.VALID: "report passed valid",
            Verdict.INVALID: "report failed invalid",
            Verdict.INCOMPLETE: "report indeterminate incomplete",
        }[report.verdict]
    }


def test_every_check_has_a_question_and_every_element_a_row() -> None:
    """A new check without a question, or a lost element, fails here."""
    assert set(CHECK_QUESTIONS) == set(CHECK_IDS)
    _, tree = page_of()
    heads = [text_of(head) for head in every(tree, "th") if head.get("scope") == "row"]
    for element in ELEMENTS:
        assert f"{element.title} {element.id}" in heads


def test_what_must_be_read_first_stands_first() -> None:
    """The verdict and its reason, a test registry, and that nothing is proven, before any answer."""
    _, tree = page_of(tampered())
    words = text_of(every(tree, "article")[0])
    order = [
        "NOT VALID",
        "signature does not fit",
        TEST_REGISTRY,
        "NOTHING BELOW IS PROVEN",
        "Is it authentic?",
    ]
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)
    assert "yes, if it were authentic" in words
    assert "What the file says, unproven" in words


def test_good_news_only_about_an_authentic_file() -> None:
    """The registry's name is shown as the issuer's only where it is proven."""
    _, good = page_of()
    _, bad = page_of(tampered())
    assert "(name in the registry)" in text_of(good)
    assert "(name in the registry)" not in text_of(bad)
    assert "claims to be whom the registry knows as" in text_of(bad)


# --- Several files ------------------------------------------------------------------------------------------


def test_several_files_have_a_summary_that_leads_to_each_report() -> None:
    """A row for each file in their order, also for one that could not be opened; links that lead somewhere."""
    reports = [University().verify(), Unreadable("gone.json", "No such file"), tampered().verify()]
    tree = parse(report_page(reports))
    (nav,) = every(tree, "nav")
    rows = [text_of(row) for row in every(nav, "tr")][1:]
    assert len(rows) == 3
    assert [
        word in row for word, row in zip(("valid", "could not be opened", "not valid"), rows, strict=True)
    ]
    assert "No such file" in rows[1]
    assert "(its own word)" in rows[2]
    assert "(its own word)" not in rows[0]
    assert "3 files: 1 valid, 1 not valid, 1 could not be opened." in text_of(nav)
    assert TEST_REGISTRY in text_of(nav)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    links = [node.get("href").removeprefix("#") for node in every(nav, "a")]
    assert links == ["report-1", "report-3"]
    assert set(links) <= set(ids)
    assert len(every(tree, "article")) == 2


def test_one_unreadable_file_is_a_page_too() -> None:
    """It says so in its title and text, and has no summary."""
    tree = parse(report_page([Unreadable("gone.json", "No such file")]))
    assert "could not be opened" in text_of(every(tree, "title")[0])
    assert "No such file" in text_of(every(tree, "article")[0])
    assert not every(tree, "nav")


# --- For everybody ------------------------------------------------------------------------------------------


def test_landmarks_and_headings_lead_through_the_page() -> None:
    """One main, one h1, no level left out, every section and navigation named, no id twice, a language."""
    tree = parse(report_page([University().verify(), tampered().verify()]))
    assert tree.get("lang") == "en"
    assert [len(every(tree, name)) for name in ("main", "h1", "header", "footer", "title")] == [1] * 5
    levels = [int(node.tag[1]) for node in tree.iter() if re.fullmatch(r"h\d", str(node.tag))]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(set(ids)) == len(ids)
    for node in tree.iter():
        if node.tag in {"section", "nav", "article"}:
            assert node.get("aria-labelledby") in ids


def test_tables_have_captions_and_heads() -> None:
    """Every cell has a head, and every row as many cells as the table has columns."""
    _, tree = page_of()
    assert len(every(tree, "table")) == 5
    for table in every(tree, "table"):
        assert text_of(table.find("caption"))
        columns = [head for head in every(table.find("thead"), "th") if head.get("scope") == "col"]
        for row in every(table.find("tbody"), "tr"):
            assert len(row) == len(columns)
            assert (row[0].tag, row[0].get("scope")) == ("th", "row")


def test_no_outcome_is_told_by_colour_alone() -> None:
    """Each has its words; the mark is for eyes only."""
    _, tree = page_of(tampered())
    outcomes = [node for node in tree.iter("span") if (node.get("class") or "").startswith("outcome")]
    assert len(outcomes) > 30
    for node in outcomes:
        (mark,) = node.findall("span")
        assert mark.get("aria-hidden") == "true"
        assert (mark.tail or "").strip()


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_of_text_are_readable() -> None:
    """Contrast of at least 6 : 1 on every ground of the page; WCAG 2.2 AA asks for 4.5 : 1."""
    _, tree = page_of()
    style = every(tree, "style")[0].text
    colours = {_six(found) for found in re.findall(r"[^-]color: #([0-9a-f]+)", style)}
    grounds = {_six(found) for found in re.findall(r"background: #([0-9a-f]+)", style)}
    assert len(colours) >= 5
    for colour, ground in itertools.product(colours, grounds):
        low, high = sorted((_luminance(colour), _luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 6, (colour, ground)


def _six(colour: str) -> str:
    return colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)


def test_the_same_reports_give_the_same_page() -> None:
    """Nothing of the machine or the moment goes in."""
    assert page_of()[0] == page_of()[0]
