"""Every event survives its JSON, and nothing else is taken for one."""

from __future__ import annotations

import json
from contextlib import suppress
from math import isfinite
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from contracts import (
    REGISTRY,
    CallStarted,
    Event,
    Fault,
    KeyPressed,
    QueueChanged,
    Record,
    Suggestion,
    from_json,
)


def of_field(kind: type[BaseModel], name: str) -> st.SearchStrategy[Any]:
    """Any valid value of a field, from its annotation."""
    info = kind.model_fields[name]
    if name == "type":
        return st.just(info.default)
    if (kind, name) == (KeyPressed, "digit"):
        return st.sampled_from("0123456789ABCD*#")
    wanted: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    found: st.SearchStrategy[Any] = st.from_type(wanted)
    return found.filter(lambda value: not isinstance(value, float) or isfinite(value))


def of_model(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Any valid object of a model."""
    return st.builds(kind, **{name: of_field(kind, name) for name in kind.model_fields})


def of_record(kind: type[Record]) -> st.SearchStrategy[Any]:
    return of_model(kind)


for inner in Record.__subclasses__():
    if inner is not Event:
        st.register_type_strategy(inner, of_record)


@pytest.mark.parametrize("kind", REGISTRY.values(), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_json_and_back_gives_the_same_event(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(of_model(kind))
    text = event.to_json()
    assert from_json(text) == event
    assert from_json(text.encode()) == event
    assert json.loads(text)["type"] == kind.TYPE
    assert hash(from_json(text)) == hash(event)


@pytest.mark.parametrize("kind", REGISTRY.values(), ids=lambda kind: kind.__name__)
def test_the_name_of_a_class_and_of_its_type_are_the_same(kind: type[Event]) -> None:
    assert kind.TYPE.replace("_", "") == kind.__name__.lower()


def test_events_cannot_be_changed_and_take_no_unknown_fields() -> None:
    event = CallStarted(call="c", caller="anonymous", dialled="12345")
    with pytest.raises(ValidationError, match="frozen"):
        event.call = "d"
    with pytest.raises(ValidationError, match="colour"):
        CallStarted(call="c", caller="anonymous", dialled="12345", colour="red")  # type: ignore[call-arg]


def test_an_event_does_not_take_the_name_of_another() -> None:
    with pytest.raises(ValidationError, match="does not belong"):
        CallStarted(type="fault", call="c", caller="anonymous", dialled="12345")


def test_events_of_a_call_lie_under_it_and_others_do_not() -> None:
    assert CallStarted(call="c", caller="x", dialled="1").topic == "calls/c/call_started"
    assert Fault(part="x", message="", done="", call="c").topic == "calls/c/fault"
    assert Fault(part="x", message="", done="").topic == "system/fault"
    assert QueueChanged(queue="q", waiting=0, agents_available=0).topic == "queues/q"


def test_a_suggestion_names_its_source() -> None:
    with pytest.raises(ValidationError, match="source"):
        Suggestion(article="a", title="t", text="t", source="", score=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "{",
        "{}",
        '{"type": "nothing"}',
        '{"type": 1}',
        '{"type": null}',
        '{"type": "call_started"}',
        '{"type": "call_started", "call": "", "caller": "x", "dialled": "1"}',
        '{"type": "key_pressed", "call": "c", "digit": "x"}',
        b"\xff",
    ],
)
def test_what_is_no_event_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json, ours and pydantic's, each with its own text
        from_json(text)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_event_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        from_json(data)
