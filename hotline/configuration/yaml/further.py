"""All mistakes of a file at once: pydantic compares fields only when each of them is right by itself.

What is wrong is taken out and the rest is looked at again, until nothing is left to say. What only looks
wrong because something was taken out (a queue that is now missing) is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hotline.configuration.flat import place_in_file

ROUNDS = 8
"""Each takes out more; a file that is wrong so often has mistakes enough to begin with."""

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]


def validate(
    model: type[Model], data: Any, context: dict[str, Any]
) -> tuple[Model | None, list[ErrorDetails]]:
    """The model, or all mistakes; the `loc` of each is that in the file."""
    try:
        return model.model_validate(data, context=context), []
    except ValidationError as error:
        first = error
    remains = _Remains(data)
    found: list[ErrorDetails] = []
    errors = [_in_file(one, model) for one in first.errors()]
    for _ in range(ROUNDS):
        placed = [(one, remains.original(one["loc"])) for one in _without_emptied(errors)]
        found += [{**one, "loc": loc} for one, (loc, path) in placed if not remains.explains(one, path)]
        if not remains.take_out(one_path for _, (_, one_path) in placed):
            break
        try:
            model.model_validate(remains.data, context=context)
            break
        except ValidationError as error:
            errors = [_in_file(one, model) for one in error.errors()]
    return None, found


def _without_emptied(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that pydantic finds too short because it does not count wrong entries."""
    above = {one["loc"][:end] for one in errors for end in range(len(one["loc"]))}
    return [one for one in errors if one["type"] != "too_short" or one["loc"] not in above]


def _in_file(error: ErrorDetails, model: type[BaseModel]) -> ErrorDetails:
    return {**error, "loc": place_in_file(model, error["loc"])}


class _Remains:
    """A file's values without what was taken out."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self._whole = data
        self._out: set[Path] = set()
        self._around: set[Path] = set()
        """What something was taken out of, and that itself."""
        self._names: set[str] = set()
        """What was taken out, by the words that other places would name it with."""
        self._kept: dict[Path, list[int]] = {}
        """Of each list that lost entries: the places of the others in the file."""

    def original(self, loc: Path) -> tuple[Path, Path]:
        """A place in what remains, in the file: as pydantic writes it, and the part that is there."""
        here = self.data
        written: list[str | int] = []
        path: list[str | int] = []
        for part in loc:
            there = isinstance(here, dict) and part in here
            if isinstance(here, list) and isinstance(part, int) and part < len(here):
                there, at = True, part
                part = self._kept.get(tuple(path), range(len(here)))[at]
                here = here[at]
            elif there:
                here = here[part]
            written.append(part)
            if there:
                path.append(part)
        return tuple(written), tuple(path)

    def explains(self, error: ErrorDetails, path: Path) -> bool:
        """Whether it is a mistake only because of what was taken out."""
        if path in self._around and (path or (error["type"] == "missing" and error["loc"] in self._out)):
            return True
        given, said = error["input"], error["msg"]
        return any(given == name or f"“{name}”" in said or f"'{name}'" in said for name in self._names)

    def take_out(self, paths: Iterator[Path]) -> bool:
        """Whether there was anything to take out."""
        new = set(paths) - self._out - {()}
        for path in new:
            self._names |= {word for word in _words({str(path[-1]): _at(self._whole, path)}) if word}
        self._out |= new
        self._around = {out[:end] for out in self._out for end in range(len(out) + 1)}
        self._kept = {}
        self.data = self._rest(self._whole, ())
        return bool(new)

    def _rest(self, value: Any, path: Path) -> Any:
        if path not in self._around:
            return value
        if isinstance(value, dict):
            left = {key: one for key, one in value.items() if (*path, key) not in self._out}
            return {key: self._rest(one, (*path, key)) for key, one in left.items()}
        if isinstance(value, list):
            kept = [at for at in range(len(value)) if (*path, at) not in self._out]
            self._kept[path] = kept
            return [self._rest(value[at], (*path, at)) for at in kept]
        return value


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _words(value: Any) -> Iterator[str]:
    """Every text in it, and the keys of what is more than one value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, list | dict):
                yield key
            yield from _words(one)
