"""Keys in hardware modules, by PKCS #11: the private half never leaves the module.

It needs the extra `[hsm]` (python-pkcs11). A module logs in once for each process: after a fork the child
opens its own session when it first signs (PKCS #11 2.40, section 3.6). Whoever signs with it checks each
signature with the public key (`mcissue.proof.data_integrity.add_proof` does).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import KeyMaterialError, ProofError
from mcissue.proof.keys import ED25519, RSA, PublicKey
from mcissue.proof.stores.pkcs11_uri import Pkcs11Address
from mcissue.proof.stores.store import SecretRequest

if TYPE_CHECKING:
    from mcissue.proof.stores.store import SecretSource

__all__ = ["Pkcs11Key", "open_address", "open_pkcs11_key"]

_ED25519_OIDS: Final = frozenset({bytes.fromhex("06032b6570"), b"\x13\x0cedwards25519"})
"""EC_PARAMS of Ed25519: the object identifier 1.3.101.112, or the name (PKCS #11 3.0, section 2.3.10)."""

_CURVES: Final = {
    bytes.fromhex("06082a8648ce3d030107"): "P-256",
    bytes.fromhex("06052b81040022"): "P-384",
    bytes.fromhex("06052b81040023"): "P-521",
}
_HASHES: Final = {"P-256": "sha256", "P-384": "sha384", "P-521": "sha512"}
_PIN_ERRORS: Final = frozenset({"PinIncorrect", "PinInvalid", "PinLenRange", "PinExpired", "PinLocked"})
_SESSION_LOST: Final = frozenset(
    {"SessionClosed", "SessionHandleInvalid", "UserNotLoggedIn", "ObjectHandleInvalid", "KeyHandleInvalid"}
)
_ED25519_BYTES: Final = 32


@dataclass(slots=True, eq=False)
class _Session:
    """An open session, and the process that opened it."""

    process: int
    session: Any
    private: Any


@dataclass(frozen=True, slots=True, eq=False)
class Pkcs11Key:
    """A key pair in a hardware module.

    Attributes:
        address: where it is.
        public_key: the public half.
    """

    address: Pkcs11Address
    public_key: PublicKey
    _pin: Callable[[], bytes] = field(repr=False)
    _open: list[_Session] = field(repr=False, default_factory=list)

    def signer(self, key_id: str) -> Pkcs11Signer:
        """A signer under the name of a verification method.

        Args:
            key_id: the URL of the verification method.
        """
        return Pkcs11Signer(key_id, self)

    def sign(self, data: bytes, *, algorithm: str | None = None) -> bytes:
        """Sign bytes in the module.

        Args:
            data: what to sign.
            algorithm: for an RSA key `RS256` (the default) or `PS256`; other keys have one only.

        Raises:
            ProofError: `hsm_failed`: the module is gone, or refuses; nothing was signed.
        """
        with _translated(self.address, ProofError):
            try:
                return _signature(self._private(), self.public_key.algorithm, data, algorithm)
            except _library().PKCS11Error as error:
                if type(error).__name__ not in _SESSION_LOST:
                    raise
            # Somebody in this process logged out, or the module was restarted: a new session is worth a try.
            self._open.clear()
            return _signature(self._private(), self.public_key.algorithm, data, algorithm)

    def close(self) -> None:
        """End the session of this process; the next signature opens another one."""
        for session in self._open:
            if session.process == os.getpid():
                with _translated(self.address, ProofError):
                    session.session.close()
        self._open.clear()

    def _private(self) -> Any:
        """The private key's handle, in a session of this very process."""
        if self._open and self._open[0].process == os.getpid():
            return self._open[0].private
        # The parent's session is not ours: PKCS #11 forbids its use after a fork.
        forked = bool(self._open)
        session = _log_in(self.address, self._pin, forked=forked)
        private = _one_key(session, self.address, private=True)
        self._open[:] = [_Session(os.getpid(), session, private)]
        return private


@dataclass(frozen=True, slots=True)
class Pkcs11Signer:
    """A `Signer` whose private key is in a hardware module.

    Attributes:
        key_id: the URL of the verification method.
        key: the key pair.
        signature_algorithm: how an RSA key signs, as JWS names it; None for its default.
    """

    key_id: str
    key: Pkcs11Key
    signature_algorithm: str | None = None

    @property
    def algorithm(self) -> str:
        """The algorithm of the key."""
        return self.key.public_key.algorithm

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return self.key.public_key

    def sign(self, data: bytes) -> bytes:
        """Sign bytes in the module.

        Raises:
            ProofError: `hsm_failed`.
        """
        return self.key.sign(data, algorithm=self.signature_algorithm)


def open_address(address: str, *, ask: SecretSource) -> Pkcs11Key:
    """Open a key as `mcissue.proof.stores.open_key` does.

    Args:
        address: a PKCS #11 URI.
        ask: asked for the PIN, once, though each process logs in.

    Raises:
        KeyMaterialError: `pkcs11_address_malformed`, or as `open_pkcs11_key`.
    """
    found = Pkcs11Address.parse(address)
    request = SecretRequest(name="PIN", key=str(found), file=found.pin_source)
    known: list[bytes] = []

    def pin() -> bytes:
        if not known:
            known.append(ask(request))
        return known[0]

    return open_pkcs11_key(found, pin=pin)


def open_pkcs11_key(address: Pkcs11Address, *, pin: Callable[[], bytes]) -> Pkcs11Key:
    """Find a key pair in a hardware module, log in, and read its public half.

    Args:
        address: where it is.
        pin: asked for the user's PIN, once for each process that signs.

    Raises:
        KeyMaterialError: `extra_missing` (indeterminate); `hsm_failed`, `hsm_pin_wrong`, `hsm_token_unknown`,
            `hsm_key_unknown`, `hsm_key_ambiguous`, `key_algorithm_unsupported`, or a flaw of the key.
    """
    with _translated(address, KeyMaterialError):
        session = _log_in(address, pin, forked=False)
        try:
            private = _one_key(session, address, private=True)
            public_key = _public_key(_one_key(session, address, private=False), address)
        except BaseException:
            session.close()
            raise
    key = Pkcs11Key(address, public_key, pin)
    key._open.append(_Session(os.getpid(), session, private))  # noqa: SLF001 - our own class
    return key


def _library() -> Any:
    try:
        import pkcs11  # noqa: PLC0415 - an extra
    except ImportError:
        raise KeyMaterialError(
            "keys in hardware modules need python-pkcs11",
            code="extra_missing",
            mend="Install it: pip install 'mcissue[hsm]'.",
            indeterminate=True,
        ) from None
    return pkcs11


def _log_in(address: Pkcs11Address, pin: Callable[[], bytes], *, forked: bool) -> Any:
    pkcs11 = _library()
    library = pkcs11.lib(str(address.module))
    if forked:
        library.reinitialize()
    tokens = [
        slot.get_token()
        for slot in library.get_slots(token_present=True)
        if _is_token(slot.get_token(), address)
    ]
    if len(tokens) != 1:
        which = "has no token" if not tokens else "has more than one token"
        raise KeyMaterialError(
            f"the module {which} of this name",
            code="hsm_token_unknown",
            path=str(address),
            mend="`pkcs11-tool --module MODULE --list-token-slots` shows the tokens.",
        )
    try:
        return tokens[0].open(user_pin=pin().decode("utf-8", "surrogateescape"))
    except pkcs11.exceptions.UserAlreadyLoggedIn:
        # Who is logged in is the process, not the session (PKCS #11 2.40, section 2.6).
        return tokens[0].open()


def _is_token(token: Any, address: Pkcs11Address) -> bool:
    serial = token.serial.decode("ascii", "replace") if isinstance(token.serial, bytes) else str(token.serial)
    return (address.token is None or token.label.strip() == address.token) and (
        address.serial is None or serial.strip() == address.serial
    )


def _one_key(session: Any, address: Pkcs11Address, *, private: bool) -> Any:
    pkcs11 = _library()
    wanted: dict[Any, Any] = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY if private else pkcs11.ObjectClass.PUBLIC_KEY
    }
    if address.label is not None:
        wanted[pkcs11.Attribute.LABEL] = address.label
    if address.id is not None:
        wanted[pkcs11.Attribute.ID] = address.id
    found = list(session.get_objects(wanted))
    if len(found) == 1:
        return found[0]
    half = "private" if private else "public"
    if found:
        raise KeyMaterialError(
            f"the token has more than one {half} key of this name",
            code="hsm_key_ambiguous",
            path=str(address),
            mend="Give the key's id as well: id=%01.",
        )
    raise KeyMaterialError(
        f"the token has no {half} key of this name",
        code="hsm_key_unknown",
        path=str(address),
        mend="`pkcs11-tool --module MODULE --login --list-objects` shows the keys; both halves are needed.",
    )


def _public_key(handle: Any, address: Pkcs11Address) -> PublicKey:
    pkcs11 = _library()
    kind = handle[pkcs11.Attribute.KEY_TYPE]
    if kind == pkcs11.KeyType.RSA:
        from pkcs11.util.rsa import encode_rsa_public_key  # noqa: PLC0415 - an extra

        return PublicKey(encode_rsa_public_key(handle), RSA)
    if kind not in {pkcs11.KeyType.EC, pkcs11.KeyType.EC_EDWARDS}:
        raise KeyMaterialError(
            "the key is of a kind that credentials are not signed with",
            code="key_algorithm_unsupported",
            path=str(address),
            mend="Make an Ed25519 key: --key-type EC:edwards25519.",
        )
    parameters, point = handle[pkcs11.Attribute.EC_PARAMS], handle[pkcs11.Attribute.EC_POINT]
    if parameters in _ED25519_OIDS:
        # PKCS #11 2.40 wraps the point in an OCTET STRING, 3.0 allows it bare.
        return PublicKey(point if len(point) == _ED25519_BYTES else _unwrapped(point, address), ED25519)
    curve = _CURVES.get(parameters)
    if curve is None:
        raise KeyMaterialError(
            "the key is on a curve that is not supported here",
            code="key_algorithm_unsupported",
            path=str(address),
        )
    return PublicKey(_compressed(_unwrapped(point, address)), curve)


def _unwrapped(point: bytes, address: Pkcs11Address) -> bytes:
    """What an OCTET STRING in DER holds; points are short, so its length takes one byte, or two."""
    for head in (bytes([0x04]), bytes([0x04, 0x81])):
        length = len(point) - len(head) - 1
        if length in range(256) and point.startswith(head + bytes([length])):
            return point[len(head) + 1 :]
    message = "the module gives the public key in a form that can't be read"
    raise KeyMaterialError(message, code="key_malformed", path=str(address))


def _compressed(point: bytes) -> bytes:
    """SEC 1, section 2.3.3: the x coordinate and whether y is odd. The point is checked by `PublicKey`."""
    uncompressed = 0x04
    if point[:1] != bytes([uncompressed]):
        return point
    size = (len(point) - 1) // 2
    return bytes([2 + (point[-1] & 1)]) + point[1 : 1 + size]


def _signature(private: Any, key_algorithm: str, data: bytes, algorithm: str | None) -> bytes:
    pkcs11 = _library()
    if key_algorithm == ED25519:
        return bytes(private.sign(data, mechanism=pkcs11.Mechanism.EDDSA))
    if key_algorithm == RSA:
        if algorithm == "PS256":
            salt = (pkcs11.Mechanism.SHA256, pkcs11.MGF.SHA256, hashlib.sha256().digest_size)
            return bytes(
                private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=salt)
            )
        return bytes(private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
    # Not every module can hash for ECDSA; all can sign a hash. What comes is r and s, as JWS wants them.
    digest = hashlib.new(_HASHES[key_algorithm], data).digest()
    return bytes(private.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))


@contextmanager
def _translated(address: Pkcs11Address, kind: type[KeyMaterialError | ProofError]) -> Iterator[None]:
    """Whatever the module or its library says becomes an error of ours."""
    pkcs11 = _library()
    try:
        yield
    except pkcs11.PKCS11Error as error:
        name = type(error).__name__
        if name in _PIN_ERRORS:
            raise KeyMaterialError(
                "the PIN of the token is wrong, or the token is locked",
                code="hsm_pin_wrong",
                path=str(address),
                mend="Check the PIN; after some wrong ones a token locks itself.",
            ) from error
        raise kind(
            f"the hardware module failed ({name}); nothing was signed",
            code="hsm_failed",
            path=str(address),
            mend="Check that the module is connected and its library is the right one, and run again.",
        ) from error
    except (OSError, RuntimeError) as error:
        raise kind(
            f"the library of the hardware module can't be used: {error}",
            code="hsm_failed",
            path=str(address),
            mend="Check module-path in the key's address.",
        ) from error
