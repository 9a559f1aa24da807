"""European Digital Credentials: with a proof inside, prepared for upload, and with a seal around them."""

from __future__ import annotations

from typing import Final

from mcissue.formats.format import Format, Nature, Output, Securing, Signs

__all__ = ["EDC", "EDC_SEALED", "EDC_UPLOAD", "FORMATS", "SEALED", "SIGNED", "UPLOAD"]

_VIEW: Final = f"{__name__}.view:EdcView"
_ELEMENTS: Final = "mcissue.annex.elm.elements:find"

SIGNED: Final = Output(
    id="edc",
    title="a European Digital Credential",
    family="edc",
    suffix=".edc.json",
    write=f"{__name__}.documents:write_signed",
)

UPLOAD: Final = Output(
    id="edc-upload",
    title="a European Digital Credential for upload",
    family="edc",
    form="upload",
    suffix=".edc-upload.json",
    write=f"{__name__}.documents:write_upload",
    securing=Securing.ELSEWHERE,
    next_step="hand them to the European Commission's issuing tool. They hold the learners' e-mail "
    "addresses.",
)

SEALED: Final = Output(
    id="edc-sealed",
    title="a sealed European Digital Credential",
    family="edc",
    form="sealed",
    suffix=".edc-sealed.json",
    write=f"{__name__}.documents:write_sealed",
    securing=Securing.SEAL,
)

EDC: Final = Format(
    id="edc",
    title="a European Digital Credential",
    signs=Signs(types=frozenset({"EuropeanDigitalCredential"}), looks=f"{__name__}.signs:is_of_the_profile"),
    awards=True,
    # Said, because the viewer of Europass looks for a seal and shows that there is none.
    proof_remark="it carries a signature of the issuer's own and no electronic seal",
    outputs=(SIGNED,),
    rules=f"{__name__}.rules:edc_findings",
    view=_VIEW,
    elements=_ELEMENTS,
    read=f"{__name__}.documents:read",
)

EDC_UPLOAD: Final = Format(
    id="edc_upload",
    title="a European Digital Credential prepared for upload",
    signs=Signs(members=f"{__name__}.signs:is_upload"),
    explanation="It is not sealed yet: it is what an issuer hands to the European Commission's issuing tool.",
    nature=Nature.OTHER_CREDENTIAL,
    awards=True,
    unsigned=True,
    outputs=(UPLOAD,),
    rules=f"{__name__}.rules:upload_findings",
    view=_VIEW,
    elements=_ELEMENTS,
    unwrap=f"{__name__}.wrapping:out_of_upload",
    implied_contexts=f"{__name__}.conventions:CONTEXTS",
    read=f"{__name__}.documents:read",
)

EDC_SEALED: Final = Format(
    id="edc_sealed",
    title="a European Digital Credential with an electronic seal",
    signs=Signs(members=f"{__name__}.signs:is_sealed"),
    explanation="The credential stands inside of an electronic seal.",
    nature=Nature.OTHER_CREDENTIAL,
    outputs=(SEALED,),
    view=_VIEW,
    elements=_ELEMENTS,
    unwrap=f"{__name__}.wrapping:out_of_seal",
    read=f"{__name__}.documents:read_sealed",
)

FORMATS: Final = (EDC, EDC_UPLOAD, EDC_SEALED)
