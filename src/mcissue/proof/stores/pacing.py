"""Signing no more often than a store can bear."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey

__all__ = ["RateLimitedSigner"]


@dataclass(slots=True)
class RateLimitedSigner:
    """A signer that asks another one at most so often: modules are shared, and services count.

    Attributes:
        signer: who signs.
        per_second: signatures a second, at most.
        clock: seconds that never go back.
        sleep: waits for seconds.
    """

    signer: Any
    per_second: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a rate at which nothing is ever signed.

        Raises:
            ValueError: the rate is not above zero.
        """
        if not self.per_second > 0:
            raise ValueError("the rate must be above zero")

    @property
    def key_id(self) -> str:
        """The URL of the verification method."""
        return str(self.signer.key_id)

    @property
    def algorithm(self) -> str:
        """The algorithm of the key."""
        return str(self.signer.algorithm)

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        found: PublicKey = self.signer.public_key
        return found

    @property
    def signature_algorithm(self) -> str | None:
        """How an RSA key signs."""
        found: str | None = getattr(self.signer, "signature_algorithm", None)
        return found

    def sign(self, data: bytes) -> bytes:
        """Wait until it is time, then sign."""
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.per_second
        signature: bytes = self.signer.sign(data)
        return signature
