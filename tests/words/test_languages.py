"""Tags of languages: what is well formed, what is written, and what looks like one."""

from __future__ import annotations

import pytest

from mcissue.words import is_language_key, is_language_tag, is_plain_language_tag, usual_spelling


@pytest.mark.parametrize(
    ("tag", "well_formed", "plain"),
    [
        ("fi", True, True),
        ("pt-BR", True, True),
        ("sr-Latn", True, True),
        ("es-419", True, True),
        ("und", True, True),
        ("EN", True, False),
        ("pt-br", True, False),
        ("de-1996", True, False),
        ("x-klingon", True, False),
        ("zh-cmn-Hans-CN", True, False),
        ("fi\n", False, False),
        ("pt_BR", False, False),
        ("", False, False),
        ("-fi", False, False),
        ("fi-", False, False),
        ("１２", False, False),
        ("ελ", False, False),
        ("abcdefghi", False, False),
        (None, False, False),
        (["fi"], False, False),
    ],
)
def test_tags(tag: object, well_formed: bool, plain: bool) -> None:
    """A document may hold any well-formed tag; what is written here has one spelling."""
    assert is_language_tag(tag) is well_formed
    assert is_plain_language_tag(tag) is plain


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("SR-latn-rs", "sr-Latn-RS"),
        ("es-419", "es-419"),
        ("english", None),
        ("de-1996", None),
    ],
)
def test_the_usual_spelling(text: str, spelled: str | None) -> None:
    """Letter case as RFC 5646 section 2.1.1 recommends it; nothing is guessed of other tags."""
    assert usual_spelling(text) == spelled
    assert spelled is None or is_plain_language_tag(spelled)


@pytest.mark.parametrize(
    ("key", "meant"),
    [("en", True), ("EN", True), ("de-AT", True), ("id", False), ("name", False), ("a", False), (1, False)],
)
def test_keys_that_look_like_languages(key: object, meant: bool) -> None:
    """Two or three letters and subtags are meant as a language; `id` is an identifier in every credential."""
    assert is_language_key(key) is meant
