"""Documents for the compiled engine, and the oracles that it is held to."""

from __future__ import annotations

from functools import cache
from typing import Any

from pyld import ContextResolver, jsonld
from tests.interop.documents import full, minimal, with_status
from tests.jsonld.documents import STORE, badge

from mcissue.jsonld import ContextPolicy, ContextStore, urls
from mcissue.jsonld.compiled.compile import CompiledEngine
from mcissue.jsonld.lossless import expand_lossless
from mcissue.jsonld.meaning import check_meaning
from mcissue.jsonld.quads import quads_of
from mcissue.jsonld.rdfc import canonicalize
from mcissue.jsonld.read import check_value

PINNED = ContextPolicy.PINNED


def european() -> dict[str, Any]:
    """A small European credential: language maps, no anonymous nodes, one node described twice."""
    body = {
        "id": "urn:epass:org:1",
        "type": "Organisation",
        "legalName": {"en": "Kymi University", "fi": "Kymin yliopisto", "sv": ["Kymi", "Kymmene"]},
    }
    return {
        "@context": [urls.CREDENTIALS_V1, urls.EDC_AP, urls.DATA_INTEGRITY_V2],
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": body,
        "issuanceDate": "2026-06-15T12:00:00Z",
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "givenName": {"en": "Aino"},
            "hasClaim": [
                {
                    "id": "urn:epass:learningAchievement:1",
                    "type": "LearningAchievement",
                    "title": {"en": "Data", "fi": "Aineistot"},
                    "awardedBy": {
                        "id": "urn:epass:awardingProcess:1",
                        "type": "AwardingProcess",
                        "awardingBody": [body, {"id": "urn:epass:org:2"}],
                        "awardingDate": "2026-06-15T10:00:00Z",
                    },
                    "specifiedBy": {
                        "id": "urn:epass:learningAchievementSpec:1",
                        "type": "Qualification",
                        "isPartialQualification": True,
                        "creditPoint": [
                            {"id": "urn:epass:creditPoint:1", "type": "CreditPoint", "point": "2.5"}
                        ],
                    },
                }
            ],
        },
    }


def alike() -> dict[str, Any]:
    """Anonymous nodes that only the whole of RDFC-1.0 tells apart, or that nothing does."""
    document = minimal()
    same = {"type": ["Evidence"], "name": "Presentation"}
    document["evidence"] = [dict(same), dict(same), {**same, "genre": "Talk"}]
    return document


DOCUMENTS = {
    "badge": badge,
    "full": full,
    "minimal": minimal,
    "with_status": lambda: with_status(5),
    "european": european,
    "alike": alike,
}


@cache
def _pyld_options(contexts: ContextStore) -> dict[str, Any]:
    loaded = {url: contexts.load(url) for url in contexts.urls}

    def load(url, _options=None):
        return {"contextUrl": None, "documentUrl": url, "document": loaded[url], "tag": "static"}

    return {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "base": None,
        "documentLoader": load,
        "contextResolver": ContextResolver({}, load),
    }


def by_pyld(document: dict[str, Any], contexts: ContextStore = STORE) -> bytes:
    """The canonical form by PyLD alone; it writes some control characters wrongly, which we refuse."""
    return jsonld.normalize(document, dict(_pyld_options(contexts))).encode()


def by_passes(document: dict[str, Any], policy: ContextPolicy = PINNED) -> bytes:
    """The canonical form by the separate passes, without the compiled engine."""
    check_value(document)
    census = check_meaning(document, contexts=STORE, policy=policy)
    return canonicalize(quads_of(expand_lossless(document, census, contexts=STORE)))


def engine(policy: ContextPolicy = PINNED) -> CompiledEngine:
    """A compiled engine with nothing in its caches."""
    return CompiledEngine(STORE, policy)
