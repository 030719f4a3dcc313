"""A file whose parts stand flat in it: in Python the whole has its parts, in YAML their sections are its own.

With the field `ivr: Annotated[IvrSettings, FLAT]` of a `Whole`, `queues:` in the file is `whole.ivr.queues`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import (
    BaseModel,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from contracts.configuration.settings import Section

FLAT = "flat"
"""Marks a field of a `Whole`: the sections of this part stand in the file itself."""

Value = TypeVar("Value")


class Whole(Section):
    """A file with parts that stand flat in it. Its dump and its JSON Schema are as the file is."""

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        gathered, rest = {}, dict(data)
        for name, part in _parts(cls).items():
            if isinstance(data.get(name), part):
                continue  # made in Python; a file has no section of that name, and the part refuses one
            sections = [*part.model_fields, name]
            gathered[name] = {section: rest.pop(section) for section in sections if section in rest}
        return gathered | rest

    @model_serializer(mode="wrap")
    def _spread(self, nested: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _spread(type(self), nested(self), lambda _, part: part)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        parts = {name: handler.resolve_ref_schema(schema["properties"][name]) for name in _parts(cls)}
        schema["properties"] = _spread(
            cls, schema["properties"], lambda name, _: parts[name].get("properties", {})
        )
        required = dict.fromkeys(schema.get("required", ()))
        schema["required"] = list(
            _spread(cls, required, lambda name, _: dict.fromkeys(parts[name].get("required", ())))
        )
        return schema

    def sections(self) -> dict[str, Any]:
        """The sections of the file and what they hold, in the order of the fields."""
        return _spread(type(self), _values(self), lambda _, part: _values(part))


def fields_in_file(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the names under which they stand in a file."""
    parts = _parts(model)
    return _spread(model, model.model_fields, lambda name, _: parts[name].model_fields)


def place_in_file(model: type[BaseModel], loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where pydantic's `loc` of a mistake stands in a file for `model`."""
    return loc[1:] if loc and loc[0] in _parts(model) else loc


def _parts(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    for name, field in model.model_fields.items():
        if FLAT in field.metadata and isinstance(field.annotation, type):
            found[name] = field.annotation
    return found


def _values(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def _spread(
    model: type[BaseModel],
    values: Mapping[str, Value],
    inside: Callable[[str, Value], Mapping[str, Value]],
) -> dict[str, Value]:
    """`values` with what is `inside` each flat part in the place of the part."""
    parts = _parts(model)
    found: dict[str, Value] = {}
    for name, value in values.items():
        found |= inside(name, value) if name in parts else {name: value}
    return found
