"""The rule of one meaning: each rule broken by one change of a good Open Badge."""

from __future__ import annotations

import copy

import pytest
from tests.jsonld.documents import STORE, badge, changed, endorsement, form, renamed

from mcissue.errors import DocumentError, McissueError
from mcissue.jsonld import ContextPolicy, bundled_contexts, check_document, urls
from mcissue.jsonld import limits as limits_of_room

SUBJECT = "$.credentialSubject"
ACHIEVEMENT = f"{SUBJECT}.achievement"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
VC = "https://www.w3.org/2018/credentials#"


def put(path: str, value: object):
    """A change: set a member; the path is dotted, numbers are indexes."""

    def change(document):
        *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        for step in way:
            document = document[step]
        document[last] = value

    return change


def rename(path: str, new: str):
    def change(document):
        *way, last = path.split("/")
        for step in way:
            document = document[int(step)] if step.isdigit() else document[step]
        renamed(document, last, new)

    return change


def refusal(change, policy=ContextPolicy.STRICT) -> McissueError:
    with pytest.raises(McissueError) as caught:
        form(changed(change), policy)
    return caught.value


def test_the_good_document_is_good() -> None:
    """The document that all twins start from passes under each policy, with one and the same form."""
    assert len({form(badge(), policy) for policy in ContextPolicy}) == 1
    assert form(badge()).count(b"\n") == 85


# One change each: (what, change, code, path).
TWINS = [
    # Undefined words.
    ("undefined top", put("grades", "A"), "undefined_term", "$.grades"),
    ("undefined nested", put("credentialSubject/achievement/ects", 5), "undefined_term", f"{ACHIEVEMENT}.ects"),
    ("term of another type", put("credentialSubject/creditsAvailable", 5), "undefined_term", f"{SUBJECT}.creditsAvailable"),
    ("term out of its scope", put("issuer/achievementType", "x"), "undefined_term", "$.issuer.achievementType"),
    ("type left out", lambda d: d["credentialSubject"].pop("type"), "undefined_term", f"{SUBJECT}.identifier"),
    ("__proto__", put("__proto__", {"a": 1}), "undefined_term", "$.__proto__"),
    ("empty key", put("", "x"), "undefined_term", "$['']"),
    ("undefined type", put("issuer/type", ["Profile", "Organisation"]), "undefined_type", "$.issuer.type[1]"),
    ("undefined only type", put("image/type", "Picture"), "undefined_type", "$.image.type"),
    ("IRI as type", put("image/type", f"{OB}Image"), "undefined_type", "$.image.type"),
    ("blank type", put("image/type", ["_:b0"]), "blank_node_id", "$.image.type[0]"),
    ("keyword as type", put("image/type", "type"), "undefined_type", "$.image.type"),
    ("number as type", put("image/type", 5), "type_malformed", "$.image.type"),
    ("null in type", put("image/type", [None]), "type_malformed", "$.image.type[0]"),
    ("object as type", put("image/type", {"a": 1}), "type_malformed", "$.image.type"),
    # Keywords and IRIs as keys (1.2).
    ("@id", rename("issuer/id", "@id"), "keyword_not_allowed", "$.issuer['@id']"),
    ("@type", rename("issuer/type", "@type"), "keyword_not_allowed", "$.issuer['@type']"),
    ("@nest", put("@nest", {"name": "x"}), "keyword_not_allowed", "$['@nest']"),
    ("@included", put("@included", [{"id": "urn:x", "name": "x"}]), "keyword_not_allowed", "$['@included']"),
    ("@reverse", put("@reverse", {"evidence": {"id": "urn:x"}}), "keyword_not_allowed", "$['@reverse']"),
    ("@graph", lambda d: d.update({"@graph": [{"id": d["id"], "validUntil": d.pop("validUntil")}]}), "keyword_not_allowed", "$['@graph']"),
    ("@index", put("evidence/0/@index", "x"), "keyword_not_allowed", "$.evidence[0]['@index']"),
    ("@list", put("evidence", {"@list": [{"id": "urn:x"}]}), "keyword_not_allowed", "$.evidence['@list']"),
    ("@set", put("evidence", {"@set": [{"id": "urn:x"}]}), "keyword_not_allowed", "$.evidence['@set']"),
    ("@json", put("evidence", {"@json": 1}), "keyword_not_allowed", "$.evidence['@json']"),
    ("@foo", put("@foo", 1), "keyword_not_allowed", "$['@foo']"),
    ("@language alone", put("@language", "en"), "keyword_not_allowed", "$['@language']"),
    ("IRI as key", rename("validUntil", f"{VC}validUntil"), "iri_as_key", f"$['{VC}vali...']"),
    ("compact IRI as key", put("schema:name", "x"), "iri_as_key", "$['schema:name']"),
    ("blank key", put("_:b0", "x"), "blank_node_id", "$['_:b0']"),
    ("type word as key", rename("credentialSubject/achievement/criteria", "Criteria"), "second_word", f"{ACHIEVEMENT}.Criteria"),
    ("type word as key 2", rename("issuer/address/geo", "GeoCoordinates"), "second_word", "$.issuer.address.GeoCoordinates"),
    # Identifiers.
    ("blank id", put("id", "_:b0"), "blank_node_id", "$.id"),
    ("blank reference", put("evidence", ["_:b0"]), "blank_node_id", "$.evidence[0]"),
    ("relative id", put("id", "credential-1"), "relative_iri", "$.id"),
    ("empty id", put("id", ""), "relative_iri", "$.id"),
    ("path id", put("id", "/credentials/1"), "relative_iri", "$.id"),
    ("fragment id", put("credentialStatus/id", "#94567"), "relative_iri", "$.credentialStatus.id"),
    ("id with digit scheme", put("id", "1a:b"), "relative_iri", "$.id"),
    ("keyword id", put("id", "@id"), "relative_iri", "$.id"),
    ("id with blank", put("id", "urn:a b"), "iri_malformed", "$.id"),
    ("id with no-break space", put("id", "urn:a\u00a0b"), "iri_malformed", "$.id"),
    ("id that ends the quad", put("id", "urn:a> <urn:p> <urn:b> .\n<urn:c"), "iri_malformed", "$.id"),
    ("id with quote", put("id", 'urn:a"b'), "iri_malformed", "$.id"),
    ("id with bar", put("issuer/id", "https://uni.example/a|b"), "iri_malformed", "$.issuer.id"),
    ("id with line end", put("id", "urn:a\n"), "iri_malformed", "$.id"),
    ("number as id", put("id", 5), "iri_expected", "$.id"),
    ("list as id", put("id", ["urn:x"]), "iri_expected", "$.id"),
    ("null as id", put("issuer/id", None), "iri_expected", "$.issuer.id"),
    ("number as reference", put("issuer", 5), "iri_expected", "$.issuer"),
    ("boolean as reference", put("evidence", [True]), "iri_expected", "$.evidence[0]"),
    ("relative reference", put("evidence", ["evidence-1"]), "relative_iri", "$.evidence[0]"),
    ("word as reference", put("issuer", "assertionMethod"), "relative_iri", "$.issuer"),
    ("compact reference", put("evidence", ["1EdTechX:1"]), "relative_iri", "$.evidence[0]"),
    ("purpose by IRI", put("endorsement/0/proof/0/proofPurpose", "https://w3id.org/security#assertionMethod"), "iri_as_key", "$.endorsement[0].proof[0].proofPurpose"),
    ("unknown purpose", put("endorsement/0/proof/0/proofPurpose", "signing"), "relative_iri", "$.endorsement[0].proof[0].proofPurpose"),
    ("purpose by keyword", put("endorsement/0/proof/0/proofPurpose", "type"), "keyword_not_allowed", "$.endorsement[0].proof[0].proofPurpose"),
    # Values.
    ("null", put("validUntil", None), "value_dropped", "$.validUntil"),
    ("null in list", put("credentialSubject/achievement/tag", ["a", None]), "value_dropped", f"{ACHIEVEMENT}.tag[1]"),
    ("null in ordered list", put("credentialSubject/achievement/resultDescription/0/allowedValue", [None]), "value_dropped", f"{ACHIEVEMENT}.resultDescription[0].allowedValue[0]"),
    ("list in list", put("credentialSubject/achievement/tag", [["a"]]), "nested_list", f"{ACHIEVEMENT}.tag[0]"),
    ("list in ordered list", put("credentialSubject/achievement/resultDescription/0/allowedValue", [["C"]]), "nested_list", f"{ACHIEVEMENT}.resultDescription[0].allowedValue[0]"),
    ("proof by id", put("endorsement/0/proof", "urn:x"), "value_dropped", "$.endorsement[0].proof"),
    ("proof with only an id", put("endorsement/0/proof", [{"id": "urn:x"}]), "value_dropped", "$.endorsement[0].proof[0]"),
    ("empty proof", put("endorsement/0/proof", [{}]), "value_dropped", "$.endorsement[0].proof[0]"),
    ("number as proof", put("endorsement/0/proof", 1), "value_dropped", "$.endorsement[0].proof"),
    ("value object as proof", put("endorsement/0/proof", {"@value": "x", "@language": "en"}), "value_object_not_allowed", "$.endorsement[0].proof"),
    ("value object", put("name", {"@value": "Data ethics"}), "value_object_not_allowed", "$.name"),
    ("typed value object", put("name", {"@value": "x", "@type": f"{OB}x"}), "value_object_not_allowed", "$.name"),
    ("aliased value object", put("name", {"@value": "x", "type": "Image"}), "value_object_not_allowed", "$.name"),
    ("indexed value object", put("name", {"@value": "x", "@language": "en", "@index": "x"}), "value_object_not_allowed", "$.name"),
    ("number in value object", put("name", {"@value": 5, "@language": "en"}), "value_object_not_allowed", "$.name"),
    ("null in value object", put("name", {"@value": None, "@language": "en"}), "value_object_not_allowed", "$.name"),
    ("value object for a date", put("validUntil", {"@value": "2031-06-01T00:00:00Z", "@language": "en"}), "value_object_not_allowed", "$.validUntil"),
    ("value object for an id", put("issuer", {"@value": "x", "@language": "en"}), "value_object_not_allowed", "$.issuer"),
    ("odd direction", put("name", {"@value": "x", "@direction": "up"}), "value_object_not_allowed", "$.name"),
    ("direction of a number", put("name", {"@value": 5, "@direction": "rtl"}), "value_object_not_allowed", "$.name"),
    ("bad tag", put("name", {"@value": "x", "@language": "en_GB"}), "language_tag_malformed", "$.name['@language']"),
    ("null tag", put("name", {"@value": "x", "@language": None}), "language_tag_malformed", "$.name['@language']"),
    ("language map", put("name", {"en": "Data ethics", "fi": "Datan etiikka"}), "language_map_not_signed", "$.name.en"),
    ("language map of a course", put("credentialSubject/achievement/name", {"fi-FI": "x"}), "language_map_not_signed", f"{ACHIEVEMENT}.name['fi-FI']"),
    ("text for a number", put("credentialSubject/achievement/creditsAvailable", "5"), "second_form", f"{ACHIEVEMENT}.creditsAvailable"),
    ("text for a fraction", put("credentialSubject/creditsEarned", "2.5E0"), "second_form", f"{SUBJECT}.creditsEarned"),
    ("text for a boolean", put("credentialSubject/identifier/0/hashed", "false"), "second_form", f"{SUBJECT}.identifier[0].hashed"),
    ("number for a date", put("validUntil", 2031), "second_form", "$.validUntil"),
    ("boolean for a number", put("credentialSubject/creditsEarned", True), "second_form", f"{SUBJECT}.creditsEarned"),
    ("number for a boolean", put("credentialSubject/identifier/0/hashed", 0), "second_form", f"{SUBJECT}.identifier[0].hashed"),
    # Contexts.
    ("no context", lambda d: d.pop("@context"), "context_missing", "$"),
    ("context null", put("@context", None), "context_list_not_allowed", "$['@context']"),
    ("context a number", put("@context", [urls.CREDENTIALS_V2, 5]), "context_list_not_allowed", "$['@context']"),
    ("context list in list", put("@context", [[urls.CREDENTIALS_V2, urls.OB_3_0_3]]), "context_list_not_allowed", "$['@context']"),
    ("empty context", put("@context", []), "context_list_not_allowed", "$['@context']"),
    ("context a string", put("@context", urls.CREDENTIALS_V2), "context_list_not_allowed", "$['@context']"),
    ("order turned", put("@context", [urls.OB_3_0_3, urls.CREDENTIALS_V2]), "context_list_not_allowed", "$['@context']"),
    ("inline context", lambda d: d["@context"].append({"end": f"{VC}validUntil"}), "inline_context_not_allowed", "$['@context']"),
    ("inline context first", lambda d: d["@context"].insert(0, {}), "inline_context_not_allowed", "$['@context']"),
    ("base in context", lambda d: d["@context"].append({"@base": "https://evil.example/"}), "inline_context_not_allowed", "$['@context']"),
    ("nested context", put("credentialSubject/@context", [urls.CREDENTIALS_V2, urls.OB_3_0_3]), "nested_context", f"{SUBJECT}['@context']"),
    ("nested inline context", put("credentialSubject/@context", {"end": f"{VC}validUntil"}), "inline_context_not_allowed", f"{SUBJECT}['@context']"),
    ("inline context in endorsement", put("endorsement/0/@context", [urls.CREDENTIALS_V2, {}]), "inline_context_not_allowed", "$.endorsement[0]['@context']"),
    ("null context in endorsement", put("endorsement/0/@context", None), "context_list_not_allowed", "$.endorsement[0]['@context']"),
    # A credential's own facts elsewhere.
    ("expiry moved", lambda d: d.update(evidence=[{"id": d["id"], "type": "VerifiableCredential", "validUntil": d.pop("validUntil")}]), "node_described_twice", "$.evidence[0]"),
    ("award date moved", lambda d: d["endorsement"][0]["credentialSubject"].update(id=d["id"], awardedDate=d.pop("awardedDate")), "node_described_twice", "$.endorsement[0].credentialSubject"),
    ("expiry of the endorsement moved", lambda d: d["evidence"][0].update(id=d["endorsement"][0]["id"], description="x"), "node_described_twice", "$.evidence[0]"),
]  # fmt: skip


HONEST = {
    "context a string", "inline context", "inline context first", "inline context in endorsement",
    "nested context", "nested inline context", "base in context", "order turned",
}  # fmt: skip
"""Twins that an honest issuer may have written: nobody can say what they mean here, so nobody calls them wrong."""


@pytest.mark.parametrize(("name", "change", "code", "path"), TWINS, ids=[twin[0] for twin in TWINS])
def test_one_change_is_refused_with_its_code_and_path(name, change, code, path) -> None:
    """Each twin of the good document is refused, by name and place; contexts that are not read, as unknown."""
    error = refusal(change)
    assert (error.code, error.path, error.indeterminate) == (code, path, name in HONEST)
    assert isinstance(error, DocumentError)
    # The rule is no matter of policy: what fails here fails for any Verifiable Credential.
    if not code.startswith(("context_list", "inline_context")):
        assert refusal(change, ContextPolicy.PINNED).code == code
        assert refusal(change, ContextPolicy.PINNED_WITH_INLINE).code == code


HARMLESS = [
    ("one value instead of a list", put("credentialSubject/achievement/tag", "data"), put("credentialSubject/achievement/tag", ["data"])),
    ("id as string or object", put("evidence", "urn:x"), put("evidence", [{"id": "urn:x"}])),
    ("order of a set", put("credentialSubject/achievement/tag", ["ethics", "data"]), lambda _: None),
    ("a value twice", put("credentialSubject/achievement/tag", ["data", "ethics", "data"]), lambda _: None),
    ("an empty list", put("endorsementJwt", []), lambda _: None),
    ("order of members", lambda d: renamed(d, "validFrom", "validFrom") or d.update(name=d.pop("name")), lambda _: None),
    ("whole number as float", put("credentialSubject/achievement/creditsAvailable", 5.0), lambda _: None),
    ("the one pair of types", put("type", ["VerifiableCredential", "AchievementCredential"]), lambda _: None),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [h[1:] for h in HARMLESS], ids=[h[0] for h in HARMLESS])
def test_forms_that_readers_treat_alike_sign_alike(one, other) -> None:
    """The stated exceptions: two JSON forms, one meaning, one canonical form."""
    assert form(changed(one)) == form(changed(other))


DIFFERENT = [
    ("text", put("name", "Data Ethics")),
    ("decomposed letter", put("issuer/name", "U\u0308nïversity")),
    ("order of a list", put("credentialSubject/achievement/resultDescription/0/allowedValue", ["A", "B", "C"])),
    ("language", put("name", {"@value": "Data ethics", "@language": "en"})),
    ("empty list of an ordered term", put("credentialSubject/achievement/resultDescription/0/allowedValue", [])),
    ("empty object", put("evidence", [{}])),
    ("empty text", put("name", "")),
    ("number or text without datatype", put("credentialSubject/result/0/value", 1)),
    ("no expiry", lambda d: d.pop("validUntil")),
    ("no endorsement", lambda d: d.pop("endorsement")),
    ("literal that looks like a blank node", put("name", "_:b0")),
]  # fmt: skip


@pytest.mark.parametrize("change", [d[1] for d in DIFFERENT], ids=[d[0] for d in DIFFERENT])
def test_other_facts_have_another_form(change) -> None:
    """A lawful change of what is said changes what is signed."""
    document = changed(change)
    assert form(document) != form(badge())


def test_the_endorsed_credential_may_be_described_by_its_endorsement() -> None:
    """An endorsement of the credential itself says its own words about that id, and is honest."""
    document = changed(put("endorsement/0/credentialSubject/id", badge()["id"]))
    form(document)


def test_mends_name_the_fix() -> None:
    """A near word, the extensions context, the short keyword and the right list are suggested."""
    assert "not an array" in refusal(put("@context", urls.CREDENTIALS_V2)).message
    assert urls.OB_3_0_3 in refusal(put("@context", [urls.CREDENTIALS_V2, urls.MULTIKEY_V1])).mend
    near = refusal(rename("validUntil", "validUntill"))
    assert "Did you mean validUntil?" in near.mend
    missing = refusal(lambda d: d["@context"].pop())
    assert (missing.code, missing.path) == ("undefined_type", "$.credentialSchema[0].type")
    assert urls.OB_EXTENSIONS in missing.mend
    assert "Write type." in refusal(rename("issuer/type", "@type")).mend


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ([urls.CREDENTIALS_V2, urls.CLR_2_0_1], "context_list_not_allowed"),
        ([urls.CREDENTIALS_V2, urls.OB_EXTENSIONS, urls.OB_3_0_3], "context_list_not_allowed"),
        ([urls.CREDENTIALS_V2, urls.OB_3_0_3, "https://example.org/context"], "context_unknown"),
        ([urls.CREDENTIALS_V2 + "/", urls.OB_3_0_3], "context_unknown"),
    ],
)
def test_other_lists_of_addresses_are_indeterminate(context, code) -> None:
    """A list that is unknown, or known but of no known format, proves no harm."""
    error = refusal(put("@context", context))
    assert (error.code, error.indeterminate) == (code, True)


def test_the_policy_for_any_credential_takes_other_lists() -> None:
    """PINNED reads other pinned contexts, in any order and as one string; STRICT does not."""
    other = changed(
        put("@context", [urls.CREDENTIALS_V2, urls.OB_3_0_3, urls.OB_EXTENSIONS, urls.MULTIKEY_V1])
    )
    other["endorsement"][0]["@context"] = [urls.CREDENTIALS_V2, urls.OB_EXTENSIONS]
    form(other, ContextPolicy.PINNED)
    plain = {"@context": urls.CREDENTIALS_V2, "type": "VerifiableCredential", "name": "x"}
    assert form(plain, ContextPolicy.PINNED) == form({**plain, "@context": [urls.CREDENTIALS_V2]})


def test_a_type_may_be_a_url_for_any_credential() -> None:
    """VCDM 2.0 section 4.5: under PINNED, and only a URL for which the contexts have no word."""
    store = STORE.with_context("https://example.org/t", {"@context": {"@vocab": "https://example.org/v#"}})
    document = {
        "@context": [urls.CREDENTIALS_V2, "https://example.org/t"],
        "type": ["VerifiableCredential", "https://example.org/#Thing"],
    }
    for policy in (ContextPolicy.PINNED, ContextPolicy.PINNED_WITH_INLINE):
        assert b"<https://example.org/#Thing>" in form(document, policy, store)
        for name in (
            f"{VC}EnvelopedVerifiableCredential",
            "https://example.org/v#Thing",
            "https ://example.org/#Thing",
            "https://example.org/a b",
            "urn:example:Thing",
            "vc:Thing",
        ):
            with pytest.raises(DocumentError) as caught:
                form({**document, "type": ["VerifiableCredential", name]}, policy, store)
            assert (caught.value.code, caught.value.path) == ("undefined_type", "$.type[1]"), name


def test_a_word_for_properties_is_no_type() -> None:
    """Open Badges 3.0.2 gives `Image` and `image` one IRI: each has its place, and only that."""
    document = {
        "@context": [urls.CREDENTIALS_V2, urls.OB_3_0_2],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "image": {"id": "urn:x", "type": "Image"},
    }
    form(document, ContextPolicy.PINNED)
    document["image"]["type"] = "image"
    with pytest.raises(DocumentError) as caught:
        form(document, ContextPolicy.PINNED)
    assert (caught.value.code, caught.value.path) == ("second_word", "$.image.type")


def test_contexts_of_types_apply_in_alphabetical_order() -> None:
    """Where two types define one word, the later name wins, whatever the order in the document."""
    inline = {
        name: {"@id": f"urn:{name}", "@context": {"word": f"urn:{name}:word"}} for name in ("Zeta", "Alpha")
    }
    store = STORE.with_context("https://example.org/t", {"@context": inline})
    document = {
        "@context": [urls.CREDENTIALS_V2, "https://example.org/t"],
        "type": ["Zeta", "Alpha"],
        "word": "x",
    }
    assert b"<urn:Zeta:word>" in form(document, ContextPolicy.PINNED, store)
    # The rule and the expansion agree on which one it is: only Alpha's word takes an identifier.
    inline["Alpha"]["@context"]["word"] = {"@id": "urn:w", "@type": "@id"}
    store = STORE.with_context("https://example.org/t", {"@context": inline})
    assert b'<urn:Zeta:word> "x"' in form(document, ContextPolicy.PINNED, store)


def test_contexts_of_types_do_not_reach_below_their_node() -> None:
    """With two types, too, the words of neither are known in a node below."""
    node = {
        "id": "urn:x",
        "type": ["Achievement", "Profile"],
        "email": "x@y.example",
        "criteria": {"humanCode": "x"},
    }
    error = refusal(put("evidence", [node]))
    assert (error.code, error.path) == ("undefined_term", "$.evidence[0].criteria.humanCode")
    del node["criteria"]["humanCode"]
    form(changed(put("evidence", [node])))


def test_contexts_that_do_not_fit_together_are_refused() -> None:
    """A protected term is not redefined (Verifiable Credentials Data Model 2.0 section 5.2)."""
    error = refusal(put("@context", [urls.CREDENTIALS_V2, urls.OB_3_0_1]), ContextPolicy.PINNED)
    assert error.code == "protected_term_redefined"


class TestInlineContexts:
    """What PINNED_WITH_INLINE lets an issuer define, and what not."""

    @staticmethod
    def of(inline, **members):
        document = {
            "@context": [urls.CREDENTIALS_V2, inline],
            "type": ["VerifiableCredential"],
            "id": "urn:x",
        }
        return {**document, **members}

    def test_new_words_are_read(self) -> None:
        """An inline object may define new words."""
        document = self.of({"ects": "https://uni.example/vocabulary#ects"}, ects=5)
        integer = b'"5"^^<http://www.w3.org/2001/XMLSchema#integer>'
        assert integer in form(document, ContextPolicy.PINNED_WITH_INLINE)

    @pytest.mark.parametrize(
        ("inline", "members", "code"),
        [
            ({"end": f"{VC}validUntil"}, {"end": "2031-01-01T00:00:00Z"}, "second_word"),
            ({"key": "@id"}, {"key": "urn:y"}, "keyword_not_allowed"),
            ({"name": "https://evil.example/"}, {"name": "x"}, "protected_term_redefined"),
            ({"@vocab": "https://evil.example/"}, {"anything": 1}, None),
            ({"@base": "https://evil.example/"}, {}, "context_feature_unsupported"),
            ({"@import": urls.OB_3_0_3}, {}, "context_feature_unsupported"),
            ({"@propagate": False}, {}, "context_feature_unsupported"),
            ({"@direction": "rtl"}, {}, "context_feature_unsupported"),
            ({"g": "@graph"}, {}, "context_feature_unsupported"),
            ({"n": "@nest"}, {}, "context_feature_unsupported"),
            ({"@type": {"@container": "@set"}}, {}, "context_feature_unsupported"),
            ({"up": {"@reverse": "urn:p"}}, {"up": {"id": "urn:y"}}, "term_not_supported"),
            ({"in": {"@id": "urn:p", "@nest": "n"}}, {"in": 1}, "term_not_supported"),
            ({"m": {"@id": "urn:p", "@container": "@id"}}, {"m": {"urn:y": {}}}, "term_not_supported"),
            ({"m": {"@id": "urn:p", "@container": "@index"}}, {"m": {"a": "b"}}, "term_not_supported"),
            ({"m": {"@id": "urn:p", "@container": "@type"}}, {"m": {}}, "term_not_supported"),
            ({"j": {"@id": "urn:p", "@type": "@json"}}, {"j": [1, {"a": None}]}, "term_not_supported"),
            ({"s": {"@id": "urn:p", "@language": "fi"}}, {"s": "x"}, "term_not_supported"),
            ({"t": None}, {"t": 1}, "undefined_term"),
            ({"t": "relative"}, {"t": 1}, "context_invalid"),
            ({"t": "_:b"}, {"t": 1}, "context_invalid"),
            ({"t": {}}, {"t": 1}, "context_invalid"),
            ({"t": 5}, {}, "context_invalid"),
            ({"t": {"@id": 5}}, {}, "context_invalid"),
            ({"t": {"@id": "urn:t", "@type": "relative"}}, {}, "context_invalid"),
            ({"t": {"@id": "urn:t", "@type": 5}}, {}, "context_invalid"),
            ({"t": {"@id": "urn:t", "@container": "@bag"}}, {}, "context_invalid"),
            ({"t": {"@id": "urn:t", "@container": 5}}, {}, "context_invalid"),
            ({"t": {"@id": "urn:t", "@foo": 1}}, {}, "context_invalid"),
            ({"": "urn:t"}, {}, "context_invalid"),
            ({"a": "b", "b": "a"}, {}, "context_invalid"),
            ({"@version": 1.0}, {}, "context_invalid"),
            ({"@version": "1.1"}, {}, "context_invalid"),
            ({"@protected": "yes"}, {}, "context_invalid"),
            ({"@vocab": 5}, {}, "context_invalid"),
            ({"@vocab": ""}, {}, "context_feature_unsupported"),
            ({"@language": 5}, {}, "context_invalid"),
            ({"t": {"@id": "urn:t", "@context": 5}}, {"t": {"a": 1}}, "context_invalid"),
            ({**{f"t{n}": f"t{n + 1}" for n in range(50)}, "t50": "urn:t"}, {}, "context_invalid"),
            ({**{f"t{n}": f"t{n + 1}" for n in range(9)}, "t9": "urn:t"}, {}, None),
            ({"ex": "urn:ex:"}, {"evidence": "ex:1"}, "compact_iri"),
            ({"ex": "urn:ex:"}, {"ex:p": 1}, "iri_as_key"),
            ({"ex:p": "urn:ex:p"}, {"ex:p": 1}, "iri_as_key"),
        ],
    )
    def test_what_could_hide_a_signed_fact_is_refused(self, inline, members, code) -> None:
        """Second names, keyword aliases, bases, imports and broken definitions are refused or named."""
        document = self.of(inline, **members)
        if code is None:
            form(document, ContextPolicy.PINNED_WITH_INLINE)
            return
        with pytest.raises(McissueError) as caught:
            form(document, ContextPolicy.PINNED_WITH_INLINE)
        assert caught.value.code == code

    def test_a_context_of_null_does_not_take_protection_away(self) -> None:
        """Null is no entry of a list of contexts, here or scoped to a type."""
        with pytest.raises(DocumentError) as caught:
            form(self.of(None), ContextPolicy.PINNED_WITH_INLINE)
        assert caught.value.code == "context_list_not_allowed"
        scoped = self.of({"T": {"@id": "urn:T", "@context": None}})
        scoped["type"].append("T")
        with pytest.raises(DocumentError) as caught:
            form(scoped, ContextPolicy.PINNED_WITH_INLINE)
        assert caught.value.code == "protected_term_redefined"


def test_user_contexts_may_bring_a_vocabulary() -> None:
    """A context with @vocab counts if the user added it: any word then has a meaning, and is signed."""
    store = STORE.with_context("https://example.org/v", {"@context": {"@vocab": "https://example.org/v#"}})
    document = {
        "@context": [urls.CREDENTIALS_V2, "https://example.org/v"],
        "type": ["VerifiableCredential", "Special"],
        "wordless": "x",
    }
    canonical = form(document, ContextPolicy.PINNED, store)
    assert b"<https://example.org/v#Special>" in canonical
    assert b'<https://example.org/v#wordless> "x"' in canonical
    for change, code in [
        ({"bad key": 1}, "undefined_term"),
        ({"a:b": 1}, "iri_as_key"),
        ({"@b": 1}, "keyword_not_allowed"),
    ]:
        with pytest.raises(DocumentError) as caught:
            form({**document, **change}, ContextPolicy.PINNED, store)
        assert caught.value.code == code


def test_no_bundled_context_has_a_vocabulary() -> None:
    """So @vocab only ever comes from the user."""
    store = bundled_contexts()
    for url in store.urls:
        assert '"@vocab":' not in str(store.load(url)).replace("'", '"')


def test_texts_by_language_are_read_where_the_context_knows_them() -> None:
    """Under @container @language each text is signed with its tag, in small letters."""
    store = STORE.with_context(
        "https://example.org/l", {"@context": {"title": {"@id": "urn:t", "@container": "@language"}}}
    )

    def document(title):
        return {"@context": [urls.CREDENTIALS_V2, "https://example.org/l"], "id": "urn:x", "title": title}

    canonical = form(document({"en-GB": "Colour", "fi": ["väri", "sävy"]}), ContextPolicy.PINNED, store)
    assert canonical.decode() == (
        '<urn:x> <urn:t> "Colour"@en-gb .\n<urn:x> <urn:t> "sävy"@fi .\n<urn:x> <urn:t> "väri"@fi .\n'
    )
    for title, code in [
        ({"@none": "x"}, "language_tag_malformed"),
        ({"en_GB": "x"}, "language_tag_malformed"),
        ({"en": None}, "value_dropped"),
        ({"en": 5}, "value_dropped"),
        ({"@value": "x", "@language": "en"}, "language_tag_malformed"),
    ]:
        with pytest.raises(DocumentError) as caught:
            form(document(title), ContextPolicy.PINNED, store)
        assert caught.value.code == code


def test_a_document_that_says_nothing_is_refused() -> None:
    """An empty graph would let one signature stand under anything empty."""
    for document in ({"@context": [urls.CREDENTIALS_V2]}, {"@context": [urls.CREDENTIALS_V2], "id": "urn:x"}):
        with pytest.raises(DocumentError) as caught:
            form(document)
        assert caught.value.code == "document_says_nothing"


def test_an_endorsement_may_stand_alone_or_without_its_own_context() -> None:
    """Embedded credentials bring the list of contexts, or none; proofs in them are signed, too."""
    form(endorsement())
    bare = badge()
    del bare["endorsement"][0]["@context"]
    assert form(bare) == form(badge())


def test_proof_options_pass_the_same_door() -> None:
    """The options of a proof with the document's contexts have one form; odd members are refused."""
    options = {
        "@context": [urls.CREDENTIALS_V2, urls.OB_3_0_3],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": "did:example:1#key",
        "proofPurpose": "assertionMethod",
        "previousProof": ["urn:uuid:1", "urn:uuid:2"],
        "domain": ["a.example", "b.example"],
        "challenge": "c",
        "nonce": "n",
        "expires": "2027-01-01T00:00:00Z",
    }
    assert form(options).count(b"\n") == 12
    with pytest.raises(DocumentError) as caught:
        form({**options, "unsigned": "x"})
    assert (caught.value.code, caught.value.path) == ("undefined_term", "$.unsigned")


def test_a_direction_is_part_of_the_graph() -> None:
    """As a datatype, `rdfDirection` "i18n-datatype" in JSON-LD 1.1, so that no signature passes over it."""
    forms = {}
    for policy in ContextPolicy:
        for value in (
            {"@value": "x", "@language": "ar-EG", "@direction": "rtl"},
            {"@value": "x", "@language": "ar-EG", "@direction": "ltr"},
            {"@value": "x", "@language": "ar-EG"},
            {"@value": "x", "@direction": "rtl"},
        ):
            forms[form(changed(put("name", value)), policy)] = value
    assert len(forms) == 4
    texts = b"".join(forms)
    assert b'"x"^^<https://www.w3.org/ns/i18n#ar-eg_rtl> .' in texts
    assert b'"x"^^<https://www.w3.org/ns/i18n#_rtl> .' in texts
    document = changed(put("name", {"@value": "x", "@language": "ar", "@direction": "rtl"}))
    check_document(document, contexts=STORE)
    document["unsigned"] = "x"
    with pytest.raises(DocumentError):
        check_document(document, contexts=STORE)


def test_no_document_is_changed() -> None:
    """What is handed in comes out as it was."""
    document = badge()
    form(document)
    assert document == badge()
    before = copy.deepcopy(document)
    check_document(document, contexts=STORE)
    assert document == before


@pytest.mark.parametrize("value", [None, [], "x", 5, True, [badge()]])
def test_only_objects_are_documents(value) -> None:
    """Another JSON value at the top is refused by name."""
    with pytest.raises(DocumentError) as caught:
        form(value)
    assert caught.value.code == "json_not_an_object"


def test_types_cannot_be_combined_without_end() -> None:
    """Each new combination of type contexts costs time, so they are counted by document."""
    names = [
        "Achievement",
        "Address",
        "Alignment",
        "Evidence",
        "Profile",
        "Related",
        "Image",
        "GeoCoordinates",
    ]
    nodes = [
        {"id": f"urn:{number}", "type": [name for bit, name in enumerate(names) if number >> bit & 1]}
        for number in range(1, 256)
    ]
    with pytest.raises(DocumentError) as caught:
        form({**badge(), "evidence": nodes})
    assert (caught.value.code, caught.value.indeterminate) == ("limit_context_states", True)
    assert caught.value.detail["limit"] == limits_of_room.MAX_CONTEXT_STATES
    form({**badge(), "evidence": nodes[:100]})
