"""Active contexts: what each key means at one place of a document (JSON-LD 1.1 API section 4).

Only what pinned contexts use is understood; everything else in a context is refused by name, never
guessed. States are interned: the same contexts applied in the same order give the same object, so an
honest document costs a few dictionary look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mcissue.errors import ContextError, DocumentError
from mcissue.jsonld.contexts.features import ALIASED, CONTEXT_KEYS, unread_error, unread_feature
from mcissue.words import ABSOLUTE_IRI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.jsonld.contexts.store import ContextStore

__all__ = ["Scoped", "State", "Term", "Vocabulary", "vocabulary_for"]

_COERCIONS: Final = frozenset({"@id", "@vocab", "@json", "@none"})
_CONTAINERS: Final = frozenset({"@set", "@list", "@graph", "@language", "@index", "@id", "@type"})
_DEFINITION_KEYS: Final = frozenset(
    {"@id", "@type", "@container", "@context", "@language", "@protected", "@prefix"}
)
#: Keys of a term definition that change the shape of a document. Such a term may be defined, not used.
_SHAPE_KEYS: Final = frozenset({"@reverse", "@nest", "@index", "@direction"})
_NONE: Final[frozenset[str]] = frozenset()
#: Open Badges 3.0 gives these two one IRI, so no signature tells them apart; they mean the same by its text.
_ONE_TYPE_TWO_WORDS: Final = ({"AchievementCredential", "OpenBadgeCredential"},)
#: Contexts, or terms, that name each other in a chain longer than this are made to be long.
_MAX_CHAIN: Final = 10
#: States kept (20 kB each). A store of contexts needs some 200; a stranger's documents may ask for more.
_MAX_KEPT: Final = 1024

_Defined: TypeAlias = dict[str, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Scoped:
    """A scoped context: what stands under `@context` in a term definition. Compared as an object."""

    value: Any


@dataclass(frozen=True, slots=True)
class Term:
    """What one key or type means.

    Attributes:
        iri: an absolute IRI, `@id` or `@type`, or None: the context takes the key's meaning away.
        coercion: how plain values are read: None, `@id`, `@vocab`, `@json`, `@none` or a datatype IRI.
        containers: `@set`, `@list`, ...
        scoped: the context that holds below this property, or in nodes of this type.
        is_protected: other contexts must not redefine it.
        is_prefix: compact IRIs may begin with it.
        shape: a keyword of the definition that mcissue does not read (`@reverse`, `@nest`, ...), if any.
    """

    iri: str | None
    coercion: str | None = None
    containers: frozenset[str] = frozenset()
    scoped: Scoped | None = None
    language: str | None = None
    is_protected: bool = False
    is_prefix: bool = False
    shape: str | None = None

    def means_the_same(self, other: Term) -> bool:
        """Whether a redefinition changes nothing but protection (JSON-LD 1.1 API section 4.2.2, step 27)."""
        return (
            (self.iri, self.coercion, self.containers, self.language, self.is_prefix, self.shape)
            == (other.iri, other.coercion, other.containers, other.language, other.is_prefix, other.shape)
        ) and (self.scoped.value if self.scoped else None) == (other.scoped.value if other.scoped else None)


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """One active context. Compared as an object.

    Attributes:
        terms: what each key means.
        vocab: the prefix that gives any other key a meaning, if a context has one.
        previous: the state to go back to below this node, after a type-scoped context.
        no_keys: terms that must not be keys, because another one means the same.
        no_types: terms that must not be types, for the same reason.
    """

    terms: Mapping[str, Term] = field(default_factory=dict)
    vocab: str | None = None
    previous: State | None = None
    no_keys: frozenset[str] = frozenset()
    no_types: frozenset[str] = frozenset()

    def means_the_same(self, other: State) -> bool:
        """Whether every word means the same under another state."""
        if self.vocab != other.vocab or self.terms.keys() != other.terms.keys():
            return False
        return all(term.means_the_same(other.terms[name]) for name, term in self.terms.items())


class Vocabulary:
    """The states of one store of contexts.

    Args:
        contexts: where contexts come from by address.
    """

    __slots__ = ("_contexts", "_loaded", "_made", "initial")

    def __init__(self, contexts: ContextStore) -> None:
        self._contexts = contexts
        self._loaded: dict[str, Any] = {}
        self._made: dict[tuple[State, Any, bool, bool], State] = {}
        #: No context at all.
        self.initial = State()

    def enter(self, state: State, context: Any) -> State:
        """Apply the `@context` of a document or embedded document: an address, an object or a list of them.

        Raises:
            ContextError: `context_unknown`, `context_invalid`, `context_feature_unsupported`.
            DocumentError: `protected_term_redefined`.
        """
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, str):
                state = self._kept(state, part, is_property=False, propagate=True)
            else:
                state = _Application(self, is_property=False).apply(state, part, ())
        return state

    def below_property(self, state: State, scoped: Scoped) -> State:
        """Apply a property-scoped context: it holds all the way down and may redefine protected terms."""
        return self._kept(state, scoped, is_property=True, propagate=True)

    def within_type(self, state: State, scoped: Scoped) -> State:
        """Apply a type-scoped context: it holds for one node."""
        return self._kept(state, scoped, is_property=False, propagate=False)

    def load(self, url: str) -> Any:
        """The local context that an address stands for, parsed once."""
        if url not in self._loaded:
            self._loaded[url] = self._contexts.load(url).get("@context")
        return self._loaded[url]

    def _kept(self, state: State, context: str | Scoped, *, is_property: bool, propagate: bool) -> State:
        key = (state, context, is_property, propagate)
        made = self._made.get(key)
        if made is None:
            value = context.value if isinstance(context, Scoped) else context
            made = _Application(self, is_property=is_property).apply(state, value, ())
            if not propagate:
                made = replace(made, previous=state.previous or state, no_keys=_no_keys_of_type(made, value))
            if len(self._made) >= _MAX_KEPT:
                self._made.clear()
            self._made[key] = made
        return made


@lru_cache(maxsize=16)
def vocabulary_for(contexts: ContextStore) -> Vocabulary:
    """The states of a store of contexts, kept while the store is in use: they follow from it alone."""
    return Vocabulary(contexts)


class _Application:
    """One context applied to one state (JSON-LD 1.1 API section 4.1)."""

    __slots__ = ("_is_property", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary, *, is_property: bool) -> None:
        self._vocabulary = vocabulary
        self._is_property = is_property

    def apply(self, state: State, context: Any, chain: tuple[str, ...]) -> State:
        if context is None:
            if not self._is_property and any(term.is_protected for term in state.terms.values()):
                raise _redefined("null", "a context of null would take away protected terms")
            return self._vocabulary.initial
        if isinstance(context, str):
            if context in chain or len(chain) >= _MAX_CHAIN:
                raise _invalid(context, "contexts name each other in a circle or a long chain")
            return self.apply(state, self._vocabulary.load(context), (*chain, context))
        if isinstance(context, list):
            for part in context:
                state = self.apply(state, part, chain)
            return state
        if not isinstance(context, dict):
            raise _invalid(chain[-1] if chain else None, "a context is neither an object nor an address")
        if context.keys() == {"@context"}:
            # No rule of JSON-LD allows this wrapping, but all processors unwrap it and test suites have it.
            return self.apply(state, context["@context"], chain)
        return _Definitions(state, context, chain, is_property=self._is_property).state()


class _Definitions:
    """One context object turned into terms (JSON-LD 1.1 API sections 4.1 and 4.2)."""

    def __init__(
        self, state: State, context: dict[str, Any], chain: tuple[str, ...], *, is_property: bool
    ) -> None:
        self._before = state
        self._context = context
        self._source = chain[-1] if chain else None
        self._is_property = is_property
        self._terms = dict(state.terms)
        self._vocab = state.vocab
        self._defined: _Defined = {}
        self._open = 0

    def state(self) -> State:
        context = self._context
        if (feature := unread_feature(context)) is not None:
            # What was added was tried when it was added; this one came inside a document, or from a folder.
            raise unread_error(feature, url=self._source, indeterminate=True)
        if context.get("@version", 1.1) != 1.1:  # noqa: PLR2004 - the only value there is
            raise self._fault("@version is not 1.1")
        if not isinstance(context.get("@protected", False), bool):
            raise self._fault("@protected is neither true nor false")
        if "@vocab" in context:
            self._vocab = self._text_or_none("@vocab")
        if "@language" in context:
            self._text_or_none("@language")
        for term in context:
            if term not in CONTEXT_KEYS:
                self._define(term)
        return State(self._terms, self._vocab, self._before.previous, *_second_words(self._terms))

    def _text_or_none(self, key: str) -> str | None:
        value = self._context[key]
        if value is not None and not isinstance(value, str):
            raise self._fault(f"{key} is no string")
        return value

    def _define(self, name: str) -> None:
        """Create Term Definition, section 4.2.2."""
        if name in self._defined:
            if not self._defined[name]:
                raise self._fault(f"the term {name} is defined by itself")
            return
        if name == "":
            raise self._fault("a term is empty")
        self._defined[name] = False
        self._open += 1
        if self._open > _MAX_CHAIN:
            raise self._fault("terms are defined by one another in a long chain")
        raw = self._context[name]
        definition = {"@id": raw} if raw is None or isinstance(raw, str) else raw
        if not isinstance(definition, dict):
            raise self._fault(f"the definition of {name} is neither an object nor a string")
        previous = self._terms.pop(name, None)
        term = self._term(name, definition, is_simple=definition is not raw)
        if previous is not None and previous.is_protected and not self._is_property:
            if not previous.means_the_same(term):
                raise _redefined(name, f"the context redefines the protected term {name}")
            term = previous
        self._terms[name] = term
        self._defined[name] = True
        self._open -= 1

    def _term(self, name: str, definition: dict[str, Any], *, is_simple: bool) -> Term:
        shape = None
        if not definition.keys() <= _DEFINITION_KEYS:
            unknown = definition.keys() - _DEFINITION_KEYS - _SHAPE_KEYS
            if unknown:
                raise self._fault(f"the definition of {name} has the unknown key {min(unknown)}")
            shape = min(definition.keys() & _SHAPE_KEYS)
        is_protected = definition.get("@protected", self._context.get("@protected", False))
        iri = None if shape == "@reverse" else self._iri_of(name, definition)
        is_prefix = definition.get("@prefix", bool(is_simple and iri and _is_prefix(name, iri)))
        language = definition.get("@language")
        return Term(
            iri=iri,
            coercion=self._coercion(name, definition.get("@type")),
            containers=self._containers(name, definition),
            scoped=Scoped(definition["@context"]) if "@context" in definition else None,
            language=language.lower() if isinstance(language, str) else None,
            is_protected=is_protected is True,
            is_prefix=is_prefix is True,
            shape=shape or ("@language" if "@language" in definition else None),
        )

    def _containers(self, name: str, definition: dict[str, Any]) -> frozenset[str]:
        if "@container" not in definition:
            return _NONE
        value = definition["@container"]
        containers = value if isinstance(value, list) else [value]
        if not all(isinstance(container, str) and container in _CONTAINERS for container in containers):
            raise self._fault(f"the definition of {name} has an unknown @container")
        return frozenset(containers)

    def _iri_of(self, name: str, definition: dict[str, Any]) -> str | None:
        """Steps 14 to 18 of section 4.2.2."""
        value = definition.get("@id", name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._fault(f"the @id of {name} is no string")
        if value in ALIASED:
            return value
        prefix, colon, _ = name.partition(":")
        if value != name:
            iri = self._expanded(value)
        elif colon and prefix:
            iri = self._expanded(name) if prefix in self._context or prefix in self._terms else name
        elif self._vocab is not None:
            iri = self._vocab + name
        else:
            raise self._fault(f"the term {name} has no @id")
        if not ABSOLUTE_IRI.fullmatch(iri):
            raise self._fault(f"the term {name} stands for no absolute IRI")
        return iri

    def _coercion(self, name: str, value: Any) -> str | None:
        if value is None or (isinstance(value, str) and value in _COERCIONS):
            return value
        iri = self._expanded(value) if isinstance(value, str) else ""
        if not ABSOLUTE_IRI.fullmatch(iri):
            raise self._fault(f"the @type of {name} is no absolute IRI")
        return iri

    def _expanded(self, value: str) -> str:
        """IRI Expansion within a context, section 5.2.2; relative ones come back as they are."""
        if value in self._context:
            self._define(value)
        term = self._terms.get(value)
        if term is not None:
            return term.iri or ""
        prefix, colon, suffix = value.partition(":")
        if not colon:
            return value if self._vocab is None else self._vocab + value
        if suffix.startswith("//"):
            return value
        if prefix in self._context:
            self._define(prefix)
        term = self._terms.get(prefix)
        return f"{term.iri}{suffix}" if term is not None and term.iri and term.is_prefix else value

    def _fault(self, message: str) -> ContextError:
        return _invalid(self._source, message)


def _is_prefix(name: str, iri: str) -> bool:
    """Whether a term defined by a plain string may begin compact IRIs (section 4.2.2, step 14.2.5)."""
    return ":" not in name and "/" not in name and iri[-1:] in ":/?#[]@"


def _second_words(terms: Mapping[str, Term]) -> tuple[frozenset[str], frozenset[str]]:
    """The terms that must be neither key nor type, because another term stands for the same IRI.

    All known contexts begin the words for types with a capital or a digit and those for properties with a
    small letter, and some give a type and a property one IRI (`Criteria`, `criteria`): then each has its
    place. Where that does not tell them apart, none may be used, but for one pair of types.
    """
    first: dict[str | None, str] = {}
    words: dict[str | None, list[str]] = {}
    for name, term in terms.items():
        iri = term.iri
        if first.setdefault(iri, name) is not name:
            words.setdefault(iri, [first[iri]]).append(name)
    shared = [names for iri, names in words.items() if iri is not None and iri not in ALIASED]
    no_keys, no_types = set(), set()
    for names in shared:
        keys = [name for name in names if name[:1].islower()]
        types = [name for name in names if not name[:1].islower()]
        no_keys.update(types if len(keys) == 1 else names)
        no_types.update(keys if len(types) == 1 or set(types) in _ONE_TYPE_TWO_WORDS else names)
    return frozenset(no_keys), frozenset(no_types)


def _no_keys_of_type(state: State, context: Any) -> frozenset[str]:
    """The terms that must not be keys in nodes of a type with a context of its own.

    The type's own word for an IRI is the word for it there (`created` in a proof), whatever word the contexts
    around have (`dateCreated` of European Digital Credentials); that one stays refused.
    """
    if not isinstance(context, dict):
        return state.no_keys
    own = {name: state.terms[name].iri for name in context if name[:1].islower() and name in state.terms}
    iris = list(own.values())
    return state.no_keys.difference(name for name, iri in own.items() if iris.count(iri) == 1)


def _invalid(source: str | None, message: str) -> ContextError:
    # A broken context that the user added is no fault of the document; one inside the document is.
    return ContextError(
        f"a context breaks a rule of JSON-LD: {message}",
        code="context_invalid",
        mend="Correct the context, or leave it out.",
        detail={"url": source},
        indeterminate=source is not None,
    )


def _redefined(term: str, message: str) -> DocumentError:
    return DocumentError(
        message,
        code="protected_term_redefined",
        mend="Use a list of contexts that fit together, in the order the format prescribes.",
        detail={"term": term},
    )
