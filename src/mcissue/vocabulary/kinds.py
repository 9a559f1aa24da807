"""Short closed lists of our own, where no EU vocabulary holds the choice."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Cycle", "EdcProfileWish", "ProviderType", "QualityAssuranceKind"]


class Cycle(StrEnum):
    """Cycles of the qualifications framework of the European Higher Education Area."""

    SHORT = "short"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class EdcProfileWish(StrEnum):
    """A profile of European Digital Credentials that a course can ask for; others follow from its content."""

    ACCREDITED = "accredited"


class ProviderType(StrEnum):
    """The kinds of providers that the Recommendation names (2022/C 243/02, point 5(b))."""

    HIGHER_EDUCATION_INSTITUTION = "higher_education_institution"
    VET_PROVIDER = "vet_provider"
    ADULT_EDUCATION_PROVIDER = "adult_education_provider"
    SCHOOL = "school"
    RESEARCH_ORGANISATION = "research_organisation"
    EMPLOYER = "employer"
    COMPANY = "company"
    INDUSTRY_REPRESENTATIVE = "industry_representative"
    PROFESSIONAL_ASSOCIATION = "professional_association"
    SOCIAL_PARTNER = "social_partner"
    CIVIL_SOCIETY_ORGANISATION = "civil_society_organisation"
    PUBLIC_EMPLOYMENT_SERVICE = "public_employment_service"
    PUBLIC_AUTHORITY = "public_authority"
    OTHER = "other"


class QualityAssuranceKind(StrEnum):
    """Who assures the quality: the provider itself or an outside body."""

    INTERNAL = "internal"
    EXTERNAL = "external"
