"""What makes a good sample bad: edits of the credential, and other surroundings to verify it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from samples_issue import (
    AT,
    KEYS,
    LOOK_ALIKE,
    RUN,
    UNTIL,
    controller,
    file_of,
    key,
    method,
    read,
    registry,
    registry_draft,
    write,
)
from samples_twins import Around, Edit, Good, Make

from mcissue.jsonld.read import JsonObject, write_json
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import did_key, did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey
from mcissue.status.bitstring import Bitstring
from mcissue.status.lists import build_list_credential


def put(*path: str | int, value: Any) -> Edit:
    """Set a member."""

    def edit(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return edit


def drop(*path: str | int) -> Edit:
    """Remove a member."""

    def edit(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits that are one change."""

    def edit(document: Any) -> None:
        for each in edits:
            each(document)

    return edit


SUBJECT = ("credentialSubject",)
ACHIEVEMENT = (*SUBJECT, "achievement")


def without_alignments(*parts: str, place: tuple[str, ...] = ACHIEVEMENT) -> Edit:
    """Remove the alignments whose type or address has one of these parts."""

    def edit(document: Any) -> None:
        for step in place:
            document = document[step]
        kept = [
            item
            for item in document["alignment"]
            if not any(part in f"{item.get('targetType')} {item['targetUrl']}" for part in parts)
        ]
        assert len(kept) < len(document["alignment"])
        if kept:
            document["alignment"] = kept
        else:
            del document["alignment"]

    return edit


def without_names(document: Any) -> None:
    """Leave only the hashed e-mail address of the learner."""
    subject = document["credentialSubject"]
    subject["identifier"] = [each for each in subject["identifier"] if each["hashed"]]


def another_issuer(issuer: str, name: str, country: str) -> Edit:
    """Another institution in the place of the issuer."""
    profile = {
        "id": issuer,
        "type": ["Profile"],
        "name": name,
        "address": {
            "id": "urn:uuid:00000000-0000-8000-8000-000000000001",
            "type": ["Address"],
            "addressCountryCode": country,
        },
    }
    return put("issuer", value=profile)


def as_bytes(change: Any) -> Make:
    """Change the bytes of the file."""
    return lambda good: change(good.data)


def another_document(document: JsonObject) -> Make:
    """Another JSON document in the place of the credential."""
    return lambda _: write_json(document)


def borrowed_proof(good: Good) -> bytes:
    """The proof of another credential of the same class."""
    other = read(good.samples / "credentials" / "research-data" / "02-ake.json")
    return write_json({**good.document, "proof": other["proof"]})


def by_a_published_test_key(good: Good) -> bytes:
    """The issuer is the did:key of seed 00...00, one of the best known test keys."""
    known = PrivateKey.from_seed(bytes(32))
    document = good.unsigned()
    document["issuer"] = {**document["issuer"], "id": did_key(known.public_key)}
    signer = known.signer(did_key_method(known.public_key))
    return write_json(add_proof(document, signer=signer, created=RUN))


# --- Surroundings -------------------------------------------------------------------------------------------


def options(**changes: Any) -> Around:
    """Verify the good sample with other options."""
    return lambda *_: changes


def published(make: Any, **changes: Any) -> Around:
    """Verify the good sample with another registry, made by `make()`."""

    def around(folder: Path, _: Good) -> dict[str, Any]:
        write(folder / "registry.json", make())
        return {"registry": f"twins/{folder.name}/registry.json", **changes}

    return around


def altered_registry() -> JsonObject:
    """Somebody made the accreditation of the second institution end later, and could not sign that."""
    document = registry()
    document["entries"][1]["accreditations"][0]["valid_until"] = "2045-08-31"
    return document


def registry_without_mandates(*, until: date | None = None) -> JsonObject:
    """The registry in which nobody lets another sign for it, or no longer does so after a day."""
    draft = registry_draft()
    entries = tuple(
        replace(
            entry,
            delegates=tuple(replace(each, valid_until=until) for each in entry.delegates if until),
        )
        for entry in draft.entries
    )
    return registry(draft=replace(draft, entries=entries))


def unsigned_registry() -> JsonObject:
    """The registry without its proof."""
    return {name: value for name, value in registry().items() if name != "proof"}


def controllers(change: Any) -> Around:
    """Verify the good sample with another DID document of its issuer; None for none at all."""

    def around(folder: Path, good: Good) -> dict[str, Any]:
        document = change(good.issuer)
        documents = folder / "did-documents"
        if document is None:
            write(documents / "index.json", {})
        else:
            write(documents / file_of(good.issuer), document)
            write(documents / "index.json", {good.issuer: file_of(good.issuer)})
        return {"did_documents": f"twins/{folder.name}/did-documents"}

    return around


def revoked_key(issuer: str) -> JsonObject:
    """The key was revoked the day before it signed."""
    key_in_use = PublishedKey(public_key=key("kymi").public_key, revoked=RUN - timedelta(days=1))
    return did_document(issuer, keys=[key_in_use])


def key_revoked_later(issuer: str) -> JsonObject:
    """The key was revoked after it signed; only the proof says that it had signed before."""
    key_in_use = PublishedKey(public_key=key("kymi").public_key, revoked=AT - timedelta(hours=1))
    return did_document(issuer, keys=[key_in_use])


def document_of_somebody_else(_: str) -> JsonObject:
    """At the issuer's address lies the document of the look-alike."""
    return controller(LOOK_ALIKE)


def lists(change: Any) -> Around:
    """Verify the good sample with another copy of its status list; None for none at all."""

    def around(folder: Path, good: Good) -> dict[str, Any]:
        entry = status_entry(good.document)
        document = change(good, entry)
        status = folder / "status"
        if document is not None:
            write(status / "list.json", document)
        write(status / "index.json", {} if document is None else {entry["statusListCredential"]: "list.json"})
        return {"status_lists": f"twins/{folder.name}/status"}

    return around


def status_entry(document: JsonObject) -> JsonObject:
    """The status entry of a sample; in a European Digital Credential it travels as an identifier."""
    if "credentialStatus" in document:
        found: JsonObject = document["credentialStatus"]
        return found
    (entry,) = [each for each in document["identifier"] if each["schemeName"].startswith(ENTRY)]
    return {
        "statusPurpose": entry["schemeName"].removeprefix(ENTRY),
        "statusListIndex": entry["notation"],
        "statusListCredential": entry["schemeId"],
    }


ENTRY = "BitstringStatusListEntry "
"""How the name of a scheme begins that is a status entry."""


def status_list(good: Good, entry: JsonObject, **changes: Any) -> JsonObject:
    """The list of a status entry, published anew with changes."""
    values = {
        "list_url": entry["statusListCredential"],
        "issuer": good.issuer,
        "purpose": entry["statusPurpose"],
        "bitstring": Bitstring.empty(),
        "valid_from": RUN,
        "valid_until": UNTIL,
        **changes,
    }
    owner = OWNERS[values["issuer"]]
    signer = key(owner).signer(method(values["issuer"], owner))
    return add_proof(build_list_credential(**values), signer=signer, created=values["valid_from"])


OWNERS = {issuer: names[0] for issuer, names in KEYS.items()}


def taken_back(good: Good, entry: JsonObject) -> JsonObject:
    """The list with the credential's bit set."""
    bits = Bitstring.empty().with_values({int(entry["statusListIndex"]): 1})
    return status_list(good, entry, bitstring=bits)


def list_of_another_issuer(good: Good, entry: JsonObject) -> JsonObject:
    """The look-alike published a list of its own under this address."""
    return status_list(good, entry, issuer=LOOK_ALIKE)


def expired_list(good: Good, entry: JsonObject) -> JsonObject:
    """The list could be used until yesterday."""
    start = RUN - timedelta(days=30)
    return status_list(good, entry, valid_from=start, valid_until=AT - timedelta(days=1))


def list_with_cleared_bits(good: Good, entry: JsonObject) -> JsonObject:
    """The credential was revoked, and somebody put the bits of an empty list in."""
    document = taken_back(good, entry)
    document["credentialSubject"]["encodedList"] = Bitstring.empty().encode()
    return document


def list_of_another_address(good: Good, entry: JsonObject) -> JsonObject:
    """Another list of the same issuer lies in the place of the credential's."""
    return status_list(good, entry, list_url="https://status.kymi.example/another.json")


def list_about_something_else(good: Good, entry: JsonObject) -> JsonObject:
    """The list is about suspension, the entry about revocation."""
    return status_list(good, entry, purpose="suspension")
