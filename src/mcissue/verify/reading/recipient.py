"""Step 11, `recipient`: is this the credential of the person whom the reader asks about?

Open Badges 3.0, section 9 (recipient verification), and its `IdentityObject` with the rules of its hash; the
learner of a European Digital Credential likewise. What the reader knows came another way than the credential,
and a salted hash in the credential is compared with the same hash of it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import VerificationError
from mcissue.formats.conventions import IDENTIFIER_TYPES, scheme_of_identifier_type
from mcissue.formats.view import EMAIL, SUBJECT_ID
from mcissue.verify.report import Check, Outcome
from mcissue.words import is_identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcissue.formats.look import Look
    from mcissue.formats.view import LearnerFact

__all__ = ["EMAIL", "SUBJECT_ID", "Recipient", "check_recipient"]

_MAX_VALUE: Final = 1_000
"""Characters of what a reader knows about a person; longer is no name, address or number."""

_MAX_KINDS: Final = 20
"""Kinds of identifiers that a message lists: more than any honest credential has."""

_KIND = re.compile(r"[A-Za-z][A-Za-z0-9:._|-]{0,99}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SCHEMES = frozenset({"did", "https", "http", "urn"})
_SHORT_NAMES: Final = {"email": EMAIL, "did": SUBJECT_ID}
_MAILTO: Final = "mailto:"

_HASHES: Final = {"sha256": (hashlib.sha256, 64), "md5": (hashlib.md5, 32)}
"""What Open Badges 3.0 allows as `identityHash`, and how many hexadecimal digits each has."""

_HASH = re.compile(r"(sha256|md5)\$([0-9a-fA-F]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Recipient:
    """What the reader knows about the person.

    Attributes:
        kind: what it is: `emailAddress`, `name`, `id` (the subject's own id, such as a DID), or another
            `identityType` (`nationalIdentityNumber`, `ext:student_number` ...).
        value: the address, name or number itself, in plain text.
    """

    kind: str
    value: str

    def __post_init__(self) -> None:
        """Refuse what can be no identifier.

        Raises:
            VerificationError: `recipient_invalid`.
        """
        if not _KIND.fullmatch(self.kind) or not self.value.strip() or len(self.value) > _MAX_VALUE:
            raise _invalid("a recipient needs a kind such as emailAddress, and a value")
        if self.kind == EMAIL and not _EMAIL.fullmatch(self.value):
            raise _invalid("this is no e-mail address")

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """Read what a person writes: an e-mail address, a DID, or `KIND=VALUE`.

        Args:
            text: `aino@example.org`, `did:key:...`, `name=Aino Virtanen`, `ext:student_number=1234567`.

        Raises:
            VerificationError: `recipient_invalid`.
        """
        text = text.strip()
        kind, equals, value = text.partition("=")
        known = kind in IDENTIFIER_TYPES or kind in {*_SHORT_NAMES, SUBJECT_ID} or kind.startswith("ext:")
        # An address may hold a "=" before its "@"; the name of a kind never means an address by chance.
        if equals and (known or "@" not in text) and _KIND.fullmatch(kind):
            return cls(_SHORT_NAMES.get(kind, kind), value.strip())
        if text.lower().startswith(_MAILTO):
            return cls(EMAIL, text[len(_MAILTO) :])
        if text.partition(":")[0] in _SCHEMES and is_identifier(text):
            return cls(SUBJECT_ID, text)
        if "@" in text:
            return cls(EMAIL, text)
        raise _invalid("this is neither an e-mail address nor a DID")

    @property
    def forms(self) -> tuple[str, ...]:
        """The ways in which this may have been written before it was hashed.

        Nothing in Open Badges says that an address is put into small letters, and most issuers do it.
        """
        forms = [self.value, unicodedata.normalize("NFC", self.value)]
        if self.kind == EMAIL:
            local, _, host = self.value.rpartition("@")
            forms += [f"{local}@{host.lower()}", self.value.lower(), forms[1].lower()]
        return tuple(dict.fromkeys(forms))


def _is_kind(fact: LearnerFact, wanted: str) -> bool:
    """Whether a fact is of a kind, by its own name or by that with `ext:` and a country."""
    if fact.kind == wanted:
        return True
    scheme, detail = scheme_of_identifier_type(fact.kind)
    wanted_scheme, wanted_detail = scheme_of_identifier_type(wanted)
    return scheme == wanted_scheme and wanted_detail in {None, detail}


def _equals(fact: LearnerFact, recipient: Recipient) -> bool | None:
    """Whether it is the same person's; None if the hash is of a kind that can't be made here.

    A comparison takes the same time wherever the texts begin to differ.
    """
    if not fact.hashed:
        mine = _plain(fact.value, fact.kind)
        return any(_same(mine, _plain(form, fact.kind)) for form in recipient.forms)
    found = _HASH.fullmatch(fact.value)
    if found is None or len(found[2]) != _HASHES[found[1]][1]:
        return None
    make = _HASHES[found[1]][0]
    made = [
        make((form + fact.salt).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
        for form in recipient.forms
    ]
    return any(_same(found[2].lower(), digest) for digest in made)


def check_recipient(look: Look, recipients: Sequence[Recipient]) -> Check:
    """Hold what the reader knows against what the credential says about its learner.

    Args:
        look: into the credential.
        recipients: what the reader knows; each must fit.

    Returns:
        Passed, with the places that fitted. What was asked is not repeated: reports are kept and sent on.

    Raises:
        VerificationError: `recipient_differs` if the credential names somebody else; indeterminate:
            `recipient_not_named` if it says nothing of that kind, `recipient_hash_unknown` if it says so with
            a hash that can't be compared.
    """
    stated = tuple(look.view.learner())
    if look.path != "$":
        stated = tuple(replace(item, path=look.path + item.path.removeprefix("$")) for item in stated)
    fitted: list[dict[str, Any]] = []
    open_errors: list[VerificationError] = []
    for recipient in recipients:
        try:
            found = _find(stated, recipient)
        except VerificationError as error:
            if not error.indeterminate:
                raise
            open_errors.append(error)
        else:
            fitted.append({"kind": recipient.kind, "hashed": found.hashed, "path": found.path})
    if open_errors:
        raise open_errors[0]
    kinds = " and ".join(item["kind"] for item in fitted)
    message = f"it is the credential of the person who was named ({kinds})"
    return Check(
        "recipient", Outcome.PASSED, message=message, path=fitted[0]["path"], detail={"fits": fitted}
    )


def _find(stated: Sequence[LearnerFact], recipient: Recipient) -> LearnerFact:
    of_kind = [item for item in stated if _is_kind(item, recipient.kind)]
    if not of_kind:
        kinds = sorted({item.kind[:100] for item in stated})[:_MAX_KINDS]
        said = f"it names the learner by: {', '.join(kinds)}" if kinds else "it does not name the learner"
        raise VerificationError(
            f"the credential gives no {recipient.kind} of its learner; {said}",
            code="recipient_not_named",
            path="$.credentialSubject",
            mend="Ask about something that the credential gives, as KIND=VALUE." if kinds else None,
            detail={"kind": recipient.kind, "kinds": kinds},
            indeterminate=True,
        )
    answers = [(item, _equals(item, recipient)) for item in of_kind]
    for item, same in answers:
        if same:
            return item
    for item, same in answers:
        if same is None:
            raise VerificationError(
                f"the credential gives the {recipient.kind} of its learner as a hash that can't be compared",
                code="recipient_hash_unknown",
                path=item.path,
                mend="Open Badges know sha256$... and md5$..., in hexadecimal digits.",
                detail={"kind": recipient.kind},
                indeterminate=True,
            )
    raise VerificationError(
        f"the credential is about another person: its {recipient.kind} is a different one",
        code="recipient_differs",
        path=of_kind[0].path,
        detail={"kind": recipient.kind, "compared": len(of_kind)},
    )


def _plain(value: str, kind: str) -> str:
    """A plain value as it is compared: Unicode's composed form, and addresses in small letters."""
    composed = unicodedata.normalize("NFC", value)
    return composed.lower() if kind == EMAIL else composed


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _invalid(message: str) -> VerificationError:
    return VerificationError(
        message,
        code="recipient_invalid",
        mend="Write an e-mail address, a DID, or KIND=VALUE such as name=Aino Virtanen.",
    )
