"""What the public validator of 1EdTech would say, beside what mcissue says: where they agree, differ, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.proof.tokens import make, parts, private, token
from tests.university import INDEX, ISSUER, University
from tests.verify.documents import badge, endorsement, issued, old_badge, plain, record, sign_any
from tests.verify.schema import check_report

from mcissue.cli.output.render import render_report
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.jwt import TokenProfile
from mcissue.verify import Policy, Report, Verdict, Verifier
from mcissue.verify.report.opinion import Opinion, Probe, ProbeOutcome
from mcissue.verify.report.page import report_page

Json = dict[str, Any]


def verify(data: Json | str | bytes, university: University | None = None, **options: Any) -> Report:
    raw = json.dumps(data).encode() if isinstance(data, dict) else data
    raw = raw.encode() if isinstance(raw, str) else raw
    report = (university or University()).verifier(profile="1edtech", **options).verify(raw)
    check_report(report.to_json())
    return report


def opinion_of(report: Report) -> Opinion:
    assert report.opinion is not None
    return report.opinion


def probe(report: Report, name: str) -> Probe:
    return next(found for found in opinion_of(report).probes if found.id == name)


def test_a_good_badge_is_good_for_both() -> None:
    """No step differs; what it does not ask is said."""
    report = verify(University().data())
    opinion = opinion_of(report)
    assert opinion.verdict == "valid"
    assert not [found.id for found in opinion.probes if found.differs]
    assert opinion.unasked == ("issuer_registry", "accreditation", "mandatory_elements", "recipient")
    assert report
    assert [found.id for found in opinion.probes] == [
        "parse", "json_ld", "contexts", "types", "schema", "inline_schema", "subject", "evidence", "issuer",
        "proof", "status", "expiration", "issuance", "endorsements",
    ]  # fmt: skip


def test_nobody_is_told_who_did_not_ask() -> None:
    """Without the profile there is no opinion, and no other one can be asked for."""
    report = University().verify()
    assert report.opinion is None
    assert report.to_json()["opinion"] is None
    with pytest.raises(ValueError, match="no profile"):
        Verifier(profile="other")


def test_the_opinion_never_changes_the_verdict() -> None:
    """An unrecognised issuer is fine for the validator, and not for mcissue."""
    university = University()
    university.snapshot["entries"] = []
    report = verify(university.data(), university)
    assert report.verdict is Verdict.INDETERMINATE
    assert opinion_of(report).verdict == "valid"
    assert report.verdict is University.verify(university).verdict


def self_asserted() -> tuple[Json, University]:
    """A badge whose key stands in its own name only."""
    university = University()
    key = university.issuer_key.public_key.multikey
    university.method = f"{ISSUER}#{key}"
    return university.signed(), university


def _wrong_key() -> tuple[Json, University]:
    university = University()
    university.method = f"did:web:other.example#{university.issuer_key.public_key.multikey}"
    return university.signed(), university


def _suspended() -> tuple[Json, University]:
    university = University()
    university.status["statusPurpose"] = "suspension"
    university.list_purpose = "suspension"
    university.revoked = {INDEX}
    return university.signed(), university


def _revoked() -> tuple[Json, University]:
    university = University()
    university.revoked = {INDEX}
    return university.signed(), university


def _changed(
    change: Callable[[Json], object], *, before: bool = True
) -> Callable[[], tuple[Json, University]]:
    def make() -> tuple[Json, University]:
        university = University()
        if before:
            change(university.credential)
        else:
            university.after_signing.append(change)
        return university.signed(), university

    return make


def _put(path: str, value: Any) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        *steps, last = path.split("/")
        for step in steps:
            document = document[int(step)] if isinstance(document, list) else document[step]
        document[last] = value

    return change


def _award_later(document: Json) -> None:
    document["awardedDate"] = "2026-06-19T00:00:00Z"


@pytest.mark.parametrize(
    ("make", "name", "theirs", "ours_good", "reason"),
    [
        (self_asserted, "proof", ProbeOutcome.SUCCESS, False, "takes the key from its name"),
        (_wrong_key, "proof", ProbeOutcome.ERROR, False, None),
        (_suspended, "status", ProbeOutcome.SUCCESS, False, "revocation only"),
        (_revoked, "status", ProbeOutcome.FATAL, False, None),
        (_changed(_put("issuer", ISSUER)), "issuer", ProbeOutcome.ERROR, True, "mere address"),
        (
            _changed(_put("validUntil", "2026-06-19T00:00:00Z")),
            "expiration",
            ProbeOutcome.FATAL,
            False,
            None,
        ),
        (_changed(_put("validFrom", "2026-07-19T00:00:00Z")), "issuance", ProbeOutcome.FATAL, False, None),
        (_changed(_award_later), "expiration", ProbeOutcome.SUCCESS, False, "award date"),
        (_changed(_put("name", "Doctor"), before=False), "proof", ProbeOutcome.ERROR, False, None),
        (_changed(_put("grade", "1"), before=False), "json_ld", ProbeOutcome.ERROR, False, None),
        (
            _changed(_put("credentialSubject/@id", "urn:x:1"), before=False),
            "json_ld",
            ProbeOutcome.SUCCESS,
            False,
            "second form",
        ),
        (
            _changed(_put("type", ["VerifiableCredential"]), before=False),
            "types",
            ProbeOutcome.FATAL,
            True,
            "badges only",
        ),
        (
            _changed(_put("credentialSubject/type", ["Thing"]), before=False),
            "subject",
            ProbeOutcome.ERROR,
            False,
            None,
        ),
        (
            _changed(_put("credentialSubject/achievement/criteria", {}), before=False),
            "subject",
            ProbeOutcome.ERROR,
            False,
            None,
        ),
        (
            _changed(_put("evidence", [{"type": ["X"]}]), before=False),
            "evidence",
            ProbeOutcome.ERROR,
            False,
            None,
        ),
        (
            _changed(lambda document: document.pop("proof"), before=False),
            "proof",
            ProbeOutcome.ERROR,
            False,
            None,
        ),
    ],
)
def test_where_the_two_agree_and_differ(
    make: Callable[[], tuple[Json, University]],
    name: str,
    theirs: ProbeOutcome,
    ours_good: bool,
    reason: str | None,
) -> None:
    """One change each: what it would say, what mcissue says, and the reason where they differ."""
    document, university = make()
    report = verify(document, university, policy=Policy.AUTHENTIC)
    found = probe(report, name)
    assert found.outcome is theirs, found
    assert (found.ours is not None and found.ours.value == "passed") is ours_good
    if reason is None:
        assert not found.differs
    else:
        assert reason in str(found.why)


def test_older_badges_get_a_warning_there() -> None:
    """And are read as they were here."""
    report = verify(issued(old_badge()))
    found = probe(report, "contexts")
    assert (found.outcome, found.differs) == (ProbeOutcome.WARNING, False)
    assert opinion_of(report).verdict == "valid"


def test_tokens_are_taken_in_two_algorithms_only() -> None:
    """An EdDSA token is valid here, and stops the validator."""
    report = verify(token())
    assert report
    found = probe(report, "proof")
    assert found.outcome is ProbeOutcome.FATAL
    assert "EdDSA" in found.message
    assert "fewer kinds" in str(found.why)
    assert probe(report, "status").outcome is ProbeOutcome.NOT_RUN
    assert opinion_of(report).verdict == "invalid"


def test_claims_of_tokens_are_compared_here_only() -> None:
    """A token without `sub` passes there; by the specification it must have one."""
    by = private("P-256")
    university = University()
    keys = [PublishedKey(public_key=by.public_key, fragment="key-1")]
    university.did_documents = {ISSUER: did_document(ISSUER, keys=keys)}
    good = token(TokenProfile.OPEN_BADGES, by)
    assert probe(verify(good, university, status_lists={}), "proof").outcome is ProbeOutcome.SUCCESS
    header, payload = parts(good)
    del payload["sub"]
    report = verify(make(header, payload, by, "ES256"), university, status_lists={})
    assert report.check("proof").code == "token_claim_missing"
    found = probe(report, "proof")
    assert found.outcome is ProbeOutcome.SUCCESS
    assert "claims" in str(found.why)


def test_other_kinds_of_documents_have_other_steps() -> None:
    """Endorsements and learner records; of anything else it says that it is none of its kinds."""
    found = verify(issued(endorsement("https://kymi.example/courses/research-data")))
    assert "issuer" not in {step.id for step in opinion_of(found).probes}
    assert opinion_of(found).verdict == "valid"
    assert opinion_of(verify(issued(record(badge())))).verdict == "valid"
    other = verify(sign_any(plain()), policy=Policy.AUTHENTIC)
    assert other
    assert probe(other, "contexts").outcome is ProbeOutcome.ERROR
    assert probe(other, "types").outcome is ProbeOutcome.FATAL


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"@context": 5, "type": {}, "proof": 7}', b"a.b.c"])
def test_whatever_comes_in_there_is_an_opinion(data: bytes) -> None:
    """And no exception."""
    report = verify(data)
    assert opinion_of(report).verdict == "invalid"


def test_people_see_both_side_by_side() -> None:
    """In text and on the page, with the reason of each difference."""
    document, university = self_asserted()
    report = verify(document, university)
    text = render_report(report)
    assert "would call it valid; that" in " ".join(text.split())
    assert "takes the key from its name" in " ".join(text.split())
    page = report_page([report])
    assert "Another verifier" in page
    assert "takes the key from its name" in page
