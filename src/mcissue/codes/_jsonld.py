"""Codes raised or reported by `mcissue.jsonld`."""

from __future__ import annotations

from mcissue.codes._code import Code

CODES: tuple[Code, ...] = ()
