"""Which format a document is of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.badges import write
from tests.records import minimal_record

from mcissue.formats import Format, detect_format
from mcissue.formats.detect import CREDENTIAL_FORMATS, EXPLANATIONS, TITLES, VERIFIABLE

_V2 = "https://www.w3.org/ns/credentials/v2"
_V1 = "https://www.w3.org/2018/credentials/v1"
_OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def _credential(*types: str, context: Any = (_V2, _OB)) -> dict[str, Any]:
    contexts = list(context) if isinstance(context, tuple) else context
    return {"@context": contexts, "type": ["VerifiableCredential", *types], "credentialSubject": {}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (_credential("OpenBadgeCredential"), Format.OPEN_BADGES_3_0),
        (_credential("AchievementCredential"), Format.OPEN_BADGES_3_0),
        (_credential("OpenBadgeCredential", context="https://wrong.example/"), Format.OPEN_BADGES_3_0),
        (_credential("OpenBadgeCredential", context=(_V1, _OB)), Format.OPEN_BADGES_3_0_VC11),
        (_credential("EndorsementCredential"), Format.ENDORSEMENT),
        (_credential("ClrCredential"), Format.CLR_2_0),
        (_credential("EuropeanDigitalCredential", context=(_V1,)), Format.EDC),
        (_credential(context=(_V1, "http://data.europa.eu/snb/model/context/edc-ap")), Format.EDC),
        ({"@context": [_V1, "http://data.europa.eu/snb/model/context/edc-ap"]}, Format.EDC),
        ({"credential": {"type": ["EuropeanDigitalCredential"]}}, Format.EDC_UPLOAD),
        ({"payload": '{"type":["EuropeanDigitalCredential"]}', "signatures": []}, Format.EDC_SEALED),
        ({"payload": "e30", "signatures": []}, Format.UNKNOWN),
        (_credential("BitstringStatusListCredential", context=_V2), Format.STATUS_LIST),
        (_credential("StatusList2021Credential", context=(_V1,)), Format.STATUS_LIST),
        (_credential("AlumniCredential", context=_V2), Format.VERIFIABLE_CREDENTIAL_2),
        (_credential("AlumniCredential", context=(_V1,)), Format.VERIFIABLE_CREDENTIAL_1),
        ({"@context": _V2, "credentialSubject": {}}, Format.VERIFIABLE_CREDENTIAL_2),
        ({"@context": [_V1], "credentialSubject": {}}, Format.VERIFIABLE_CREDENTIAL_1),
        ({"@context": _V2, "type": "VerifiablePresentation"}, Format.PRESENTATION),
        ({"@context": _V2, "type": "EnvelopedVerifiablePresentation"}, Format.ENVELOPED),
        ({"@context": _V2, "type": "EnvelopedVerifiableCredential"}, Format.ENVELOPED),
        ({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}, Format.OPEN_BADGES_2),
        ({"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}, Format.OPEN_BADGES_1),
        ({"recipient": "a", "badge": {}, "verify": {}}, Format.OPEN_BADGES_1),
        ({"credential": [], "compactJwsString": ["a.b.c"]}, Format.CREDENTIALS_RESPONSE),
        ({"compactJwsString": []}, Format.CREDENTIALS_RESPONSE),
        ({"credential": [], "id": "urn:x"}, Format.UNKNOWN),
        ({"type": "IssuerRegistrySnapshot", "entries": []}, Format.REGISTRY_SNAPSHOT),
        ({"@context": "https://www.w3.org/ns/did/v1", "id": "did:web:x.example"}, Format.DID_DOCUMENT),
        ({"id": "did:web:x.example", "verificationMethod": []}, Format.DID_DOCUMENT),
        ({}, Format.UNKNOWN),
        ({"type": 5, "@context": {"a": "b"}}, Format.UNKNOWN),
        ([], Format.UNKNOWN),
        ("OpenBadgeCredential", Format.UNKNOWN),
        (None, Format.UNKNOWN),
    ],
)
def test_formats_are_told_by_content(document: Any, expected: Format) -> None:
    """Types and contexts tell the format."""
    assert detect_format(document) is expected


def test_our_badges() -> None:
    """What we write is detected as what it is."""
    assert detect_format(write(minimal_record()).document) is Format.OPEN_BADGES_3_0


def test_every_format_has_words() -> None:
    """Each format has a title; each one that cannot be judged whole says what to do with it."""
    assert set(TITLES) == set(Format)
    assert set(EXPLANATIONS) == set(Format) - VERIFIABLE
    assert VERIFIABLE <= CREDENTIAL_FORMATS
    assert all(text.endswith(".") for text in EXPLANATIONS.values())


@pytest.mark.reference
def test_the_published_files(reference: Path) -> None:
    """The published examples of all kinds are told apart."""
    found = {}
    for path in sorted(reference.rglob("*.json*")):
        if path.parent.name in {"examples", "test-vectors", "samples", "samples-signed"}:
            found.setdefault(detect_format(json.loads(path.read_bytes())), []).append(path.name)
    assert {kind: len(names) for kind, names in found.items() if kind is not Format.UNKNOWN} == {
        Format.OPEN_BADGES_3_0: 9,
        Format.ENDORSEMENT: 1,
        Format.CLR_2_0: 2,
        Format.EDC: 2,
        Format.EDC_UPLOAD: 6,
        Format.EDC_SEALED: 6,
    }
    assert all("jwt-header" in name or "intermediate" in name for name in found[Format.UNKNOWN])


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "@context", "credential", "payload", "signatures"]), inner)
    ),
    max_leaves=8,
)


@given(_json)
def test_detection_never_fails(document: Any) -> None:
    """Whatever the JSON, there is an answer."""
    assert detect_format(document) in Format
