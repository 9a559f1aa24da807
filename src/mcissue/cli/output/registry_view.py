"""A registry as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.cli.output.render import escape
from mcissue.registry.periods import Period
from mcissue.registry.scope import scope_in_words
from mcissue.words import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.registry import Draft, Entry, Snapshot

__all__ = ["registry_text"]

_LABEL = 17


def registry_text(registry: Snapshot | Draft, *, signature: str) -> str:
    """Write a registry for people.

    Args:
        registry: a snapshot or a draft.
        signature: what is known of its signature, in one sentence.
    """
    test = "TEST REGISTRY: nobody should rely on it" if registry.test else ""
    head = [
        *([test] if test else []),
        _line("Operator", f"{registry.operator.name.best()} ({registry.operator.id})", depth=0),
        _line("Number", str(registry.sequence), depth=0),
        *_validity(registry),
        _line("Signature", signature, depth=0),
        _line("Institutions", str(len(registry.entries)), depth=0),
    ]
    blocks = ["\n".join(_entry(entry)) for entry in registry.entries]
    return "\n\n".join(("\n".join(head), *blocks))


def _validity(registry: Snapshot | Draft) -> Iterator[str]:
    start, until = getattr(registry, "valid_from", None), getattr(registry, "valid_until", None)
    if start is not None and until is not None:
        yield _line("Valid", f"from {shown(start)} until {shown(until)}", depth=0)


def _entry(entry: Entry) -> Iterator[str]:
    where = f" [{entry.country}]" if entry.country else ""
    yield escape(entry.name) + where
    for language, name in entry.names.texts.items():
        if name != entry.name:
            yield _line("", f"{name} ({language})")
    for issuer_id in entry.ids:
        yield _line("Id", issuer_id)
    if entry.identifiers:
        yield _line("Known as", ", ".join(f"{item.scheme} {item.value}" for item in entry.identifiers))
    if entry.provider_type:
        yield _line("Provider type", entry.provider_type.value.replace("_", " "))
    yield from _recognition(entry)
    yield from _keys_and_accreditations(entry)
    if entry.known_from or entry.known_until:
        known = Period(valid_from=entry.known_from, valid_until=entry.known_until)
        yield _line("Vouched for", known.in_words())
    for delegate in entry.delegates:
        role = delegate.role.value.replace("_", " ")
        ended = f", {delegate.ended.how.value} on {shown(delegate.ended.on)}" if delegate.ended else ""
        yield _line("Delegate", f"{delegate.id} for {role}, {delegate.in_words()}{ended}")


def _recognition(entry: Entry) -> Iterator[str]:
    if entry.authority or entry.legal_basis:
        basis = " under ".join(text.best() for text in (entry.authority, entry.legal_basis) if text)
        yield _line("Recognised by", basis)
    if entry.bounded:
        yield _line("Recognised", entry.in_words())
    if entry.ended:
        reason = f": {entry.ended.reason.best()}" if entry.ended.reason else ""
        yield _line(entry.ended.how.value.upper(), f"on {shown(entry.ended.on)}{reason}")


def _keys_and_accreditations(entry: Entry) -> Iterator[str]:
    for key in entry.keys:
        ending = f", {key.revoked.how.value} on {shown(key.revoked.on)}" if key.revoked else ""
        name = f" as {key.id}" if key.id else ""
        yield _line("Key", f"{key.text}{name}, {key.in_words()}{ending}")
    for item in entry.accreditations:
        by = f" by {item.agency.name}" if item.agency else ""
        decision = "" if item.accredits else f", decision {item.decision.value.replace('_', ' ')}"
        taken = f", withdrawn on {shown(item.withdrawn.on)}" if item.withdrawn else ""
        yield _line("Accredited", f"for {scope_in_words(item.scope)}{by}, {item.in_words()}{decision}{taken}")
    if not entry.accreditations:
        yield _line("Accredited", "nothing recorded: verifiers can't find out")


def _line(label: str, text: str, *, depth: int = 2) -> str:
    return f"{' ' * depth}{label:<{_LABEL - depth}}{escape(text)}"
