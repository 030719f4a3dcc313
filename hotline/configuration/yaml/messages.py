"""Pydantic's findings in plain sentences, in Chinese and in English: what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from contracts.configuration.settings import PATTERN
from hotline.configuration.flat import fields_in_file
from hotline.configuration.yaml.problem import Problem
from hotline.configuration.yaml.source import Source

_TEXT = ("文字", "text")
_WHOLE = ("整数", "a whole number")
_NUMBER = ("数字", "a number")
_SWITCH = ("true 或 false", "true or false")
_LIST = ("列表", "a list")
_MAPPING = ("一组“键: 值”", "a mapping of keys")
_TIME = ("时间，例如 08:30", "a time such as 08:30")
_DATE = ("日期，例如 2030-01-31", "a date such as 2030-01-31")

_WANTED = {
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": ("小一些的整数", "a smaller whole number"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": ("有限的数字", "a finite number"),
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "none_required": ("空", "empty"),
    "time_parsing": _TIME,
    "time_type": _TIME,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "path_type": ("文件的路径", "the path of a file"),
}
"""What pydantic wanted, in Chinese and in English."""

_LIMIT = {
    "greater_than": ("gt", "大于", "more than"),
    "greater_than_equal": ("ge", "不小于", "at least"),
    "less_than": ("lt", "小于", "less than"),
    "less_than_equal": ("le", "不大于", "at most"),
}

_HOW_TO_WRITE = {
    _TEXT: "加上引号 / put it in quotes",
    _LIST: "每项另起一行，以“- ”开头 / begin each entry on a line of its own with '- '",
    _MAPPING: "每行写“键: 值”，并缩进 / write key: value on lines of their own, indented",
}


def problem_of(error: ErrorDetails, source: Source, model: type[BaseModel]) -> Problem:
    """The problem behind one of pydantic's `ValidationError.errors()`; its `loc` is that in the file."""
    loc = error["loc"]
    if error["type"] == "missing":
        key = str(loc[-1])
        message = f"缺少 {key} / the key '{key}' is missing"
        return source.problem(loc[:-1], message, f"补上“{key}: …” / add '{key}: …'", key=True)
    if error["type"] == "extra_forbidden":
        known = sorted(fields_at(model, loc[:-1]))
        remove = "删掉 / remove it"
        hint = _did_you_mean(str(loc[-1]), known) or _one_of("这里可以写 / known here", known) or remove
        return source.problem(loc, f"不认识 {loc[-1]} / the key '{loc[-1]}' is not known", hint, key=True)
    message, hint = _explain(error)
    at_key = error["input"] is None or loc[-1:] == ("[key]",)  # an empty value stands nowhere itself
    return source.problem(loc, message, hint, key=at_key)


def _explain(error: ErrorDetails) -> tuple[str, str]:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        message, _, hint = str(context.get("error", error["msg"])).partition(" → ")
        return message or "不合适 / this does not fit", hint
    if wanted := _WANTED.get(kind):
        return _wrong_kind(wanted, given)
    if limit := _LIMIT.get(kind):
        name, chinese, words = limit
        bound = context[name]
        must = f"must be {words} {bound}, not {describe(given)}"
        message = f"要{chinese} {bound}，现在是{_in_chinese(given)} / {must}"
        return message, f"写{chinese} {bound} 的数 / write {words} {bound}"
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", ""))
        choices = re.findall(r"'([^']*)'", expected)
        message = f"{_in_chinese(given)}不在可选范围内 / {describe(given)} is not one of the choices"
        written = f"可以写 {expected.replace(' or ', '、')} / write {expected}"
        return message, _did_you_mean(str(given), choices) or written
    if kind in (PATTERN, "string_pattern_mismatch"):
        message = f"{_in_chinese(given)}的写法不对 / {describe(given)} does not have the right form"
        pattern = context.get("pattern")
        return message, context.get("says") or f"要符合 {pattern} / it must match {pattern}"
    if kind in ("string_too_short", "too_short"):
        return _size(kind, "short", "at least", int(context["min_length"]))
    if kind in ("string_too_long", "too_long"):
        return _size(kind, "long", "at most", int(context["max_length"]))
    message = error["msg"].replace("Input should be", "must be").replace("Input should", "must")
    return message, f"现在是{_in_chinese(given)} / it is {describe(given)} now"


def _wrong_kind(wanted: tuple[str, str], given: object) -> tuple[str, str]:
    chinese, words = wanted
    if given is None:
        message = f"没有写值，这里要写{chinese} / the value is missing; it must be {words}"
        return message, "在冒号后面写上值 / write the value after the colon"
    hint = _HOW_TO_WRITE.get(wanted, f"写{chinese} / write {words}")
    if wanted == _TEXT and isinstance(given, list | dict):
        hint = "写成一段文字 / write one text"
    if wanted == _MAPPING and isinstance(given, str) and (colon := re.match(r"(\w+)[:：]\S", given)):
        hint = (
            f"{colon[1]} 的冒号后面缺一个空格，写成“{colon[1]}: …” / "
            f"a blank is missing after the colon of {colon[1]}: write '{colon[1]}: …'"
        )
    return f"要写{chinese}，现在是{_in_chinese(given)} / must be {words}, not {describe(given)}", hint


def _size(kind: str, what: str, words: str, limit: int) -> tuple[str, str]:
    unit = "character" if kind.startswith("string") else "entry"
    counted = "个字" if unit == "character" else "项"
    units = unit if limit == 1 else unit.replace("entry", "entrie") + "s"
    if limit == 1 and what == "short":
        return "不能为空 / must not be empty", f"至少写一{counted} / write at least one {unit}"
    bound = f"{'至少' if what == 'short' else '最多'} {limit} {counted}"
    message = f"太{'短' if what == 'short' else '长'}：{bound} / is too {what}: {words} {limit} {units}"
    return message, f"写{bound} / write {words} {limit} {units}"


def describe(value: object) -> str:
    """A value in English words for a message, shortened."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {_digits(value)}"
        case str():
            return f"'{_short(value)}'"
        case list():
            return "a list"
        case dict():
            return "a mapping of keys"
    return f"a {value.__class__.__name__}"


def _in_chinese(value: object) -> str:
    match value:
        case None:
            return "空的"
        case bool():
            return " true" if value else " false"
        case int() | float():
            return f"数字 {_digits(value)}"
        case str():
            return f"“{_short(value)}”"
        case list():
            return "列表"
        case dict():
            return "一组“键: 值”"
    return f" {value.__class__.__name__}"


def _digits(value: float) -> str:
    return _short(str(value) if abs(value) < 1e15 else "with so many digits")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _did_you_mean(word: str, choices: Iterable[str]) -> str:
    best = process.extractOne(word, list(choices), scorer=fuzz.ratio, score_cutoff=60)
    return f"是不是“{best[0]}”？ / did you mean '{best[0]}'?" if best else ""


def _one_of(words: str, choices: list[str]) -> str:
    return f"{words}: {', '.join(choices[:12])}{' …' if len(choices) > 12 else ''}" if choices else ""


def fields_at(model: type[BaseModel], loc: Iterable[str | int]) -> set[str]:
    """The keys that may stand at `loc` in a file for `model`."""
    here: list[Any] = _members(model)
    for part in loc:
        below = [deeper for kind in here for deeper in _below(kind, part)]
        here = below or here  # a part that leads nowhere names a member of a union
    return {
        field.alias or name
        for kind in here
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, field in fields_in_file(kind).items()
    }


def _members(annotation: Any) -> list[Any]:
    """The alternatives of a type: members of a union, what is inside `Annotated` and root models."""
    annotation = getattr(annotation, "__value__", annotation)
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [member for one in get_args(annotation) for member in _members(one)]
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _members(annotation.model_fields["root"].annotation)
    return [annotation]


def _below(kind: Any, part: str | int) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in fields_in_file(kind).items():
            if part in (name, field.alias):
                return _members(field.annotation)
        return []
    args, origin = get_args(kind), get_origin(kind)
    if not args or not isinstance(origin, type):
        return []
    if issubclass(origin, dict):
        return _members(args[1])
    return _members(args[0]) if isinstance(part, int) else []
