"""Keys of a registry as JWK: RSA keys have no other form, and all that holds for keys holds for them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.proof.key_material import key_of
from tests.proof.tokens import make, parts, token
from tests.university import METHOD, University

from mcissue.errors import RecordError
from mcissue.proof.jwt import TokenProfile
from mcissue.proof.keys import PublicKey
from mcissue.registry.model import Entry, RegisteredKey
from mcissue.verify import Report, Verdict

Json = dict[str, Any]
KINDS = ("RSA", "P-256", "P-384", "P-521")


def public(kind: str) -> PublicKey:
    return key_of(kind).public_key


def verify(kind: str, **changes: Any) -> Report:
    """A token by a key that the registry alone binds: the issuer publishes no document."""
    university = University()
    university.did_documents.clear()
    university.entry["keys"] = [{"jwk": public(kind).jwk, "id": METHOD, **changes}]
    return university.verifier().verify(signed(kind))


def signed(kind: str) -> bytes:
    """A token without a status: the list of the tests is signed by a key that nobody lists here."""
    header, payload = parts(token(TokenProfile.OPEN_BADGES, key_of(kind)))
    payload.pop("credentialStatus")
    return make(header, payload, key_of(kind)).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_the_registry_checks_a_token(kind: str) -> None:
    """By its name; nothing else says whose key it is."""
    report = verify(kind)
    assert report.verdict is Verdict.VALID, report.deciding
    assert report.check("issuer_binding").detail["source"] == "registry"


@pytest.mark.parametrize("kind", ["RSA", "P-256"])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_until": "2026-06-15"}, "issuer_key_not_then"),
        ({"revoked": {"how": "retired", "on": "2026-06-15"}}, "issuer_key_not_then"),
        ({"revoked": {"how": "compromised", "on": "2026-06-16"}}, "issuer_key_compromised"),
        ({"revoked": {"how": "compromised", "on": "2026-06-17"}}, "date_unproven"),
    ],
)
def test_its_period_and_its_end_are_held(kind: str, changes: Json, code: str) -> None:
    """As for every other key of a registry."""
    report = verify(kind, **changes)
    assert report.check("issuer_binding").code == code
    assert report.verdict is not Verdict.VALID


def test_another_key_under_its_name_proves_nothing() -> None:
    """The registry's key is what the signature is checked with."""
    report = verify("RSA", jwk=public("P-256").jwk)
    assert report.check("proof").code == "token_algorithm_mismatch"


def test_what_a_jwk_is_for_is_held() -> None:
    """A key for PS256 signs no RS256."""
    report = verify("RSA", jwk={**public("RSA").jwk, "alg": "PS256"})
    assert report.check("proof").code == "signature_algorithm_mismatch"
    assert verify("RSA", jwk={**public("RSA").jwk, "alg": "RS256", "use": "sig", "kid": "key-1"})


def test_a_key_in_two_forms_is_one_key() -> None:
    """Stolen as a Multikey, it is stolen as a JWK too, and under every institution."""
    university = University()
    stolen = {"multikey": public("P-256").multikey, "revoked": {"how": "compromised", "on": "2026-06-01"}}
    university.did_documents.clear()
    university.entry["keys"] = [{"jwk": public("P-256").jwk, "id": METHOD}]
    other: Json = {"ids": ["did:web:other.example"], "names": {"en": "Other"}, "keys": [stolen]}
    university.snapshot["entries"].append(other)
    report = university.verifier().verify(signed("P-256"))
    assert report.check("issuer_binding").code == "issuer_key_compromised"


def rsa(**members: Any) -> Json:
    return {"jwk": {**public("RSA").jwk, **members}}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"jwk": {}},
        {"jwk": "x"},
        {"jwk": None, "multikey": None},
        {**rsa(), "multikey": "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"},
        rsa(d="AQAB"),
        rsa(use="enc"),
        rsa(alg="HS256"),
        rsa(n="AQAB"),
        rsa(e=65537),
        rsa(x5c="MII"),
        rsa(exp="2026-06-01"),
        rsa(kty="oct"),
    ],
)
def test_what_is_no_public_key_in_one_form_is_refused(data: Json) -> None:
    """A secret, a weak key, a limit that a reader would skip, and two keys or none."""
    assert RegisteredKey.from_data(rsa()).text == public("RSA").text
    with pytest.raises(RecordError):
        RegisteredKey.from_data(data)


def test_one_key_stands_once() -> None:
    """In whatever form."""
    entry = {"ids": ["did:web:a.example"], "names": {"en": "A"}}
    one = public("P-256")
    with pytest.raises(RecordError, match="twice"):
        Entry.from_data({**entry, "keys": [{"jwk": one.jwk}, {"multikey": one.multikey}]})
    found = Entry.from_data({**entry, "keys": [{"jwk": one.jwk}, rsa()]})
    assert found.to_data()["keys"] == [{"jwk": one.jwk}, rsa()]
