"""Which format a JSON document is of, by what it contains: its contexts and types, never its file name.

Detection judges nothing. A document that claims to be an Open Badge and is a bad one is still detected as
one, so that the checks of that format can say what is wrong with it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.jsonld.urls import CREDENTIALS_V1, CREDENTIALS_V2, DID_V1, EDC_AP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.read import JsonValue

__all__ = ["CREDENTIAL_FORMATS", "EXPLANATIONS", "TITLES", "VERIFIABLE", "Format", "detect_format"]


class Format(StrEnum):
    """A kind of document. The values are stable; they stand in reports."""

    OPEN_BADGES_3_0 = "open_badges_3_0"
    OPEN_BADGES_3_0_VC11 = "open_badges_3_0_vc11"
    ENDORSEMENT = "endorsement"
    CLR_2_0 = "clr_2_0"
    EDC = "edc"
    EDC_UPLOAD = "edc_upload"
    EDC_SEALED = "edc_sealed"
    STATUS_LIST = "status_list"
    VERIFIABLE_CREDENTIAL_2 = "verifiable_credential_2"
    VERIFIABLE_CREDENTIAL_1 = "verifiable_credential_1"
    ENVELOPED = "enveloped"
    PRESENTATION = "presentation"
    CREDENTIALS_RESPONSE = "credentials_response"
    OPEN_BADGES_2 = "open_badges_2"
    OPEN_BADGES_1 = "open_badges_1"
    REGISTRY_SNAPSHOT = "registry_snapshot"
    DID_DOCUMENT = "did_document"
    UNKNOWN = "unknown"


TITLES: Final[Mapping[Format, str]] = MappingProxyType(
    {
        Format.OPEN_BADGES_3_0: "an Open Badge 3.0",
        Format.OPEN_BADGES_3_0_VC11: "an Open Badge 3.0 of the older form (Verifiable Credentials 1.1)",
        Format.ENDORSEMENT: "an Open Badges endorsement",
        Format.CLR_2_0: "a Comprehensive Learner Record 2.0",
        Format.EDC: "a European Digital Credential",
        Format.EDC_UPLOAD: "a European Digital Credential prepared for upload",
        Format.EDC_SEALED: "a European Digital Credential with an electronic seal",
        Format.STATUS_LIST: "a status list",
        Format.VERIFIABLE_CREDENTIAL_2: "a Verifiable Credential 2.0",
        Format.VERIFIABLE_CREDENTIAL_1: "a Verifiable Credential 1.1",
        Format.ENVELOPED: "an enveloped Verifiable Credential or presentation",
        Format.PRESENTATION: "a presentation of credentials",
        Format.CREDENTIALS_RESPONSE: "the answer of a server that keeps Open Badges",
        Format.OPEN_BADGES_2: "an Open Badge 2.0",
        Format.OPEN_BADGES_1: "an Open Badge 1",
        Format.REGISTRY_SNAPSHOT: "an issuer registry",
        Format.DID_DOCUMENT: "a DID document",
        Format.UNKNOWN: "a document of an unknown format",
    }
)
"""What each format is called in a sentence, with its article."""

VERIFIABLE: Final = frozenset({Format.OPEN_BADGES_3_0, Format.OPEN_BADGES_3_0_VC11, Format.EDC})
"""The formats of credentials that award an achievement."""

CREDENTIAL_FORMATS: Final = VERIFIABLE | {
    Format.ENDORSEMENT,
    Format.CLR_2_0,
    Format.STATUS_LIST,
    Format.VERIFIABLE_CREDENTIAL_2,
    Format.VERIFIABLE_CREDENTIAL_1,
}
"""The formats of single credentials that carry their proof inside."""

EXPLANATIONS: Final[Mapping[Format, str]] = MappingProxyType(
    {
        Format.ENDORSEMENT: "It speaks about an issuer or an achievement, not about a learner: it is "
        "authentic or not, and awards nothing.",
        Format.CLR_2_0: "It holds several credentials of one learner. Each of them is verified by itself, "
        "and the whole is worth as much as the least of them.",
        Format.PRESENTATION: "A wallet made it to show credentials. Each of them is verified by itself, and "
        "the whole is worth as much as the least of them.",
        Format.CREDENTIALS_RESPONSE: "It holds credentials, and nobody signed it as a whole. Each of them is "
        "verified by itself.",
        Format.EDC_UPLOAD: "It is not sealed yet: it is what an issuer hands to the European Commission's "
        "issuing tool.",
        Format.EDC_SEALED: "The credential stands inside of an electronic seal.",
        Format.STATUS_LIST: "It says which credentials are revoked. Verify the credential itself, and give "
        "this list in a folder with it: --status-lists FOLDER.",
        Format.VERIFIABLE_CREDENTIAL_2: "It is no format for achievements that is known here. Whether it is "
        "authentic and current can be found out: verify it under the policy 'authentic'.",
        Format.VERIFIABLE_CREDENTIAL_1: "It is no format for achievements that is known here. Whether it is "
        "authentic and current can be found out: verify it under the policy 'authentic'.",
        Format.ENVELOPED: "What it envelops stands inside as a token; that is what is verified.",
        Format.OPEN_BADGES_2: "It is of 2018 to 2022 and can't be verified here: its word is what the "
        "issuer's server says today, not a signature of this kind. Open the address in its member id, or use "
        "the validator of its badge platform. Ask the issuer for an Open Badge 3.0.",
        Format.OPEN_BADGES_1: "It is of 2012 to 2015, and was verified by asking its issuer's server. Ask "
        "the issuer for an Open Badge 3.0.",
        Format.REGISTRY_SNAPSHOT: "It lists institutions. Verify the credential itself, and give this with "
        "it: --registry FILE --trust-operator KEY.",
        Format.DID_DOCUMENT: "It holds the keys of an institution or a person. Verify the credential itself, "
        "and give this in a folder with it: --did-documents FOLDER.",
        Format.UNKNOWN: "Nothing in it says that it is a credential: no context and no type that is known "
        "here.",
    }
)
"""What a document is good for that is no single achievement; those that are need no explanation."""

_EDC = "EuropeanDigitalCredential"
_ACHIEVEMENT = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_STATUS_LIST = frozenset({"BitstringStatusListCredential", "StatusList2021Credential"})
_ENVELOPED = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})
_RESPONSE = frozenset({"credential", "compactJwsString"})
"""Open Badges 3.0, GetOpenBadgeCredentialsResponse."""
_OB_2 = "https://w3id.org/openbadges/v2"
_OB_1 = "https://w3id.org/openbadges/v1"
_OB_2_TYPES = frozenset({"Assertion", "BadgeClass", "Issuer", "Profile"})


def detect_format(document: JsonValue) -> Format:
    """Tell which format a document is of.

    Types go before contexts, and the more special before the more general: an Open Badge with a wrong context
    is a bad Open Badge, not an unknown document.

    Args:
        document: JSON data of any kind; whatever it is, nothing is raised.
    """
    if not isinstance(document, dict):
        return Format.UNKNOWN
    types, contexts = _names(document.get("type")), _names(document.get("@context"))
    by_type = _by_type(types, contexts)
    if by_type is not None:
        return by_type
    if EDC_AP in contexts:
        return Format.EDC
    if CREDENTIALS_V2 in contexts and "credentialSubject" in document:
        return Format.VERIFIABLE_CREDENTIAL_2
    if CREDENTIALS_V1 in contexts and "credentialSubject" in document:
        return Format.VERIFIABLE_CREDENTIAL_1
    return _by_members(document, types, contexts)


def _by_type(types: frozenset[str], contexts: frozenset[str]) -> Format | None:
    is_credential = "VerifiableCredential" in types
    old = CREDENTIALS_V1 in contexts and CREDENTIALS_V2 not in contexts
    special = (
        (bool(types & _ACHIEVEMENT), Format.OPEN_BADGES_3_0_VC11 if old else Format.OPEN_BADGES_3_0),
        ("EndorsementCredential" in types, Format.ENDORSEMENT),
        ("ClrCredential" in types, Format.CLR_2_0),
        (_EDC in types, Format.EDC),
        (bool(types & _STATUS_LIST), Format.STATUS_LIST),
        (bool(types & _ENVELOPED), Format.ENVELOPED),
        ("VerifiablePresentation" in types, Format.PRESENTATION),
        ("IssuerRegistrySnapshot" in types, Format.REGISTRY_SNAPSHOT),
        (is_credential and EDC_AP in contexts, Format.EDC),
        (is_credential, Format.VERIFIABLE_CREDENTIAL_1 if old else Format.VERIFIABLE_CREDENTIAL_2),
    )
    return next((found for holds, found in special if holds), None)


def _by_members(document: Mapping[str, JsonValue], types: frozenset[str], contexts: frozenset[str]) -> Format:
    """Documents without the types of a Verifiable Credential."""
    inner, payload = document.get("credential"), document.get("payload")
    upload = isinstance(inner, dict) and _EDC in _names(inner.get("type"))
    sealed = isinstance(payload, str) and "signatures" in document and _EDC in payload
    lists = any(isinstance(document.get(name), list) for name in _RESPONSE)
    special = (
        (lists and document.keys() <= _RESPONSE, Format.CREDENTIALS_RESPONSE),
        (upload, Format.EDC_UPLOAD),
        (sealed, Format.EDC_SEALED),
        (_OB_2 in contexts and bool(types & _OB_2_TYPES), Format.OPEN_BADGES_2),
        (_OB_1 in contexts or {"recipient", "badge", "verify"} <= document.keys(), Format.OPEN_BADGES_1),
        (DID_V1 in contexts or "verificationMethod" in document, Format.DID_DOCUMENT),
    )
    return next((found for holds, found in special if holds), Format.UNKNOWN)


def _names(value: JsonValue) -> frozenset[str]:
    """The texts of a member that is one text or an array of them."""
    if isinstance(value, str):
        return frozenset({value})
    return (
        frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()
    )
