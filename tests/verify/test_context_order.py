"""Lists of contexts in other orders: read where every word means what it means in the published order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.university import University, good_credential
from tests.verify.documents import old_badge, sign_any

from mcissue.errors import DocumentError
from mcissue.jsonld import canonical_form, urls
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.verify import Outcome, Policy, Report, Verdict

_UNKNOWN = "https://words.example/v1"


def verified(document: dict[str, Any]) -> Report:
    data = json.dumps(document).encode()
    return University().verifier(policy=Policy.AUTHENTIC).verify(data)


def _new(*contexts: str) -> dict[str, Any]:
    return {**good_credential(), "@context": list(contexts)}


def _old(*contexts: str) -> dict[str, Any]:
    return {**old_badge(), "@context": list(contexts)}


AGREEING = {
    "as the Digital Credentials Consortium writes them": _old(
        urls.CREDENTIALS_V1, urls.OB_3_0_3, urls.DATA_INTEGRITY_V2, urls.ED25519_2020_V1
    ),
    "the context of the proof first": _new(urls.CREDENTIALS_V2, urls.DATA_INTEGRITY_V2, urls.OB_3_0_3),
    "the badge first": _new(urls.OB_3_0_3, urls.CREDENTIALS_V2),
    "of another standard besides": _new(urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.DID_V1),
    "the older model, extras first": _old(urls.CREDENTIALS_V1, urls.DATA_INTEGRITY_V2, urls.OB_3_0_1),
}
"""Lists that are none of the published ones, and in which every word means the same."""


@pytest.mark.parametrize("name", AGREEING)
def test_an_order_that_changes_no_word_is_read(name: str) -> None:
    """The signature holds over the document as it stands, and its order is a matter of form."""
    report = verified(sign_any(AGREEING[name]))
    assert [report.check(check).outcome for check in ("json_ld", "proof", "issuer_binding")] == [
        Outcome.PASSED
    ] * 3
    assert report.answers.authentic is Outcome.PASSED


def test_a_base_context_behind_is_a_finding_of_form() -> None:
    """VCDM 2.0 section 4.3 wants it first: said, and no answer about its being genuine."""
    report = verified(sign_any(AGREEING["the badge first"]))
    codes = [finding["code"] for finding in report.check("format").detail["findings"]]
    assert codes == ["context_order"]
    assert report.answers.well_formed is Outcome.FAILED
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("name", AGREEING)
def test_a_change_is_found_in_every_order(name: str) -> None:
    """What was changed after signing stays a forgery."""
    document = sign_any(AGREEING[name])
    document["credentialSubject"]["achievement"]["name"] = "Doctor of Medicine"
    report = verified(document)
    assert report.check("proof").code == "signature_invalid"
    assert report.verdict is Verdict.INVALID


NOT_READ = {
    "both base contexts": [urls.CREDENTIALS_V2, urls.CREDENTIALS_V1, urls.OB_3_0_3],
    "no base context": [urls.OB_3_0_3],
    "a word that another order defines elsewhere": [urls.CREDENTIALS_V2, urls.SECURITY_V2, urls.OB_3_0_3],
    "one that redefines a protected word": [urls.CREDENTIALS_V2, urls.EDC_AP, urls.OB_3_0_3],
    "the same twice": [urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.OB_3_0_3],
}


@pytest.mark.parametrize("name", NOT_READ)
def test_a_list_whose_order_counts_could_not_be_determined(name: str) -> None:
    """Nothing is known to be wrong with it, and no word of it can be relied upon."""
    document = {**University().signed(), "@context": NOT_READ[name]}
    report = verified(document)
    check = report.check("json_ld")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "context_list_not_allowed")
    assert report.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("name", AGREEING)
def test_issuing_writes_the_published_order_only(name: str) -> None:
    """What is signed here is held to the lists of the standards."""
    with pytest.raises(DocumentError) as caught:
        canonical_form(AGREEING[name], contexts=bundled_contexts(), policy=ContextPolicy.STRICT)
    assert caught.value.code == "context_list_not_allowed"
