"""Keys of other kinds are named, and could not be judged; only what is no key at all is malformed."""

from __future__ import annotations

import json

import pytest

from mcissue.errors import KeyMaterialError
from mcissue.proof.keys import PublicKey
from mcissue.proof.multibase import encode_base58btc

_JWK = json.dumps({"crv": "P-256", "kty": "EC", "x": "a" * 43, "y": "b" * 43}).encode()

_OTHERS = {
    "a JWK in a Multikey, as EBSI holders have it": (b"\xd1\xd6\x03" + _JWK, "jwk_jcs-pub"),
    "RSA": (b"\x85\x24" + b"\x30\x82\x01\x0a" + bytes(266), "RSA"),
    "secp256k1": (b"\xe7\x01\x02" + bytes(32), "secp256k1"),
    "Ed448": (b"\x83\x24" + bytes(57), "Ed448"),
    "ML-DSA": (b"\x90\x24" + bytes(900), "9024"),
}


@pytest.mark.parametrize("kind", _OTHERS)
def test_a_multikey_of_another_kind_could_not_be_judged(kind: str) -> None:
    """It is named, and shows no harm."""
    data, name = _OTHERS[kind]
    with pytest.raises(KeyMaterialError) as caught:
        PublicKey.from_multikey(encode_base58btc(data))
    assert (caught.value.code, caught.value.indeterminate) == ("key_algorithm_unsupported", True)
    assert name in caught.value.message
    assert caught.value.mend is not None


@pytest.mark.parametrize(
    "text",
    [
        "z6Mk",
        "z" + "1" * 3_000,
        "zO0Il" + "a" * 40,
        "uABCD",
        encode_base58btc(b"\xed\x01" + bytes(33)),
        encode_base58btc(b"\x80\x24" + bytes(20)),
        encode_base58btc(b"\xe7" * 12),
    ],
)
def test_what_is_no_key_is_malformed(text: str) -> None:
    """Other digits, no header `z`, a known header with another length, or far too long."""
    with pytest.raises(KeyMaterialError) as caught:
        PublicKey.from_multikey(text)
    assert (caught.value.code, caught.value.indeterminate) == ("key_malformed", False)


@pytest.mark.parametrize(
    ("jwk", "indeterminate"),
    [
        ({"kty": "EC", "crv": "secp256k1", "x": "a", "y": "b"}, True),
        ({"kty": "OKP", "crv": "Ed448", "x": "a"}, True),
        ({"kty": "AKP", "alg": "ML-DSA-44", "pub": "a"}, True),
        ({"kty": "EC"}, False),
        ({"kty": ["EC"]}, False),
    ],
)
def test_a_jwk_of_another_kind_could_not_be_judged(jwk: dict[str, object], indeterminate: bool) -> None:
    """A curve or a type of key that is not known here shows no harm; what names none does."""
    with pytest.raises(KeyMaterialError) as caught:
        PublicKey.from_jwk(jwk)
    assert (caught.value.code, caught.value.indeterminate) == ("key_algorithm_unsupported", indeterminate)
