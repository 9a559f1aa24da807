"""The checked reader: what an annotation asks for is read exactly, and every fault has its place."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest

from mcissue.errors import RecordError
from mcissue.registry.faults import json_path, said, unfit
from mcissue.registry.reading import AtMost, Checked, Form


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


def _read_even(value: Any) -> int:
    if type(value) is not int or value % 2:
        raise unfit("this is not even", "Add one.")
    return value


Even = Annotated[int, Form(_read_even)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel(Checked):
    size: Even
    spare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Car(Checked):
    kind: Literal["car"]
    colour: Colour = Colour.RED
    wheels: Annotated[tuple[Wheel, ...], AtMost(4)] = ()
    engine: Wheel | None = None

    def __post_init__(self) -> None:
        if len({wheel.size for wheel in self.wheels}) > 1:
            raise RecordError("the wheels differ", code="value_invalid", mend="Change one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet(Checked):
    cars: Annotated[tuple[Car, ...], AtMost(9)]


GOOD: dict[str, Any] = {
    "kind": "car",
    "colour": "dark_blue",
    "wheels": [{"size": 2}, {"size": 2, "spare": True}],
}


def problems(data: Any, kind: type[Checked] = Car) -> list[tuple[str, str, str]]:
    with pytest.raises(RecordError) as caught:
        kind.from_data(data)
    return [(one["path"], one["message"], one["code"]) for one in caught.value.detail["problems"]]


def test_data_becomes_values_and_data_again():
    """Each value is what its annotation says, and what is absent or as by default is left out."""
    car = Car.from_data(GOOD)
    assert car == Car(
        kind="car", colour=Colour.DARK_BLUE, wheels=(Wheel(size=2), Wheel(size=2, spare=True)), engine=None
    )
    assert isinstance(car.colour, Colour)
    assert car.to_data() == GOOD
    assert type(car.to_data()["colour"]) is str
    assert Car.from_data({"kind": "car", "colour": "red", "wheels": [], "engine": None}).to_data() == {
        "kind": "car"
    }
    with pytest.raises(FrozenInstanceError):
        car.colour = Colour.RED


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"kind": "bus"}, "$.kind", "'bus' is not known here"),
        ({"kind": None}, "$.kind", "null is not known here"),
        ({"colour": "dark blue"}, "$.colour", "'dark blue' is not known here"),
        ({"colour": 1}, "$.colour", "1 is not known here"),
        ({"colour": ["red"]}, "$.colour", "this is not known here"),
        ({"wheels": None}, "$.wheels", "there is nothing"),
        ({"wheels": {"size": 2}}, "$.wheels", "a list belongs here"),
        ({"wheels": "2222"}, "$.wheels", "a list belongs here"),
        ({"wheels": ({"size": 2},)}, "$.wheels", "a list belongs here"),
        ({"wheels": [{"size": 2}] * 5}, "$.wheels", "the list has more than 4 entries"),
        ({"wheels": [{"size": 2}, None]}, "$.wheels[1]", "there is nothing"),
        ({"wheels": [{"size": 2}, []]}, "$.wheels[1]", "fields with their values belong here"),
        ({"wheels": [{"size": 3}]}, "$.wheels[0].size", "this is not even"),
        ({"wheels": [{"size": 2, "spare": 1}]}, "$.wheels[0].spare", "1 is neither true nor false"),
        ({"wheels": [{"size": 2}, {"size": 4}]}, "$", "the wheels differ"),
        ({"engine": {"size": 2.0}}, "$.engine.size", "this is not even"),
    ],
)
def test_one_fault_is_told_with_its_place(changes, path, message):
    """Nothing is coerced, and the first words say what is wrong."""
    assert problems({**GOOD, **changes}) == [(path, message, "value_invalid")]


def test_faults_have_codes_and_mends():
    """Missing and unknown members have codes of their own; a near name is offered, else all names."""
    assert problems({}) == [("$.kind", "this is missing", "value_missing")]
    assert problems({"kind": "car", "color": "red"}) == [
        ("$.color", "'color' is not known here", "unknown_field")
    ]
    for name, mend in (
        ("color", "Did you mean 'colour'?"),
        ("x", "Known here: colour, engine, kind, wheels."),
    ):
        with pytest.raises(RecordError) as caught:
            Car.from_data({"kind": "car", name: 1})
        assert caught.value.mend == mend


def test_all_faults_are_told_and_those_of_the_whole_only_after_them():
    """Members of one value are judged together once each of them is good."""
    bad = {**GOOD, "wheels": [{"size": 2}, {"size": 4}]}
    assert problems({"cars": [GOOD, bad]}, Fleet) == [("$.cars[1]", "the wheels differ", "value_invalid")]
    assert problems({"cars": [{**bad, "extra": 1, "colour": ""}, bad]}, Fleet) == [
        ("$.cars[0].colour", "'' is not known here", "value_invalid"),
        ("$.cars[0].extra", "'extra' is not known here", "unknown_field"),
        ("$.cars[1]", "the wheels differ", "value_invalid"),
    ]


@pytest.mark.parametrize("data", [None, [], "x", 5, [("kind", "car")]])
def test_what_is_no_object_is_refused(data):
    """Whatever a program hands over."""
    assert [path for path, _, _ in problems(data)] == ["$"]


def test_places_can_be_told_otherwise():
    """A file's lines, or the options of a command."""
    with pytest.raises(RecordError) as caught:
        Fleet.from_data({"cars": [{**GOOD, "colour": ""}]}, locate=lambda place: f"line {place}")
    assert caught.value.path == "line ('cars', 0, 'colour')"


def test_what_is_repeated_of_a_value_is_short():
    """Foreign values are cut, and numbers of thousands of digits are not written out."""
    assert said("x" * 1_000) == repr("x" * 100) + " ..."
    assert said(10**5_000) == said(float("nan")) == said(float("-inf")) == "this number"
    assert said({"a": 1}) == said([1]) == said(object()) == "this"
    assert json_path(("a", 0, "b")) == "$.a[0].b"


def test_a_name_that_cannot_be_written_is_told_so_that_it_can():
    """Half a character in a name must not break the terminal that the fault is shown on."""
    with pytest.raises(RecordError) as caught:
        Car.from_data({"kind": "car", "\ud800": 1})
    assert str(caught.value).encode()
    assert str(caught.value.detail).encode()


@pytest.mark.parametrize("annotation", [int, str, tuple[Wheel, ...], dict[str, str], Wheel | Colour])
def test_a_class_must_say_how_its_members_are_read(annotation):
    """A list without a limit, and a bare type, are faults of the class, not ways of reading."""
    kind = dataclass(type("Vague", (Checked,), {"__annotations__": {"member": annotation}}))
    with pytest.raises((TypeError, ValueError)):
        kind.from_data({"member": 1})
