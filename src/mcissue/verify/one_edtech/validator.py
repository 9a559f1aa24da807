"""What the public validator of 1EdTech (inspector-vc 1.11) would say, probe by probe, and why we differ.

Nothing of it runs here, and nothing is fetched. It is laxer than the specification in places and stricter in
others; `docs/report.md` lists both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError
from mcissue.formats.detect import detect_format
from mcissue.verify.one_edtech import PROFILE
from mcissue.verify.one_edtech import probes as probe
from mcissue.verify.one_edtech.probes import SPECIAL_TYPES, Examined
from mcissue.verify.one_edtech.why import why
from mcissue.verify.report import Outcome
from mcissue.verify.report.opinion import Opinion, Probe, ProbeOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.canonical_forms import CanonicalForms
    from mcissue.verify.envelopes.envelope import Envelope
    from mcissue.verify.report import Report

__all__ = ["one_edtech_opinion"]

_TITLE: Final = "the public validator of 1EdTech (inspector-vc 1.11)"

_UNASKED: Final = ("issuer_registry", "accreditation", "mandatory_elements", "recipient")
"""Checks of mcissue that the validator does not make."""

_Found = tuple[ProbeOutcome, str]
_Step = tuple[str, str, "str | None", "Callable[[Examined], _Found]", "str | None"]


def one_edtech_opinion(
    document: JsonObject, report: Report, *, envelope: Envelope | None, forms: CanonicalForms
) -> Opinion:
    """Say what the validator would say.

    Args:
        document: the credential; empty if there is none.
        report: what mcissue found.
        envelope: the token or the seal around the document, if there is one.
        forms: canonical forms under the policy that the document was read with.
    """
    examined = Examined(
        document=document,
        header=_header_of(envelope),
        checks={check.id: check for check in report.checks},
        forms=forms,
        at=report.verified_at,
    )
    probes: list[Probe] = []
    stopped = False
    for probe_id, name, check, judge, part in _steps(examined):
        if stopped:
            found: _Found = (ProbeOutcome.NOT_RUN, "its run has stopped before")
        else:
            try:
                found = judge(examined)
            except McissueError as error:
                found = (ProbeOutcome.NOT_KNOWN, error.message)
        stopped = stopped or found[0] is ProbeOutcome.FATAL
        ours = _ours(examined, check, part)
        probes.append(
            Probe(
                id=probe_id,
                name=name,
                outcome=found[0],
                message=found[1],
                check=check,
                ours=ours,
                why=_difference(examined, probe_id, found[0], check, ours),
            )
        )
    return Opinion(profile=PROFILE, title=_TITLE, probes=tuple(probes), unasked=_UNASKED)


def _header_of(envelope: Envelope | None) -> Mapping[str, Any] | None:
    """The header of the token around a credential, if it is a token that could be read."""
    token = getattr(envelope, "token", None)
    header: Mapping[str, Any] | None = token.jws.header if token is not None else None
    return header


def _steps(examined: Examined) -> Sequence[_Step]:
    """Id, its name, our check, how it judges, and the part of our check that asks the same."""
    kind = detect_format(examined.document)
    signed = (
        ("ExternalProofProbe", probe.token)
        if examined.header is not None
        else ("EmbeddedProofProbe", probe.proof)
    )
    whole = kind not in SPECIAL_TYPES
    return tuple(
        step
        for step, wanted in (
            (("parse", "CredentialParseProbe", "carrier", probe.parse, None), True),
            (("json_ld", "JsonLDValidationProbe", "json_ld", probe.json_ld, None), whole),
            (("contexts", "ContextPropertyProbe", "format", probe.contexts, "$['@context']"), True),
            (("types", "TypePropertyProbe", "format", probe.types, "$.type"), True),
            (("schema", "JsonSchemasProbe", "format", probe.schema, None), True),
            (("inline_schema", "InlineJsonSchemaProbe", None, probe.inline_schema, None), True),
            (("subject", "CredentialSubjectProbe", "format", probe.subject, "$.credentialSubject"), True),
            (("evidence", "EvidenceProbe", "format", probe.evidence, "$.evidence"), whole),
            (("issuer", "IssuerProbe", "format", probe.issuer, "$.issuer"), whole),
            (("proof", signed[0], "issuer_binding", signed[1], None), True),
            (("status", "RevocationListProbe", "status", probe.status, None), True),
            (("expiration", "ExpirationProbe", "validity", probe.expiration, None), True),
            (("issuance", "IssuanceProbe", "validity", probe.issuance, None), True),
            (("endorsements", "EndorsementInspector", "endorsements", probe.endorsements, None), True),
        )
        if wanted
    )


def _ours(examined: Examined, check_id: str | None, part: str | None) -> Outcome | None:
    if check_id is None or check_id not in examined.checks:
        return None
    check = examined.checks[check_id]
    if check_id == "issuer_binding":
        proof = examined.checks["proof"]
        return check.outcome if proof.outcome is Outcome.PASSED else proof.outcome
    if part is None or check.outcome is not Outcome.FAILED:
        return check.outcome
    # One check of ours asks what several probes ask: the place of a fault tells which of them.
    places = [str(finding.get("path")) for finding in check.detail.get("findings", ())] or [check.path or ""]
    return Outcome.FAILED if any(place.startswith(part) for place in places) else Outcome.PASSED


def _difference(
    examined: Examined, probe_id: str, theirs: ProbeOutcome, check: str | None, ours: Outcome | None
) -> str | None:
    """Why one says yes where the other does not."""
    if ours is None or ours in {Outcome.NOT_CHECKED, Outcome.NOT_APPLICABLE} or check is None:
        return None
    if theirs.is_good and ours is not Outcome.PASSED:
        codes = [examined.checks[check].code]
        if check == "issuer_binding":
            codes.insert(0, examined.checks["proof"].code)
        return why(probe_id, tuple(code for code in codes if code), theirs_is_good=True)
    if theirs.is_bad and ours is Outcome.PASSED:
        return why(probe_id, (), theirs_is_good=False)
    return None
