"""A JSON Schema that a user has: does the credential fit it?

The schema's own `$schema` says by which draft it is read. It is taken as it is in the file: nothing that it
refers to outside of itself is fetched, and such a reference makes it unusable rather than quietly weaker.
Needs the extra `schema` (jsonschema-rs, imported when a schema is loaded).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, VerificationError
from mcissue.formats.rules import MAX_LISTED, Finding
from mcissue.jsonld.limits import Limits
from mcissue.jsonld.read import json_path, read_json

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject

__all__ = ["DocumentSchema"]

MAX_MESSAGE: Final = 300
"""Characters of one fault: schemas with many alternatives give long ones."""

_LIMITS: Final = Limits(
    size=5_000_000, depth=64, members=200_000, items=10_000, string=64_000, large_string=64_000
)
"""40 times the largest published schema, which has 112 kB; schemas lie deeper than what they describe."""

_BACKTRACKING: Final = 100_000
"""Steps of one regular expression, so that a pattern of the schema can't be made to run for ever."""


class DocumentSchema:
    """A loaded JSON Schema.

    Args:
        validator: a compiled schema of jsonschema-rs; use `load`.
        draft: the address of the draft that the schema names, or None.
    """

    __slots__ = ("_validator", "draft")

    def __init__(self, validator: Any, *, draft: str | None) -> None:
        self._validator = validator
        self.draft = draft

    @classmethod
    def load(cls, data: bytes) -> DocumentSchema:
        """Load a schema from the bytes of a file.

        Raises:
            VerificationError: `extra_missing`, `schema_malformed` or `schema_reference_refused`, each
                indeterminate: of the credential nothing is known by that.
        """
        try:
            import jsonschema_rs  # noqa: PLC0415 - an extra
        except ImportError:
            raise VerificationError(
                "checking a JSON Schema needs jsonschema-rs, which is not installed",
                code="extra_missing",
                mend="pip install 'mcissue[schema]'",
                indeterminate=True,
            ) from None
        schema = _schema(data)
        refused: list[str] = []

        def refuse(uri: str) -> Any:
            refused.append(uri)
            raise ValueError("nothing is fetched")

        try:
            validator = jsonschema_rs.validator_for(
                schema,
                retriever=refuse,
                # Messages repeat no values: a report is no place for a learner's data.
                mask="the value",
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKING),
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            if refused:
                raise VerificationError(
                    f"the schema refers to {refused[0][:MAX_MESSAGE]}, and nothing is fetched",
                    code="schema_reference_refused",
                    mend="Give a schema that holds all that it refers to.",
                    indeterminate=True,
                ) from None
            raise _malformed(str(error).partition("\n")[0]) from None
        draft = schema.get("$schema")
        return cls(validator, draft=draft if isinstance(draft, str) else None)

    def findings(self, document: JsonObject, *, path: str = "$") -> tuple[Finding, ...]:
        """What of a document does not fit, at most `MAX_LISTED` faults.

        Args:
            document: the credential, with its proof.
            path: where it stands in its file.
        """
        errors = islice(self._validator.iter_errors(document), MAX_LISTED)
        return tuple(
            Finding("schema_violated", path + json_path(tuple(error.instance_path))[1:], _message(error))
            for error in errors
        )


def _message(error: Any) -> str:
    text = str(error.message)
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}..."


def _schema(data: bytes) -> JsonObject:
    try:
        schema = read_json(data, limits=_LIMITS)
    except DocumentError as error:
        raise _malformed(error.message) from error
    if not isinstance(schema, dict):
        # `true` is a schema too, but nobody means it.
        raise _malformed("it is no JSON object")
    return schema


def _malformed(why: str) -> VerificationError:
    return VerificationError(
        f"the JSON Schema can't be used: {why[:MAX_MESSAGE]}",
        code="schema_malformed",
        mend="Give a file with one JSON Schema.",
        indeterminate=True,
    )
