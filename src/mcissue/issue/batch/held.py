"""What a learner holds of a course already, and whether a row may be issued all the same.

An award is one learner's achievement of one course on one day. A row about the same learner and course on
another day, of another version, or under another number with an e-mail address seen before may be a second
achievement, and is more often a correction: nobody but the office can tell, so it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mcissue.errors import McissueError, RecordError
from mcissue.issue.batch.digests import AskedRow
from mcissue.issue.ledger import Known
from mcissue.issue.status_lists import status_problem, taking_back

__all__ = [
    "Answers", "Held", "HeldByLearner", "Settled", "held_by", "is_followed", "settle", "why_not_superseded",
]  # fmt: skip


MOST_TOLD: Final = 5
"""Credentials of one learner and course that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the office says about rows whose learner holds something already.

    Attributes:
        supersede: whether what has changed is issued again, and the former credential revoked.
        again: whether a further award is meant, beside those in force.
        skip_held: whether such rows are left out.
        reissue_revoked: whether a row is issued again whose credential was revoked or suspended.
        other_persons: rows whose learner is another person than the one of the same e-mail address.
        same_persons: rows whose learner is that person, under another number.
    """

    supersede: bool = False
    again: bool = False
    skip_held: bool = False
    reissue_revoked: bool = False
    other_persons: frozenset[int] = frozenset()
    same_persons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What counts of all that a learner has, or had, of the course.

    Attributes:
        same: credentials of this learner, by number.
        maybe: credentials of somebody of the same e-mail address, and another number or none.
    """

    same: tuple[Known, ...] = ()
    maybe: tuple[Known, ...] = ()

    @property
    def found(self) -> tuple[Known, ...]:
        """All that counts."""
        return (*self.same, *self.maybe)

    @property
    def in_force(self) -> tuple[Known, ...]:
        """What is in force of it."""
        return tuple(known for known in self.found if known.taken_back is None)

    @property
    def taken_back(self) -> tuple[Known, ...]:
        """What was revoked or suspended of it."""
        return tuple(known for known in self.found if known.taken_back is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What the office's answers come to.

    Attributes:
        skipped: the newest of what is held, where the row is left out.
        replaces: the number of the credential that the new one supersedes.
        others: numbers of the credentials of other persons with the same e-mail address.
        is_further: whether the learner holds something, and the row is issued all the same.
    """

    skipped: Known | None = None
    replaces: int | None = None
    others: tuple[int, ...] = ()
    is_further: bool = False


class HeldByLearner:
    """What the ledger holds of a course, by what identifies learners.

    Args:
        found: credentials of the course, with all that has taken their place.
    """

    def __init__(self, found: Iterable[Known]) -> None:
        self.by_number = {known.number: known for known in found}
        self._by_key: dict[str, list[int]] = {}
        for number, known in self.by_number.items():
            for key in {known.reservation.learner, known.reservation.email} - {""}:
                self._by_key.setdefault(key, []).append(number)

    def of(self, learners: Sequence[str], email: str) -> tuple[set[int], set[int]]:
        """Numbers of credentials of a learner, and of somebody with the same e-mail address.

        Args:
            learners: digests of the key that identifies the learner.
            email: the digest of the e-mail address; empty if the row has none.
        """
        mentioned = {number for key in {*learners, email} for number in self._by_key.get(key, ())}
        same = {n for n in mentioned if self.by_number[n].reservation.learner in learners}
        return self._followed(same), self._followed(mentioned - same)

    def by_numbers(self, numbers: Iterable[int]) -> list[Known]:
        """Credentials in the order in which they were set aside."""
        return [self.by_number[number] for number in sorted(numbers)]

    def _followed(self, numbers: set[int]) -> set[int]:
        """With what has taken their place: that is the same person's."""
        found = set(numbers)
        for number in numbers:
            successor = self.by_number[number].replaced_by
            while successor in self.by_number and successor not in found:
                found.add(successor)
                successor = self.by_number[successor].replaced_by
        return found


def held_by(
    holders: HeldByLearner,
    asked: AskedRow,
    *,
    own: Known | None,
    is_issued: Callable[[Known], bool],
    repeated_on: str | None,
) -> Held:
    """What counts of all that a learner has, or had, of the course.

    Args:
        holders: what the ledger holds of it.
        asked: the row.
        own: the newest credential of the row's own award, which does not count.
        is_issued: whether a credential counts as issued.
        repeated_on: the row's award date, if the course may be achieved again on another day.
    """

    def counts(known: Known) -> bool:
        if (own is not None and known.number == own.number) or not is_issued(known):
            return False
        if known.taken_back is None:
            other_day = repeated_on is not None and known.reservation.awarded not in {repeated_on, ""}
            return not other_day
        return not is_followed(known, holders, is_issued)

    if not holders.by_number:
        return Held()
    of_learner, of_address = holders.of(asked.learners, asked.email)
    if any(
        is_issued(known) and asked.email and known.reservation.email == asked.email
        for known in holders.by_numbers(of_learner)
    ):
        # This learner got the course under this address before: whose it is was answered then.
        of_address = set()
    held = Held(
        same=tuple(filter(counts, holders.by_numbers(of_learner))),
        maybe=tuple(filter(counts, holders.by_numbers(of_address - of_learner))),
    )
    if own is not None and {known.number for known in held.found} == {own.replaces}:
        # It was set aside to supersede that, and the run was cut short.
        return Held()
    return held


def is_followed(known: Known, holders: HeldByLearner, is_issued: Callable[[Known], bool]) -> bool:
    """Whether another credential that was issued has taken the place of one."""
    successor = holders.by_number.get(known.replaced_by or 0)
    return successor is not None and is_issued(successor)


def settle(held: Held, answers: Answers, *, row: int) -> Settled:
    """What is to be done with a row whose learner holds something.

    Args:
        held: what the learner holds.
        answers: what the office says.
        row: the row.

    Raises:
        RecordError: the office must say more (`award_held`, `award_revoked`, `learner_uncertain`).
        StatusListError: what would be superseded can't be taken back.
    """
    same, maybe = held.same, held.maybe
    others: tuple[int, ...] = ()
    if row in answers.other_persons:
        others = tuple(known.number for known in maybe)
        maybe = ()
    elif row in answers.same_persons:
        same, maybe = (*same, *maybe), ()
    if not (same or maybe):
        return Settled(others=others)
    now = Held(same=same, maybe=maybe)
    if answers.skip_held:
        return Settled(skipped=(now.in_force or now.taken_back)[-1])
    return Settled(replaces=_replaced(now, answers), others=others, is_further=True)


def _replaced(held: Held, answers: Answers) -> int | None:
    """The number of the credential that the new one supersedes; None for a further award."""
    if held.taken_back and not answers.reissue_revoked:
        raise _revoked(held)
    if held.in_force and not (answers.supersede or answers.again):
        raise _held(held) if held.same else _uncertain(held)
    replaced = held.in_force if answers.supersede and held.in_force else held.taken_back[-1:]
    if any(known in held.maybe for known in replaced):
        # What may be somebody else's is not revoked by an option for the whole file.
        raise _uncertain(held)
    if len(replaced) > 1:
        raise _several(held)
    problem = why_not_superseded(replaced[0]) if replaced and replaced[0].taken_back is None else None
    if problem is not None:
        raise problem
    return replaced[0].number if replaced else None


def why_not_superseded(known: Known) -> McissueError | None:
    """Why a credential can't be taken back in favour of another one, or None."""
    problem = status_problem(known, taking_back(known))
    if problem is not None:
        problem.message = f"{known.reservation.credential} can't be superseded: {problem.message}"
    return problem


def _state_of(known: Known) -> str:
    """Whether a credential is in force, for people."""
    return {None: "in force", "revoke": "revoked"}.get(known.taken_back, "suspended")


def _told(found: Sequence[Known]) -> str:
    told = [_one(known) for known in found[-MOST_TOLD:]]
    more = [f"and {len(found) - MOST_TOLD} older ones"] if len(found) > MOST_TOLD else []
    return "; ".join([*told, *more])


def _one(known: Known) -> str:
    each = known.reservation
    # Until revision 2 the ledger kept no award dates.
    date = f"awarded on {each.awarded[:10]}" if each.awarded else f"signed on {each.created[:10]}"
    version = f", version {known.version}" if known.version else ""
    return f"{date}{version}, {each.credential}, {_state_of(known)}"


def _detail(found: Sequence[Known]) -> dict[str, object]:
    return {"credential": found[-1].reservation.credential, "held": [_one(known) for known in found]}


def _held(held: Held) -> RecordError:
    return RecordError(
        f"the learner holds this course already: {_told(held.found)}",
        code="award_held",
        detail=_detail(held.found),
        mend="A correction: --supersede issues this row and revokes what it corrects. A further award on "
        "purpose: --again. A mistake: take the row out, or give --skip-held.",
    )


def _several(held: Held) -> RecordError:
    found = held.in_force
    return RecordError(
        f"the learner holds this course {len(found)} times, and one alone can be superseded: {_told(found)}",
        code="award_held",
        detail=_detail(found),
        mend="Revoke what is wrong (mcissue status revoke), then give --again --reissue-revoked; or leave "
        "the row out.",
    )


def _revoked(held: Held) -> RecordError:
    newest = held.taken_back[-1]
    if newest in held.maybe:
        whose, answer = "somebody with this e-mail address and another key", f" {_WHO_IS_IT}"
    else:
        whose, answer = "the learner", ""
    return RecordError(
        f"{whose} was issued this course before, and it was taken back since: {_told(held.found)}",
        code="award_revoked",
        detail=_detail(held.found),
        mend="Leave the row out, or give --skip-held; or give --reissue-revoked to issue it in place of "
        f"{newest.reservation.credential}.{answer}",
    )


def _uncertain(held: Held) -> RecordError:
    return RecordError(
        f"somebody with this e-mail address and another key holds this course already: {_told(held.maybe)}",
        code="learner_uncertain",
        detail=_detail(held.maybe),
        mend=f"{_WHO_IS_IT} Then give --supersede, --again or --skip-held as well, if it is the same.",
    )


_WHO_IS_IT: Final = (
    "Is it another person, give --other-person and the row's number; the same one, --same-person and the "
    "row's number."
)
