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
from urllib.parse import unquote

from mcissue.errors import VerificationError
from mcissue.formats.conventions import IDENTIFIER_TYPES, scheme_of_identifier_type
from mcissue.formats.detect import Format, detect_format
from mcissue.formats.edc.conventions import EMAIL_HASH
from mcissue.formats.edc.view import EdcView
from mcissue.formats.wrapping import inner_credential
from mcissue.verify.report import Check, Outcome
from mcissue.words import is_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcissue.jsonld.read import JsonObject

__all__ = ["EMAIL", "SUBJECT_ID", "Recipient", "check_recipient"]

EMAIL: Final = "emailAddress"
SUBJECT_ID: Final = "id"
NAME: Final = "name"

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


@dataclass(frozen=True, slots=True)
class _Stated:
    """One thing that a credential says about its learner."""

    kind: str
    value: str
    path: str
    hashed: bool = False
    salt: str = ""

    def is_kind(self, wanted: str) -> bool:
        """Whether it is of a kind, by its own name or by that with `ext:` and a country."""
        if self.kind == wanted:
            return True
        scheme, detail = scheme_of_identifier_type(self.kind)
        wanted_scheme, wanted_detail = scheme_of_identifier_type(wanted)
        return scheme == wanted_scheme and wanted_detail in {None, detail}

    def equals(self, recipient: Recipient) -> bool | None:
        """Whether it is the same person's; None if the hash is of a kind that can't be made here.

        A comparison takes the same time wherever the texts begin to differ.
        """
        if not self.hashed:
            mine = _plain(self.value, self.kind)
            return any(_same(mine, _plain(form, self.kind)) for form in recipient.forms)
        found = _HASH.fullmatch(self.value)
        if found is None or len(found[2]) != _HASHES[found[1]][1]:
            return None
        make = _HASHES[found[1]][0]
        made = [
            make((form + self.salt).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
            for form in recipient.forms
        ]
        return any(_same(found[2].lower(), digest) for digest in made)


def check_recipient(document: JsonObject, recipients: Sequence[Recipient]) -> Check:
    """Hold what the reader knows against what the credential says about its learner.

    Args:
        document: the credential.
        recipients: what the reader knows; each must fit.

    Returns:
        Passed, with the places that fitted. What was asked is not repeated: reports are kept and sent on.

    Raises:
        VerificationError: `recipient_differs` if the credential names somebody else; indeterminate:
            `recipient_not_named` if it says nothing of that kind, `recipient_hash_unknown` if it says so with
            a hash that can't be compared.
    """
    inner = inner_credential(document)
    in_edc = detect_format(inner.document) is Format.EDC
    stated = tuple(_edc(inner.document) if in_edc else _open_badges(inner.document))
    if inner.path != "$":
        stated = tuple(replace(item, path=inner.path + item.path.removeprefix("$")) for item in stated)
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


def _find(stated: Sequence[_Stated], recipient: Recipient) -> _Stated:
    of_kind = [item for item in stated if item.is_kind(recipient.kind)]
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
    answers = [(item, item.equals(recipient)) for item in of_kind]
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


def _open_badges(document: JsonObject) -> Iterator[_Stated]:
    """The subject's id and identifiers; of several subjects none, since facts of two people would mix."""
    subject = document.get("credentialSubject")
    path = "$.credentialSubject"
    if isinstance(subject, list) and len(subject) == 1:
        subject, path = subject[0], f"{path}[0]"
    if not isinstance(subject, dict):
        return
    yield from _subject_id(subject.get("id"), f"{path}.id")
    listed = subject.get("identifier")
    several = isinstance(listed, list)
    for place, item in enumerate(listed if isinstance(listed, list) else [listed]):
        where = f"{path}.identifier[{place}]" if several else f"{path}.identifier"
        if not isinstance(item, dict):
            continue
        kind, value, salt = item.get("identityType"), item.get("identityHash"), item.get("salt", "")
        if isinstance(kind, str) and isinstance(value, str) and isinstance(salt, str):
            yield _Stated(kind, value, where, hashed=item.get("hashed") is not False, salt=salt)


def _subject_id(value: object, path: str) -> Iterator[_Stated]:
    if not isinstance(value, str) or not value:
        return
    if value[: len(_MAILTO)].lower() == _MAILTO:
        yield _Stated(EMAIL, _address(value), path)
    else:
        yield _Stated(SUBJECT_ID, value, path)


def _edc(document: JsonObject) -> Iterator[_Stated]:
    """The learner of a European Digital Credential: id, names, addresses, numbers."""
    for item in EdcView(document).learner():
        if item.kind == SUBJECT_ID:
            yield from _subject_id(item.value, item.path)
        elif item.kind == EMAIL and item.value[: len(_MAILTO)].lower() == _MAILTO:
            yield _Stated(EMAIL, _address(item.value), item.path)
        elif item.kind == EMAIL_HASH and item.salt is not None:
            yield _Stated(EMAIL, item.value, item.path, hashed=True, salt=item.salt)
        else:
            yield _Stated(item.kind, item.value, item.path)


def _address(mailto: str) -> str:
    """The address in a `mailto:` (RFC 6068); what follows a question mark is no part of it."""
    return unquote(mailto[len(_MAILTO) :].partition("?")[0])


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
