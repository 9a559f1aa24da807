"""`mcissue registry`: keep a registry of recognised issuers, and publish it signed."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from mcissue.cli.files.registry_files import (
    check_folder,
    is_draft,
    next_number,
    published,
    read_draft,
    read_file,
    write,
)
from mcissue.cli.options.operator import operator_keys
from mcissue.cli.options.passphrase import passphrase_options
from mcissue.cli.options.registry import (
    accreditation_data,
    bound,
    delegate_data,
    identifier_data,
    located,
    texts_by_language,
)
from mcissue.cli.options.signing_keys import find_key, key_option

__all__ = ["registry"]

EXIT_UNUSABLE = 1
"""The registry was judged and is not to be relied on; 2 stays for usage and unreadable files."""

EXIT_NO_REGISTRY = 2
"""The file is no registry at all, so that there is nothing to judge."""

DEFAULT_VALID_DAYS = 90
"""Days that a published registry may be used: an office that publishes every month is never late, and a
verifier who is kept from getting a new one stops relying on the old one after a quarter."""

_draft_argument = click.argument("draft", type=click.Path(path_type=Path, dir_okay=False))


@click.group()
def registry() -> None:
    """Keep and publish a registry of recognised issuers.

    An operator (a ministry, an agency, a network) keeps a working file, the draft, and publishes it as a
    signed registry. Users of "mcissue verify" trust the operator's key.

    \b
    The whole way:
      mcissue keys new --out operator.pem
      mcissue registry new draft.yaml --operator-id did:web:agency.example \\
        --name "en=Example Agency"
      mcissue registry add draft.yaml --id did:web:uni.example \\
        --name "en=Example University" --country FI
      mcissue registry publish draft.yaml --key operator.pem --out registry.json
    """  # noqa: D301 - click's own mark


@registry.command()
@_draft_argument
@click.option(
    "--operator-id",
    required=True,
    metavar="ID",
    help="Your DID or https address, e.g. did:web:agency.example.",
)
@click.option(
    "--name",
    "names",
    required=True,
    multiple=True,
    metavar="LANG=TEXT",
    help='Your name, e.g. "en=Example Agency".',
)
@click.option("--homepage", metavar="URL", help="Where you explain your rules.")
@click.option("--test", is_flag=True, help="A test registry: verifiers use it only if asked to.")
def new(draft: Path, operator_id: str, names: tuple[str, ...], homepage: str | None, test: bool) -> None:
    """Begin a registry: write an empty DRAFT.

    A name that ends in .json is written as JSON, any other as YAML.

    \b
    Example:
      mcissue registry new draft.yaml --operator-id did:web:agency.example \\
        --name "en=Example Agency"
    """  # noqa: D301 - click's own mark
    from mcissue.registry import DraftFile

    if os.path.lexists(draft):
        raise click.UsageError(f"{draft}: there is already a file of this name, and it is not overwritten.")
    check_folder(draft)
    operator: dict[str, Any] = {"id": operator_id, "name": texts_by_language(names, "--name")}
    if homepage is not None:
        operator["homepage"] = homepage
    file = DraftFile.new(operator=operator, test=test, yaml=draft.suffix.lower() != ".json")
    write(draft, file.to_bytes())
    click.echo(f"Wrote {draft}. Next: mcissue registry add {draft} --id ... --name en=...", err=True)


@registry.command()
@_draft_argument
@click.option(
    "--id",
    "ids",
    required=True,
    multiple=True,
    metavar="ID",
    help="Issuer id exactly as its credentials have it: a DID or https address. Several are allowed.",
)
@click.option(
    "--name",
    "names",
    required=True,
    multiple=True,
    metavar="LANG=TEXT",
    help='Registered name, e.g. "fi=Aalto-yliopisto".',
)
@click.option("--country", metavar="CODE", help="Where it is: FI, or Finland.")
@click.option(
    "--provider-type", metavar="TYPE", help="higher_education_institution, vet_provider, company ..."
)
@click.option(
    "--identifier", "identifiers", multiple=True, metavar="SCHEME=VALUE", help="E.g. DEQAR=DEQARINST0001."
)
@click.option("--authority", multiple=True, metavar="LANG=TEXT", help="Who recognises it.")
@click.option("--legal-basis", multiple=True, metavar="LANG=TEXT", help="By what law or decision.")
@click.option("--from", "valid_from", metavar="DATE", help="First day of its recognition (UTC).")
@click.option("--until", "valid_until", metavar="DATE", help="Last day of its recognition (UTC).")
@click.option(
    "--accreditation",
    "accreditations",
    multiple=True,
    metavar="PARTS",
    help="'unlimited', or parts with ; between them: agency, from, until, eqf, ects, fields (ISCED-F), "
    "types, countries, decision, report. Give the option once for each accreditation.",
)
@click.option(
    "--delegate",
    "delegates",
    multiple=True,
    metavar="PARTS",
    help="Who else may sign for it, as parts with ; between them: id, role (status_lists, or issue: "
    "credentials that it awards), from, until. Give the option once for each.",
)
def add(  # noqa: PLR0917 - click hands over every option
    draft: Path,
    ids: tuple[str, ...],
    names: tuple[str, ...],
    country: str | None,
    provider_type: str | None,
    identifiers: tuple[str, ...],
    authority: tuple[str, ...],
    legal_basis: tuple[str, ...],
    valid_from: str | None,
    valid_until: str | None,
    accreditations: tuple[str, ...],
    delegates: tuple[str, ...],
) -> None:
    """Add an institution to DRAFT.

    A verifier that finds an institution without an accreditation can't say that it was accredited. To change
    an entry, or to end one, edit the draft: docs/registry.md describes every field.

    \b
    Example:
      mcissue registry add draft.yaml --id did:web:uni.example \\
        --name "en=Example University" --country FI \\
        --provider-type higher_education_institution \\
        --identifier DEQAR=DEQARINST0001 --accreditation \\
        "agency=FINEEC; from=2020-01-01; until=2027-12-31; eqf=5-7; fields=06"
    """  # noqa: D301 - click's own mark
    from mcissue.registry import Entry

    file = read_draft(draft)
    data: dict[str, Any] = {
        "ids": list(ids),
        "names": texts_by_language(names, "--name"),
        "country": country,
        "provider_type": provider_type,
        "identifiers": identifier_data(identifiers),
        "authority": texts_by_language(authority, "--authority"),
        "legal_basis": texts_by_language(legal_basis, "--legal-basis"),
        "valid_from": valid_from,
        "valid_until": valid_until,
        "accreditations": [accreditation_data(text) for text in accreditations],
        "delegates": [delegate_data(text) for text in delegates],
    }
    data = {name: value for name, value in data.items() if value not in (None, {}, [])}
    entry = Entry.from_data(data, locate=located)
    for known in file.draft.entries:
        if set(known.ids) & set(ids):
            raise click.UsageError(
                f"{draft} has an entry with this id already ({known.name}): edit it there."
            )
    file.add_entry(data if entry.country is None else {**data, "country": entry.country})
    write(draft, file.to_bytes())
    click.echo(f"Added {entry.name}; {draft} has {len(file.draft.entries)} institution(s).", err=True)
    if not accreditations:
        click.echo("Note: no accreditation is recorded, so verifiers can't find out about it.", err=True)


@registry.command()
@_draft_argument
@click.option("--id", "issuer_id", required=True, metavar="ID", help="An id of the institution.")
@click.option(
    "--key",
    required=True,
    metavar="KEY",
    help="Its public key: Multikey, did:key, or a file with one of them, a JWK or PEM.",
)
@click.option(
    "--method",
    metavar="URL",
    help="The key's name in proofs (verificationMethod), e.g. did:web:uni.example#key-1.",
)
@click.option("--from", "valid_from", metavar="DATE", help="First day on which the key signs (UTC).")
@click.option("--until", "valid_until", metavar="DATE", help="Last day on which the key signs (UTC).")
def bind(  # noqa: PLR0917 - click hands over every option
    draft: Path, issuer_id: str, key: str, method: str | None, valid_from: str | None, valid_until: str | None
) -> None:
    """Bind a key to an institution in DRAFT.

    Needed only if the institution publishes no DID document of its own, or if you vouch for its keys. Check
    the key's fingerprint with the institution first, by telephone or on paper.

    \b
    Example:
      mcissue registry bind draft.yaml --id did:web:uni.example --key z6Mk... \\
        --method did:web:uni.example#key-1
    """  # noqa: D301 - click's own mark
    from mcissue.proof.keys import RSA, is_published_test_key, is_sample_key
    from mcissue.proof.stores.pem import read_public_key
    from mcissue.registry.model import RegisteredKey

    file = read_draft(draft)
    public_key = read_public_key(key)
    if is_published_test_key(public_key) or (is_sample_key(public_key) and not file.draft.test):
        raise click.UsageError("Everybody has the private half of this key: it can't be bound to anybody.")
    data = {
        # RSA keys have no Multikey.
        **({"jwk": public_key.jwk} if public_key.algorithm == RSA else {"multikey": public_key.multikey}),
        "id": method,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    data = {name: value for name, value in data.items() if value is not None}
    RegisteredKey.from_data(data, locate=_located_in_key)
    file.add_key(issuer_id, data)
    write(draft, file.to_bytes())
    click.echo(f"Bound {public_key.text} to {issuer_id}.\nFingerprint {public_key.fingerprint}", err=True)


@registry.command()
@_draft_argument
@key_option("Your private key")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The signed registry; replaced as a whole.",
)
@click.option(
    "--valid-days",
    type=click.IntRange(1, 7500),
    help=f"Days that it may be used.  [default: {DEFAULT_VALID_DAYS}]",
)
@click.option(
    "--valid-until", metavar="DATE", help="Last day (UTC), or time with its zone, instead of --valid-days."
)
@click.option("--sequence", type=click.IntRange(1), help="Its number; by default the last one and one.")
@click.option(
    "--change-key", is_flag=True, help="The registry at --out was signed with a former key of yours."
)
@passphrase_options
def publish(  # noqa: PLR0917 - click hands over every option
    draft: Path,
    key_address: str,
    out: Path,
    valid_days: int | None,
    valid_until: str | None,
    sequence: int | None,
    change_key: bool,
    passphrase_file: Path | None,
    passphrase_env: str | None,
) -> None:
    """Sign DRAFT and write it as a registry.

    Every publication gets a higher number, also noted in DRAFT; verifiers refuse a lower one than they have
    seen. Publish again before it runs out.

    \b
    Example:
      mcissue registry publish draft.yaml --key operator.pem \\
        --out public/registry.json
    """  # noqa: D301 - click's own mark
    from mcissue.jsonld.limits import REGISTRY_LIMITS
    from mcissue.jsonld.read import write_json
    from mcissue.proof.did import did_key, did_key_method
    from mcissue.registry import sign_snapshot
    from mcissue.words import last_instant, shown

    if valid_days is not None and valid_until is not None:
        raise click.UsageError("Give --valid-days or --valid-until, not both.")
    file = read_draft(draft)
    now = datetime.now(UTC).replace(microsecond=0)
    end = now + timedelta(days=valid_days or DEFAULT_VALID_DAYS)
    if valid_until is not None:
        end = last_instant(bound(valid_until, "--valid-until")).replace(microsecond=0)
    if end <= now:
        raise click.BadParameter(f"{valid_until} is over already.", param_hint="--valid-until")
    # What can be refused without the key is refused before anybody is asked for a passphrase.
    former = published(out)
    key = find_key(key_address, passphrase_file=passphrase_file, passphrase_env=passphrase_env)
    number = next_number(file, former, sequence, out=out, key=key.public_key, change_key=change_key)
    snapshot = file.draft.snapshot(sequence=number, valid_from=now, valid_until=end)
    signer = key.signer(did_key_method(key.public_key))
    data = write_json(sign_snapshot(snapshot, signer=signer, created=now), limits=REGISTRY_LIMITS)
    # The registry first: if the draft can't be written, the next number is taken from the registry.
    write(out, data)
    file.set_sequence(number)
    write(draft, file.to_bytes())
    click.echo(out)
    kind = "test registry" if snapshot.test else "registry"
    size = len(snapshot.entries)
    click.echo(
        f"Published {kind} number {number} with {size} institution(s), valid until {shown(end)}.\n"
        f"Its users trust your key with: --trust-operator {did_key(key.public_key)}",
        err=True,
    )


@registry.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--trust-operator",
    "trusted",
    multiple=True,
    metavar="KEY",
    help="The operator's key (Multikey, did:key, or a file with a key or DID document): check the signature. "
    "Several: one of them must have signed.",
)
@click.option("--at", metavar="DATE", help="Judge its validity at this day or time instead of now.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def show(file: Path, trusted: tuple[str, ...], at: str | None, output_format: str) -> int:
    """Show the registry (or draft) in FILE.

    With --trust-operator it is checked as "mcissue verify" does it, and nothing is shown if it is not usable.
    Without, the output says that nobody has judged the signature.

    \b
    Examples:
      mcissue registry show draft.yaml
      mcissue registry show registry.json --trust-operator did:key:z6Mk...

    Exit status: 0 shown, 1 a registry that is not usable, 2 no registry, or wrong usage.
    """  # noqa: D301 - click's own mark
    from mcissue.cli.output.registry_view import registry_text
    from mcissue.errors import RegistryError
    from mcissue.registry import load_registry, read_unchecked
    from mcissue.words import last_instant

    keys = operator_keys(trusted)
    # A day means its end, as in "mcissue verify --at": when all of that day has happened.
    moment = last_instant(bound(at, "--at")) if at else datetime.now(UTC)
    facts: dict[str, Any]
    if is_draft(file):
        if keys:
            raise click.UsageError(f"{file} is a draft, which nobody has signed.")
        draft = read_draft(file).draft
        facts = {
            "kind": "draft",
            "signature": {"checked": False, "signed_by": []},
            "registry": draft.to_data(),
        }
        text = registry_text(draft, signature="none: this is a draft")
    else:
        data = read_file(file)
        try:
            unchecked = read_unchecked(data)
        except RegistryError as error:
            click.echo(f"Error: {file}: {error}", err=True)
            return EXIT_NO_REGISTRY
        signature: dict[str, Any] = {"checked": bool(keys), "signed_by": list(unchecked.signed_by)}
        words = f"NOT CHECKED, names {', '.join(unchecked.signed_by) or 'nobody'}"
        if keys:
            try:
                checked = load_registry(data, operator_key=keys, at=moment)
            except RegistryError as error:
                click.echo(f"Error: {file}: {error}", err=True)
                return EXIT_UNUSABLE
            signature["trusted_key"] = checked.operator_key.multikey
            words = f"good, by the trusted key {checked.operator_key.multikey}"
        facts = {
            "kind": "snapshot",
            "signature": signature,
            "sha256": unchecked.sha256,
            "registry": unchecked.snapshot.to_data(),
        }
        text = registry_text(unchecked.snapshot, signature=words)
    click.echo(json.dumps(facts, indent=2, ensure_ascii=False) if output_format == "json" else text)
    return 0


def _located_in_key(location: tuple[str | int, ...]) -> str:
    return "--method" if location == ("id",) else located(location)
