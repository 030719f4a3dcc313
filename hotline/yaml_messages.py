"""Pydantic's findings in plain sentences: what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from hotline.config_problem import Problem
from hotline.yaml_source import Source

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping of keys",
    "mapping_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dataclass_type": "a mapping of keys",
    "none_required": "empty",
    "time_parsing": "a time such as 08:30",
    "time_type": "a time such as 08:30",
    "date_parsing": "a date such as 2030-01-31",
    "date_type": "a date such as 2030-01-31",
    "date_from_datetime_parsing": "a date such as 2030-01-31",
    "path_type": "the path of a file",
}

_LIMIT = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}

_FORMS = {
    r"^[0-9]$": "write one digit from 0 to 9, in quotes",
    r"^\d{2,15}$": "write 2 to 15 digits, in quotes",
    r"^[a-z][a-z0-9_]{0,39}$": "begin with a small letter; then small letters, digits and _, 40 at most",
    r"^[a-z][a-z0-9_]*$": "begin with a small letter; then small letters, digits and _",
    r"^[a-z0-9]+$": "use small letters and digits",
    r"^[A-Za-z0-9_.-]{1,64}$": "use letters, digits and _ . -, 64 at most",
    r"^[0-9A-Za-z_-]{1,32}$": "use letters, digits and _ -, 32 at most",
}
"""What a pattern of the settings says in words."""

_HOW_TO_WRITE = {
    "text": "put it in quotes",
    "a list": "begin each entry on a line of its own with '- '",
    "a mapping of keys": "write key: value on lines of their own, indented",
}


def problem_of(error: ErrorDetails, source: Source, model: type[BaseModel]) -> Problem:
    """The problem behind one entry of pydantic's `ValidationError.errors()`."""
    loc = error["loc"]
    if error["type"] == "missing":
        key = str(loc[-1])
        return source.problem(loc[:-1], f"the key '{key}' is missing", f"add '{key}: …'", key=True)
    if error["type"] == "extra_forbidden":
        known = sorted(fields_at(model, loc[:-1]))
        hint = _did_you_mean(str(loc[-1]), known) or _one_of("known here", known) or "remove it"
        return source.problem(loc, f"the key '{loc[-1]}' is not known", hint, key=True)
    message, hint = _explain(error)
    at_key = error["input"] is None or loc[-1:] == ("[key]",)  # an empty value stands nowhere itself
    return source.problem(loc, message, hint, key=at_key)


def _explain(error: ErrorDetails) -> tuple[str, str]:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        message, _, hint = str(context.get("error", error["msg"])).partition(" → ")
        return message or "this does not fit", hint
    if wanted := _WANTED.get(kind):
        hint = _HOW_TO_WRITE.get(wanted, f"write {wanted}")
        if given is None:
            return f"the value is missing; it must be {wanted}", "write the value after the colon"
        if wanted == "text" and isinstance(given, list | dict):
            hint = "write one text"
        if (
            wanted == "a mapping of keys"
            and isinstance(given, str)
            and (colon := re.match(r"(\w+)[:：]\S", given))
        ):
            hint = f"a blank is missing after the colon of {colon[1]}: write '{colon[1]}: …'"
        return f"must be {wanted}, not {describe(given)}", hint
    if limit := _LIMIT.get(kind):
        name, words = limit
        return f"must be {words} {context[name]}, not {describe(given)}", f"write {words} {context[name]}"
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", ""))
        choices = re.findall(r"'([^']*)'", expected)
        return f"{describe(given)} is not one of the choices", (
            _did_you_mean(str(given), choices) or f"write {expected}"
        )
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return f"{describe(given)} does not have the right form", _FORMS.get(
            pattern, f"it must match {pattern}"
        )
    if kind in ("string_too_short", "too_short"):
        return _size(kind, "short", "at least", int(context["min_length"]))
    if kind in ("string_too_long", "too_long"):
        return _size(kind, "long", "at most", int(context["max_length"]))
    message = error["msg"].replace("Input should be", "must be").replace("Input should", "must")
    return message, f"it is {describe(given)} now"


def _size(kind: str, what: str, words: str, limit: int) -> tuple[str, str]:
    unit = "character" if kind.startswith("string") else "entry"
    units = unit if limit == 1 else unit.replace("entry", "entrie") + "s"
    if limit == 1 and what == "short":
        return "must not be empty", f"write at least one {unit}"
    return f"is too {what}: {words} {limit} {units}", f"write {words} {limit} {units}"


def describe(value: object) -> str:
    """A value in words for a message, shortened."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {_short(str(value) if abs(value) < 1e15 else 'with so many digits')}"
        case str():
            return f"'{_short(value)}'"
        case list():
            return "a list"
        case dict():
            return "a mapping of keys"
    return f"a {value.__class__.__name__}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _did_you_mean(word: str, choices: Iterable[str]) -> str:
    best = process.extractOne(word, list(choices), scorer=fuzz.ratio, score_cutoff=60)
    return f"did you mean '{best[0]}'?" if best else ""


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
        for name, field in kind.model_fields.items()
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
        for name, field in kind.model_fields.items():
            if part in (name, field.alias):
                return _members(field.annotation)
        return []
    args, origin = get_args(kind), get_origin(kind)
    if not args or not isinstance(origin, type):
        return []
    if issubclass(origin, dict):
        return _members(args[1])
    return _members(args[0]) if isinstance(part, int) else []
