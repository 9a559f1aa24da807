"""The options of every command that signs as an issuer: who, with which key, for how long lists are good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcissue.cli.options.passphrase import passphrase_options
from mcissue.cli.options.signing_keys import find_key, key_option, rate_option

if TYPE_CHECKING:
    from mcissue.issue import Issuer

__all__ = ["CLOCK_HELP", "CLOCK_IS_RIGHT", "DEFAULT_LIST_DAYS", "issuer_from", "issuer_options"]

DEFAULT_LIST_DAYS = 365
"""A duty once a year (docs/decisions/0029-list-days.md); every run and every publication moves it on."""

"""Days that a published status list may be used: half a year leaves an office without automation time to
publish again, and bounds how long an old copy can hide a revocation."""

CLOCK_IS_RIGHT = "--clock-is-right"
CLOCK_HELP = "Go on though the clock is far ahead of the last use of the ledger: you have looked at it."

_Command = TypeVar("_Command", bound="Callable[..., Any]")

_OPTIONS = (
    click.option(
        "--issuer",
        "issuer_file",
        required=True,
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="YAML file of the institution that signs.",
    ),
    key_option("The issuer's private key"),
    rate_option,
    click.option(
        "--key-id",
        metavar="NAME",
        help="The key's name in the issuer's DID document (default: its Multikey).",
    ),
    click.option(
        "--change-key", is_flag=True, help="KEY is a new key of the issuer: list it beside the former ones."
    ),
    click.option("--sample-keys", is_flag=True, help="Allow a sample key of mcissue, which everybody knows."),
    click.option(
        "--list-days",
        type=click.IntRange(1, 7500),
        default=DEFAULT_LIST_DAYS,
        show_default=True,
        help="Days until the status lists must be published again.",
    ),
    click.option(CLOCK_IS_RIGHT, is_flag=True, help=CLOCK_HELP),
    passphrase_options,
)


def issuer_options(command: _Command) -> _Command:
    """Give a command the options of an issuer, in the order in which its help shows them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def issuer_from(
    issuer_file: Path,
    key_address: str,
    *,
    key_id: str | None,
    sample_keys: bool,
    passphrase_file: Path | None,
    passphrase_env: str | None,
    cryptosuite: str | None = None,
) -> Issuer:
    """Make the issuer that the options name.

    Args:
        issuer_file: from --issuer.
        key_address: from --key.
        key_id: from --key-id.
        sample_keys: from --sample-keys.
        passphrase_file: from --passphrase-file.
        passphrase_env: from --passphrase-env.
        cryptosuite: with which it signs; by default the one of the key.

    Raises:
        RecordError: the issuer file is none.
        KeyMaterialError: the key can't be used, or is not this issuer's.
    """
    from mcissue.issue import Issuer, key_id_for
    from mcissue.issue.envelopes import suite_for_key
    from mcissue.record.files import read_issuer

    organisation = read_issuer(issuer_file)
    key = find_key(key_address, passphrase_file=passphrase_file, passphrase_env=passphrase_env)
    return Issuer(
        organisation=organisation,
        signer=key.signer(key_id_for(organisation.id, key.public_key, fragment=key_id)),
        cryptosuite=cryptosuite or suite_for_key(key.public_key.algorithm) or "eddsa-rdfc-2022",
        allow_sample_key=sample_keys,
    )
