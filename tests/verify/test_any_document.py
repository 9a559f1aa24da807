"""Whatever stands in a document: one report, no exception, and never "valid" for what nobody signed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.university import AT, University
from tests.verify.documents import badge, endorsement, issued, presentation, presented, record
from tests.verify.schema import check_report

from mcissue.cli.output.render import render_report
from mcissue.jsonld import urls
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import CONTEXT_FAMILIES
from mcissue.jsonld.contexts.states import Vocabulary
from mcissue.verify import Verdict, Verifier
from mcissue.verify.report.page import report_page

NAMES = [
    "id",
    "type",
    "@context",
    "proof",
    "holder",
    "issuer",
    "credentialSubject",
    "verifiableCredential",
    "endorsement",
    "endorsementJwt",
    "credential",
    "compactJwsString",
    "name",
    "validFrom",
    "relatedResource",
    "evidence",
    "association",
    "credentialStatus",
]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "urn:x:1", "a.b.c", "eyJh.eyJi.c", "2026"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)

TYPES = [
    ["VerifiableCredential", "ClrCredential"],
    ["VerifiableCredential", "EndorsementCredential"],
    ["VerifiableCredential", "OpenBadgeCredential"],
    ["VerifiablePresentation"],
    ["VerifiableCredential"],
    ["EnvelopedVerifiableCredential"],
    ["EnvelopedVerifiablePresentation"],
]
BASES = [[urls.CREDENTIALS_V2], [urls.CREDENTIALS_V1], [urls.CREDENTIALS_V2, urls.CLR_2_0_1, urls.OB_3_0_3]]

VERIFIERS = (
    Verifier(at=AT, ask=["endorsements"], profile="1edtech"),
    Verifier.generic(at=AT, inline_contexts=True, domain="x.example", challenge="c"),
)


@settings(max_examples=60, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(document=JSON, types=st.sampled_from(TYPES), contexts=st.sampled_from(BASES))
def test_any_document_of_any_kind_gets_a_report(document: Any, types: list[str], contexts: list[str]) -> None:
    """All forms of the report can be made of it; nobody signed it, so it is never valid."""
    members = document if isinstance(document, dict) else {"credentialSubject": document}
    data = json.dumps({"type": types, "@context": contexts, **members}).encode()
    for verifier in VERIFIERS:
        report = verifier.verify(data)
        check_report(report.to_json())
        assert "internal_error" not in {check.code for check in report.checks}
        assert report.verdict is not Verdict.VALID
        assert render_report(report)
        assert report_page([report])


@settings(max_examples=30, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(document=JSON)
def test_anything_may_stand_where_a_credential_belongs(document: Any) -> None:
    """In a server's answer, whatever stands there is looked at, and the good one beside it stays good."""
    report = University().verifier().verify(json.dumps({"credential": [badge(), document]}).encode())
    check_report(report.to_json())
    assert report.verdict is not Verdict.VALID
    assert report.parts[0].report.verdict is Verdict.VALID


def _good() -> dict[str, dict[str, Any]]:
    return {
        "record": issued(record(badge())),
        "presentation": presented(presentation(badge())),
        "endorsement": issued(endorsement("https://kymi.example/courses/research-data")),
    }


@pytest.mark.parametrize("kind", ["record", "presentation", "endorsement"])
def test_every_text_of_a_signed_document_is_covered(kind: str) -> None:
    """Whatever text is changed, also of what stands inside, the document is no longer valid."""
    verifier = University().verifier(policy="recognised")
    document = _good()[kind]
    assert verifier.verify(json.dumps(document).encode()), kind
    text = json.dumps(document)
    places = [place for place in range(len(text)) if text.startswith('": "', place)]
    assert len(places) > 10
    for place in places[:: max(1, len(places) // 25)]:
        start = place + 4
        changed = (
            f"{text[:start]}X{text[start + 1 :]}"
            if text[start] != "X"
            else f"{text[:start]}Y{text[start + 1 :]}"
        )
        report = verifier.verify(changed.encode())
        assert report.verdict is not Verdict.VALID, changed[place - 20 : place + 40]


@pytest.mark.parametrize("family", CONTEXT_FAMILIES, ids=lambda family: family.format)
def test_the_contexts_of_a_family_fit_together(family: Any) -> None:
    """No list that is allowed redefines a protected word."""
    vocabulary = Vocabulary(bundled_contexts())
    for head in family.heads:
        for extra in sorted(family.extras):
            assert vocabulary.enter(vocabulary.initial, [*head, extra]).terms
        assert family.allows(head)
        assert not family.allows((*head, urls.EDC_AP))
        assert not family.allows(head[:-1])
