"""Hostile documents: each is a good credential with one change that JSON or JSON-LD lets an attacker make.

Numbers are those of docs/threats.md. The verifier must refuse each at the named check with the named code.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Change = Callable[[Json], object]

VALID_UNTIL = "https://www.w3.org/2018/credentials#validUntil"
LONGEST = 64_000
"""Characters of a string that are read."""


@dataclass(frozen=True)
class Hostile:
    """One hostile document.

    Attributes:
        threat: its number.
        name: what was done.
        make: makes the bytes from the good credential.
        check: the check that must notice.
        code: why.
        outcome: `failed`, or `indeterminate` where a limit or a lack of knowledge says nothing about guilt.
    """

    threat: str
    name: str
    make: Callable[[Json], bytes]
    check: str
    code: str
    outcome: str = "failed"


def dumps(document: Any) -> bytes:
    """JSON as others write it."""
    return json.dumps(document, ensure_ascii=False).encode()


def change(do: Change) -> Callable[[Json], bytes]:
    """Bytes of a copy with one change."""

    def make(document: Json) -> bytes:
        document = copy.deepcopy(document)
        do(document)
        return dumps(document)

    return make


def put(*path: str | int, value: Any) -> Callable[[Json], bytes]:
    """Set one member or item."""

    def do(document: Json) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change(do)


def text(old: str, new: str) -> Callable[[Json], bytes]:
    """Replace bytes of the JSON text, once."""

    def make(document: Json) -> bytes:
        data = dumps(document).decode()
        assert old in data
        return data.replace(old, new, 1).encode("utf-8", "surrogatepass")

    return make


def renamed(old: str, new: str) -> Callable[[Json], bytes]:
    """A top-level member under another name."""

    def do(document: Json) -> None:
        document[new] = document.pop(old)

    return change(do)


def clique(size: int) -> Callable[[Json], bytes]:
    """A poison graph of anonymous nodes that the words of Open Badges allow: each related to each."""

    def do(document: Json) -> None:
        document["credentialSubject"]["achievement"]["related"] = [
            {
                "id": f"_:n{one}",
                "type": ["Related"],
                "x": [f"_:n{other}" for other in range(size) if other != one],
            }
            for one in range(size)
        ]

    return change(do)


def alike(count: int) -> Callable[[Json], bytes]:
    """Anonymous nodes that nothing tells apart."""

    def do(document: Json) -> None:
        same: Json = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://a.example/"}
        document["credentialSubject"]["achievement"]["alignment"] = [dict(same) for _ in range(count)]

    return change(do)


def nested(depth: int) -> Callable[[Json], bytes]:
    """Achievements of achievements."""

    def make(document: Json) -> bytes:
        data = dumps(document).decode().rstrip("}")
        return (data + ', "evidence": ' + '{"evidence":' * depth + '"x"' + "}" * (depth + 1)).encode()

    return make


ACHIEVEMENT = ("credentialSubject", "achievement")
INLINE = {"grade": "https://a.example/grade"}

HOSTILE = [
    Hostile("1.1", "a member that no context defines", put("maliciousField", value="x"), "json_ld", "undefined_term"),
    Hostile("1.1", "one deep inside", put(*ACHIEVEMENT, "grade", value="5"), "json_ld", "undefined_term"),
    Hostile("1.1", "a type that no context defines", put(*ACHIEVEMENT, "type", value=["Achievement", "Degree"]), "json_ld", "undefined_type"),
    Hostile("1.1", "an id that is no absolute IRI", put(*ACHIEVEMENT, "id", value="course-1"), "json_ld", "relative_iri"),
    Hostile("1.1", "a value that JSON-LD drops", put(*ACHIEVEMENT, "description", value=None), "json_ld", "value_dropped"),
    Hostile("1.2", "validUntil under its IRI", renamed("validFrom", "https://www.w3.org/2018/credentials#validFrom"), "json_ld", "iri_as_key"),
    Hostile("1.2", "an IRI as one more member", put(VALID_UNTIL, value="2020-01-01T00:00:00Z"), "json_ld", "iri_as_key"),
    Hostile("1.2", "@type for type", put("@type", value="x"), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "@id for id", renamed("id", "@id"), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "@nest", put("@nest", value={"validUntil": "2020-01-01T00:00:00Z"}), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "@included", put("@included", value=[{"id": "urn:x:1", "type": "Profile"}]), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "@reverse", put("@reverse", value={"issuer": {"id": "urn:x:1"}}), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "@graph", put("@graph", value=[{"id": "urn:x:1"}]), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "@index", put(*ACHIEVEMENT, "@index", value="x"), "json_ld", "keyword_not_allowed"),
    Hostile("1.2", "a value object for a text", put(*ACHIEVEMENT, "name", value={"@value": "Doctor"}), "json_ld", "value_object_not_allowed"),
    Hostile("1.2", "an inline context", change(lambda document: document["@context"].append(INLINE)), "json_ld", "inline_context_not_allowed", outcome="indeterminate"),
    Hostile("1.2", "a context inside", put(*ACHIEVEMENT, "@context", value=INLINE), "json_ld", "inline_context_not_allowed", outcome="indeterminate"),
    Hostile("1.2", "a known context inside", put(*ACHIEVEMENT, "@context", value=["https://www.w3.org/ns/credentials/v2"]), "json_ld", "nested_context", outcome="indeterminate"),
    Hostile("1.2", "an anonymous list in a list", put(*ACHIEVEMENT, "tag", value=[["x"]]), "json_ld", "nested_list"),
    Hostile("1.3", "@vocab in a context", change(lambda document: document["@context"].append({"@vocab": "https://a.example/"})), "json_ld", "inline_context_not_allowed", outcome="indeterminate"),
    Hostile("1.4", "contexts that redefine protected words", put("@context", value=["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"]), "json_ld", "context_list_not_allowed", "indeterminate"),
    Hostile("1.5", "a context of somebody's host", change(lambda document: document["@context"].append("https://a.example/context.json")), "json_ld", "context_unknown", "indeterminate"),
    Hostile("1.5", "a context of this computer", change(lambda document: document["@context"].append("file:///etc/passwd")), "json_ld", "context_unknown", "indeterminate"),
    Hostile("1.5", "the address of a known context in capitals", change(lambda document: document["@context"].__setitem__(1, document["@context"][1].replace("purl", "PURL"))), "json_ld", "context_unknown", "indeterminate"),
    Hostile("1.6", "a clique of named anonymous nodes", clique(10), "json_ld", "blank_node_id"),
    Hostile("1.6", "two thousand nodes that look alike", alike(2000), "carrier", "limit_items", "indeterminate"),
    Hostile("1.6", "as many as an array may have", alike(1000), "proof", "signature_invalid"),
    Hostile("1.7", "a control character", put(*ACHIEVEMENT, "description", value="a\u0007b"), "carrier", "json_control_character", outcome="indeterminate"),
    Hostile("1.7", "delete", put(*ACHIEVEMENT, "description", value="a\u007fb"), "carrier", "json_control_character", outcome="indeterminate"),
    Hostile("1.8", "an integer that Node rounds", put("credentialSubject", "creditsEarned", value=2**53 + 1), "carrier", "json_number_out_of_range", outcome="indeterminate"),
    Hostile("1.8", "NaN", put("credentialSubject", "creditsEarned", value=float("nan")), "carrier", "json_malformed"),
    Hostile("1.8", "a number beyond any", text('"achievement":', '"creditsEarned": 1e400, "achievement":'), "carrier", "json_number_out_of_range", outcome="indeterminate"),
    Hostile("1.8", "a hundred thousand digits", text('"achievement":', f'"creditsEarned": {"9" * 100_000}, "achievement":'), "carrier", "json_number_out_of_range", outcome="indeterminate"),
    Hostile("1.9", "a member that stands twice", text('"validFrom": ', '"validFrom": "2020-01-01T00:00:00Z", "validFrom": '), "carrier", "json_duplicate_member"),
    Hostile("1.9", "one that stands twice by an escape", text('"validFrom": ', '"valid\\u0046rom": "2020-01-01T00:00:00Z", "validFrom": '), "carrier", "json_duplicate_member"),
    Hostile("1.10", "objects a hundred thousand deep", nested(100_000), "carrier", "limit_depth", "indeterminate"),
    Hostile("1.10", "arrays without end", lambda _: b"[" * 100_000, "carrier", "limit_depth", "indeterminate"),
    Hostile("1.10", "a text of 12 MB", put(*ACHIEVEMENT, "description", value="x" * 12_000_000), "carrier", "limit_size", "indeterminate"),
    Hostile("1.10", "a text longer than is read", put(*ACHIEVEMENT, "description", value="x" * (LONGEST + 2000)), "carrier", "limit_string", "indeterminate"),
    Hostile("1.10", "four hundred thousand tags", put(*ACHIEVEMENT, "tag", value=["x"] * 400_000), "carrier", "limit_items", "indeterminate"),
    Hostile("1.11", "bytes that are no UTF-8", lambda document: dumps(document).replace(b"Kymi", b"Kym\xe4", 1), "carrier", "json_not_utf8"),
    Hostile("1.11", "UTF-16", lambda document: dumps(document).decode().encode("utf-16"), "carrier", "json_not_utf8"),
    Hostile("1.11", "half a character", text('"description": "', '"description": "\\ud83d'), "carrier", "json_lone_surrogate"),
    Hostile("1.12", "a language tag that is none", put(*ACHIEVEMENT, "name", value={"@value": "x", "@language": "not a tag"}), "json_ld", "language_tag_malformed"),
    Hostile("1.12", "a direction of writing, added to a signed text", change(lambda document: document.update(name={"@value": document["name"], "@language": "en", "@direction": "rtl"})), "proof", "signature_invalid"),
    Hostile("1.12", "texts by language where there are none", put(*ACHIEVEMENT, "name", value={"en": "x"}), "json_ld", "language_map_not_signed"),
    Hostile("1.14", "the credential's dates at a second mention of it", put("evidence", value=[{"id": "urn:uuid:6f1c2a0e-97a4-4b35-9f5d-2c8a4c1f0b11", "type": ["Evidence"], "name": "x"}]), "json_ld", "node_described_twice"),
]  # fmt: skip
"""What a file can show of the threats of section 1."""
