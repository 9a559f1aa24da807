"""The documents that can be written of a record: those of every line of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.errors import RecordError
from mcissue.formats import table

if TYPE_CHECKING:
    from mcissue.formats.format import Output

__all__ = ["families", "output_by_id", "output_in", "outputs"]


def outputs() -> tuple[Output, ...]:
    """Every kind of document that is written, in the order of the table."""
    return tuple(output for line in table.FORMATS for output in line.outputs)


def families() -> tuple[str, ...]:
    """What people call the formats that are written: `openbadges`, `edc`."""
    return tuple(dict.fromkeys(output.family for output in outputs()))


def output_in(family: str, *forms: str) -> Output:
    """The document of a family in the first of some forms that it has, else in its usual form.

    Args:
        family: one of `families`.
        forms: wanted forms: `signed`, `upload`.

    Raises:
        RecordError: `format_unknown` if nothing of that name is written.
    """
    listed = [output for output in outputs() if output.family == family]
    if not listed:
        raise _unknown(family, families())
    return next((output for form in forms for output in listed if output.form == form), listed[0])


def output_by_id(output_id: str) -> Output:
    """The kind of document of an id.

    Args:
        output_id: as it stands in a ledger.

    Raises:
        RecordError: `format_unknown`.
    """
    found = next((output for output in outputs() if output.id == output_id), None)
    if found is None:
        raise _unknown(output_id, tuple(output.id for output in outputs()))
    return found


def _unknown(name: str, known: tuple[str, ...]) -> RecordError:
    return RecordError(
        f"nothing is written in the format {name[:100]!r}",
        code="format_unknown",
        mend=f"Use one of: {', '.join(known)}.",
    )
