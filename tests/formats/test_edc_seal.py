"""What a seal changes in a European Digital Credential, and that what comes out conforms fully."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.formats import edcs
from tests.formats.badges import changed
from tests.formats.shacl import results, shapes
from tests.records import full_record

from mcissue.errors import RecordError
from mcissue.formats import from_edc
from mcissue.formats.conversion import SealNames
from mcissue.formats.edc.documents import EdcForm
from mcissue.formats.edc.seal import country_of_letters

NAMES = SealNames(
    identifier="VATFI-99999999", country="FI", organisation="Kymi University Oy", common_name="Kymi Seal 2026"
)
BARE = changed(full_record(), **{"issuer.identifiers": [], "issuer.address": None})


def sealed(record: Any = None, names: SealNames = NAMES, **options: Any) -> dict[str, Any]:
    return edcs.write(record or full_record(), form=EdcForm.SEALED, seal=names, **options).document


@pytest.mark.oracles
@pytest.mark.reference
@pytest.mark.parametrize("folder", ["shapes", "shapes-3.2-lts"])
@pytest.mark.parametrize("record", [full_record(), BARE], ids=["full", "bare"])
def test_it_conforms_fully(reference: Path, folder: str, record: Any) -> None:
    """To the shapes of today and of the next profile, even if the issuer file had no number at all."""
    of = shapes(reference / "elm" / folder, "EDC-generic-full.ttl", "EDC-generic-no-cv.ttl")
    assert results(sealed(record, status=edcs.STATUS), of) == []


def test_the_issuer_is_who_the_certificate_says() -> None:
    """Number, names and country come from the certificate, wherever the issuer stands; the id stays."""
    before = edcs.write(full_record()).document
    document = sealed()
    issuer = document["issuer"]
    assert issuer["id"] == before["issuer"]["id"]
    assert issuer["eIDASIdentifier"]["notation"] == "VATFI-99999999"
    assert issuer["eIDASIdentifier"]["spatial"]["id"].endswith("/country/FIN")
    assert list(issuer["legalName"].values()) == ["Kymi University Oy"]
    assert list(issuer["altLabel"].values()) == ["Kymi Seal 2026"]
    assert len(issuer["location"]) == len(before["issuer"]["location"]) + 1
    assert issuer["location"][-1]["address"][0]["countryCode"]["id"].endswith("/country/FIN")
    assert document["@context"] == [
        "https://www.w3.org/2018/credentials/v1",
        "http://data.europa.eu/snb/model/context/edc-ap",
    ]
    assert document["issued"] == document["issuanceDate"]
    (body, *others) = edcs.claim_of(document)["awardedBy"]["awardingBody"]
    assert body == issuer
    assert others == edcs.claim_of(before)["awardedBy"]["awardingBody"][1:]


def test_what_the_certificate_replaces_is_listed() -> None:
    """A name that stands in the issuer file and not in the certificate is a loss, not a secret."""
    losses = edcs.write(full_record(), form=EdcForm.SEALED, seal=NAMES).losses
    assert any("legalName" in str(loss) for loss in losses)
    name = next(iter(edcs.write(full_record()).document["issuer"]["legalName"].values()))
    same = SealNames(identifier="VATFI-1", country="FI", organisation=name)
    conversion = edcs.write(full_record(), form=EdcForm.SEALED, seal=same)
    assert not any("legalName" in str(loss) for loss in conversion.losses)
    kept = edcs.write(full_record()).document["issuer"]["legalName"]
    assert conversion.document["issuer"]["legalName"] == kept


def test_it_is_read_back() -> None:
    """The record of a sealed credential has the certificate's number among the issuer's."""
    numbers = from_edc(sealed()).record.issuer.identifiers
    assert "VATFI-99999999" in {number.value for number in numbers}


def test_greece_has_two_codes() -> None:
    """`EL` in VAT numbers, `GR` in ISO 3166-1: one country."""
    assert country_of_letters("EL") == country_of_letters("GR") is not None
    with pytest.raises(RecordError) as caught:
        sealed(names=SealNames(identifier="VATXX-1", country="XX"))
    assert caught.value.code == "seal_country_unknown"


def test_the_names_go_with_the_form() -> None:
    """A sealed form without a certificate, or another form with one, is a fault of the caller."""
    with pytest.raises(ValueError, match="certificate"):
        edcs.write(full_record(), form=EdcForm.SEALED)
    with pytest.raises(ValueError, match="certificate"):
        edcs.write(full_record(), seal=NAMES)
