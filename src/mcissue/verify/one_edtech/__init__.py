"""What the public validator of 1EdTech would say; it decides nothing."""

from __future__ import annotations

from typing import Final

__all__ = ["PROFILE"]

PROFILE: Final = "1edtech"
"""The one other verifier whose opinion can be asked for."""
