"""Verifiable Credentials of no format for achievements, and what the data model puts around credentials."""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Holding, Nature, Signs

__all__ = [
    "ANY_CREDENTIAL",
    "ENVELOPED",
    "FORMATS",
    "PRESENTATION",
    "STATUS_LIST",
    "VERIFIABLE_CREDENTIAL_1",
    "VERIFIABLE_CREDENTIAL_2",
]

_NO_FORMAT: Final = (
    "It is no format for achievements that is known here. Whether it is authentic and current can be "
    "found out: verify it under the policy 'authentic'."
)

STATUS_LIST: Final = Format(
    id="status_list",
    title="a status list",
    signs=Signs(types=frozenset({"BitstringStatusListCredential", "StatusList2021Credential"})),
    explanation="It says which credentials are revoked. Verify the credential itself, and give "
    "this list in a folder with it: --status-lists FOLDER.",
    helper=True,
)

ENVELOPED: Final = Format(
    id="enveloped",
    title="an enveloped Verifiable Credential or presentation",
    signs=Signs(types=frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})),
    explanation="What it envelops stands inside as a token; that is what is verified.",
    nature=Nature.OTHER_CREDENTIAL,
)

PRESENTATION: Final = Format(
    id="presentation",
    title="a presentation of credentials",
    signs=Signs(types=frozenset({"VerifiablePresentation"})),
    explanation="A wallet made it to show credentials. Each of them is verified by itself, and "
    "the whole is worth as much as the least of them.",
    nature=Nature.NO_CREDENTIAL,
    any_contexts=True,
    holds=Holding.PRESENTATION,
    rules=f"{__name__}.rules:presentation_findings",
)

VERIFIABLE_CREDENTIAL_2: Final = Format(
    id="verifiable_credential_2",
    title="a Verifiable Credential 2.0",
    signs=Signs(looks=f"{__name__}.signs:is_of_model_2"),
    explanation=_NO_FORMAT,
)

VERIFIABLE_CREDENTIAL_1: Final = Format(
    id="verifiable_credential_1",
    title="a Verifiable Credential 1.1",
    signs=Signs(looks=f"{__name__}.signs:is_of_model_1"),
    explanation=_NO_FORMAT,
)

ANY_CREDENTIAL: Final = Format(
    id="any_credential",
    title="a Verifiable Credential",
    signs=Signs(),
    any_contexts=True,
    rules=f"{__name__}.rules:credential_findings",
)
"""How a credential of whatever format is judged by its data model alone. It is no line of the table."""

FORMATS: Final = (
    STATUS_LIST,
    ENVELOPED,
    PRESENTATION,
    VERIFIABLE_CREDENTIAL_2,
    VERIFIABLE_CREDENTIAL_1,
)
