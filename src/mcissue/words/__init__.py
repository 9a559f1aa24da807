"""The small words that every room writes and reads: one definition each.

What an absolute IRI, a tag of a language, a day and an instant are, and which texts nobody can see. Nothing
here knows what a credential is; a test holds that no other room defines these things again.
"""

from __future__ import annotations

from mcissue.words.characters import (
    clean_text,
    first_hidden,
    is_blank,
    is_placeholder,
    says_nothing,
    unprintable,
    visible,
    visible_name,
    with_short_words,
)
from mcissue.words.iris import (
    ABSOLUTE_IRI,
    is_absolute_iri,
    is_https_address,
    is_identifier,
    is_web_address,
)
from mcissue.words.languages import (
    PLAIN_LANGUAGE_TAG,
    best_tag,
    is_language_key,
    is_language_tag,
    is_plain_language_tag,
    usual_spelling,
)
from mcissue.words.times import (
    CLOCK_TOLERANCE,
    first_instant,
    format_datetime,
    is_ahead,
    is_datetime_form,
    is_day_form,
    is_within,
    last_instant,
    parse_datetime,
    parse_day,
    shown,
)

__all__ = [
    "ABSOLUTE_IRI",
    "CLOCK_TOLERANCE",
    "PLAIN_LANGUAGE_TAG",
    "best_tag",
    "clean_text",
    "first_hidden",
    "first_instant",
    "format_datetime",
    "is_absolute_iri",
    "is_ahead",
    "is_blank",
    "is_datetime_form",
    "is_day_form",
    "is_https_address",
    "is_identifier",
    "is_language_key",
    "is_language_tag",
    "is_placeholder",
    "is_plain_language_tag",
    "is_web_address",
    "is_within",
    "last_instant",
    "parse_datetime",
    "parse_day",
    "says_nothing",
    "shown",
    "unprintable",
    "usual_spelling",
    "visible",
    "visible_name",
    "with_short_words",
]
