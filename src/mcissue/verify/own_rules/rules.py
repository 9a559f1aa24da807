"""What a reader brings to hold a document to, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcissue.errors import McissueError
    from mcissue.verify.own_rules.json_schema import DocumentSchema
    from mcissue.verify.own_rules.shapes import Shapes
    from mcissue.verify.reading.recipient import Recipient

__all__ = ["OwnRules"]


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What a user brings to hold a document to.

    Attributes:
        schema: a loaded JSON Schema, or the error that loading it gave, or None.
        shapes: loaded shapes, or the error that loading them gave, or None.
        recipients: what the user knows about the learner; for the check `recipient`.
    """

    schema: DocumentSchema | McissueError | None = None
    shapes: Shapes | McissueError | None = None
    recipients: tuple[Recipient, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there are a schema or shapes."""
        return self.schema is not None or self.shapes is not None
