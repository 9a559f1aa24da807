"""Step 3: every statement has one meaning under pinned contexts, and none is lost.

Data Integrity 1.0 sections 2.4 and 4.6: a proof over the graph covers what has a meaning, a reader sees
JSON, and the two must not come apart (DESIGN section 4). A signature over bytes (a token, a seal, a suite
that signs the JSON as it is written) covers every word; what has no meaning is then told as a fault of form,
and is taken out before anything is read from the document (docs/decisions/0027-report-version-2.md).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import DocumentError, McissueError
from mcissue.formats.rules import Finding
from mcissue.jsonld.read import copied
from mcissue.proof.data_integrity import covers_graph, is_supported, proofs_of
from mcissue.verify.reading.upload import check_meaning
from mcissue.verify.report.outcomes import Check, Note, Outcome
from mcissue.verify.steps.own_contexts import own_contexts
from mcissue.verify.steps.related import check_related_resources

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.verify.steps.state import State

__all__ = ["MAX_TAKEN_OUT", "step"]

MAX_TAKEN_OUT: Final = 30
"""Words without meaning that are taken out of one document. Each costs another look at all of it."""

_PER_VALUE: Final = 6
"""Characters around a value: quotes, colon, comma, or a short number."""

_LONG_TEXT: Final = 1_000
_CHEAPER: Final = 20
"""Letters of a text beyond so many cost a twentieth: a second of work is 5 million characters of structure,
or 100 million of one text (measured). Official sealed files carry half a million letters of pictures."""

_REDEFINED: Final = frozenset({"protected_term_redefined", "context_invalid", "context_missing"})
"""Faults of the contexts themselves: with them no word has the meaning that a reader takes it to have."""

_WITHOUT_MEANING: Final = frozenset(
    {"undefined_term", "undefined_type", "type_malformed", "relative_iri", "iri_malformed", "compact_iri"}
    | {"iri_expected", "blank_node_id", "value_dropped", "nested_list", "value_object_not_allowed"}
    | {"second_form", "values_coincide", "language_map_not_signed", "language_tag_malformed"}
    | {"node_described_twice"}
)
"""Faults of one word or value, without which the rest means what it says. What else JSON-LD does not like
(a keyword or an address in place of a word) may say a second time, and otherwise, what the document says."""

_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")


def step(state: State) -> Check:
    """Work out the one lossless meaning of the document without its proofs.

    Args:
        state: the state of the verification; `forms` keeps the canonical form. Under a signature over bytes
            `document` loses what has no meaning, and `findings` names it.

    Raises:
        DocumentError, ContextError: it has none, see `mcissue.jsonld`; `related_resource_differs`.
    """
    message = "every statement has one meaning, and none is lost"
    if state.kind is not None and state.kind.unsigned:
        check_meaning(state.document, state.forms)
    elif (left_out := state.left_out("json_ld")) is not None:
        return left_out
    else:
        # VCDM 2.0 section 5.3: a context is what the document gives its digest of.
        check_related_resources(state.document, state.trust.contexts)
        if _covers_bytes(state):
            if _take_out(state):
                message = "the signature covers every byte; what has no meaning is not used (see format)"
        else:
            state.forms.form(state.unsecured)
        _note_own_contexts(state)
    return Check("json_ld", Outcome.PASSED, message=message)


def _covers_bytes(state: State) -> bool:
    """Whether what is signed are bytes, whatever they mean."""
    if state.envelope is not None:
        return True
    try:
        views = proofs_of(state.document)
    except McissueError:
        return False
    counting = [view for view in views if is_supported(view)]
    return bool(counting) and not any(covers_graph(view) for view in counting)


def _take_out(state: State) -> bool:
    """Take what has no meaning out of the document that is read from here on."""
    document = state.unsecured
    taken: list[Finding] = []
    size = 0
    while True:
        try:
            state.forms.form(document)
            break
        except DocumentError as error:
            if error.code in _REDEFINED:
                raise
            # The bytes are signed, whatever they mean: that they can't be read here makes them no forgery.
            error.indeterminate = True
            error.message = error.message.replace("so no signature covers it", "so it means nothing")
            if error.code not in _WITHOUT_MEANING or len(taken) == MAX_TAKEN_OUT or error.path is None:
                raise
            if not taken:
                size = _work(document)
                document = copied(document)
            if not state.budget.look_again(size) or not _removed(document, error.path):
                raise
            taken.append(Finding(error.code, error.path, error.message, error.mend, taken_out=True))
    if taken:
        state.read_without(document, taken)
    return bool(taken)


def _work(value: JsonValue) -> int:
    """What it costs to read a value, as the characters of as much structure; a picture costs little."""
    if isinstance(value, dict):
        return sum(len(name) + _PER_VALUE + _work(item) for name, item in value.items())
    if isinstance(value, list):
        return sum(_PER_VALUE + _work(item) for item in value)
    if not isinstance(value, str):
        return _PER_VALUE
    return min(len(value), _LONG_TEXT) + max(0, len(value) - _LONG_TEXT) // _CHEAPER


def _removed(document: JsonObject, path: str) -> bool:
    """Remove the value at a JSON path; False if there is no such value, or it is the document itself."""
    steps: list[str | int] = []
    at = 1
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            return False
        name, place, quoted = found.groups()
        steps.append(int(place) if place else name or quoted.replace("\\'", "'").replace("\\\\", "\\"))
        at = found.end()
    here: Any = document
    try:
        for each in steps[:-1]:
            here = here[each]
        del here[steps[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _note_own_contexts(state: State) -> None:
    for url, digest in own_contexts(state.document, state.trust.contexts):
        text = f"Read with a context of your own: {url} (SHA-256 {digest})."
        state.notes.append(Note("own_context_used", text))
