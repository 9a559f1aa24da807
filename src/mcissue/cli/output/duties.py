"""What ends by itself is said: until when the status lists of a folder can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["list_duty", "tell_list_duty"]

_ENDS: Final = (
    "Publish the status lists again before {day}, {when} (mcissue status publish), and "
    "upload them: after that day no verifier can tell whether a credential is revoked."
)

_ENDED: Final = (
    "The status lists in {lists} ended on {day}: no verifier can tell any more whether a credential is "
    "revoked. Publish them again (mcissue status publish) and upload them."
)


def list_duty(folder: Path, *, at: datetime) -> tuple[str, int] | None:
    """When the lists of a folder must be published again, in a sentence, and how many days are left.

    Args:
        folder: the --out of `mcissue issue`.
        at: the time of asking.
    """
    from mcissue.issue import lists_end

    end = lists_end(folder)
    if end is None:
        return None
    # By the calendar, as people count: an end tomorrow is one day away, whatever the hour is now.
    left, day = (end.date() - at.astimezone(end.tzinfo).date()).days, end.date().isoformat()
    if at >= end:
        return (_ENDED.format(lists=folder / "status", day=day), min(left, -1))
    when = {0: "today", 1: "tomorrow"}.get(left, f"{left:,} days from now")
    return (_ENDS.format(day=day, when=when), left)


def tell_list_duty(folder: Path, *, at: datetime) -> None:
    """Say when the lists of a folder must be published again, if it has any."""
    duty = list_duty(folder, at=at)
    if duty is not None:
        click.echo(duty[0], err=True)
