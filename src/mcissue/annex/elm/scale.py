"""Workload and level of a European Digital Credential: the two elements that are numbers on a scale."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from mcissue.annex.answers import EDC
from mcissue.annex.elm.document import ELM, EU_CONCEPT, LOCAL_CONCEPT
from mcissue.annex.reading import is_plain_amount
from mcissue.annex.wording import MEND_EARNED, MORE_EARNED, amount_text, joined, more_earned, workload_text
from mcissue.formats.conventions import CYCLE_URLS, hours_in
from mcissue.formats.edc.conventions import ECTS, LEVEL_NOT_APPLICABLE
from mcissue.vocabulary import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcissue.annex.elm.document import Edc, ElmNode
    from mcissue.annex.result import Element

__all__ = ["level", "workload"]

_AMOUNT = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)
_DURATION = re.compile(r"P[0-9YMWDTHS.]+", re.ASCII)


# --- Workload (M7) ------------------------------------------------------------------------------------------


def workload(edc: Edc) -> Element:
    """M7: credits with the name of their system, or hours, of the offer; else the hours of the activities.

    What the learner earned is not what the offer takes: recognised prior learning can make the two differ.
    """
    ects, others, faulty = _credits(edc.specification["creditPoint"].objects())
    durations = list(_durations(edc))
    hours = [(amount, node) for node in durations if (amount := _hours(node)) is not None]
    earned = _earned(edc)
    if len({amount for amount, _ in ects}) > 1:
        shown = joined((amount_text(amount) for amount, _ in ects), " / ")
        note = "Different numbers of credits are given."
        return EDC.partly("workload", ects[0][1].path, f"{shown} ECTS", ELM, note=note)
    if ects or hours:
        node = (ects or hours)[0][1]
        in_ects = ects[0][0] if ects else None
        shown = workload_text(in_ects, hours[0][0] if hours else None, earned)
        shown = joined([shown, *(text for text, _ in others)])
        if more_earned(in_ects, earned):
            path = edc.claim["creditReceived"].path
            return EDC.partly("workload", path, shown, ELM, note=MORE_EARNED, mend=MEND_EARNED)
        return EDC.present("workload", node.path, shown, ELM)
    if others:
        return EDC.present("workload", others[0][1].path, joined(text for text, _ in others), ELM)
    return _incomplete(faulty, durations, edc) or EDC.missing("workload")


def _incomplete(faulty: ElmNode | None, durations: list[ElmNode], edc: Edc) -> Element | None:
    """What is said of the workload, but is not one."""
    if faulty is not None:
        named = faulty.coded("framework", "education_credit")
        note = "The amount is not a positive number." if named else "The number has no credit system."
        shown = faulty["point"].text or amount_text(faulty["point"].amount or 0)
        return EDC.partly("workload", faulty.path, shown, ELM, note=note)
    if durations:
        shown = durations[0].text
        note = "It is not a duration with a number of hours."
        mend = ""
        if re.fullmatch(r"P\d+M", shown, re.ASCII):
            # The Commission's own sample writes P60M, which is five years.
            note = f"{shown} means {shown[1:-1]} months, which have no number of hours."
            mend = f"If hours were meant, write PT{shown[1:-1]}H; if minutes, PT{shown[1:]}."
        return EDC.partly("workload", durations[0].path, shown, ELM, note=note, mend=mend)
    for node in edc.claim["creditReceived"].objects():
        if (amount := _amount(node)) is not None:
            note = "The credits that this learner earned are given, but not the workload of the offer."
            return EDC.partly("workload", node.path, f"earned {amount_text(amount)}", ELM, note=note)
    return None


def _credits(
    points: Iterable[ElmNode],
) -> tuple[list[tuple[Decimal, ElmNode]], list[tuple[str, ElmNode]], ElmNode | None]:
    """ECTS credits, credits of other systems in words, and the first entry that is neither."""
    ects: list[tuple[Decimal, ElmNode]] = []
    others: list[tuple[str, ElmNode]] = []
    faulty = None
    for node in points:
        amount, systems = _amount(node), node.coded("framework", "education_credit")
        if amount is None or not systems:
            faulty = faulty or node
        elif systems[0].node.iri == ECTS:
            ects.append((amount, node))
        else:
            others.append((f"{amount_text(amount)} {systems[0].text}", node))
    return ects, others, faulty


def _earned(edc: Edc) -> Decimal | None:
    ects, _, _ = _credits(edc.claim["creditReceived"].objects())
    return ects[0][0] if ects else None


def _amount(node: ElmNode) -> Decimal | None:
    """The number of a CreditPoint; the model writes it as a text, others as a number."""
    point = node["point"]
    if point.amount is not None:
        return Decimal(repr(point.amount))
    if _AMOUNT.fullmatch(point.text) is None:
        return None
    amount = Decimal(point.text)
    return amount if is_plain_amount(float(amount)) else None


def _durations(edc: Edc) -> Iterator[ElmNode]:
    """What is written as a duration of the offer; else of the activities that led to it."""
    own = edc.specification["volumeOfLearning"]
    if own.text:
        yield own
        return
    for activity in edc.activities:
        specified = [one["volumeOfLearning"] for one in activity["specifiedBy"].objects()]
        yield from (node for node in (*specified, activity["workload"]) if node.text)


def _hours(node: ElmNode) -> Decimal | None:
    hours = hours_in(node.text) if _DURATION.fullmatch(node.text[:40]) else None
    return hours if hours is not None and is_plain_amount(float(hours)) else None


# --- Level (M8) ---------------------------------------------------------------------------------------------


def level(edc: Edc) -> Element:
    """M8: an EQF level, a level of a national framework or a cycle of the QF-EHEA; "if applicable".

    Not applicable is only what the document itself says, by a concept of ours: a level that is merely absent
    is missing, since nobody can tell why it is not there.
    """
    specification = edc.specification
    european = specification.coded("eqfLevel", "eqf")
    national = specification.coded("nqfLevel", "nqf")
    others = [(node, node.iri) for node in specification["educationLevel"].objects()]
    excused = [node for node, iri in others if iri == LEVEL_NOT_APPLICABLE]
    cycles = [(node, text) for node, iri in others if (text := _cycle(iri))]
    parts = [(found.node, f"EQF {found.code}" if found.listed else found.text) for found in european]
    parts += [(found.node, found.text) for found in national] + cycles
    shown = joined((text for _, text in parts), ", ")
    faulty = next((found.node for found in european if not found.listed), None)
    if faulty is not None or len({found.code for found in european}) > 1:
        node = faulty or european[0].node
        note = f"It is no level of {SCHEMES['eqf'].uri}." if faulty else "Different EQF levels are given."
        return EDC.partly("level", node.path, shown, ELM, note=note)
    if parts and excused:
        note = "A level is given and said to be not applicable at once."
        return EDC.partly("level", excused[0].path, shown, ELM, note=note)
    if excused:
        note = "The document says that this stands outside any framework of levels."
        return EDC.not_applicable("level", excused[0].path, "", LOCAL_CONCEPT, note)
    if european or cycles or any(found.listed for found in national):
        return EDC.present("level", parts[0][0].path, shown, EU_CONCEPT)
    if parts:
        return EDC.present("level", parts[0][0].path, shown, LOCAL_CONCEPT)
    return EDC.missing("level")


def _cycle(iri: str) -> str:
    return next((f"{cycle.value} cycle" for cycle, url in CYCLE_URLS.items() if url == iri), "")
