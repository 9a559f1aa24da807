"""The dates of a credential, whatever its format: as instants, each with the place where it stands.

Instants are compared, not texts. A time without a time zone is refused: Open Badges 3.0 demands one (its type
DateTimeZ), and two readers would take it for two instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcissue.formats.detect import Format, detect_format
from mcissue.formats.edc.view import EdcView
from mcissue.formats.open_badges.rules import is_of_model_1
from mcissue.words import parse_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.jsonld.read import JsonObject

__all__ = ["Dates", "read_award_date", "read_dates"]


_ACTIVITY_END = "$.credentialSubject.activityEndDate"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a credential, as instants.

    Attributes:
        valid_from: from when on it holds.
        valid_until: until when, if it ends.
        awarded: `awardedDate`, if there is one.
        activity_start: when the learning began, if that is said.
        activity_end: when it ended, if that is said.
        issued: when a European Digital Credential says that it was sealed.
        awarded_path: where `awarded` stands.
        activity_end_path: where `activity_end` stands.
        valid_from_path: where `valid_from` stands.
        valid_until_path: where `valid_until` stands.
    """

    valid_from: datetime | None
    valid_until: datetime | None
    awarded: datetime | None
    activity_start: datetime | None
    activity_end: datetime | None
    issued: datetime | None = None
    awarded_path: str = "$.awardedDate"
    activity_end_path: str = _ACTIVITY_END
    valid_from_path: str = "$.validFrom"
    valid_until_path: str = "$.validUntil"


def read_dates(document: JsonObject) -> Dates:
    """Read the dates of an Open Badges credential, or of a European Digital Credential.

    Raises:
        DocumentError: `datetime_malformed` with the path of the first date that is none.
    """
    if detect_format(document) is Format.EDC:
        return _read_edc_dates(document)
    subject = document.get("credentialSubject")
    # The data model 1.1 knows both words, and a document may have both: it holds while both allow it.
    old = is_of_model_1(document)
    begins = _read_all(document, "validFrom", *(("issuanceDate",) if old else ()))
    ends = _read_all(document, "validUntil", *(("expirationDate",) if old else ()))
    valid_from, valid_from_path = max(begins, default=(None, "$.validFrom"))
    valid_until, valid_until_path = min(ends, default=(None, "$.validUntil"))
    return Dates(
        valid_from=valid_from,
        valid_until=valid_until,
        valid_from_path=valid_from_path,
        valid_until_path=valid_until_path,
        awarded=_awarded(document),
        activity_start=_read(subject, "activityStartDate", "$.credentialSubject"),
        activity_end=_read(subject, "activityEndDate", "$.credentialSubject"),
    )


def read_award_date(document: JsonObject) -> datetime | None:
    """Read the award date, else the beginning of validity (DESIGN section 2), whatever other dates there are.

    A badge of the data model 1.1 begins with its `issuanceDate`.

    Raises:
        DocumentError: `datetime_malformed`.
    """
    begins = ("validFrom", "issuanceDate") if is_of_model_1(document) else ("validFrom",)
    found = _awarded(document)
    return found or next((date for name in begins if (date := _read(document, name, "$"))), None)


def _awarded(document: JsonObject) -> datetime | None:
    """Open Badges: `awardedDate`. European Digital Credentials: `awardingDate`, else `issued`."""
    if detect_format(document) is not Format.EDC:
        return _read(document, "awardedDate", "$")
    found = EdcView(document).awarding_date()
    return _read(document, "issued", "$") if found is None else parse_datetime(found[0], path=found[1])


def _read_edc_dates(document: JsonObject) -> Dates:
    """The first activity counts, as everywhere."""
    view = EdcView(document)
    activity: dict[str, tuple[datetime, str]] = {}
    for name, value, path in view.activity():
        activity.setdefault(name, (parse_datetime(value, path=path), path))
    nothing = (None, _ACTIVITY_END)
    awarded = view.awarding_date()
    until = [_read(document, name, "$") for name in ("validUntil", "expirationDate") if name in document]
    return Dates(
        valid_from=_read(document, "validFrom", "$"),
        valid_until=min((each for each in until if each is not None), default=None),
        awarded=_awarded(document),
        activity_start=activity.get("start", nothing)[0],
        activity_end=activity.get("end", nothing)[0],
        activity_end_path=activity.get("end", nothing)[1],
        issued=_read(document, "issued", "$"),
        awarded_path="$.issued" if awarded is None else awarded[1],
    )


def _read_all(document: JsonObject, *names: str) -> list[tuple[datetime, str]]:
    """Those of some dates that are there, each with its path."""
    found = ((_read(document, name, "$"), f"$.{name}") for name in names)
    return [(date, path) for date, path in found if date is not None]


def _read(item: Any, name: str, path: str) -> datetime | None:
    if not isinstance(item, dict) or name not in item:
        return None
    return parse_datetime(item[name], path=f"{path}.{name}")
