"""The issuer's newer copy: offered, fetched once it is asked for, judged by itself, and never in place of the file."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.university import CREATED, METHOD, University, key, sign
from tests.verify.schema import check_report
from tests.verify.site import FETCHED, HERE, Site, reply, running

from mcissue.proof.did import did_key, did_key_method
from mcissue.verify import Report, Verdict
from mcissue.verify.net.online import Online

pytestmark = pytest.mark.allow_hosts([HERE])

URL = "https://kymi.example/refresh/1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path) as made:
        yield made


def offering() -> University:
    """A good credential whose issuer offers newer copies."""
    uni = University()
    uni.credential["@context"].append(EXTENSIONS)
    uni.credential["refreshService"] = {"id": URL, "type": "1EdTechCredentialRefresh"}
    return uni


def newer(uni: University, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Another copy of the credential, signed by the issuer."""
    document = copy.deepcopy(uni.credential)
    change(document)
    return sign(document, key("kymi"), METHOD, created=CREATED)


def report_of(uni: University, site: Site | None, **options: Any) -> Report:
    refresh = Online(site.fetcher()).credential if site is not None else None
    report = uni.verify(refresh=refresh, **options)
    check_report(report.to_json())
    return report


def codes(report: Report) -> set[str]:
    return {note.code for note in report.notes}


def test_an_offer_is_said() -> None:
    """Offline: the address stands in the report, and nobody has looked there."""
    report = report_of(offering(), None)
    assert report.verdict is Verdict.VALID
    assert "refresh_offered" in codes(report)
    assert not report.parts
    assert "refresh_offered" not in codes(report_of(University(), None))


def test_a_newer_copy_is_judged_beside_the_file(site: Site) -> None:
    """Its small report is a part; both copies are good here."""
    uni = offering()
    site.routes["/refresh/1"] = reply(newer(uni, lambda document: document.update(name="Research data")))
    report = report_of(uni, site)
    assert report.verdict is Verdict.VALID
    assert "refresh_fetched" in codes(report)
    (part,) = report.parts
    assert (part.role.value, part.path) == ("refreshed", "$.refreshService")
    assert part.report.verdict is Verdict.VALID
    (source,) = [source for source in report.sources if source.kind == "credential"]
    assert (source.url, source.how, source.retrieved_at) == (URL, "fetched", FETCHED)


def test_a_newer_copy_that_has_expired_does_not_change_the_verdict(site: Site) -> None:
    """The verdict is that of the file; the reader sees that the newer one is not valid any more."""
    uni = offering()
    ended = newer(uni, lambda document: document.update(validUntil="2026-06-19T00:00:00Z"))
    site.routes["/refresh/1"] = reply(ended)
    report = report_of(uni, site)
    assert report.verdict is Verdict.VALID
    assert report.parts[0].report.verdict is Verdict.INVALID
    assert any("is not valid" in note.message for note in report.notes if note.code == "refresh_fetched")


def test_the_same_copy_is_said_to_be_the_newest(site: Site) -> None:
    """What lies there is what was given."""
    uni = offering()
    site.routes["/refresh/1"] = reply(uni.data())
    report = report_of(uni, site)
    assert "refresh_same" in codes(report)
    assert not report.parts


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(id="urn:uuid:00000000-0000-4000-8000-000000000000"),
        lambda document: document["issuer"].update(id="did:web:elsewhere.example"),
        lambda document: document["credentialSubject"].update(id="urn:uuid:eve"),
    ],
)
def test_another_credential_is_no_newer_copy(site: Site, change: Callable[[dict[str, Any]], object]) -> None:
    """Another id, another issuer, another learner."""
    uni = offering()
    site.routes["/refresh/1"] = reply(newer(uni, change))
    report = report_of(uni, site)
    assert "refresh_other" in codes(report)
    assert not report.parts


def test_a_good_credential_of_another_issuer_is_no_newer_copy(site: Site) -> None:
    """Under the same id, for the same learner, and authentic: but not the issuer's."""
    uni = offering()
    other = key("impostor")
    document = copy.deepcopy(uni.credential)
    document["issuer"]["id"] = did_key(other.public_key)
    document.pop("credentialStatus")
    signed = sign(document, other, did_key_method(other.public_key), created=CREATED)
    assert uni.verifier().verify(json.dumps(signed).encode()).credential.authenticated
    site.routes["/refresh/1"] = reply(signed)
    report = report_of(uni, site)
    assert "refresh_other" in codes(report)
    assert not report.parts


def test_a_forged_copy_is_no_newer_copy(site: Site) -> None:
    """What lies there must be the issuer's."""
    uni = offering()
    document = newer(uni, lambda _document: None)
    document["name"] = "Doctor"
    site.routes["/refresh/1"] = reply(document)
    assert "refresh_other" in codes(report_of(uni, site))


@pytest.mark.parametrize("answer", [reply(status="404 Not Found"), reply(b"<html>"), reply(b"[]")])
def test_a_copy_that_can_not_be_had_leaves_the_file(site: Site, answer: bytes) -> None:
    """The standard says to go on with the original."""
    site.routes["/refresh/1"] = answer
    report = report_of(offering(), site)
    assert report.verdict is Verdict.VALID
    assert "refresh_unavailable" in codes(report)


def test_the_offer_of_an_unproven_credential_is_not_followed(site: Site) -> None:
    """The address would be a forger's."""
    uni = offering()
    uni.after_signing.append(lambda document: document.update(name="Doctor"))
    report = report_of(uni, site)
    assert not {code for code in codes(report) if code.startswith("refresh_")}
    assert not site.asked


def test_a_newer_copys_own_offer_is_not_followed(site: Site) -> None:
    """Once only, else a server could keep a verifier busy."""
    uni = offering()
    further = {"id": URL + "/next", "type": "1EdTechCredentialRefresh"}
    site.routes["/refresh/1"] = reply(newer(uni, lambda document: document.update(refreshService=further)))
    report_of(uni, site)
    assert site.paths == ["/refresh/1"]


def test_two_offers_are_none() -> None:
    """Which one would be the newest?"""
    uni = offering()
    one = uni.credential["refreshService"]
    uni.credential["refreshService"] = [one, {**one, "id": URL + "/2"}]
    assert "refresh_offered" not in codes(report_of(uni, None))
