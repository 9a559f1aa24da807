"""The model that all models of the record share: strict, frozen, with errors that tell how to mend them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    InstanceOf,
    PlainSerializer,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from mcissue.errors import RecordError
from mcissue.record.words import plain_words
from mcissue.vocabulary import SCHEMES, Concept, concepts, resolve

__all__ = ["Model", "coded", "json_path", "record_error"]

MAX_FAULTS_SHOWN = 20
"""Faults listed in one message: more than anybody mends in one go; the rest is counted."""

MAX_EXAMPLES = 20
"""Concepts that an editor is shown as examples; a longer list helps nobody there."""

Location = tuple[str | int, ...]


class Model(BaseModel):
    """The base of the record's models: nothing is coerced, nothing unknown is accepted, nothing changes."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", ser_json_inf_nan="constants")

    @classmethod
    def from_data(cls, data: Mapping[str, Any], *, locate: Callable[[Location], str] | None = None) -> Self:
        """Build a value from plain JSON data.

        Args:
            data: a JSON object: strings, numbers, lists, maps.
            locate: turns the position of a fault into words (a line of a file); by default a JSON path.

        Raises:
            RecordError: the data does not fit; the message lists every fault with its place and mend,
                `detail["problems"]` the same for machines.
        """
        try:
            text = json.dumps(data, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise RecordError(
                f"this is not plain JSON data: {error}",
                code="record_invalid",
                mend="Give texts, numbers, true and false, lists and maps; no NaN and no infinity.",
            ) from None
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise record_error(
                error.errors(include_url=False), model=cls, locate=locate or json_path
            ) from None

    def to_data(self) -> dict[str, Any]:
        """The value as plain JSON data: what `from_data` takes; absent values are left out."""
        data: dict[str, Any] = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return data


def coded(scheme: str) -> Any:
    """The type of a field whose value is a concept of an EU vocabulary, given by label, code or URI.

    Args:
        scheme: the short name of the vocabulary, a key of `mcissue.vocabulary.SCHEMES`.
    """

    def read(value: Any) -> Concept:
        if isinstance(value, Concept):
            if value.scheme != scheme:
                raise PydanticCustomError(
                    "concept_of_other_scheme",
                    "{uri} is of the vocabulary {found}, not {scheme}",
                    {"uri": value.uri, "found": value.scheme, "scheme": scheme},
                )
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # `eqf: 6` in YAML
        if not isinstance(value, str):
            raise PydanticCustomError(
                "concept_not_text", "a concept is given by its label, code or URI, as text"
            )
        try:
            return resolve(scheme, value)
        except RecordError as error:
            raise PydanticCustomError(
                "unknown_concept",
                "{message}",
                {"message": error.message, "mend": error.mend, "code": error.code},
            ) from None

    return Annotated[
        InstanceOf[Concept],
        BeforeValidator(read),
        PlainSerializer(lambda concept: concept.uri, return_type=str),
        _SchemaOf(scheme),
    ]


class _SchemaOf:
    """What an editor is told of a coded field: the list's name, and its labels if they are few.

    Asked only when a schema is printed, so that importing the models reads no vocabulary.
    """

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme

    def __get_pydantic_json_schema__(self, core: object, handler: object) -> dict[str, Any]:
        listed = concepts(self._scheme)
        schema: dict[str, Any] = {
            "type": ["string", "integer"],
            "description": f"By label, code or URI of the EU vocabulary: {SCHEMES[self._scheme].title}.",
        }
        if len(listed) <= MAX_EXAMPLES:
            schema["examples"] = [concept.label for concept in listed if concept.label]
        return schema


def json_path(location: Location) -> str:
    """Write a position as a JSON path: `('outcomes', 0, 'title')` is `$.outcomes[0].title`."""
    path = "$"
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path


def record_error(
    faults: Sequence[ErrorDetails], *, model: type[BaseModel], locate: Callable[[Location], str]
) -> RecordError:
    """Turn the faults of a pydantic validation into one of our errors.

    Args:
        faults: what `ValidationError.errors()` gives.
        model: the model that refused, for the names of its fields.
        locate: turns the position of a fault into words.
    """
    problems = []
    for fault in faults:
        # The name of a field that is not known is people's own, whatever it looks like.
        own = fault["loc"][-1:] if fault["type"] == "extra_forbidden" else ()
        steps = fault["loc"][: len(fault["loc"]) - len(own)]
        location = (
            *(step for step in steps if step not in {"root", "[key]"} and not _is_branch(step)),
            *own,
        )
        message, mend = _words(fault, model, location)
        context = fault.get("ctx") or {}
        code = str(context.get("code") or _CODE_OF_TYPE.get(fault["type"], "value_invalid"))
        problems.append({"path": locate(location), "message": message, "mend": mend, "code": code})
    lines = [
        f"{problem['path']}: {problem['message']}" + (f"\n    {problem['mend']}" if problem["mend"] else "")
        for problem in problems[:MAX_FAULTS_SHOWN]
    ]
    if len(problems) > MAX_FAULTS_SHOWN:
        lines.append(f"... and {len(problems) - MAX_FAULTS_SHOWN} more")
    if len(problems) == 1:
        only = problems[0]
        return RecordError(
            str(only["message"]),
            code=str(only["code"]),
            path=str(only["path"]),
            mend=only["mend"] or None,
            detail={"problems": problems},
        )
    message = f"{len(problems)} faults:\n  " + "\n  ".join(lines)
    return RecordError(message, code="record_invalid", detail={"problems": problems})


def _is_branch(step: str | int) -> bool:
    """Pydantic names the branches of a union in a location; people need no such step."""
    return isinstance(step, str) and any(mark in step for mark in ("[", "(", "function-"))


_CODE_OF_TYPE = {
    "missing": "value_missing",
    "extra_forbidden": "unknown_field",
    "unknown_concept": "unknown_concept",
    "text_empty": "text_empty",
    "greater_than": "value_out_of_range",
}


def _words(fault: ErrorDetails, model: type[BaseModel], location: Location) -> tuple[str, str]:
    context = fault.get("ctx") or {}
    kind = fault["type"]
    mend = str(context.get("mend") or "")
    if kind == "missing":
        return "this is missing", mend or f"Add {location[-1]!r}."
    if kind == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = (
            f"Did you mean {near[0]!r}?"
            if near
            else f"Known here: {', '.join(sorted(known))}."
            if known
            else ""
        )
        return f"{location[-1]!r} is not known here", hint
    if kind in {"string_type", "model_type", "dict_type", "too_short"} and "LanguageText" in _type_name_at(
        model, location
    ):
        return "a text is given by language", 'Write it as {en: "..."}, with one entry for each language.'
    plain = plain_words(fault, known=_fields_at(model, location))
    if plain is not None:
        return plain
    message = fault["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return message[:1].lower() + message[1:], mend


def _walk(model: type[BaseModel], location: Location) -> Any:
    """The annotation at a position, as far as it can be followed through models, tuples and optionals."""
    here: Any = model
    for step in location:
        if isinstance(step, int):
            continue
        fields = getattr(_model_in(here), "model_fields", {})
        if step not in fields:
            return None
        here = fields[step].annotation
    return here


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    return list(getattr(_model_in(_walk(model, location)), "model_fields", {}))


def _type_name_at(model: type[BaseModel], location: Location) -> str:
    return str(_walk(model, location))
