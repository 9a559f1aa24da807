"""Status lists that were handed in: verified as strictly as a credential, before one bit is read.

Bitstring Status List 1.0, section 3.2. A list that is not what it should be says nothing about the
credential, so its faults are never failures of the credential: its status is then unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import McissueError, StatusListError
from mcissue.jsonld.reading import check_value, read_json_object
from mcissue.status.lists import read_list_credential
from mcissue.verify.binding import bind_issuer
from mcissue.verify.forms import CanonicalForms
from mcissue.verify.proofs import check_proof_times, examine_proofs, require_good_proofs

if TYPE_CHECKING:
    from mcissue.jsonld.reading import JsonObject
    from mcissue.status.lists import StatusList
    from mcissue.verify.trust import Trust

__all__ = ["StatusLists"]


class StatusLists:
    """Reads and keeps the status lists of one verifier and one reference time.

    Args:
        trust: the lists that were handed in, and where keys and contexts come from.
    """

    __slots__ = ("_known", "trust")

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self._known: dict[str, StatusList | StatusListError] = {}

    def get(self, url: str) -> StatusList:
        """The list of an address, proven to be what its issuer published.

        Raises:
            StatusListError: all indeterminate: `status_list_unavailable` if none was handed in,
                `status_list_not_authentic` if its proof or key is not in order, else why it can't be read
                (`mcissue.status.read_list_credential`).
        """
        known = self._known.get(url)
        if known is None:
            try:
                known = self._read(url)
            except StatusListError as error:
                known = error
            self._known[url] = known
        if isinstance(known, StatusListError):
            raise known
        return known

    def _read(self, url: str) -> StatusList:
        given = self.trust.status_lists.get(url)
        if given is None:
            raise StatusListError(
                f"the status list {url} is not at hand",
                code="status_list_unavailable",
                mend="Get it from its address, and give its folder with --status-lists.",
                detail={"url": url},
                indeterminate=True,
            )
        document = _document(given, url)
        listed = read_list_credential(document, url=url, at=self.trust.at)
        try:
            self._prove(document, listed.issuer)
        except McissueError as error:
            raise StatusListError(
                f"the status list is not proven to be its issuer's: {error.message}",
                code="status_list_not_authentic",
                mend="Get the list again from its address; if that doesn't help, tell its issuer.",
                detail={"url": url, "reason": error.code, "path": error.path},
                indeterminate=True,
            ) from error
        return listed

    def _prove(self, document: JsonObject, issuer_id: str) -> None:
        """Steps 3 to 6 of a verification: one lossless meaning, good proofs in time, a key of the issuer."""
        forms = CanonicalForms(self.trust.contexts)
        forms.form({member: value for member, value in document.items() if member != "proof"})
        examined = examine_proofs(document, issuer_id=issuer_id, trust=self.trust, forms=forms)
        require_good_proofs(document, examined, issuer_id=issuer_id)
        check_proof_times([proof.view for proof in examined if proof.supported], at=self.trust.at)
        bind_issuer(examined, issuer_id=issuer_id, trust=self.trust)


def _document(given: JsonObject | bytes, url: str) -> JsonObject:
    try:
        if isinstance(given, bytes):
            return read_json_object(given)
        check_value(given)
    except McissueError as error:
        raise StatusListError(
            f"the status list can't be read: {error.message}",
            code="status_list_unreadable",
            path=error.path,
            detail={"url": url, "reason": error.code},
            indeterminate=True,
        ) from error
    return given
