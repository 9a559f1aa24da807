"""Bad twins among the files whose signature stands around the credential: tokens and sealed files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samples_changes import SUBJECT, put
from samples_issue import KEYS, KYMI, RUN, key
from samples_seal import OTHER_NUMBER, UNKNOWN_AUTHORITY, sealer, write_trust
from samples_twins import Edit, Good, Make, Twin, nothing

from mcissue.issue.envelopes import sealed_bytes
from mcissue.proof.multibase import decode_base64url, encode_base64url

FAILED, OPEN = "failed", "indeterminate"

TOKEN = "other-kinds/token.jwt"
SEALED = "other-kinds/sealed.edc-sealed"

GRADE = put(*SUBJECT, "result", 0, "value", value="5 (with honours)")
EDC_GRADE = put(
    "credentialSubject", "hasClaim", 0, "provenBy", 0, "grade", "noteLiteral", "fi", value="5 (with honours)"
)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _part(value: Any) -> bytes:
    return encode_base64url(_text(value).encode("utf-8")).encode("ascii")


def token(edit: Edit, *, header: Edit = nothing, signed: bool = True) -> Make:
    """Change header or payload of a token; it is signed anew by the issuer, or keeps its old signature."""

    def make(good: Good) -> bytes:
        first, _, signature = good.data.strip().split(b".")
        head = json.loads(decode_base64url(first.decode("ascii"), max_length=len(first)))
        body = json.loads(_text(good.document))
        header(head)
        edit(body)
        said = _part(head) + b"." + _part(body)
        if head["alg"] == "none":
            signature = b""
        elif signed:
            signature = encode_base64url(key(KEYS[KYMI][0]).sign(said)).encode("ascii")
        return said + b"." + signature

    return make


def seal_kept(edit: Edit) -> Make:
    """Change a credential under its seal."""

    def make(good: Good) -> bytes:
        credential = json.loads(str(good.document["payload"]))
        edit(credential)
        return _text({**good.document, "payload": _text(credential)}).encode("utf-8")

    return make


def sealed_with_another_number(good: Good) -> bytes:
    """The same authority certified another organisation, which seals what is not its own."""
    return sealed_bytes(str(good.document["payload"]), sealer=sealer(OTHER_NUMBER), at=RUN)


def another_authority(folder: Path, _: Good) -> dict[str, Any]:
    """The reader trusts an authority that has nothing to do with the seal."""
    write_trust(folder / "seal-trust", UNKNOWN_AUTHORITY)
    return {"seal_trust": f"twins/{folder.name}/seal-trust"}


ENVELOPES = [
    Twin(name="token-tampered-grade", of=TOKEN, change="The learner gave herself another grade in the token.",
         make=token(GRADE, signed=False),
         check="proof", outcome=FAILED, code="signature_invalid"),
    Twin(name="token-unsigned", of=TOKEN, change="The token says that it needs no signature.",
         make=token(nothing, header=put("alg", value="none")),
         check="proof", outcome=FAILED, code="token_algorithm_forbidden"),
    Twin(name="token-claim-differs", of=TOKEN, change="A claim of the token names another issuer than the credential in it.",
         make=token(put("iss", value="did:web:carefield.example")),
         check="proof", outcome=FAILED, code="token_claim_mismatch"),
    Twin(name="seal-tampered-grade", of=SEALED, change="The learner gave herself another grade under the seal.",
         make=seal_kept(EDC_GRADE),
         check="proof", outcome=FAILED, code="seal_broken"),
    Twin(name="seal-of-another-organisation", of=SEALED, change="The seal is that of an organisation with another number.",
         make=sealed_with_another_number,
         check="issuer_binding", outcome=FAILED, code="seal_issuer_mismatch", also={"issuer_registry": "seal_not_registered"}),
    Twin(name="seal-authority-not-trusted", of=SEALED, change="The reader trusts another authority than the one behind the seal.",
         around=another_authority,
         check="issuer_binding", outcome=OPEN, code="seal_not_anchored"),
]  # fmt: skip
