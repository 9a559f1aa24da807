"""Where a command finds the key that it signs with: in any key store, named by an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcissue.cli.options.passphrase import secret_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mcissue.proof.keys import PublicKey, Signer
    from mcissue.proof.stores import StoredKey

__all__ = ["find_key", "find_public_key", "key_option", "rate_option"]

_Command = TypeVar("_Command", bound="Callable[..., Any]")

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


class _KeyOption(click.Option):
    """An option whose help says how the keys of every store are addressed."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from mcissue.proof.stores import key_addresses

        self.help = f"{(self.help or '').partition(':')[0]}: {key_addresses()}."
        return super().get_help_record(ctx)


def key_option(whose: str) -> Callable[[_Command], _Command]:
    """Give a command the option --key, which it gets as `key_address`.

    Args:
        whose: whose key it is, for the help.
    """
    return click.option("--key", "key_address", cls=_KeyOption, required=True, metavar="KEY", help=whose)


@dataclass(frozen=True, slots=True)
class _PacedKey:
    """A key that signs as often as --sign-rate allows."""

    key: StoredKey
    rate: float

    @property
    def public_key(self) -> PublicKey:
        return self.key.public_key

    def signer(self, key_id: str) -> Signer:
        from mcissue.proof.stores.pacing import RateLimitedSigner

        return RateLimitedSigner(self.key.signer(key_id), self.rate)


def find_key(address: str, *, passphrase_file: Path | None, passphrase_env: str | None) -> StoredKey:
    """Open a key in the store that its address names.

    Args:
        address: the path of a PEM file, or an address as `mcissue.proof.stores.open_key` takes it.
        passphrase_file: from --passphrase-file; of a hardware key, the file with its PIN.
        passphrase_env: from --passphrase-env, likewise.

    Raises:
        KeyMaterialError: the key can't be used.
    """
    from mcissue.proof.stores import open_key

    key = open_key(address, ask=secret_source(passphrase_file=passphrase_file, passphrase_env=passphrase_env))
    rate = click.get_current_context().meta.get(_RATE)
    return key if rate is None else _PacedKey(key, rate)


def find_public_key(key: str, *, passphrase_file: Path | None, passphrase_env: str | None) -> PublicKey:
    """Find the public half of a key that may be a text, a file, or in a store.

    Args:
        key: as `mcissue.proof.stores.open_public_key` takes it.
        passphrase_file: from --passphrase-file; of a hardware key, the file with its PIN.
        passphrase_env: from --passphrase-env, likewise.

    Raises:
        KeyMaterialError: there is no key, or it can't be used.
    """
    from mcissue.proof.stores import open_public_key

    return open_public_key(
        key, ask=secret_source(passphrase_file=passphrase_file, passphrase_env=passphrase_env)
    )
