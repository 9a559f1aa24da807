"""European Digital Credentials: a record becomes one, and one becomes a record again.

Written is what `docs/standards/elm.md` describes: Verifiable Credentials 1.1 with the application profile 1.1
of the European Learning Model, all languages of the record, what the model has no property for as notes
(`mcissue.formats.edc.conventions`). There are three forms: `EdcForm.UPLOAD` is what the European
Commission's tools take and seal, `EdcForm.SIGNED` is made for a Data Integrity proof of our own,
`EdcForm.SEALED` for an electronic seal of the issuer's own.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mcissue.errors import RecordError
from mcissue.formats.building import build
from mcissue.formats.conversion import Conversion, Reading, SealNames
from mcissue.formats.edc.conventions import (
    CONTEXTS,
    ESCO_SKILLS,
    PROFILE_CONCEPTS,
    SIGNED_CONTEXTS,
    EdcProfile,
)
from mcissue.formats.edc.read_credential import ESSENTIAL, tree_of
from mcissue.formats.edc.reading import spread
from mcissue.formats.edc.seal import apply_seal_names
from mcissue.formats.edc.wrapping import out_of_seal
from mcissue.formats.edc.write_credential import Envelope, accreditations_of, credential
from mcissue.formats.edc.write_organisation import identifier_home, is_accreditation
from mcissue.formats.edc.writing import EdcWriting
from mcissue.formats.reading import unread
from mcissue.formats.settling import check_id, entry_of, settled
from mcissue.jsonld.read import check_value
from mcissue.vocabulary import EdcProfileWish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from mcissue.formats.conversion import WriteRequest
    from mcissue.formats.losses import Loss, Steps
    from mcissue.formats.settling import StatusObject
    from mcissue.jsonld.read import JsonObject
    from mcissue.record import Identifier, LearningOutcome, Organisation, QualityAssurance, Record

__all__ = [
    "EdcForm",
    "EdcProfile",
    "read",
    "read_sealed",
    "settled_for_edc",
    "to_edc",
    "write_sealed",
    "write_signed",
    "write_upload",
]


class EdcForm(StrEnum):
    """For whom a European Digital Credential is made."""

    UPLOAD = "upload"
    """For the Commission's issuing tool, which adds the time and the issuer's electronic seal."""
    SIGNED = "signed"
    """For a Data Integrity proof of our own; Europass shows such a credential as one without a seal."""
    SEALED = "sealed"
    """For the issuer's electronic seal around it, made here."""


def to_edc(
    record: Record,
    *,
    credential_id: str,
    status: StatusObject | Mapping[str, Any] | None,
    node_id: Callable[[str], str],
    issued: datetime | None = None,
    form: EdcForm = EdcForm.SIGNED,
    profile: EdcProfile | None = None,
    language: str | None = None,
    seal: SealNames | None = None,
) -> Conversion:
    """Write a record as a European Digital Credential, unsigned.

    Args:
        record: what to write.
        credential_id: the credential's id, an absolute IRI; it goes before the record's own.
        status: the one status entry, or None for a credential that cannot be revoked.
        node_id: makes a `urn:uuid:` id from the name of a node, as `mcissue.formats.to_openbadges` wants it.
        issued: when it is signed; the signed form needs it, the upload form must not have it.
        form: for whom it is made. The upload form wraps the credential: `{"credential", "deliveryDetails"}`.
        profile: which profile it follows; by default the one that the course asks for, else the generic one,
            with a mandate that of mandates.
        language: the main language; by default the record's, else the best one of its title.
        seal: what the certificate says of the one who will seal it; for the sealed form.

    Raises:
        RecordError: nothing identifies the learner (`learner_unidentified`), `credential_id` is no absolute
            IRI (`identifier_invalid`), one id stands for two things (`ids_coincide`), the record does not fit
            the profile (`edc_profile_unfit`) or the status entry the format (`status_entry_too_rich`).
        ValueError: `issued` or `seal` does not go with the form.
    """
    if (issued is None) is not (form is EdcForm.UPLOAD):
        raise ValueError("the signed form needs the time of issuing, the upload form has none")
    if (seal is None) is (form is EdcForm.SEALED):
        raise ValueError("the sealed form needs the names of the certificate, and no other form has them")
    check_id(credential_id)
    as_written = settled_for_edc(record, credential_id=credential_id, language=language)
    chosen = _profile(as_written, profile)
    as_written = _asking_for(chosen, as_written)
    writing = EdcWriting(language=as_written.main_language, node_id=node_id)
    wished = language or record.language or as_written.main_language
    if wished != as_written.main_language:
        why = "the title is not written in it"
        writing.lose("language", what=f"the wish for {wished}", why=why, becomes=as_written.main_language)
    envelope = Envelope(
        contexts=SIGNED_CONTEXTS if form is EdcForm.SIGNED else CONTEXTS,
        profile=chosen,
        status=entry_of(status),
        issued=issued,
        with_email=form is EdcForm.UPLOAD,
    )
    document = credential(writing, as_written, envelope)
    if seal is not None:
        apply_seal_names(writing, document, seal)
    if form is EdcForm.UPLOAD:
        email = as_written.award.learner.email
        address: JsonObject = {"deliveryAddress": [] if email is None else [email]}
        document = {"credential": document, "deliveryDetails": address}
    return Conversion(document, tuple(writing.losses), as_written)


def write_signed(record: Record, request: WriteRequest) -> Conversion:
    """Write a record as a European Digital Credential that gets a proof inside.

    Args:
        record: what to write.
        request: what does not stand in it, with the time of signing.

    Raises:
        RecordError: as `to_edc`.
    """
    return _write(record, request, EdcForm.SIGNED)


def write_upload(record: Record, request: WriteRequest) -> Conversion:
    """Write a record as the European Commission's tools take it; arguments as for `write_signed`."""
    return _write(record, request, EdcForm.UPLOAD)


def write_sealed(record: Record, request: WriteRequest) -> Conversion:
    """Write a record as what an electronic seal goes around; arguments as for `write_signed`.

    Raises:
        KeyMaterialError: the issuer has no seal, or its certificate does not say whose it is.
    """
    return _write(record, request, EdcForm.SEALED)


def _write(record: Record, request: WriteRequest, form: EdcForm) -> Conversion:
    return to_edc(
        record,
        credential_id=request.credential_id,
        status=request.status,
        node_id=request.node_id,
        issued=None if form is EdcForm.UPLOAD else request.created,
        form=form,
        language=request.language,
        seal=request.seal() if form is EdcForm.SEALED and request.seal is not None else None,
    )


def _profile(record: Record, wished: EdcProfile | None) -> EdcProfile:
    mandated = record.course.mandate is not None
    if wished is EdcProfile.ISSUED_BY_MANDATE and not mandated:
        raise RecordError(
            "a credential that is issued by mandate needs the mandate",
            code="edc_profile_unfit",
            path="$.course.mandate",
            mend="Add the mandate to the course, or choose another profile.",
        )
    if wished is None and record.course.edc_profile is not None:
        return EdcProfile(record.course.edc_profile.value)
    return wished or (EdcProfile.ISSUED_BY_MANDATE if mandated else EdcProfile.GENERIC)


def _asking_for(profile: EdcProfile, record: Record) -> Record:
    """The record whose course asks for the profile that is written: the document says so, and is read so."""
    wish = EdcProfileWish.ACCREDITED if profile is EdcProfile.ACCREDITED else None
    if record.course.edc_profile is wish:
        return record
    return record.model_copy(update={"course": record.course.model_copy(update={"edc_profile": wish})})


def read(document: JsonObject) -> Reading:
    """Make a record of a European Digital Credential (`mcissue.formats.records.from_edc`).

    Args:
        document: a document that was recognised as one, or as the form for upload.

    Raises:
        RecordError: it claims nothing, or lacks what a record cannot do without.
        DocumentError: it is no strict JSON data, or too large.
    """
    check_value(document)
    used: set[Steps] = set()
    hashed: list[Loss] = []
    tree = tree_of(document, used, hashed)
    record, misfits = build(tree, essential=ESSENTIAL)
    spread(document, used)
    if _says_accredited(document) and record.course.mandate is None and accreditations_of(record):
        # A stranger's credential of this profile without what it rests on is read as a generic one.
        record = _asking_for(EdcProfile.ACCREDITED, record)
    return Reading(settled_for_edc(record), (*misfits, *hashed, *unread(document, used)))


def read_sealed(document: JsonObject) -> Reading:
    """Read what stands inside of a seal as a record; places of losses go on inside the text of the payload.

    Args:
        document: a document that was recognised as a sealed one.

    Raises:
        RecordError, DocumentError: as `read`.
    """
    inner = out_of_seal(document)
    reading = read(document if inner is None else inner[0])
    moved = (replace(loss, steps=("payload", *loss.steps)) for loss in reading.losses)
    return replace(reading, losses=tuple(moved))


def _says_accredited(document: JsonObject) -> bool:
    # As `tree_of` finds it, in the form for upload.
    inner = document.get("credential", document)
    listed = inner.get("credentialProfiles") if isinstance(inner, dict) else None
    profiles = listed if isinstance(listed, list) else [listed]
    wanted = PROFILE_CONCEPTS[EdcProfile.ACCREDITED]
    return any(isinstance(profile, dict) and profile.get("id") == wanted for profile in profiles)


def settled_for_edc(
    record: Record, *, credential_id: str | None = None, language: str | None = None
) -> Record:
    """The record as `formats.settling.settled` gives it, with its lists in the model's order.

    The model keeps legal identifiers apart from others, ESCO's skills from other skills, accreditations from
    other quality assurance, evidence with an address from evidence without one. So each of these lists has
    the former first. Awarding bodies that are the issuer alone are not repeated. Nothing that a reader could
    learn is gained or lost.

    Args:
        record: the record.
        credential_id: the document's id; by default the record's.
        language: the language of the document; by default the record's, else the title's best.
    """
    record = settled(record, credential_id=credential_id, language=language)
    course, award = record.course, record.award
    issuer = _organisation_in_order(record.issuer)
    bodies = tuple(_organisation_in_order(body) for body in course.awarding_bodies)
    return record.model_copy(
        update={
            "issuer": issuer,
            "course": course.model_copy(
                update={
                    "awarding_bodies": () if bodies == (issuer,) else bodies,
                    "quality_assurance": _assurance_in_order(course.quality_assurance),
                    "learning_outcomes": tuple(_outcome_in_order(item) for item in course.learning_outcomes),
                }
            ),
            "award": award.model_copy(
                update={"evidence": tuple(sorted(award.evidence, key=lambda item: item.url is None))}
            ),
        }
    )


_HOMES = ("eIDASIdentifier", "registration", "vatIdentifier", "taxIdentifier", "identifier")
_SINGLE = frozenset(_HOMES[:2])


def _organisation_in_order(one: Organisation) -> Organisation:
    taken: set[str] = set()

    def home(item: Identifier) -> int:
        place = identifier_home(item)
        if place in _SINGLE and place in taken:
            place = "identifier"
        taken.add(place)
        return _HOMES.index(place)

    return one.model_copy(
        update={
            "identifiers": tuple(sorted(one.identifiers, key=home)),
            "quality_assurance": _assurance_in_order(one.quality_assurance),
        }
    )


def _assurance_in_order(items: tuple[QualityAssurance, ...]) -> tuple[QualityAssurance, ...]:
    return tuple(sorted(items, key=lambda item: not is_accreditation(item)))


def _outcome_in_order(outcome: LearningOutcome) -> LearningOutcome:
    skills = sorted(outcome.skills, key=lambda skill: not skill.uri.startswith(ESCO_SKILLS))
    return outcome.model_copy(update={"skills": tuple(skills)})
