"""What an electronic seal changes in a European Digital Credential before it is sealed.

The Commission's issuing tool (European Digital Credentials 2.0.6) takes the issuer's name, number and country
from the certificate and adds the time; without them the published shapes do not hold. The same is done here,
with one difference: that tool also gives the issuer a new id, so that an awarding body of the same id keeps
its own names. Here the issuer keeps the id by which registries know it, and is described alike everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.jsonld.read import copied
from mcissue.vocabulary import concepts, country_alpha2

if TYPE_CHECKING:
    from mcissue.formats.conversion import SealNames
    from mcissue.formats.edc.writing import EdcWriting
    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.vocabulary import Concept

__all__ = ["apply_seal_names", "country_of_letters"]


def country_of_letters(letters: str) -> Concept | None:
    """The country of an ISO 3166-1 alpha-2 code, or of `EL`, as Greek numbers have it; None if unknown."""
    wanted = "GR" if letters == "EL" else letters
    return next((one for one in concepts("country") if country_alpha2(one) == wanted), None)


def apply_seal_names(writing: EdcWriting, document: JsonObject, names: SealNames) -> None:
    """Let the issuer of a document be who its seal says that it is.

    Args:
        writing: the document being written.
        document: it; its issuer is changed, wherever it stands.
        names: what the certificate says.

    Raises:
        RecordError: `seal_country_unknown` if the certificate's country is none of the vocabulary.
    """
    country = country_of_letters(names.country)
    if country is None:
        raise RecordError(
            f"the certificate of the seal names a country that is none: {names.country[:20]!r}",
            code="seal_country_unknown",
            mend="Ask the authority that issued the certificate.",
        )
    before = document["issuer"]
    issuer = dict(before)
    issuer["eIDASIdentifier"] = writing.legal("eIDAS", names.identifier, country)
    for member, name in (("legalName", names.organisation), ("altLabel", names.common_name)):
        if name is not None and name not in issuer.get(member, {}).values():
            if member in issuer:
                what, why = f"the issuer's {member}", "a sealed credential bears the names of its certificate"
                writing.lose("issuer", member, what=what, why=why, becomes=name)
            issuer[member] = writing.tagged(name)
    address = writing.node("Address", {"countryCode": writing.concept(country)})
    issuer["location"] = [*issuer.get("location", []), writing.node("Location", {"address": [address]})]
    for member, value in document.items():
        document[member] = _replaced(value, before, issuer)


def _replaced(value: JsonValue, before: JsonObject, after: JsonObject) -> JsonValue:
    """A value with every description of the issuer replaced: two different ones of one id would merge."""
    if isinstance(value, list):
        return [_replaced(item, before, after) for item in value]
    if not isinstance(value, dict):
        return value
    if value == before:
        return copied(after)
    return {member: _replaced(item, before, after) for member, item in value.items()}
