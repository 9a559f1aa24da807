"""Is a document written as the standards demand? The rules that schema and signature do not hold.

Verifiable Credentials Data Model 2.0 (each rule a MUST: sections 4.2 to 4.13) and Open Badges 3.0 (class
tables of its appendix B, verification step 1 of section 9). The published JSON Schemas let several faults
pass, such as a context that is a single text or a learner without any identifier; these are caught here.
Dates are the business of the check `validity`, the status entry of `status`, meanings of terms of `json_ld`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mcissue.formats import rules
from mcissue.formats.rules import Finding
from mcissue.jsonld.urls import CREDENTIALS_V1, CREDENTIALS_V2
from mcissue.words import is_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.formats.rules import Rule
    from mcissue.jsonld.read import JsonObject

__all__ = [
    "OB_CONTEXT",
    "context_faults",
    "endorsement_findings",
    "extras",
    "head",
    "issuer",
    "model_faults",
    "open_badge_findings",
    "related_resources",
    "response_findings",
    "single_values",
]

OB_CONTEXT: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json", re.ASCII
)
_VC_1_MEMBERS: Final = {"issuanceDate": "validFrom", "expirationDate": "validUntil"}
_SINGLE_TEXTS: Final = frozenset(
    {
        "achievedLevel", "achievementType", "activityEndDate", "activityStartDate", "additionalName",
        "addressCountry", "addressCountryCode", "addressLocality", "addressRegion", "audience", "awardedDate",
        "caption", "dateOfBirth", "description", "email", "endorsementComment", "familyName",
        "familyNamePrefix", "fieldOfStudy", "genre", "givenName", "honorificPrefix", "honorificSuffix",
        "humanCode", "identifierType", "identityHash", "identityType", "inLanguage", "level", "licenseNumber",
        "name", "narrative", "official", "patronymicName", "phone", "postOfficeBoxNumber", "postalCode",
        "requiredLevel", "requiredValue", "resultType", "role", "salt", "specialization", "streetAddress",
        "targetCode", "targetDescription", "targetFramework", "targetName", "targetType", "targetUrl", "term",
        "url", "validFrom", "validUntil", "value", "valueMax", "valueMin", "version",
    }
)  # fmt: skip
"""Members that every class of Open Badges 3.0 has at most once, as a text (appendix B, multiplicity 0..1)."""

_SINGLE_OBJECTS: Final = frozenset(
    {"achievement", "address", "criteria", "geo", "image", "parentOrg", "source"}
)
"""Members that every class has at most once, as an object."""

_NUMBERS: Final = frozenset({"creditsAvailable", "creditsEarned", "latitude", "longitude"})


def open_badge_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming Open Badges 3.0 credential.

    Args:
        document: a JSON object that was recognised as such a credential, on the data model 2.0 or 1.1.
    """
    return rules.findings_of(document, _RULES)


def endorsement_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming Open Badges 3.0 endorsement.

    Args:
        document: a JSON object that was recognised as an EndorsementCredential, on either data model.
    """
    return rules.findings_of(document, _ENDORSEMENT_RULES)


def response_findings(_: JsonObject) -> tuple[Finding, ...]:
    """What is wrong with a server's answer: nothing of its own, for it only holds credentials."""
    return ()


def _contexts(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 and 1.1, section 4.3: an ordered set, the base context first; that of Open Badges second."""
    yield from context_faults(document, ((OB_CONTEXT, "Open Badges 3.0"),))


def context_faults(
    document: JsonObject, following: Sequence[tuple[re.Pattern[str], str]]
) -> Iterator[Finding]:
    """What is wrong with the order of a document's contexts.

    Args:
        document: the document.
        following: the contexts that must follow the base context: what fits the address, and its name.
    """
    contexts = document.get("@context")
    path = "$['@context']"
    base = CREDENTIALS_V1 if rules.is_of_model_1(document) else CREDENTIALS_V2
    if not isinstance(contexts, list):
        yield Finding("context_order", path, "the contexts must be an array, even a single one")
        return
    if contexts[:1] != [base]:
        yield Finding("context_order", f"{path}[0]", f"the first context must be {base}")
        return
    for place, (pattern, name) in enumerate(following, 1):
        found = contexts[place] if place < len(contexts) else None
        if not isinstance(found, str) or not pattern.fullmatch(found):
            message = f"the context at place {place + 1} must be that of {name}"
            yield Finding("context_order", f"{path}[{place}]", message)
            return


def head(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 sections 4.4, 4.5 and 4.9 (1.1: 4.2, 4.3 and 4.6), with what Open Badges requires of them."""
    yield from rules.identifier(document, "$", required=True)
    yield from rules.types(document, "$", "VerifiableCredential")
    yield from model_faults(document)
    yield from rules.status_indexes(document)
    begin = "issuanceDate" if rules.is_of_model_1(document) else "validFrom"
    if begin not in document:
        yield rules.missing("$", begin, "the time from which the credential holds")
    if begin == "issuanceDate" and "name" not in document:
        # The schema of Open Badges 3.0 for the data model 1.1 asks for one; that for 2.0 no longer does.
        yield rules.missing("$", "name", "what the credential is called")
    for name in ("name", "description"):
        yield from rules.text_or_language_objects(document, "$", name)


def model_faults(document: JsonObject) -> Iterator[Finding]:
    """Members of the other data model, under which two readers would take two dates for one."""
    if rules.is_of_model_1(document):
        return
    for old, new in _VC_1_MEMBERS.items():
        if old in document:
            mend = f"Write {new}, or keep to the data model 1.1 throughout."
            yield Finding(
                "vc1_member", f"$.{old}", "this member belongs to the data model 1.1, not to 2.0", mend
            )


def issuer(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 section 4.7: one issuer, a URL or an object with one as its id; Open Badges: a Profile."""
    if "issuer" not in document:
        yield rules.missing("$", "issuer", "who issues the credential")
        return
    found = document["issuer"]
    if isinstance(found, dict):
        yield from rules.profile(found, "$.issuer")
        for name in ("name", "description"):
            yield from rules.text_or_language_objects(found, "$.issuer", name)
    elif not is_identifier(found):
        yield rules.wrong("$.issuer", "the issuer must be one absolute URL or one Profile object with an id")


def _subject(document: JsonObject) -> Iterator[Finding]:
    """Open Badges 3.0, AchievementSubject: exactly one, identified, with exactly one achievement."""
    path = "$.credentialSubject"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        message = "an Open Badges credential has exactly one subject, as an object and not as an array"
        yield Finding("subject_not_single", path, message)
        return
    yield from rules.types(subject, path, "AchievementSubject")
    yield from rules.identifier(subject, path, required=False)
    identifiers = list(rules.objects(subject, path, "identifier"))
    if "id" not in subject and not identifiers:
        mend = "Add credentialSubject.identifier with an IdentityObject, or an id."
        yield Finding("subject_unidentified", path, "the subject has neither an id nor an identifier", mend)
    for place, identifier in identifiers:
        yield from _identity(identifier, place)
    achievement = subject.get("achievement")
    if isinstance(achievement, dict):
        yield from _achievement(achievement, f"{path}.achievement")
    else:
        yield rules.missing(path, "achievement", "one object that says what was achieved")
    for place, result in rules.objects(subject, path, "result"):
        yield from _result(result, place, achievement)
    for place, source in rules.objects(subject, path, "source"):
        yield from rules.profile(source, place)


def _identity(identifier: object, path: str) -> Iterator[Finding]:
    """Open Badges 3.0, IdentityObject (a closed class; its type is a single text)."""
    if not isinstance(identifier, dict):
        yield rules.wrong(path, "an identifier must be an IdentityObject")
        return
    if identifier.get("type") not in ("IdentityObject", ["IdentityObject"]):
        yield Finding("type_missing", f"{path}.type", "the type must be IdentityObject")
    if not isinstance(identifier.get("hashed"), bool):
        yield rules.missing(path, "hashed", "true or false")
    for name in ("identityHash", "identityType"):
        yield from rules.required_text(identifier, path, name)


def _achievement(achievement: JsonObject, path: str) -> Iterator[Finding]:
    """Open Badges 3.0, Achievement and Criteria."""
    yield from rules.identifier(achievement, path, required=True)
    yield from rules.types(achievement, path, "Achievement")
    for name in ("name", "description"):
        yield from rules.required_text(achievement, path, name)
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not ("id" in criteria or "narrative" in criteria):
        yield rules.missing(
            f"{path}.criteria", "narrative", "how it is earned: a narrative, or an id that leads there"
        )
    for place, alignment in rules.objects(achievement, path, "alignment"):
        if isinstance(alignment, dict):
            yield from rules.types(alignment, place, "Alignment")
            for name in ("targetName", "targetUrl"):
                yield from rules.required_text(alignment, place, name)
        else:
            yield rules.wrong(place, "an alignment must be an object")
    for place, creator in rules.objects(achievement, path, "creator"):
        yield from rules.profile(creator, place)


def _result(result: object, path: str, achievement: object) -> Iterator[Finding]:
    """Open Badges 3.0, Result: what it describes must be described in the same achievement."""
    if not isinstance(result, dict):
        yield rules.wrong(path, "a result must be an object")
        return
    yield from rules.types(result, path, "Result")
    described: object = result.get("resultDescription")
    if described is None or not isinstance(achievement, dict):
        return
    descriptions = [
        item for _, item in rules.objects(achievement, "", "resultDescription") if isinstance(item, dict)
    ]
    matching = [item for item in descriptions if item.get("id") == described]
    if not matching:
        message = "the result refers to a description that the achievement does not have"
        yield Finding("result_unlinked", f"{path}.resultDescription", message)
    elif matching[0].get("resultType") == "Status" and "status" not in result:
        yield rules.missing(path, "status", "its description says that it is a status")


def extras(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 sections 4.11 to 4.13 and 5: what may be added has a type, and what it refers to an id."""
    for name, with_id in (
        ("evidence", False),
        ("credentialSchema", True),
        ("refreshService", True),
        ("termsOfUse", False),
    ):
        for place, item in rules.objects(document, "$", name):
            if not isinstance(item, dict):
                yield rules.wrong(place, f"{name} must hold objects")
                continue
            yield from rules.types(item, place, "Evidence" if name == "evidence" else None)
            yield from rules.identifier(item, place, required=with_id)


def related_resources(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 section 5.3: each resource once, with a digest."""
    seen: set[str] = set()
    for place, item in rules.objects(document, "$", "relatedResource"):
        if not isinstance(item, dict):
            yield rules.wrong(place, "a related resource must be an object")
            continue
        yield from rules.identifier(item, place, required=True)
        identifier = item.get("id")
        if isinstance(identifier, str) and identifier in seen:
            yield rules.wrong(f"{place}.id", "the same resource is listed twice")
        if isinstance(identifier, str):
            seen.add(identifier)
        if "digestSRI" not in item and "digestMultibase" not in item:
            yield rules.missing(place, "digestSRI", "a digest of the resource")


def single_values(document: JsonObject) -> Iterator[Finding]:
    """Open Badges 3.0, appendix B: what a class has once is one value, neither an array nor a language map.

    JSON-LD takes an array of one for the same, but a reader of the JSON does not; and no context gives a map
    from language to text a meaning, so its texts would not be signed.
    """
    for path, item in rules.walk({name: value for name, value in document.items() if name != "proof"}, "$"):
        for name, value in item.items():
            place = f"{path}.{name}"
            if name in _SINGLE_TEXTS and not isinstance(value, str):
                # VCDM 2.0 allows more for these two; `_text_or_language_objects` has judged them.
                if name not in {"name", "description"} or path not in {"$", "$.issuer"}:
                    yield rules.wrong(place, "one text was expected")
            elif name in _SINGLE_OBJECTS and not isinstance(value, dict):
                yield rules.wrong(place, "one object was expected")
            elif name in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
                yield rules.wrong(place, "a number was expected")


_RULES: Final[tuple[Rule, ...]] = (
    _contexts,
    head,
    issuer,
    _subject,
    extras,
    related_resources,
    single_values,
)


def _endorsement(document: JsonObject) -> Iterator[Finding]:
    """Open Badges 3.0, EndorsementCredential and EndorsementSubject."""
    yield from rules.types(document, "$", "EndorsementCredential")
    yield from rules.required_text(document, "$", "name")
    path = "$.credentialSubject"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        message = "an endorsement has exactly one subject, as an object and not as an array"
        yield Finding("subject_not_single", path, message)
        return
    yield from rules.types(subject, path, "EndorsementSubject")
    yield from rules.identifier(subject, path, required=True)


_ENDORSEMENT_RULES: Final[tuple[Rule, ...]] = (
    _contexts,
    head,
    issuer,
    _endorsement,
    extras,
    related_resources,
    single_values,
)
