"""What is asked of one verification, apart from what it may rely on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcissue.verify.own_rules.rules import OwnRules

if TYPE_CHECKING:
    from mcissue.verify.policy import Policy

__all__ = ["Request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one verification is to find out.

    Attributes:
        policy: which answers decide the verdict.
        asked: which of the askable checks are wanted.
        rules: the schema and the shapes that the check `schema` is made with.
        generic: whether every Verifiable Credential is judged by its data model alone, whatever it is about.
        inline_contexts: whether a document may define words of its own, in contexts inside it; only for
            credentials that are judged by their data model.
        domain: for whom a presentation must have been made, if that is known.
        challenge: what a presentation must answer, if that is known.
        depth: how many documents this one stands in.
    """

    policy: Policy
    asked: tuple[str, ...] = ()
    rules: OwnRules = field(default_factory=OwnRules)
    generic: bool = False
    inline_contexts: bool = False
    domain: str | None = None
    challenge: str | None = None
    depth: int = 0
