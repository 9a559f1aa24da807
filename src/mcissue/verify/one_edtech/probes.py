"""The probes of the public validator of 1EdTech (inspector-vc 1.11), re-told from its published source.

Each gives its outcome and a sentence. Where that hangs on the network, or on files that are not public, it is
not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError
from mcissue.formats.clr import CLR_2_0
from mcissue.formats.detect import detect_format
from mcissue.formats.look import Look
from mcissue.formats.open_badges import ENDORSEMENT
from mcissue.formats.rules import objects
from mcissue.jsonld import urls
from mcissue.proof.data_integrity import proofs_of, verify_proof
from mcissue.proof.keys import PublicKey
from mcissue.verify.reading.dates import read_dates
from mcissue.verify.reading.summary import issuer_id_of
from mcissue.verify.report import Outcome
from mcissue.verify.report.opinion import ProbeOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.data_integrity import ProofView
    from mcissue.verify.canonical_forms import CanonicalForms
    from mcissue.verify.report import Check

__all__ = [
    "SPECIAL_TYPES", "Examined", "contexts", "endorsements", "evidence", "expiration", "inline_schema",
    "issuance", "issuer", "json_ld", "parse", "proof", "schema", "status", "subject", "token", "types",
]  # fmt: skip

_ACHIEVEMENT: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})
SPECIAL_TYPES: Final = {
    ENDORSEMENT: frozenset({"EndorsementCredential"}),
    CLR_2_0: frozenset({"ClrCredential"}),
}

_BADGE: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/(context(-3\.\d\.\d)?\.json|context/ob_v3p0\.jsonld)",
    re.ASCII,
)
_RECORD: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(-2\.\d\.\d)?\.json", re.ASCII
)
_BASE: Final = re.compile(r"https://www\.w3\.org/(ns/credentials/v2|2018/credentials/v1)", re.ASCII)

_PROOF_TYPES: Final = frozenset({"Ed25519Signature2020", "DataIntegrityProof"})
_TOKEN_ALGORITHMS: Final = frozenset({"RS256", "ES256"})
_LOSSES: Final = frozenset(
    {"undefined_term", "undefined_type", "value_dropped", "relative_iri", "language_map_not_signed"}
    | {"data_loss_detected", "json_ld_invalid", "protected_term_redefined", "iri_malformed"}
    | {"language_tag_malformed", "context_invalid"}
)
"""Our reasons that are also reasons for JSON-LD in safe mode."""

_Found = tuple[ProbeOutcome, str]
_GOOD: Final[_Found] = (ProbeOutcome.SUCCESS, "nothing to object to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file, and what mcissue found: all that the opinion is made from.

    Attributes:
        document: the credential; empty if there is none.
        header: the header of the token around it, if it is one.
        checks: check id -> what came of it.
        forms: canonical forms under the policy that the document was read with.
        at: the reference time.
    """

    document: JsonObject
    header: Mapping[str, Any] | None
    checks: Mapping[str, Check]
    forms: CanonicalForms
    at: datetime


def parse(examined: Examined) -> _Found:
    """Is it a file that it can read?"""
    check = examined.checks["carrier"]
    if check.outcome is Outcome.PASSED:
        return _GOOD
    return ProbeOutcome.FATAL, "it can't tell or can't read what kind of file this is"


def json_ld(examined: Examined) -> _Found:
    """JSON-LD in safe mode: it minds what is lost, and no second form of a fact."""
    check = examined.checks["json_ld"]
    if check.code in _LOSSES:
        return ProbeOutcome.ERROR, f"JSON-LD in safe mode: {check.message}"
    if check.code == "context_unknown":
        return ProbeOutcome.NOT_KNOWN, "it would look for the context itself"
    return _GOOD


def contexts(examined: Examined) -> _Found:
    """The addresses at their places; others are an error, older ones a warning."""
    listed = examined.document.get("@context")
    if listed is None:
        return ProbeOutcome.NOT_RUN, "there is no @context"
    found = listed if isinstance(listed, list) else [listed]
    wanted: list[tuple[str, re.Pattern[str]]] = [(urls.CREDENTIALS_V2, _BASE)]
    if detect_format(examined.document) is CLR_2_0:
        wanted.append((urls.CLR_2_0_1, _RECORD))
    wanted.append((urls.OB_3_0_3, _BADGE))
    other = False
    for place, (address, pattern) in enumerate(wanted):
        item = found[place] if place < len(found) else None
        if item == address:
            continue
        if not isinstance(item, str) or not pattern.fullmatch(item):
            return ProbeOutcome.ERROR, f"at place {place + 1} it wants {address}"
        other = True
    return (ProbeOutcome.WARNING, "a context is an older one or an alias") if other else _GOOD


def types(examined: Examined) -> _Found:
    """The types of a credential of its kind."""
    kind = detect_format(examined.document)
    names = set(_names(examined.document.get("type")))
    if "VerifiableCredential" not in names or not names & SPECIAL_TYPES.get(kind, _ACHIEVEMENT):
        return ProbeOutcome.FATAL, "the types do not say that this is a credential of its kind"
    return _GOOD


def schema(examined: Examined) -> _Found:
    """Its own schema files, which are not public; the published ones allow what the class tables allow."""
    if examined.checks["format"].outcome is Outcome.PASSED:
        return ProbeOutcome.SUCCESS, "what fits the class tables fits the published schemas"
    return ProbeOutcome.NOT_KNOWN, "the schema files that it uses are not public"


def inline_schema(examined: Examined) -> _Found:
    """Schemas that the credential names."""
    named = [
        item
        for _, item in objects(examined.document, "$", "credentialSchema")
        if isinstance(item, dict) and "1EdTechJsonSchemaValidator2019" in _names(item.get("type"))
    ]
    if not named:
        return ProbeOutcome.NOT_RUN, "the credential names no schema of its kind"
    return ProbeOutcome.NOT_KNOWN, "it would fetch the schemas that the credential names"


def subject(examined: Examined) -> _Found:  # noqa: PLR0911 - one rule after the other
    """Types and the few members that it wants."""
    found = examined.document.get("credentialSubject")
    if not isinstance(found, dict):
        return ProbeOutcome.ERROR, "there is no single subject"
    kind = detect_format(examined.document)
    if kind is ENDORSEMENT:
        return _lacks(found, "EndorsementSubject") or _GOOD
    if kind is CLR_2_0:
        return _lacks(found, "ClrSubject") or _GOOD
    if not found.get("id") and not found.get("identifier"):
        return ProbeOutcome.ERROR, "the subject has neither an id nor an identifier"
    achievement = found.get("achievement")
    if not isinstance(achievement, dict):
        return ProbeOutcome.ERROR, "there is no achievement"
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not (criteria.get("id") or criteria.get("narrative")):
        return ProbeOutcome.ERROR, "the criteria have neither an id nor a narrative"
    wanted = (
        (found, "", "AchievementSubject"),
        (found, "identifier", "IdentityObject"),
        (found, "result", "Result"),
        (found, "source", "Profile"),
        (achievement, "resultDescription", "ResultDescription"),
    )
    for item, member, name in wanted:
        for value in [item] if not member else [value for _, value in objects(item, "", member)]:
            if isinstance(value, dict) and (fault := _lacks(value, name)):
                return fault
    return _GOOD


def evidence(examined: Examined) -> _Found:
    """The type of each piece of evidence."""
    for _, item in objects(examined.document, "$", "evidence"):
        if isinstance(item, dict) and (fault := _lacks(item, "Evidence")):
            return fault
    return _GOOD


def issuer(examined: Examined) -> _Found:
    """An issuer that is a mere address is good by the specification, and an error there."""
    found = examined.document.get("issuer")
    if not isinstance(found, dict):
        return ProbeOutcome.ERROR, "it wants the issuer as an object of the type Profile"
    if fault := _lacks(found, "Profile"):
        return fault
    for member, name in (("otherIdentifier", "IdentifierEntry"), ("parentOrg", "Profile")):
        for _, item in objects(found, "", member):
            if isinstance(item, dict) and (fault := _lacks(item, name)):
                return fault
    if found.get("url"):
        return ProbeOutcome.SUCCESS, "it warns if it can't reach issuer.url"
    return _GOOD


def proof(examined: Examined) -> _Found:  # noqa: PLR0911 - one rule after the other
    """The first proof of a kind that it knows; its key may stand in the name of the key itself."""
    if examined.checks["json_ld"].outcome is Outcome.INDETERMINATE:
        return ProbeOutcome.NOT_KNOWN, "without its contexts nobody can check the signature"
    try:
        views = proofs_of(examined.document)
    except McissueError as error:
        return ProbeOutcome.ERROR, error.message
    chosen = next(
        (view for view in views if view.type in _PROOF_TYPES and _purpose(view) == "assertionMethod"), None
    )
    if chosen is None:
        return ProbeOutcome.ERROR, "there is no proof of a kind that it knows"
    method = str(chosen.proof.get("verificationMethod", ""))
    controller, _, fragment = method.partition("#")
    if ":" not in method:
        return ProbeOutcome.ERROR, "the name of the key has no scheme"
    key = _key_in(fragment) or (_key_in(method.removeprefix("did:key:")) if not fragment else None)
    if key is None:
        return _as_ours(examined, "it would look for the key as mcissue does")
    if fragment and controller != issuer_id_of(examined.document):
        return ProbeOutcome.ERROR, "Key controller does not match issuer"
    return _signature(examined, chosen, key)


def _signature(examined: Examined, view: ProofView, key: PublicKey) -> _Found:
    try:
        verify_proof(
            examined.document,
            view,
            public_key=key,
            contexts=examined.forms.contexts,
            policy=examined.forms.policy,
            canonical=examined.forms,
        )
    except McissueError as error:
        if error.indeterminate:
            return ProbeOutcome.NOT_KNOWN, error.message
        return ProbeOutcome.ERROR, error.message
    if view.cryptosuite is not None and not view.cryptosuite.endswith("-rdfc-2022"):
        return ProbeOutcome.NOT_KNOWN, f"it does not name the suite {view.cryptosuite} among its own"
    return ProbeOutcome.SUCCESS, "the signature holds, by the key that the proof names"


def token(examined: Examined) -> _Found:
    """Three parts, one of two algorithms, a key; the claims are not compared with the credential."""
    header = examined.header or {}
    if header.get("alg") not in _TOKEN_ALGORITHMS:
        return ProbeOutcome.FATAL, f"it takes RS256 and ES256 only, and this token is {header.get('alg')}"
    if "kid" not in header and "jwk" not in header:
        return ProbeOutcome.FATAL, "the header names no key"
    check = examined.checks["proof"]
    if (check.code or "").startswith("token_claim_"):
        return ProbeOutcome.SUCCESS, "it does not compare the claims with the credential"
    return _as_ours(examined, "it checks the signature as mcissue does")


def _as_ours(examined: Examined, message: str) -> _Found:
    outcome = examined.checks["proof"].outcome
    if outcome is Outcome.PASSED:
        return ProbeOutcome.SUCCESS, message
    if outcome is Outcome.FAILED:
        return (ProbeOutcome.FATAL if examined.header is not None else ProbeOutcome.ERROR), message
    return ProbeOutcome.NOT_KNOWN, "it would fetch the key from the network"


def status(examined: Examined) -> _Found:
    """Revocation, and no other purpose."""
    entries = [item for _, item in objects(examined.document, "$", "credentialStatus")]
    if not entries:
        return ProbeOutcome.NOT_RUN, "the credential names no list"
    check = examined.checks["status"]
    if check.code == "revoked":
        return ProbeOutcome.FATAL, "Credential has been revoked"
    looked_at = [
        item
        for item in entries
        if isinstance(item, dict) and item.get("statusPurpose", "") in {"revocation", ""}
    ]
    if not looked_at or check.code == "suspended":
        return ProbeOutcome.SUCCESS, "it looks at revocation only"
    if check.outcome is Outcome.PASSED:
        return _GOOD
    return ProbeOutcome.NOT_KNOWN, "it would fetch the list from the network"


def expiration(examined: Examined) -> _Found:
    """The end of validity."""
    until = read_dates(Look(examined.document)).valid_until
    if until is not None and examined.at > until:
        return ProbeOutcome.FATAL, "the credential has expired"
    return _GOOD


def issuance(examined: Examined) -> _Found:
    """The beginning of validity."""
    since = read_dates(Look(examined.document)).valid_from
    if since is not None and since > examined.at:
        return ProbeOutcome.FATAL, "the credential is not valid yet"
    return _GOOD


def endorsements(examined: Examined) -> _Found:
    """Each endorsement, wherever it stands."""
    check = examined.checks["endorsements"]
    if check.outcome is Outcome.NOT_CHECKED:
        text = repr(examined.document)
        if "'endorsement'" not in text and "'endorsementJwt'" not in text:
            return ProbeOutcome.NOT_RUN, "there are none"
        return ProbeOutcome.NOT_KNOWN, "it verifies every endorsement; ask for them here, too"
    if check.outcome is Outcome.NOT_APPLICABLE:
        return ProbeOutcome.NOT_RUN, "there are none"
    if check.outcome is Outcome.PASSED:
        return _GOOD
    if check.code == "endorsement_of_other":
        return ProbeOutcome.SUCCESS, "it does not ask what an endorsement speaks of"
    known = ProbeOutcome.ERROR if check.outcome is Outcome.FAILED else ProbeOutcome.NOT_KNOWN
    return known, check.message


def _purpose(view: ProofView) -> object:
    return view.proof.get("proofPurpose")


def _key_in(text: str) -> PublicKey | None:
    """The key that a name holds itself, if it does."""
    try:
        return PublicKey.from_multikey(text)
    except McissueError:
        return None


def _lacks(item: Mapping[str, Any], name: str) -> _Found | None:
    if name in _names(item.get("type")):
        return None
    return ProbeOutcome.ERROR, f"a type does not hold {name}"


def _names(value: object) -> list[str]:
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
