"""The rule of one meaning: a document that passes says in JSON exactly what its graph says, and no more.

A proof over the canonical form covers the graph. Readers read the JSON. So no JSON may pass that a
processor drops from the graph, and no second JSON for the same graph (DESIGN section 4; VC Data Integrity
1.0 sections 2.4.1, 2.4.3 and 4.6): every key and type is a term of the active context (outside of the known
formats a type may be a URL for which there is no term), no keyword but
`@context`, `@value`, `@language` and `@direction`, no IRI as a key, no second word for one IRI, no second
JSON type for one literal, no blank node identifiers, absolute ids, `@context` only at the top and in
embedded credentials, nothing that vanishes.

Left as one meaning, because readers must treat them alike anyway: one value and an array of that one
value, a node's id as a string and as an object with only `id`, the order of a set, a value twice in a set,
an empty array and no member. Not seen here: facts about one id may stand at any place that mentions the id
(except a credential's own facts), so a verifier shows an issuer's name from the registry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError
from mcissue.jsonld.contexts.policy import ContextPolicy, check_context
from mcissue.jsonld.contexts.states import Scoped, State, Term, Vocabulary, vocabulary_for
from mcissue.jsonld.limits import MAX_CONTEXT_STATES
from mcissue.jsonld.read import refusals as refuse
from mcissue.jsonld.read.errors import json_path
from mcissue.words import ABSOLUTE_IRI, is_language_key, is_language_tag

if TYPE_CHECKING:
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject

__all__ = ["Census", "FormRule", "check_meaning", "is_its_one_form"]

_CREDENTIAL: Final = "https://www.w3.org/2018/credentials#VerifiableCredential"
# VCDM 2.0 section 4.13.1: it has a context of its own as a credential has, for the same reason.
_WITH_CONTEXT: Final = frozenset(
    {_CREDENTIAL, "https://www.w3.org/2018/credentials#EnvelopedVerifiableCredential"}
)
_ALIASES: Final = {"id": "@id", "type": "@type"}
_VALUE_KEYS: Final = frozenset({"@value", "@language", "@direction"})
_DIRECTIONS: Final = ("ltr", "rtl")
# BCP 47 in outline, as JSON-LD 1.1 section 9.3.1 asks for; what a tag means is not looked up.
# XML Schema datatypes (W3C XML Schema 1.1 part 2), under http and, as Open Badges writes them, https.
_WRITTEN_AS_NUMBERS: Final = frozenset(
    {"integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"}
    | {"long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"}
    | {"float", "double"}
)
# What a JSON number looks like in a graph.
_NUMBER_TEXT: Final = re.compile(r"-?(0|[1-9][0-9]*)|-?[1-9]\.[0-9]+E-?[0-9]+")
_UNREAD_CONTAINERS: Final = frozenset({"@index", "@id", "@type"})


@dataclass(slots=True)
class Census:
    """What a document says, in numbers; its graph must say as much.

    Attributes:
        values: literals.
        references: nodes as values, nested or by id.
        types: types of nodes.
    """

    values: int = 0
    references: int = 0
    types: int = 0

    def total(self) -> int:
        """How many statements these are."""
        return self.values + self.references + self.types


def check_meaning(document: JsonObject, *, contexts: ContextStore, policy: ContextPolicy) -> Census:
    """Hold a document, or the options of a proof with the document's `@context`, to the rule of one meaning.

    Args:
        document: strict JSON (`mcissue.jsonld.read.check_value`).
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.

    Returns:
        What was counted, to be compared with the graph.

    Raises:
        DocumentError: with the JSON path; the codes stand in `mcissue.codes` under "one lossless meaning".
        ContextError: `context_unknown`, `context_invalid`, `context_feature_unsupported`.
    """
    return _Walk(contexts, policy).document(document)


class FormRule:
    """The part of the rule that a node's form decides: its types and the names of its members.

    For the compiled engine, which asks once for each form. Its errors do not know the place.

    Args:
        contexts: where contexts come from.
        policy: which lists of contexts are allowed.
    """

    def __init__(self, contexts: ContextStore, policy: ContextPolicy) -> None:
        self._walk = _Walk(contexts, policy)

    def check_types(self, types: tuple[object, ...], state: State) -> None:
        """Check the value of `type`, in the state before the contexts of types.

        Raises:
            DocumentError: a type is not allowed here.
        """
        self._walk.check_types({"type": list(types)}, state)

    def term(self, key: str, state: State) -> Term:
        """What a member name means.

        Raises:
            DocumentError: it is not allowed here.
        """
        return self._walk.term(key, None, state)


@dataclass(frozen=True, slots=True)
class _Description:
    """One place that says something about an id."""

    steps: tuple[str | int, ...]
    predicates: frozenset[str]
    credential_terms: State | None


class _Walk:
    def __init__(self, contexts: ContextStore, policy: ContextPolicy) -> None:
        self._contexts = contexts
        self._policy = policy
        # Formats that are known here have short names for all their types.
        self._any_type = policy not in {ContextPolicy.STRICT, ContextPolicy.AGREEING}
        # What strangers define inside documents is not kept.
        with_inline = policy is ContextPolicy.PINNED_WITH_INLINE
        self._vocabulary = Vocabulary(contexts) if with_inline else vocabulary_for(contexts)
        self._steps: list[str | int] = []
        self._around: list[Any] = []
        self._used: set[tuple[State, object]] = set()
        self._census = Census()
        self._described: dict[str, list[_Description]] = {}

    def document(self, document: JsonObject) -> Census:
        if "@context" not in document:
            raise refuse.no_context()
        try:
            self._node(document, self._vocabulary.initial, None)
        except McissueError as error:
            # Errors about contexts do not know where the document named the context.
            error.path = error.path or json_path(self._steps)
            raise
        if not self._census.total():
            raise refuse.says_nothing(self._steps)
        self._check_descriptions()
        return self._census

    def _node(self, node: dict[str, Any], state: State, scoped: Scoped | None) -> None:
        """A node object (JSON-LD 1.1 API section 5.1.2, steps 7 to 13)."""
        if state.previous is not None and not (len(node) == 1 and "id" in node):
            state = state.previous
        if scoped is not None:
            state = self._apply(state, scoped, is_property=True)
        if "@context" in node:
            state = self._local_context(node, state)
            self._around.append(node["@context"])
        types = self.check_types(node, state)
        inner = state
        for name in sorted(types):
            own = state.terms[name].scoped if name in state.terms else None
            if own is not None:
                inner = self._apply(inner, own, is_property=False)
        predicates = [self._member(key, value, inner) for key, value in node.items() if key != "@context"]
        self._census.types += len(types)
        self._note(node, types, inner, frozenset(iri for iri in predicates if iri))
        if "@context" in node:
            self._around.pop()

    def _local_context(self, node: dict[str, Any], state: State) -> State:
        context = node["@context"]
        self._steps.append("@context")
        check_context(context, contexts=self._contexts, policy=self._policy, steps=self._steps)
        for part in context if isinstance(context, list) else [context]:
            self._use(state, part if isinstance(part, str) else object())
            state = self._vocabulary.enter(state, part)
        if len(self._steps) > 1 and not (_claims_credential(node, state) or self._is_repeated(context)):
            raise refuse.nested_context(self._steps)
        self._steps.pop()
        return state

    def _is_repeated(self, context: Any) -> bool:
        """Whether a proof repeats the contexts of the credential that it stands in, or the first of them.

        So `eddsa-jcs-2022` and its kin write them (Data Integrity EdDSA Cryptosuites 1.0 section 3.3.1); the
        words in the proof mean the same with or without.
        """
        steps = self._steps[:-1] if isinstance(self._steps[-1], str) else self._steps
        if isinstance(steps[-1], int):
            steps = steps[:-1]
        around = self._around[-1] if self._around else None
        return (
            steps[-1:] == ["proof"]
            and isinstance(context, list)
            and isinstance(around, list)
            and context == around[: len(context)]
        )

    def _apply(self, state: State, scoped: Scoped, *, is_property: bool) -> State:
        self._use(state, scoped)
        apply = self._vocabulary.below_property if is_property else self._vocabulary.within_type
        return apply(state, scoped)

    def _use(self, state: State, context: object) -> None:
        # Counted by document, not by what happens to be in a cache: one input, one verdict.
        self._used.add((state, context))
        if len(self._used) > MAX_CONTEXT_STATES:
            raise refuse.too_many_states(self._steps, MAX_CONTEXT_STATES)

    def check_types(self, node: dict[str, Any], state: State) -> list[str]:
        """The types of a node, each a term of the state before the contexts of types."""
        if "type" not in node or not _is_alias("type", state):
            return []
        value = node["type"]
        types = value if isinstance(value, list) else [value]
        for index, name in enumerate(types):
            steps = [*self._steps, "type", index] if isinstance(value, list) else [*self._steps, "type"]
            if not isinstance(name, str):
                raise refuse.type_malformed(steps)
            if name.startswith("_:"):
                raise refuse.blank_node_id(steps)
            if _meaning_of(name, state) is None and not self._may_be_url(name, state):
                raise refuse.undefined_type(steps, name, state.terms)
            if name in state.no_types or _is_covered(name, state):
                raise refuse.second_word(steps, name)
        return types

    def _may_be_url(self, name: str, state: State) -> bool:
        """Whether a type is a URL (VCDM 2.0 section 4.5), outside of the known formats and not for a word."""
        return self._any_type and _is_url(name) and not _has_word(name, state)

    def _member(self, key: str, value: Any, state: State) -> str | None:
        """One member of a node; gives the IRI of the property, or None for `id` and `type`."""
        self._steps.append(key)
        term = self.term(key, value, state)
        if term.iri == "@id":
            if not isinstance(value, str):
                raise refuse.iri_expected(self._steps)
            self._check_iri(value, state)
        elif term.iri != "@type":
            self._values(value, term, state)
        self._steps.pop()
        return None if term.iri in _ALIASES.values() else term.iri

    def term(self, key: str, value: Any, state: State) -> Term:
        """What a key means here, if it may be used."""
        self._check_shape(key)
        term = state.terms.get(key)
        if term is None or (term.iri is None and term.shape is None):
            iri = _meaning_of(key, state)
            if iri is None:
                raise self._undefined(key, value, state)
            if _is_covered(key, state):
                raise refuse.second_word(self._steps, key)
            return Term(iri)
        if term.iri in _ALIASES.values() and _ALIASES.get(key) != term.iri:
            raise refuse.keyword_not_allowed(self._steps, key)
        if key in state.no_keys:
            raise refuse.second_word(self._steps, key)
        unread = [*filter(None, [term.shape]), *sorted(term.containers & _UNREAD_CONTAINERS)]
        if term.coercion == "@json":
            unread.append("@json")
        if unread:
            raise refuse.term_not_supported(self._steps, key, unread[0])
        return term

    def _check_shape(self, key: str) -> None:
        if key.startswith("@"):
            raise refuse.keyword_not_allowed(self._steps, key)
        if key.startswith("_:"):
            raise refuse.blank_node_id(self._steps)
        if ":" in key:
            raise refuse.iri_as_key(self._steps, key)

    def _undefined(self, key: str, value: Any, state: State) -> Exception:
        meant = is_language_key(key) and key[0].islower()  # "EN" may be, "URL" is a word like any other
        if meant and isinstance(value, str | list) and len(self._steps) > 1:
            return refuse.language_map_not_signed(self._steps)
        return refuse.undefined_term(self._steps, key, state.terms)

    def _values(self, value: Any, term: Term, state: State) -> None:
        """The value or values of a property."""
        if isinstance(value, dict) and "@language" in term.containers:
            self._language_map(value)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self._steps.append(index)
                if isinstance(item, list):
                    raise refuse.nested_list(self._steps)
                self._value(item, term, state)
                self._steps.pop()
        else:
            self._value(value, term, state)

    def _value(self, value: Any, term: Term, state: State) -> None:
        if value is None:
            raise refuse.value_dropped(self._steps, "null")
        if isinstance(value, dict):
            if "@value" in value:
                self._value_object(value, term)
            else:
                self._nested(value, term, state)
        elif "@graph" in term.containers:
            # A named graph with nothing in it: JSON-LD 1.1 API section 7.2.2 keeps no trace of the value.
            raise refuse.value_dropped(self._steps, "the value")
        elif term.coercion not in ("@id", "@vocab"):
            if not is_its_one_form(value, term.coercion):
                raise refuse.second_form(self._steps)
            self._census.values += 1
        elif isinstance(value, str):
            self._reference(value, term, state)
        else:
            raise refuse.iri_expected(self._steps)

    def _nested(self, node: dict[str, Any], term: Term, state: State) -> None:
        before = self._census.total()
        self._node(node, state, term.scoped)
        if "@graph" in term.containers and self._census.total() == before:
            raise refuse.value_dropped(self._steps, "an object with nothing in it")
        self._census.references += 1

    def _reference(self, value: str, term: Term, state: State) -> None:
        """A string that stands for a node."""
        if term.scoped is not None:
            state = self._apply(state, term.scoped, is_property=True)
        known = state.terms.get(value) if term.coercion == "@vocab" else None
        if known is None or known.iri is None:
            self._check_iri(value, state)
            if term.coercion == "@vocab" and any(other.iri == value for other in state.terms.values()):
                raise refuse.iri_as_key(self._steps, value)
        elif known.iri in _ALIASES.values():
            raise refuse.keyword_not_allowed(self._steps, value)
        self._census.references += 1

    def _check_iri(self, value: str, state: State) -> None:
        if value.startswith("_:"):
            raise refuse.blank_node_id(self._steps)
        scheme, colon, rest = value.partition(":")
        if not ABSOLUTE_IRI.fullmatch(value):
            is_relative = not colon or not ABSOLUTE_IRI.fullmatch(f"{scheme}:")
            raise (refuse.relative_iri if is_relative else refuse.iri_malformed)(self._steps, value)
        prefix = state.terms.get(scheme)
        if prefix is not None and prefix.is_prefix and not rest.startswith("//"):
            raise refuse.compact_iri(self._steps, value)

    def _value_object(self, value: dict[str, Any], term: Term) -> None:
        """A text with its language or direction; anything else has a plainer form."""
        text, language, direction = (value.get(key) for key in ("@value", "@language", "@direction"))
        if (
            not value.keys() <= _VALUE_KEYS
            or len(value) == 1
            or not isinstance(text, str)
            or term.coercion is not None
            or "@graph" in term.containers
        ):
            raise refuse.value_object_not_allowed(self._steps)
        if "@language" in value:
            self._check_tag(language, "@language")
        if "@direction" in value and direction not in _DIRECTIONS:
            raise refuse.value_object_not_allowed(self._steps)
        self._census.values += 1

    def _language_map(self, texts: dict[str, Any]) -> None:
        """Texts by language, for a word that takes them (JSON-LD 1.1 section 4.6.2)."""
        for tag, value in texts.items():
            self._check_tag(tag, tag)
            for text in value if isinstance(value, list) else [value]:
                if not isinstance(text, str):
                    raise refuse.value_dropped([*self._steps, tag], "what is no text")
                self._census.values += 1

    def _check_tag(self, tag: Any, key: str) -> None:
        if not is_language_tag(tag):
            raise refuse.language_tag_malformed([*self._steps, key], str(tag))

    def _note(self, node: dict[str, Any], types: list[str], state: State, said: frozenset[str]) -> None:
        """Remember what is said about an id."""
        if said and "id" in node and _is_alias("id", state):
            is_credential = any(_meaning_of(name, state) == _CREDENTIAL for name in types)
            place = _Description(tuple(self._steps), said, state if is_credential else None)
            self._described.setdefault(node["id"], []).append(place)

    def _check_descriptions(self) -> None:
        """A credential's own properties stand in the credential, not at another mention of its id.

        Else `validUntil` or `awardedDate` could move to such a mention: the same graph, and readers of the
        credential find no end.
        """
        for places in self._described.values():
            credentials = [place for place in places if place.credential_terms is not None]
            if not credentials or len(places) == 1:
                continue
            credential = min(credentials, key=lambda place: len(place.steps))
            assert credential.credential_terms is not None
            own = {term.iri for term in credential.credential_terms.terms.values()}
            for place in places:
                if place is not credential and place.predicates & own:
                    raise refuse.node_described_twice(place.steps)


def _is_alias(key: str, state: State) -> bool:
    """Whether `id` or `type` has its usual meaning here."""
    term = state.terms.get(key)
    return term is not None and term.iri == _ALIASES[key]


def _is_url(name: str) -> bool:
    """Whether a type is a URL in every context: no prefix is looked for where `//` follows the first colon.

    JSON-LD 1.1 API section 5.2.2, step 6.2.
    """
    return name.partition(":")[2].startswith("//") and ABSOLUTE_IRI.fullmatch(name) is not None


def _has_word(iri: str, state: State) -> bool:
    """Whether a word stands for an IRI here, so that the IRI itself would be a second form of it."""
    by_vocabulary = state.vocab is not None and iri.startswith(state.vocab)
    return by_vocabulary or any(term.iri == iri for term in state.terms.values())


def _meaning_of(name: str, state: State) -> str | None:
    """The IRI of a type or of a key without a term definition; None if there is none."""
    term = state.terms.get(name)
    if term is not None:
        is_plain = term.iri is not None and term.iri not in _ALIASES.values()
        return term.iri if is_plain else None
    if state.vocab is None or ":" in name or name.startswith("@"):
        return None
    iri = state.vocab + name
    return iri if ABSOLUTE_IRI.fullmatch(iri) else None


def is_its_one_form(value: str | float, datatype: str | None) -> bool:
    """Whether a value has the JSON type that its datatype is written in.

    Under a datatype, 5 and "5" sign alike, and so do false and "false", which many programs read as true.
    Booleans, integers and floating-point numbers are written as such; all else as text, decimals too (a
    JSON fraction would sign with an exponent, which no decimal has).
    """
    if datatype is None or datatype == "@none":
        return True
    kind = datatype.rpartition("XMLSchema#")[2]
    if isinstance(value, bool):
        return kind == "boolean"
    if not isinstance(value, str):
        return kind in _WRITTEN_AS_NUMBERS
    if kind == "boolean":
        return value not in ("true", "false")
    return kind not in _WRITTEN_AS_NUMBERS or not _NUMBER_TEXT.fullmatch(value)


def _is_covered(name: str, state: State) -> bool:
    """Whether a word that only `@vocab` gives a meaning has the meaning of a defined term."""
    if state.vocab is None or name in state.terms:
        return False
    iri = state.vocab + name
    return any(term.iri == iri for term in state.terms.values())


def _claims_credential(node: dict[str, Any], state: State) -> bool:
    types = node.get("type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and _meaning_of(name, state) in _WITH_CONTEXT for name in names)
