"""config.yaml is flat, HotlineConfig has parts; whoever writes the file never meets them."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from contracts.configuration.settings import Id, Section
from hotline.configuration.flat import FLAT, Whole
from hotline.configuration.reference import schema
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse
from tests.shipped import sections, shipped_config


class Room(Section):
    name: Id = Field(description="Its name.")
    seats: int = 4


class Kitchen(Section):
    stove: bool = False


class House(Whole):
    room: Annotated[Room, FLAT]
    kitchen: Kitchen = Field(default_factory=Kitchen)


def problem(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(Sources.single(text.encode(), "h.yaml"), House)
    (found,) = caught.value.problems
    return str(found)


def test_what_stands_flat_is_a_part() -> None:
    house, _ = parse(Sources.single(b"name: hall\nkitchen: {stove: true}\n", "h.yaml"), House)
    assert house == House(room=Room(name="hall"), kitchen=Kitchen(stove=True))
    assert house.sections() == {"name": "hall", "seats": 4, "kitchen": Kitchen(stove=True)}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("kitchen: {}\nname: Hall\n", "h.yaml:2:7: name: ", "small letters"),
        ("name: hall\nseats: many\n", "h.yaml:2:8: seats: ", "a whole number"),
        ("kitchen: {stove: 7}\nname: hall\n", "h.yaml:1:18: kitchen.stove: ", "true or false"),
        ("seats: 3\n", "h.yaml:1:1: ", "the key 'name' is missing"),
        ("name: hall\nseat: 3\n", "h.yaml:2:1: seat: ", "did you mean 'seats'?"),
        ("name: hall\nroom: {name: hall}\n", "h.yaml:2:1: room: ", "the key 'room' is not known"),
        ("name: hall\nroom:\n", "h.yaml:2:1: room: ", "kitchen, name, seats"),
    ],
)
def test_a_mistake_stands_where_it_is_in_the_file(text: str, place: str, words: str) -> None:
    shown = problem(text)
    assert shown.startswith(place)
    assert words in shown


def test_the_part_that_the_file_names_twice_is_not_looked_into() -> None:
    shown = [str(one) for one in _problems("room:\n  seats: many\nname: hall\nseats: none\n")]
    assert any(one.startswith("h.yaml:1:1: room: ") for one in shown)
    assert any(one.startswith("h.yaml:4:8: seats: ") for one in shown)


def _problems(text: str) -> list[Any]:
    with pytest.raises(ConfigError) as caught:
        parse(Sources.single(text.encode(), "h.yaml"), House)
    return caught.value.problems


def test_the_dump_is_as_the_file_and_reads_again() -> None:
    config = shipped_config()
    dump = config.model_dump(mode="json")
    assert list(dump) == list(schema()["properties"]) == list(config.sections())
    assert "ivr" not in dump
    assert HotlineConfig.model_validate(dump) == config


def test_every_section_of_the_shipped_file_is_in_the_schema() -> None:
    assert set(sections()) <= set(schema()["properties"])
    assert set(HotlineConfig.model_json_schema()["required"]) == {"queues", "intents", "agents"}
    assert "required" not in schema(), "a file may have some of them only"
