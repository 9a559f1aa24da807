"""A verifier that asks the network: the same rules for what comes, and nothing asked for that need not be."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.university import AT, ISSUER, LIST_URL, METHOD, University, key, sign
from tests.verify.schema import check_report
from tests.verify.site import FETCHED, HERE, Site, redirect, reply, running

from mcissue.errors import FetchRefusedError
from mcissue.proof.did import PublishedKey, Resolver, did_document
from mcissue.verify import Outcome, Report, Verdict
from mcissue.verify.many import _handed_over
from mcissue.verify.net.cache import FetchCache
from mcissue.verify.net.fetch import CONTROLLER_DOCUMENT, STATUS_LIST, Fetched, Fetcher, Kind
from mcissue.verify.net.online import Online
from mcissue.verify.report.wording import leading_reasons

pytestmark = pytest.mark.allow_hosts([HERE])

DID = "/.well-known/did.json"
LIST = "/status/1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path) as made:
        yield made


def publish(site: Site, uni: University) -> None:
    """Put on the web what the university would hand over."""
    documents = uni.did_documents
    site.routes[DID] = reply(documents[ISSUER]) if ISSUER in documents else reply(status="404 Not Found")
    site.routes[LIST] = reply(uni.status_lists()[LIST_URL])


def verified(uni: University, online: Online, **options: Any) -> Report:
    """The report of a verifier that was handed nothing but the registry."""
    usual = {"resolver": online.resolver(), "status": online.status_list, "status_lists": {}}
    report = uni.verify(**{**usual, **options})
    check_report(report.to_json())
    return report


def test_everything_is_found_online(site: Site) -> None:
    """Valid; and the report says what was fetched when, and from when it is (threat 5.5)."""
    uni = University()
    publish(site, uni)
    report = verified(uni, Online(site.fetcher()))
    assert report.verdict is Verdict.VALID
    document, listed = report.sources
    assert (document.kind, document.url, document.how) == ("controller_document", ISSUER, "fetched")
    assert (listed.kind, listed.url, listed.how) == ("status_list", LIST_URL, "fetched")
    assert document.retrieved_at == listed.retrieved_at == FETCHED
    assert (listed.issuer, listed.dated) == (ISSUER, AT - timedelta(days=2))
    assert document.sha256 is not None
    assert report.verified_at == AT
    assert report.registry is not None
    assert report.registry.dated == datetime(2026, 6, 1, tzinfo=UTC)
    assert site.paths == [DID, LIST]


def test_each_address_is_visited_once_in_a_run(site: Site) -> None:
    """One state of the world for all credentials of a run; a failure is not tried again either."""
    uni = University()
    publish(site, uni)
    online = Online(site.fetcher())
    assert verified(uni, online)
    assert verified(uni, online)
    assert site.paths == [DID, LIST]
    site.routes[LIST] = reply(status="503 Busy")
    again = Online(site.fetcher())
    for _ in range(2):
        assert verified(uni, again).check("status").code == "status_list_unavailable"
    assert site.paths == [DID, LIST, DID, LIST]


def test_one_credential_has_so_much_time_and_the_next_its_own(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many slow servers in one file are not all waited for; what was not asked for is asked for next time."""
    uni = University()
    publish(site, uni)
    slow = site.routes[DID]
    assert isinstance(slow, bytes)
    site.routes[DID] = lambda connection: (time.sleep(0.2), connection.sendall(slow))
    monkeypatch.setattr("mcissue.verify.net.online.MAX_SECONDS", 0.1)
    online = Online(site.fetcher())
    verifier = uni.verifier(resolver=online.resolver(), status=online.status_list, status_lists={})
    check = verifier.verify(uni.data()).check("status")
    assert (check.code, check.detail["reason"]) == ("status_list_unavailable", "fetch_time_spent")
    assert verifier.verify(uni.data())
    assert site.paths == [DID, LIST]


def test_a_stream_of_invented_issuers_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more than fits, the oldest documents go."""
    monkeypatch.setattr("mcissue.verify.net.online.MAX_KEPT_BYTES", 100_000)

    class Endless:
        def fetch(self, url: str, _kind: Kind) -> Fetched:
            return Fetched(url=url, content={}, data=b" " * 1000, fetched_at=FETCHED)

    online = Online(Endless())  # type: ignore[arg-type]
    for number in range(200):
        online.get(f"https://{number}.example/", CONTROLLER_DOCUMENT)
    assert len(online.fetched) == 50
    assert online.fetched[-1].url == "https://199.example/"


def test_what_is_handed_over_comes_first(site: Site) -> None:
    """Nobody is asked for what is at hand."""
    uni = University()
    online = Online(site.fetcher())
    given = {"resolver": online.resolver(Resolver(uni.did_documents)), "status_lists": uni.status_lists()}
    report = verified(uni, online, **given)
    assert report.verdict is Verdict.VALID
    assert {source.how for source in report.sources} == {"given"}
    assert not site.asked


def test_the_list_of_an_unproven_credential_is_not_visited(site: Site) -> None:
    """Threat 6.1: a forger's address would learn of the reader, or be somebody else's."""
    uni = University()
    publish(site, uni)
    uni.after_signing.append(lambda document: document.update(name="Doctor"))
    report = verified(uni, Online(site.fetcher()))
    assert report.check("proof").code == "signature_invalid"
    status = report.check("status")
    assert (status.outcome, status.code) == (Outcome.INDETERMINATE, "status_list_not_visited")
    assert [check.id for check in leading_reasons(report)] == ["proof"]
    assert site.paths == [DID]


def _binding(uni: University, site: Site, **options: Any) -> tuple[str, str | None, Any]:
    check = verified(uni, Online(site.fetcher(**options))).check("issuer_binding")
    return check.outcome.value, check.code, check.detail.get("reason")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(status="404 Not Found"), "fetch_status"),
        (reply(headers={"Content-Type": "text/html"}), "fetch_not_json"),
        (reply(b" " * 70_000 + b"{}"), "fetch_too_large"),
        (redirect("https://evil.example/did.json"), "fetch_redirect_refused"),
    ],
)
def test_a_document_that_can_not_be_fetched_is_not_found_out(site: Site, answer: bytes, reason: str) -> None:
    """Threats 6.2 and 6.5: the check names the step that refused; once mended, all is well."""
    uni = University()
    publish(site, uni)
    site.routes[DID] = answer
    assert _binding(uni, site) == ("indeterminate", "controller_document_unavailable", reason)
    publish(site, uni)
    assert verified(uni, Online(site.fetcher()))


def test_a_private_address_is_not_found_out(site: Site) -> None:
    """Threat 6.2: the same, where the issuer's name leads to somebody's own network."""
    uni = University()
    publish(site, uni)
    expected = ("indeterminate", "controller_document_unavailable", "fetch_address_refused")
    assert _binding(uni, site, lookup=lambda _host, _port: ["192.168.1.1"]) == expected
    report = verified(uni, Online(site.fetcher(lookup=lambda _host, _port: ["192.168.1.1"])))
    assert "192.168" not in json.dumps(report.to_json())
    assert not site.asked


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:web:127.0.0.1", "did_invalid"),
        ("did:web:localhost", "controller_document_unavailable"),
        ("did:web:host.example:..:..", "did_invalid"),
        ("did:web:host.example:a:.", "did_invalid"),
        ("did:web:host.example%2Fa", "did_invalid"),
        ("did:web:host.example%3A0", "did_invalid"),
        ("did:web:user%40host.example", "did_invalid"),
        ("did:web:HOST.example", "did_invalid"),
        ("did:web:host.example:%2e%2e", "did_invalid"),
        ("https://host.example/../a", "verification_method_url_invalid"),
        ("https://10.0.0.1/a", "verification_method_url_invalid"),
        ("https://localhost/a", "controller_document_unavailable"),
        ("http://host.example/a", "verification_method_url_invalid"),
    ],
)
def test_a_controller_at_a_bad_address_is_not_visited(site: Site, did: str, code: str) -> None:
    """Threats 6.1, 6.3, 6.4: the name of a key is no way into somebody's network or folders."""
    uni = University()
    uni.credential["issuer"]["id"] = did
    uni.method = f"{did}#key-1"
    report = verified(uni, Online(site.fetcher()))
    assert report.check("issuer_binding").code == code
    assert report.verdict is not Verdict.VALID
    assert not site.asked


def test_a_document_about_another_controller(site: Site) -> None:
    """Threat 6.5: what lies at the address must be about the DID; undone, it is."""
    uni = University()
    publish(site, uni)
    site.routes[DID] = reply({**uni.did_documents[ISSUER], "id": "did:web:other.example"})
    assert _binding(uni, site)[:2] == ("indeterminate", "controller_document_id_mismatch")
    publish(site, uni)
    assert verified(uni, Online(site.fetcher()))


def test_two_methods_with_one_id(site: Site) -> None:
    """Threat 6.5: two readers could take either."""
    uni = University()
    document = json.loads(json.dumps(uni.did_documents[ISSUER]))
    document["verificationMethod"] *= 2
    publish(site, uni)
    site.routes[DID] = reply(document)
    assert _binding(uni, site)[:2] == ("indeterminate", "verification_method_duplicate")
    publish(site, uni)
    assert verified(uni, Online(site.fetcher()))


def test_an_https_issuer(site: Site) -> None:
    """The issuer's own address may hold its controller document (facts: w3c 5.6)."""
    issuer = "https://kymi.example/issuer"
    uni = University()
    uni.credential["issuer"]["id"] = uni.list_issuer = issuer
    uni.method = uni.list_method = f"{issuer}#key-1"
    uni.entry["ids"] = [issuer]
    publish(site, uni)
    keys = [PublishedKey(public_key=key("kymi").public_key, fragment="key-1")]
    site.routes["/issuer"] = reply(did_document(issuer, keys=keys))
    assert verified(uni, Online(site.fetcher())).verdict is Verdict.VALID


def test_a_fetched_list_is_judged_like_any_other(site: Site) -> None:
    """What comes over https from the right address is still not believed without its proof."""
    uni = University()
    publish(site, uni)
    site.routes[LIST] = reply({**uni.status_list(), "proof": []})
    check = verified(uni, Online(site.fetcher())).check("status")
    assert (check.outcome, check.code) == (Outcome.INDETERMINATE, "status_list_not_authentic")


def test_a_list_at_a_private_address_is_not_visited(site: Site) -> None:
    """Threat 6.1 for the address in the status entry."""
    uni = University()
    publish(site, uni)
    uni.status["statusListCredential"] = "https://169.254.169.254/latest"
    check = verified(uni, Online(site.fetcher())).check("status")
    assert (check.code, check.detail["reason"]) == ("status_list_unavailable", "fetch_url_refused")
    assert site.paths == [DID]


# --- The cache ---------------------------------------------------------------------------------------------


def test_a_cache_answers_without_a_network(site: Site, tmp_path: Path) -> None:
    """What was fetched once can be used again, with its date in the report."""
    uni = University()
    publish(site, uni)
    folder = tmp_path / "cache"
    folder.mkdir()
    assert verified(uni, Online(site.fetcher(), cache=FetchCache(folder, clock=lambda: FETCHED)))
    site.asked.clear()
    report = verified(uni, Online(None, cache=FetchCache(folder)))
    assert report.verdict is Verdict.VALID
    assert {(source.how, source.retrieved_at) for source in report.sources} == {("cached", FETCHED)}
    assert not site.asked
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_an_old_copy_is_fetched_again(site: Site, tmp_path: Path) -> None:
    """A list after an hour, a document after a day; and a copy of the future at once."""
    uni = University()
    publish(site, uni)
    now = FETCHED
    cache = FetchCache(tmp_path, clock=lambda: now)
    runs = ((0, [DID, LIST]), (0.5, []), (2, [LIST]), (25, [DID, LIST]), (-1, [DID, LIST]))
    for hours, paths in runs:
        now = FETCHED + timedelta(hours=hours)
        site.asked.clear()
        assert verified(uni, Online(site.fetcher(clock=lambda: FETCHED), cache=cache))
        assert site.paths == paths, hours


def test_a_copy_that_was_altered_is_not_used(site: Site, tmp_path: Path) -> None:
    """The bytes must have the digest that was written down when they came."""
    uni = University()
    publish(site, uni)
    cache = FetchCache(tmp_path, clock=lambda: FETCHED)
    online = Online(site.fetcher(), cache=cache)
    verified(uni, online)
    for item in online.fetched:
        body = tmp_path / f"{item.sha256}.json"
        body.write_bytes(body.read_bytes().replace(b"kymi.example", b"evil.example"))
    check = verified(uni, Online(None, cache=cache)).check("issuer_binding")
    assert (check.code, check.detail["reason"]) == (
        "controller_document_unavailable",
        "fetch_cache_damaged",
    )


def test_a_copy_of_another_address_is_not_used(site: Site, tmp_path: Path) -> None:
    """A pin that was put under another name is no pin."""
    uni = University()
    publish(site, uni)
    cache = FetchCache(tmp_path, clock=lambda: FETCHED)
    online = Online(site.fetcher(), cache=cache)
    verified(uni, online)
    document, listed = (item.url for item in online.fetched)
    pin = {
        url: tmp_path / f"{hashlib.sha256(url.encode()).hexdigest()}.pin.json" for url in (document, listed)
    }
    pin[document].write_bytes(pin[listed].read_bytes())
    check = verified(uni, Online(None, cache=cache)).check("issuer_binding")
    assert check.detail["reason"] == "fetch_cache_damaged"


def test_an_empty_cache_is_said(tmp_path: Path) -> None:
    """Without --online, what is not in the cache is not at hand."""
    check = verified(University(), Online(None, cache=FetchCache(tmp_path))).check("issuer_binding")
    assert (check.code, check.detail["reason"]) == ("controller_document_unavailable", "fetch_not_cached")


def test_nothing_is_fetched_by_default(site: Site) -> None:
    """A fetcher that exists asks nobody until a verifier is given what it makes."""
    online = Online(Fetcher())
    uni = University()
    report = uni.verify(resolver=Resolver(), status_lists={})
    assert report.check("issuer_binding").code == "controller_document_unavailable"
    assert not online.fetched
    assert not site.asked


def test_a_signed_list_by_the_old_key_after_rotation(site: Site) -> None:
    """Rotation online: the old key stays listed with its end, and what it signed in time stays good."""
    uni = University()
    old, new = key("kymi").public_key, key("rotated").public_key
    uni.did_documents[ISSUER] = did_document(
        ISSUER,
        keys=[
            PublishedKey(public_key=new, fragment="key-2"),
            PublishedKey(public_key=old, fragment="key-1", expires=AT - timedelta(days=1)),
        ],
    )
    uni.list_signer, uni.list_method = key("rotated"), f"{ISSUER}#key-2"
    publish(site, uni)
    assert verified(uni, Online(site.fetcher())).verdict is Verdict.VALID
    late = sign(uni.credential, key("kymi"), METHOD, created=AT - timedelta(hours=1))
    report = uni.verifier(resolver=Resolver(uni.did_documents)).verify(json.dumps(late).encode())
    assert report.check("issuer_binding").code == "key_expired"


def test_an_online_verifier_can_travel_to_other_processes() -> None:
    """`verify_many` hands a verifier to its workers; each then fetches for itself."""
    online = Online(Fetcher())
    uni = University()
    verifier = uni.verifier(resolver=online.resolver(), status=online.status_list, refresh=online.credential)
    assert _handed_over(verifier) is not None
    assert _handed_over(uni.verifier()) is not None


def test_a_failure_that_is_kept_keeps_nothing_alive(site: Site) -> None:
    """Each credential of a stream gets an error of its own, without the frames of the first."""
    uni = University()
    publish(site, uni)
    site.routes[LIST] = reply(status="503 Busy")
    online = Online(site.fetcher())
    errors = []
    for _ in range(2):
        with pytest.raises(FetchRefusedError) as caught:
            online.get(LIST_URL, STATUS_LIST)
        errors.append(caught.value)
    assert errors[0] is not errors[1]
    assert errors[1].__cause__ is None
    verifier = uni.verifier(resolver=online.resolver(), status=online.status_list, status_lists={})
    data = uni.data()
    reports = [verifier.verify(data).check("status") for _ in range(2)]
    assert [check.code for check in reports] == ["status_list_unavailable"] * 2


def test_many_fetched_lists_are_proven_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of lists is bounded, and nothing else changes."""
    monkeypatch.setattr("mcissue.verify.status_lists.MAX_FETCHED_LISTS", 0)
    uni = University()
    publish(site, uni)
    online = Online(site.fetcher())
    verifier = uni.verifier(resolver=online.resolver(), status=online.status_list, status_lists={})
    data = uni.data()
    for _ in range(3):
        report = verifier.verify(data)
        assert report
        assert len(report.sources) == 2
    assert site.paths == [DID, LIST]


def test_one_address_named_as_two_things(site: Site) -> None:
    """A token that was fetched as a list is no controller document when it is asked for as one."""
    online = Online(site.fetcher())
    issuer = "https://kymi.example/both"
    site.routes["/both"] = reply(
        b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", headers={"Content-Type": "application/jwt"}
    )
    assert online.get(issuer, STATUS_LIST).content is None
    uni = University()
    uni.credential["issuer"]["id"] = issuer
    uni.method = f"{issuer}#key-1"
    check = verified(uni, online).check("issuer_binding")
    assert (check.code, check.detail["reason"]) == ("controller_document_unavailable", "fetch_not_json")
