"""The arguments of `Verifier`, held against what they must be: mistakes are told where they are made.

A wrong argument would else show in a report, as a fault of ours, or not at all: a truth value that is the
text "false" is true to Python.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
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


def check_arguments(given: Mapping[str, Any]) -> None:
    """Return if arguments of a verifier are what they must be.

    Args:
        given: name of the argument -> its value.

    Raises:
        TypeError: one is of another type.
        ValueError: a time without its zone, or a name that is none.
    """

    def want(expected: str, fits: Callable[[Any], bool], *names: str, optional: bool = True) -> None:
        for name in names:
            value = given[name]
            if not (fits(value) or (optional and value is None)):
                raise TypeError(f"{name} must be {expected}, not {type(value).__name__}")

    want("a text", _is(str), "domain", "challenge", "profile")
    want("True or False", _is(bool), "allow_test_registry", "sample_keys", optional=False)
    want("something to call", callable, "status", "refresh")
    want("a datetime with its time zone", _is(datetime), "at")
    want("a timedelta", _is(timedelta), "max_status_age")
    want("a ContextStore", _is(ContextStore), "contexts")
    want("a mcissue.proof.did.Resolver", lambda it: callable(getattr(it, "resolve", None)), "resolver")
    want("a mapping", _is(Mapping), "status_lists_seen")
    want("a mapping of address -> bytes, JSON object or FetchedList", _are_lists, "status_lists")
    registry = _is("mcissue.registry.snapshot.Registry", RegistryError)
    want("a registry of mcissue.registry.snapshot.load_registry, or its error", registry, "registry")
    schema = _is("mcissue.verify.own_rules.json_schema.DocumentSchema", McissueError)
    want("made with DocumentSchema.load", schema, "schema")
    want("made with Shapes.load", _is("mcissue.verify.own_rules.shapes.Shapes", McissueError), "shapes")
    want("made with read_anchors", _is("mcissue.proof.seals.jades.SealTrust"), "seal_trust")
    want("a list of names", _are(str), "ask", optional=False)
    want("a list of Note values", _are(Note), "notes", optional=False)
    if given["at"] is not None and given["at"].utcoffset() is None:
        raise ValueError("the reference time needs a time zone")
    if unknown := set(given["ask"]) - set(ASKABLE_CHECKS):
        known = _listed(ASKABLE_CHECKS)
        raise ValueError(f"these checks can't be asked for: {_listed(unknown)}; there are {known}")
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


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _is(*kinds: type | str) -> Callable[[Any], bool]:
    """Whether a value is of one of some classes; one that is named is not loaded only to ask for it."""
    return lambda value: any(isinstance(value, _class(kind)) for kind in kinds)


def _class(kind: type | str) -> type | tuple[()]:
    if not isinstance(kind, str):
        return kind
    module, _, name = kind.rpartition(".")
    found: type | tuple[()] = getattr(sys.modules.get(module), name, ())
    return found


def _are(kind: type) -> Callable[[Any], bool]:
    """Whether a value holds values of a class; a text is no list of texts."""
    return lambda value: (
        isinstance(value, Collection)
        and not isinstance(value, str | bytes)
        and all(isinstance(each, kind) for each in value)
    )


def _are_lists(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and all(isinstance(url, str) for url in value)
        and all(isinstance(listed, dict | bytes | FetchedList) for listed in value.values())
    )
