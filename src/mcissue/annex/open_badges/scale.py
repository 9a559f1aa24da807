"""Workload and level of an Open Badges document: the two elements that are numbers on a scale."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from mcissue.annex.answers import DOCUMENT
from mcissue.annex.open_badges.badge import ALIGNMENT, EU_CONCEPT, OPEN_BADGES, TEXT, said, spoken
from mcissue.annex.reading import is_plain_amount
from mcissue.annex.wording import MEND_EARNED, MORE_EARNED, amount_text, joined, more_earned, workload_text
from mcissue.formats.conventions import LEVEL_NOT_APPLICABLE, Role, hours_in, plain_url
from mcissue.vocabulary import Cycle, concept_by_uri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcissue.annex.open_badges.badge import Badge
    from mcissue.annex.reading import Node
    from mcissue.annex.result import Element

__all__ = ["level", "workload"]

EDUBADGES = "edubadges"

_AMOUNT = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)
_ONE_LEVEL = re.compile(r"(?<![0-9.])[1-8](?![0-9.])", re.ASCII)
_EQF = re.compile(r"\bEQF\b|European Qualifications? Framework", re.IGNORECASE)
_NATIONAL = re.compile(r"\b[A-Za-z]{0,5}(QF|NFQ)\b|Qualifications? Framework", re.IGNORECASE)
_CYCLES = frozenset(cycle.value for cycle in Cycle)

_NO_UNIT = "A number of credits is given, but not whose credits they are."


# --- Workload (M7) ------------------------------------------------------------------------------------------


def workload(badge: Badge) -> Element:
    """M7: present with a unit: ECTS by an alignment to its concept or the edubadges property, or hours.

    `creditsAvailable` of Open Badges is a number without a unit. Five credits are 125 hours in one system and
    15 in another, so without the unit the workload is only partly there. What the learner earned is not what
    the offer takes: recognition of prior learning can make the two differ.
    """
    found = _ects(badge)
    hours = _hours(badge)
    earned = _exact(badge.subject["creditsEarned"])
    for amounts, what in ((found, "credits"), (hours, "hours")):
        if len({amount for amount, _ in amounts}) > 1:
            shown = joined((amount_text(amount) for amount, _ in amounts), " / ")
            note = f"Different numbers of {what} are given."
            return DOCUMENT.partly("workload", amounts[0][1].path, f"{shown} {what}", OPEN_BADGES, note=note)
    if found or hours:
        node = (found or hours)[0][1]
        in_ects = found[0][0] if found else None
        shown = workload_text(in_ects, hours[0][0] if hours else None, earned)
        if more_earned(in_ects, earned):
            path = badge.subject["creditsEarned"].path
            return DOCUMENT.partly("workload", path, shown, OPEN_BADGES, note=MORE_EARNED, mend=MEND_EARNED)
        own = node.path.rpartition(".")[2] in {"ECTS", "SBU", "timeInvestment"}
        return DOCUMENT.present("workload", node.path, shown, EDUBADGES if own else ALIGNMENT)
    return _without_unit(badge, earned)


def _without_unit(badge: Badge, earned: Decimal | None) -> Element:
    available = badge.achievement["creditsAvailable"]
    amount = _exact(available)
    if amount is not None:
        unit = badge.of(Role.ECTS)
        shown = f"{amount_text(amount)} credits"
        if earned is not None and earned != amount:
            shown += f", earned {amount_text(earned)}"
        note = "The unit ECTS is named with an amount that cannot be read." if unit else _NO_UNIT
        return DOCUMENT.partly("workload", available.path, shown, OPEN_BADGES, note=note)
    for node in (available, *badge.of(Role.ECTS, Role.HOURS)):
        if node.exists:
            note = "A workload is announced, but its amount is not a positive number."
            shown = node["targetCode"].text or node.text
            return DOCUMENT.partly("workload", node.path, shown, OPEN_BADGES, note=note)
    if earned is not None:
        note = "The credits that this learner earned are given, but not the workload of the offer."
        shown = f"earned {amount_text(earned)}"
        return DOCUMENT.partly("workload", badge.subject["creditsEarned"].path, shown, OPEN_BADGES, note=note)
    return DOCUMENT.missing("workload")


def _ects(badge: Badge) -> list[tuple[Decimal, Node]]:
    """Every statement of the offer's ECTS credits; with the unit named, `creditsAvailable` is one of them."""
    units = badge.of(Role.ECTS)
    coded = [(_number(node["targetCode"].text), node) for node in units]
    found = [(amount, node) for amount, node in coded if amount is not None]
    own = badge.achievement["ECTS"]
    if (amount := _exact(own)) is not None:
        found.append((amount, own))
    available = badge.achievement["creditsAvailable"]
    plain_unit = any(not node["targetCode"].exists for node in units)
    if (found or plain_unit) and (amount := _exact(available)) is not None:
        found.append((amount, available))
    return found


def _hours(badge: Badge) -> list[tuple[Decimal, Node]]:
    """Every statement of hours: our duration, and what edubadges calls study load and time investment."""
    found = []
    for node in badge.of(Role.HOURS):
        text = node["targetCode"].text
        amount = hours_in(text) or _number(text)
        if amount is not None and is_plain_amount(float(amount)):
            found.append((amount, node))
    load = [(_exact(badge.achievement[name]), badge.achievement[name]) for name in ("SBU", "timeInvestment")]
    # The study load is the formal one of the two; the time invested may differ from it.
    return found or [(amount, node) for amount, node in load if amount is not None][:1]


def _exact(node: Node) -> Decimal | None:
    amount = node.amount
    return None if amount is None else Decimal(repr(amount))


def _number(text: str) -> Decimal | None:
    if _AMOUNT.fullmatch(text) is None:
        return None
    amount = Decimal(text)
    return amount if is_plain_amount(float(amount)) else None


# --- Level (M8) ---------------------------------------------------------------------------------------------


def level(badge: Badge) -> Element:
    """M8: an EQF level, a level of a national framework or a cycle of the QF-EHEA; "if applicable".

    Not applicable is only what the document itself says, by our alignment to the list of EQF levels: a level
    that is merely absent is missing, since nobody can tell why it is not there.
    """
    excused = [
        node
        for node in badge.of(Role.LEVEL_NOT_APPLICABLE)
        if node["targetCode"].text == LEVEL_NOT_APPLICABLE
    ]
    european, faulty = _european(badge)
    parts = [(f"EQF {number}", node) for number, node in european]
    parts += [(spoken(node), node) for node in badge.of(Role.NQF_LEVEL) if spoken(node)]
    parts += [(_cycle_text(node), node) for node in badge.of(Role.CYCLE) if _cycle_text(node)]
    parts += [(text, node) for node in badge.unknown if (text := _national_text(node))]
    shown = joined((text for text, _ in parts), ", ")
    if faulty or len({number for number, _ in european}) > 1:
        node = faulty or european[0][1]
        note = "The EQF level is not one level from 1 to 8." if faulty else "Different EQF levels are given."
        return DOCUMENT.partly("level", node.path, shown or said(node), EU_CONCEPT, note=note)
    if parts and excused:
        note = "A level is given and said to be not applicable at once."
        return DOCUMENT.partly("level", excused[0].path, shown, EU_CONCEPT, note=note)
    if excused:
        note = "The document says that this stands outside any framework of levels."
        return DOCUMENT.not_applicable("level", excused[0].path, "", ALIGNMENT, note)
    if parts:
        convention = TEXT if parts[0][1] in badge.unknown else EU_CONCEPT
        return DOCUMENT.present("level", parts[0][1].path, shown, convention)
    return DOCUMENT.missing("level")


def _european(badge: Badge) -> tuple[list[tuple[str, Node]], Node | None]:
    """The EQF levels that are stated, and the first statement that names none or contradicts itself."""
    found: list[tuple[str, Node]] = []
    for node in badge.of(Role.EQF_LEVEL):
        concept = concept_by_uri(plain_url(node["targetUrl"].text))
        code = node["targetCode"].text
        # A code beside the address must say the same, or people and programs would read two levels.
        if concept is None or concept.code is None or (code and _one_level([code]) != concept.code):
            return found, node
        found.append((concept.code, node))
    for node in badge.unknown:
        if node["targetType"].text != "ext:EQF" and not _EQF.search(node["targetFramework"].text[:300]):
            continue
        number = _one_level([node["targetCode"].text, node["targetName"].text])
        if number is None:
            return found, node
        found.append((number, node))
    return found, None


def _one_level(texts: Iterable[str]) -> str | None:
    """The level that the first text with one names: `6`, `EQF 6`, `Level 6`."""
    for text in texts:
        numbers = {match[0] for match in _ONE_LEVEL.finditer(text[:100])}
        if len(numbers) == 1:
            return numbers.pop()
    return None


def _cycle_text(node: Node) -> str:
    code = node["targetCode"].text.lower()
    return f"{code} cycle" if code in _CYCLES else node["targetName"].text


def _national_text(node: Node) -> str:
    """A level of another framework than the EQF, told in words: its framework's name and a code or name."""
    framework = node["targetFramework"].text[:300]
    if not _NATIONAL.search(framework) or _EQF.search(framework) or node["targetType"].text == "ext:EQF":
        return ""
    told = node["targetCode"].text or node["targetName"].text
    return f"{framework}: {told}" if told else ""
