"""The EU's controlled lists: a label, code or address that a person writes becomes one concept."""

from __future__ import annotations

from mcissue.vocabulary.lookup import (
    SCHEMES,
    Concept,
    Scheme,
    concept_by_uri,
    concepts,
    country_alpha2,
    language_tag,
    resolve,
    scheme_of,
)

__all__ = [
    "SCHEMES",
    "Concept",
    "Scheme",
    "concept_by_uri",
    "concepts",
    "country_alpha2",
    "language_tag",
    "resolve",
    "scheme_of",
]
