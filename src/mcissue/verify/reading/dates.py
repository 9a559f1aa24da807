"""The dates of a credential, whatever its format: as instants, each with the place where it stands.

Instants are compared, not texts. A time without a time zone is refused: Open Badges 3.0 demands one (its type
DateTimeZ), and two readers would take it for two instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcissue.words import parse_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from mcissue.formats.look import Look
    from mcissue.formats.view import Stated

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


def read_dates(look: Look) -> Dates:
    """Read the dates of a credential of any format.

    Raises:
        DocumentError: `datetime_malformed` with the path of the first date that is none.
    """
    stated = look.outer.dates()
    valid_from, valid_from_path = max(_read(*stated.begins), key=_instant, default=(None, "$.validFrom"))
    # A document may have two words for it: it holds while both allow it.
    valid_until, valid_until_path = min(_read(*stated.ends), key=_instant, default=(None, "$.validUntil"))
    awarded, awarded_path = _first(_read(stated.awarded), "$.awardedDate")
    activity_end, activity_end_path = _first(_read(*stated.activity_ends), _ACTIVITY_END)
    return Dates(
        valid_from=valid_from,
        valid_until=valid_until,
        valid_from_path=valid_from_path,
        valid_until_path=valid_until_path,
        awarded=awarded,
        awarded_path=awarded_path,
        activity_start=_first(_read(*stated.activity_begins), "")[0],
        activity_end=activity_end,
        activity_end_path=activity_end_path,
        issued=_first(_read(stated.issued), "")[0],
    )


def read_award_date(look: Look) -> datetime | None:
    """Read the award date, else the beginning of validity (DESIGN section 2), whatever other dates there are.

    A badge of the data model 1.1 begins with its `issuanceDate`.

    Raises:
        DocumentError: `datetime_malformed`.
    """
    stated = look.outer.dates()
    return next((_read(each)[0][0] for each in (stated.awarded, *stated.begins) if each is not None), None)


def _read(*stated: Stated | None) -> list[tuple[datetime, str]]:
    """Some dates as instants, each with its path."""
    return [(parse_datetime(each.value, path=each.path), each.path) for each in stated if each is not None]


def _instant(found: tuple[datetime, str]) -> datetime:
    return found[0]


def _first(found: list[tuple[datetime, str]], path: str) -> tuple[datetime, str] | tuple[None, str]:
    return found[0] if found else (None, path)
