"""Is a European Digital Credential written as its application profile demands, and does it make sense?

The published shapes (application profile 1.1) let much pass: a document without contexts, a level that does
not exist, a date without its zone, sixty months in place of sixty hours, a learner without a name. These
rules do not. They are held to the JSON, since that is what people and programs read; `--shapes` runs the
published files besides. `docs/standards/elm.md` lists rule by rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError
from mcissue.formats.conventions import hours_in
from mcissue.formats.edc.conventions import CONTEXTS, SIGNED_CONTEXTS
from mcissue.formats.edc.view import is_bare, walk
from mcissue.formats.edc.wrapping import out_of_upload
from mcissue.formats.rules import Finding, findings_of
from mcissue.jsonld.read import json_path
from mcissue.vocabulary import SCHEMES, concept_by_uri, scheme_of
from mcissue.words import is_identifier, parse_datetime

if TYPE_CHECKING:
    from mcissue.formats.losses import Steps
    from mcissue.jsonld.read import JsonObject

__all__ = ["edc_findings", "upload_findings"]

MOST_HOURS: Final = 100_000
"""Hours of one award: a working life has fewer, and a record holds no more."""

_ADDED_BY_SEALING: Final = frozenset({"$.issued", "$.issuanceDate", "$.issuer"})
"""What the tool itself writes when it seals: the times, and the issuer from the certificate of the seal."""

_EDC: Final = "EuropeanDigitalCredential"
_DURATION: Final = re.compile(
    r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII
)

_TIMES: Final = frozenset(
    {
        "applicationDeadline", "awardingDate", "dateCreated", "dateIssued", "dateOfBirth", "endDate",
        "expirationDate", "expiryDate", "issuanceDate", "issued", "reviewDate", "startDate", "valid",
        "validFrom", "validUntil",
    }
)  # fmt: skip
"""Members whose values are xsd:dateTime."""

_BY_LANGUAGE: Final = frozenset(
    {
        "altLabel", "birthName", "category", "definition", "description", "familyName", "fullName",
        "geographicName", "givenName", "legalName", "noteLiteral", "patronymicName", "prefLabel",
        "schemeAgency", "title",
    }
)  # fmt: skip
"""Members whose values are texts by language."""

_ONE_LANGUAGE: Final = frozenset({"familyName", "fullName", "givenName", "schemeAgency"})
"""Those that may have one language only (the shapes count every value)."""

_MANY_TEXTS: Final = frozenset(
    {"altLabel", "birthName", "category", "definition", "geographicName", "noteLiteral", "patronymicName"}
)
"""Those that may have several texts in one language."""

_LENGTHS: Final = frozenset({"duration", "maximumDuration", "volumeOfLearning", "workload"})
_WORK: Final = frozenset({"volumeOfLearning", "workload"})
"""Durations of work, which hours alone measure."""

_SINGLE: Final = frozenset(
    {
        "accreditingAgent", "awardedBy", "awardingDate", "countryCode", "credentialSubject", "dateOfBirth",
        "displayParameter", "eIDASIdentifier", "eqfLevel", "framework", "grade", "idVerification", "issuer",
        "learningSetting", "point", "primaryLanguage", "registration", "spatial", "specifiedBy",
        "volumeOfLearning",
    }
)  # fmt: skip
"""Members of which an object has one at most."""

_BOUND: Final = MappingProxyType(
    {
        "citizenshipCountry": "country", "countryCode": "country", "credentialProfiles": "credential",
        "eqfLevel": "eqf", "language": "language", "learningSetting": "learning_setting",
        "limitEQFLevel": "eqf", "limitField": "isced_f", "limitJurisdiction": "atu", "nqfLevel": "nqf",
        "primaryLanguage": "language", "relatedESCOSkill": "esco_skill",
        "reusabilityLevel": "skill_reuse_level", "spatial": "country", "thematicArea": "isced_f",
    }
)  # fmt: skip
"""Member -> the EU vocabulary that its concepts are of (the shapes compare `inScheme`)."""

_BOUND_TYPES: Final = MappingProxyType({"Accreditation": "accreditation", "Evidence": "evidence_type"})
"""Class -> the EU vocabulary of its `dcType`."""

_DEMANDED: Final = (
    *(
        (kind, name, what)
        for kind in ("LearningAchievement", "LearningActivity", "LearningAssessment", "LearningEntitlement")
        for name, what in (("title", "a title"), ("awardedBy", "who awarded it"))
    ),
    ("AwardingProcess", "awardingBody", "who stands behind the award"),
    ("LearningAssessment", "grade", "what was achieved in it"),
    ("Organisation", "legalName", "its name"),
)
"""Class, member that the shapes demand of it, and what that says."""

_NOT_READ: Final = frozenset(
    {"Concept", "ContactPoint", "DisplayDetail", "DisplayParameter", "IndividualDisplay", "Mailbox"}
    | {"MediaObject", "WebResource"}
)
"""Classes whose further members are only shown: a concept counts by its id."""

_QUALIFICATIONS_ONLY: Final = frozenset({"eqfLevel", "nqfLevel"})

_HEAD: Final = (
    ("credentialProfiles", "the profile, such as the generic one"),
    ("credentialSchema", "the shapes of the profile"),
    ("displayParameter", "how it is shown"),
    ("issued", "when it was issued; the Commission's tool adds it when it seals"),
    ("issuanceDate", "the same time, for the data model 1.1"),
    ("validFrom", "from when on it holds"),
)


def edc_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming European Digital Credential.

    Args:
        document: a JSON object that was recognised as such a credential.
    """
    return findings_of(document, _RULES)


def upload_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps the credential of a form for upload from conforming, but for what sealing adds.

    Args:
        document: a JSON object that was recognised as such a form.
    """
    inner, place = out_of_upload(document) or (document, "$")
    absent = {path for path in _ADDED_BY_SEALING if path.removeprefix("$.") not in inner}
    # Where a form has no contexts, those of the profile are meant.
    return tuple(
        replace(finding, path=place + finding.path.removeprefix("$"))
        for finding in edc_findings({"@context": list(CONTEXTS), **inner})
        if finding.path not in absent
    )


def _contexts(document: JsonObject) -> Iterator[Finding]:
    """Application profile 1.1: its context after that of the data model 1.1. Without them nothing is said."""
    if document.get("@context") not in (list(CONTEXTS), list(SIGNED_CONTEXTS)):
        yield Finding(
            "context_order",
            "$['@context']",
            "the contexts are not those of European Digital Credentials",
            f"Write {list(CONTEXTS)}, and before signing with Data Integrity add {SIGNED_CONTEXTS[-1]}.",
        )


def _head(document: JsonObject) -> Iterator[Finding]:
    """The credential itself: one, with all that the profile demands of it."""
    if not {"VerifiableCredential", _EDC} <= set(_types(document)):
        yield Finding("type_missing", "$.type", f"the type must hold VerifiableCredential and {_EDC}")
    for steps, node in walk(document):
        if steps and _EDC in _types(node):
            message = "a second credential stands inside"
            yield Finding("edc_not_single", json_path(steps), message, "Give each credential a file.")
    if not is_identifier(document.get("id")):
        yield Finding("id_malformed", "$.id", "an id must be one absolute URL")
    for name, what in _HEAD:
        if name not in document:
            yield _missing("$", name, what)
    for one, other in (("issued", "issuanceDate"), ("validUntil", "expirationDate")):
        if one in document and other in document and document[one] != document[other]:
            message = f"{one} and {other} contradict each other"
            yield Finding("dates_contradict", f"$.{other}", message, "Write the same time in both.")


def _people(document: JsonObject) -> Iterator[Finding]:
    """Issuer and learner are described where they stand, and the learner is somebody."""
    issuer = document.get("issuer")
    if not isinstance(issuer, dict) or is_bare(issuer):
        yield Finding("member_malformed", "$.issuer", "the issuer must be described here, as an Organisation")
    elif not is_identifier(issuer.get("id")):
        yield Finding("id_malformed", "$.issuer.id", "an id must be one absolute URL")
    subject = document.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    if not isinstance(subject, dict) or is_bare(subject):
        message = "a credential must have exactly one subject, described here"
        yield Finding("subject_not_single", "$.credentialSubject", message)
        return
    who = ("givenName", "familyName", "fullName", "identifier", "nationalID", "dateOfBirth", "contactPoint")
    did = subject.get("id")
    if not any(subject.get(name) for name in who) and not (isinstance(did, str) and did.startswith("did:")):
        mend = "Add fullName, or an identifier."
        yield Finding("subject_unidentified", "$.credentialSubject", "nothing says who the learner is", mend)
    claims = subject.get("hasClaim")
    if not (claims if isinstance(claims, list) else isinstance(claims, dict)):
        yield _missing("$.credentialSubject", "hasClaim", "what is claimed of the learner")


def _claims(document: JsonObject) -> Iterator[Finding]:
    """Claims, assessments and activities: each has a title and says who awarded it."""
    for steps, node in walk(document):
        if is_bare(node):
            continue
        types = set(_types(node))
        for kind, name, what in _DEMANDED:
            if kind in types and not node.get(name):
                yield _missing(json_path(steps), name, what)
        if "Qualification" not in types:
            for name in sorted(_QUALIFICATIONS_ONLY & node.keys()):
                message = f"{name} says something about a Qualification only"
                yield Finding(
                    "edc_member_misplaced",
                    json_path((*steps, name)),
                    message,
                    "Write the type Qualification.",
                )


def _nodes(document: JsonObject) -> Iterator[Finding]:
    """One id, one content: to JSON-LD all mentions are one node, to a reader of the JSON they are not."""
    known: dict[str, JsonObject] = {}
    said: dict[str, str] = {}
    for steps, node in walk(document):
        iri = node.get("id")
        if "id" in node and not is_identifier(iri):
            if steps:
                yield Finding("id_malformed", json_path((*steps, "id")), "an id must be one absolute URL")
        elif isinstance(iri, str) and not is_bare(node) and known.setdefault(iri, node) != node:
            if iri not in said:
                said[iri] = _said(known[iri])
            if said[iri] == _said(node):
                continue
            yield Finding(
                "node_described_twice" if iri == document.get("id") else "edc_id_reused",
                json_path(steps),
                f"another object of the document has the id {iri[:100]}, and says something else",
                "Give each thing an id of its own, and repeat a thing with all that is said of it.",
                harmless={*_types(node), *_types(known[iri])} <= _NOT_READ,
            )


def _said(value: Any) -> str:
    """A value as a text, the same for the same statements: arrays are sets here (JSON-LD 1.1, 4.3)."""
    if isinstance(value, dict):
        members = sorted(f"{json.dumps(name)}:{_said(item)}" for name, item in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        items = sorted({_said(item) for item in value})
        return items[0] if len(items) == 1 else f"[{','.join(items)}]"
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)


def _values(document: JsonObject) -> Iterator[Finding]:
    """Times with their zone, texts by language, durations that a person can have meant, single values."""
    for steps, node in walk({name: value for name, value in document.items() if name != "proof"}):
        for name, value in node.items():
            # A place becomes a text in a finding only: most values are fine.
            if name in _TIMES:
                yield from _time(value, (*steps, name))
            elif name in _BY_LANGUAGE:
                yield from _texts(name, value, (*steps, name))
            elif name in _LENGTHS:
                yield from _length(name, value, (*steps, name))
            if name in _SINGLE and isinstance(value, list) and len(value) != 1:
                yield Finding("member_malformed", json_path((*steps, name)), "exactly one value was expected")


def _time(value: Any, steps: Steps) -> Iterator[Finding]:
    for text in value if isinstance(value, list) else [value]:
        try:
            parse_datetime(text)
        except DocumentError as error:
            yield Finding(error.code, json_path(steps), error.message, error.mend)


def _texts(name: str, value: Any, steps: Steps) -> Iterator[Finding]:
    if not isinstance(value, dict) or not value:
        mend = 'Write it by language, as in {"en": "..."}.'
        yield Finding("member_malformed", json_path(steps), "a text by language was expected", mend)
        return
    if name in _ONE_LANGUAGE and len(value) > 1:
        message = "it may be written in one language only"
        mend = "Keep the language of the certificate."
        yield Finding("edc_several_languages", json_path(steps), message, mend)
    for tag, text in value.items():
        texts = text if isinstance(text, list) else [text]
        if not texts or not all(isinstance(one, str) and one.strip() for one in texts):
            path = f"{json_path(steps)}.{tag}"
            yield Finding("member_malformed", path, "a text that is not empty was expected")
        elif len(texts) > 1 and name not in _MANY_TEXTS:
            message = "there are several texts in one language"
            yield Finding("edc_several_languages", f"{json_path(steps)}.{tag}", message, "Keep one of them.")


def _length(name: str, value: Any, steps: Steps) -> Iterator[Finding]:
    text = value[0] if isinstance(value, list) and len(value) == 1 else value
    mend = "Write hours as in PT60H."
    if not isinstance(text, str) or not _DURATION.fullmatch(text):
        yield Finding("member_malformed", json_path(steps), "a duration was expected", mend)
        return
    if name not in _WORK:
        return
    hours = hours_in(text)
    if hours is None:
        message = f"a workload of {text} says no number of hours: in P60M, M means months"
        yield Finding("edc_duration_implausible", json_path(steps), message, mend)
    elif not 0 < hours <= MOST_HOURS:
        yield Finding(
            "edc_duration_implausible", json_path(steps), f"nobody works {text} for one award", mend
        )


def _concepts(document: JsonObject) -> Iterator[Finding]:
    """Concepts are of the vocabulary that they say, in its list, and of the one that their place wants."""
    seen: set[str] = set()
    for steps, node in walk(document):
        for name, value in node.items():
            wanted = _BOUND.get(name)
            if name == "dcType":
                wanted = next((_BOUND_TYPES[kind] for kind in _types(node) if kind in _BOUND_TYPES), None)
            for place, item in _objects(value):
                where = (*steps, name, *place)
                if wanted is not None:
                    yield from _bound(item, wanted, where)
                iri = item.get("id")
                if "Concept" in _types(item) and isinstance(iri, str) and iri not in seen:
                    seen.add(iri)
                    yield from _listed(item, iri, where)


def _bound(item: JsonObject, wanted: str, steps: Steps) -> Iterator[Finding]:
    # What stands for a concept under another id names its list all the same.
    schemes = [scheme.get("id") for _, scheme in _objects(item.get("inScheme"))]
    found = scheme_of(item.get("id"))
    if is_bare(item) and found == wanted:
        return
    if found not in {None, wanted} or SCHEMES[wanted].uri not in schemes:
        title = SCHEMES[wanted].title
        mend = f"Write a concept of {SCHEMES[wanted].uri}, and that as its inScheme."
        yield Finding(
            "edc_concept_of_other_list",
            json_path(steps),
            f"a concept of the list {title!r} was expected",
            mend,
        )


def _listed(item: JsonObject, iri: str, steps: Steps) -> Iterator[Finding]:
    scheme = scheme_of(iri)
    if scheme is None:
        return
    if SCHEMES[scheme].complete and concept_by_uri(iri) is None:
        message = f"the list {SCHEMES[scheme].title!r} has no concept {iri[:100]}"
        yield Finding(
            "edc_concept_unknown",
            f"{json_path(steps)}.id",
            message,
            "Look the concept up in the EU vocabularies.",
        )
        return
    schemes = [listed.get("id") for _, listed in _objects(item.get("inScheme"))]
    if schemes and SCHEMES[scheme].uri not in schemes:
        message = "the concept is of another list than the one that it names"
        mend = f"Write {SCHEMES[scheme].uri} as its inScheme."
        yield Finding("edc_concept_of_other_list", f"{json_path(steps)}.inScheme", message, mend)


_RULES: Final[tuple[Callable[[JsonObject], Iterator[Finding]], ...]] = (
    _contexts,
    _head,
    _people,
    _claims,
    _nodes,
    _values,
    _concepts,
)


def _types(node: JsonObject) -> list[str]:
    value = node.get("type")
    names = value if isinstance(value, list) else [value]
    return [name for name in names if isinstance(name, str)]


def _objects(value: Any) -> Iterator[tuple[tuple[int, ...], JsonObject]]:
    if isinstance(value, dict):
        yield (), value
    for place, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield (place,), item


def _missing(path: str, name: str, what: str) -> Finding:
    return Finding("member_missing", f"{path}.{name}", f"{name} is missing: {what}", f"Add {name}.")
