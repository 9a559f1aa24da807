"""The check `schema`: the JSON Schema and the SHACL shapes that a user brings, only if they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import ContextError, DocumentError, McissueError, VerificationError
from mcissue.formats.wrapping import Inner, inner_credential
from mcissue.jsonld.contexts.policy import ContextPolicy
from mcissue.verify.report import Check, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.formats.rules import Finding
    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.own_rules.rules import OwnRules

__all__ = ["check_schema"]


def check_schema(document: JsonObject, *, rules: OwnRules, contexts: ContextStore) -> Check:
    """Hold a document to the rules that its reader brought.

    What is wrapped around a credential (for upload, or with a seal) is taken off first.

    Args:
        document: the document.
        rules: the rules.
        contexts: where JSON-LD contexts come from, for the graph that shapes speak about.

    Raises:
        McissueError: rules can't be used, or the document has no clear graph, and nothing else is wrong.
    """
    inner = inner_credential(document)
    findings: list[Finding] = []
    errors: list[McissueError] = []
    for rule in (_by_schema, _by_shapes):
        try:
            findings += rule(inner, rules, contexts)
        except McissueError as error:
            errors.append(error)
    if findings:
        return _failed(findings)
    if errors:
        raise errors[0]
    names = [name for name, rule in (("schema", rules.schema), ("shapes", rules.shapes)) if rule is not None]
    given = "that was given" if names == ["schema"] else "that were given"
    return Check("schema", Outcome.PASSED, message=f"it fits the {' and the '.join(names)} {given}")


def _by_schema(inner: Inner, rules: OwnRules, contexts: ContextStore) -> Iterator[Finding]:  # noqa: ARG001
    if isinstance(rules.schema, McissueError):
        raise rules.schema
    if rules.schema is not None:
        yield from rules.schema.findings(inner.document, path=inner.path)


def _by_shapes(inner: Inner, rules: OwnRules, contexts: ContextStore) -> Iterator[Finding]:
    from mcissue.jsonld.engine import quads  # noqa: PLC0415 - the engine is slow to load

    if isinstance(rules.shapes, McissueError):
        raise rules.shapes
    if rules.shapes is None:
        return
    try:
        lines = quads(inner.with_contexts, contexts=contexts, policy=ContextPolicy.PINNED)
    except (DocumentError, ContextError) as error:
        # That is the business of the check json_ld; here it only means that there is nothing to look at.
        raise VerificationError(
            f"the document has no clear graph, which the shapes could speak about: {error.message}",
            code="graph_unclear",
            path=error.path,
            mend=error.mend,
            detail={"code": error.code},
            indeterminate=True,
        ) from error
    yield from rules.shapes.findings(lines, inner.document, path=inner.path)


def _failed(findings: list[Finding]) -> Check:
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return Check(
        "schema",
        Outcome.FAILED,
        first.code,
        f"it does not fit: {first.message}{more}",
        first.path,
        "Ask the issuer; the rules are those that were given to this verification.",
        {"findings": [finding.to_json() for finding in findings]},
    )
