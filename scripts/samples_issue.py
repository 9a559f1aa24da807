"""The good samples: keys, registry, DID documents, status lists and credentials of the sample institutions.

Everything is fixed (times, secrets, keys), so the same code gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from samples_seal import seal_trust, sealer

from mcissue.cli.self_check import self_check
from mcissue.formats.edc import SEALED, SIGNED
from mcissue.formats.format import Output
from mcissue.formats.open_badges import BADGE, BADGE_TOKEN
from mcissue.issue.batch import Batch, StatusPlan
from mcissue.issue.intake import read_learners
from mcissue.issue.issuer import Issuer, key_id_for
from mcissue.issue.ledger import Ledger
from mcissue.issue.results import RowResult
from mcissue.jsonld.limits import REGISTRY_LIMITS
from mcissue.jsonld.read import JsonObject, write_json
from mcissue.proof.did import did_key_method
from mcissue.proof.did.documents import PublishedKey, did_document
from mcissue.proof.keys import PrivateKey
from mcissue.proof.keys.known import sample_seed
from mcissue.record.files import read_course, read_issuer
from mcissue.registry.draft import Draft, DraftFile
from mcissue.registry.snapshot import sign_snapshot

ROOT = Path(__file__).resolve().parents[1]
INPUTS = ROOT / "samples" / "inputs"

PUBLISHED = datetime(2026, 7, 1, 9, tzinfo=UTC)
"""When the registry is published."""

RUN = datetime(2026, 7, 1, 12, tzinfo=UTC)
"""When everything is issued; every proof carries it."""

AT = datetime(2026, 7, 2, 12, tzinfo=UTC)
"""When the samples are verified."""

UNTIL = datetime(2046, 7, 1, 12, tzinfo=UTC)
"""Until when registry and status lists may be used."""

SEQUENCE = 7
"""The number of the sample registry."""

AWARD_DATE = "2026-06-15"

KYMI = "did:web:kymi.example"
LOOK_ALIKE = "did:web:kymi-degrees.example"

#: Issuer id -> its sample keys, the one in use first.
KEYS: dict[str, tuple[str, ...]] = {
    KYMI: ("kymi", "rotated"),
    "did:web:credenciales.levante.example": ("levante",),
    "did:web:noordzee-alliantie.example": ("consortium",),
    "did:web:sunset-college.example": ("expired",),
    "did:web:carefield.example": ("otherfield",),
    "did:web:diplomahaus.example": ("withdrawn",),
    LOOK_ALIKE: ("impostor",),
}

ROTATED_UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
"""When Kymijoki stopped using its former key."""

#: Learner id -> a name for the file that every file system can hold.
FILE_NAMES = {
    "100231": "aino", "100232": "ake", "000047": "anh", "100233": "maria", "100234": "georgi",
    "100235": "muhammad", "100236": "giorgi", "100237": "suharto", "100238": "lumi", "100239": "jean",
    "100240": "thordis", "100241": "xiaolong",
    "A-0001": "maria-jose", "A-0002": "inaki", "A-0003": "angels", "A-0004": "jose-luis", "A-0005": "ximo",
    "A-0006": "ioana", "A-0007": "a",
    "NZ1": "sian", "NZ2": "joergen", "NZ3": "lukasz", "NZ4": "eleonora", "NZ5": "ana", "NZ6": "renee",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SampleClass:
    """One run of issuing.

    Attributes:
        folder: the folder below `credentials`.
        course: course and learner file.
        issuer: issuer file.
        only: the one learner to issue to; by default all.
        name: the file name of that one.
        status: the purpose of the status entries; None for none.
        cryptosuite: how it is signed.
        language: the language it is written in.
        outputs: the formats it is written in.
    """

    folder: str
    course: str
    issuer: str
    only: str | None = None
    name: str | None = None
    status: str | None = "revocation"
    cryptosuite: str = "eddsa-rdfc-2022"
    language: str | None = None
    outputs: tuple[Output, ...] = (BADGE, SIGNED)


CLASSES = (
    SampleClass(folder="research-data", course="research-data", issuer="kymi"),
    SampleClass(folder="contenidos-digitales", course="contenidos-digitales", issuer="levante"),
    SampleClass(folder="live-sound", course="live-sound", issuer="alliance"),
)

OTHER_KINDS = tuple(
    SampleClass(folder="other-kinds", course="research-data", issuer="kymi", only="100231", **kind)
    for kind in (
        {"name": "eddsa-jcs-2022", "cryptosuite": "eddsa-jcs-2022", "outputs": (BADGE,)},
        {"name": "suspension", "status": "suspension", "outputs": (BADGE,)},
        {"name": "without-status", "status": None},
        {"name": "in-english", "language": "en", "outputs": (BADGE,)},
        {"name": "token", "outputs": (BADGE_TOKEN,)},
        {"name": "sealed", "outputs": (SEALED,)},
    )
)


def key(name: str) -> PrivateKey:
    """A sample key by the name of its owner."""
    return PrivateKey.from_seed(sample_seed(name))


def method(issuer: str, name: str) -> str:
    """How proofs of an issuer name one of the sample keys."""
    return key_id_for(issuer, key(name).public_key)


def write(path: Path, document: JsonObject) -> None:
    """Write a document in our one form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_json(document, limits=REGISTRY_LIMITS))


def controller(issuer: str) -> JsonObject:
    """The DID document of a sample issuer."""
    current, *former = KEYS[issuer]
    keys = [PublishedKey(public_key=key(current).public_key)]
    keys += [PublishedKey(public_key=key(name).public_key, expires=ROTATED_UNTIL) for name in former]
    return did_document(issuer, keys=keys)


def file_of(issuer: str) -> str:
    """The file name of a DID document."""
    return f"{issuer.removeprefix('did:web:')}.json"


def write_controllers(folder: Path, **changes: JsonObject) -> None:
    """Write the DID documents and their index; `changes` replaces documents by file name without .json."""
    for issuer in KEYS:
        name = file_of(issuer)
        write(folder / name, changes.get(name.removesuffix(".json"), controller(issuer)))
    write(folder / "index.json", {issuer: file_of(issuer) for issuer in KEYS})


def registry_draft() -> Draft:
    """The sample registry as people wrote it."""
    return DraftFile.read(INPUTS / "registry.yaml").draft


def registry(
    *,
    draft: Draft | None = None,
    signer: str = "operator",
    sequence: int = SEQUENCE,
    valid_from: datetime = PUBLISHED,
    valid_until: datetime = UNTIL,
) -> JsonObject:
    """The sample registry, signed."""
    snapshot = (draft or registry_draft()).snapshot(
        sequence=sequence, valid_from=valid_from, valid_until=valid_until
    )
    operator = key(signer)
    return sign_snapshot(
        snapshot, signer=operator.signer(did_key_method(operator.public_key)), created=valid_from
    )


def issue_all(out: Path) -> None:
    """Issue every class into `out/credentials`, and publish its status lists into `out/status`."""
    lists: dict[str, Any] = {}
    for sample in (*CLASSES, *OTHER_KINDS):
        with tempfile.TemporaryDirectory() as folder:
            lists |= _issue(sample, Path(folder), out)
    write(out / "status" / "index.json", dict(sorted(lists.items())))


def _issue(sample: SampleClass, work: Path, out: Path) -> dict[str, str]:
    organisation = read_issuer(INPUTS / "issuers" / f"{sample.issuer}.yaml")
    course = read_course(INPUTS / "courses" / f"{sample.course}.yaml")
    language = sample.language or course.title.languages[0]
    learners = INPUTS / "learners" / f"{sample.course}.csv"
    intake = read_learners(learners, language=language, award_date=AWARD_DATE)
    assert not intake.problems, intake.problems
    owner = key(KEYS[organisation.id][0])
    secret = sha256(f"mcissue sample secret: {sample.folder} {sample.name}".encode()).digest()
    status = None
    if sample.status is not None:
        base = f"https://status.{sample.issuer}.example/"
        status = StatusPlan(base=base, purpose=sample.status, valid_for=UNTIL - RUN)
    with Ledger.open(work / "ledger", secret=secret) as ledger:
        batch = Batch(
            issuer=Issuer(
                organisation=organisation,
                signer=owner.signer(key_id_for(organisation.id, owner.public_key)),
                cryptosuite=sample.cryptosuite,
                allow_sample_key=True,
                sealer=sealer() if SEALED in sample.outputs else None,
            ),
            course=course,
            ledger=ledger,
            out=work,
            now=RUN,
            source=learners.name,
            status=status,
            language=language,
            outputs=sample.outputs,
            verify_all=True,
        )
        chosen = [row for row in intake.rows if sample.only in {None, row.key}]
        plan = batch.plan(chosen)
        assert not plan.problems, plan.problems

        def make_check(lists: Any) -> Any:
            seals = seal_trust(out / "seal-trust")
            return self_check(
                did_documents=out / "did-documents", lists=lists, at=RUN, complete=True, seals=seals
            )

        written: list[RowResult] = []
        result = batch.run(plan, make_check=make_check, on_row=written.append)
    names = {
        row.row: sample.name or f"{number:02}-{FILE_NAMES[row.key]}" for number, row in enumerate(chosen, 1)
    }
    for row in written:
        for path in map(Path, row.files):
            # `.json`, `.edc.json`, `.edc-sealed.json` or `.jwt`, as the run named it.
            target = out / "credentials" / sample.folder / (names[row.row] + "".join(path.suffixes))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(work / path, target)
    published = {}
    for url, path in result.lists.items():
        published[url] = f"{sample.issuer}-{sample.name or sample.course}.json"
        (out / "status").mkdir(exist_ok=True)
        shutil.copyfile(path, out / "status" / published[url])
    return published


def read(path: Path) -> JsonObject:
    """Read a JSON object."""
    value = json.loads(path.read_bytes())
    assert isinstance(value, dict)
    return value
