"""What people write after the options of `mcissue registry`, turned into the data of a registry."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = [
    "accreditation_data",
    "bound",
    "delegate_data",
    "identifier_data",
    "located",
    "texts_by_language",
]

_RANGE = re.compile(r"(?P<low>[0-9]+(?:\.[0-9]+)?)?(?P<to>-)?(?P<high>[0-9]+(?:\.[0-9]+)?)?", re.ASCII)

_ACCREDITATION_KEYS = (
    "agency",
    "from",
    "until",
    "eqf",
    "ects",
    "fields",
    "types",
    "countries",
    "decision",
    "report",
)


_DELEGATE_KEYS = ("id", "role", "from", "until")


def texts_by_language(values: Sequence[str], option: str) -> dict[str, str]:
    """Read `en=University of A` and the like, one for each language.

    Args:
        values: what was given.
        option: the option's name, for errors.
    """
    texts: dict[str, str] = {}
    for value in values:
        language, equals, text = value.partition("=")
        if not equals or not text.strip():
            raise click.BadParameter(
                f"{value!r} does not say its language. Write it like en={value or 'Example University'!r}.",
                param_hint=option,
            )
        if language.strip() in texts:
            raise click.BadParameter(f"{language.strip()!r} is given twice.", param_hint=option)
        texts[language.strip()] = text.strip()
    return texts


def identifier_data(values: Sequence[str]) -> list[dict[str, str]]:
    """Read `DEQAR=DEQARINST0001` and the like."""
    identifiers = []
    for value in values:
        scheme, equals, text = value.partition("=")
        if not equals or not text.strip():
            raise click.BadParameter(
                f"{value!r} does not say whose number it is. Write it like DEQAR=DEQARINST0001.",
                param_hint="--identifier",
            )
        identifiers.append({"scheme": scheme.strip(), "value": text.strip()})
    return identifiers


def accreditation_data(text: str) -> dict[str, Any]:
    """Read one accreditation: `unlimited`, or parts like `agency=FINEEC; until=2026-12-31; eqf=5-7`."""
    if text.strip() == "unlimited":
        return {"scope": {}}
    parts = _parts(text)
    if not parts:
        raise _bad("it is empty. Write 'unlimited' for an accreditation without limits.")
    scope: dict[str, Any] = {}
    for name, (low, high) in {"eqf": ("eqf_min", "eqf_max"), "ects": ("ects_min", "ects_max")}.items():
        if name in parts:
            bounds = zip((low, high), _range(name, parts[name]), strict=True)
            scope.update({key: bound for key, bound in bounds if bound is not None})
    for name, key in (
        ("types", "credential_types"),
        ("fields", "isced_fields"),
        ("countries", "jurisdictions"),
    ):
        if name in parts:
            scope[key] = [item.strip() for item in parts[name].split(",") if item.strip()]
    data: dict[str, Any] = {"scope": scope}
    if "agency" in parts:
        data["agency"] = {"name": parts["agency"]}
    for name, key in (
        ("decision", "decision"),
        ("report", "report"),
        ("from", "valid_from"),
        ("until", "valid_until"),
    ):
        if name in parts:
            data[key] = parts[name]
    return data


def delegate_data(text: str) -> dict[str, Any]:
    """Read one delegate: parts like `id=did:web:host.example; role=status_lists; until=2026-12-31`."""
    option = "--delegate"
    parts = _parts(text, known=_DELEGATE_KEYS, option=option)
    for name in ("id", "role"):
        if name not in parts:
            message = f"{name} is missing. Write it like 'id=did:web:host.example; role=status_lists'."
            raise click.BadParameter(message, param_hint=option)
    names = {"from": "valid_from", "until": "valid_until"}
    return {names.get(name, name): value for name, value in parts.items()}


def located(location: tuple[str | int, ...]) -> str:
    """Name the option that a part of an entry came from."""
    options = {
        "names": "--name",
        "ids": "--id",
        "identifiers": "--identifier",
        "accreditations": "--accreditation",
        "delegates": "--delegate",
    }
    options |= {"valid_from": "--from", "valid_until": "--until"}
    if not location:
        return "the entry"
    head, *rest = location
    name = options.get(str(head), f"--{str(head).replace('_', '-')}")
    steps = [f"number {step + 1}" if isinstance(step, int) else str(step) for step in rest]
    return " ".join((name, *steps))


def bound(text: str, option: str) -> date:
    """Read a day or a time."""
    from mcissue.errors import RecordError
    from mcissue.registry.periods import Period

    try:
        read = Period.from_data({"valid_from": text}).valid_from
    except RecordError as error:
        raise click.BadParameter(f"{error.message}. {error.mend}", param_hint=option) from error
    assert read is not None
    return read


def _parts(
    text: str, *, known: Sequence[str] = _ACCREDITATION_KEYS, option: str = "--accreditation"
) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
            raise _bad(f"{name!r} is not known here. {hint}", option)
        if not equals or not value:
            raise _bad(f"{name} has no value. Write it like {name}=... and put ; between the parts.", option)
        if name in parts:
            raise _bad(f"{name} is given twice.", option)
        parts[name] = value
    return parts


def _range(name: str, text: str) -> tuple[int | float | None, int | float | None]:
    match = _RANGE.fullmatch(text.replace(" ", ""))
    if (
        match is None
        or not (match["low"] or match["high"])
        or (match["low"] and match["high"] and not match["to"])
    ):
        raise _bad(f"{name}={text} is no range. Write {name}=5, {name}=5-7, {name}=5- or {name}=-7.")
    low, high = _number(match["low"]), _number(match["high"])
    return low, (high if match["to"] else low)


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)


def _bad(message: str, option: str = "--accreditation") -> click.BadParameter:
    return click.BadParameter(message, param_hint=option)
