"""Every text of every contract says what it is; a class with one that does not cannot be defined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, ConfigDict, create_model

from contracts import REGISTRY, CallEvent, Event, Record, TranscriptFinal, Word
from contracts.records.personal import Personal, Public, Said, Telephone
from contracts.records.record import shapes


def unmarked(kind: type[BaseModel]) -> Iterator[str]:
    """The texts without a mark in a class and in all that it holds, by names of fields."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if name in kind.model_fields and any(leaf is str for leaf in leaves(hint)):
            yield f"{kind.__name__}.{name}"


def leaves(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated and any(isinstance(mark, Personal) for mark in hint.__metadata__):
        return
    yield hint
    for argument in get_args(hint):
        yield from leaves(argument)


def reachable(kind: type[BaseModel]) -> set[type[BaseModel]]:
    hints = get_type_hints(kind, include_extras=True)
    found = {leaf for name in kind.model_fields for leaf in leaves(hints[name])}
    inner = {leaf for leaf in found if isinstance(leaf, type) and issubclass(leaf, BaseModel)}
    return {kind}.union(*map(reachable, inner - {kind}))


@pytest.mark.parametrize("kind", REGISTRY.values(), ids=lambda kind: kind.__name__)
def test_every_text_says_what_it_is(kind: type[Event]) -> None:
    assert [field for one in reachable(kind) for field in unmarked(one)] == []


def test_records_within_events_are_looked_at_too() -> None:
    assert Word in reachable(TranscriptFinal)
    assert list(unmarked(create_model("Loose", text=(str, ...)))) == ["Loose.text"]
    assert list(unmarked(create_model("Loose", texts=(tuple[str, ...] | None, ...)))) == ["Loose.texts"]


class Foreign(BaseModel):
    text: Said


@pytest.mark.parametrize(
    ("hint", "why"),
    [
        (str, "say what this text is"),
        (str | None, "say what this text is"),
        (tuple[str, ...], "say what this text is"),
        (tuple[int, str], "say what this text is"),
        (dict[str, int], "say what this text is"),
        (dict[Public, list[str]], "say what this text is"),
        (bytes, "cannot look into"),
        (Any, "cannot look into"),
        (object, "cannot look into"),
        (tuple, "cannot look into"),
        (dict, "cannot look into"),
        (Foreign, "cannot look into"),
        ("Later", "cannot look into"),
        (Annotated[str | None, Personal.SAID], "on one text alone"),
        (Annotated[Said, Personal.PUBLIC], "on one text alone"),
        (Said | Telephone, "cannot be told apart"),
        (tuple[Said, ...] | tuple[Telephone, int], "cannot be told apart"),
    ],
)
@pytest.mark.parametrize("base", [Record, CallEvent])
def test_a_field_that_does_not_say_it_is_refused(base: type[Record], hint: Any, why: str) -> None:
    with pytest.raises(TypeError, match=rf"Careless\.field: .*{why}"):
        type(
            "Careless",
            (base,),
            {"__annotations__": {"field": hint, "TYPE": ClassVar[str]}, "TYPE": "careless"},
        )
    assert "careless" not in REGISTRY


def test_fields_that_nobody_declared_are_refused() -> None:
    with pytest.raises(TypeError, match="not declared"):

        class Open(CallEvent):
            model_config = ConfigDict(extra="allow")


def test_a_record_may_hold_itself() -> None:
    class Turn(Record):
        said: Said
        before: Turn | None = None

    assert set(shapes(Turn)) == {"said", "before"}
