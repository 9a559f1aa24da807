"""Addresses of keys in hardware modules: PKCS #11 URIs (RFC 7512), as far as a key needs them.

`pkcs11:token=office;object=issuer-2026?module-path=/usr/lib/softhsm/libsofthsm2.so`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import unquote_to_bytes

from mcissue.errors import KeyMaterialError

__all__ = ["PKCS11_SCHEME", "Pkcs11Address"]

PKCS11_SCHEME: Final = "pkcs11:"

_PATH: Final = frozenset({"token", "serial", "object", "id", "type"})
_QUERY: Final = frozenset({"module-path", "pin-source"})
_MAX_LENGTH: Final = 2048
"""Characters of an address: labels have 32 bytes, the rest is the path of a library."""

# RFC 7512, section 2.3: what may stand unescaped in an attribute's value.
_VALUE: Final = re.compile(r"(?:[A-Za-z0-9._~:\[\]@!$'()*+,=&/?|-]|%[0-9A-Fa-f]{2})*")
_EXAMPLE: Final = "pkcs11:token=office;object=issuer-2026?module-path=/usr/lib/softhsm/libsofthsm2.so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkcs11Address:
    """Where a key is.

    Attributes:
        module: the library of the hardware's maker.
        token: the label of the token; None if `serial` names it.
        serial: the serial number of the token; None if `token` names it.
        label: the label of the key pair; None if `id` names it.
        id: the id of the key pair; None if `label` names it.
        pin_source: a file with the PIN in its only line, if the address names one.
    """

    module: Path
    token: str | None = None
    serial: str | None = None
    label: str | None = None
    id: bytes | None = None
    pin_source: Path | None = None

    @classmethod
    def parse(cls, text: str) -> Pkcs11Address:
        """Read an address.

        Args:
            text: a PKCS #11 URI with `token` or `serial`, with `object` or `id`, and with `module-path`.

        Raises:
            KeyMaterialError: `pkcs11_address_malformed`; a PIN in the address is refused, because every user
                of the machine can read it.
        """
        if not text.startswith(PKCS11_SCHEME) or len(text) > _MAX_LENGTH:
            _refuse("this is no PKCS #11 address", text)
        path, _, query = text.removeprefix(PKCS11_SCHEME).partition("?")
        found = _attributes(path, ";", _PATH, text) | _attributes(query, "&", _QUERY, text)
        if found.get("type", b"private") != b"private":
            _refuse("the address names another object than a private key", text)
        if "module-path" not in found:
            _refuse("the address does not say which library speaks to the hardware (module-path)", text)
        if not {"token", "serial"} & found.keys():
            _refuse("the address does not say which token it means (token or serial)", text)
        if not {"object", "id"} & found.keys():
            _refuse("the address does not say which key it means (object or id)", text)
        source = _text(found, "pin-source", text)
        return cls(
            module=Path(_text(found, "module-path", text) or ""),
            token=_text(found, "token", text),
            serial=_text(found, "serial", text),
            label=_text(found, "object", text),
            id=found.get("id"),
            pin_source=Path(source.removeprefix("file:")) if source is not None else None,
        )

    def __str__(self) -> str:
        """What to call the key in a message: the token and the object, not the library."""
        name = self.label if self.label is not None else f"id {(self.id or b'').hex()}"
        return f"{name} on the token {self.token or self.serial}"


def _attributes(part: str, separator: str, allowed: frozenset[str], whole: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for attribute in part.split(separator) if part else ():
        name, equals, value = attribute.partition("=")
        if name == "pin-value":
            message = "the PIN must not stand in the address: every user of this machine can read it"
            raise KeyMaterialError(
                message,
                code="pkcs11_address_malformed",
                mend="Leave it out; you are asked for it, or give --passphrase-file or pin-source=FILE.",
            )
        if not equals or name not in allowed:
            _refuse(f"the address has a part that is not known: {name[:40]!r}", whole)
        if name in found:
            _refuse(f"the address has {name} twice", whole)
        if not value or not _VALUE.fullmatch(value):
            _refuse(f"the value of {name} is empty, or has a character that must be written as %XX", whole)
        found[name] = unquote_to_bytes(value)
    return found


def _text(found: dict[str, bytes], name: str, whole: str) -> str | None:
    if name not in found:
        return None
    try:
        text = found[name].decode("utf-8")
    except UnicodeDecodeError:
        _refuse(f"the value of {name} is not UTF-8", whole)
    if "\x00" in text:
        _refuse(f"the value of {name} holds a null character", whole)
    return text


def _refuse(message: str, whole: str) -> NoReturn:
    shown = whole.partition("pin-value")[0][:200]
    raise KeyMaterialError(
        message, code="pkcs11_address_malformed", path=shown, mend=f"Write it as in {_EXAMPLE}"
    )
