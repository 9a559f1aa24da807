"""Node plans: what each member of a node becomes, worked out once for all nodes of one form.

A form is the active context, the member names in their order, and the types. Everything that the context
decides is decided here: predicates and types written in full, in the order of canonical N-Quads, the state
below each property. What a plan cannot hold under the rule of one meaning (`mcissue.jsonld.meaning`) is
`Unplanned`; the rule itself then says why, or the general engine takes the document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from mcissue.jsonld.contexts.states import State, Term, Vocabulary
from mcissue.jsonld.meaning import FormRule, is_its_one_form
from mcissue.words import ABSOLUTE_IRI

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "CREDENTIAL",
    "LANGUAGES",
    "LINK",
    "LIST",
    "NO_TYPES",
    "TEXT",
    "TYPE",
    "TYPED",
    "WORD",
    "Place",
    "Plan",
    "Step",
    "Unplanned",
    "good_id",
    "make_plan",
]

#: The IRI of the type that makes a node a credential.
CREDENTIAL: Final = "https://www.w3.org/2018/credentials#VerifiableCredential"

#: How plain values of a member are read: as literals, as ids, as words of the context or ids, as literals
#: or texts by language, as literals of a datatype that not every text may have, as an ordered list of one of
#: those; and the constant lines of the types.
TEXT, LINK, WORD, LANGUAGES, TYPED, LIST, TYPE = range(7)

#: What stands for the value of `type` where there is none: nothing that JSON has.
NO_TYPES: Final = object()

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_KEYWORD_ALIASES: Final = {"id": "@id", "type": "@type"}
_PLANNED_CONTAINERS: Final = frozenset({"@set", "@language", "@list"})


class Unplanned(Exception):  # noqa: N818 - a turn taken, never an error that anybody sees
    """The document leaves the fast way; it says nothing about whether the document is good."""


@dataclass(slots=True, eq=False)
class Place:
    """What ids and words mean in one state.

    Attributes:
        state: the state.
        has_id: whether `id` has its usual meaning.
        ids: ids that were found good here, so that those which come again are not checked again.
        words: terms that stand for an IRI, as values of `@vocab` properties; built when first asked for.
    """

    state: State
    has_id: bool
    ids: set[str] = field(default_factory=set)
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One member of a node, ready to be written.

    Attributes:
        predicate: the lead of a line after its subject: a blank, the predicate, a blank.
        open: the lead of a line with a literal, up to its opening quote.
        close: the end of a line with a literal of this member, from its closing quote.
        datatype: of literals; None if each JSON type has its own.
        takes_language: whether texts may have a language.
        below: the state of nodes that are values.
        place: how ids that are values are read, plain or as an object with only `id`.
        item_mode: how the items of an ordered list are read; else how the values are.
    """

    predicate: str
    open: str
    close: str
    datatype: str | None
    takes_language: bool
    below: State
    place: Place
    item_mode: int = TEXT


#: Member name, how to read it, its lead and end for the commonest case, and the whole step.
Entry: TypeAlias = tuple[str, int, str, str, Step]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a node of one form becomes.

    Attributes:
        entries: its members in the order of their predicates.
        types: the lines of its types, after the subject.
        place: how its id is read; None if it has none.
        is_credential: whether its types make it a credential.
        uses: in how many ways contexts are combined by it, at most.
    """

    entries: tuple[Entry, ...]
    types: tuple[str, ...]
    place: Place | None
    is_credential: bool
    uses: int


def make_plan(
    state: State,
    keys: tuple[str, ...],
    types: tuple[str, ...],
    *,
    rule: FormRule,
    vocabulary: Vocabulary,
    places: Callable[[State], Place],
    is_top: bool,
) -> Plan:
    """Work out the plan of a form.

    Args:
        state: the active context of the node, with its `@context` and without those of its types.
        keys: its member names, in their order.
        types: the value of `type`, as a tuple.
        rule: judges types and member names.
        vocabulary: gives the states below.
        places: gives the `Place` of a state.
        is_top: whether the node is the whole document, which alone may have an `@context` without being a
            credential.

    Raises:
        Unplanned: the form is beyond plans.
        ContextError, DocumentError: the form is not allowed; the place in the document is not known here.
    """
    return _Making(rule, vocabulary, places, state, keys).plan(types, is_top=is_top)


class _Making:
    def __init__(
        self,
        rule: FormRule,
        vocabulary: Vocabulary,
        places: Callable[[State], Place],
        state: State,
        keys: tuple[str, ...],
    ) -> None:
        self._rule = rule
        self._vocabulary = vocabulary
        self._places = places
        self._state = state
        self._keys = keys
        self._uses = 0

    def plan(self, types: tuple[str, ...], *, is_top: bool) -> Plan:
        if not all(type(key) is str for key in self._keys):
            raise Unplanned
        type_iris = self._type_iris(types)
        is_credential = CREDENTIAL in type_iris
        if "@context" in self._keys and not (is_top or is_credential):
            raise Unplanned
        inner = self._inner(types)
        names = [key for key in self._keys if key != "@context"]
        terms = {key: self._rule.term(key, inner) for key in names}
        place = self._places(inner) if "id" in terms else None
        found = [self._entry(key, term, inner) for key, term in terms.items() if key not in _KEYWORD_ALIASES]
        if type_iris:
            lead = f" <{_RDF_TYPE}> "
            step = Step(lead, "", "", None, takes_language=False, below=inner, place=self._places(inner))
            found.append(("", TYPE, "", "", step))
        leads = {entry[4].predicate for entry in found}
        if len(leads) < len(found):
            # Two names of one property: their values would have to be sorted together.
            raise Unplanned
        # By predicate and not by member: so the lines of a node come out sorted.
        found.sort(key=lambda entry: entry[4].predicate)
        lines = tuple(f" <{_RDF_TYPE}> <{iri}> .\n" for iri in sorted(type_iris, key=lambda iri: f"<{iri}>"))
        return Plan(tuple(found), lines, place, is_credential, self._uses)

    def _type_iris(self, types: tuple[str, ...]) -> set[str]:
        for alias, keyword in _KEYWORD_ALIASES.items():
            term = self._state.terms.get(alias)
            if alias in self._keys and (term is None or term.iri != keyword):
                raise Unplanned
        iris = set()
        self._rule.check_types(types, self._state)
        for name in types:
            term = self._state.terms.get(name)
            if term is None or term.iri is None:
                # By way of @vocab: left to the general engine.
                raise Unplanned
            iris.add(term.iri)
        return iris

    def _inner(self, types: tuple[str, ...]) -> State:
        """The state with the contexts of the types (JSON-LD 1.1 API section 5.1.2, step 11)."""
        inner = self._state
        for name in sorted(types):
            scoped = self._state.terms[name].scoped
            if scoped is not None:
                inner = self._vocabulary.within_type(inner, scoped)
                self._uses += 1
        return inner

    def _entry(self, key: str, term: Term, inner: State) -> Entry:
        if not term.containers <= _PLANNED_CONTAINERS or term.iri is None or term.iri.startswith("@"):
            raise Unplanned
        step = self._step(term, inner)
        return (key, _mode(term, step), step.open, step.close, step)

    def _step(self, term: Term, inner: State) -> Step:
        below = inner if inner.previous is None else inner.previous
        alone = inner
        if term.scoped is not None:
            below = self._vocabulary.below_property(below, term.scoped)
            alone = self._vocabulary.below_property(alone, term.scoped)
            self._uses += 2
        lead = f" <{term.iri}> "
        is_link = term.coercion in ("@id", "@vocab")
        datatype = None if term.coercion in (None, "@none", "@id", "@vocab") else term.coercion
        close = '" .\n' if datatype in (None, _XSD_STRING) else f'"^^<{datatype}> .\n'
        return Step(
            predicate=lead,
            open=f"{lead}<" if is_link else f'{lead}"',
            close="> .\n" if is_link else close,
            datatype=datatype,
            takes_language=term.coercion is None,
            below=below,
            place=self._places(alone),
            item_mode=_item_mode(term),
        )


def _mode(term: Term, step: Step) -> int:
    if "@language" in term.containers:
        # A language container with a coercion, or of lists, is a rarity that the general engine knows.
        if term.coercion is not None or "@list" in term.containers:
            raise Unplanned
        return LANGUAGES
    return LIST if "@list" in term.containers else step.item_mode


def _item_mode(term: Term) -> int:
    if term.coercion in ("@id", "@vocab"):
        return LINK if term.coercion == "@id" else WORD
    # Texts that look like numbers and truth values show whether the rule is particular here.
    is_any = all(is_its_one_form(text, term.coercion) for text in ("true", "1", "1.0E0"))
    return TEXT if is_any else TYPED


def good_id(value: str, state: State) -> bool:
    """Whether an id is absolute, well-formed and no abbreviation here, as the rule of one meaning asks."""
    if value[:2] == "_:" or not value.isprintable() or not ABSOLUTE_IRI.fullmatch(value):
        return False
    scheme, _, rest = value.partition(":")
    prefix = state.terms.get(scheme)
    return prefix is None or not prefix.is_prefix or rest[:2] == "//"
