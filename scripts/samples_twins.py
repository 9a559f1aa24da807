"""Bad twins of the good samples: how they are made, verified and written down.

A twin differs from a good sample in exactly one thing: in the credential, or in what it is verified with. The
table of twins stands in `samples_twin_table`; what must come of each is stated there by hand, and nothing is
written if the verifier says otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samples_issue import AT, KEYS, RUN, key, method, read, write
from samples_seal import seal_trust

from mcissue.cli.output.verify_printer import EXITS
from mcissue.errors import RegistryError
from mcissue.jsonld.read import JsonObject, write_json
from mcissue.proof.data_integrity import add_proof
from mcissue.proof.did import Resolver
from mcissue.proof.did.documents import load_did_documents
from mcissue.proof.keys import PublicKey
from mcissue.proof.multibase import decode_base64url
from mcissue.registry.snapshot import load_registry
from mcissue.verify import Outcome, Report, Verifier

Edit = Callable[[Any], object]
Make = Callable[["Good"], bytes]
Around = Callable[[Path, "Good"], Mapping[str, Any]]

MARK = "This is a sample: institutions and learners are invented, and everybody has the keys."

USUAL: dict[str, Any] = {
    "at": AT.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "registry": "registry.json",
    "trust_operator": "operator.multikey",
    "allow_test_registry": True,
    "did_documents": "did-documents",
    "status_lists": "status",
    "seal_trust": "seal-trust",
    "registry_seen_before": None,
}
"""What the good samples are verified with; paths are relative to `samples/`."""

_NOTICED = {Outcome.FAILED, Outcome.INDETERMINATE}


@dataclass(frozen=True)
class Good:
    """A good sample.

    Attributes:
        samples: the folder of all samples.
        data: its bytes.
        document: its content; of a token that of its payload, of a sealed file that of the file.
    """

    samples: Path
    data: bytes
    document: JsonObject

    @property
    def issuer(self) -> str:
        """Its issuer's id."""
        return str(self.document["issuer"]["id"])

    def unsigned(self) -> JsonObject:
        """A copy without proof."""
        return {name: value for name, value in self.document.items() if name != "proof"}


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A bad twin.

    Attributes:
        name: the name of its folder.
        of: the good sample, below `credentials`; without its ending, if that is `.json`.
        change: what is different, in one sentence.
        make: makes the changed credential; None if the credential is the good one.
        around: makes the changed surroundings in the twin's folder, and gives the options that differ.
        check: the check that must notice it.
        outcome: `failed` or `indeterminate`; `not_applicable` where there is no credential.
        code: why.
        also: check -> code of the others that cannot pass then.
    """

    name: str
    of: str
    change: str
    make: Make | None = None
    around: Around | None = None
    check: str
    outcome: str
    code: str
    also: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert (self.make is None) != (self.around is None), f"{self.name}: one thing is changed, not two"


def edited(edit: Edit, *, by: str | None = None, named: str | None = None, **options: Any) -> Make:
    """Change the credential before it is signed, as an honest or dishonest issuer would.

    Args:
        edit: changes the unsigned credential.
        by: the sample key that signs; by default the issuer's.
        named: how the proof names the key; by default as a key of the issuer.
        options: how it is signed: `created`, `purpose` ...
    """

    def make(good: Good) -> bytes:
        document = _copy(good.unsigned())
        edit(document)
        issuer = document["issuer"]["id"]
        owner = by or KEYS[issuer][0]
        signer = key(owner).signer(named or method(issuer, owner))
        usual = {"created": RUN, "as_array": isinstance(good.document["proof"], list)}
        return write_json(add_proof(document, signer=signer, **{**usual, **options}))

    return make


def forged(edit: Edit) -> Make:
    """Change the credential after it was signed."""

    def make(good: Good) -> bytes:
        document = _copy(good.document)
        edit(document)
        return write_json(document)

    return make


def payload(token: bytes) -> JsonObject:
    """What a token says."""
    part = token.split(b".")[1].decode("ascii")
    value = json.loads(decode_base64url(part, max_length=len(part)))
    assert isinstance(value, dict)
    return value


def nothing(_: Any) -> None:
    """The credential says the same; only who signs it, or how, is different."""


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(each) for name, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


def make_twins(out: Path, twins: Sequence[Twin]) -> None:
    """Make every twin below `out/twins`, where the good samples are in place already."""
    rows, faults = [], []
    for twin in twins:
        folder = out / "twins" / twin.name
        folder.mkdir(parents=True)
        ending = ".jwt" if twin.of.endswith(".jwt") else ".json"
        original = f"credentials/{twin.of.removesuffix(ending)}{ending}"
        data = (out / original).read_bytes()
        good = Good(out, data, payload(data) if ending == ".jwt" else read(out / original))
        credential = original
        if twin.make is not None:
            credential = f"twins/{twin.name}/credential{ending}"
            (out / credential).write_bytes(twin.make(good))
        options = {**USUAL, **(twin.around(folder, good) if twin.around else {})}
        report = verify(out, credential, options)
        faults += _compare(twin, report)
        write(folder / "expected.json", _expected(twin, original, credential, options, report))
        rows.append(
            f"| [`{twin.name}`]({twin.name}) | {twin.change} | `{twin.check}` {twin.outcome} | `{twin.code}` |"
        )
    if faults:
        raise SystemExit("\n".join(faults))
    (out / "twins" / "README.md").write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


_HEAD = """\
# Bad twins

Each folder differs from a good sample in one thing; `expected.json` says in what, how it is verified, and what must
come of it. This page is made by `make samples`.

| twin | the one change | check | code |
| --- | --- | --- | --- |
"""


def verify(out: Path, credential: str, options: Mapping[str, Any]) -> Report:
    """Verify a sample as `mcissue verify` would do with these options."""
    verifier = Verifier(
        registry=_registry(out, options),
        resolver=Resolver(load_did_documents(out / options["did_documents"])),
        status_lists=_lists(out / options["status_lists"]),
        at=AT,
        allow_test_registry=options["allow_test_registry"],
        seal_trust=seal_trust(out / options["seal_trust"]),
    )
    return verifier.verify((out / credential).read_bytes(), name=Path(credential).name)


def _registry(out: Path, options: Mapping[str, Any]) -> Any:
    if options["registry"] is None:
        return None
    operator = PublicKey.from_multikey((out / options["trust_operator"]).read_text(encoding="ascii").strip())
    seen = options["registry_seen_before"]
    minimum = read(out / seen)["sequence"] if seen else None
    data = (out / options["registry"]).read_bytes()
    try:
        return load_registry(data, operator_key=operator, at=AT, minimum_sequence=minimum)
    except RegistryError as error:
        return error


def _lists(folder: Path) -> dict[str, bytes]:
    return {url: (folder / str(name)).read_bytes() for url, name in read(folder / "index.json").items()}


def _compare(twin: Twin, report: Report) -> list[str]:
    """Hold what the table says against what the verifier says."""
    found = {
        check.id: (check.outcome.value, check.code) for check in report.checks if check.outcome in _NOTICED
    }
    found.pop(twin.check, None)
    check = report.check(twin.check)
    main = (check.outcome.value, check.code)
    others = {check_id: code for check_id, (_, code) in found.items()}
    if main == (twin.outcome, twin.code) and others == dict(twin.also):
        return []
    said = f"{twin.outcome} {twin.code}, also {dict(twin.also)}"
    return [f"twin {twin.name}: {twin.check} should be {said}, and is {main}, also {others}"]


def _expected(
    twin: Twin, original: str, credential: str, options: Mapping[str, Any], report: Report
) -> JsonObject:
    return {
        "about": MARK,
        "twin_of": original,
        "change": twin.change,
        "credential": credential,
        "verify": dict(options),
        "noticed_by": {"check": twin.check, "outcome": twin.outcome, "code": twin.code},
        "exit_status": EXITS[report.verdict.value],
        "report": {
            "verdict": report.verdict.value,
            "answers": report.answers.to_json(),
            "checks": [
                {"id": check.id, "outcome": check.outcome.value, "code": check.code, "path": check.path}
                for check in report.checks
            ],
            "notes": [note.code for note in report.notes],
        },
    }
