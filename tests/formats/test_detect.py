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
from mcissue.formats.clr import CLR_2_0
from mcissue.formats.detect import UNKNOWN
from mcissue.formats.edc import EDC, EDC_SEALED, EDC_UPLOAD
from mcissue.formats.helpers import DID_DOCUMENT, REGISTRY_SNAPSHOT
from mcissue.formats.open_badges import (
    CREDENTIALS_RESPONSE,
    ENDORSEMENT,
    OPEN_BADGES_1,
    OPEN_BADGES_2,
    OPEN_BADGES_3_0,
    OPEN_BADGES_3_0_VC11,
)
from mcissue.formats.table import FORMATS
from mcissue.formats.vcdm import (
    ENVELOPED,
    PRESENTATION,
    STATUS_LIST,
    VERIFIABLE_CREDENTIAL_1,
    VERIFIABLE_CREDENTIAL_2,
)

_V2 = "https://www.w3.org/ns/credentials/v2"
_V1 = "https://www.w3.org/2018/credentials/v1"
_OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def _credential(*types: str, context: Any = (_V2, _OB)) -> dict[str, Any]:
    contexts = list(context) if isinstance(context, tuple) else context
    return {"@context": contexts, "type": ["VerifiableCredential", *types], "credentialSubject": {}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (_credential("OpenBadgeCredential"), OPEN_BADGES_3_0),
        (_credential("AchievementCredential"), OPEN_BADGES_3_0),
        (_credential("OpenBadgeCredential", context="https://wrong.example/"), OPEN_BADGES_3_0),
        (_credential("OpenBadgeCredential", context=(_V1, _OB)), OPEN_BADGES_3_0_VC11),
        (_credential("EndorsementCredential"), ENDORSEMENT),
        (_credential("ClrCredential"), CLR_2_0),
        (_credential("EuropeanDigitalCredential", context=(_V1,)), EDC),
        (_credential(context=(_V1, "http://data.europa.eu/snb/model/context/edc-ap")), EDC),
        ({"@context": [_V1, "http://data.europa.eu/snb/model/context/edc-ap"]}, EDC),
        ({"credential": {"type": ["EuropeanDigitalCredential"]}}, EDC_UPLOAD),
        ({"payload": '{"type":["EuropeanDigitalCredential"]}', "signatures": []}, EDC_SEALED),
        ({"payload": "e30", "signatures": []}, UNKNOWN),
        (_credential("BitstringStatusListCredential", context=_V2), STATUS_LIST),
        (_credential("StatusList2021Credential", context=(_V1,)), STATUS_LIST),
        (_credential("AlumniCredential", context=_V2), VERIFIABLE_CREDENTIAL_2),
        (_credential("AlumniCredential", context=(_V1,)), VERIFIABLE_CREDENTIAL_1),
        ({"@context": _V2, "credentialSubject": {}}, VERIFIABLE_CREDENTIAL_2),
        ({"@context": [_V1], "credentialSubject": {}}, VERIFIABLE_CREDENTIAL_1),
        ({"@context": _V2, "type": "VerifiablePresentation"}, PRESENTATION),
        ({"@context": _V2, "type": "EnvelopedVerifiablePresentation"}, ENVELOPED),
        ({"@context": _V2, "type": "EnvelopedVerifiableCredential"}, ENVELOPED),
        ({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}, OPEN_BADGES_2),
        ({"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}, OPEN_BADGES_1),
        ({"recipient": "a", "badge": {}, "verify": {}}, OPEN_BADGES_1),
        ({"credential": [], "compactJwsString": ["a.b.c"]}, CREDENTIALS_RESPONSE),
        ({"compactJwsString": []}, CREDENTIALS_RESPONSE),
        ({"credential": [], "id": "urn:x"}, UNKNOWN),
        ({"type": "IssuerRegistrySnapshot", "entries": []}, REGISTRY_SNAPSHOT),
        ({"@context": "https://www.w3.org/ns/did/v1", "id": "did:web:x.example"}, DID_DOCUMENT),
        ({"id": "did:web:x.example", "verificationMethod": []}, DID_DOCUMENT),
        ({}, UNKNOWN),
        ({"type": 5, "@context": {"a": "b"}}, UNKNOWN),
        ([], UNKNOWN),
        ("OpenBadgeCredential", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_formats_are_told_by_content(document: Any, expected: Format) -> None:
    """Types and contexts tell the format."""
    assert detect_format(document) is expected


def test_our_badges() -> None:
    """What we write is detected as what it is."""
    assert detect_format(write(minimal_record()).document) is OPEN_BADGES_3_0


def test_every_format_has_words() -> None:
    """Each format has a title; each one that is no single achievement says what to do with it."""
    assert len({line.id for line in FORMATS}) == len(FORMATS)
    achievements = {line for line in FORMATS if line.explanation is None}
    assert achievements == {OPEN_BADGES_3_0, OPEN_BADGES_3_0_VC11, EDC}
    assert all(line.awards for line in achievements)
    assert all(line.explanation.endswith(".") for line in FORMATS if line.explanation)


@pytest.mark.reference
def test_the_published_files(reference: Path) -> None:
    """The published examples of all kinds are told apart."""
    found = {}
    for path in sorted(reference.rglob("*.json*")):
        if path.parent.name in {"examples", "test-vectors", "samples", "samples-signed"}:
            found.setdefault(detect_format(json.loads(path.read_bytes())), []).append(path.name)
    assert {kind: len(names) for kind, names in found.items() if kind is not UNKNOWN} == {
        OPEN_BADGES_3_0: 9,
        ENDORSEMENT: 1,
        CLR_2_0: 2,
        EDC: 2,
        EDC_UPLOAD: 6,
        EDC_SEALED: 6,
    }
    assert all("jwt-header" in name or "intermediate" in name for name in found[UNKNOWN])


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
    assert detect_format(document) in {*FORMATS, UNKNOWN}
