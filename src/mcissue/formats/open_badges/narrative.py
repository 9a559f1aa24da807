"""Criteria for people: the criteria's own text and the learning outcomes, in one Markdown text.

`criteria.narrative` is the one place where every Open Badges display shows text. The outcomes stand in it
for those readers, and once more as alignments for machines; reading takes them from the alignments and the
criteria from what remains of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcissue.formats.open_badges.headings import OUTCOMES, outcomes_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["compose", "criteria_in"]

MAX_NARRATIVE = 60_000
"""Characters of a narrative: strict reading takes no string above 64,000 (DESIGN section 4)."""


def compose(criteria: str | None, outcomes: Sequence[str], *, language: str) -> str | None:
    """Write the narrative; None if there is nothing to say.

    Args:
        criteria: what a learner had to do.
        outcomes: titles of the learning outcomes. A list that would make the text too long is left out.
        language: of the document; the heading above the list is written in it, or in English.
    """
    listed = f"{_heading(outcomes_heading(language))}{_listed(outcomes)}" if outcomes else ""
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
    above = narrative.removesuffix(listed)
    heading = next((each for each in map(_heading, OUTCOMES) if above.endswith(each)), None)
    if heading is None:
        return narrative
    return above.removesuffix(heading).removesuffix("\n\n") or None


def _heading(words: str) -> str:
    return f"**{words}**\n\n"


def _listed(outcomes: Sequence[str]) -> str:
    # A new line inside an item would end it in Markdown; the alignments keep it.
    return "\n".join("- " + " ".join(title.split()) for title in outcomes)
