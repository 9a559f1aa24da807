"""Codes raised or reported by `mcissue.jsonld`."""

from __future__ import annotations

from mcissue.codes._code import Code

CODES: tuple[Code, ...] = (
    Code("context_unknown", "A JSON-LD context is named that is neither shipped nor added by the user."),
    Code("context_edition_unknown", "A JSON-LD context is held, but not in the edition asked for."),
    Code("context_altered", "The file of a JSON-LD context is not the one whose SHA-256 is pinned."),
    Code("context_malformed", "What was given as a JSON-LD context is not a context document."),
    Code("context_known", "A context was added under an address that has one already."),
    Code("contexts_not_found", "The folder of JSON-LD contexts is missing from the installation."),
)
