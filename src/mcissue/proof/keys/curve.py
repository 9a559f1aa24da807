"""Which 32 bytes are a public key that can be trusted to have one owner?

An Ed25519 public key is a point of edwards25519, written as its y coordinate with the sign of x in the top
bit (RFC 8032, sections 5.1.2 and 5.1.3). OpenSSL accepts eight points of small order, under which anybody can
forge a signature over any message, and some y that are not reduced; both are refused here (vc-di-eddsa,
section 4).
"""

from __future__ import annotations

from typing import Literal

__all__ = ["KEY_BYTES", "SIGNATURE_BYTES", "flaw_of_public_key", "scalar_is_reduced"]

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_ORDER = 2**252 + 27742317777372353535851937790883648493
"""L, the order of the base point (RFC 8032, section 5.1)."""

_Y_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y = frozenset({1, _P - 1, 0, _Y_ORDER_8, _P - _Y_ORDER_8})
"""The y of the eight points whose order divides 8: one of order 1, one of 2, two of 4, four of 8."""

Flaw = Literal["noncanonical", "small_order", "not_on_curve"]


def flaw_of_public_key(raw: bytes) -> Flaw | None:
    """Say what is wrong with an encoded point, if anything.

    Args:
        raw: 32 bytes.
    """
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if y >= _P:
        return "noncanonical"
    if y in _SMALL_ORDER_Y:
        return "small_order"
    # x^2 = (y^2 - 1) / (d y^2 + 1) must have a root; the denominator is never zero. x = 0 only at small
    # order.
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if pow(square, (_P - 1) // 2, _P) != 1:
        return "not_on_curve"
    return None


def scalar_is_reduced(signature: bytes) -> bool:
    """Whether S < L, so that nobody can turn one signature into a second text (RFC 8032, section 5.1.7)."""
    return int.from_bytes(signature[32:], "little") < _ORDER
