"""Is there a newer copy of the credential? Open Badges 3.0, section 9, step 3: `1EdTechCredentialRefresh`.

The address is the issuer's word, so it counts only in a credential that was found authentic. The verdict is
that of the file that was given; what became of the newer copy stands beside it, as a small report. Once only:
the newer copy's own offer is not followed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mcissue.errors import FetchRefusedError
from mcissue.verify.report import Note, Part, PartRole, Report, Source, Verdict

if TYPE_CHECKING:
    from mcissue.jsonld.read import JsonObject
    from mcissue.verify.net.fetch import Fetched

__all__ = ["REFRESH_TYPE", "refresh_address", "with_newer_copy"]

REFRESH_TYPE: Final = "1EdTechCredentialRefresh"
"""The one kind of refresh service that Open Badges 3.0 defines; others are not read."""

_PLACE: Final = "$.refreshService"

_WORDS: Final = {
    Verdict.VALID: "is valid",
    Verdict.INVALID: "is not valid",
    Verdict.INDETERMINATE: "could not be judged",
    Verdict.INCOMPLETE: "is genuine, but not complete",
    Verdict.NO_CREDENTIAL: "is not a credential",
}


def refresh_address(document: JsonObject) -> str | None:
    """Where the issuer keeps a newer copy, if the document says so in one clear way.

    Args:
        document: the credential.
    """
    services = document.get("refreshService")
    services = services if isinstance(services, list) else [services]
    found = [
        service["id"]
        for service in services
        if isinstance(service, dict)
        and _is_refresh(service.get("type"))
        and isinstance(service.get("id"), str)
    ]
    return found[0] if len(found) == 1 else None


def _is_refresh(kind: object) -> bool:
    return kind == REFRESH_TYPE or (isinstance(kind, list) and REFRESH_TYPE in kind)


def with_newer_copy(
    report: Report,
    url: str,
    *,
    fetch: Callable[[str], Fetched] | None,
    verify: Callable[[bytes], Report],
) -> Report:
    """Say what the issuer's offer of a newer copy comes to.

    Args:
        report: the report on the credential that was given; it must be authentic.
        url: where the newer copy is.
        fetch: what fetches it; None to say only that it is offered.
        verify: the same verification, of other bytes.

    Returns:
        The report with a note, and with the small report on the copy if one was fetched.
    """
    if fetch is None:
        text = f"The issuer offers the newest copy of this credential at {url}; nobody has looked there."
        return _noted(report, "refresh_offered", text)
    try:
        fetched = fetch(url)
    except FetchRefusedError as error:
        text = f"The issuer's newest copy could not be had: {error.message}."
        return _noted(report, "refresh_unavailable", text)
    if fetched.sha256 == report.input.sha256:
        return _noted(
            report, "refresh_same", f"This is the issuer's newest copy; another one is not at {url}."
        )
    newer = verify(fetched.data)
    if not _is_copy(newer, report):
        text = f"What lies at {url} is another credential, or another issuer's."
        return _noted(report, "refresh_other", text)
    how = "cached" if fetched.cached else "fetched"
    source = Source("credential", url, how, retrieved_at=fetched.fetched_at, sha256=fetched.sha256)
    text = f"The issuer has another copy of this credential at {url}, and that one {_WORDS[newer.verdict]}."
    noted = _noted(report, "refresh_fetched", text)
    return replace(
        noted,
        parts=(*noted.parts, Part(PartRole.REFRESHED, _PLACE, newer)),
        sources=tuple(dict.fromkeys((*noted.sources, source, *newer.sources))),
    )


def _is_copy(newer: Report, older: Report) -> bool:
    """Open Badges 3.0, section 10: the same issuer's credential of the same id; and it must be authentic."""
    one, other = newer.credential, older.credential
    return (
        one.authenticated
        and one.id is not None
        and (one.id, one.issuer.id) == (other.id, other.issuer.id)
        and newer.subject_id == older.subject_id
    )


def _noted(report: Report, code: str, text: str) -> Report:
    return replace(report, notes=(*report.notes, Note(code, text)))
