"""Sign prepared documents and write them: verified over what was signed, read back from disk, then named.

A file is written beside its place, forced to disk and renamed; the folder is forced to disk once for all
files of a task, before anything of it is noted in the ledger.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from mcissue.carrier.files import OWNER_FILE, naming, sync_folder
from mcissue.errors import LedgerError, McissueError, ProofError
from mcissue.formats.format import Output, Securing
from mcissue.issue.batch.stop import Stop, stopped
from mcissue.issue.batch.values import DoneDocument, DoneShard, PreparedAward, PreparedDocument, SigningTask
from mcissue.issue.envelopes import sealed_bytes, token_bytes
from mcissue.issue.outputs import file_name
from mcissue.jsonld.read import JsonObject
from mcissue.proof.keys import Signer
from mcissue.proof.multibase import encode_base58btc
from mcissue.proof.seals.sealing import Sealer
from mcissue.words import parse_datetime

__all__ = ["Check", "Signing", "written_files"]

Check = Callable[[bytes], str | None]
"""Judges a credential by its bytes on disk: what is wrong, or None. The command line gives the verifier."""

SAMPLE: Final = 100
"""One credential in so many goes through the strict verifier, besides the first and the last."""

_VALUE: Final = "\ue000signature\ue000"


@dataclass(slots=True, kw_only=True)
class Signing:
    """Signs the awards of one run.

    Attributes:
        signer: who signs.
        check: judges credentials, all of them or a sample.
        verify_all: whether each one is judged.
        folder: where files go; None if documents are packed.
        indent: whether documents are written as files are, else as compact lines.
        source: the name of the learner file, for messages.
        sealer: who seals, if European Digital Credentials are sealed.
        stop: asks to stop between two awards.
    """

    signer: Signer
    check: Check
    verify_all: bool
    folder: Path | None
    indent: bool
    source: str
    sealer: Sealer | None = None
    stop: Stop = field(default_factory=Stop)
    _proofs: dict[int, tuple[JsonObject, str, str]] = field(init=False, default_factory=dict)

    def sign(self, task: SigningTask) -> DoneShard:
        """Sign and write some awards; where one fails, those before it are done, and nothing is of it."""
        done: list[DoneDocument] = []
        error: Exception | None = None
        try:
            for place, award in enumerate(task.awards):
                if self.stop.asked:
                    raise stopped()
                judged = self.verify_all or _is_sample(task.first + place, task.total)
                done += self._award(place, award, judged=judged)
        except (McissueError, OSError) as problem:
            error = problem
            # The other processes need not try what fails here, and end soon.
            self.stop.ask()
        if self.folder is not None and done:
            sync_folder(self.folder)
        return DoneShard(documents=done, error=error)

    def _award(self, place: int, award: PreparedAward, *, judged: bool) -> list[DoneDocument]:
        """The documents of one award: all of them, or none."""
        done: list[DoneDocument] = []
        try:
            for each in award.documents:
                done.append(self._document(place, award, each, judged=judged))  # noqa: PERF401 - kept if it fails
        except BaseException:
            for path in written_files(self.folder, award)[: len(done)]:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise
        return done

    def _document(
        self, place: int, award: PreparedAward, prepared: PreparedDocument, *, judged: bool
    ) -> DoneDocument:
        data = self._signed(prepared)
        digest = sha256(data).digest()
        path = None
        if self.folder is not None:
            path = self.folder / file_name(award.reservation.file, prepared.output)
            _write(path, data)
            data = path.read_bytes()
        complaint = None
        if path is not None and sha256(data).digest() != digest:
            complaint = "the disk gives back other bytes than were written"
        elif judged and prepared.data is not None:
            complaint = self.check(data)
        if complaint is not None:
            if path is not None:
                path.unlink()
            raise LedgerError(
                f"the credential was signed but does not pass our own verifier: {complaint}",
                code="self_check_failed",
                path=f"{self.source}, row {award.row}",
                mend="Nothing is lost: mend the cause and run again.",
            )
        packed = data if path is None else None
        return DoneDocument(place=place, output=prepared.output, sha256=digest, data=packed)

    def _signed(self, prepared: PreparedDocument) -> bytes:
        """The bytes of a document, with its proof."""
        text = str(prepared.text)
        if prepared.data is None or prepared.options is None:
            return f"{text}\n".encode() if self.indent else text.encode()
        if prepared.output.securing is Securing.TOKEN:
            return token_bytes(text, signer=self.signer)
        if prepared.output.securing is Securing.SEAL:
            assert self.sealer is not None
            return sealed_bytes(text, sealer=self.sealer, at=parse_datetime(prepared.options["created"]))
        signature = self.signer.sign(prepared.data)
        # A hardware module with a fault, a flipped bit: neither may leave the house.
        if not self.signer.public_key.verify(signature, prepared.data):
            raise ProofError(
                "the signer's answer is not a signature by its own key",
                code="signer_broken",
                mend="Check the key's identifier and the state of the hardware; nothing was written.",
            )
        before, after = self._proof_text(prepared.options, prepared.output)
        end = 2 if self.indent else 1
        return f"{text[:-end]}{before}{encode_base58btc(signature)}{after}".encode()

    def _proof_text(self, options: JsonObject, output: Output) -> tuple[str, str]:
        """What stands before and after the value of a proof, up to the end of the document."""
        known = self._proofs.get(id(options))
        if known is not None and known[0] is options:
            return known[1], known[2]
        proof = {**options, "proofValue": _VALUE}
        member = {"proof": [proof] if output.proofs_listed else proof}
        if self.indent:
            text = "," + json.dumps(member, ensure_ascii=False, indent=2)[1:] + "\n"
        else:
            text = "," + json.dumps(member, ensure_ascii=False, separators=(",", ":"))[1:]
        before, _, after = text.partition(_VALUE)
        self._proofs.clear()
        self._proofs[id(options)] = (options, before, after)
        return before, after


def written_files(folder: Path | None, award: PreparedAward) -> list[Path]:
    """Where the documents of an award are, in their order; nowhere if they are packed."""
    if folder is None:
        return []
    return [folder / file_name(award.reservation.file, each.output) for each in award.documents]


def _is_sample(position: int, total: int) -> bool:
    return position % SAMPLE == 0 or position == total - 1


def _write(path: Path, data: bytes) -> None:
    """As `mcissue.carrier.files.write_whole`, but the caller forces the folder to disk."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
    try:
        with naming(path):
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(descriptor, view) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
