"""The verifier: numbered steps from bytes to a report, with one fixed reference time and no input or output.

Each step makes one check, and stands in one file of `mcissue.verify.steps`:

 1. `carrier`: the bytes hold exactly one JSON object, in strict JSON.
 2. `format`: it is a credential of a known kind, and written as the standards demand
    (VCDM 2.0 section 4; Open Badges 3.0 section 9 step 1); what is not is told to its issuer, and makes
    nothing a forgery.
 3. `json_ld`: it has one lossless meaning under pinned contexts (Data Integrity 1.0 sections 2.4 and 4.6).
 4. `proof`: every proof of a supported kind holds, and there is one (Data Integrity 1.0 section 4.5).
 5. `issuer_binding`: one of their keys is the issuer's, and was in use
    (Controlled Identifiers 1.0 section 3.3).
 6. `validity`: every date fits the reference time and the others (VCDM 2.0 section 4.9).
 7. `status`: no status list takes it back (Bitstring Status List 1.0 section 3.2).
 8. `issuer_registry`: the issuer was recognised on the award date (DESIGN section 5).
 9. `accreditation`: it was accredited for such an award then (DESIGN section 5).
10. `mandatory_elements`: the mandatory European standard elements are there (2022/C 243/02, Annex I).
11. `presenter`, `schema`, `recipient`, `endorsements`: they count only if somebody asks for them, for the
    first by a domain or a challenge (VCDM 2.0 section 4.13; Open Badges 3.0 section 9 step 6).
12. The answers, the verdict and the summary follow from the checks (DESIGN section 6).

Credentials and endorsements that stand in the document go through the same steps, each by itself.

A step that rests on a failed one is still made where it can be, so that a reader sees all that is wrong; but
while the steps 4 and 5 have not both passed, the report says that nothing in it is proven. What can't be made
for want of an earlier step is `not_checked`, never left out. An exception inside a step is `indeterminate`,
never a pass.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from mcissue.errors import McissueError, RegistryError
from mcissue.jsonld.contexts import bundled_contexts
from mcissue.proof.did import Resolver
from mcissue.verify.arguments import check_arguments, check_policy, check_recipients
from mcissue.verify.errors import check_of_error
from mcissue.verify.own_rules.rules import OwnRules
from mcissue.verify.pickling import packed, unpacked
from mcissue.verify.policy import ASKABLE_CHECKS, Policy
from mcissue.verify.question import Request
from mcissue.verify.refresh import refresh_address, with_newer_copy
from mcissue.verify.report import PartRole
from mcissue.verify.report.outcomes import Check, Outcome
from mcissue.verify.status_lists import StatusLists
from mcissue.verify.steps import (
    accreditation,
    asked,
    binding,
    carrier,
    elements,
    issuer_registry,
    meaning,
    presenter,
    proof,
    status,
    validity,
)
from mcissue.verify.steps import format as format_
from mcissue.verify.steps.conclude import conclude
from mcissue.verify.steps.state import State
from mcissue.verify.steps.unsettled import settled
from mcissue.verify.trust import CountsTime, Trust, usable_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import timedelta

    from mcissue.jsonld.contexts import ContextStore
    from mcissue.jsonld.read import JsonObject
    from mcissue.proof.did import ControllerDocuments
    from mcissue.proof.seals.jades import SealTrust
    from mcissue.registry import Registry
    from mcissue.verify.net.fetch import Fetched
    from mcissue.verify.own_rules.json_schema import DocumentSchema
    from mcissue.verify.own_rules.shapes import Shapes
    from mcissue.verify.reading.recipient import Recipient
    from mcissue.verify.report import Note, Report
    from mcissue.verify.report.opinion import Opinion
    from mcissue.verify.steps.state import Step
    from mcissue.verify.trust import FetchedList

__all__ = ["ASKED", "PROTOCOL", "Verifier"]

_log = logging.getLogger(__name__)

PROTOCOL: Final[tuple[tuple[str, Step], ...]] = (
    ("carrier", carrier.step),
    ("format", format_.step),
    ("json_ld", meaning.step),
    ("format", format_.conclude),
    ("proof", proof.step),
    ("issuer_binding", binding.step),
    ("validity", validity.step),
    ("status", status.step),
    ("issuer_registry", issuer_registry.step),
    ("accreditation", accreditation.step),
    ("proof", proof.demand_presentation),
    ("mandatory_elements", elements.step),
)
"""The steps 1 to 10 in their order. Step 2 has a last word when step 3 has found what has no meaning, and
step 4 where the reader asked for a presentation."""

ASKED: Final[tuple[tuple[str, Step], ...]] = (
    ("presenter", presenter.step),
    ("schema", asked.schema),
    ("recipient", asked.recipient),
    ("endorsements", asked.endorsements),
)
"""Step 11, which looks at what came of the documents in the document as well."""


def _follow(state: State) -> Report:
    """Take all steps, one after the other.

    Args:
        state: a verification that begins.
    """
    for check_id, step in PROTOCOL:
        state.checks[check_id] = _take(check_id, step, state)
    state.parts = [state.part(found, PartRole.CREDENTIAL) for found in state.held]
    for check_id, step in ASKED:
        state.checks[check_id] = _take(check_id, step, state)
    return conclude(state)


def _take(check_id: str, step: Step, state: State) -> Check:
    """Take one step; whatever is raised becomes the outcome of its check, and nothing becomes a pass."""
    try:
        check = step(state)
    except McissueError as error:
        check = check_of_error(check_id, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not become an answer about the credential
        _log.debug("step %s failed unexpectedly", check_id, exc_info=True)
        check = Check(
            check_id,
            Outcome.INDETERMINATE,
            "internal_error",
            "this step failed by a fault of mcissue itself; please report it",
            detail={"exception": type(error).__name__},
        )
    check = settled(check, state)
    # What a check says of a member of a proof stands elsewhere in a token or a seal.
    return check if state.envelope is None else replace(check, path=state.envelope.place(check.path))


class Verifier:
    """Verifies credentials against things that its user trusts; it does no I/O and keeps no credential.

    Example:
        >>> verifier = Verifier(registry=registry, resolver=Resolver(documents), status_lists=lists)
        >>> report = verifier.verify(Path("credential.json").read_bytes())
        >>> if report: ...  # only a valid credential is true

    Args:
        registry: a loaded registry (`mcissue.registry.snapshot.load_registry`); or the error that loading it
            gave, so that the report can say why there is none; or None, and nobody is asked who the issuer
            is.
        resolver: finds controller documents (`mcissue.proof.did.Resolver`, or an online one); by default only
            did:key and did:jwk, which need none.
        status_lists: address -> the status list credential as it was fetched, bytes or JSON; or a
            `FetchedList`, if the caller got it from that address itself. Lists are not trusted: each is
            verified like a credential.
        status: gets a list that is not among them (`mcissue.verify.net.online`); by default nothing does.
            It is asked only for a credential that was found authentic.
        status_lists_seen: an id and the address of a list -> date of the newest that the caller has seen; an
            older one is refused. The report has them in `sources`: each list with its date (`dated`) and the
            ids under which to remember it (`institution`), for an institution may change its ids.
        max_status_age: how old a status list may be; by default as old as the list itself says.
        refresh: gets the newest copy of an authentic credential whose issuer offers one
            (`mcissue.verify.net.online`); by default the report only says that it is offered.
        policy: which answers decide the verdict.
        at: the reference time, with its time zone; by default now, anew for each verification.
        contexts: JSON-LD contexts; by default the bundled ones.
        ask: checks to make besides, of `ASKABLE_CHECKS`; each must then have passed.
        schema: a JSON Schema that the credential must fit (`DocumentSchema.load`), or the error that
            loading it gave; with one, the check `schema` is asked for.
        shapes: SHACL shapes that it must conform to (`Shapes.load`), likewise.
        recipient: what the reader knows about the learner (`Recipient.parse("aino@example.org")`); of several
            each must fit. With one, the check `recipient` is asked for.
        allow_test_registry: whether the word of a test registry counts. For samples and tests.
        sample_keys: whether the published sample keys of mcissue count even without a test registry: for the
            maker of samples, who checks his own output.
        seal_trust: the certificates that stand behind electronic seals (`proof.seals.jades.read_anchors`);
            without them a seal may be intact, and its owner stays unknown.
        domain: for whom a presentation must have been made; by default that is not compared. With it the
            check `presenter` is asked for.
        challenge: what a presentation must answer; likewise.
        profile: `1edtech`, to have the report say besides what the public validator of 1EdTech would say, and
            where the two differ (`Report.opinion`); it decides nothing.
        notes: what the report should say about how it was made.

    Raises:
        TypeError: an argument is of another type.
        ValueError: a time without its zone; a policy, profile or check that there is not.

    A verifier can be pickled and copied, as everything of mcissue that it is given; a function of the user's
    own only if it stands at the top of a module.
    """

    __slots__ = (
        "_allow_test",
        "_at",
        "_lists",
        "_notes",
        "_profile",
        "_refresh",
        "_registry",
        "_request",
        "_trust",
    )

    def __init__(
        self,
        *,
        registry: Registry | RegistryError | None = None,
        resolver: ControllerDocuments | None = None,
        status_lists: Mapping[str, JsonObject | bytes | FetchedList] | None = None,
        status: Callable[[str], FetchedList] | None = None,
        status_lists_seen: Mapping[tuple[str, str], datetime] | None = None,
        max_status_age: timedelta | None = None,
        refresh: Callable[[str], Fetched] | None = None,
        policy: Policy = Policy.FULL,
        at: datetime | None = None,
        contexts: ContextStore | None = None,
        ask: Collection[str] = (),
        schema: DocumentSchema | McissueError | None = None,
        shapes: Shapes | McissueError | None = None,
        recipient: Recipient | Sequence[Recipient] = (),
        allow_test_registry: bool = False,
        sample_keys: bool = False,
        domain: str | None = None,
        challenge: str | None = None,
        profile: str | None = None,
        seal_trust: SealTrust | None = None,
        notes: Sequence[Note] = (),
    ) -> None:
        check_arguments(locals())
        people = check_recipients(recipient)
        rules = OwnRules(schema, shapes, people)
        wanted = {*ask, *(("schema",) if rules.given else ()), *(("recipient",) if people else ())}
        if domain is not None or challenge is not None:
            wanted.add("presenter")
        self._request = Request(
            policy=check_policy(policy),
            asked=tuple(check_id for check_id in ASKABLE_CHECKS if check_id in wanted),
            rules=rules,
            domain=domain,
            challenge=challenge,
        )
        self._profile = profile
        self._at = at.astimezone(UTC) if at is not None else None
        self._refresh = refresh
        self._registry = registry
        self._allow_test = allow_test_registry
        self._notes = tuple(notes)
        # The reference time and the usability of the registry are set for each verification, in `_trust_now`.
        self._trust = Trust(
            registry=None,
            resolver=resolver if resolver is not None else Resolver(),
            status_lists=dict(status_lists or {}),
            contexts=contexts if contexts is not None else bundled_contexts(),
            at=datetime.min.replace(tzinfo=UTC),
            sample_keys=sample_keys,
            seals=seal_trust,
            status=status,
            status_lists_seen=status_lists_seen if status_lists_seen is not None else {},
            max_status_age=max_status_age,
        )
        self._lists: StatusLists | None = None

    @classmethod
    def generic(cls, *, inline_contexts: bool = False, **options: Any) -> Verifier:
        """A verifier of any Verifiable Credential or presentation, whatever it is about.

        Every credential, an Open Badge too, is judged by its data model alone (VCDM 2.0, or 1.1), under
        the policy `authentic`. Whether its proofs hold (`proof`) and whether a key is the issuer's
        (`issuer_binding`) are two checks; a caller who wants the first alone reads that one.

        Args:
            inline_contexts: whether a document may define words of its own, in context objects inside it.
            options: as for `Verifier`, but for `policy`, `schema` and `shapes`.
        """
        verifier = cls(policy=Policy.AUTHENTIC, **options)
        request, wanted = verifier._request, options.get("ask", ())
        # Who tests proofs alone may name a domain for anything.
        asked = tuple(each for each in request.asked if each != "presenter" or each in wanted)
        verifier._request = replace(request, asked=asked, generic=True, inline_contexts=inline_contexts)
        return verifier

    def __getstate__(self) -> bytes:
        """Travel to another process; lists that were proven here are proven again there.

        Raises:
            TypeError: something that the verifier was given can't travel.
        """
        state = {name: getattr(self, name) for name in self.__slots__ if name != "_lists"}
        return packed(state, what="this verifier")

    def __setstate__(self, state: bytes) -> None:
        """Arrive in another process."""
        for name, value in unpacked(state).items():
            setattr(self, name, value)
        self._lists = None

    def verify(self, data: bytes, *, name: str | None = None) -> Report:
        """Verify one credential. Whatever the bytes are, the answer is a report.

        Args:
            data: the bytes of a file.
            name: what to call them in the report, e.g. the file's name.

        Raises:
            TypeError: `data` is not bytes; text must be encoded by whoever read it. `name` is no text.
        """
        if not isinstance(data, bytes | bytearray | memoryview):
            raise TypeError(f"a file's bytes were expected, not {type(data).__name__}")
        if not (name is None or isinstance(name, str)):
            raise TypeError(f"name must be a text, not {type(name).__name__}")
        trust, lists = self._trust_now()
        if isinstance(trust.resolver, CountsTime):
            trust.resolver.begin()
        state = self._state(bytes(data), name, trust, lists)
        report = _follow(state)
        report = replace(report, notes=(*report.notes, *self._notes), opinion=self._opinion(state, report))
        # Who only shows credentials is no issuer, and offers no newer copy.
        offers = report.credential.authenticated and state.is_signed and not state.by_holder
        url = refresh_address(state.document) if offers else None
        if url is None:
            return report

        def again(newer: bytes) -> Report:
            return _follow(self._state(newer, url, trust, lists))

        return with_newer_copy(report, url, fetch=self._refresh, verify=again)

    def _state(self, data: bytes, name: str | None, trust: Trust, lists: StatusLists) -> State:
        """A verification that begins."""
        return State(
            source=data, name=name, trust=trust, lists=lists, request=self._request, protocol=_follow
        )

    def _opinion(self, state: State, report: Report) -> Opinion | None:
        """What another verifier would say, if that was asked for."""
        if self._profile is None:
            return None
        from mcissue.verify.one_edtech.validator import one_edtech_opinion  # noqa: PLC0415 - seldom asked for

        return one_edtech_opinion(state.signed, report, envelope=state.envelope, forms=state.forms)

    def _trust_now(self) -> tuple[Trust, StatusLists]:
        """Fix the reference time: one for every check of a verification."""
        if self._lists is not None:
            return self._lists.trust, self._lists
        at = self._at if self._at is not None else datetime.now(UTC)
        registry = self._registry
        if registry is not None and not isinstance(registry, RegistryError):
            registry = usable_at(registry, at=at, allow_test=self._allow_test)
        lists = StatusLists(replace(self._trust, registry=registry, at=at))
        if self._at is not None:
            # With a fixed time a list is proven once, for all the credentials that point into it.
            self._lists = lists
        return lists.trust, lists
