"""The arguments of `Verifier`, held against what they must be: mistakes are told where they are made.

A wrong argument would else show in a report, as a fault of ours, or not at all: a truth value that is the
text "false" is true to Python.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mcissue.errors import McissueError, RegistryError
from mcissue.jsonld.contexts import ContextStore
from mcissue.verify.one_edtech import PROFILE
from mcissue.verify.policy import ASKABLE_CHECKS, Policy
from mcissue.verify.reading.recipient import Recipient
from mcissue.verify.report import Note
from mcissue.verify.trust import FetchedList

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["check_arguments", "check_policy", "check_recipients"]

_TEXTS = ("domain", "challenge", "profile")
_FLAGS = ("allow_test_registry", "sample_keys")
_CALLED = ("status", "refresh")


def check_arguments(given: Mapping[str, Any]) -> None:
    """Return if arguments of a verifier are what they must be.

    Args:
        given: name of the argument -> its value.

    Raises:
        TypeError: one is of another type.
        ValueError: a time without its zone, or a name that is none.
    """
    for name in _TEXTS:
        _require(name, given[name], given[name] is None or isinstance(given[name], str), "a text")
    for name in _FLAGS:
        _require(name, given[name], isinstance(given[name], bool), "True or False")
    for name in _CALLED:
        _require(name, given[name], given[name] is None or callable(given[name]), "something to call")
    _check_time(given["at"])
    _check_rules(given)
    _check_sources(given)
    _check_asked(given["ask"])
    notes = given["notes"]
    good = isinstance(notes, Sequence) and all(isinstance(note, Note) for note in notes)
    _require("notes", notes, good, "a list of Note values")
    if given["profile"] not in {None, PROFILE}:
        raise ValueError(f"there is no profile {given['profile']!r}; there is {PROFILE}")


def check_policy(policy: object) -> Policy:
    """Read a policy, as its own value or as its name.

    Raises:
        ValueError: there is no such policy.
    """
    try:
        return Policy(policy)  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(f"there is no policy {policy!r}; there are {_listed(Policy)}") from None


def check_recipients(given: object) -> tuple[Recipient, ...]:
    """Read what is known of the learner.

    Raises:
        TypeError: it is neither a recipient nor several.
    """
    people = (given,) if isinstance(given, Recipient) else given
    if isinstance(people, Sequence) and all(isinstance(person, Recipient) for person in people):
        return tuple(people)
    raise TypeError("a recipient is made with Recipient.parse('aino@example.org')")


def _check_time(at: object) -> None:
    _require("at", at, at is None or isinstance(at, datetime), "a datetime with its time zone")
    if isinstance(at, datetime) and at.utcoffset() is None:
        raise ValueError("the reference time needs a time zone")


def _check_rules(given: Mapping[str, Any]) -> None:
    """What a fault of stands in the report in place of the thing itself."""
    schema, shapes, registry = given["schema"], given["shapes"], given["registry"]
    if not (registry is None or isinstance(registry, RegistryError)):
        from mcissue.registry.snapshot import Registry  # noqa: PLC0415 - loaded only where a registry is used

        loaded = "a registry of mcissue.registry.snapshot.load_registry, or its error"
        _require("registry", registry, isinstance(registry, Registry), loaded)
    if not (schema is None or isinstance(schema, McissueError)):
        from mcissue.verify.own_rules.json_schema import DocumentSchema  # noqa: PLC0415 - an extra

        _require("schema", schema, isinstance(schema, DocumentSchema), "made with DocumentSchema.load")
    if not (shapes is None or isinstance(shapes, McissueError)):
        from mcissue.verify.own_rules.shapes import Shapes  # noqa: PLC0415 - an extra

        _require("shapes", shapes, isinstance(shapes, Shapes), "made with Shapes.load")


def _check_sources(given: Mapping[str, Any]) -> None:
    """Where documents, lists, contexts and certificates come from."""
    resolver, lists, seen = given["resolver"], given["status_lists"], given["status_lists_seen"]
    resolves = callable(getattr(resolver, "resolve", None))
    _require("resolver", resolver, resolver is None or resolves, "a mcissue.proof.did.Resolver")
    good = lists is None or (
        isinstance(lists, Mapping)
        and all(isinstance(url, str) for url in lists)
        and all(isinstance(listed, dict | bytes | FetchedList) for listed in lists.values())
    )
    _require("status_lists", lists, good, "a mapping of address -> bytes, JSON object or FetchedList")
    _require("status_lists_seen", seen, seen is None or isinstance(seen, Mapping), "a mapping")
    age, contexts, seals = given["max_status_age"], given["contexts"], given["seal_trust"]
    _require("max_status_age", age, age is None or isinstance(age, timedelta), "a timedelta")
    _require("contexts", contexts, contexts is None or isinstance(contexts, ContextStore), "a ContextStore")
    if seals is not None:
        from mcissue.proof.seals.jades import SealTrust  # noqa: PLC0415 - certificates are seldom met

        _require("seal_trust", seals, isinstance(seals, SealTrust), "made with read_anchors")


def _check_asked(ask: object) -> None:
    names = list(ask) if isinstance(ask, Collection) and not isinstance(ask, str | bytes) else None
    good = names is not None and all(isinstance(name, str) for name in names)
    _require("ask", ask, good, "a list of names")
    unknown = set(names or ()) - set(ASKABLE_CHECKS)
    if unknown:
        raise ValueError(
            f"these checks can't be asked for: {_listed(unknown)}; there are {_listed(ASKABLE_CHECKS)}"
        )


def _require(name: str, value: object, fits: object, expected: str) -> None:
    if not fits:
        raise TypeError(f"{name} must be {expected}, not {type(value).__name__}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
