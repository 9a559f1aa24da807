"""The options about electronic seals: whom to trust for them, and with which one to seal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcissue.cli.options.passphrase import secret_source
from mcissue.cli.options.signing_keys import find_key

if TYPE_CHECKING:
    from mcissue.issue import Issuer
    from mcissue.proof.seals.jades import SealTrust
    from mcissue.proof.seals.sealing import Sealer

__all__ = [
    "SealChoices",
    "envelope_options",
    "own_seal_trust",
    "read_seal_trust",
    "read_sealer",
    "seal_choices",
    "seal_trust_options",
]

_Command = TypeVar("_Command", bound="Callable[..., Any]")


def seal_trust_options(command: _Command) -> _Command:
    """Give a command the option that names trusted certificates."""
    return click.option(
        "--seal-trust",
        "seal_folder",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder of certificates (PEM or DER) of the authorities that you trust for electronic seals.",
    )(command)


def read_seal_trust(folder: Path | None) -> SealTrust | None:
    """The certificates of a folder; hidden files are passed over.

    Args:
        folder: from --seal-trust.

    Raises:
        click.BadParameter: a file in it holds no certificate, or there is none.
    """
    if folder is None:
        return None
    from mcissue.errors import KeyMaterialError
    from mcissue.proof.seals.jades import read_anchors

    files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    try:
        return read_anchors((str(file), file.read_bytes()) for file in files)
    except KeyMaterialError as error:
        raise click.BadParameter(str(error), param_hint="--seal-trust") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SealChoices:
    """With which electronic seal to seal.

    Attributes:
        key: from --seal; None without one.
        certificate: from --seal-certificate, if the key has none with it.
        passphrase_file: from --seal-passphrase-file.
        passphrase_env: from --seal-passphrase-env.
    """

    key: str | None
    certificate: Path | None
    passphrase_file: Path | None
    passphrase_env: str | None


envelope_options = (
    click.option(
        "--jwt-profile",
        type=click.Choice(["ob", "vc"]),
        default="ob",
        show_default=True,
        help="With --proof jwt: a token as Open Badges 3.0 describes it, or as the W3C does (vc+jwt).",
    ),
    click.option(
        "--seal",
        "seal_key",
        metavar="FILE.p12",
        help="With --edc-form sealed: the PKCS#12 file of your electronic seal; or with --seal-certificate "
        "its key, as --key takes one.",
    ),
    click.option(
        "--seal-certificate",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="The certificate of a seal whose key is a PEM file or in a hardware module (pkcs11:...).",
    ),
    click.option(
        "--seal-passphrase-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="Take the passphrase of the seal from the only line of this file.",
    ),
    click.option(
        "--seal-passphrase-env",
        metavar="VARIABLE",
        help="Take the passphrase of the seal from this environment variable.",
    ),
)
"""Options about signatures that stand around a document."""


def seal_choices(arguments: dict[str, Any]) -> SealChoices:
    """Take the options of a seal out of a command's arguments.

    Args:
        arguments: as click hands them over.
    """
    return SealChoices(
        key=arguments.pop("seal_key"),
        certificate=arguments.pop("seal_certificate"),
        passphrase_file=arguments.pop("seal_passphrase_file"),
        passphrase_env=arguments.pop("seal_passphrase_env"),
    )


def read_sealer(choices: SealChoices) -> Sealer | None:
    """Open the electronic seal.

    Args:
        choices: what the user said.

    Raises:
        KeyMaterialError: as `mcissue.proof.seals.sealing.read_pkcs12`, `sealer_of` and
            `mcissue.issue.envelopes.seal_names`.
        click.BadParameter: the file can't be opened.
    """
    if choices.key is None:
        return None
    from mcissue.issue.envelopes import seal_names

    sealer = _opened(choices, choices.key)
    seal_names(sealer)  # a certificate that names no organisation is one fault, not one of each row
    return sealer


def _opened(choices: SealChoices, name: str) -> Sealer:
    from mcissue.errors import KeyMaterialError
    from mcissue.proof.seals.sealing import read_pkcs12, sealer_of
    from mcissue.proof.stores import SecretRequest

    if choices.certificate is not None:
        key = find_key(name, passphrase_file=choices.passphrase_file, passphrase_env=choices.passphrase_env)
        held, file = choices.certificate.read_bytes(), str(choices.certificate)
        return sealer_of(key.public_key, key.signer, held, path=file)
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{name}: {error.strerror or error}", param_hint="--seal") from error
    given = choices.passphrase_file is not None or choices.passphrase_env is not None
    if not given:
        try:
            return read_pkcs12(data, None, path=name)
        except KeyMaterialError as error:
            if error.code != "seal_file_unusable":
                raise
    ask = secret_source(passphrase_file=choices.passphrase_file, passphrase_env=choices.passphrase_env)
    return read_pkcs12(data, ask(SecretRequest(name="passphrase", key=name)), path=name)


def own_seal_trust(issuer: Issuer) -> SealTrust | None:
    """The issuer's own seal, to check what it has just sealed.

    Args:
        issuer: the issuer.
    """
    if issuer.sealer is None:
        return None
    from mcissue.proof.seals.jades import SealTrust

    return SealTrust((issuer.sealer.certificate,))
