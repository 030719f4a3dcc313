"""A record, and what its types say of people.

Masking follows these shapes. They are looked at when a class is defined: one with a text that has no mark of
`contracts.records.personal`, or a type that masking cannot look into, is refused with a `TypeError` then and
there.
So a mistake is found by whoever makes it; masked on suspicion, ids and machine words would leave spoilt.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from contracts.records.personal import Personal

_PUBLIC = (bool, int, float, types.NoneType)
_MANY = (tuple, list, frozenset)


class Record(BaseModel):
    """A frozen value: compared by content, refuses unknown fields, knows what each of its texts is."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.model_config.get("extra") != "forbid" or cls.model_computed_fields:
            raise TypeError(f"{cls.__name__}: nobody knows what fields leave that are not declared")
        shapes(cls)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not public."""

    personal: Personal


@dataclass(frozen=True, slots=True)
class Inner:
    """A record within another."""

    kind: type[Record]


@dataclass(frozen=True, slots=True)
class Many:
    """Several of one shape, in a tuple, list or set."""

    kind: type
    each: Shape


@dataclass(frozen=True, slots=True)
class Row:
    """A tuple with a type for each place."""

    places: tuple[Shape | None, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A dict."""

    key: Shape | None
    value: Shape | None


@dataclass(frozen=True, slots=True)
class Either:
    """One of several that differ in their Python type."""

    cases: tuple[tuple[type, Shape], ...]


Shape = Text | Inner | Many | Row | Entries | Either


@cache
def shapes(kind: type[Record]) -> dict[str, Shape]:
    """Those fields of a class that may be personal. Raises `TypeError` when a type does not say it."""
    found = {}
    for name, field in kind.model_fields.items():
        try:
            shape = _shape(Annotated[field.annotation, *field.metadata, None])
        except TypeError as error:
            raise TypeError(f"{kind.__name__}.{name}: {error}") from None
        if shape is not None:
            found[name] = shape
    return found


def _shape(hint: Any) -> Shape | None:
    """None: there is nothing personal in it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _marked(hint.__origin__, [mark for mark in hint.__metadata__ if isinstance(mark, Personal)])
    if origin in (Union, types.UnionType):
        return _either([shape for argument in arguments if (shape := _shape(argument)) is not None])
    if origin is tuple and arguments[-1:] != (Ellipsis,):
        places = tuple(map(_shape, arguments))
        return Row(places) if any(places) else None
    if origin in _MANY:
        each = _shape(arguments[0])
        return Many(origin, each) if each else None
    if origin is dict:
        key, value = map(_shape, arguments)
        return Entries(key, value) if key or value else None
    return _plain(hint)


def _marked(hint: Any, marks: list[Personal]) -> Shape | None:
    if not marks:
        return _shape(hint)
    if hint is not str or len(marks) > 1:
        raise TypeError("a mark stands on one text alone: Said | None, tuple[Said, ...]")
    return None if marks[0] is Personal.PUBLIC else Text(marks[0])


def _plain(hint: Any) -> Shape | None:
    if get_origin(hint) is Literal or hint in _PUBLIC:
        return None
    if isinstance(hint, type) and issubclass(hint, Enum):
        return None
    if isinstance(hint, type) and issubclass(hint, Record):
        return Inner(hint)
    if hint is str:
        raise TypeError(
            "say what this text is by a type of contracts.records.personal: Public, Said, Telephone ..."
        )
    raise TypeError(f"masking cannot look into {hint!r}: use records, tuples, dicts, texts and numbers")


def _either(found: list[Shape]) -> Shape | None:
    cases = {_python_type(shape): shape for shape in found}
    if len(cases) < len(set(found)):
        raise TypeError("these cannot be told apart: use one of them, or a record for each")
    return Either(tuple(cases.items())) if cases else None


def _python_type(shape: Shape) -> type:
    match shape:
        case Text():
            return str
        case Inner(kind) | Many(kind):
            return kind
        case Row():
            return tuple
        case Entries():
            return dict
        case Either():
            raise TypeError("a union within a union")
