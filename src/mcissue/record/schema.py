"""JSON Schemas of the record's models, with a sentence on every field, for editors and other programs."""

from __future__ import annotations

import re
from typing import Any

from mcissue.record.base import Model

__all__ = ["json_schema"]

_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n        .*)*)", re.MULTILINE)


def json_schema(model: type[Model]) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a model.

    What a class says of its fields under `Attributes:` becomes the description of each field, so that an
    editor shows it where the field is written.

    Args:
        model: a model of the record.
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    for definition in (schema, *schema.get("$defs", {}).values()):
        _describe_fields(definition)
    return schema


def _describe_fields(definition: dict[str, Any]) -> None:
    text, found, attributes = definition.get("description", "").partition("\n\nAttributes:\n")
    if not found:
        return
    definition["description"] = text
    for name, words in _ATTRIBUTE.findall(attributes):
        field = definition.get("properties", {}).get(name)
        if field is not None:
            field["description"] = _joined(" ".join(words.split()), field.get("description"))


def _joined(sentence: str, known: str | None) -> str:
    sentence = sentence[:1].upper() + sentence[1:].removesuffix(".") + "."
    return f"{sentence} {known}" if known else sentence
