"""The EU's controlled lists, where a label, code or address becomes one concept; and short lists of ours."""

from __future__ import annotations

from mcissue.vocabulary.kinds import Cycle, EdcProfileWish, ProviderType, QualityAssuranceKind
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
    "Cycle",
    "EdcProfileWish",
    "ProviderType",
    "QualityAssuranceKind",
    "Scheme",
    "concept_by_uri",
    "concepts",
    "country_alpha2",
    "language_tag",
    "resolve",
    "scheme_of",
]
