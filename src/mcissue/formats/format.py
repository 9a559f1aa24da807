"""What a format is: how it is known, what it is called, how it is judged, and where its parts are found.

A line of the table (`mcissue.formats.table`) only names its heavy parts; each is imported when it is asked
for. So a verifier never loads what writes, and nothing that reads a document loads a model of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mcissue.formats.conversion import Conversion, Reading, WriteRequest
    from mcissue.formats.rules import Finding
    from mcissue.formats.view import CredentialView
    from mcissue.jsonld.contexts.policy import ContextPolicy
    from mcissue.jsonld.read import JsonObject, JsonValue
    from mcissue.record import Record

__all__ = ["Format", "Holding", "Nature", "Output", "Securing", "Signs", "Surface", "names_in", "opened"]

_VIEW: Final = "mcissue.formats.open_badges.view:BadgeView"
_ELEMENTS: Final = "mcissue.annex.open_badges.elements:find"


@dataclass(frozen=True, slots=True)
class Surface:
    """What a document says on its surface about what it is.

    Attributes:
        document: the document.
        types: the texts in `type`.
        contexts: the addresses in `@context`.
        of_model_1: whether its contexts are those of the data model 1.1 and not of 2.0.
    """

    document: JsonObject
    types: frozenset[str]
    contexts: frozenset[str]
    of_model_1: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """By what documents of a format are known; the table is gone through once for each kind of sign.

    Attributes:
        types: one of these in `type` says it alone. They go before everything else.
        of_model_1: which data model its contexts must be of, where formats share their types.
        looks: the function of a `Surface` that says it where no type does, as `package.module:function`: by
            the contexts of a credential.
        members: the function that says it of documents that are no Verifiable Credentials.
    """

    types: frozenset[str] = frozenset()
    of_model_1: bool | None = None
    looks: str | None = None
    members: str | None = None

    def in_types(self, surface: Surface) -> bool:
        """Whether the types say it."""
        return not self.types.isdisjoint(surface.types) and self.of_model_1 in {None, surface.of_model_1}

    def in_looks(self, surface: Surface) -> bool:
        """Whether the contexts of a credential say it."""
        return self.looks is not None and bool(opened(self.looks)(surface))

    def in_members(self, surface: Surface) -> bool:
        """Whether the members of another document say it."""
        return self.members is not None and bool(opened(self.members)(surface))


class Nature(Enum):
    """What documents of a format are to somebody who verifies."""

    #: A single credential that has its proof inside.
    CREDENTIAL = "credential"
    #: A credential of another kind, or something around one.
    OTHER_CREDENTIAL = "other_credential"
    #: Nothing that could be valid as a credential.
    NO_CREDENTIAL = "no_credential"


class Holding(Enum):
    """What a document holds besides what it says itself."""

    NOTHING = "nothing"
    #: Credentials in `verifiableCredential` of the subject.
    RECORD = "record"
    #: Credentials in `verifiableCredential`.
    PRESENTATION = "presentation"
    #: Credentials in `credential` and `compactJwsString`, and no signature around them.
    RESPONSE = "response"


class Securing(Enum):
    """How a document that is written becomes a signed one."""

    #: A Data Integrity proof inside.
    PROOF = "proof"
    #: A token around it (VC-JWT).
    TOKEN = "token"  # noqa: S105 - no password
    #: An electronic seal around it (JAdES).
    SEAL = "seal"
    #: Somebody else signs it.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One kind of document that is written of a record.

    Attributes:
        id: stable; it stands in the ledger.
        title: what it is called in a sentence, with its article.
        family: what people call the format who ask for it: `openbadges`.
        form: which of the documents of its family it is, by who signs it and how.
        suffix: how names of such files end.
        write: the function that writes it: `package.module:function`, see `written`.
        securing: how it is signed.
        proofs_listed: whether its proof stands in an array of one.
        next_step: what an office does with such files, if somebody else signs them, as "hand them to ...".
    """

    id: str
    title: str
    family: str
    suffix: str
    write: str
    form: str = "signed"
    securing: Securing = Securing.PROOF
    proofs_listed: bool = False
    next_step: str | None = None

    def __hash__(self) -> int:
        """As the id: batches look outputs up for each row."""
        return hash(self.id)

    def __str__(self) -> str:
        """The id."""
        return self.id

    def written(self, record: Record, request: WriteRequest) -> Conversion:
        """Write a record.

        Args:
            record: the record.
            request: what does not stand in it.

        Raises:
            RecordError: it can't be written so.
        """
        conversion: Conversion = opened(self.write)(record, request)
        return conversion


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A line of the table.

    Attributes:
        id: stable; it stands in reports.
        title: what such a document is called in a sentence, with its article.
        signs: by what it is known.
        explanation: what it is good for, if it is no single achievement.
        long_title: what it is called where it is judged by its standard; by default the title.
        nature: what it is to somebody who verifies.
        helper: whether credentials are verified with it, so that it may be handed over by mistake.
        awards: whether it awards an achievement itself, so that an accreditation and the European elements
            apply.
        unsigned: whether such a document waits for its signature, and so is never valid.
        holds: what stands in it.
        any_contexts: whether such a document may bring any pinned contexts, in any order.
        implied_contexts: the tuple of those that the credential in it means where it has none, as
            `package.module:CONSTANT`.
        proof_remark: what is said of one with a proof inside.
        outputs: the documents that are written of a record in this format.
        rules: the function that finds what is wrong with its form, as `package.module:function`; None if it
            is not judged.
        view: the class with which others look into it (`mcissue.formats.view.CredentialView`).
        elements: the function that finds the European standard elements in it, or says why it has none.
        unwrap: the function that takes the credential out of it, and says where it stands.
        read: the function that makes a record of it.
    """

    id: str
    title: str
    signs: Signs
    explanation: str | None = None
    long_title: str | None = None
    nature: Nature = Nature.CREDENTIAL
    helper: bool = False
    awards: bool = False
    unsigned: bool = False
    holds: Holding = Holding.NOTHING
    any_contexts: bool = False
    implied_contexts: str | None = None
    proof_remark: str | None = None
    outputs: tuple[Output, ...] = ()
    rules: str | None = None
    view: str = _VIEW
    elements: str = _ELEMENTS
    unwrap: str | None = None
    read: str | None = None

    def __hash__(self) -> int:
        """As the id."""
        return hash(self.id)

    def __str__(self) -> str:
        """The id."""
        return self.id

    @property
    def standard_title(self) -> str:
        """What it is called where it is judged by its standard."""
        return self.long_title or self.title

    @property
    def judged(self) -> bool:
        """Whether there are rules by which it is judged."""
        return self.rules is not None

    @property
    def contexts(self) -> ContextPolicy:
        """Which lists of contexts such a document may bring."""
        # The command line lists formats in its help, and must not load an engine for that.
        from mcissue.jsonld.contexts.policy import ContextPolicy  # noqa: PLC0415

        return ContextPolicy.PINNED if self.any_contexts else ContextPolicy.AGREEING

    @property
    def signed(self) -> bool:
        """Whether such a document has a signature of its own."""
        return self.holds is not Holding.RESPONSE

    @property
    def by_holder(self) -> bool:
        """Whether it is signed by the one who shows it, and not by an issuer."""
        return self.holds is Holding.PRESENTATION

    def findings(self, document: JsonObject) -> tuple[Finding, ...]:
        """What is wrong with the form of a document of this format, if it is judged.

        Args:
            document: the document.
        """
        found: tuple[Finding, ...] = () if self.rules is None else opened(self.rules)(document)
        return found

    def view_of(self, document: JsonObject) -> CredentialView:
        """Look into a document of this format.

        Args:
            document: the credential itself, not what is around it.
        """
        view: CredentialView = opened(self.view)(document)
        return view

    def record_of(self, document: JsonObject) -> Reading | None:
        """Make a record of a document of this format; None if nothing can.

        Args:
            document: the document.

        Raises:
            RecordError, DocumentError: it can't be read.
        """
        reading: Reading | None = None if self.read is None else opened(self.read)(document)
        return reading


@lru_cache(maxsize=256)
def opened(name: str) -> Any:
    """What a line of the table names.

    Args:
        name: `package.module:function`.
    """
    module, _, member = name.partition(":")
    return getattr(import_module(module), member)


def names_in(value: JsonValue) -> frozenset[str]:
    """The texts of a member that is one text or an array of them.

    Args:
        value: the value of the member.
    """
    if isinstance(value, str):
        return frozenset({value})
    return (
        frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()
    )
