"""Envelopes: signatures that stand around a credential's bytes instead of inside its document.

A sealed file (JAdES) and a token (VC-JWT) differ in form only: each gives the credential inside, its
signatures as `ExaminedProof`s, and whose key or certificate it is. The steps of a verification are the same
as for a proof inside, with one difference: what was signed is clear even where the credential is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcissue.errors import McissueError
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.terms import Terms
    from mcissue.verify.binding import Binding
    from mcissue.verify.proofs import ExaminedProof
    from mcissue.verify.report import Note
    from mcissue.verify.trust import Trust

__all__ = ["Envelope"]


class Envelope(Protocol):
    """What stands around a credential."""

    @property
    def kind(self) -> str:
        """Its stable name: `jades` or `jwt`."""

    @property
    def title(self) -> str:
        """What it is called in a sentence, with its article."""

    @property
    def document(self) -> JsonObject:
        """The credential inside; an empty object if there is none that can be read."""

    @property
    def fault(self) -> McissueError | None:
        """Why the credential inside can't be read."""

    @property
    def is_broken(self) -> bool:
        """Whether it breaks a rule of its own form, whatever stands inside."""

    def reading(self, document: JsonObject) -> Envelope:
        """The same, with a credential inside that is read without what means nothing.

        Args:
            document: the credential inside without that.
        """

    @property
    def confirmation(self) -> object:
        """What it says of the subject's key, beside the credential (`cnf`, RFC 7800)."""

    def examine(self, *, issuer_id: str | None, trust: Trust, terms: Terms) -> tuple[ExaminedProof, ...]:
        """Check the signatures.

        Args:
            issuer_id: the issuer that the credential names; of a presentation, its holder.
            trust: where keys come from.
            terms: what the signatures must have been made for.
        """

    def require_good(self, examined: Sequence[ExaminedProof], *, issuer_id: str | None) -> None:
        """Return if every signature holds.

        Args:
            examined: what `examine` gave.
            issuer_id: the issuer that the credential names.

        Raises:
            McissueError: of the first that is wrong; else of the first that could not be judged.
        """

    def check_times(self, at: datetime) -> None:
        """Hold times that stand in the envelope only against the reference time.

        Args:
            at: the reference time.

        Raises:
            VerificationError: if it may not be used then.
        """

    def bind(
        self, examined: Sequence[ExaminedProof], *, issuer_id: str | None, trust: Trust
    ) -> tuple[Binding, tuple[Note, ...]]:
        """Find a signature that is the issuer's.

        Args:
            examined: what `examine` gave, and the proofs inside the document.
            issuer_id: the issuer that the credential names.
            trust: who is trusted.

        Returns:
            It, and what a reader should know besides.

        Raises:
            McissueError: why none is.
        """

    def registry_id(self, *, issuer_id: str | None, trust: Trust) -> str | None:
        """The id under which a registry is asked about the issuer.

        Args:
            issuer_id: the id that the credential gives its issuer.
            trust: the registry.

        Raises:
            RegistryError: why there is none.
        """

    def place(self, path: str | None) -> str | None:
        """Where something stands in the file, that checks of a proof name as a member of a proof.

        Args:
            path: as a check gives it, e.g. `header.created`.
        """

    def notes(self) -> tuple[Note, ...]:
        """What a reader should know of the envelope, whatever it holds."""
