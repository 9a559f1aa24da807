"""Strict JSON: bytes become one value that every reader understands alike, or an error with its place."""

from __future__ import annotations

from mcissue.jsonld.read.reading import (
    JsonObject,
    JsonValue,
    check_value,
    copied,
    json_path,
    read_json,
    read_json_object,
    write_json,
)

__all__ = [
    "JsonObject",
    "JsonValue",
    "check_value",
    "copied",
    "json_path",
    "read_json",
    "read_json_object",
    "write_json",
]
