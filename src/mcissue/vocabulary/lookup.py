"""The EU's controlled lists: a label, code or address that a person writes becomes one concept.

The lists are shipped with mcissue (`docs/vocabularies.md` says from where, from when and how complete) and
read without the network, each when it is first needed. A complete list refuses what it does not hold; an
incomplete one also takes any address of the right form, and such a concept has no label and is not `listed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.vocabulary.data import code_key_of, key_of, read_rows, table_of
from mcissue.vocabulary.schemes import SCHEMES, Scheme
from mcissue.words import usual_spelling

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "SCHEMES",
    "Concept",
    "Scheme",
    "concept_by_uri",
    "concepts",
    "country_alpha2",
    "language_tag",
    "resolve",
    "scheme_of",
]

MAX_VALUE = 300
"""Characters of a value that is looked up at all: the longest label has 108, the longest address 90."""

MAX_SHOWN = 80
"""Characters of an unknown value that a message repeats."""

SHORT_LIST = 20
"""Up to so many concepts a message names the whole list; a longer one nobody would read."""

MAX_SUGGESTIONS = 5
"""Nearest labels that a message offers from a longer list."""

MIN_PART = 4
"""Letters from which on a part of a label is looked for: shorter words stand inside too many labels."""

NEAR = 0.7
"""How alike two spellings must be (`difflib` ratio, 0 to 1) for one to be offered in place of the other."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a controlled list.

    Attributes:
        scheme: the short name of its list, a key of `SCHEMES`.
        uri: its address, exactly as published.
        label: its English label; None where none is known here.
        code: its code where the list has codes: `6` (EQF), `0613` (ISCED-F), `FI` (countries, ISO 3166-1
            alpha-2), `ENG` (languages, EU authority code), `PNG` (file types); None elsewhere.
    """

    scheme: str
    uri: str
    label: str | None = None
    code: str | None = None

    @property
    def listed(self) -> bool:
        """Whether the shipped list holds this concept; if not, only the form of its address was checked."""
        scheme = SCHEMES.get(self.scheme)
        return (
            scheme is not None
            and self.uri.startswith(scheme.prefix)
            and self.uri[len(scheme.prefix) :] in table_of(scheme.name).labels
        )

    def __str__(self) -> str:
        """What a person reads: the label, else the address."""
        return self.label or self.uri


def resolve(scheme: str, value: str | int, *, path: str | None = None) -> Concept:
    """The one concept of a list that `value` names.

    A value is an address, a code or an English label, tried in this order; labels are compared without
    regard to case, spaces, hyphens and accents. EQF levels are also read as `EQF 6`, countries by alpha-2
    and alpha-3 code, languages by ISO 639-1, 639-2 and 639-3 code, by their own name, and by a tag with
    script or region (`pt-BR` is Portuguese), and some concepts by a usual other name (`ECTS`).

    Args:
        scheme: the short name of the list, a key of `SCHEMES`.
        value: what a person wrote.
        path: where it was written, for the message.

    Raises:
        RecordError: nothing in the list has this name (`unknown_concept`, with the nearest ones), several
            have (`ambiguous_concept`), or there is no such list (`unknown_vocabulary`).
    """
    known = _scheme(scheme, path=path)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _unknown(known, _kind(value), path, ["Write it as text, in quotes."], [])
    text = str(value).strip() if isinstance(value, str) or abs(value) < 10**MAX_SHOWN else ""
    if not text or len(text) > MAX_VALUE:
        raise _unknown(known, text, path, [], [])
    if "://" in text:
        return _by_address(known, text, path)
    segments = _segments(known, text)
    if not segments:
        raise _unknown(known, text, path, *_help(known, text))
    if len(segments) > 1:
        candidates = [_concept(known, segment) for segment in segments]
        raise RecordError(
            f"{_quoted(text)} names {len(candidates)} concepts of the list '{scheme}' ({known.title})",
            code="ambiguous_concept",
            path=path,
            mend="Write the code or the address of one: "
            + "; ".join(f"{c.code} ({c.uri})" if c.code else c.uri for c in candidates)
            + ".",
            detail={"got": text[:MAX_SHOWN], "scheme": scheme, "candidates": [c.uri for c in candidates]},
        )
    return _concept(known, segments[0])


def concept_by_uri(uri: object) -> Concept | None:
    """The concept with this address, whichever list it is of; None if no list of ours has it.

    An incomplete list answers for every address of the right form; `Concept.listed` tells them apart.
    """
    scheme = scheme_of(uri)
    if scheme is None or not isinstance(uri, str):
        return None
    known = SCHEMES[scheme]
    segment = uri[len(known.prefix) :]
    if segment in table_of(scheme).labels or (not known.complete and known.pattern.fullmatch(uri)):
        return _concept(known, segment)
    return None


def scheme_of(uri: object) -> str | None:
    """The short name of the list that a concept's address belongs to, by the beginning of the address.

    It says nothing about whether the list holds the concept. The address of a list itself gives None.
    """
    if not isinstance(uri, str) or len(uri) > MAX_VALUE:
        return None
    head, slash, segment = uri.rpartition("/")
    name = _by_prefix().get(head + slash)
    return name if name is not None and segment and uri != SCHEMES[name].uri else None


def concepts(scheme: str) -> tuple[Concept, ...]:
    """All concepts of a list that are shipped, ordered by address.

    Args:
        scheme: the short name of the list, a key of `SCHEMES`.

    Raises:
        RecordError: there is no such list (`unknown_vocabulary`).
    """
    known = _scheme(scheme)
    return tuple(_concept(known, segment) for segment in table_of(scheme).labels)


def country_alpha2(concept: Concept) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country: `FI`, `GR` (not `EL`), `XK` for Kosovo; None without one."""
    return table_of("country").codes.get(concept.uri.removeprefix(SCHEMES["country"].prefix))


def language_tag(concept: Concept) -> str | None:
    """The shortest BCP 47 tag of a language (RFC 5646 section 2.2.1), e.g. `fi`, else `smn`; or None."""
    segment = concept.uri.removeprefix(SCHEMES["language"].prefix)
    return _two_letter_codes().get(segment, segment.lower() if re.fullmatch("[A-Z]{3}", segment) else None)


def _scheme(name: object, *, path: str | None = None) -> Scheme:
    known = SCHEMES.get(name) if isinstance(name, str) else None
    if known is None:
        raise RecordError(
            f"there is no list {_quoted(str(name))}",
            code="unknown_vocabulary",
            path=path,
            mend=f"The lists: {', '.join(sorted(SCHEMES))}.",
        )
    return known


def _concept(scheme: Scheme, segment: str) -> Concept:
    table = table_of(scheme.name)
    listed = segment in table.labels
    code = table.codes.get(segment) if listed or not scheme.coded else segment
    return Concept(scheme.name, scheme.prefix + segment, table.labels.get(segment), code)


def _segments(scheme: Scheme, text: str) -> tuple[str, ...]:
    """The concepts that a text names: codes go before labels, labels before other names."""
    table = table_of(scheme.name)
    key = key_of(text)
    codes, labels = table.by_code.get(code_key_of(text), ()), table.by_label.get(key, ())
    if codes and not (text.islower() or text.isupper()):
        # Six codes of languages are the name of another language: "dan" is Danish, "Dan" may be either.
        return tuple(dict.fromkeys(codes + labels))
    found = codes or labels or table.by_name.get(key)
    if not found and scheme.name == "language" and (tag := usual_spelling(text)):
        found = table.by_code.get(code_key_of(tag.partition("-")[0]))
    return found or ()


def _by_address(scheme: Scheme, uri: str, path: str | None) -> Concept:
    concept = concept_by_uri(uri)
    if concept is not None and concept.scheme == scheme.name:
        return concept
    mends = []
    if concept is not None:
        mends = [f"That address is of the list '{concept.scheme}' ({SCHEMES[concept.scheme].title})."]
    elif (near := _near_address(scheme, uri)) is not None:
        mends = [f"Write {near.uri} exactly so."]
    elif uri == scheme.uri:
        mends = ["That is the address of the list itself; write the address of one of its concepts."]
    raise _unknown(scheme, uri, path, mends, [])


def _near_address(scheme: Scheme, uri: str) -> Concept | None:
    """The concept that was meant by an address with https, a slash at the end, or other case."""
    wanted = re.sub(r"^https://", "http://", uri.casefold()).rstrip("/")
    if not wanted.startswith(scheme.prefix):
        return None
    segments = table_of(scheme.name).labels
    rest = wanted[len(scheme.prefix) :]
    for segment in (rest, rest.upper()):
        if segment in segments or (not scheme.complete and scheme.pattern.fullmatch(scheme.prefix + segment)):
            return _concept(scheme, segment)
    return None


def _help(scheme: Scheme, text: str) -> tuple[list[str], list[Concept]]:
    """How to mend an unknown label or code: the nearest labels, and a lost zero of a code."""
    table = table_of(scheme.name)
    if scheme.name == "isced_f" and text.isdecimal():
        padded = [
            code for code in table.codes if code.endswith(text) and not code.removesuffix(text).strip("0")
        ]
        if padded:
            return ["Write the code with its zeros, in quotes."], [_concept(scheme, code) for code in padded]
    return [], _nearest(scheme, text)


def _nearest(scheme: Scheme, text: str) -> list[Concept]:
    from difflib import get_close_matches  # noqa: PLC0415 - only a fault needs it

    table = table_of(scheme.name)
    key = key_of(text)
    ways_in: dict[str, tuple[str, ...]] = {**table.by_name, **table.by_label}
    close = get_close_matches(key, ways_in, n=MAX_SUGGESTIONS, cutoff=NEAR)
    if len(key) >= MIN_PART:
        close += sorted((other for other in ways_in if key in other), key=len)
    segments = dict.fromkeys(segment for other in close for segment in ways_in[other])
    return [_concept(scheme, segment) for segment in list(segments)[:MAX_SUGGESTIONS]]


def _unknown(
    scheme: Scheme, text: str, path: str | None, mends: list[str], suggestions: list[Concept]
) -> RecordError:
    labels = [str(concept) for concept in concepts(scheme.name)]
    short = 0 < len(labels) <= SHORT_LIST
    # Beside the whole list one guess is enough.
    guesses = [_shown(concept) for concept in suggestions[: 1 if short and not mends else None]]
    if guesses:
        mends = [*mends, f"Did you mean {' or '.join(guesses)}?"]
    if short:
        mends = [*mends, f"The list: {'; '.join(labels)}."]
    elif not mends:
        mends = ["Write the label, the code or the address of a concept of the list."]
    if not scheme.complete:
        mends = [
            *mends,
            f"The list is not complete here; give another concept by its address, {scheme.prefix}...",
        ]
    return RecordError(
        f"{_quoted(text)} is not in the list '{scheme.name}' ({scheme.title})",
        code="unknown_concept",
        path=path,
        mend=" ".join(mends),
        detail={"got": text[:MAX_SHOWN], "scheme": scheme.name, "suggestions": [c.uri for c in suggestions]},
    )


def _kind(value: object) -> str:
    """How a message names what is not text: by its value only where that is surely short."""
    return repr(value) if isinstance(value, bool | float | None) else type(value).__name__


def _shown(concept: Concept) -> str:
    code = concept.code if concept.code not in {None, concept.label} else None
    return f'"{concept}" ({code})' if code else f'"{concept}"'


def _quoted(text: str) -> str:
    """A foreign value for a message: cut, and without characters that a terminal would act on."""
    cut = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
    return '"' + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut) + '"'


@lru_cache(maxsize=1)
def _by_prefix() -> Mapping[str, str]:
    return {scheme.prefix: scheme.name for scheme in SCHEMES.values()}


@lru_cache(maxsize=1)
def _two_letter_codes() -> Mapping[str, str]:
    return {row[1]: row[0] for row in read_rows("language_names", columns=5)}
