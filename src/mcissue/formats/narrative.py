"""Criteria for people: the criteria's own text and the learning outcomes, in one Markdown text.

`criteria.narrative` is the one place where every Open Badges display shows text. The outcomes stand in it
for those readers, and once more as alignments for machines; reading takes them from the alignments and the
criteria from what remains of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["compose", "criteria_in"]

MAX_NARRATIVE = 60_000
"""Characters of a narrative: strict reading takes no string above 64,000 (DESIGN section 4)."""

_HEADING = "**Learning outcomes**"


def compose(criteria: str | None, outcomes: Sequence[str]) -> str | None:
    """Write the narrative; None if there is nothing to say.

    Args:
        criteria: what a learner had to do.
        outcomes: titles of the learning outcomes. A list that would make the text too long is left out.
    """
    listed = _listed(outcomes)
    whole = "\n\n".join(part for part in (criteria, listed) if part)
    if len(whole) > MAX_NARRATIVE:
        return criteria
    return whole or None


def criteria_in(narrative: str, outcomes: Sequence[str], *, title: str, page: bool) -> str | None:
    """What `compose` was given as criteria; None if the narrative says nothing of its own.

    Args:
        narrative: `criteria.narrative` of a document.
        outcomes: titles of the learning outcomes.
        title: the achievement's name, which stands in for criteria that say nothing and have no page.
        page: whether the criteria have a page.
    """
    if narrative == title and not page:
        return None
    listed = _listed(outcomes)
    if not listed or not narrative.endswith(listed):
        return narrative
    return narrative.removesuffix(listed).removesuffix("\n\n") or None


def _listed(outcomes: Sequence[str]) -> str:
    # A new line inside an item would end it in Markdown; the alignments keep it.
    return (
        "\n".join([_HEADING, "", *("- " + " ".join(title.split()) for title in outcomes)]) if outcomes else ""
    )
