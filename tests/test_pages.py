"""HTML of ours: no text can become markup, and a page loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from mcissue.pages import Markup, breakable, join, page, said, tag, void
from mcissue.words import visible

EVIL = "<script>alert('x')</script>&\""


def test_texts_are_escaped_where_an_element_is_put_together() -> None:
    """In its content and in its attributes; what is markup already stays as it is."""
    assert tag("p", EVIL) == "<p>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;&quot;</p>"
    assert tag("a", "x", title=EVIL).count("<") == 2
    assert void("meta", content='"><script>').count("<") == 1
    assert tag("p", tag("b", "&")) == "<p><b>&amp;</b></p>"
    assert join("<", Markup("<br>")) == "&lt;<br>"


def test_names_of_attributes() -> None:
    """Underscores stand for hyphens, and Python's words can be told apart by one at the end."""
    assert tag("p", class_="a", aria_hidden="true") == '<p class="a" aria-hidden="true"></p>'


def test_foreign_text_is_shown_whole_and_harmless() -> None:
    """Its direction is its own, its invisible characters are named, and it is cut where it is too long."""
    shown = join(visible("a\u202e" + EVIL))
    assert said("a\u202e" + EVIL) == f'<bdi dir="auto" lang="">{shown}</bdi>'
    assert "\u202e" not in said("a\u202eb")
    assert said("x" * 50, limit=10) == '<bdi dir="auto" lang="">xxxxxxxxxx...</bdi>'
    assert said(None) == said("") == ""


def test_a_path_may_be_broken_and_stays_escaped() -> None:
    """Only places to break are put in."""
    assert breakable("a/<b>/c", after="/") == "a/<wbr>&lt;b&gt;/<wbr>c"
    assert breakable("$.a[0]", before=".[") == "$<wbr>.a<wbr>[0]"


def test_a_page_forbids_everything_but_its_own_style() -> None:
    """The policy names the digest of the style sheet, and nothing else is allowed."""
    style = "p { color: black }"
    text = page(title="</title><script>", style=style, body=tag("body", EVIL))
    assert "<script" not in text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.replace("&#x27;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert text.startswith('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">')


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\r\nc", "a b c"),
        ("a\u202eb", "a\\u202eb"),
        ("a\x1b[2Jb", "a\\u001b[2Jb"),
        ("a\U000e0041b", "a\\U000e0041b"),
        ("\ud800", "\\ud800"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_could_mislead_is_named_by_its_number(text: str, shown: str) -> None:
    """Controls, marks of direction, tags beyond the first plane; joiners that a language needs stay."""
    assert visible(text) == shown
