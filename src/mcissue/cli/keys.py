"""`mcissue keys`: make, show and publish signing keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mcissue.cli.files.public_file import write_public_file
from mcissue.cli.key_rotation import rotate
from mcissue.cli.options.passphrase import ask_new_passphrase, passphrase_options
from mcissue.cli.options.signing_keys import find_public_key

if TYPE_CHECKING:
    from mcissue.proof.keys import PublicKey

__all__ = ["keys"]

_format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the result.",
)


@click.group(commands=[rotate])
def keys() -> None:
    """Make, show and publish signing keys.

    An issuer needs one key pair: the private half signs and stays with you in a file that is protected by a
    passphrase; the public half is published, for an organisation as a did.json on its web server.
    """


_ALGORITHMS = {"ed25519": "Ed25519", "p-256": "P-256", "p-384": "P-384", "p-521": "P-521", "rsa": "RSA"}
"""As typed -> as `mcissue.proof.keys` names it."""


@keys.command()
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The new key file, e.g. keys/university.pem. An existing file is never overwritten.",
)
@click.option(
    "--algorithm",
    type=click.Choice(list(_ALGORITHMS)),
    default="ed25519",
    show_default=True,
    help="The kind of key. Ed25519 is right for nearly everybody; P-256 and RSA (3072 bits) are for JWTs "
    "that older software must read.",
)
@click.option(
    "--insecure-plain-key",
    is_flag=True,
    help="Write the key without a passphrase: whoever can copy the file can then sign in your name.",
)
@passphrase_options
@_format_option
def new(
    *,
    out: Path,
    algorithm: str,
    insecure_plain_key: bool,
    passphrase_file: Path | None,
    passphrase_env: str | None,
    output_format: str,
) -> None:
    """Make a new key pair.

    Writes the private key (PKCS#8 PEM, readable only by you) and prints the public one. The passphrase is
    asked for twice on a terminal; elsewhere give --passphrase-file or --passphrase-env. It can't be given on
    the command line, where others could read it.

    \b
    Example:
      mcissue keys new --out keys/university.pem
    """  # noqa: D301 - click's own mark
    from mcissue.proof.keys import PrivateKey
    from mcissue.proof.stores.pem import check_new_key_file, write_private_key

    if insecure_plain_key and (passphrase_file or passphrase_env):
        raise click.UsageError("A key with --insecure-plain-key has no passphrase: give one or the other.")
    check_new_key_file(out)
    passphrase = None
    if not insecure_plain_key:
        passphrase = ask_new_passphrase(passphrase_file=passphrase_file, passphrase_env=passphrase_env)
    key = PrivateKey.generate(_ALGORITHMS[algorithm])
    write_private_key(out, key, passphrase=passphrase, insecure_plain=insecure_plain_key)
    _print_key(key.public_key, output_format, file=out)
    if insecure_plain_key:
        click.echo(f"Warning: {out} is not protected by a passphrase.", err=True)
    click.echo(
        f"Wrote the private key to {out}. Keep a copy of it and of its passphrase in a safe place: without "
        "them you can't sign or revoke, and nobody can help you.\n"
        f"Next: mcissue keys did-document --did did:web:YOUR.DOMAIN {out}",
        err=True,
    )


@keys.command()
@click.argument("key")
@passphrase_options
@_format_option
def show(key: str, passphrase_file: Path | None, passphrase_env: str | None, output_format: str) -> None:
    """Show the public half of a key in all its forms.

    KEY is a private key file, a public key file (PEM, JWK or Multikey), a public key itself (Multikey,
    did:key or did:jwk), or the address of one in a hardware module (pkcs11:...). An RSA key has no Multikey
    and no did:key.

    \b
    Examples:
      mcissue keys show keys/university.pem
      mcissue keys show did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK
    """  # noqa: D301 - click's own mark
    public_key = find_public_key(key, passphrase_file=passphrase_file, passphrase_env=passphrase_env)
    _print_key(public_key, output_format)
    _warn_of_known_key(public_key)


@keys.command("did-document")
@click.option(
    "--did",
    required=True,
    metavar="DID",
    help="Your did:web, e.g. did:web:example.edu or did:web:example.edu:badges; or an https URL.",
)
@click.option(
    "--key-id",
    "key_ids",
    metavar="NAME",
    multiple=True,
    help="The name of the key in the document, e.g. key-2026; once for each KEY. By default its Multikey, or "
    "the thumbprint of an RSA key.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to this file and not to standard output.",
)
@click.option("--replace", is_flag=True, help="Replace the file if it is there already.")
@click.argument("key", nargs=-1, required=True)
@passphrase_options
def did_document(
    *,
    did: str,
    key_ids: tuple[str, ...],
    out: Path | None,
    replace: bool,
    key: tuple[str, ...],
    passphrase_file: Path | None,
    passphrase_env: str | None,
) -> None:
    """Write a did.json: which keys are yours.

    Every KEY is listed for signing credentials; give all of them, former ones too, or what they signed can no
    longer be verified. KEY is what "mcissue keys show" takes; a public form is enough.

    \b
    Example:
      mcissue keys did-document --did did:web:uni.example uni.pem --out did.json
    """  # noqa: D301 - click's own mark
    from mcissue.jsonld.read import write_json
    from mcissue.proof.did import PublishedKey, did_web_url
    from mcissue.proof.did import did_document as make_document

    if key_ids and len(key_ids) != len(key):
        raise click.UsageError(
            f"There are {len(key)} keys and {len(key_ids)} names: give --key-id once for each."
        )
    if replace and out is None:
        raise click.UsageError("--replace goes with --out.")
    # A first look at the DID before anybody is asked for a passphrase.
    place = did_web_url(did) if did.startswith("did:web:") else did
    published = []
    for index, name in enumerate(key):
        public_key = find_public_key(name, passphrase_file=passphrase_file, passphrase_env=passphrase_env)
        published.append(PublishedKey(public_key=public_key, fragment=key_ids[index] if key_ids else None))
    document = make_document(did, keys=published)
    data = write_json(document)
    if out is None:
        click.echo(data, nl=False)
    else:
        write_public_file(out, data, replace=replace)
        click.echo(f"Wrote {out}.", err=True)
    for entry in published:
        _warn_of_known_key(entry.public_key)
    methods = "\n  ".join(entry["id"] for entry in document["verificationMethod"])
    click.echo(f"Publish it at {place}\nProofs name the key as\n  {methods}", err=True)


def _print_key(public_key: PublicKey, output_format: str, *, file: Path | None = None) -> None:
    from mcissue.proof.did import did_jwk, did_key, did_key_method
    from mcissue.proof.keys import RSA, is_published_test_key, is_sample_key

    has_multikey = public_key.algorithm != RSA
    facts: dict[str, Any] = {
        **({"file": str(file)} if file else {}),
        "algorithm": public_key.algorithm,
        "multikey": public_key.multikey if has_multikey else None,
        "did_key": did_key(public_key) if has_multikey else None,
        "did_key_method": did_key_method(public_key) if has_multikey else None,
        "did_jwk": did_jwk(public_key),
        "jwk": public_key.jwk,
        "thumbprint": public_key.thumbprint,
        "fingerprint": public_key.fingerprint,
        "sample_key": is_sample_key(public_key),
        "published_test_key": is_published_test_key(public_key),
    }
    if output_format == "json":
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    labels = {
        "file": "File",
        "algorithm": "Algorithm",
        "multikey": "Multikey",
        "did_key": "did:key",
        "jwk": "JWK",
        "thumbprint": "Thumbprint",
        "fingerprint": "SHA-256",
    }
    for name, label in labels.items():
        if facts.get(name) is not None:
            value = json.dumps(facts[name]) if isinstance(facts[name], dict) else facts[name]
            click.echo(f"{label:<11}{value}")


def _warn_of_known_key(public_key: PublicKey) -> None:
    from mcissue.proof.keys import is_published_test_key, is_sample_key

    if is_sample_key(public_key):
        text = "Warning: this is a sample key of mcissue. Everybody has its private half; only for trying."
        click.echo(text, err=True)
    if is_published_test_key(public_key):
        text = "Warning: this is a published test key. Everybody has its private half; verifiers refuse it."
        click.echo(text, err=True)
