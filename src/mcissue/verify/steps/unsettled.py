"""What can't be relied upon where the form of a document leaves two readings.

A fault of form does not make a credential a forgery, and does not make it unreadable as long as one reading
is left. Where a fault leaves two (two subjects, two dates, two descriptions of one id), what rests on that
value can't be determined (docs/decisions/0027-report-version-2.md).
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mcissue.formats.rules import MAX_FINDINGS
from mcissue.verify.report.outcomes import Check, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcissue.formats.rules import Finding
    from mcissue.verify.steps.state import State

__all__ = ["settled"]

_AWARD: Final = frozenset({"issuer_registry", "accreditation", "mandatory_elements", "recipient"})
"""Checks that read the award: who made it, to whom, of what."""

_TIMES: Final = frozenset({"validity", "issuer_registry", "accreditation"})
"""Checks that read dates."""

_READING: Final = _AWARD | _TIMES | {"status"}
"""Checks that read anything. A signature holds, and is its signer's, however badly the rest is written."""

_ALL: Final = _READING | {"json_ld"}

_BY_CODE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "subject_not_single": _AWARD,
        "edc_not_single": _AWARD,
        "format_two_kinds": _ALL,
        "node_described_twice": _READING,
        "values_coincide": _READING,
        "dates_contradict": _TIMES,
        "vc1_member": _TIMES,
        "edc_id_reused": _AWARD | _TIMES,
        "edc_several_languages": frozenset({"mandatory_elements", "recipient"}),
        "edc_duration_implausible": frozenset({"mandatory_elements"}),
        "edc_concept_of_other_list": frozenset({"accreditation", "mandatory_elements"}),
        "edc_concept_unknown": frozenset({"accreditation", "mandatory_elements"}),
    }
)
"""Code of a finding -> the checks that rest on what has two readings. Codes that are not here leave one, or
leave nothing that could be read."""

_BY_PLACE: Final = (
    (
        re.compile(
            r"\.(?:valid(?:From|Until)|issuanceDate|expirationDate|issued|award(?:ed|ing)Date"
            r"|activity(?:Start|End)Date)(?=[.\[]|$)"
        ),
        _TIMES,
    ),
    (re.compile(r"^\$\.(?:credentialStatus|status)(?=[.\[]|$)"), frozenset({"status"})),
    (re.compile(r"\.(?:awardedBy|awardingBody|creator|issuer)(?=[.\[]|$)"), _AWARD),
)
"""Where a value that can't be used stands -> the checks that it would have been used for."""

_VALUES: Final = frozenset(
    {"member_malformed", "datetime_malformed", "relative_iri", "iri_malformed", "compact_iri", "iri_expected"}
    | {"blank_node_id", "value_dropped", "nested_list", "value_object_not_allowed", "second_form"}
    | {"language_map_not_signed", "language_tag_malformed"}
)
"""Codes about the value of a word that is read, unless it is one of `_HARMLESS`."""

_WORDS: Final = frozenset({"undefined_term", "undefined_type", "type_malformed"})
"""Codes about a word itself: it says nothing, unless it is written like one that is read."""

_HARMLESS: Final = re.compile(
    r"\.(?:image|caption|phone|url|geo|latitude|longitude|streetAddress|postalCode|salt|license\w*"
    r"|evidence|refreshService|termsOfUse|credentialSchema|relatedResource|holder|contactPoint|logo|definition"
    r"|honorific\w*|additionalName|official|genre|audience|displayParameter|date(?:Modified|Created)|type)"
    r"(?:\[\d+\]|\.\w+)*$"
)
"""Members that no answer rests on, and what lies in them."""


def settled(check: Check, state: State) -> Check:
    """A check as it may be relied upon: one that passed on a value with two readings is indeterminate.

    Args:
        check: what a step found.
        state: the state of the verification.
    """
    if check.id not in _ALL or not _counts(check):
        return check
    for finding in state.findings:
        if check.id in _unsettles(finding):
            return _doubted(check, finding.message, finding.path)
    if check.id in _READING and len(state.findings) >= MAX_FINDINGS:
        return _doubted(check, f"it has {MAX_FINDINGS} faults of form or more", "$")
    return check


def _counts(check: Check) -> bool:
    """Whether a check stands in favour of the credential."""
    return check.outcome is Outcome.PASSED or check.code == "status_entry_absent"


def _unsettles(finding: Finding) -> frozenset[str]:
    """The checks that can't be relied upon, because of what was found."""
    if finding.code in _BY_CODE:
        return frozenset() if finding.harmless else _BY_CODE[finding.code]
    if finding.code not in _VALUES | _WORDS:
        return frozenset()
    if _HARMLESS.search(finding.path):
        return frozenset()
    for place, checks in _BY_PLACE:
        if place.search(finding.path):
            return checks
    return _AWARD if finding.code in _VALUES else frozenset()


def _doubted(check: Check, why: str, path: str) -> Check:
    return Check(
        check.id,
        Outcome.INDETERMINATE,
        "two_readings",
        f"what this rests on is badly written, and can be read in more than one way or in none: {why}",
        path,
        "Ask the issuer for a credential that is written as its standard demands.",
        check.detail,
    )
