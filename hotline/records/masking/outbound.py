"""An event as it may leave the desk. What each of its texts is stands in its type
(`contracts.records.personal`).

Once a class, its shapes are made into functions; an event then costs what its texts cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

from contracts import Record
from contracts.records.personal import Personal
from contracts.records.record import Either, Entries, Inner, Many, Row, Shape, Text, shapes
from hotline.records.masking.masking import mask_digits, mask_number, mask_said, mask_text, mask_unfinished

R = TypeVar("R", bound=Record)

Mask = Callable[[Any], Any]
"""Gives back an equal value when there is nothing to hide in it."""

MASKS: dict[Personal, Callable[[str], str]] = {
    Personal.PUBLIC: lambda text: text,
    Personal.SAID: mask_said,
    Personal.UNFINISHED: mask_unfinished,
    Personal.PIECE: mask_digits,  # of one that stands alone: it may be a part of anything
    Personal.WORDING: mask_said,
    Personal.TELEPHONE: mask_number,
    Personal.KEY: lambda _key: "*",  # typed one by one, keys are a whole number
    Personal.REPORT: mask_text,
}

_NOTHING: Mapping[str, str] = {}


def outbound(record: R) -> R:
    """The event, or a record of one, with all that is personal in it hidden, at the same length where that
    can be.

    Raises `TypeError` when its class does not say what one of its texts is; such a class cannot be defined.
    """
    return _record(record)


class _Plan(NamedTuple):
    """What is to be masked in the records of one class."""

    fields: tuple[tuple[str, Mask], ...]
    wordings: tuple[str, ...]


@cache
def _plan(kind: type[Record]) -> _Plan:
    wordings = _fields(kind, Personal.WORDING)
    fields = ((name, _mask(shape)) for name, shape in shapes(kind).items() if name not in wordings)
    return _Plan(tuple(fields), wordings)


def _fields(kind: type[Record], mark: Personal) -> tuple[str, ...]:
    return tuple(name for name, shape in shapes(kind).items() if shape == Text(mark))


def _record(record: R, known: Mapping[str, str] = _NOTHING) -> R:
    """`known` are fields that were masked already, as pieces of a whole."""
    plan = _plan(record.__class__)
    changes: dict[str, Any] = {}
    for name, mask in plan.fields:
        value = getattr(record, name)
        masked = known[name] if name in known else mask(value)
        if masked is not value and masked != value:
            changes[name] = masked
    for name in plan.wordings:
        said = getattr(record, name)
        # Where there was something to mask, the words leave not at all: they may give digits by their sound.
        if (masked := "*" if changes else mask_said(said)) != said:
            changes[name] = masked
    return record.model_copy(update=changes) if changes else record


def _mask(shape: Shape) -> Mask:
    match shape:
        case Text(personal):
            return MASKS[personal]
        case Inner():
            return _record
        case Many(kind, Inner(record)) if pieces := _fields(record, Personal.PIECE):
            return partial(_pieces, kind, pieces)
        case Many(kind, each):
            return partial(_many, kind, _mask(each))
        case Row(places):
            return partial(_row, tuple(map(_mask_of, places)))
        case Entries(key, value):
            return partial(_entries, _mask_of(key), _mask_of(value))
        case Either(cases):
            return partial(_either, tuple((kind, _mask(one)) for kind, one in cases))


def _mask_of(shape: Shape | None) -> Mask:
    return _mask(shape) if shape is not None else MASKS[Personal.PUBLIC]


def _many(kind: Callable[[Any], Any], mask: Mask, values: Sequence[Any]) -> Any:
    masked = [mask(value) for value in values]
    return values if _same(values, masked) else kind(masked)


def _pieces(kind: Callable[[Any], Any], names: Sequence[str], records: Sequence[Record]) -> Any:
    """Masks across the records, since a spoken number is a word for each digit."""
    known: list[dict[str, str]] = [{} for _ in records]
    for name in names:
        texts = [getattr(record, name) for record in records]
        whole, place = mask_said("".join(texts)), 0
        for text, of_record in zip(texts, known, strict=True):
            of_record[name] = whole[place : place + len(text)]
            place += len(text)
    masked = [_record(record, done) for record, done in zip(records, known, strict=True)]
    return records if _same(records, masked) else kind(masked)


def _row(masks: Sequence[Mask], values: tuple[Any, ...]) -> tuple[Any, ...]:
    masked = tuple(mask(value) for mask, value in zip(masks, values, strict=True))
    return values if _same(values, masked) else masked


def _entries(key: Mask, value: Mask, entries: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return {key(one): value(other) for one, other in entries.items()}


def _either(masks: Sequence[tuple[type, Mask]], value: Any) -> Any:
    for kind, mask in masks:
        if isinstance(value, kind):
            return mask(value)
    return value


def _same(values: Sequence[Any], masked: Sequence[Any]) -> bool:
    return all(one is other or one == other for one, other in zip(values, masked, strict=True))
