"""Whose entry in a registry is that of a seal: the one that has the number of its certificate.

A seal proves a number, and nothing about the id that the credential gives its issuer: whoever has a seal
could write the id of another institution. So a registry is asked by the number, and an id that it knows as
that of somebody else fails. Numbers: ETSI EN 319 412-1, section 5.1.4 (`VATFI-12345678`, `NTREE-17207834`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mcissue.errors import RegistryError
from mcissue.vocabulary import country_alpha2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcissue.registry import Entry
    from mcissue.verify.trust import Trust

__all__ = ["registry_id_of_seal"]

_KINDS: Final = {"vat": "VAT", "registration": "NTR"}
_GREECE: Final = ("EL", "GR")


def registry_id_of_seal(number: str, *, issuer_id: str | None, trust: Trust) -> str | None:
    """The id under which the registry lists the organisation of a seal.

    Args:
        number: the number in the certificate.
        issuer_id: the id that the credential gives its issuer.
        trust: the registry.

    Returns:
        An id of the entry; the credential's own if there is no usable registry to ask.

    Raises:
        RegistryError: `seal_issuer_conflict` if the registry knows the credential's id as somebody else's;
            indeterminate: `seal_not_registered` if it lists nobody, or several, with that number.
    """
    registry = trust.usable_registry
    if registry is None:
        return issuer_id
    found = [entry for entry in registry.snapshot.entries if number in _numbers(entry)]
    named = registry.entry_for(issuer_id) if issuer_id is not None else None
    if named is not None and found and named not in found:
        raise RegistryError(
            f"the seal is of {found[0].name}, and the credential bears the id of {named.name}",
            code="seal_issuer_conflict",
            path="$.issuer.id",
            detail={"number": number[:200], "issuer": str(issuer_id)[:200]},
        )
    if len(found) != 1:
        raise RegistryError(
            f"the registry lists {'several' if found else 'nobody'} with the seal's number {number[:100]}",
            code="seal_not_registered",
            path="$.issuer.eIDASIdentifier.notation",
            mend="Its operator can add the number: --identifier eIDAS=NUMBER.",
            detail={"number": number[:200]},
            indeterminate=True,
        )
    return found[0].ids[0]


def _numbers(entry: Entry) -> Iterator[str]:
    """The numbers of an entry in the form of certificates."""
    for item in entry.identifiers:
        scheme = item.scheme.casefold()
        if scheme == "eidas":
            yield item.value
            continue
        letters = country_alpha2(item.country) if item.country is not None else entry.country
        if scheme not in _KINDS or letters is None:
            continue
        for country in _GREECE if letters in _GREECE else (letters,):
            yield f"{_KINDS[scheme]}{country}-{item.value.removeprefix(country)}"
