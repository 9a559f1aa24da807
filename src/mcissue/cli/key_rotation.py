"""`mcissue keys rotate`: a new key for an issuer, and an end for the former one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcissue.cli.files.public_file import write_public_file
from mcissue.cli.options.passphrase import passphrase_options
from mcissue.cli.options.signing_keys import find_public_key

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.keys import PublicKey

__all__ = ["rotate"]


@click.command()
@click.argument("document", metavar="DID_JSON", type=click.Path(path_type=Path))
@click.argument("key", metavar="NEW_KEY")
@click.option(
    "--key-id",
    metavar="NAME",
    help="The name of the new key in the document, e.g. key-2027. By default its Multikey, or the thumbprint "
    "of an RSA key.",
)
@click.option(
    "--at",
    metavar="TIME",
    help="From when on the new key is used: a day (its beginning, UTC) or a time with its zone. By default "
    "now.",
)
@click.option(
    "--retire",
    metavar="NAME",
    multiple=True,
    help="The key that ends, by its name in the document; may be given several times. By default every key "
    "that is in use.",
)
@click.option(
    "--compromised",
    is_flag=True,
    help="Somebody else may have the ending key: it is revoked, and what it signed needs to be signed anew.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the new document here, to a new file, and leave DID_JSON as it is. By default DID_JSON is "
    "replaced.",
)
@passphrase_options
def rotate(
    *,
    document: Path,
    key: str,
    key_id: str | None,
    at: str | None,
    retire: tuple[str, ...],
    compromised: bool,
    out: Path | None,
    passphrase_file: Path | None,
    passphrase_env: str | None,
) -> None:
    """Bring a new key into a did.json, and end the former one.

    The former key stays listed with its end: what it signed before stays valid. With --compromised it is
    revoked, and then nothing that it signed counts by itself any more. Everything else in the document stays
    as it is. NEW_KEY is what "mcissue keys show" takes; a public form is enough.

    \b
    Examples:
      mcissue keys rotate did.json keys/university-2027.pem
      mcissue keys rotate did.json keys/university-new.pem --compromised
    """  # noqa: D301 - click's own mark
    from mcissue.errors import KeyMaterialError
    from mcissue.jsonld.read import write_json
    from mcissue.proof.did.documents import PublishedKey
    from mcissue.proof.did.rotation import rotate_key
    from mcissue.words import format_datetime

    instant = _instant(at)
    present = _read(document)
    public_key = find_public_key(key, passphrase_file=passphrase_file, passphrase_env=passphrase_env)
    _refuse_known_key(public_key)
    try:
        changed = rotate_key(
            present,
            PublishedKey(public_key=public_key, fragment=key_id),
            at=instant,
            retire=retire or None,
            compromised=compromised,
        )
    except KeyMaterialError as error:
        error.path = f"{document}: {error.path}" if error.path else str(document)
        raise
    file = out or document
    write_public_file(file, write_json(changed), replace=out is None)
    new, *former = changed["verificationMethod"]
    click.echo(new["id"])
    member = "revoked" if compromised else "expires"
    ended = [method["id"] for method in former if method.get(member) == format_datetime(instant)]
    click.echo(_next_steps(file, ended, format_datetime(instant), compromised=compromised), err=True)


def _next_steps(file: Path, ended: list[str], at: str, *, compromised: bool) -> str:
    names = "".join(f"\n  {name}" for name in ended) or "\n  none"
    if not compromised:
        return (
            f"Wrote {file}. These keys end at {at}; what they signed before stays valid:{names}\n"
            "Next: publish the file; sign your status lists with the new key (mcissue status publish), for "
            "those by a key that has ended are not believed; tell the operator of your registry the new key "
            "and the dates; and sign with the new key from then on. Keep the former key file until then, and "
            "destroy it afterwards."
        )
    return (
        f"Wrote {file}. These keys are revoked at {at}; what they signed no longer counts by itself:{names}\n"
        "Next, today: publish the file; tell the operator of your registry that the key is compromised, and "
        "since when; sign your status lists with the new key (mcissue status publish); revoke what the key "
        "signed, and issue again what is to stay valid (mcissue issue --reissue-revoked). See the page on "
        "keys in the documentation."
    )


def _refuse_known_key(public_key: PublicKey) -> None:
    from mcissue.errors import KeyMaterialError
    from mcissue.proof.keys import is_published_test_key, is_sample_key

    sample = is_sample_key(public_key)
    if sample or is_published_test_key(public_key):
        raise KeyMaterialError(
            "everybody has the private half of this key: it can't be an issuer's new key",
            code="key_is_sample" if sample else "key_published",
            mend="Make a key of your own with: mcissue keys new",
        )


def _read(file: Path) -> JsonObject:
    from mcissue.errors import DocumentError
    from mcissue.jsonld.read import read_json_object
    from mcissue.proof.did.documents import MAX_DOCUMENT_BYTES

    with file.open("rb") as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        message = f"over {MAX_DOCUMENT_BYTES} bytes are no controller document"
        raise DocumentError(message, code="did_documents_malformed", path=str(file))
    try:
        return read_json_object(data)
    except DocumentError as error:
        error.path = f"{file}: {error.path or '$'}"
        raise


def _instant(text: str | None) -> datetime:
    from mcissue.errors import McissueError
    from mcissue.words import first_instant, parse_datetime, parse_day

    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if "T" in text.upper():
            return parse_datetime(text)
        return first_instant(parse_day(text))
    except McissueError:
        raise click.BadParameter(
            f"{text!r} is neither a day (2027-01-01) nor a time with its zone (2027-01-01T12:00:00Z).",
            param_hint="--at",
        ) from None
