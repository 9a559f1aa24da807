"""From bytes to one canonical meaning: strict JSON, pinned contexts, RDF quads, RDFC-1.0.

A document that passes through this room has exactly one lossless meaning, or an error with a path. The
door is `canonical_form`; what stands behind it may change, its bytes may not.
"""

from __future__ import annotations

from mcissue.jsonld.contexts import ContextStore, bundled_contexts
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.jsonld.engine import canonical_form, check_document, quads
from mcissue.jsonld.limits import CREDENTIAL_LIMITS, REGISTRY_LIMITS, Limits
from mcissue.jsonld.read import (
    JsonObject,
    JsonValue,
    check_value,
    json_path,
    read_json,
    read_json_object,
    write_json,
)

__all__ = [
    "CREDENTIAL_LIMITS",
    "REGISTRY_LIMITS",
    "ContextPolicy",
    "ContextStore",
    "JsonObject",
    "JsonValue",
    "Limits",
    "bundled_contexts",
    "canonical_form",
    "check_document",
    "check_value",
    "json_path",
    "quads",
    "read_json",
    "read_json_object",
    "write_json",
]
