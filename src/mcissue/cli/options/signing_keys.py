"""Where a command finds the key that it signs with: a file, or a hardware module by PKCS #11."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli.options.passphrase import passphrase_reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcissue.proof.keys import PublicKey, Signer

__all__ = ["find_key", "find_public_key", "rate_option"]

_RATE = "mcissue.sign_rate"

# Kept in click's own notes on the command, so that only the place where signers are made knows of it.
rate_option = click.option(
    "--sign-rate",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    expose_value=False,
    callback=lambda context, _, value: context.meta.__setitem__(_RATE, value),
    help="At most N signatures a second, for a hardware module that others use too.",
)
"""How often a signer may be asked."""


def find_key(
    key: str | Path, *, passphrase_file: Path | None, passphrase_env: str | None
) -> tuple[PublicKey, Callable[[str], Signer]]:
    """Open a key, and give its public half and what makes a signer of it under a name.

    Args:
        key: the path of a PEM file, or a PKCS #11 address.
        passphrase_file: from --passphrase-file; of a hardware key, the file with its PIN.
        passphrase_env: from --passphrase-env, likewise.

    Raises:
        KeyMaterialError: the key can't be used.
    """
    from mcissue.proof.stores.pkcs11_uri import PKCS11_SCHEME

    if not str(key).startswith(PKCS11_SCHEME):
        from mcissue.proof.stores.pem import read_private_key

        path = Path(key)
        asked = passphrase_reader(passphrase_file=passphrase_file, passphrase_env=passphrase_env, key=path)
        private = read_private_key(path, passphrase=asked)
        return private.public_key, lambda key_id: _paced(private.signer(key_id))
    from mcissue.proof.stores.pkcs11 import open_pkcs11_key
    from mcissue.proof.stores.pkcs11_uri import Pkcs11Address

    address = Pkcs11Address.parse(str(key))
    pin_file = passphrase_file or (address.pin_source if passphrase_env is None else None)
    pin = passphrase_reader(passphrase_file=pin_file, passphrase_env=passphrase_env, key=address)
    hardware = open_pkcs11_key(address, pin=_asked_once(pin))
    return hardware.public_key, lambda key_id: _paced(hardware.signer(key_id))


def find_public_key(key: str, *, passphrase_file: Path | None, passphrase_env: str | None) -> PublicKey:
    """Find the public half of a key that may be a file, a text, or in a hardware module.

    Args:
        key: what `mcissue.proof.stores.pem.read_public_key` takes, or a PKCS #11 address.
        passphrase_file: from --passphrase-file; of a hardware key, the file with its PIN.
        passphrase_env: from --passphrase-env, likewise.

    Raises:
        KeyMaterialError: there is no key, or it can't be used.
    """
    from mcissue.proof.stores.pem import read_public_key
    from mcissue.proof.stores.pkcs11_uri import PKCS11_SCHEME

    if key.startswith(PKCS11_SCHEME):
        found, _ = find_key(key, passphrase_file=passphrase_file, passphrase_env=passphrase_env)
        return found
    asked = passphrase_reader(passphrase_file=passphrase_file, passphrase_env=passphrase_env, key=key)
    return read_public_key(key, passphrase=asked)


def _paced(signer: Signer) -> Signer:
    rate = click.get_current_context().meta.get(_RATE)
    if rate is None:
        return signer
    from mcissue.proof.stores.pkcs11 import RateLimitedSigner

    return RateLimitedSigner(signer, rate)


def _asked_once(pin: Callable[[], bytes]) -> Callable[[], bytes]:
    """A person is asked once, though each process logs in."""
    known: list[bytes] = []

    def answer() -> bytes:
        if not known:
            known.append(pin())
        return known[0]

    return answer
