"""Context processing in full: JSON-LD 1.1 API section 4, with a null base.

The rule of one meaning reads contexts by `mcissue.jsonld.contexts.states`, which knows only what that rule
lets through. This is the second, general reading, for the engine behind the rule: what the two do not read
alike shows as a loss. Nothing here is ever skipped in silence; what is not read is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mcissue.errors import ContextError, DocumentError
from mcissue.words import is_absolute_iri

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ABSENT", "KEYWORDS", "Active", "Contexts", "Definition", "invalid"]

KEYWORDS: Final = frozenset(
    {"@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included", "@index"}
    | {"@json", "@language", "@list", "@nest", "@none", "@prefix", "@propagate", "@protected", "@reverse"}
    | {"@set", "@type", "@value", "@version", "@vocab"}
)
#: What a definition does not say, where null would say something.
ABSENT: Final = object()

_KEYWORD_FORM: Final = re.compile(r"@[A-Za-z]+")
_CONTEXT_KEYS: Final = frozenset(
    {"@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version", "@vocab"}
)
_DEFINITION_KEYS: Final = frozenset(
    {"@id", "@reverse", "@container", "@context", "@direction", "@index", "@language", "@nest", "@prefix"}
    | {"@protected", "@type"}
)
_CONTAINERS: Final = frozenset({"@graph", "@id", "@index", "@language", "@list", "@set", "@type"})
_COERCIONS: Final = frozenset({"@id", "@json", "@none", "@vocab"})
_DIRECTIONS: Final = (None, "ltr", "rtl")
#: Contexts that name each other in a chain longer than this are made to be long.
_MAX_CHAIN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term definition (section 4.1): the names are those of its keywords."""

    iri: str | None = None
    reverse: bool = False
    coercion: str | None = None
    containers: frozenset[str] = frozenset()
    language: Any = ABSENT
    direction: Any = ABSENT
    context: Any = ABSENT
    nest: str | None = None
    index: str | None = None
    prefix: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Active:
    """An active context. Compared as an object."""

    terms: Mapping[str, Definition]
    vocab: str | None = None
    language: str | None = None
    direction: str | None = None
    previous: Active | None = None


def invalid(reason: str) -> DocumentError:
    """The error for what breaks a rule of JSON-LD; `reason` is the specification's own code for it."""
    return DocumentError(
        f"the document is not valid JSON-LD: {reason}",
        code="json_ld_invalid",
        path="$",
        mend="Check the document with a JSON-LD tool.",
        detail={"reason": reason},
    )


def _unsupported(what: str) -> ContextError:
    return ContextError(
        f"the context uses {what}, which mcissue does not read",
        code="context_feature_unsupported",
        detail={"reason": what},
        indeterminate=True,
    )


class _Way(NamedTuple):
    """How contexts are applied.

    Attributes:
        override: whether they may redefine protected terms.
        propagate: whether they hold below.
        chain: the addresses that led here.
        doubted: whether the contexts of their terms are read at once, so that a fault shows.
        trial: whether they are read for that only.
    """

    override: bool
    propagate: bool
    chain: tuple[str, ...] = ()
    doubted: bool = False
    trial: bool = False


class Contexts:
    """Processes contexts and keeps what came out.

    Args:
        load: gives the context document of an address.
        kept: how many results are kept.
        unwrap: whether an object that holds only `@context` stands for what is in it. No rule of JSON-LD
            allows this, but all processors do it where documents define words inside, and some rely on it.
        doubts: whether the contexts of terms (section 4.2.2, step 21) are read with the context of this
            address already, used or not. It costs much, so only what has not been read before is doubted.
    """

    def __init__(
        self,
        load: Callable[[str], Any],
        *,
        kept: int,
        unwrap: bool = False,
        doubts: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._unwrap = unwrap
        self._doubts = doubts
        self._load = load
        self._kept = kept
        self._loaded: dict[str, Any] = {}
        # The values hold the objects whose identities are in the keys, so no identity is used again.
        self._made: dict[tuple[int, object, bool, bool], tuple[Active, Active, Any]] = {}
        #: No context at all.
        self.initial = Active({})

    def apply(self, active: Active, local: Any, *, override: bool = False, propagate: bool = True) -> Active:
        """Context Processing (section 4.1.2).

        Args:
            active: the active context.
            local: what stands under `@context`.
            override: whether protected terms may be redefined: in property-scoped contexts.
            propagate: whether it holds for nodes below: not in type-scoped contexts.

        Raises:
            DocumentError: `json_ld_invalid`, with the specification's code in `detail["reason"]`.
            ContextError: `context_unknown`, `context_feature_unsupported`.
        """
        name: object = local if isinstance(local, str) else id(local)
        if isinstance(local, list) and all(isinstance(part, str) for part in local):
            name = tuple(local)
        key = (id(active), name, override, propagate)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= self._kept:
                self._made.clear()
            made = (self._process(active, local, _Way(override, propagate)), active, local)
            self._made[key] = made
        return made[0]

    def _process(self, active: Active, local: Any, way: _Way) -> Active:
        result = active
        propagate = way.propagate
        if isinstance(local, dict) and "@propagate" in local:
            propagate = local["@propagate"] is not False
        if not propagate and result.previous is None:
            result = replace(result, previous=active)
        for context in local if isinstance(local, list) else [local]:
            if context is None:
                if not way.override and any(term.protected for term in result.terms.values()):
                    raise invalid("invalid context nullification")
                result = replace(self.initial, previous=None if propagate else result)
            elif isinstance(context, str):
                result = self._remote(result, context, way)
            elif self._unwrap and isinstance(context, dict) and context.keys() == {"@context"}:
                result = self._process(result, context["@context"], way)
            elif isinstance(context, dict):
                result = _Reading(result, self._imported(context), override=way.override).active()
                if way.doubted:
                    self._try_scoped(result, context, way)
            else:
                raise invalid("invalid local context")
        return result

    def _remote(self, active: Active, url: str, way: _Way) -> Active:
        """Step 5.2."""
        if way.trial and url in way.chain:
            return active
        if url in way.chain or len(way.chain) >= _MAX_CHAIN:
            raise invalid("recursive context inclusion")
        doubted = way.doubted or self._doubts(url)
        way = way._replace(propagate=True, chain=(*way.chain, url), doubted=doubted)
        return self._process(active, self._document(url), way)

    def _try_scoped(self, active: Active, context: dict[str, Any], way: _Way) -> None:
        """Create Term Definition, step 21, for all terms of a context; the results are let go."""
        for definition in context.values():
            if isinstance(definition, dict) and "@context" in definition:
                self._process(active, definition["@context"], way._replace(override=True, trial=True))

    def _document(self, url: str) -> Any:
        if url not in self._loaded:
            document = self._load(url)
            if not isinstance(document, dict) or "@context" not in document:
                raise invalid("invalid remote context")
            self._loaded[url] = document["@context"]
        return self._loaded[url]

    def _imported(self, context: dict[str, Any]) -> dict[str, Any]:
        if "@import" not in context:
            return context
        if not isinstance(context["@import"], str):
            raise invalid("invalid @import value")
        imported = self._document(context["@import"])
        if not isinstance(imported, dict) or "@import" in imported:
            raise invalid("invalid context entry" if isinstance(imported, dict) else "invalid remote context")
        return {**imported, **{key: value for key, value in context.items() if key != "@import"}}


class _Reading:
    """One context object (sections 4.1.2, steps 5.5 to 5.13, and 4.2.2)."""

    def __init__(self, before: Active, context: dict[str, Any], *, override: bool) -> None:
        self._context = context
        self._override = override
        self._before = before
        self._defined: dict[str, bool] = {}
        self.terms = dict(before.terms)
        self.vocab = before.vocab

    def active(self) -> Active:
        context = self._context
        if context.get("@version", 1.1) != 1.1:  # noqa: PLR2004 - the only value there is
            raise invalid("invalid @version value")
        if context.get("@base") is not None:
            raise _unsupported("@base")
        for key in ("@propagate", "@protected"):
            if not isinstance(context.get(key, False), bool):
                raise invalid(f"invalid {key} value")
        if "@vocab" in context:
            self.vocab = self._vocab(context["@vocab"])
        language = context.get("@language", self._before.language)
        if language is not None and not isinstance(language, str):
            raise invalid("invalid default language")
        direction = context.get("@direction", self._before.direction)
        if direction not in _DIRECTIONS:
            raise invalid("invalid base direction")
        for term in context:
            if term not in _CONTEXT_KEYS:
                self.define(term)
        return Active(
            self.terms, self.vocab, language.lower() if language else None, direction, self._before.previous
        )

    def _vocab(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise invalid("invalid vocab mapping")
        vocab = self.expand(value, vocab=True)
        if not is_absolute_iri(vocab):
            raise _unsupported("a relative @vocab")
        return vocab

    def expand(self, value: str, *, vocab: bool) -> str | None:
        """IRI Expansion while contexts are read (section 5.2.2)."""
        if value in KEYWORDS:
            return value
        if _KEYWORD_FORM.fullmatch(value):
            return None
        if value in self._context:
            self.define(value)
        return expand_iri(self, value, vocab=vocab, define=self._define_if_there)

    def _define_if_there(self, term: str) -> None:
        if term in self._context and term not in _CONTEXT_KEYS:
            self.define(term)

    def define(self, term: str) -> None:
        """Create Term Definition (section 4.2.2)."""
        if term in self._defined:
            if not self._defined[term]:
                raise invalid("cyclic IRI mapping")
            return
        if term == "":
            raise invalid("invalid term definition")
        self._defined[term] = False
        value = self._context[term]
        if term in KEYWORDS and (term != "@type" or not _is_type_definition(value)):
            raise invalid("keyword redefinition")
        if term not in KEYWORDS and _KEYWORD_FORM.fullmatch(term):
            # Reserved and ignored; a document that uses it will lose something, and be refused.
            return
        self._define(term, value)

    def _define(self, term: str, value: Any) -> None:
        previous = self.terms.pop(term, None)
        is_simple = isinstance(value, str)
        if value is None or is_simple:
            value = {"@id": value}
        if not isinstance(value, dict) or not value.keys() <= _DEFINITION_KEYS:
            raise invalid("invalid term definition")
        found = self._definition(term, value, is_simple=is_simple)
        if found is None:
            return
        if previous is not None and previous.protected and not self._override:
            if replace(previous, protected=False) != replace(found, protected=False):
                raise invalid("protected term redefinition")
            found = previous
        self.terms[term] = found
        self._defined[term] = True

    def _definition(self, term: str, value: dict[str, Any], *, is_simple: bool) -> Definition | None:
        protected = value.get("@protected", self._context.get("@protected", False))
        if not isinstance(protected, bool):
            raise invalid("invalid @protected value")
        coercion = self._coercion(value["@type"]) if "@type" in value else None
        containers = _containers(value.get("@container", []))
        is_mapped, iri = (
            (True, self._reverse(value, containers)) if "@reverse" in value else self._mapping(term, value)
        )
        if not is_mapped:
            return None
        if "@type" in containers and (coercion := coercion or "@id") not in ("@id", "@vocab"):
            raise invalid("invalid type mapping")
        prefix = value.get("@prefix")
        if prefix is None:
            prefix = bool(is_simple and iri and ":" not in term and "/" not in term and iri[-1:] in ":/?#[]@")
        elif not isinstance(prefix, bool) or ":" in term or "/" in term or (prefix and iri in KEYWORDS):
            raise invalid(
                "invalid @prefix value" if not isinstance(prefix, bool) else "invalid term definition"
            )
        return Definition(
            iri=iri,
            reverse="@reverse" in value,
            coercion=coercion,
            containers=containers,
            language=_language(value),
            direction=_direction(value),
            context=value.get("@context", ABSENT),
            nest=_nest(value),
            index=self._index(value, containers),
            prefix=prefix,
            protected=protected,
        )

    def _coercion(self, value: Any) -> str:
        found = self.expand(value, vocab=True) if isinstance(value, str) else None
        if found not in _COERCIONS and not is_absolute_iri(found):
            raise invalid("invalid type mapping")
        assert found is not None
        return found

    def _reverse(self, value: dict[str, Any], containers: frozenset[str]) -> str:
        if "@id" in value or "@nest" in value:
            raise invalid("invalid reverse property")
        found = self.expand(value["@reverse"], vocab=True) if isinstance(value["@reverse"], str) else None
        if not is_absolute_iri(found):
            raise invalid("invalid IRI mapping")
        if not containers <= {"@index", "@set"}:
            raise invalid("invalid reverse property")
        assert found is not None
        return found

    def _mapping(self, term: str, value: dict[str, Any]) -> tuple[bool, str | None]:
        """Whether the term is defined at all, and its IRI (steps 14 to 18)."""
        named = value.get("@id", term)
        if named is None:
            return True, None
        if not isinstance(named, str):
            raise invalid("invalid IRI mapping")
        if named != term:
            return self._other_iri(term, named)
        if ":" in term[1:]:
            prefix, _, suffix = term.partition(":")
            if not suffix.startswith("//"):
                self._define_if_there(prefix)
            found = self.terms.get(prefix)
            return True, f"{found.iri}{suffix}" if found is not None and found.iri else term
        if term == "@type":
            return True, "@type"
        if "/" in term or self.vocab is None:
            raise invalid("invalid IRI mapping")
        return True, self.vocab + term

    def _other_iri(self, term: str, named: str) -> tuple[bool, str | None]:
        if named not in KEYWORDS and _KEYWORD_FORM.fullmatch(named):
            return False, None
        iri = self.expand(named, vocab=True)
        if iri == "@context":
            raise invalid("invalid keyword alias")
        if iri not in KEYWORDS and not is_absolute_iri(iri) and not (iri or "").startswith("_:"):
            raise invalid("invalid IRI mapping")
        if ":" in term[1:-1] or "/" in term:
            self._defined[term] = True
            if self.expand(term, vocab=True) != iri:
                raise invalid("invalid IRI mapping")
        return True, iri

    def _index(self, value: dict[str, Any], containers: frozenset[str]) -> str | None:
        if "@index" not in value:
            return None
        index = value["@index"]
        if "@index" not in containers or not isinstance(index, str):
            raise invalid("invalid term definition")
        if not is_absolute_iri(self.expand(index, vocab=True)):
            raise invalid("invalid term definition")
        return index


def expand_iri(
    active: Active | _Reading, value: str, *, vocab: bool, define: Callable[[str], None] = lambda _: None
) -> str | None:
    """IRI Expansion (section 5.2.2) with a null base: what stays relative comes back as it is.

    Args:
        active: the active context, or one that is being read.
        value: a term, a compact or absolute IRI, or a keyword.
        vocab: whether terms and the vocabulary mapping count.
        define: called for a prefix that may still have to be defined.
    """
    if value in KEYWORDS:
        return value
    if _KEYWORD_FORM.fullmatch(value):
        return None
    term = active.terms.get(value)
    if term is not None and (vocab or term.iri in KEYWORDS):
        return term.iri
    if ":" in value[1:]:
        prefix, _, suffix = value.partition(":")
        if prefix != "_" and not suffix.startswith("//"):
            define(prefix)
            found = active.terms.get(prefix)
            if found is not None and found.iri and found.prefix:
                return found.iri + suffix
        if prefix == "_" or is_absolute_iri(value):
            return value
    return active.vocab + value if vocab and active.vocab is not None else value


def _is_type_definition(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and value.keys() <= {"@container", "@protected"}
        and value.get("@container", "@set") in ("@set", ["@set"])
    )


def _containers(value: Any) -> frozenset[str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) and part in _CONTAINERS for part in values):
        raise invalid("invalid container mapping")
    found = frozenset(values)
    others = found - {"@set"}
    is_good = len(others) <= 1 or (others <= {"@graph", "@id"}) or (others <= {"@graph", "@index"})
    if not is_good or ("@list" in found and len(found) > 1):
        raise invalid("invalid container mapping")
    return found


def _language(value: dict[str, Any]) -> Any:
    if "@language" not in value or "@type" in value:
        return ABSENT
    language = value["@language"]
    if language is not None and not isinstance(language, str):
        raise invalid("invalid language mapping")
    return language.lower() if language else None


def _direction(value: dict[str, Any]) -> Any:
    if "@direction" not in value or "@type" in value:
        return ABSENT
    if value["@direction"] not in _DIRECTIONS:
        raise invalid("invalid base direction")
    return value["@direction"]


def _nest(value: dict[str, Any]) -> str | None:
    if "@nest" not in value:
        return None
    nest = value["@nest"]
    if not isinstance(nest, str) or (nest in KEYWORDS and nest != "@nest"):
        raise invalid("invalid @nest value")
    return nest
