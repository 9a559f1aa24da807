"""Is a document written as the standards demand? The rules that schema and signature do not hold.

Verifiable Credentials Data Model 2.0 (each rule a MUST: sections 4.2 to 4.13) and Open Badges 3.0 (class
tables of its appendix B, verification step 1 of section 9). The published JSON Schemas let several faults
pass, such as a context that is a single text or a learner without any identifier; these are caught here.
Dates are the business of the check `validity`, the status entry of `status`, meanings of terms of `json_ld`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mcissue.jsonld.urls import CREDENTIALS_V2

if TYPE_CHECKING:
    from mcissue.jsonld.reading import JsonObject

__all__ = ["MAX_FINDINGS", "Finding", "open_badge_findings"]

MAX_FINDINGS: Final = 20
"""A document with more faults than a person would mend in one go needs no longer list."""

_ABSOLUTE_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_OB_CONTEXT: Final = re.compile(
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

_LANGUAGE_OBJECT: Final = frozenset({"@value", "@language", "@direction"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Attributes:
        code: its stable code.
        path: where, as a JSON path.
        message: what is wrong, in one sentence.
        mend: how to mend it.
    """

    code: str
    path: str
    message: str
    mend: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """The finding as a report's detail has it."""
        return {"code": self.code, "path": self.path, "message": self.message, "mend": self.mend}


def open_badge_findings(document: JsonObject) -> tuple[Finding, ...]:
    """What keeps a document from being a conforming Open Badges 3.0 credential, at most 20 faults.

    Args:
        document: a JSON object that was recognised as such a credential.
    """
    found: list[Finding] = []
    for rule in _RULES:
        for finding in rule(document):
            found.append(finding)
            if len(found) == MAX_FINDINGS:
                return tuple(found)
    return tuple(found)


def _contexts(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 section 4.3: an ordered set, the base context first; that of Open Badges second."""
    contexts = document.get("@context")
    path = "$['@context']"
    if not isinstance(contexts, list):
        yield Finding("context_order", path, "the contexts must be an array, even a single one")
    elif contexts[:1] != [CREDENTIALS_V2]:
        yield Finding("context_order", f"{path}[0]", f"the first context must be {CREDENTIALS_V2}")
    elif len(contexts) < 2 or not isinstance(contexts[1], str) or not _OB_CONTEXT.fullmatch(contexts[1]):  # noqa: PLR2004
        yield Finding("context_order", f"{path}[1]", "the second context must be that of Open Badges 3.0")


def _head(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 sections 4.4, 4.5 and 4.9, with what Open Badges requires of them."""
    yield from _identifier(document, "$", required=True)
    yield from _types(document, "$", "VerifiableCredential")
    for old, new in _VC_1_MEMBERS.items():
        if old in document:
            mend = f"Write {new}, or keep to the data model 1.1 throughout."
            yield Finding(
                "vc1_member", f"$.{old}", "this member belongs to the data model 1.1, not to 2.0", mend
            )
    if "validFrom" not in document:
        yield _missing("$", "validFrom", "the time from which the credential holds")
    for name in ("name", "description"):
        yield from _text_or_language_objects(document, "$", name)


def _issuer(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 section 4.7: one issuer, a URL or an object with one as its id; Open Badges: a Profile."""
    if "issuer" not in document:
        yield _missing("$", "issuer", "who issues the credential")
        return
    issuer = document["issuer"]
    if isinstance(issuer, dict):
        yield from _profile(issuer, "$.issuer")
        for name in ("name", "description"):
            yield from _text_or_language_objects(issuer, "$.issuer", name)
    elif not _is_url(issuer):
        yield _wrong("$.issuer", "the issuer must be one absolute URL or one Profile object with an id")


def _subject(document: JsonObject) -> Iterator[Finding]:
    """Open Badges 3.0, AchievementSubject: exactly one, identified, with exactly one achievement."""
    path = "$.credentialSubject"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        message = "an Open Badges credential has exactly one subject, as an object and not as an array"
        yield Finding("subject_not_single", path, message)
        return
    yield from _types(subject, path, "AchievementSubject")
    yield from _identifier(subject, path, required=False)
    identifiers = list(_objects(subject, path, "identifier"))
    if "id" not in subject and not identifiers:
        mend = "Add credentialSubject.identifier with an IdentityObject, or an id."
        yield Finding("subject_unidentified", path, "the subject has neither an id nor an identifier", mend)
    for place, identifier in identifiers:
        yield from _identity(identifier, place)
    achievement = subject.get("achievement")
    if isinstance(achievement, dict):
        yield from _achievement(achievement, f"{path}.achievement")
    else:
        yield _missing(path, "achievement", "one object that says what was achieved")
    for place, result in _objects(subject, path, "result"):
        yield from _result(result, place, achievement)
    for place, source in _objects(subject, path, "source"):
        yield from _profile(source, place)


def _identity(identifier: object, path: str) -> Iterator[Finding]:
    """Open Badges 3.0, IdentityObject (a closed class; its type is a single text)."""
    if not isinstance(identifier, dict):
        yield _wrong(path, "an identifier must be an IdentityObject")
        return
    if identifier.get("type") not in ("IdentityObject", ["IdentityObject"]):
        yield Finding("type_missing", f"{path}.type", "the type must be IdentityObject")
    if not isinstance(identifier.get("hashed"), bool):
        yield _missing(path, "hashed", "true or false")
    for name in ("identityHash", "identityType"):
        yield from _required_text(identifier, path, name)


def _achievement(achievement: JsonObject, path: str) -> Iterator[Finding]:
    """Open Badges 3.0, Achievement and Criteria."""
    yield from _identifier(achievement, path, required=True)
    yield from _types(achievement, path, "Achievement")
    for name in ("name", "description"):
        yield from _required_text(achievement, path, name)
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not ("id" in criteria or "narrative" in criteria):
        yield _missing(
            f"{path}.criteria", "narrative", "how it is earned: a narrative, or an id that leads there"
        )
    for place, alignment in _objects(achievement, path, "alignment"):
        if isinstance(alignment, dict):
            yield from _types(alignment, place, "Alignment")
            for name in ("targetName", "targetUrl"):
                yield from _required_text(alignment, place, name)
        else:
            yield _wrong(place, "an alignment must be an object")
    for place, creator in _objects(achievement, path, "creator"):
        yield from _profile(creator, place)


def _result(result: object, path: str, achievement: object) -> Iterator[Finding]:
    """Open Badges 3.0, Result: what it describes must be described in the same achievement."""
    if not isinstance(result, dict):
        yield _wrong(path, "a result must be an object")
        return
    yield from _types(result, path, "Result")
    described: object = result.get("resultDescription")
    if described is None or not isinstance(achievement, dict):
        return
    descriptions = [
        item for _, item in _objects(achievement, "", "resultDescription") if isinstance(item, dict)
    ]
    matching = [item for item in descriptions if item.get("id") == described]
    if not matching:
        message = "the result refers to a description that the achievement does not have"
        yield Finding("result_unlinked", f"{path}.resultDescription", message)
    elif matching[0].get("resultType") == "Status" and "status" not in result:
        yield _missing(path, "status", "its description says that it is a status")


def _extras(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 sections 4.11 to 4.13 and 5: what may be added has a type, and what it refers to an id."""
    for name, with_id in (
        ("evidence", False),
        ("credentialSchema", True),
        ("refreshService", True),
        ("termsOfUse", False),
    ):
        for place, item in _objects(document, "$", name):
            if not isinstance(item, dict):
                yield _wrong(place, f"{name} must hold objects")
                continue
            yield from _types(item, place, "Evidence" if name == "evidence" else None)
            yield from _identifier(item, place, required=with_id)


def _related_resources(document: JsonObject) -> Iterator[Finding]:
    """VCDM 2.0 section 5.3: each resource once, with a digest."""
    seen: set[str] = set()
    for place, item in _objects(document, "$", "relatedResource"):
        if not isinstance(item, dict):
            yield _wrong(place, "a related resource must be an object")
            continue
        yield from _identifier(item, place, required=True)
        identifier = item.get("id")
        if isinstance(identifier, str) and identifier in seen:
            yield _wrong(f"{place}.id", "the same resource is listed twice")
        if isinstance(identifier, str):
            seen.add(identifier)
        if "digestSRI" not in item and "digestMultibase" not in item:
            yield _missing(place, "digestSRI", "a digest of the resource")


def _single_values(document: JsonObject) -> Iterator[Finding]:
    """Open Badges 3.0, appendix B: what a class has once is one value, neither an array nor a language map.

    JSON-LD takes an array of one for the same, but a reader of the JSON does not; and no context gives a map
    from language to text a meaning, so its texts would not be signed.
    """
    for path, item in _walk({name: value for name, value in document.items() if name != "proof"}, "$"):
        for name, value in item.items():
            place = f"{path}.{name}"
            if name in _SINGLE_TEXTS and not isinstance(value, str):
                # VCDM 2.0 allows more for these two; `_text_or_language_objects` has judged them.
                if name not in {"name", "description"} or path not in {"$", "$.issuer"}:
                    yield _wrong(place, "one text was expected")
            elif name in _SINGLE_OBJECTS and not isinstance(value, dict):
                yield _wrong(place, "one object was expected")
            elif name in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
                yield _wrong(place, "a number was expected")


def _walk(value: object, path: str) -> Iterator[tuple[str, JsonObject]]:
    """Every object of a document with its path. Strict reading has bounded the depth."""
    if isinstance(value, dict):
        yield path, value
        for name, item in value.items():
            yield from _walk(item, f"{path}.{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _walk(item, f"{path}[{place}]")


_RULES: Final[tuple[Callable[[JsonObject], Iterator[Finding]], ...]] = (
    _contexts,
    _head,
    _issuer,
    _subject,
    _extras,
    _related_resources,
    _single_values,
)


def _profile(profile: object, path: str) -> Iterator[Finding]:
    if not isinstance(profile, dict):
        if not _is_url(profile):
            yield _wrong(path, "a Profile object or its URL was expected")
        return
    yield from _identifier(profile, path, required=True)
    yield from _types(profile, path, "Profile")


def _identifier(item: Mapping[str, Any], path: str, *, required: bool) -> Iterator[Finding]:
    """VCDM 2.0 section 4.4: an id is a single URL; not an array, not null."""
    if "id" not in item:
        if required:
            yield _missing(path, "id", "an absolute URL")
    elif not _is_url(item["id"]):
        yield Finding("id_malformed", f"{path}.id", "an id must be one absolute URL")


def _types(item: Mapping[str, Any], path: str, expected: str | None) -> Iterator[Finding]:
    """VCDM 2.0 section 4.5: one or more texts; no text twice, or two readers count differently."""
    value = item.get("type")
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        yield Finding("type_missing", f"{path}.type", "a type is needed: one text or an array of texts")
    elif expected is not None and expected not in names:
        yield Finding("type_missing", f"{path}.type", f"the type must hold {expected}")
    elif len(set(names)) != len(names):
        yield _wrong(f"{path}.type", "the same type is listed twice")


def _required_text(item: Mapping[str, Any], path: str, name: str) -> Iterator[Finding]:
    value = item.get(name)
    if value is None:
        yield _missing(path, name, "a text")
    elif not isinstance(value, str) or not value.strip():
        mend = "One language for each achievement: write plain text, and inLanguage beside it."
        yield _wrong(f"{path}.{name}", "a text that is not empty was expected", mend)


def _text_or_language_objects(item: Mapping[str, Any], path: str, name: str) -> Iterator[Finding]:
    """VCDM 2.0 sections 4.6 and 11.1: a text, a language value object, or an array of these."""
    if name not in item:
        return
    value = item[name]
    for entry in value if isinstance(value, list) and value else [value]:
        plain = isinstance(entry, str)
        tagged = (
            isinstance(entry, dict)
            and isinstance(entry.get("@value"), str)
            and set(entry) <= _LANGUAGE_OBJECT
        )
        if not (plain or tagged):
            yield _wrong(f"{path}.{name}", "a text was expected; a map from language to text is not signed")
            return


def _objects(item: Mapping[str, Any], path: str, name: str) -> Iterator[tuple[str, object]]:
    """The values of a member that may be single or an array, each with its path."""
    if name not in item:
        return
    value = item[name]
    if isinstance(value, list):
        for place, entry in enumerate(value):
            yield f"{path}.{name}[{place}]", entry
    else:
        yield f"{path}.{name}", value


def _is_url(value: object) -> bool:
    return isinstance(value, str) and _ABSOLUTE_URL.fullmatch(value) is not None


def _missing(path: str, name: str, what: str) -> Finding:
    return Finding("member_missing", f"{path}.{name}", f"{name} is missing: {what}", f"Add {name}.")


def _wrong(path: str, message: str, mend: str | None = None) -> Finding:
    return Finding("member_malformed", path, message, mend)
