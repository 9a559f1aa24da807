"""Losses: exact, and machine-usable."""

from __future__ import annotations

import pytest
from tests.formats.badges import changed
from tests.records import full_record

from mcissue.errors import RecordError
from mcissue.formats import Loss, without


def _loss(*steps: str | int, becomes: object = None) -> Loss:
    return Loss(steps=steps, what="something", why="no reason", becomes=becomes)


def test_a_loss_tells_where_what_and_why() -> None:
    """One line for people, an object for machines."""
    loss = _loss("course", "learning_outcomes", 0, "title", "pt-BR")
    assert loss.path == "$.course.learning_outcomes[0].title['pt-BR']"
    assert str(loss) == f"{loss.path}: something: no reason"
    assert loss.to_data() == {"path": loss.path, "what": "something", "why": "no reason"}
    assert _loss("language", becomes="fi").to_data()["becomes"] == "fi"


def test_losses_are_taken_out_from_the_end() -> None:
    """Several items of one list go without moving each other."""
    record = full_record()
    left = without(record, [_loss("course", "fields", 0), _loss("course", "awarding_bodies", 0),
                            _loss("course", "awarding_bodies", 2), _loss("course", "fields", 1)])  # fmt: skip
    assert left.course.fields == ()
    assert left.course.awarding_bodies == record.course.awarding_bodies[1:2]


def test_a_replacement_goes_before_what_is_lost_inside_it() -> None:
    """A part may be replaced and lose something at once."""
    title = {"en": "New", "fi": "Uusi"}
    left = without(full_record(), [_loss("course", "title", "fi"), _loss("course", "title", becomes=title)])
    assert left.course.title.root == {"en": "New"}


def test_without_losses_nothing_changes() -> None:
    """No losses, the same record."""
    assert without(full_record(), []) == full_record()


@pytest.mark.parametrize(
    "steps", [("course", "nothing"), ("course", "fields", 9), ("course", "id", "x"), ("language", "x")]
)
def test_a_loss_out_of_place_is_refused(steps: tuple[str | int, ...]) -> None:
    """A loss that names nothing is a fault, since exactness is the whole point."""
    with pytest.raises(RecordError) as caught:
        without(changed(), [_loss(*steps)])
    assert caught.value.code == "loss_out_of_place"
