"""The JSON Schemas: what the models take, they take, and every field is explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mcissue.record import Course, Organisation, Record
from mcissue.record.files import read_yaml
from mcissue.record.schema import json_schema

INPUTS = Path(__file__).resolve().parents[2] / "samples" / "inputs"


@pytest.mark.parametrize(("model", "folder"), [(Course, "courses"), (Organisation, "issuers")])
def test_the_samples_pass_the_schema_of_their_kind(model: Any, folder: str) -> None:
    """An editor that checks a file against the schema finds no fault in a good one."""
    validator = jsonschema_rs.Draft202012Validator(json_schema(model))
    for path in sorted((INPUTS / folder).glob("*.yaml")):
        data = read_yaml(path).data
        assert list(validator.iter_errors(data)) == []
        assert not validator.is_valid(data | {"titel": {"en": "x"}})


def test_labels_of_short_vocabularies_are_offered() -> None:
    """An editor can complete the level and the form of participation."""
    definitions = json_schema(Course)["$defs"]
    assert "Level 6" in str(definitions["Level"]["properties"]["eqf"])
    assert "Blended" in str(definitions["Participation"]["properties"]["modes"])


def test_documented_fields_carry_their_sentence() -> None:
    """What a class says of a field stands at the field, and no longer in the description of the whole."""
    schema = json_schema(Record)
    assert "identifier that all formats" in schema["properties"]["credential_id"]["description"]
    assert "Attributes" not in schema["description"]
    assert schema["$defs"]["Level"]["properties"]["eqf"]["description"].startswith("Level of the European")
